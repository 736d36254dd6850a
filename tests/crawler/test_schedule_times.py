"""Due moments and windows through the nights in which the clock is put forward and back."""

from __future__ import annotations

import datetime as dt
from itertools import islice, pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.schedule_times import MOST, Cron, TimeError, Window, zone_of_machine

BERLIN, MOSCOW = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/Moscow")
ZONES = [BERLIN, MOSCOW, ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kolkata")]


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[arg-type, misc]


def local(zone: ZoneInfo, *moments: dt.datetime) -> list[str]:
    return [one.astimezone(zone).strftime("%d.%m %H:%M%z") for one in moments]


def test_a_skipped_hour_is_due_right_after_it() -> None:
    due = Cron("30 2 * * *", BERLIN).after(utc(2026, 3, 27, 12))
    assert local(BERLIN, *islice(due, 3)) == ["28.03 02:30+0100", "29.03 03:00+0200", "30.03 02:30+0200"]


def test_a_repeated_hour_is_due_once() -> None:
    due = Cron("30 2 * * *", BERLIN).after(utc(2026, 10, 24, 12))
    assert local(BERLIN, *islice(due, 2)) == ["25.10 02:30+0200", "26.10 02:30+0100"]


def test_every_hour_is_every_hour_of_the_sun() -> None:
    due = list(islice(Cron("0 * * * *", BERLIN).after(utc(2026, 10, 24, 22, 30)), 6))
    assert {later - sooner for sooner, later in pairwise(due)} == {dt.timedelta(hours=1)}


@pytest.mark.parametrize("zone", [BERLIN, MOSCOW])
def test_every_night_of_a_year_once(zone: ZoneInfo) -> None:
    due = list(islice(Cron("30 2 * * *", zone).after(utc(2025, 12, 31, 12)), 365))
    days = [one.astimezone(zone).date() for one in due]
    assert days == [dt.date(2026, 1, 1) + dt.timedelta(days=number) for number in range(365)]


def test_the_latest_is_known_in_the_second_of_two_equal_hours() -> None:
    cron = Cron("30 2 * * *", BERLIN)
    once = utc(2026, 10, 25, 0, 30)  # 02:30 summer time; the hour from 02:00 comes again at 01:00 UTC
    for minute in range(150):
        assert cron.latest(once + dt.timedelta(minutes=minute)) == once


FIELD = st.tuples(
    st.sampled_from(["0", "30", "*/20", "5,45", "*"]),
    st.sampled_from(["*", "2", "1,2,3", "*/6", "0-4", "22"]),
    st.sampled_from(["*", "1", "25-31"]),
    st.sampled_from(["*", "3", "3,10"]),
    st.sampled_from(["*", "0", "1-5"]),
).map(" ".join)
MOMENT = st.integers(0, 2 * 365 * 24 * 60).map(lambda minute: utc(2025, 6, 1) + dt.timedelta(minutes=minute))
CHANGES = [utc(2026, 3, 29, 1), utc(2026, 10, 25, 1), utc(2026, 3, 8, 7), utc(2026, 11, 1, 6), utc(2026, 4, 4, 15)]
NEAR = st.tuples(st.sampled_from(CHANGES), st.integers(-300, 300)).map(lambda at: at[0] + dt.timedelta(minutes=at[1]))


@given(FIELD, st.sampled_from(ZONES), MOMENT | NEAR)
@settings(max_examples=300, deadline=None)
def test_latest_and_after_agree(text: str, zone: ZoneInfo, moment: dt.datetime) -> None:
    cron = Cron(text, zone)
    latest = cron.latest(moment)
    assert latest <= moment
    assert next(cron.after(moment)) > moment
    assert cron.number(latest, moment) == 0, "nothing is due between the latest and the moment"
    assert cron.latest(latest) == latest
    assert latest in set(islice(cron.after(latest - dt.timedelta(minutes=1)), 5)), "what was due is due, however asked"


def test_what_was_missed_is_counted_within_bounds() -> None:
    cron = Cron("* * * * *", MOSCOW)
    assert cron.number(utc(2026, 1, 1), utc(2026, 1, 1, 0, 7)) == 7
    assert cron.number(utc(2026, 1, 1), utc(2027, 1, 1)) == MOST


@pytest.mark.parametrize(
    "text", ["", "* * * *", "0 0 30 2 *", "61 * * * *", "* * * * * *", "@daily", "0 0 * * MOO", "0 0 1-0 * *"]
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(TimeError, match="cron expression"):
        Cron(text, MOSCOW)


def test_a_leap_day_is_an_expression() -> None:
    assert next(Cron("0 3 29 2 *", MOSCOW).after(utc(2026, 1, 1))) == utc(2028, 2, 29, 0)


@given(st.times(), st.times(), st.sampled_from(ZONES), MOMENT | NEAR)
@settings(max_examples=200, deadline=None)
def test_a_window_opens_when_it_says(begin: dt.time, end: dt.time, zone: ZoneInfo, moment: dt.datetime) -> None:
    text = f"{begin:%H:%M}-{end:%H:%M}"
    if text[:5] == text[6:]:
        return
    window = Window(text, zone)
    inside = (begin.replace(second=0, microsecond=0), end.replace(second=0, microsecond=0))
    wall = moment.astimezone(zone).time()
    assert (moment in window) == (
        inside[0] <= wall < inside[1] if inside[0] < inside[1] else wall >= inside[0] or wall < inside[1]
    )
    hours = (dt.datetime.combine(dt.date.min, end) - dt.datetime.combine(dt.date.min, begin)).total_seconds() / 3600
    if hours % 24 >= 1.5:  # a shorter one may lie in a skipped hour
        opens = window.opens(moment)
        assert opens in window
        assert moment <= opens <= moment + dt.timedelta(hours=25)


def test_a_window_through_midnight() -> None:
    night = Window("22:00-06:00", MOSCOW)
    assert [utc(2026, 5, 1, hour) in night for hour in (18, 19, 23, 2, 3)] == [False, True, True, True, False]
    assert night.opens(utc(2026, 5, 1, 12, 0, 30)) == utc(2026, 5, 1, 19)
    assert utc(2026, 5, 1, 12) in Window("", MOSCOW)


@pytest.mark.parametrize("text", ["22:00", "22-06", "24:00-06:00", "22:00-22:00", "22:00-06:00 "])
def test_what_is_no_window_is_refused(text: str) -> None:
    with pytest.raises(TimeError, match="22:00-06:00"):
        Window(text, MOSCOW)


def test_the_machines_zone(tmp_path: Path) -> None:
    link = tmp_path / "localtime"
    link.symlink_to("/usr/share/zoneinfo/Europe/Samara")
    assert zone_of_machine(None, link) == "Europe/Samara"
    assert zone_of_machine(":Europe/Moscow", link) == "Europe/Moscow"
    (plain := tmp_path / "copied").write_bytes(b"TZif2")
    with pytest.raises(TimeError, match="--zone"):
        zone_of_machine(None, plain)
    with pytest.raises(TimeError, match="Nowhere"):
        zone_of_machine("Nowhere/Town", link)
