"""Crawls with a real Chromium: which pages it is asked for, what it makes of them, and what it survives."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.pages import pages_of
from crawler import browser as browsers
from crawler import snapshot
from crawler.archive import path_of, read
from crawler.plan import Plan
from crawler.rendering import Rendering
from tests.conftest import needs_browser
from tests.crawler.conftest import Answer, Campaign, Reply, Serve, Site, page
from tests.crawler.test_resume import committed, start, wait_for

pytestmark = [pytest.mark.slow, needs_browser]

STORY = "<p>" + "Занятия кружка проходят по вторникам в библиотеке. " * 12 + "</p>"
WAYS = "".join(f"<a href='/p{n}'>Страница {n}</a> " for n in range(3))


def script(text: str) -> Reply:
    return Reply(body=text.encode(), kind="text/javascript; charset=utf-8")


def shell(body: str, *, head: str = "", status: int = 200) -> Reply:
    made = f"<!doctype html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"
    return Reply(body=made.encode(), status=status)


def filled(into: str, html: str) -> Reply:
    """A program that fills an element, a little later."""
    return script(
        f"setTimeout(() => {{ document.querySelector({json.dumps(into)}).innerHTML = {json.dumps(html)} }}, 150)"
    )


LEAVES: dict[str, Answer] = {f"/p{n}": page(title=f"Страница {n}", text=STORY.replace("12", str(n))) for n in range(3)}
MENU = f"<header id=top></header><main><h1>Школа</h1>{STORY}</main><nav></nav><script src=/app.js></script>"
ONWARD = (
    "".join(f"<a href='#' data-to='/p{n}'>Страница {n}</a>" for n in range(3))
    + "<a href='#'>Вверх</a><a href='#'>X</a>"
)
LIFT = "for (const a of document.querySelectorAll('[data-to]')) a.href = a.dataset.to"
CHECKED = (
    "<p>Проверяем ваш браузер, подождите…</p><script>document.cookie = 'passed=1; path=/'; location.reload()</script>"
)

APP = "<script src=/app.js></script>"
ASKING = f"""<h1>Портал школы</h1>
<p>Для просмотра сайта включите, пожалуйста, JavaScript в браузере.</p><div id=x></div>
<p>Телефон приёмной, адрес и часы работы вы найдёте на страницах сайта, когда они загрузятся полностью.</p>
<p>Мы работаем для вас каждый день, кроме воскресенья. Приходите: в библиотеке уютно.</p>{APP}"""
HEAVY = f"<div id=x></div><script>document.getElementById('x').innerHTML = {json.dumps(STORY + WAYS)}</script>"
KINDS: dict[str, tuple[str, Reply, str]] = {
    "a root that a program fills": (f"<div id=main-1></div>{APP}", filled("#main-1", STORY + WAYS), "empty"),
    "hardly any text for the script": (HEAVY, script(""), "empty"),
    "a line to wait by": (f"<div id=x>Загрузка…<a href=/>Школа</a></div>{APP}", filled("#x", STORY + WAYS), "empty"),
    "a page that asks for JavaScript": (ASKING, filled("#x", STORY + WAYS), "asks_javascript"),
    "a menu that a script brings": (MENU, filled("nav", WAYS + "<a href=/p0>Ещё</a>"), "menu"),
    "links whose addresses a script brings": (f"{STORY}{ONWARD}{APP}", script(LIFT), "links"),
}


SLOW = script(f"setTimeout(() => {{ document.body.innerHTML = {json.dumps(STORY + WAYS)} }}, 2500)")
KINDS |= {
    "a program that is slow to begin": (f"<div id=main-1></div>{APP}", SLOW, "empty"),
    "a short program on the page": ("<p id=x></p><script src=/app.js></script>", filled("#x", STORY + WAYS), "empty"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_shell_is_shown_and_its_links_are_followed(kind: str, serve: Serve, campaign: Campaign) -> None:
    home, program, why = KINDS[kind]
    site = serve({"/": shell(home), "/app.js": program, **LEAVES})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    archive = campaign.archive("a")
    shown = archive.renderings[site.origin + "/"]
    assert (shown.why, shown.outcome, shown.settled) == (why, "rendered", True)
    assert shown.offset is not None
    tree = archive.response(shown.offset)
    assert 'href="/p1"' in tree.body.decode()
    assert tree.digest == shown.digest
    assert set(archive.renderings) == {site.origin + "/"}, "ordinary pages need no browser"
    assert {"/p0", "/p1", "/p2"} <= {path for path, what in campaign.reasons("a").items() if what == "fetched"}


def test_a_site_of_one_program_is_shown_page_by_page(serve: Serve, campaign: Campaign) -> None:
    """The same answer at every address, and another page made of each."""
    program = script(
        "const own = `<h1>Раздел ${location.pathname}</h1>` + " + json.dumps(STORY + WAYS) + ";"
        "document.getElementById('x').innerHTML = own"
    )
    site = serve({path: shell("<div id=x></div><script src=/app.js></script>") for path in ("/", "/p0", "/p1", "/p2")})
    site.routes["/app.js"] = program
    campaign.add(a=site.origin + "/")
    summary = campaign.crawl()
    archive = campaign.archive("a")
    assert [one.outcome for one in archive.renderings.values()] == ["rendered"] * 4
    assert summary.pages == 4
    assert len({one.digest for one in archive.renderings.values()}) == 4


ROUTED = """const pages = {'': 'Главная', '/about': 'Сведения', '/news': 'Новости', '/news/1': 'Выпал снег'};
const show = () => {
  const route = location.hash.replace(/^#!?/, '');
  document.getElementById('x').innerHTML = '<h1>' + (pages[route] || 'Такой страницы нет') + '</h1>'
    + '<a href="#/about">О школе</a> <a href="#!/news">Новости</a> <a href="#top">Вверх</a> <a href="#/">Домой</a>'
    + (route === '/news' ? '<a href="/#/news/1">Выпал снег</a>' : '') + %s;
};
addEventListener('hashchange', show); show();"""


def test_pages_that_a_program_makes_of_fragments(serve: Serve, campaign: Campaign) -> None:
    """Links «#/page» of a site of one program are pages of their own, which the server never hears of."""
    site = serve({"/": shell("<div id=x></div><script src=/app.js></script>")})
    site.routes["/app.js"] = script(ROUTED % json.dumps(STORY))
    campaign.add(a=site.origin + "/")
    summary = campaign.crawl()
    archive = campaign.archive("a")
    shown = {url.removeprefix(site.origin): one.outcome for url, one in archive.renderings.items()}
    assert shown == dict.fromkeys(("/", "/#/about", "/#!/news", "/#/news/1"), "rendered")
    assert summary.pages == 4
    read, _ = pages_of(archive)  # as the audit reads it
    heads = {entry.url.removeprefix(site.origin): [b.text for b in one.blocks if b.level == 1] for one, entry in read}
    assert heads == {
        "/": ["Главная"], "/#/about": ["Сведения"], "/#!/news": ["Новости"], "/#/news/1": ["Выпал снег"],
    }  # fmt: skip
    entry = campaign.ledger("a")["/#/about"]
    assert (entry.state, entry.link_text, entry.parent) == ("fetched", "О школе", site.origin + "/")
    assert set(site.counts) == {"/robots.txt", "/sitemap.xml", "/", "/app.js"}


def test_pages_of_fragments_keep_to_the_budget(serve: Serve, campaign: Campaign) -> None:
    site = serve({"/": shell("<div id=x></div><script src=/app.js></script>")})
    site.routes["/app.js"] = script(ROUTED % json.dumps(STORY))
    campaign.add(a=site.origin + "/")
    assert campaign.crawl(Plan(max_pages=2)).pages == 2
    assert list(campaign.reasons("a").values()).count("skipped budget") == 1


def test_on_a_site_that_needs_no_browser_a_fragment_is_a_place_in_its_page(serve: Serve, campaign: Campaign) -> None:
    site = serve({"/": page("#/about", "/#!/news", "/p0", text=STORY), **LEAVES})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    assert not [path for path in campaign.reasons("a") if "#" in path]


def test_content_that_a_script_puts_into_a_site_s_frame(serve: Serve, campaign: Campaign) -> None:
    """Menus and footers come by HTTP, what the page is about does not: the first pages tell, the others follow."""
    frame = "<header>" + "".join(f"<a href='/s{n}'>Раздел номер {n}</a> " for n in range(14)) + "</header>"
    body = frame + "<main id=x></main><footer>" + STORY + "</footer><script src=/app.js></script>"
    program = script(f"document.getElementById('x').textContent = location.pathname + {json.dumps(STORY)}")
    site = serve({path: shell(body + f"<!-- {path} -->") for path in ("/", *(f"/s{n}" for n in range(14)))})
    site.routes["/app.js"] = program
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    outcomes = [one.outcome for one in campaign.archive("a").renderings.values()]
    assert outcomes == ["rendered"] * 14, "all but the home page, to which nothing could be compared"


def test_a_template_that_a_browser_shows_no_better_is_left_alone(serve: Serve, campaign: Campaign) -> None:
    bare = "<nav></nav><p>Страница {}. " + "Её текст стоит в самой странице и никаким сценарием не меняется. " * 9
    ways = "".join(f"<a href='/s{n}'>{n}</a> " for n in range(4))
    site = serve({"/": shell(bare.format("/") + ways + "<script src=/app.js></script>"), "/app.js": script("")})
    for n in range(4):
        way = f"<a href='/s{n + 4}'>{n + 4}</a>"
        site.routes[f"/s{n}"] = shell(bare.format(n) + way + "<script src=/app.js></script>")
        site.routes[f"/s{n + 4}"] = shell(bare.format(n + 4) + "<script src=/app.js></script>")
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    archive = campaign.archive("a")
    assert {one.outcome for one in archive.renderings.values()} == {"needless"}
    assert len(archive.renderings) >= 8
    assert not archive.doms
    assert site.counts["/app.js"] <= 2, "two pages were tried"


def checking(site: Site, *, status: int) -> Callable[[str], Reply]:
    return lambda _: page("/p0", text=STORY) if "passed=1" in site.cookie else shell(CHECKED, status=status)


@pytest.mark.parametrize("status", [200, 403, 503])
def test_a_check_that_a_browser_passes_by_itself(status: int, serve: Serve, campaign: Campaign) -> None:
    site = serve({})
    site.routes.update({"/": checking(site, status=status), "/p0": checking(site, status=status)})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    archive = campaign.archive("a")
    assert {(one.why, one.outcome) for one in archive.renderings.values()} == {("check", "rendered")}
    assert campaign.reasons("a")["/"] == "fetched"
    assert campaign.ledger("a")["/"].status == 200


@pytest.mark.parametrize(("barred", "state"), [("", "rendered"), ("Disallow: /secret/", "blocked")])
def test_a_check_goes_on_only_where_robots_txt_lets_it(
    barred: str, state: str, serve: Serve, campaign: Campaign,
) -> None:  # fmt: skip
    """The check leads to an address of its own, which gives the cookie and leads back."""
    waits = "<p>Проверяем ваш браузер, подождите…</p><script>if (!document.cookie) location = '/secret/pass'</script>"
    site = serve({"/robots.txt": Reply(body=f"User-agent: *\n{barred}\n".encode(), kind="text/plain")})
    site.routes["/"] = lambda _: page("/p0", text=STORY) if "passed=1" in site.cookie else shell(waits)
    site.routes["/secret/pass"] = shell("<script>document.cookie = 'passed=1; path=/'; location = '/'</script>")
    site.routes.update(LEAVES)
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    assert [one.outcome for one in campaign.archive("a").renderings.values()] == [state]
    assert site.counts["/secret/pass"] == (0 if barred else 1)


@pytest.mark.parametrize(("status", "state"), [(200, "fetched"), (403, "failed blocked")])
def test_a_check_that_does_not_let_an_honest_browser_in(
    status: int, state: str, serve: Serve, campaign: Campaign,
) -> None:  # fmt: skip
    site = serve({"/": shell("<p>Подтвердите, что вы не робот</p><script src=/check.js></script>", status=status)})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    assert campaign.reasons("a")["/"] == state
    if status == 200:
        assert [one.outcome for one in campaign.archive("a").renderings.values()] == ["blocked"]


def test_pages_that_are_the_same_to_the_byte_until_a_program_fills_them(serve: Serve, campaign: Campaign) -> None:
    """The parts that are always there say enough to be no shell by themselves."""
    program = """const put = (text) => { document.getElementById("x").innerHTML = text };
fetch("/part" + location.pathname).then((one) => one.text()).then(put)"""
    same = shell(f"<nav>{WAYS}</nav><main id=x></main>{STORY}<script>{program}</script>")
    parts = {f"/part/p{n}": page(title=f"Страница {n}", text=STORY.replace("12", str(n))) for n in range(3)}
    site = serve({"/": same, "/part/": page(), **parts, **{f"/p{n}": same for n in range(3)}})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    shown = {one.url[len(site.origin) :] for one in campaign.archive("a").renderings.values() if one.shown}
    assert shown >= {"/p0", "/p1", "/p2"}


def test_copies_that_no_program_tells_apart_stay_duplicates(serve: Serve, campaign: Campaign) -> None:
    same = shell(f"<nav>{WAYS}</nav>{STORY}<script>document.title += '!'</script>")
    site = serve({"/": same, **{f"/p{n}": same for n in range(3)}})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    assert [campaign.reasons("a")[f"/p{n}"] for n in range(3)] == ["skipped duplicate"] * 3
    assert not [one for one in campaign.archive("a").renderings.values() if one.shown]


@pytest.mark.parametrize("onward", ["location = '/in'", "document.cookie = 'passed=1'; location = '/?in'"])
def test_a_line_of_script_that_leads_on(onward: str, serve: Serve, campaign: Campaign) -> None:
    wait = shell(f"<h1>Пожалуйста, подождите</h1><script>setTimeout(() => {{ {onward} }}, 600)</script>")
    site = serve({"/in": page("/p0", text=STORY), "/?in": page("/p0", text=STORY), **LEAVES})
    site.routes["/"] = lambda _: page("/p0", text=STORY) if "passed" in site.cookie else wait
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    assert campaign.reasons("a")["/p0"] == "fetched"


def test_what_stands_where_robots_txt_should_is_no_page(serve: Serve, campaign: Campaign) -> None:
    check = shell("<p>Проверка браузера…</p><form method=post></form><script>document.forms[0].submit()</script>")
    site = serve(dict.fromkeys(("/", "/robots.txt", "/sitemap.xml"), check))
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    assert [entry.url for _, entry in pages_of(campaign.archive("a"))[0]] == [site.origin + "/"]
    assert campaign.archive("a").renderings[site.origin + "/"].outcome == "blocked"
    assert not [line for line in site.asked if line.startswith("POST")]


def test_a_script_that_leads_elsewhere_is_a_redirect(serve: Serve, campaign: Campaign) -> None:
    site = serve(
        {
            "/": shell("<script src=/app.js></script>"),
            "/app.js": script("location = '/main'"),
            "/main": page("/p0"),
            **LEAVES,
        }
    )
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    reasons = campaign.reasons("a")
    assert reasons["/"] == "skipped redirect"
    assert (reasons["/main"], reasons["/p0"]) == ("fetched", "fetched")


def test_a_static_site_never_meets_the_browser(serve: Serve, campaign: Campaign) -> None:
    site = serve({"/": page(*(f"/p{n}" for n in range(3)), text=STORY), **LEAVES})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    assert not campaign.archive("a").renderings
    assert not any("Chrome" in agent for agent in site.agents)


def test_shadow_trees_are_read_as_they_are_shown(serve: Serve, campaign: Campaign) -> None:
    program = script(
        "customElements.define('x-card', class extends HTMLElement { connectedCallback() {"
        "this.attachShadow({mode: 'open'}).innerHTML = '<h2>Устав &amp; лицензия</h2><slot></slot>' + "
        + json.dumps(STORY) + " } })"
    )  # fmt: skip
    site = serve(
        {
            "/": shell("<x-card><a href=/p0>Дальше</a></x-card><script src=/app.js></script>"),
            "/app.js": program,
            **LEAVES,
        }
    )
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    archive = campaign.archive("a")
    (shown,) = archive.renderings.values()
    assert shown.offset is not None
    html = archive.response(shown.offset).body.decode()
    assert '<x-card><h2>Устав &amp; лицензия</h2><slot><a href="/p0">Дальше</a></slot>' in html


def test_a_page_that_names_no_encoding_is_shown_in_the_one_it_is_read_in(serve: Serve, campaign: Campaign) -> None:
    """Browsers look for a name in the first 1,024 bytes only, and then guess."""
    late = "<!-- " + "x" * 2000 + " --><meta charset=utf-8><div id=x></div><p>Устав школы</p>" + APP
    site = serve({"/": Reply(body=late.encode(), kind="text/html"), "/app.js": filled("#x", STORY)})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    archive = campaign.archive("a")
    (shown,) = archive.renderings.values()
    assert shown.offset is not None
    assert "Устав школы" in archive.response(shown.offset).body.decode()


# -- what it survives --------------------------------------------------------------------------------------------------

CHANGING = "setInterval(() => { document.body.append(document.createElement('p')) }, 20)"
LARGE = """const text = 'Текст '.repeat(170000);
for (let n = 0; n < 200; n++)
  document.body.append(Object.assign(document.createElement('p'), {textContent: text + n}))"""
MANY = "for (let n = 0; n < 1500000; n++) document.body.append(document.createElement('p'))"
DEEP = "let at = document.body; for (let n = 0; n < 30000; n++) at = at.appendChild(document.createElement('div'))"
GREEDY = "const kept = []; while (true) kept.push(new Array(1e6).fill(Math.random()))"
LYING = """Object.defineProperty(Document.prototype, 'documentElement', {get() { throw 1 }});
Element.prototype.remove = MutationObserver = setTimeout = undefined"""
HOSTILE: dict[str, tuple[str, str]] = {
    "never ends": ("while (true) {}", "browser_failed timeout"),
    "changes for ever": (CHANGING, "browser_failed timeout"),
    "alerts for ever": ("while (true) alert('Внимание!')", "browser_failed timeout"),
    "downloads": ("location = '/file.zip'", "redirect"),
    "200 MB of tree": (LARGE, "too_large browser_failed timeout"),
    "a million elements": (MANY, "too_large browser_failed timeout"),
    "nests without end": (DEEP, "too_deep browser_failed timeout"),
    "eats memory": (GREEDY, "too_large browser_failed timeout"),
    "opens windows for ever": ("setInterval(() => window.open('/p0'), 5)", "browser_failed"),
    "goes round": ("location = location.href + '?'", "browser_failed redirect"),
    "lies about itself": (LYING, "browser_failed"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_page_is_told_and_the_crawl_goes_on(
    kind: str, serve: Serve, campaign: Campaign, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(snapshot, "SETTLE_SECONDS", 2.0)
    monkeypatch.setattr(snapshot, "ANSWER_SECONDS", 1.0)
    source, outcomes = HOSTILE[kind]
    file = Reply(body=b"PK\x03\x04" + bytes(99), kind="application/zip", headers={"Content-Disposition": "attachment"})
    routes = {"/": page("/bad", "/good", text=STORY), "/bad": shell("<script src=/bad.js></script>"), "/file.zip": file}
    site = serve({**routes, "/bad.js": script(source), "/good": shell(f"<div id=x></div>{APP}"), **LEAVES})
    site.routes["/app.js"] = filled("#x", STORY)
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    archive = campaign.archive("a")
    bad = archive.renderings.get(site.origin + "/bad")
    state = campaign.reasons("a")["/bad"]
    assert (bad.outcome if bad else state.rpartition(" ")[2]) in outcomes.split()
    assert archive.renderings[site.origin + "/good"].outcome == "rendered"


def chromiums() -> list[int]:
    """Processes of browsers below this one, the oldest first."""
    below = {os.getpid()}
    found = []
    for stat in sorted(Path("/proc").glob("[0-9]*/stat"), key=lambda path: int(path.parent.name)):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            command = (stat.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if parent in below:
            below.add(int(stat.parent.name))
            if b"chrom" in command.split(b"\0")[0] and b"--type=" not in command:
                found.append(int(stat.parent.name))
    return found


def test_a_browser_that_is_killed_is_started_anew(serve: Serve, campaign: Campaign) -> None:
    body = "<div id=x></div><script src=/app.js></script>"
    site = serve({"/": page(*(f"/s{n}" for n in range(12))), "/app.js": filled("#x", STORY)})
    site.routes.update({f"/s{n}": shell(body + f"<!--{n}-->") for n in range(12)})
    site.routes["/app.js"] = script(
        "document.getElementById('x').textContent = location.pathname + " + json.dumps(STORY)
    )
    campaign.add(a=site.origin + "/")
    killed = []

    def kill() -> None:
        for _ in range(2):
            before = len(site.asked)
            while len(site.asked) < before + 6 or not chromiums():
                time.sleep(0.02)
            killed.append(chromiums()[0])
            os.kill(killed[-1], signal.SIGKILL)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    campaign.crawl()
    killer.join(1)
    assert killed
    outcomes = [one.outcome for one in campaign.archive("a").renderings.values()]
    assert len(outcomes) == 12
    assert outcomes.count("rendered") >= 11, "what was under way is shown again"
    assert not chromiums()


def test_the_browser_is_recycled(serve: Serve, campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsers.Browser.__init__, "__kwdefaults__", {"at_once": 4, "recycled": 3})
    site = serve({"/": page(*(f"/s{n}" for n in range(8)))})
    site.routes["/app.js"] = script(
        "document.getElementById('x').textContent = location.pathname + " + json.dumps(STORY)
    )
    site.routes.update({f"/s{n}": shell(f"<div id=x></div><script src=/app.js></script><!--{n}-->") for n in range(8)})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    assert [one.outcome for one in campaign.archive("a").renderings.values()] == ["rendered"] * 8


@pytest.fixture
def without_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))


@pytest.mark.usefixtures("without_browser")
def test_without_a_browser_the_crawl_works_and_says_so_once(
    serve: Serve, campaign: Campaign, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    body = "<div id=x></div><script src=/app.js></script>"
    site = serve({"/": page("/s1", "/s2", "/p0"), "/s1": shell(body), "/s2": shell(body + "<!-- -->"), **LEAVES})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    renderings = campaign.archive("a").renderings
    assert [(one.why, one.outcome) for one in renderings.values()] == [("empty", "no_browser")] * 2
    assert campaign.reasons("a")["/p0"] == "fetched"
    said = " ".join(capsys.readouterr().err.split())
    assert said.count("playwright install chromium") == 1
    assert "not checked" in said


def test_pages_that_were_committed_are_not_shown_again(serve: Serve, campaign: Campaign) -> None:
    site = serve({"/": page(*(f"/s{n}" for n in range(10)))}, seconds=0.05)
    site.routes["/app.js"] = script(
        "document.getElementById('x').textContent = location.pathname + " + json.dumps(STORY)
    )
    site.routes.update({f"/s{n}": shell(f"<div id=x></div><script src=/app.js></script><!--{n}-->") for n in range(10)})
    campaign.add(a=site.origin + "/")
    process = start(campaign.home)
    wait_for(lambda: len(committed(campaign.home)) >= 4)
    process.kill()
    process.communicate()
    kept = committed(campaign.home)
    wait_for(lambda: not chromiums_of_nobody(process.pid))
    before = site.counts
    campaign.crawl()
    for url in kept:
        path = url.removeprefix(site.origin)
        assert site.counts[path] == before[path], path
    archive = read(path_of(campaign.home, "test", "a"))
    assert [one.outcome for one in archive.renderings.values()] == ["rendered"] * 10
    assert len(archive.doms) == 10


def chromiums_of_nobody(killed: int) -> str:
    """Browsers whose starter is gone."""
    listed = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    return "\n".join(line for line in listed.splitlines() if "chrom" in line and line.split()[1] in ("1", str(killed)))


def test_rows_of_the_ledger_say_why_and_how(serve: Serve, campaign: Campaign) -> None:
    site = serve({"/": shell("<div id=x></div><script src=/app.js></script>"), "/app.js": filled("#x", STORY)})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    (row,) = campaign.archive("a").renderings.values()
    assert Rendering.from_dict(row.to_dict()) == row
    assert row.rendered_at.endswith("Z")
    assert row.shown
