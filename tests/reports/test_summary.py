from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.organisation import group
from reports.read import Organisation, Score
from reports.summary import ORDERS, PAGE, Listing, Row, Tally
from tests.reports.conftest import SCHOOL
from tests.reports.test_organisation import found


def organisation(org: str, openness: str | None = None, checked: str = "1", **more: str) -> Organisation:
    score = Score(
        openness=None if openness is None else Decimal(openness), checked=Decimal(checked), counts={}, site_norm=None,
        site_low=None, site_high=None, remote_low=None, remote_high=None, channels={},
    )  # fmt: skip
    fields = {"sector": "education", "kind": "school", "municipality": "", "region": "", "site": ""} | more
    return Organisation(id=org, name=org, short_name=org, checked_on=None, crawl=None, score=score, **fields)


def row(org: str, openness: str | None = None, checked: str = "1", gaps: int = 0) -> Row:
    what = organisation(org, openness, checked)
    return Row(org=what, sector="education", gaps=(), gap_number=gaps, unchecked=())


def tally(*scores: str | None) -> Tally:
    made = Tally()
    for number, score in enumerate(scores):
        made.add(organisation(f"o{number}", score), "education", group((), {}))
    return made


@pytest.mark.parametrize(
    ("scores", "mean", "median"),
    [(["10"], "10", "10"), (["10", "20", "60"], "30", "20"), (["10", None, "40"], "25", "25"), ([None], None, None)],
)
def test_mean_and_median_leave_out_those_without_a_score(
    scores: list[str | None], mean: str | None, median: str | None
) -> None:
    made = tally(*scores)
    spread = made.spreads()[0]
    assert made.mean() == (None if mean is None else Decimal(mean))
    assert spread.median == (None if median is None else Decimal(median))
    assert spread.unscored == scores.count(None)


def test_orders() -> None:
    rows = (row("в", "50", gaps=3), row("а", None), row("б", "90", "0.5", 7), row("г", "50", "0.9", 1), row("д", "0"))
    listing = Listing.of("all", rows=rows)
    ordered = {order: "".join(one.org.id for one in listing.pages(order)[0]) for order in ORDERS}
    assert ordered == {"score": "вгдба", "name": "абвгд", "checked": "авдгб", "gaps": "бвгад"}


@given(st.integers(0, 5 * PAGE))
def test_pages_hold_every_row_once(number: int) -> None:
    rows = tuple(row(f"o{one}", str(one % 100)) for one in range(number))
    pages = Listing.of("all", rows=rows).pages("score")
    assert sum(map(len, pages)) == number
    assert all(len(page) <= PAGE for page in pages)
    assert len(pages) == max(1, -(-number // PAGE))


def test_the_commonest_gap_comes_first_and_only_decided_sites_count() -> None:
    made = Tally()
    for number, verdict in enumerate(("missing", "missing", "partial", "met", "not_checked")):
        findings = {item.id: found(item.id, "met") for item in SCHOOL}
        findings["edu.plan"] = found("edu.plan", verdict)  # type: ignore[arg-type]
        findings["edu.name"] = found("edu.name", "partial")
        made.add(organisation(f"o{number}"), "education", group(SCHOOL, findings))
    first, second = made.common_gaps()
    assert (first.item.id, first.missing, first.partial, first.checked) == ("edu.plan", 2, 1, 4)
    assert (second.item.id, second.missing, second.partial, second.checked) == ("edu.name", 0, 5, 5)


def test_lists_are_named_alike_whoever_is_in_them() -> None:
    assert Listing.of("municipality", "Лесной").key == Listing.of("municipality", "Лесной", (row("a"),)).key
    assert Listing.of("municipality", "Лесной").key != Listing.of("municipality", "Речной").key
