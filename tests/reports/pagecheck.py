"""Reads one page of a report and says what is wrong with its structure: for tests of all pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

VOID = frozenset(["meta", "link", "br", "hr", "img", "input"])
HEADINGS = ("h1", "h2", "h3", "h4")


@dataclass
class PageCheck(HTMLParser):
    """What a page holds, and what breaks the rules."""

    stack: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    hrefs: list[dict[str, str | None]] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    text: str = ""
    styles: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._see(tag, dict(attrs))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._see(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if not self.stack or self.stack.pop() != tag:
            self.wrong.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self.stack):
            self.text += data

    def _see(self, tag: str, attributes: dict[str, str | None]) -> None:
        self.seen.append(tag)
        self.text += " " if tag in {"td", "th", "li", "p", "dt", "dd", "span"} else ""
        self.styles += "style" in attributes
        self.wrong += [f"{tag} {name}" for name in attributes if name.startswith("on") or name == "src"]
        if name := attributes.get("id"):
            self.ids.append(name)
        if tag == "a":
            self.hrefs.append(attributes)
        if tag in HEADINGS:
            self.headings.append(int(tag[1]))
        if tag == "table":
            self.seen.append("table without caption")
        if tag == "caption":
            self.seen.remove("table without caption")
        if tag == "th" and "scope" not in attributes:
            self.wrong.append("th without scope")


def check(path: Path) -> PageCheck:
    """Read a page and note what is wrong with it by itself."""
    page = PageCheck()
    page.feed(path.read_text(encoding="utf-8"))
    page.close()
    page.wrong += [f"<{tag}> is never closed" for tag in page.stack]
    page.wrong += sorted({f"id {one} twice" for one in page.ids if page.ids.count(one) > 1})
    page.wrong += [f"no <{tag}>" for tag in ("main", "header", "footer", "nav", "title") if tag not in page.seen]
    if page.headings[:1] != [1] or page.headings.count(1) != 1:
        page.wrong.append("not exactly one h1, first")
    steps = zip(page.headings, page.headings[1:], strict=False)
    page.wrong += [f"h{old} then h{new}" for old, new in steps if new > old + 1]
    if "table without caption" in page.seen:
        page.wrong.append("table without caption")
    return page
