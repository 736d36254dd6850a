"""Crawls written by hand: pages and a ledger made here go into a real archive and come back through the real reader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from audit.auditing import audit_site
from audit.derived import Texts
from audit.finding import Finding
from audit.matching import Matcher
from audit.phrases import every
from checklists.catalogue import Catalogue
from checklists.rule import Rule
from checklists.schema import Checklist, Hints, Item
from checklists.strict import Bilingual
from crawler.archive import DOM, Archive, ledger_json, read
from crawler.archive_writer import Writer
from crawler.ledger import LedgerEntry, State
from crawler.plan import Plan
from crawler.probes import record
from crawler.probes.record import Kind
from crawler.registry import Organisation
from crawler.rendering import RENDERED, Rendering

HOME = "https://sosna.example/"
TODAY = dt.date(2026, 4, 15)
WHEN = "2026-04-14T08:00:00.000Z"
LATER = "2026-04-14T08:00:05.000Z"
HTML = "text/html; charset=utf-8"
_TOP = '<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8">'

ORG = Organisation(
    id="sosna",
    name="Муниципальное бюджетное общеобразовательное учреждение «Сосновская средняя школа № 7»",
    short_name="МБОУ «Сосновская СШ № 7»",
    sector="education",
    kind="school",
    municipality="Сосновский район",
    region="Приморская область",
    site=HOME,
    extra={},
)


def html(body: str, title: str = "Сосновская школа") -> str:
    """A whole document around ``body``."""
    return f"{_TOP}<title>{title}</title></head><body>{body}</body></html>"


class Crawl:
    """One crawl of the invented school, page by page. ``archive`` ends it."""

    def __init__(self, path: Path) -> None:
        self._writer = Writer(path)
        self._writer.warcinfo({"software": "glasnost"}, WHEN)
        self._writer.metadata("urn:plan:sosna", Plan().to_json(), WHEN)
        self._path = path
        self._renderings: list[Rendering] = []
        self.entries: list[LedgerEntry] = []
        self.places: list[tuple[int, str]] = []
        """Offset and digest of each probe."""

    def page(
        self, url: str, body: str | bytes, link_text: str = "", *, content_type: str = HTML, status: int = 200,
        truncated: str = "", modified: str = "", **more: Any,  # noqa: ANN401 - any field of the ledger
    ) -> LedgerEntry:  # fmt: skip
        """Archive an answer, and enter it as fetched."""
        data = body.encode() if isinstance(body, str) else body
        headers = [("Content-Type", content_type), *([("Last-Modified", modified)] if modified else ())]
        place = self._writer.response(url, status, headers, data, WHEN, truncated=truncated)
        entry = LedgerEntry(
            url=url, state="fetched", status=status, link_text=link_text, offset=place.offset, length=place.length,
            digest=place.digest, content_type=content_type, size=len(data), fetched_at=WHEN, parent=HOME,
        )  # fmt: skip
        self.entries.append(replace(entry, **more))
        return self.entries[-1]

    def entry(self, url: str, state: State, reason: str = "", link_text: str = "", **more: Any) -> LedgerEntry:  # noqa: ANN401 - any field
        """Enter an address that gave no page."""
        self.entries.append(
            LedgerEntry(url=url, state=state, reason=reason, link_text=link_text, **{"parent": HOME, **more})
        )
        return self.entries[-1]

    def shown(
        self, entry: LedgerEntry, body: str = "", *, why: str = "empty", outcome: str = RENDERED,
    ) -> Rendering:  # fmt: skip
        """Enter what the browser made of a page: its tree, or why there is none."""
        made = Rendering(entry.url, why, outcome, rendered_at=LATER)
        if body:
            place = self._writer.resource(DOM + entry.url, HTML, body.encode(), LATER)
            made = made._replace(offset=place.offset, length=place.length, digest=place.digest)
        self._renderings.append(made)
        return made

    def probe(self, kind: Kind, about: str, data: Mapping[str, Any]) -> None:
        """Archive what a probe found."""
        place = self._writer.metadata(record.uri(kind, about), record.text(data), WHEN)
        self.places.append((place.offset, place.digest))

    def archive(self, **more: Any) -> Archive:  # noqa: ANN401 - what a crawl says of itself
        """Write the ledger and read everything back."""
        about = {"state": "done", "reason": "", "started_at": WHEN, "finished_at": WHEN, **more}
        self._writer.metadata("urn:ledger:sosna", ledger_json("sosna", self.entries, about, self._renderings), WHEN)
        self._writer.flush()
        self._writer.close()
        return read(self._path)


def item(rule: Rule | dict[str, Any], name: str = "the.item", **more: Any) -> Item:  # noqa: ANN401 - any field of Item
    """An item around a rule, given as in YAML."""
    if hints := more.pop("hints", None):
        more["hints"] = Hints.model_validate(hints)
    return Item(
        id=name,
        title=Bilingual(ru="Предмет", en="Item"),
        topics=("structure",),
        status="confirmed",
        rule=rule if isinstance(rule, Rule) else Rule.model_validate(rule),
        **more,
    )


def only(catalogue: Catalogue, items: Iterable[Item], rules: dict[str, Any] | None = None) -> Catalogue:
    """The catalogue with no items but these, no named rules but ``rules``, and no topics: made in no time."""
    one = Checklist(id="one", title=Bilingual(ru="Один", en="One"), sectors=("education",), items=tuple(items))
    named = {name: Rule.model_validate(rule) for name, rule in (rules or {}).items()}
    return replace(catalogue, lists={"one": one}, rules=named, topics={})


def audited(
    archive: Archive, items: Iterable[Item], catalogue: Catalogue, matcher: Matcher | None = None,
    texts: Texts | None = None,
) -> dict[str, Finding]:  # fmt: skip
    """The findings of an archive by item; ``catalogue`` must be one that the matcher was made of."""
    items = tuple(items)
    found = audit_site(archive, ORG, items, catalogue, matcher or Matcher(every(catalogue)), TODAY, texts=texts)
    return {finding.item: finding for finding in found}
