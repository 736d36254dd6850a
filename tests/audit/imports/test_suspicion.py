"""Answers unlike people's are told and never dropped; samples under the plan and organisations without a survey too."""

from __future__ import annotations

import pytest

from audit.imports.sample import planned
from checklists.questionnaire import Sample
from tests.audit.imports.conftest import HEADER, Desk, answered

MIXED = ["ynyyyynyyyyynyy", "yyyyyynyyyyyyyy", "nyyyyynyyyyynny", "yyyynynyyynyyyy"]


def told(desk: Desk, *kinds: str) -> list[str]:
    return [note.text for note in desk.notes.first if note.what in kinds]


def test_a_questionnaire_twice(desk: Desk) -> None:
    rows = [answered("school-1", MIXED[at % 4], number) for at, number in enumerate([1, 2, 3, 2])]
    rows.append(answered("school-2", MIXED[0], 2))  # another organisation's number 2 is nobody's repeat
    assert desk.take(desk.write("s.csv", [HEADER, *rows])).kept == 5
    assert told(desk, "repeated") == ["school-1: questionnaire «2» stands 2 times; all were counted"]
    assert desk.found()["school-1", "survey.respondents"] == "4/40"


def test_a_questionnaire_in_two_files(desk: Desk) -> None:
    rows = [answered("school-1", MIXED[at % 4], at) for at in range(6)]
    desk.take(desk.write("one.csv", [HEADER, *rows[:4]]))
    desk.take(desk.write("two.csv", [HEADER, *rows[2:]]))
    assert told(desk, "repeated") == ["school-1: 2 questionnaires stand in one.csv too, with the same answers"]
    desk.take(desk.write("one.csv", [HEADER, *rows[:2]]))  # what was replaced is no repeat
    desk.take(desk.write("two.csv", [HEADER, *rows[2:5]]))
    assert told(desk, "repeated") == []


def test_the_same_second_with_the_same_answers(desk: Desk) -> None:
    rows = [answered("school-1", MIXED[at // 3], at, day="31.03.2026 10:15:20") for at in range(4)]
    desk.take(desk.write("s.csv", [HEADER, *rows]))
    assert told(desk, "same_second") == ["school-1: 2 questionnaires repeat another of the same second and answers"]


@pytest.mark.parametrize(("alike", "of", "seen"), [(20, 20, True), (19, 19, False), (38, 40, True), (37, 40, False)])
def test_answers_all_alike(desk: Desk, alike: int, of: int, *, seen: bool) -> None:
    rows = [answered("school-1", MIXED[0] if at < alike else "n" * at + "y" * (15 - at) if at < 15 else MIXED[1], at)
            for at in range(of)]  # fmt: skip
    desk.take(desk.write("s.csv", [HEADER, *rows]))
    expected = [f"school-1: {alike} of {of} questionnaires have the same answer to every question"]
    assert told(desk, "uniform") == (expected if seen else [])


def test_an_interviewer_whose_people_are_all_alike(desk: Desk) -> None:
    rows = [answered("school-1", MIXED[0], at, who="и-1") for at in range(20)]
    rows += [answered("school-1", MIXED[at % 4], 50 + at, who="и-2") for at in range(40)]
    desk.take(desk.write("s.csv", [HEADER, *rows]))
    assert told(desk, "uniform") == ["school-1: 20 of 20 questionnaires of interviewer «и-1» are all alike"]


def test_answers_faster_than_people_read(desk: Desk) -> None:
    rows = [answered("school-1", MIXED[at % 4], at, seconds=str(22 + at)) for at in range(3)]  # 15 answers: 22.5 s
    desk.take(desk.write("s.csv", [HEADER, *rows]))
    assert told(desk, "fast") == ["school-1: 1 questionnaires took less than 1.5 s an answer"]


def test_many_within_one_minute(desk: Desk) -> None:
    rows = [answered("school-1", MIXED[at % 4], at, day=f"31.03.2026 10:15:{at:02}") for at in range(11)]
    rows += [answered("school-2", MIXED[at % 4], at, day=f"31.03.2026 10:{15 + at // 10}:{at:02}") for at in range(20)]
    desk.take(desk.write("s.csv", [HEADER, *rows]))
    assert told(desk, "burst") == ["school-1: 11 questionnaires within one minute, 2026-03-31 10:15"]


def test_samples_and_organisations_without_a_survey(desk: Desk) -> None:
    rows = [answered("school-1", MIXED[at % 4], at) for at in range(39)]
    rows += [answered("school-2", MIXED[at % 4], at) for at in range(600)]
    desk.take(desk.write("s.csv", [HEADER, *rows]))
    assert told(desk, "sample") == ["school-1: 39 questionnaires of 40 planned"]
    assert told(desk, "no_survey") == ["library: no questionnaires in this campaign yet"]
    desk.take(desk.write("more.csv", [HEADER, answered("school-1", MIXED[0], 40), answered("library", MIXED[0])]))
    assert told(desk, "sample", "no_survey") == []  # what other files brought counts too


@pytest.mark.parametrize(("users", "size"), [(1, 1), (2, 1), (3, 2), (100, 40), (1499, 600), (1500, 600), (9999, 600)])
def test_the_planned_sample(users: int, size: int) -> None:
    assert planned(users, Sample(share=0.4, most=600)) == size


def test_nothing_is_dropped(desk: Desk) -> None:
    rows = [answered("school-1", "y" * 15, 1, day="31.03.2026 10:15:20", seconds="1") for _ in range(25)]
    assert desk.take(desk.write("s.csv", [HEADER, *rows])).kept == 25
    assert desk.found()["school-1", "survey.overall"] == "25/25"


def test_groups_of_few_are_counted_and_told(desk: Desk) -> None:
    # four people with a disability, five who used the site
    rows = [
        answered("school-1", "ny" + ("yy" if at < 5 else "n-") + "yy" + ("yn" if at < 4 else "n-") + "yyn-yyy", at)
        for at in range(9)
    ]
    desk.take(desk.write("s.csv", [HEADER, *rows]))
    assert told(desk, "small") == [
        "school-1: fewer than 5 answered, so counted and not published: survey.access_satisfied (4)"
    ]
    assert desk.found()["school-1", "survey.access_satisfied"] == "0/4"


def test_small_groups_are_those_of_all_ways_of_asking_together(desk: Desk) -> None:
    """Three on paper and two online are five, as the rating counts them and the report publishes."""
    ways = ["на бумаге"] * 3 + ["онлайн"] * 2
    rows = [answered("school-1", "y" * 15, at, source=way) for at, way in enumerate(ways)]
    desk.take(desk.write("s.csv", [HEADER, *rows]))
    assert told(desk, "small") == []
