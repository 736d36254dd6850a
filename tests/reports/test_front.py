"""The front page: what a chart shows, its table says, and the database holds."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from statistics import mean

import pytest

from checklists.catalogue import Catalogue
from reports.front import Change
from reports.html import write_pages
from tests.reports.conftest import SCHOOL, Store, score_data
from tests.reports.pagecheck import check

LIMIT = 300_000
HUNDRED = 346.2
"""Units of a chart from 0 to 100."""
AREAS = ("Лесной район", "Речной район", "Горный округ", "")


class Reader(HTMLParser):
    """Tables by id or caption, and bars by the section that they stand in."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.bars: dict[str, list[tuple[str, float, float]]] = {}
        self.circles = 0
        self._section = ""
        self._chart = False
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "section":
            self._section = given.get("aria-labelledby") or ""
        elif tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self._cell = []
        elif tag == "svg":
            self._chart = given.get("class") == "chart"
        elif tag == "circle":
            self.circles += self._chart

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "rect" and self._chart:
            bar = (given["class"] or "", float(given["y"] or 0), float(given["width"] or 0) * 100 / HUNDRED)
            self.bars.setdefault(self._section, []).append(bar)
        self.circles += tag == "circle" and self._chart

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._cell is not None:
            self.tables[-1][-1].append("".join(self._cell).strip())
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def lengths(self, section: str, kind: str = "fill") -> list[float]:
        """The bars of one kind from top to bottom."""
        return [length for name, _, length in sorted(self.bars[section], key=lambda bar: bar[1]) if name == kind]

    def table(self, head: str) -> list[list[str]]:
        """The rows of the table whose first head is so."""
        return next(rows[1:] for rows in self.tables if rows and rows[0][0] == head)


def read(path: Path) -> Reader:
    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader


def number(cell: str) -> float:
    return float(cell.replace(",", ".").replace("\u202f", "").replace("%", "").replace("\u00a0", "").strip("▲▼= "))


def whole(cell: str) -> int:
    return int(number(cell.rpartition(":")[2]))


Region = Callable[[int], Path]


@pytest.fixture
def region(store: Store, catalogue: Catalogue, tmp_path: Path) -> Region:
    """Write the report of so many schools that were checked twice; nobody's scores are alike."""

    def write(many: int) -> Path:
        fill(store, many)
        out = tmp_path / "out"
        write_pages(store.db, catalogue, home=store.home, campaign="spring", out=out, lang="ru")
        return out

    return write


def fill(store: Store, many: int) -> None:
    chance = random.Random(7)  # noqa: S311 (invented scores)
    db = store.db
    with db.conn:
        db.conn.execute("insert into campaigns values ('autumn', '2025-10-01', '2025-10-01', '')")
        orgs, members, scores, findings = [], [], [], []
        for n in range(many):
            org, sector = f"school-{n:05}", "культура" if n % 5 == 0 else "education"
            name = f"Муниципальное бюджетное учреждение «Школа № {n}»"
            place = AREAS[n % len(AREAS)] if many < 1000 else f"Район № {n % 60}"
            row = (
                org,
                name,
                f"Школа № {n}",
                sector,
                "" if n % 5 == 0 else "school",
                place,
                "",
                f"https://{org}.example/",
            )
            orgs.append((*row, "", "", "", "", 0, None, "", "{}"))
            for campaign in ("autumn", "spring"):
                members.append((campaign, org, ""))
                data = score_data(str(Decimal(chance.randrange(1001)) / 10), met=5, missing=1)
                scores.append((campaign, org, json.dumps(data)))
            for item in SCHOOL:
                verdict = chance.choice(("met", "met", "missing", "partial"))
                findings.append(("spring", org, item.id, verdict, "not_found", "[]", "[]", "machine"))
        for table, rows in (
            ("organisations", orgs),
            ("campaign_orgs", members),
            ("scores", scores),
            ("findings", findings),
        ):
            marks = ", ".join("?" * len(rows[0]))
            db.conn.executemany(f"insert into {table} values ({marks})", rows)  # noqa: S608 (our own names)


def scores_of(store: Store, campaign: str = "spring") -> dict[str, float]:
    rows = db_rows(store, f"select org, json_extract(data, '$.openness') from scores where campaign = '{campaign}'")  # noqa: S608
    return {org: float(openness) for org, openness in rows}


def db_rows(store: Store, sql: str) -> list[tuple[str, ...]]:
    return list(store.db.conn.execute(sql))


@pytest.mark.parametrize("many", [40, 400])
def test_charts_say_what_their_tables_say_and_tables_what_the_database_holds(
    region: Region, store: Store, many: int
) -> None:
    page = read(region(many) / "index.html")
    now, then = scores_of(store), scores_of(store, "autumn")
    areas: dict[str, list[float]] = {}
    sectors: dict[str, list[str]] = {}
    for org, area, sector in db_rows(store, "select id, municipality, sector from organisations"):
        areas.setdefault(area or "не указано", []).append(now[org])
        sectors.setdefault("культура" if sector == "культура" else "образование", []).append(org)

    rows = page.table("Муниципальное образование")
    assert {row[0]: number(row[1]) for row in rows} == pytest.approx(
        {area: mean(of) for area, of in areas.items()}, abs=0.051
    )
    assert {row[0]: int(row[2]) for row in rows} == {area: len(of) for area, of in areas.items()}
    assert page.lengths("places") == pytest.approx([number(row[1]) for row in rows], abs=0.1)

    rows = page.table("Сфера")
    assert {row[0]: int(row[1]) for row in rows} == {name: len(of) for name, of in sectors.items()}
    changes = next(rows[1:] for rows in page.tables if rows[0][:3] == ["Сфера", "Было", "Стало"])
    assert page.lengths("change") == pytest.approx([number(row[2]) for row in changes], abs=0.1)
    assert page.lengths("change", "was") == pytest.approx([number(row[1]) for row in changes], abs=0.1)
    for row in changes:
        mine = sectors[row[0]]
        assert (number(row[1]), number(row[2])) == pytest.approx(
            (mean(then[org] for org in mine), mean(now[org] for org in mine)), abs=0.051
        )
        assert [int(cell) for cell in row[4:7]] == [
            len(mine), sum(now[org] > then[org] for org in mine), sum(now[org] < then[org] for org in mine)
        ]  # fmt: skip

    gaps = page.table("Сведения")
    for (item, missing), row in zip(
        db_rows(
            store,
            "select item, count(*) n from findings f join organisations o on o.id = f.org"
            " where verdict = 'missing' and sector = 'education' group by item order by n desc, item",
        ),
        sorted(gaps, key=lambda row: -whole(row[2])),
        strict=False,
    ):
        assert whole(row[2]) == int(missing), item
    assert page.lengths("gaps") == pytest.approx([100 * whole(row[2]) / many for row in gaps], abs=0.1)


@pytest.mark.parametrize("many", [40, 400])
def test_dots_stand_for_everybody(region: Region, store: Store, many: int) -> None:
    path = region(many) / "index.html"
    page, now = read(path), scores_of(store)
    bands = next(rows[1:] for rows in page.tables if rows[0][0] == "Оценка" and len(rows[0]) > 2)
    assert sum(int(cell) for row in bands for cell in row[1:]) == many
    for row in bands:
        low, high = map(int, row[0].split("–"))
        inside = sum(low <= one < high or one == high == 100 for one in now.values())
        assert sum(map(int, row[1:])) == inside
    found = re.search(r"Одна точка — до (\d+) организаци", path.read_text(encoding="utf-8"))
    each = int(found[1]) if found else 1
    assert page.circles == sum(-(-int(cell) // each) for row in bands for cell in row[1:])
    assert (each == 1) == (many == 40)


def test_a_first_campaign_is_compared_with_nothing(store: Store, catalogue: Catalogue, tmp_path: Path) -> None:
    fill(store, 10)
    store.db.execute("delete from scores where campaign = 'autumn'")
    index = write_pages(store.db, catalogue, home=store.home, campaign="spring", out=tmp_path / "out", lang="ru")
    assert "Было" not in check(index).text
    assert check(index).wrong == []


def test_what_was_hardly_checked_is_not_compared(store: Store, catalogue: Catalogue, tmp_path: Path) -> None:
    fill(store, 10)
    store.db.execute(
        "update scores set data = json_set(data, '$.checked', '0.5')"
        " where campaign = 'autumn' and org <> 'school-00003'"
    )
    page = read(write_pages(store.db, catalogue, home=store.home, campaign="spring", out=tmp_path / "out", lang="ru"))
    changes = next(rows[1:] for rows in page.tables if rows[0][:3] == ["Сфера", "Было", "Стало"])
    assert [row[4] for row in changes] == ["1"]


def test_who_is_left_out_among_equals_is_told(store: Store, catalogue: Catalogue, tmp_path: Path) -> None:
    fill(store, 10)
    store.db.execute("update scores set data = json_set(data, '$.openness', '90') where campaign = 'spring'")
    index = write_pages(store.db, catalogue, home=store.home, campaign="spring", out=tmp_path / "out", lang="ru")
    equals = re.findall(r"И ещё (\d+) организаци\w+ с такой же оценкой", check(index).text)
    listed = re.findall(r"Школа № \d+ — 90 из 100", check(index).text)
    assert (len(listed), equals) == (3, ["7"])


def test_a_step_is_reckoned_out_of_the_means_that_are_written() -> None:
    one = Change("", 2, Decimal("64.54"), Decimal("70.06"), 1, 1)
    assert one.step == Decimal("5.6"), "64.5 → 70.1"


def test_a_large_region_is_shown_by_municipality_and_every_page_stays_small(region: Region) -> None:
    pages_stay_small(region(400), 400)


def test_long_names_make_more_files_of_the_search_and_none_larger(
    store: Store, catalogue: Catalogue, tmp_path: Path
) -> None:
    fill(store, 310)
    store.db.execute("update organisations set name = name || replace(hex(zeroblob(1500)), '0', 'ж')")
    write_pages(store.db, catalogue, home=store.home, campaign="spring", out=tmp_path / "out", lang="ru")
    files = list((tmp_path / "out" / "search").iterdir())
    assert len(files) > 1
    assert max(path.stat().st_size for path in files) < LIMIT


@pytest.mark.slow
def test_ten_thousand_organisations(region: Region) -> None:
    pages_stay_small(region(10_000), 10_000)


def pages_stay_small(out: Path, many: int) -> None:
    files = [path for path in out.rglob("*") if path.is_file()]
    assert max(path.stat().st_size for path in files) < LIMIT
    index = check(out / "index.html")
    assert index.wrong == []
    assert not [link for link in index.hrefs if (link["href"] or "").startswith("org/school") and link.get("tabindex")]
    told = [json.loads(path.read_text("utf-8")[len("glasnost(") : -2]) for path in (out / "search").iterdir()]
    found = {row[4] for part in told for row in part}
    assert found == {f"org/{path.name}" for path in (out / "org").iterdir()}
    assert len(found) == many
    for by in ("all-name", "all-score"):
        names = [
            link["href"] for path in out.glob(f"lists/{by}*.html") for link in check(path).hrefs
            if re.fullmatch(r"\.\./org/[^#]+", link["href"] or "")
        ]  # fmt: skip
        assert len(set(names)) == many
    assert all(
        (out / (link["href"] or "").partition("#")[0]).is_file() for link in index.hrefs if link["href"] != "#content"
    )
