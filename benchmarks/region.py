"""Writes the database of an invented region, for the benchmark of reports: rows straight into the tables, seeded.

Everything that a report reads is there, with the check-lists' own items and the program's own arithmetic: findings with
quotes and addresses, scores, a ledger, counts of microdata, inspections and a survey, and an earlier campaign.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from checklists.catalogue import Catalogue
    from checklists.schema import Item

Row = tuple[Any, ...]

REGION = "Приозёрная область"
CAMPAIGNS = (("spring-2026", "2026-04-15"), ("autumn-2026", "2026-10-15"))
_TOGETHER = 200
"""Organisations whose findings are made before they are inserted."""
_DOWN_SHARE = 0.03
"""Of the sites, those that could not be read at all."""


class Sort(NamedTuple):
    """A sort of organisations."""

    sector: str
    kind: str
    share: int
    """Of a hundred organisations."""
    name: str


SORTS = (
    Sort("education", "kindergarten", 29, "Детский сад № {n}"),
    Sort("education", "school", 27, "Средняя школа № {n}"),
    Sort("education", "additional", 8, "Дом творчества № {n}"),
    Sort("education", "college", 1, "Колледж № {n}"),
    Sort("culture", "library", 9, "Библиотека № {n}"),
    Sort("culture", "club", 8, "Дом культуры № {n}"),
    Sort("health", "polyclinic", 6, "Поликлиника № {n}"),
    Sort("social", "social_centre", 5, "Центр социального обслуживания № {n}"),
    Sort("sport", "sport_school", 4, "Спортивная школа № {n}"),
    Sort("housing", "manager", 2, "Управляющая организация № {n}"),
    Sort("mse", "mse", 1, "Бюро медико-социальной экспертизы № {n}"),
)
_FIRST = (
    "Берёзов", "Верхнеозёр", "Заречен", "Кедров", "Лесогор", "Новосель", "Озёр", "Придорож", "Сосновобор", "Ясногор",
)  # fmt: skip
_SECOND = ("ский район", "ский муниципальный округ", "ский городской округ", "ск")
MUNICIPALITIES = tuple(f"{one}{two}" for two in _SECOND for one in _FIRST)
_PATHS = (
    "", "sveden/common", "sveden/document", "sveden/budget", "sveden/employees", "sveden/education", "dokumenty",
    "kontakty", "obrashcheniya", "novosti", "uslugi", "o-nas",
)  # fmt: skip
_QUOTE = "Сведения размещены {day} в разделе «{title}»: полное наименование, адрес, телефон и часы работы организации."
_WHY: Mapping[str, tuple[str, ...]] = {
    "missing": ("not_found", "not_found", "not_found", "placeholder", "dead_link"),
    "partial": ("named_only", "stale", "part", "mentioned", "little"),
    "not_checked": ("budget", "http_error", "image_only", "timeout"),
}
_STATES = (*[("fetched", "")] * 6, ("skipped", "offsite"), ("failed", "gone"))
_KINDS = (*["text/html; charset=utf-8"] * 4, "application/pdf")
_DOWN = ("dns", "timeout", "blocked", "tls")
"""Why some sites could not be read at all."""


class Place(NamedTuple):
    """One organisation and how good its site is."""

    id: str
    number: int
    sort: Sort
    municipality: str
    quality: float
    """Chance of an item to be there."""
    down: str
    """Why nothing could be read; empty for a site that answers."""

    @property
    def site(self) -> str:
        """Its address."""
        return f"https://{self.id}.example/"

    def chance(self, what: str) -> random.Random:
        """Its own chance for one purpose, the same each time."""
        return random.Random(f"{what} {self.number}")  # noqa: S311 (an invented region, no secrets)


def places(many: int) -> Iterator[Place]:
    """The organisations, the same each time; a longer region begins with the shorter one."""
    sorts = [sort for sort in SORTS for _ in range(sort.share)]
    for number in range(1, many + 1):
        chance = random.Random(f"place {number}")  # noqa: S311 (an invented region, no secrets)
        where = chance.randrange(len(MUNICIPALITIES))
        yield Place(
            id=f"org-{number:05}", number=number, sort=chance.choice(sorts), municipality=MUNICIPALITIES[where],
            quality=min(0.97, max(0.05, chance.gauss(0.5 + where / 150, 0.17))),
            down=chance.choice(_DOWN) if chance.random() < _DOWN_SHARE else "",
        )  # fmt: skip


def write(home: Path, many: int) -> None:
    """Make the database of ``many`` organisations in ``home``, which has none yet."""
    from audit.database import connect
    from checklists.load import shipped

    db, catalogue = connect(home), shipped()
    with closing(db.conn), db.conn:
        _put(db.conn, "organisations", map(_registry, places(many)))
        for number, (name, day) in enumerate(CAMPAIGNS):
            _put(db.conn, "campaigns", [(name, day, f"{day}T08:00:00+00:00", "")])
            _put(db.conn, "campaign_orgs", ((name, one.id, "") for one in places(many)))
            _put(db.conn, "crawls", (_crawl(name, day, one) for one in places(many)))
            _audited(db.conn, catalogue, name, dt.date.fromisoformat(day), many, better=number * 0.06)
        _put(db.conn, "urls", (row for one in places(many) for row in _ledger(name, day, one)))
        _put(db.conn, "microdata", (row for one in places(many) for row in _marks(name, catalogue, one)))
        kinds = (("survey", 1), ("inspection", 2))
        _put(db.conn, "batches", [(at, name, kind, f"{kind}.csv", f"sha256:{at:064}", day, None) for kind, at in kinds])
        _put(db.conn, "measures", (row for one in places(many) for row in _measures(name, day, one)))


def _put(conn: Any, table: str, rows: Iterable[Row]) -> None:  # noqa: ANN401 (sqlite-utils types no connection)
    """Insert rows of all columns as they come, in the transaction that is open."""
    columns = len(list(conn.execute(f"PRAGMA table_info({table})")))
    conn.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})", rows)  # noqa: S608 (our own names)


def _registry(one: Place) -> Row:
    short = one.sort.name.format(n=one.number)
    name = f"Муниципальное бюджетное учреждение «{short}» ({one.municipality}, {REGION})"
    rest = ("", "муниципальный", "", "", 0, None, "", "{}")
    return (one.id, name, short, one.sort.sector, one.sort.kind, one.municipality, REGION, one.site, *rest)


def _crawl(campaign: str, day: str, one: Place) -> Row:
    times = (f"{day}T08:00:00Z", f"{day}T09:30:00Z")
    if one.down:
        return (campaign, one.id, "failed", one.down, *times, 0, 0, "", 0, "[]")
    return (campaign, one.id, "done", "", *times, 84, 12_345_678, "", 0, "[]")


def _audited(
    conn: Any, catalogue: Catalogue, campaign: str, as_of: dt.date, many: int, *, better: float,  # noqa: ANN401
) -> None:  # fmt: skip
    """Findings and scores, some organisations at a time."""
    from audit.scoring import numbers

    found: list[Row] = []
    scores: list[Row] = []
    for one in places(many):
        items = catalogue.items_for(one.sort.sector, one.sort.kind, as_of)
        mine = list(_findings(campaign, as_of.isoformat(), one, items, better))
        data = numbers(items, {row[2]: row[3] for row in mine}, catalogue.methodology)
        found += mine
        scores.append((campaign, one.id, json.dumps(data, ensure_ascii=False)))
        if len(scores) == _TOGETHER:
            _put(conn, "findings", found)
            _put(conn, "scores", scores)
            found, scores = [], []
    _put(conn, "findings", found)
    _put(conn, "scores", scores)


def _findings(campaign: str, day: str, one: Place, items: Iterable[Item], better: float) -> Iterator[Row]:
    chance = one.chance("findings")
    for item in items:
        hard = random.Random(item.id).uniform(-0.3, 0.3)  # noqa: S311 (some items are rare everywhere)
        luck, where, why = chance.random(), chance.randrange(len(_PATHS)), chance.random()
        verdict = _verdict(one, item, luck, one.quality + better - hard)
        reasons = (one.down,) if one.down and verdict == "not_checked" else _WHY.get(verdict, ())
        seen, looked = "[]", "[]"
        if verdict in ("met", "partial"):
            seen = json.dumps([_evidence(one, item, day, where)], ensure_ascii=False)
        if verdict in ("missing", "partial"):
            looked = json.dumps([one.site + path for path in _PATHS[: 3 + where]])
        reason = reasons[int(why * len(reasons))] if reasons else None
        yield campaign, one.id, item.id, verdict, reason, seen, looked, "machine"


def _verdict(one: Place, item: Item, luck: float, level: float) -> str:
    if one.down:
        return "not_checked"
    if item.conditional and luck > 0.6:  # noqa: PLR2004 (two of five have no such thing)
        return "not_applicable"
    if luck < level:
        return "met"
    return "partial" if luck < level + 0.07 else "not_checked" if luck > 0.98 else "missing"  # noqa: PLR2004


def _evidence(one: Place, item: Item, day: str, where: int) -> Mapping[str, Any]:
    return {
        "url": one.site + _PATHS[where], "offset": 1000 * one.number + where, "digest": f"sha256:{one.number:064x}",
        "place": f"itemprop {item.id}" if where % 2 else "block 12",
        "quote": _QUOTE.format(day=day, title=item.title.ru), "fetched_at": f"{day}T08:30:00.000Z", "how": "http",
    }  # fmt: skip


def _ledger(campaign: str, day: str, one: Place) -> Iterator[Row]:
    """Forty addresses of a site, most of them read."""
    for number in range(0 if one.down else 40):
        path = _PATHS[number] if number < len(_PATHS) else f"novosti/{number}"
        state, reason = _STATES[number % len(_STATES)]
        kind = _KINDS[number % len(_KINDS)]
        size = (0, 1000, "", kind if state == "fetched" else "", 50_000, f"{day}T08:30:00Z")
        yield campaign, one.id, one.site + path, number, state, reason, 0, 1, one.site, "Раздел", "a", 200, "", *size


def _marks(campaign: str, catalogue: Catalogue, one: Place) -> Iterator[Row]:
    """Counts of microdata, of those that it is asked of."""
    if one.sort.sector != "education" or one.down:
        return
    chance = one.chance("marks")
    for place, name in enumerate(catalogue.microdata.names):
        there = chance.random() < one.quality
        page = f"{one.site}sveden/{name.section}/"
        reason = "" if there else "gone"
        rest = (name.parent, int(there), reason, page, "[]", 0, 0, 0)
        yield campaign, one.id, place, name.section, name.no, name.itemprop, *rest


_SURVEY = (
    "respondents", "stand_satisfied", "site_satisfied", "timely", "comfort", "disabled", "access_satisfied",
    "polite_first", "polite_service", "polite_remote", "recommend", "organisation", "overall",
)  # fmt: skip
_INSPECTION = (("stand_items", 16), ("comfort", 7), ("access", 5), ("equal", 5))


def _measures(campaign: str, day: str, one: Place) -> Iterator[Row]:
    chance = one.chance("measures")
    who = f"Наблюдатель {one.number % 40}"
    for at, name in enumerate(_SURVEY):
        value = str(chance.randrange(20, 60))
        number = 100 * one.number + at
        yield number, campaign, one.id, f"survey.{name}", value, "60", "online", "Опрос", day, "[]", None, 1
    for at, (name, norm) in enumerate(_INSPECTION, start=len(_SURVEY)):
        value = str(chance.randrange(norm + 1))
        number = 100 * one.number + at
        yield number, campaign, one.id, f"inspection.{name}", value, str(norm), "inspection", who, day, "[]", 2, 2


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
