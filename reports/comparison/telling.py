"""A comparison as text for the terminal and as CSV for programs: takes pairs, gives lines and rows. Writes nothing."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from reports.comparison.changes import KINDS, Change, ListChanges, Pair, Tally
from reports.exports.wording import cell

if TYPE_CHECKING:
    from audit.finding import Finding
    from checklists.schema import Item
    from reports.comparison.sides import Side
    from reports.texts import Texts

COLUMNS = (
    "org", "name", "municipality", "site", "change", "item", "title",
    "verdict_before", "reason_before", "verdict_after", "reason_after", "decided_before", "decided_after",
    "url_before", "url_after", "quote_before", "quote_after", "openness_before", "openness_after",
)  # fmt: skip
_MANY = 12
"""Items of one kind that the text tells by name."""


class Names:
    """How items are called, in one language."""

    def __init__(self, texts: Texts, *sides: Side) -> None:
        """The later of ``sides`` are asked first."""
        self.texts = texts
        self._items: dict[str, Item] = {}
        for side in sides:
            self._items |= side.catalogue.items

    def title(self, item: str) -> str:
        """The title of an item; its id where nobody knows it."""
        found = self._items.get(item)
        if found is None:
            return item
        return found.title.ru if self.texts.lang == "ru" else found.title.en

    def verdict(self, finding: Finding | None) -> str:
        """The verdict with its reason, in plain words."""
        if finding is None:
            return "—"
        reason = self.reason(finding)
        return self.texts(f"verdict.{finding.verdict}") + (f" ({reason})" if reason else "")

    def reason(self, finding: Finding) -> str:
        """Why, in plain words; empty where the verdict says all."""
        section = "not_checked" if finding.verdict == "not_checked" else "seen_short"
        word = "person" if finding.decided_by == "person" else finding.reason
        return self.texts.known(section, word) if word else ""

    def headline(self, pair: Pair) -> str:
        """An organisation with what became of its score."""
        return title(pair, self)

    def points(self, score: Decimal | None) -> str:
        """A score."""
        return "—" if score is None else self.texts.points(score, 1)


def head(before: Side, after: Side, texts: Texts) -> list[str]:
    """Which audits are compared."""
    return [
        texts("diff.side_before", name=before.name, campaign=before.campaign, date=texts.date(before.as_of)),
        texts("diff.side_after", name=after.name, campaign=after.campaign, date=texts.date(after.as_of)),
    ]


def of_lists(found: ListChanges, names: Names) -> list[str]:
    """How the check-lists differ."""
    texts = names.texts
    parts = [
        (texts("diff.list_added"), found.added),
        (texts("diff.list_removed"), found.removed),
        (texts("diff.list_changed"), found.changed),
    ]
    told = [
        f"{title} {texts.plural('number.items', len(items))}: {_titles(items, names)}"
        for title, items in parts
        if items
    ]
    return told or [texts("diff.list_same")]


def _titles(items: Sequence[str], names: Names) -> str:
    more = len(items) - _MANY
    shown = "; ".join(names.title(item) for item in items[:_MANY])
    return shown + (f"; {names.texts.plural('number.more_gaps', more)}" if more > 0 else "")


def text(pairs: Iterable[Pair], names: Names, tally: Tally) -> Iterator[str]:
    """Each organisation with something to tell; what could not be compared is counted by its reason."""
    texts = names.texts
    for pair in pairs:
        tally.add(pair)
        if not pair.telling:
            continue
        yield ""
        yield title(pair, names)
        for kind in KINDS[:-1]:
            for change in pair.of(kind):
                was, now = names.verdict(change.before), names.verdict(change.after)
                yield f"  {texts(f'change.{kind}')}: {names.title(change.item)} [{change.item}]: {was} → {now}"
        if left := pair.of("not_compared"):
            number = texts.plural("number.items", len(left))
            yield f"  {texts('change.not_compared')}: {number} — {reasons(left, texts)}"


def title(pair: Pair, names: Names) -> str:
    """An organisation with what became of its score."""
    org, texts = pair.org, names.texts
    name = f"{org.short_name or org.name} ({org.id})"
    if pair.before is None or pair.after is None:
        return f"{name}: {texts('diff.only_after' if pair.before is None else 'diff.only_before')}"
    if pair.score_before is None and pair.score_after is None:
        return f"{name}: {texts('diff.no_score')}"
    if pair.score_before == pair.score_after:
        return f"{name}: {texts('diff.score', points=names.points(pair.score_after))}"
    was, now = names.points(pair.score_before), names.points(pair.score_after)
    return f"{name}: {texts('diff.scores', before=was, after=now)}"


def reasons(changes: Iterable[Change], texts: Texts) -> str:
    """Why things could not be compared, the commonest first."""
    counted = Counter[str]()
    for change in changes:
        words = (
            texts.known("not_checked", finding.reason or "unknown")
            for finding in (change.before, change.after)
            if finding is not None and finding.verdict == "not_checked"
        )
        counted[" / ".join(dict.fromkeys(words))] += 1
    return ", ".join(f"{word}: {number}" for word, number in sorted(counted.items(), key=lambda one: (-one[1], one[0])))


def summary(tally: Tally, texts: Texts) -> list[str]:
    """How much of what."""
    lines = [texts("diff.compared", organisations=texts.plural("number.organisations", tally.pairs), same=tally.same)]
    lines += [f"{texts(f'change.{kind}')}: {tally.kinds[kind]}" for kind in KINDS if tally.kinds[kind]]
    for orgs, key in ((tally.only_before, "diff.only_before"), (tally.only_after, "diff.only_after")):
        if orgs:
            lines.append(f"{texts(key)}: {', '.join(orgs[:20])}{' …' if len(orgs) > 20 else ''}")  # noqa: PLR2004
    return lines if tally.differs else [*lines, texts("diff.nothing")]


def rows(pairs: Iterable[Pair], names: Names, tally: Tally) -> Iterator[str]:
    """CSV, one line a change; an organisation on one side alone has a line of its own."""
    yield _csv(COLUMNS)
    for pair in pairs:
        tally.add(pair)
        org = pair.org
        about = (org.id, org.short_name or org.name, org.municipality, org.site)
        scores = tuple("" if score is None else str(score) for score in (pair.score_before, pair.score_after))
        if pair.before is None or pair.after is None:
            yield _csv((*about, "only_after" if pair.before is None else "only_before", *("",) * 12, *scores))
        for change in pair.changes:
            yield _csv((*about, change.kind, change.item, names.title(change.item), *_cells(change), *scores))


def _cells(change: Change) -> Iterator[str]:
    sides = (change.before, change.after)
    for finding in sides:
        yield finding.verdict if finding else ""
        yield (finding.reason or "") if finding else ""
    yield from (finding.decided_by if finding else "" for finding in sides)
    proofs = [finding.evidence[0] if finding and finding.evidence else None for finding in sides]
    yield from (proof.url if proof else "" for proof in proofs)
    yield from (proof.quote if proof else "" for proof in proofs)


def _csv(cells: Iterable[str]) -> str:
    """A line; what a spreadsheet would take for a formula begins with an apostrophe."""
    out = io.StringIO()
    csv.writer(out).writerow(map(cell, cells))
    return out.getvalue()
