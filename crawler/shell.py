"""Whether plain HTTP showed a shell: reads page facts, gives the reason in a word; pure, knows no network and no law.

A word of REASONS says why a browser should look. Which pages a browser then helped is remembered for the template that
they share (``Templates``): decided on its first pages, so that a static site never meets the browser.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from importlib import resources

from selectolax.lexbor import LexborHTMLParser

from crawler.page_facts import Page

REASONS = ("empty", "asks_javascript", "check", "menu", "links", "content")
"""``empty``: hardly any text for the amount of script, or an empty root element; ``asks_javascript``: the page says
so; ``check``: a check of cookies or of the browser; ``menu``: menus without a link that scripts fill; ``links``: links
whose addresses come by script; ``content``: nothing but what its site's other pages show too."""

STRONG = ("empty", "asks_javascript", "check", "asked")
"""Reasons for which anything more that a browser shows is worth it; the others are guesses, and ask for much more."""
_TEXT = 200
"""Characters of text below which a page shows hardly any."""
_LITTLE = 80
"""Characters below which it shows next to none."""
_SCRIPT = 15
"""Characters of inline script for one of text."""
_LINKS = 10
_ASKING = 600
"""Characters of text up to which a page that asks for JavaScript has little else to say."""
_CHECKING = 1500
_OWN = 80
"""Characters that no page before it had, below which a page shows nothing of its own."""
_FEW_WAYS = 5
"""Links to other pages; a site with a menu has more."""
_DEAD = 0.6
"""Share of links without an address."""
_FIRST = 4
"""Pages of a site that are looked at closely, whatever they look like."""
_WITHOUT_GAIN = 2
"""Pages of a template that a browser showed no better: the others are read as they come."""
_MENUS = "nav, header, [role=navigation], [id*=menu], [class*=menu], [id*=nav], [class*=nav], [id*=header]"
_ROOTS = "body > [id], body > div > [id]:only-child, body > :not(script):not(style):not(noscript):not(link)"
_UNFILLED = re.compile(r"\{\{|\{%|<%|\$\{|%7b%7b", re.IGNORECASE)
"""What template languages of browsers leave in an address until a script fills it in."""


def shell_of(page: Page, html: str = "") -> str:
    """Why plain HTTP showed only a shell, one of REASONS; empty where it did not.

    ``html``: the page's text; without it only the facts are asked, which see no empty elements.
    """
    if page.text_length < _CHECKING and _says("check", page):
        return "check"
    if not page.scripts:
        return ""
    if page.text_length < _LITTLE and not page.links and not page.sources and _says("waiting", page):
        return "check"  # «подождите», and a script of its own that goes on
    if _empty(page, html):
        return "empty"
    if page.text_length < _ASKING and _says("asks_javascript", page):
        return "asks_javascript"
    return _way_of(page, html)


def _empty(page: Page, html: str) -> bool:
    if page.text_length >= _TEXT or len(page.links) >= _LINKS:
        return False
    if page.script_length > _SCRIPT * (page.text_length + 1):
        return True
    if page.text_length < _LITTLE and not page.links:
        return True  # it leads nowhere by itself: «подождите», and a line of a script that goes on
    # «Загрузка, подождите…» around a program that comes from another file.
    loaded = any(not source.endswith(".css") for source in page.sources)
    bare = page.text_length < _LITTLE or not page.links or _says("waiting", page)
    return loaded and (bare or (bool(html) and _hollow(html, _ROOTS)))


def _way_of(page: Page, html: str) -> str:
    """``links`` or ``menu`` where a page has text and no ways on."""
    ways = [link for link in page.links if link.via in ("a", "area")]
    dead = sum(not link.url or _UNFILLED.search(link.href) is not None for link in ways)
    if len(ways) >= _FEW_WAYS and dead >= _DEAD * len(ways):
        return "links"
    if html and len(ways) - dead < _FEW_WAYS and _hollow(html, _MENUS):
        return "menu"
    return ""


def _says(what: str, page: Page) -> bool:
    text = " ".join([page.title, page.noscript, *(block.text for block in page.blocks)])[:_CHECKING]
    return _words()[what].search(text.lower().replace("ё", "е")) is not None


def _hollow(html: str, selector: str) -> bool:
    """Whether an element of these is there for a script to fill: no text, no picture, no link, no field."""
    for node in LexborHTMLParser(html).css(selector):
        if node.tag in ("script", "style", "noscript", "link", "template", "svg", "iframe", "img", "input"):
            continue
        if (
            not (node.text() or "").strip()
            and node.css_first("a[href], img, svg, iframe, input, button, object") is None
        ):
            return True
    return False


@cache
def _words() -> dict[str, re.Pattern[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    name = ""
    for line in resources.files("crawler").joinpath("shell.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[] ")
        elif line.strip() and not line.startswith("#"):
            found[name].append(line.strip())
    return {name: re.compile("|".join(lines)) for name, lines in found.items()}


class Templates:
    """What the browser is worth to the templates of one site, learnt on the first pages of each."""

    def __init__(self) -> None:
        """Begin to look closely."""
        self._looked = 0
        self._texts: set[str] = set()
        self._worth: defaultdict[tuple[str, frozenset[str]], int] = defaultdict(int)
        """Reason and template → pages that the browser showed better less those that it did not."""
        self._helped: set[frozenset[str]] = set()

    def close(self, links: int) -> bool:
        """Whether a page with so many links is worth a close look: most pages are told by their links alone."""
        return links < _LINKS or self._looked < _FIRST or bool(self._helped)

    def reason(self, page: Page, html: str) -> tuple[str, bool]:
        """Why the browser should show a page, empty where it need not; and whether it is worth it after all."""
        self._looked += 1
        template = _template(page)
        reason = shell_of(page, html) or self._content(page) or ("content" if template in self._helped else "")
        return reason, bool(reason) and self.hopes(reason, page)

    def hopes(self, reason: str, page: Page) -> bool:
        """Whether the browser did not yet show often enough that it is no help with this template."""
        return self._worth[reason, _template(page)] > -_WITHOUT_GAIN

    def learn(self, reason: str, before: Page, after: Page) -> bool:
        """Take note of what the browser made of a page; True where that is what the page is to be read as."""
        gain = more(before, after) if reason in STRONG else gained(before, after)
        template = _template(before)
        worth = self._worth[reason, template] + (1 if gain else -1)
        self._worth[reason, template] = min(worth, _WITHOUT_GAIN)
        if gain and template:
            self._helped.add(template)
        elif worth <= -_WITHOUT_GAIN:
            self._helped.discard(template)
        return gain

    def _content(self, page: Page) -> str:
        """``content`` where scripts run and the first pages of the site show nothing of their own."""
        texts = {block.text for block in page.blocks}
        own = sum(map(len, texts - self._texts))
        first = not self._texts
        if self._looked <= _FIRST:
            self._texts |= texts
        return "content" if page.scripts and not first and self._looked <= _FIRST and own < _OWN else ""


def gained(before: Page, after: Page) -> bool:
    """Whether one reading of a page shows much more than another: a fifth more text, or three more addresses."""
    ways = {link.url for link in after.links} - {link.url for link in before.links} - {""}
    return after.text_length > 1.2 * before.text_length + 100 or len(ways) > 2  # noqa: PLR2004


def more(before: Page, after: Page) -> bool:
    """Whether one reading of a page shows anything at all that another does not."""
    return after.text_length > before.text_length or len(after.links) > len(before.links)


def _template(page: Page) -> frozenset[str]:
    """What pages of one template have in common: the programs that they load."""
    return frozenset(source.partition("?")[0] for source in page.sources)
