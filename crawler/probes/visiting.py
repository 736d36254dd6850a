"""The probes of one visit, when everything is fetched: chooses pages, tries them, writes what came of it; knows no law.

Each probe leaves a ``metadata`` record ``urn:probe:KIND:URL``. Where there is no browser the record says so: what was
not tried is told apart from what was tried and failed. A crawl that goes on after a stop tries nothing again whose
record stands in its archive already.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from crawler import archive, order, urls
from crawler.archive import ArchiveError
from crawler.asking import Asker
from crawler.browser import BrowserFailed, NoBrowser
from crawler.encoding import decode
from crawler.fetch import Answer, Failed
from crawler.navigation import Navigation
from crawler.plan import Plan
from crawler.probes import candidates, mail, names, record
from crawler.probes.accessibility import try_accessibility
from crawler.probes.candidates import Candidates
from crawler.probes.form import try_form
from crawler.probes.form_fields import EMAIL, MARK, NAME, PHONE
from crawler.probes.going import Going
from crawler.probes.low_vision import try_low_vision
from crawler.probes.record import Kind, Probed
from crawler.probes.sending import send_form
from crawler.probes.showing import NotShown, show
from crawler.registry import Organisation
from crawler.run import Run
from crawler.store import Row, Tally

if TYPE_CHECKING:
    from playwright.async_api import Page

SECONDS = 25.0
"""For an address that is only asked whether it lives."""
_SHOW_SECONDS = 120.0
"""For a page to be shown, the wait for its turn included."""
_GONE = (404, 410)
_OK = range(200, 300)

Work = Callable[["Page"], Awaitable[dict[str, Any]]]
Probe = Callable[[str], Awaitable[dict[str, Any]]]


class Probing:
    """Everything that a visit tries after its walk."""

    def __init__(self, org: Organisation, plan: Plan, run: Run, ask: Asker, tally: Tally, *, known: int = 0) -> None:
        """Use what the visit has; nothing is asked yet. ``known``: so much of the archive is of an earlier run."""
        self._org, self._plan = org, plan
        self._run, self._ask, self._tally = run, ask, tally
        self._known = known
        self._tried: Mapping[tuple[str, str], Probed] = {}
        """By kind and address, of an earlier run of this crawl."""
        self._pages: Mapping[str, Row] = {}
        """What was fetched, by address."""
        self._page: Page
        """The one that is lent."""
        self._holds_turn = False
        """While a page is shown: no robots.txt of its host can be asked for then."""

    async def work(self) -> None:
        """Try what the plan has words for."""
        words = self._plan.probes
        if not (words.form.words or words.low_vision.phrases or words.accessibility):
            return
        self._run.store.commit()
        chosen = self._choose()
        if self._known:
            self._tried = await asyncio.to_thread(archive.probes_in, self._tally.writer.path, self._known)
        for domain in chosen.domains:
            await self._once("mail", domain, self._mail)
        for url in chosen.links:
            await self._once("link", url, self._link)
        for url in chosen.forms:
            found = await self._once("form", url, self._form)
            if found.get("outcome") == "ready":
                await self._send(url)
                if found.get("alive", {}).get("status") not in _GONE:
                    break
        if chosen.home and words.low_vision.phrases:
            await self._once("low_vision", chosen.home, self._low_vision)
        for url in (chosen.home, *chosen.topics) if chosen.home and words.accessibility else ():
            await self._once("accessibility", url, self._accessibility)

    async def _once(self, kind: Kind, about: str, probe: Probe) -> Mapping[str, Any]:
        """What a probe finds, or found in an earlier run of this crawl; nothing where the run stops."""
        if (before := self._tried.get((kind, about))) is not None:
            return before.data
        if self._run.stopping:
            return {}
        found = await probe(about)
        if self._run.stopping and found.get("reason"):
            return {}  # Ctrl-C reaches the browser too: what it did not do is left to the next run
        self._write(kind, about, found)
        return found

    # -- what is tried -----------------------------------------------------------------------------------------------

    async def _link(self, url: str) -> dict[str, Any]:
        return await self._alive(url, "GET")

    async def _form(self, url: str) -> dict[str, Any]:
        words = self._plan.probes.form

        async def work(page: Page) -> dict[str, Any]:
            return await try_form(page, url, words, self._run.browser.proxy_of(page).shut, self._show)

        found = await self._shown(url, work)
        sent = found.get("sent")
        if sent and sent["url"].startswith("http"):
            found["alive"] = await self._alive_without_ours(sent["method"], sent["url"])
        return found

    async def _send(self, url: str) -> None:
        """Send a form that is ready: by the operator's wish, with the organisation's consent, once a campaign."""
        run, words = self._run, self._plan.probes.form
        if run.stopping or not (run.operator and self._org.consent):
            return
        if not run.store.claim_submission(self._org.id, url, archive.now()):
            return
        page_html = ""

        async def work(page: Page) -> dict[str, Any]:
            nonlocal page_html
            told, page_html = await send_form(page, url, words, run.operator, self._show)
            return told

        found = await self._shown(url, work, sends=True)
        if page_html:
            body = page_html.encode("utf-8", "replace")
            self._tally.writer.resource(f"urn:answer:{url}", "text/html; charset=utf-8", body, archive.now())
        self._write("answer", url, found)

    async def _low_vision(self, url: str) -> dict[str, Any]:
        words = self._plan.probes.low_vision

        async def work(page: Page) -> dict[str, Any]:
            going = Going(self._ask)
            await page.context.route("**/*", going.on_request)  # the context is thrown away below
            try:
                return going.told(await try_low_vision(page, url, words, going.showing(self._show)))
            finally:
                self._run.browser.proxy_of(page).shut()  # its cookies would keep the version on for other pages

        return await self._shown(url, work)

    async def _accessibility(self, url: str) -> dict[str, Any]:
        rules = self._plan.probes.accessibility

        async def work(page: Page) -> dict[str, Any]:
            await self._show(page, url)
            return await try_accessibility(page, rules)

        return await self._shown(url, work)

    async def _shown(self, url: str, work: Work, *, sends: bool = False) -> dict[str, Any]:
        """What a work gives on an empty page, in turn; else why there is nothing. ``sends``: forms may go."""
        if self._run.mode == "none":
            return {"url": url, "reason": "no_browser"}
        from playwright.async_api import Error  # here: it takes half a second

        going = Navigation(self._permit, self._encoding(url), sends=lambda: sends or self._is_cut())
        try:
            async with self._run.browser.page(site=urls.authority(url)) as page:
                await going.watch(page)
                self._page = page
                return await work(page)
        except NoBrowser as error:
            self._run.say(str(error))
            return {"url": url, "reason": "no_browser"}
        except TimeoutError:
            return {"url": url, "reason": "timeout"}
        except (BrowserFailed, Error) as error:
            why = ("robots", going.kept) if going.kept else ("browser_failed", str(error))
            return {"url": url, "reason": why[0], "detail": why[1][:300]}
        except (NotShown, Failed) as failed:
            return {"url": url, "reason": failed.reason}
        finally:
            going.close()

    def _is_cut(self) -> bool:
        """Whether nothing leaves the page that is lent: what it asks for is only written down."""
        return self._run.browser.proxy_of(self._page).is_shut

    async def _permit(self, url: str) -> bool:
        """Whether the page that is lent may go to an address: by the robots.txt of its host."""
        if self._is_cut() or MARK in unquote_plus(url):
            return True  # nothing leaves; or it is the form that the organisation agreed to receive
        if self._holds_turn:
            return await self._ask.permits(url)
        target = urls.normalise(url)
        return target is not None and (await self._ask.rules(target)).allow(target)

    async def _show(self, page: Page, url: str) -> None:
        delay = (await self._ask.rules(url)).delay()
        self._holds_turn = True
        try:
            async with asyncio.timeout(_SHOW_SECONDS):
                await show(page, url, self._ask.turn(url, delay))
        finally:
            self._holds_turn = False

    async def _mail(self, domain: str) -> dict[str, Any]:
        found = await mail.mail_of(domain, self._name_servers())
        return {"domain": domain, "state": found.state, "hosts": found.hosts}

    async def _alive_without_ours(self, method: str, url: str) -> dict[str, Any]:
        """Whether the address of a form answers: asked for without what we had filled in."""
        said = unquote_plus(url)
        if method == "GET" or any(one in said for one in (MARK, NAME, EMAIL, PHONE)):
            url = url.partition("?")[0]
        if MARK in unquote_plus(url):
            return {"url": "", "asked": "", "status": None, "reason": "not_tried"}
        return await self._alive(url)

    async def _alive(self, url: str, method: str = "HEAD") -> dict[str, Any]:
        """Whether an address answers, asked politely and with nothing of ours in it.

        A server that knows no HEAD there may say 404; OPTIONS then decides (RFC 9110, 9.3.7). Where it knows no OPTIONS
        either, nothing is known: its 405 or 501 is about the question.
        """
        try:
            answer = await self._ask_for(url, method)
            if answer.status in _GONE and method == "HEAD":
                second = await self._ask_for(url, "OPTIONS")
                if second.status not in (*_OK, *_GONE):
                    return {"url": url, "asked": "OPTIONS", "status": second.status, "reason": "unclear"}
                method, answer = ("OPTIONS", second) if second.status in _OK else (method, answer)
        except Failed as failed:
            found: dict[str, Any] = {"url": url, "asked": method, "status": None, "reason": failed.reason}
            if failed.reason == "dns":  # the name may be dead, or this machine be cut off: only the first is the site's
                found["denied"] = await names.denied(urls.host(url), self._name_servers())
            return found
        return {"url": url, "asked": method, "status": answer.status, "reason": ""}

    def _name_servers(self) -> tuple[names.Server, ...]:
        return self._run.name_servers or names.name_servers()

    async def _ask_for(self, url: str, method: str) -> Answer:
        rules = await self._ask.rules(url)
        if not rules.allow(url):
            raise Failed(rules.reason or "robots", url)
        return await self._ask.get(url, delay=rules.delay(), seconds=SECONDS, method=method)

    # -- archive -----------------------------------------------------------------------------------------------------

    def _encoding(self, url: str) -> str:
        """What the crawl read a page in; empty where it did not."""
        row = self._pages.get(url)
        return decode(self._body(row.offset), row.content_type)[1] if row is not None else ""

    def _body(self, offset: int | None) -> bytes:
        try:
            return archive.response_at(self._tally.writer.path, offset or 0).body
        except ArchiveError:
            return b""

    def _choose(self) -> Candidates:
        shown = {one.url: one.offset for one in self._run.store.renderings(self._org.id) if one.shown}

        def body(row: Row) -> bytes:
            return self._body(shown.get(row.url) or row.offset)

        rows = list(self._run.store.rows(self._org.id))
        self._pages = {row.url: row for row in rows if row.offset is not None}
        ranker = order.ranker(self._plan.hints)
        return candidates.choose(rows, body, self._plan.probes, ranker, urls.authority(self._org.site))

    def _write(self, kind: Kind, url: str, found: dict[str, Any]) -> None:
        self._tally.writer.metadata(record.uri(kind, url), record.text(found), archive.now())
        self._tally.dirty = True
        self._run.store.commit()  # at once: a probe takes seconds, and one that is lost is made at the site again
