"""From findings to points: the openness score, and the site's parts of 1.1 and 1.2 of order 344н. Pure arithmetic.

Sources: order of Mintrud № 344н of 31.05.2018, indicators 1.1 (Исайт / Инорм-сайт) and 1.2 (Тдист · Сдист). Full
precision inside; rounding half up happens where a number is written.
"""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from audit.database import connect
from audit.reviews import overrule
from checklists.load import catalogue_of
from crawler import campaigns, stages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from checklists.methodology import Methodology
    from checklists.schema import Item

HUNDRED = Decimal(100)
_DECIDED = ("met", "partial", "missing")


def score(home: Path, campaign: str) -> int:
    """Score every organisation of a campaign that has findings, as reviewed; gives how many have.

    Raises StageError where the campaign is final.
    """
    db = connect(home)
    with contextlib.closing(db.conn):
        as_of = campaigns.get(db, campaign).as_of
        stages.keep_final(db, campaign)
        catalogue = catalogue_of(home)
        verdicts: dict[str, dict[str, str]] = {}
        for row in db.query("SELECT org, item, verdict FROM findings WHERE campaign = ?", [campaign]):
            verdicts.setdefault(row["org"], {})[row["item"]] = row["verdict"]
        overrule(db, campaign, verdicts)
        rows = []
        for org in campaigns.organisations(db, campaign):
            if org.id in verdicts:
                items = catalogue.items_for(org.sector, org.kind, as_of)
                added = catalogue.added_for(org.sector, org.kind, as_of)
                data = numbers(items, verdicts[org.id], catalogue.methodology, added)
                rows.append((campaign, org.id, json.dumps(data, ensure_ascii=False)))
        with db.atomic():
            db.execute("DELETE FROM scores WHERE campaign = ?", [campaign])
            db.conn.executemany("INSERT INTO scores VALUES (?, ?, ?)", rows)
    return len(rows)


def score_from(home: Path, changed: Sequence[str]) -> None:
    """Score the campaigns in which decisions about these campaigns count: these and all after the first of them.

    Those that are final are left alone: they know only what was decided before they became so.
    """
    db = connect(home)
    with contextlib.closing(db.conn):
        names = [one.name for one in campaigns.every(db)]
        later = names[min(map(names.index, changed)) :]
        open_ = [name for name in later if stages.stage(db, name) != "final"]
    for name in open_:
        score(home, name)


def numbers(
    items: Sequence[Item], verdicts: Mapping[str, str], how: Methodology,
    added: Mapping[str, Sequence[Item]] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """All numbers of one organisation, as table scores keeps them; numbers with a fraction are decimal strings.

    ``added``: the points of an operator's own lists, counted apart under ``added``.
    """
    required = [item for item in items if item.required and item.id in verdicts]
    counts = Counter(verdicts[item.id] for item in required)
    asked = len(required) - counts["not_applicable"]
    return {
        "openness": _text(openness([(item.weight, verdicts[item.id]) for item in required], how), 1),
        "checked": _text(Decimal(asked - counts["not_checked"]) / asked if asked else None, 3),
        "required": asked,
        **{name: counts[name] for name in (*_DECIDED, "not_checked", "not_applicable")},
        "site_1_1": _site(items, verdicts, how),
        "remote_1_2": _remote(items, verdicts, how),
        **({"added": {name: points(mine, verdicts, how) for name, mine in added.items()}} if added else {}),
    }


def points(items: Sequence[Item], verdicts: Mapping[str, str], how: Methodology) -> dict[str, Any]:
    """How many points of an operator's list are met; what was not checked makes an interval."""
    counts = Counter(verdicts.get(item.id, "not_checked") for item in items)
    sure = counts["met"] + counts["partial"] * how.openness.partial
    return {
        "low": _text(sure, 1), "high": _text(sure + counts["not_checked"], 1),
        "of": len(items) - counts["not_applicable"],
        **{name: counts[name] for name in (*_DECIDED, "not_checked", "not_applicable")},
    }  # fmt: skip


def openness(rows: Sequence[tuple[str, str]], how: Methodology) -> Decimal | None:
    """Σ weight · credit / Σ weight · 100 over (weight, verdict) pairs that were decided; None where none was."""
    credit = {"met": Decimal(1), "partial": how.openness.partial, "missing": Decimal(0)}
    decided = [(how.openness.weights[weight], credit[verdict]) for weight, verdict in rows if verdict in credit]
    total = sum(weight for weight, _ in decided)
    return HUNDRED * sum(weight * share for weight, share in decided) / total if total else None


class Counted(NamedTuple):
    """So many of so many, some of them not checked."""

    sure: Decimal
    unchecked: int
    of: int


def site_items(items: Sequence[Item], verdicts: Mapping[str, str], how: Methodology) -> Counted | None:
    """Исайт of Инорм-сайт: what is not applicable leaves the norm. None where nothing of the norm was audited."""
    norm = [verdicts[item.id] for item in items if item.norm and item.id in verdicts]
    norm = [verdict for verdict in norm if verdict != "not_applicable"]
    counts = Counter(norm)
    sure = counts["met"] + counts["partial"] * how.site_1_1.partial
    return Counted(sure, counts["not_checked"], len(norm)) if norm else None


def channels(items: Sequence[Item], verdicts: Mapping[str, str]) -> dict[str, str]:
    """What each remote channel of indicator 1.2 counts as, by its name: met where it is there and functions."""
    told = [item for item in items if item.channel and item.id in verdicts]
    works = {item.channel: verdicts[item.id] for item in told if item.functions}
    return {
        str(item.channel): _functions(str(item.channel), verdicts[item.id], works.get(item.channel, "met"))
        for item in told
        if not item.functions
    }


def _functions(channel: str, present: str, works: str) -> str:
    """One that is there and could not be tried is open; one that was tried and failed is none.

    A telephone whose number is real functions, though a link somewhere dials another.
    """
    if channel == "phone" and works == "partial":
        return present
    if present != "met" or works in ("met", "not_applicable"):
        return present
    return "not_checked" if works == "not_checked" else "missing"


def _site(items: Sequence[Item], verdicts: Mapping[str, str], how: Methodology) -> dict[str, Any] | None:
    """Исайт / Инорм-сайт · 100; not_checked makes an interval."""
    found = site_items(items, verdicts, how)
    if found is None:
        return None
    low, high = (HUNDRED * Decimal(number) / found.of for number in (found.sure, found.sure + found.unchecked))
    return {"low": _text(low, 1), "high": _text(high, 1), "norm": found.of}


def _remote(items: Sequence[Item], verdicts: Mapping[str, str], how: Methodology) -> dict[str, Any] | None:
    """30 points a channel that functions, four and more 100; what could not be tried makes an interval."""
    found = channels(items, verdicts)
    if not found:
        return None
    counts = Counter(found.values())
    low, high = counts["met"], counts["met"] + counts["not_checked"]
    told = [item for item in items if item.channel and item.id in verdicts]
    return {
        "low": _text(_points(low, how), 0), "high": _text(_points(high, how), 0),
        "channels": {item.channel: verdicts[item.id] for item in told if not item.functions},
        "works": {item.channel: verdicts[item.id] for item in told if item.functions},
    }  # fmt: skip


def _points(channels: int, how: Methodology) -> Decimal:
    return how.remote_1_2.full if channels >= how.remote_1_2.enough else how.remote_1_2.points * channels


def _text(number: Decimal | None, places: int) -> str | None:
    """Half-up rounding at output, and nowhere before."""
    return None if number is None else str(number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
