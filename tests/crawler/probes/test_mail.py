"""Mail hosts, asked of a real name server on the loopback."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.names import dns

from crawler.probes import names
from crawler.probes.mail import Mail, mail_of
from crawler.probes.names import denied, name_servers

ADDRESSES = {"only-address.example": dns.A, "only-ipv6.example": dns.AAAA}
"""Domains without mail exchanges that have an address, and of which kind."""
ZONE: dict[str, tuple[int, list[tuple[int, str]]]] = {
    "school.example": (dns.OK, [(20, "second.example"), (10, "mx.example")]),
    "null.example": (dns.OK, [(0, "")]),
    "only-address.example": (dns.OK, []),
    "only-ipv6.example": (dns.OK, []),
    "shy.example": (dns.OK, []),
    "long.example": (dns.OK, []),
    "nothing.example": (dns.OK, []),
    "broken.example": (dns.ESERVER, []),
    "ru": (dns.OK, []),
}
EXPECTED = {
    "school.example": Mail("takes", ("mx.example", "second.example")),
    "null.example": Mail("refuses", ()),
    "only-address.example": Mail("takes", ("only-address.example",)),
    "only-ipv6.example": Mail("takes", ("only-ipv6.example",)),
    "shy.example": Mail("unknown", ()),
    "long.example": Mail("unknown", ()),
    "nothing.example": Mail("refuses", ()),
    "gone.example": Mail("no_domain", ()),
    "broken.example": Mail("unknown", ()),
}


class Zone(asyncio.DatagramProtocol):
    """A name server of a few names."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        message = dns.Message()
        message.fromStr(data)
        name = str(message.queries[0].name)
        kind = message.queries[0].type
        code, hosts = ZONE.get(name, (dns.ENAME, []))
        if name == "shy.example" and kind != dns.MX:
            code = dns.ESERVER  # it has no mail exchange, and its server fails just when asked for an address
        message.trunc = int(name == "long.example")
        message.answer, message.rCode = 1, code
        records = [dns.Record_MX(rank, host) for rank, host in hosts]  # type: ignore[no-untyped-call]
        message.answers = [dns.RRHeader(name, dns.MX, payload=one) for one in records]  # type: ignore[arg-type]
        if ADDRESSES.get(name) == kind:
            made = dns.Record_A() if kind == dns.A else dns.Record_AAAA()  # type: ignore[no-untyped-call]
            message.answers.append(dns.RRHeader(name, kind, payload=made))  # type: ignore[arg-type]
        self.transport.sendto(b"\x00\x01noise", addr)  # what is not the answer is passed over
        self.transport.sendto(message.toStr(), addr)


@contextlib.asynccontextmanager
async def served() -> AsyncIterator[names.Server]:
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Zone, local_addr=("127.0.0.1", 0))
    try:
        yield transport.get_extra_info("sockname")[:2]
    finally:
        transport.close()


async def asked(domain: str) -> Mail:
    async with served() as server:
        return await mail_of(domain, (server,))


async def is_denied(host: str) -> bool:
    async with served() as server:
        return await denied(host, (server,))


@pytest.mark.parametrize("domain", EXPECTED)
def test_what_a_name_server_says_of_a_domain(domain: str) -> None:
    assert asyncio.run(asked(domain)) == EXPECTED[domain]


def test_a_server_that_is_cut_off_denies_every_name_and_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(ZONE, "ru")
    assert asyncio.run(asked("gone.example")) == Mail("unknown", ())
    assert asyncio.run(asked("school.example")) == EXPECTED["school.example"]
    assert not asyncio.run(is_denied("gone.example"))


@pytest.mark.parametrize(
    ("host", "is_dead"),
    [("gone.example", True), ("школа.gone.example", True), ("a..example", True), ("school.example", False),
     ("broken.example", False)],
)  # fmt: skip
def test_a_host_is_denied_by_a_server_that_knows_others(host: str, is_dead: bool) -> None:  # noqa: FBT001
    assert asyncio.run(is_denied(host)) == is_dead


def test_without_a_name_server_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "SECONDS", 0.05)
    assert asyncio.run(mail_of("school.example", ())) == Mail("unknown", ())
    assert asyncio.run(mail_of("school.example", (("127.0.0.1", 1),))) == Mail("unknown", ())
    assert not asyncio.run(denied("gone.example", (("127.0.0.1", 1),)))


def test_the_name_servers_are_those_of_the_system(tmp_path: Path) -> None:
    file = tmp_path / "resolv.conf"
    file.write_text("# comment\nsearch example\nnameserver 192.0.2.53\nnameserver\nnameserver 2001:db8::53 # second\n")
    assert name_servers(file) == (("192.0.2.53", 53), ("2001:db8::53", 53))
    assert name_servers(tmp_path / "none") == ()


@given(st.binary(max_size=200))
def test_no_datagram_breaks_the_reader(data: bytes) -> None:
    async def main() -> None:
        asking = names._Asking(1)  # noqa: SLF001  what comes from the network enters here
        asking.datagram_received(data, None)
        assert not asking.answer.done() or asking.answer.result().id == 1

    asyncio.run(main())
