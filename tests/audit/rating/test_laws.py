"""What holds for all inputs, and a second computation of 344н written apart from the first: floats and plain ifs."""

from __future__ import annotations

import math
import random
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.measures import Measure
from audit.rating.merge import Shard, facts
from audit.rating.rate import Rating
from audit.rating.value import exact, half_up, units, weighted
from checklists.load import shipped
from tests.audit.rating.made import counting, measures, rated

SECTORS = ("education", "health", "social", "culture", "mse")
SHARES = ("survey.stand_satisfied", "survey.site_satisfied", "survey.timely", "survey.comfort",
          "survey.access_satisfied", "survey.polite_first", "survey.polite_service", "survey.polite_remote",
          "survey.recommend", "survey.organisation", "survey.overall")  # fmt: skip
COUNTS = {"inspection.stand_items": 60, "site.items": 60, "site.channels": 6, "inspection.comfort": 7,
          "inspection.access": 5, "inspection.equal": 6}  # fmt: skip

Table = dict[str, tuple[int, int]]


@st.composite
def tables(draw: st.DrawFn, *, asked: int = 1) -> Table:
    """Everything measured; at least ``asked`` people answered each question."""
    table: Table = {}
    for name in SHARES:
        of = draw(st.integers(asked, 60))
        table[name] = (draw(st.integers(0, of)), of)
    for name, most in COUNTS.items():
        table[name] = (draw(st.integers(0, most)), most)
    table["inspection.waiting"] = (draw(st.integers(0, 20)), draw(st.integers(1, 20)))
    return table


def second(table: Table, sector: str) -> dict[str, float]:
    """344н once more, as a spreadsheet would: percentages in floats, each formula by itself."""

    def pc(name: str) -> float:
        return table[name][0] * 100.0 / table[name][1]

    p = {
        "1.1": (pc("inspection.stand_items") + pc("site.items")) / 2,
        "1.2": [0.0, 30.0, 60.0, 90.0, 100.0, 100.0, 100.0][table["site.channels"][0]],
        "1.3": (pc("survey.stand_satisfied") + pc("survey.site_satisfied")) / 2,
        "2.1": [0, 20, 40, 60, 80, 100, 100, 100][table["inspection.comfort"][0]] * 1.0,
        "2.3": pc("survey.comfort"),
        "3.1": table["inspection.access"][0] / 5 * 100,
        "3.2": [0, 20, 40, 60, 80, 100, 100][table["inspection.equal"][0]] * 1.0,
        "3.3": pc("survey.access_satisfied"),
        "4.1": pc("survey.polite_first"),
        "4.2": pc("survey.polite_service"),
        "4.3": pc("survey.polite_remote"),
        "5.1": pc("survey.recommend"),
        "5.2": pc("survey.organisation"),
        "5.3": pc("survey.overall"),
    }
    if sector in ("health", "mse"):
        days, term = table["inspection.waiting"]
        if days > term:
            score = 0
        elif days * 2 <= term:
            score = 100
        else:
            score = {0: 10, 1: 20, 2: 40}.get(term - days, 60)
        p["2.2"] = score / 2 + pc("survey.timely") / 2
    elif sector == "social":
        p["2.2"] = pc("survey.timely")
    waiting = p.get("2.2", (p["2.1"] + p["2.3"]) / 2)  # as the order words it where there is no waiting time
    p["K1"] = p["1.1"] * 0.3 + p["1.2"] * 0.3 + p["1.3"] * 0.4
    p["K2"] = p["2.1"] * 0.3 + waiting * 0.4 + p["2.3"] * 0.3
    p["K3"] = p["3.1"] * 0.3 + p["3.2"] * 0.4 + p["3.3"] * 0.3
    p["K4"] = p["4.1"] * 0.4 + p["4.2"] * 0.4 + p["4.3"] * 0.2
    p["K5"] = p["5.1"] * 0.3 + p["5.2"] * 0.2 + p["5.3"] * 0.5
    p["total"] = (p["K1"] + p["K2"] + p["K3"] + p["K4"] + p["K5"]) * 0.2
    return p


@given(tables(), st.sampled_from(SECTORS))
def test_the_second_computation_agrees(table: Table, sector: str) -> None:
    found = rated(measures(table), counting(), sector).parts()
    wanted = second(table, sector)
    assert set(found) == set(wanted)
    for name, value in found.items():
        assert value.state == "measured"
        assert float(value.low) == pytest.approx(wanted[name], abs=1e-9), name


SETTINGS = st.fixed_dictionaries({
    "norms": st.sampled_from(["separate", "single"]),
    "no_disabled": st.sampled_from(["renormalise", "mean_31_32", "zero"]),
    "no_answers": st.sampled_from(["renormalise", "zero"]),
    "rounding": st.sampled_from(["output", "staged"]),
    "small_groups": st.sampled_from(["counted", "without"]),
})  # fmt: skip


NAMES = st.sampled_from([*SHARES, *COUNTS])


@given(tables(asked=0), st.sampled_from(SECTORS), SETTINGS, st.sets(NAMES), st.booleans())
def test_every_number_lies_between_0_and_100(
    table: Table, sector: str, settings: dict[str, str], lost: set[str], no_site: bool,  # noqa: FBT001 (drawn)
) -> None:  # fmt: skip
    there = {name: cell for name, cell in table.items() if name not in lost}
    for value in rated(measures(there), counting(settings), sector, no_site=no_site).parts().values():
        assert 0 <= value.low <= value.high <= 100
        assert value.known is None or value.low <= value.known <= value.high or settings["no_disabled"] != "zero"
        assert value.known is None or 0 <= value.known <= 100
        if value.state == "measured":
            assert value.known == value.low


@given(tables(), st.sampled_from(SECTORS), SETTINGS, st.sampled_from([*SHARES, *COUNTS]))
def test_a_better_answer_never_lowers_a_score(
    table: Table, sector: str, settings: dict[str, str], better: str
) -> None:  # fmt: skip
    value, of = table[better]
    table = {**table, "survey.respondents": (60, 60), better: (min(value, of - 1), of)}
    before = rated(measures(table), counting(settings), sector)
    table[better] = (table[better][0] + 1, of)
    assert rises(before, rated(measures(table), counting(settings), sector))


@given(tables(), st.sampled_from(["health", "mse"]), st.integers(1, 20))
def test_a_shorter_waiting_never_lowers_a_score(table: Table, sector: str, less: int) -> None:
    days, term = table["inspection.waiting"]
    before = rated(measures(table), counting(), sector)
    table["inspection.waiting"] = (max(0, days - less), term)
    assert rises(before, rated(measures(table), counting(), sector))


@given(tables(asked=0), st.sampled_from(SECTORS), SETTINGS, st.data())
def test_nothing_can_be_worked_out_of_groups_that_are_left_out(
    table: Table, sector: str, settings: dict[str, str], data: st.DataObject
) -> None:
    """Whatever fewer than five people answered, every indicator, criterion and total stays the same."""
    settings = {**settings, "small_groups": "without"}
    other = dict(table)
    for name in SHARES:
        of = data.draw(st.integers(1, 4))
        table[name], other[name] = ((data.draw(st.integers(0, of)), of) for _ in range(2))
    one, two = (rated(measures(each), counting(settings), sector).parts() for each in (table, other))
    for name, value in one.items():
        assert (value.low, value.high, value.known) == (two[name].low, two[name].high, two[name].known), name


def rises(before: Rating, after: Rating) -> bool:
    """Whether no part is lower than it was."""
    parts = after.parts()
    return all(parts[name].low >= value.low for name, value in before.parts().items())


@given(tables(asked=0), st.sampled_from(SECTORS), SETTINGS, st.sampled_from([*SHARES, *COUNTS]))
def test_measuring_more_narrows_and_never_leaves_the_interval(
    table: Table, sector: str, settings: dict[str, str], lost: str
) -> None:  # fmt: skip
    table = {name: (value, max(of, 1)) for name, (value, of) in table.items()}  # what nobody could answer is no gap
    table["survey.respondents"] = (60, 60)
    settings = {**settings, "rounding": "output"}
    less = rated(measures({name: cell for name, cell in table.items() if name != lost}), counting(settings), sector)
    more = rated(measures(table), counting(settings), sector)
    for name, value in more.parts().items():
        assert less.parts()[name].low <= value.low <= value.high <= less.parts()[name].high, name


# --- merging ----------------------------------------------------------------------------------------------------------

MEASURES = st.builds(
    Measure,
    org=st.just("a"),
    name=st.sampled_from(
        ["survey.comfort", "inspection.comfort", "inspection.comfort.water", "council.01", "target.x"]
    ),
    value=st.integers(0, 5).map(str),
    of=st.integers(5, 9).map(str),
    measured_by=st.sampled_from(["Анна", "анна ", "Пётр", ""]),
    measured_on=st.sampled_from(["", "2026-05-01", "2026-05-02"]),
    row=st.none() | st.integers(2, 5),
    batch=st.integers(1, 3),
)
SHARDS = st.builds(Shard, st.frozensets(MEASURES, max_size=8))


@given(SHARDS, SHARDS, SHARDS)
def test_merging_shards_is_associative_commutative_and_idempotent(a: Shard, b: Shard, c: Shard) -> None:
    known = shipped().measures
    assert facts((a | b) | c, known) == facts(a | (b | c), known)
    assert facts(a | b, known) == facts(b | a, known)
    assert facts(a | b | b | a, known) == facts(a | b, known)
    assert facts(a | Shard(), known) == facts(a, known)


@given(st.lists(MEASURES, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(rows: list[Measure], chance: random.Random) -> None:
    mixed: list[Any] = list(rows)
    chance.shuffle(mixed)
    for sector in ("health", "culture"):
        assert rated(rows, counting(), sector) == rated(mixed, counting(), sector)


def test_parts_of_one_survey_add_up_and_a_person_stands_once() -> None:
    rows = [
        Measure(org="a", name="survey.comfort", value="3", of="4", source="paper", batch=1),
        Measure(org="a", name="survey.comfort", value="1", of="6", source="online", batch=2),
        Measure(org="a", name="council.01", value="1", of="1", measured_by="Анна", measured_on="2026-05-01"),
        Measure(org="a", name="council.01", value="0", of="1", measured_by="анна", measured_on="2026-05-02"),
        Measure(org="a", name="council.01", value="1", of="1", measured_by="Пётр", measured_on="2026-05-01"),
        Measure(org="a", name="council.02", value="1", of="1", measured_by="Пётр", measured_on="2026-05-01"),
        Measure(org="a", name="council.02", value="1", of="1", measured_by="Анна", measured_on="2026-05-01"),
        Measure(org="a", name="nothing.known", value="1"),
    ]
    found = facts(Shard(frozenset(rows)), shipped().measures)
    (comfort,) = found["survey.comfort"]
    assert comfort.low == 4
    assert comfort.of == 10
    assert [one.how for one in comfort.by] == ["online", "paper"]
    assert [one.low for one in found["council.01"]] == [0, 1]
    assert "nothing.known" not in found
    altai = rated(rows, counting(method="altai-2015")).total
    assert (altai.low, altai.high) == (Fraction(3, 2), Fraction(3, 2) + 29)
    assert altai.spread is not None
    assert tuple(altai.spread) == (2, 1, 2)


@given(number=st.fractions(), places=st.integers(0, 6))
def test_a_number_is_rounded_half_up_in_whole_units(number: Fraction, places: int) -> None:
    scale = Fraction(10) ** places
    assert units(number, places) == math.floor(number * scale + Fraction(1, 2))
    assert half_up(number, places) == units(number, places) / scale


@given(st.lists(st.tuples(st.integers(1, 9).map(Fraction), st.fractions(0, 100)), min_size=1, max_size=5))
def test_what_is_known_in_full_adds_up_as_what_is_known_in_part(parts: list[tuple[Fraction, Fraction]]) -> None:
    whole = weighted((weight, exact(number)) for weight, number in parts)
    total = sum(weight for weight, _ in parts)
    assert whole == exact(sum((weight * number for weight, number in parts), Fraction(0)) / total)
