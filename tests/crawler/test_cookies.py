"""Cookies at the door: who sends everybody round once is read all the same, and nobody else is shown a cookie."""

from __future__ import annotations

import pytest
from hypothesis import given as given_by
from hypothesis import strategies as st

from crawler.cookies import LONGEST, MOST, given
from tests.crawler.conftest import Answer, Campaign, Reply, Serve, Site, page


def test_only_names_and_values_are_kept() -> None:
    assert (
        given([("Set-Cookie", "door=open; Path=/; HttpOnly"), ("X", "a=1"), ("set-cookie", "n=1")]) == "door=open; n=1"
    )
    assert given([("Set-Cookie", "n=1"), ("Set-Cookie", "n=2")]) == "n=2"
    assert given([("Set-Cookie", "Path=/")]) == "Path=/"
    assert given([("Set-Cookie", "no value")]) == ""


def test_bounds() -> None:
    assert given([("Set-Cookie", "a=" + "x" * LONGEST)]) == ""
    assert given([("Set-Cookie", f"c{number}=1") for number in range(100)]).count("=") == MOST


@given_by(st.text())
def test_no_cookie_can_begin_another_header(value: str) -> None:
    assert not set(given([("Set-Cookie", value)])) & set("\r\n\0,")


def _gate(serve: Serve, *, through: str) -> Site:
    """A site that shows its pages to those who bring its cookie, and sends others to ``through``."""
    pages = {"/": page("/a"), "/a": page("/")}

    def answer(path: str) -> Reply:
        if "door=open" in site.cookie:
            return pages[path]
        return Reply(status=307, headers={"Location": through or path, "Set-Cookie": "door=open; Path=/"})

    def door(_path: str) -> Reply:
        return Reply(status=302, headers={"Location": "/", "Set-Cookie": "door=open; Path=/"})

    routes: dict[str, Answer] = dict.fromkeys(pages, answer)
    routes["/door"] = door
    site = serve(routes)
    return site


@pytest.mark.parametrize("through", ["", "/door"])
def test_a_site_that_sends_everybody_round_once_is_read(serve: Serve, campaign: Campaign, through: str) -> None:
    site = _gate(serve, through=through)
    campaign.add(a=site.origin + "/")
    assert campaign.crawl().done == 1
    read = campaign.archive("a")
    assert read.crawl["pages"] == 2
    assert read.crawl["cookies"] == [site.origin]
    assert site.counts["/"] == 2


def test_a_circle_without_a_cookie_stays_a_fault(serve: Serve, campaign: Campaign) -> None:
    site = serve({"/": Reply(status=302, headers={"Location": "/"})})
    campaign.add(a=site.origin + "/")
    assert campaign.crawl().failed == 1
    assert campaign.ledger("a")["/"].reason == "redirect"


def test_a_circle_that_no_cookie_opens_ends(serve: Serve, campaign: Campaign) -> None:
    site = serve({"/": Reply(status=302, headers={"Location": "/", "Set-Cookie": "n=1"})})
    campaign.add(a=site.origin + "/")
    assert campaign.crawl().failed == 1
    assert site.counts["/"] == 2


def test_a_cookie_of_a_page_is_not_shown(serve: Serve, campaign: Campaign) -> None:
    shown: list[str] = []

    def second(_path: str) -> Reply:
        shown.append(site.cookie)
        return page()

    first = page("/a")
    site = serve({"/": Reply(body=first.body, headers={"Set-Cookie": "session=1"}), "/a": second})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    assert shown == [""]
