"""Fixtures of items: reads tests/fixtures/items, wraps each page into a small site, gives the finding of its item.

A fixture is ``<item id>/<verdict>[-what].html``: one page of a site, a whole document. Its first line may be a comment
``<!-- link: Документы; path: /sveden/document/; name: …; short: …; kind: … -->``: the words of the home page's link to
it (else the page's title up to « — »), its address (``/`` for the home page itself), the organisation's full and short
name and its kind where it isn't the school of tests.audit.made. Files that it links to answer; ``/gone/…`` gives 404.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import yaml

from audit.auditing import audit_site
from audit.finding import Finding
from audit.matching import Matcher
from audit.phrases import FIELDS, NAMING, parts, phrases
from audit.view import file_kind
from checklists.catalogue import Catalogue
from checklists.rule import Mention
from checklists.schema import Item
from crawler.archive import Archive
from crawler.page import Page, read_page
from crawler.registry import Organisation
from crawler.text import normal
from tests.audit.made import HOME, HTML, ORG, TODAY, Crawl

FOLDER = Path(__file__).parent.parent / "fixtures" / "items"
OTHER_WORDS, OTHER_SENSE = "-other-words", "-other-sense"
"""Ends of names: a met page with none of its item's phrases to the letter; one that has them in another sense."""

_HEAD = re.compile(r"\A<!--(.*?)-->")
_WELCOME = """<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>Главная</title></head><body>
<nav><ul><li><a href="/">Главная</a></li><li><a href="{path}">{link}</a></li><li><a href="/novosti/">Новости</a></li>
</ul></nav><main><h1>Добро пожаловать</h1><p>Мы живём на берегу Сосновки и рады каждому гостю нашего сайта.</p></main>
</body></html>"""
_OTHER = """<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>Новости</title></head><body><main>
<h1>Новости</h1><p>На этой неделе выпал первый снег, и во дворе уже стоит крепость.</p></main></body></html>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixture:
    """One page with the verdict that a careful person would give."""

    path: Path
    body: bytes
    item: str
    verdict: str
    link: str
    address: str
    name: str
    short: str
    kind: str

    def __str__(self) -> str:
        """``edu.document.charter/met.html``."""
        return f"{self.item}/{self.path.name}"

    def page(self) -> Page:
        """The page's facts."""
        return read_page(self.body, HTML, urljoin(HOME, self.address))

    def lines(self) -> list[str]:
        """What a reader sees of it, and what leads there: title, link, blocks, words of links."""
        page = self.page()
        return [page.title, self.link, *(block.text for block in page.blocks), *(link.text for link in page.links)]


@cache
def fixtures() -> tuple[Fixture, ...]:
    """Every fixture, by item and name."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*/*.html")))


def _read(path: Path) -> Fixture:
    body = path.read_bytes()
    text = body.decode()
    head = _HEAD.match(text)
    told = dict(part.strip().split(": ", 1) for part in head[1].split(";")) if head else {}
    title = re.search(r"<title>(.*?)</title>", text)
    return Fixture(
        path=path, body=body, item=path.parent.name, verdict=path.stem.split("-")[0],
        link=told.pop("link", title[1].split(" — ")[0] if title else ""), address=told.pop("path", "/stranica/"),
        name=told.pop("name", ORG.name), short=told.pop("short", ORG.short_name),
        kind=told.pop("kind", ORG.kind), **told,
    )  # fmt: skip


@cache
def exceptions() -> dict[tuple[str, str], str]:
    """What an item can't have by its nature, with the reason: (item, verdict or end of a name) → reason."""
    rows: list[dict[str, Any]] = yaml.safe_load((FOLDER / "exceptions.yaml").read_text(encoding="utf-8")) or []
    return {(item, lacks): row["why"] for row in rows for lacks in row["lacks"] for item in row["items"]}


@cache
def known() -> dict[str, str]:
    """Fixtures that get another verdict by a fault of the engine, with the fault."""
    rows: list[dict[str, Any]] = yaml.safe_load((FOLDER / "known.yaml").read_text(encoding="utf-8")) or []
    return {fixture: row["why"] for row in rows for fixture in row["fixtures"]}


def in_use(catalogue: Catalogue) -> Iterator[Item]:
    """The items that are judged by pages: drafts need no fixtures, and what works is tried by probes (test_works)."""
    return (item for item in catalogue.items.values() if item.status != "draft" and not item.rule.works)


def archived(fixture: Fixture, path: Path, body: bytes | None = None, content_type: str = HTML) -> Archive:
    """A site of the fixture and its home page; ``body``: other bytes for the same page, ``path``: of the archive."""
    crawl = Crawl(path)
    if fixture.address != "/":
        crawl.page(HOME, _WELCOME.format(path=fixture.address, link=fixture.link), via="start", parent="")
    own = urljoin(HOME, fixture.address)
    via = "a" if own != HOME else "start"
    crawl.page(own, fixture.body if body is None else body, fixture.link, via=via, content_type=content_type)
    met = {HOME, own}
    for link in fixture.page().links:
        if urlsplit(link.url).netloc != urlsplit(HOME).netloc or link.url in met:
            continue
        met.add(link.url)
        if urlsplit(link.url).path.startswith("/gone/"):
            crawl.entry(link.url, "failed", "gone", link.text, status=404)
        elif file_kind(link.url):
            crawl.page(link.url, b"%PDF-1.4", link.text, content_type="application/pdf")
        else:
            crawl.page(link.url, _OTHER, link.text)
    return crawl.archive()


def judged(fixture: Fixture, catalogue: Catalogue, matcher: Matcher, path: Path) -> Finding:
    """The finding on a site of the fixture and its home page; ``path``: where the archive goes."""
    asked = catalogue.items[fixture.item]
    return audit_site(archived(fixture, path), org_of(fixture), [asked], catalogue, matcher, TODAY)[0]


def org_of(fixture: Fixture) -> Organisation:
    """Whose site it is."""
    return replace(ORG, name=fixture.name, short_name=fixture.short, kind=fixture.kind)


def letters(item: Item, catalogue: Catalogue) -> dict[str, re.Pattern[str]]:
    """The item's phrases as written, with patterns that find them to the letter.

    Names of the thing are looked for in any case; words that only stand beside it, as they are written.
    """
    found: dict[str, re.Pattern[str]] = {}
    for field in FIELDS:
        for phrase in phrases(item.rule, catalogue, [field]) if field != "without" else ():
            for way in _ways(phrase):
                flags = re.IGNORECASE if field in NAMING else re.NOFLAG
                found.setdefault(way, re.compile(rf"(?<!\w){re.escape(spelled(way))}(?!\w)", flags))
    return found


def _ways(phrase: str) -> list[str]:
    """``фио|ф-и-о адрес|дом`` → «фио адрес», «фио дом», «ф и о адрес», «ф и о дом»."""
    words = [word.split("|") for word in phrase.replace("=", "").replace("*", "").split()]
    return [" ".join(choice).replace("-", " ") for choice in itertools.product(*words)]


def spelled(line: str) -> str:
    """A line as phrases are spelled: without ё, hyphens, and what stands between words."""
    return " ".join(re.sub(r"[^\w]+", " ", line.replace("ё", "е").replace("Ё", "Е")).split())


def heard(item: Item, fixture: Fixture, catalogue: Catalogue, matcher: Matcher) -> set[str]:
    """The phrases of the item's rule that stand on the page in any form.

    Words of its hints do where the rule has no phrases, or takes any mention of one for a part: with such a phrase no
    page is missing.
    """
    wanted = {*phrases(item.rule, catalogue, set(FIELDS) - {"without"})}
    any_mention = any(isinstance(part, Mention) and part.gives == "partial" for part in parts(item.rule, catalogue))
    if not wanted or any_mention:
        wanted |= {*item.hints.phrases}
    hits = {matcher.phrases[number] for line in fixture.lines() for number in matcher.hits(normal(line))}
    return wanted & hits
