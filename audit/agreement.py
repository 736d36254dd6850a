"""How far machine and reviewers, and reviewers among themselves, agree: reads findings and reviews, prints.

Cohen's kappa with linear weights over missing < partial < met (Cohen, 1968): 1 − Σ d·o / Σ d·e, where d is the distance
of two verdicts (0, 1, 2), o how often they met, and e how often chance would bring them together.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from audit.reviews import holds, standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlite_utils import Database

SCALE = ("missing", "partial", "met")
"""The verdicts that are counted, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Two sides over the findings that both decided."""

    first: str
    second: str
    counted: int
    """Findings for which both gave one of SCALE."""
    same: int
    """Of those, how many got the same verdict."""
    kappa: Fraction | None
    """From −1 to 1; None where nothing is counted, or chance alone would agree in all (each gave one verdict only)."""
    left_out: int
    """Findings for which one side, or both, said not_applicable or not_checked."""


def agreement(first: str, second: str, pairs: Iterable[tuple[str, str]]) -> Agreement:
    """Count over pairs of verdicts, the first side's and the second's."""
    every = list(pairs)
    both = Counter((SCALE.index(one), SCALE.index(two)) for one, two in every if one in SCALE and two in SCALE)
    number = both.total()
    rows, columns = Counter[int](), Counter[int]()
    for (one, two), times in both.items():
        rows[one] += times
        columns[two] += times
    seen = sum(abs(one - two) * times for (one, two), times in both.items())
    chance = sum(abs(one - two) * rows[one] * columns[two] for one in rows for two in columns)
    return Agreement(
        first=first,
        second=second,
        counted=number,
        same=sum(times for (one, two), times in both.items() if one == two),
        kappa=1 - Fraction(seen * number, chance) if chance else None,
        left_out=len(every) - number,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreements:
    """All pairs of one campaign."""

    rows: tuple[Agreement, ...]
    """The machine with all reviewers together, where there are several; with each of them; and each two of them."""
    earlier: int
    """Decisions about an earlier version of the site: they are not counted."""


def agreements(db: Database, campaign: str) -> Agreements:
    """Compare the reviews that hold in a campaign with what the machine says now, and with one another."""
    query = "SELECT org, item, verdict FROM findings WHERE campaign = ?"
    machine = {(row["org"], row["item"]): row["verdict"] for row in db.query(query, [campaign])}
    by: dict[str, dict[tuple[str, str], str]] = {}
    names: dict[str, str] = {}
    earlier = 0
    for about, decisions in sorted(standing(db, campaign).items()):
        for one in decisions:
            if about not in machine:
                continue
            if not holds(db, campaign, one, machine[about]):
                earlier += 1
                continue
            names.setdefault(one.who, one.reviewer)
            by.setdefault(one.who, {})[about] = one.verdict
    rows = [
        agreement("machine", names[who], ((machine[about], made) for about, made in by[who].items()))
        for who in sorted(by)
    ]
    if len(by) > 1:
        pairs = ((machine[about], made) for mine in by.values() for about, made in mine.items())
        rows.insert(0, agreement("machine", "all reviewers", pairs))
    for who, whom in combinations(sorted(by), 2):
        shared = [(by[who][about], by[whom][about]) for about in by[who] if about in by[whom]]
        if shared:
            rows.append(agreement(names[who], names[whom], shared))
    return Agreements(rows=tuple(rows), earlier=earlier)


def write(found: Agreements, campaign: str) -> None:
    """Print the pairs as a table, and what is counted."""
    from rich.console import Console
    from rich.table import Table

    table = Table("between", "and", "findings", "same", "agreement", "kappa", "left out", title=f"Campaign {campaign}")
    for column in table.columns[2:]:
        column.justify = "right"
    for row in found.rows:
        share = f"{row.same / row.counted:.3f}" if row.counted else "—"
        kappa = "—" if row.kappa is None else f"{float(row.kappa):.3f}"
        table.add_row(row.first, row.second, str(row.counted), str(row.same), share, kappa, str(row.left_out))
    console = Console()
    console.print(table)
    console.print(
        "Counted: findings that both sides decided as met, partial or missing; left out: not applicable or not checked"
        " for either. Kappa: Cohen's, linear weights over missing < partial < met; — where chance alone would agree.",
        f"Not counted: {found.earlier} decisions about an earlier version of the site.",
        sep="\n",
    )
