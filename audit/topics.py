"""From items to topics: reads findings and topics.yaml's ways to roll up, gives one verdict a topic. Pure."""

from __future__ import annotations

import collections
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.checks.sight import RANK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from audit.finding import Finding, Verdict
    from checklists.catalogue import Catalogue, Topic
    from checklists.schema import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicFinding:
    """The verdict of one organisation on one topic."""

    org: str
    topic: str
    verdict: Verdict
    url: str | None
    """Where it was decided."""
    reason: str | None
    items: tuple[str, ...]
    """The items that the verdict was rolled up from."""


def roll_up(org: str, items: Sequence[Item], found: Mapping[str, Finding], catalogue: Catalogue) -> list[TopicFinding]:
    """One verdict for each topic that any of the items is about, in the order of topics.yaml."""
    by_topic: dict[str, list[Item]] = collections.defaultdict(list)
    added = catalogue.added_items
    for item in items:
        for name in () if item.id in added else item.topics:
            by_topic[name].append(item)
    return [
        _roll(org, topic, [found[item.id] for item in by_topic[topic.id] if item.id in found])
        for topic in catalogue.topics.values()
        if topic.id in by_topic
    ]


def _roll(org: str, topic: Topic, findings: list[Finding]) -> TopicFinding:
    if topic.roll == "own":
        findings = [finding for finding in findings if finding.item in topic.items] or findings
    decided = [finding for finding in findings if finding.verdict in RANK]
    # Where nothing was decided, what kept us from one item says more than that another is not asked for.
    undecided = sorted(findings, key=lambda finding: finding.verdict != "not_checked")
    chosen = _choose(topic.roll, decided) if decided else next(iter(undecided), None)
    return TopicFinding(
        org=org,
        topic=topic.id,
        verdict=chosen.verdict if chosen else "not_applicable",
        url=_url(chosen),
        reason=chosen.reason if chosen else None,
        items=tuple(finding.item for finding in findings),
    )


def _choose(roll: str, decided: list[Finding]) -> Finding:
    if roll == "all":
        return min(decided, key=lambda finding: RANK[finding.verdict])
    if roll == "most":
        counts = collections.Counter(finding.verdict for finding in decided)
        # Among verdicts of one number the better stands: a tie accuses nobody.
        verdict = max(counts, key=lambda name: (counts[name], RANK[name]))
        return next(finding for finding in decided if finding.verdict == verdict)
    return max(decided, key=lambda finding: RANK[finding.verdict])


def _url(finding: Finding | None) -> str | None:
    if finding is None:
        return None
    if finding.evidence:
        return finding.evidence[0].url
    return finding.looked[0] if finding.looked and finding.verdict == "not_checked" else None
