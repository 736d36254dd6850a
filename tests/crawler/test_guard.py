from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from crawler import guard
from crawler.guard import Guard, Refused, Unknown, is_public

INSIDE = """
127.0.0.1 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255 192.0.2.1
198.18.0.1 240.0.0.1 ::1 :: fe80::1 fe80::1%eth0 fc00::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1
2002:7f00:1:: 2001:db8::1 name
"""


@pytest.mark.parametrize("address", [*INSIDE.split(), ""])
def test_addresses_outside_the_public_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "64:ff9b::808:808"])
def test_addresses_of_the_public_internet(address: str) -> None:
    assert is_public(address)


def ask(task: Coroutine[Any, Any, tuple[str, ...]]) -> tuple[str, ...]:
    return asyncio.run(task)


def test_a_name_is_refused_when_any_of_its_addresses_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "addresses_of", lambda _: ("10.0.0.1", "93.184.216.34"))
    with pytest.raises(Refused):
        ask(Guard(None).resolve("both.example"))
    assert ask(Guard(None, allow_private=True).resolve("both.example")) == ("10.0.0.1", "93.184.216.34")


def test_a_name_without_addresses_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "addresses_of", lambda _: ())
    with pytest.raises(Unknown):
        ask(Guard(None).resolve("none.example"))


def test_a_name_does_not_change_its_address_between_the_check_and_the_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = iter([("93.184.216.34",), ("127.0.0.1",)])
    monkeypatch.setattr(guard, "addresses_of", lambda _: next(answers))
    one = Guard(None)
    assert ask(one.resolve("rebinding.example")) == ("93.184.216.34",)
    assert ask(one.resolve("rebinding.example")) == ("93.184.216.34",)


def test_the_cache_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "addresses_of", lambda _: ("93.184.216.34",))
    monkeypatch.setattr(guard, "_KEPT", 3)
    one = Guard(None)

    async def many() -> int:
        for number in range(10):
            await one.resolve(f"n{number}.example")
        return len(one._cache)  # noqa: SLF001

    assert asyncio.run(many()) == 3
