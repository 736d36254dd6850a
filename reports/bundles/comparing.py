"""What an audit made anew says beside what a bundle says: reads both, tells each difference. Writes nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from audit.reviews import overrule
from audit.scoring import numbers
from reports.bundles import content, layout
from reports.bundles.result import Problem
from reports.bundles.writing import dump

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlite_utils import Database

    from checklists.catalogue import Catalogue
    from reports.bundles.content import About
    from reports.bundles.reading import Fault
    from reports.bundles.restoring import Kept


def compare_findings(db: Database, about: About, kept: Kept, fault: Fault) -> None:
    """Compare findings to the byte, and name each item that is not the same."""
    made = {row["item"]: row for row in content.findings(db, about.campaign, kept.id)}
    path, org = layout.own(kept.id, layout.FINDINGS), kept.id
    before = len(made)
    for item in sorted({*made, *kept.findings}):
        line = kept.findings[item][0] if item in kept.findings else b""
        anew = dump(made[item]) if item in made else b""
        if line != anew:
            before = -1
            fault(Problem(kind="finding", path=path, org=org, item=item, what=_difference(line, made.get(item))))
    if before >= 0 and kept.lines != b"".join(map(dump, made.values())):
        fault(Problem(kind="finding", path=path, org=org, what="lines stand twice, or in another order"))


def _difference(line: bytes, made: Mapping[str, Any] | None) -> str:
    """How a finding of the bundle and one made anew differ."""
    if made is None:
        return f"the bundle says {json.loads(line)['verdict']}, the check-list does not ask for it"
    if not line:
        return f"the archive says {_verdict(made)}, the bundle says nothing"
    said = json.loads(line)
    if _verdict(said) != _verdict(made):
        return f"the bundle says {_verdict(said)}, the archive says {_verdict(made)}"
    names = [name for name in made if said.get(name) != made[name]]
    return f"another {', '.join(names) or 'spelling'} than the archive gives"


def _verdict(finding: Mapping[str, Any]) -> str:
    reason = finding.get("reason")
    return f"{finding['verdict']} ({reason})" if reason else str(finding["verdict"])


def compare_marks(db: Database, about: About, org: str, said: bytes, fault: Fault) -> None:
    """Compare the counts of microdata to the byte."""
    made = content.marks(db, about.campaign, org)
    if made == said:
        return
    pairs = zip(made.splitlines(), said.splitlines(), strict=False)
    first = next((json.loads(one) for one, other in pairs if one != other), None)
    what = f"{first['section']} {first['name']} is counted otherwise" if first else "has more or fewer names"
    fault(Problem(kind="microdata", path=layout.own(org, layout.MARKS), org=org, what=what))


def compare_score(db: Database, about: About, kept: Kept, catalogue: Catalogue, fault: Fault) -> None:
    """Count the score anew, from the findings and what people decided about them."""
    said = kept.file.score
    if said is None:
        return
    row = kept.file.organisation
    verdicts = {kept.id: {item: str(finding.verdict) for item, (_, finding) in kept.findings.items()}}
    overrule(db, about.campaign, verdicts)
    items = catalogue.items_for(row.sector, row.kind, about.as_of)
    added = catalogue.added_for(row.sector, row.kind, about.as_of)
    made = numbers(items, verdicts[kept.id], catalogue.methodology, added)
    if made != said:
        name = next((name for name in {**made, **said} if made.get(name) != said.get(name)), "")
        what = f"{name} is {said.get(name)}; the findings give {made.get(name)}"
        fault(Problem(kind="score", path=layout.own(kept.id, layout.ORGANISATION), org=kept.id, what=what))
