from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from crawler.conductor import spread
from crawler.politeness import Gate, platform_of, retry_after, server_of
from crawler.registry import Organisation

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("Thu, 01 Jan 2026 00:01:00 GMT", 60.0),
        ("Wed, 31 Dec 2025 00:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("Thu, 01 Jan 99999999999 00:00:00 GMT", None),
        ("Thu, 01 Jan 2026 00:00:00 +99999999999", None),
        ("9" * 40, 999999999.0),
    ],
)
def test_what_retry_after_asks(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def test_sites_of_a_platform_share_a_server() -> None:
    assert server_of("school1.edumsko.ru", ("192.0.2.1",)) == "edumsko.ru"
    assert server_of("school1.example", ("192.0.2.1",)) == "192.0.2.1"
    assert platform_of("notedumsko.ru") == ""


def test_a_gate_forgets_who_left() -> None:
    async def visit() -> Gate:
        gate = Gate(0.0)
        for host in ("a", "b"):
            gate.enter(host, "192.0.2.1")
        async with gate.turn("a", "192.0.2.1"):
            pass
        for host in ("a", "b"):
            gate.leave(host, "192.0.2.1")
        return gate

    gate = asyncio.run(visit())
    assert not any((gate._hosts, gate._servers, gate._ready, gate._users))  # noqa: SLF001


def test_platforms_take_turns() -> None:
    def org(name: str, site: str) -> Organisation:
        return Organisation(id=name, name=name, sector="education", site=site, extra={})

    many = [org(f"p{n}", f"http://s{n}.edumsko.ru/") for n in range(4)]
    order = spread([*many, org("x", "http://x.example/"), org("y", "http://y.example/")])
    assert [one.id for one in order] == ["p0", "x", "y", "p1", "p2", "p3"]


@pytest.mark.parametrize("pauses", [(30.0, 0.0), (0.0, 30.0), (30.0, 1.0)])
def test_what_a_host_asked_for_is_never_shortened(pauses: tuple[float, ...]) -> None:
    async def visit() -> float:
        gate = Gate(0.0)
        gate.enter("a", "192.0.2.1")
        async with gate.turn("a", "192.0.2.1", 20.0):
            pass
        for seconds in pauses:
            gate.pause("a", seconds)
        return gate._ready["a"] - asyncio.get_running_loop().time()  # noqa: SLF001

    assert asyncio.run(visit()) > 29.0
