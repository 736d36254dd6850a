"""Does a mail domain take mail: asks the name server of this machine for its mail hosts; knows no page, sends no mail.

Messages as RFC 1035 has them, mail hosts as RFC 5321 (5.1) finds them: MX, else the address of the domain itself; a
single MX «.» says that there is none (RFC 7505).
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal, NamedTuple

from twisted.names import dns

State = Literal["takes", "refuses", "no_domain", "unknown"]
"""``unknown``: no name server answered, so nothing is said of the domain."""

SECONDS = 4.0
"""For one answer; each server is asked twice."""
KNOWN = "ru"
"""A name that is there for everyone who reaches the internet."""
_PORT = 53
_SERVERS = 2


class Mail(NamedTuple):
    """What was found of a domain."""

    state: State
    hosts: tuple[str, ...]
    """Of the mail exchanges, the preferred first, at most five."""


def name_servers(path: Path = Path("/etc/resolv.conf")) -> tuple[tuple[str, int], ...]:
    """Address and port of this machine's name servers, at most two; empty where the system does not tell."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    words = (line.split() for line in lines)
    return tuple((one[1], _PORT) for one in words if one[:1] == ["nameserver"] and len(one) > 1)[:_SERVERS]


async def mail_of(
    domain: str, servers: tuple[tuple[str, int], ...], resolve: Callable[[str], Awaitable[tuple[str, ...]]],
) -> Mail:  # fmt: skip
    """Whether a domain (in its ASCII spelling) takes mail.

    ``resolve`` gives the addresses of a name and raises LookupError where it has none: the resolver of the crawl.
    """
    for server in (*servers, *servers):
        answer = await _ask(domain, server)
        if answer is None or answer.rCode not in (dns.OK, dns.ENAME):
            continue
        if answer.rCode == dns.ENAME:
            return Mail("no_domain" if await _knows(server) else "unknown", ())
        records = [one.payload for one in answer.answers if isinstance(one.payload, dns.Record_MX)]
        found = sorted((int(one.preference), str(one.name)) for one in records)
        if found:
            hosts = tuple(host for _, host in found if host not in ("", "."))[:5]
            return Mail("takes" if hosts else "refuses", hosts)
        try:
            await resolve(domain)
        except LookupError:
            return Mail("refuses", ())
        return Mail("takes", (domain,))
    return Mail("unknown", ())


async def _knows(server: tuple[str, int]) -> bool:
    """Whether a server that denies a name reaches the internet at all: one cut off from it denies every name."""
    answer = await _ask(KNOWN, server, dns.SOA)
    return answer is not None and answer.rCode == dns.OK


class _Asking(asyncio.DatagramProtocol):
    """One question under way."""

    def __init__(self, number: int) -> None:
        self._number = number
        self.answer: asyncio.Future[dns.Message] = asyncio.get_running_loop().create_future()

    def datagram_received(self, data: bytes, addr: object) -> None:
        """Take the first answer to our own question; anything else is not for us."""
        del addr
        message = dns.Message()
        try:
            message.fromStr(data)
        except (EOFError, ValueError, IndexError, TypeError, KeyError):
            return
        if message.id == self._number and message.answer and not self.answer.done():
            self.answer.set_result(message)

    def error_received(self, exc: Exception) -> None:
        """Nobody listens there."""
        if not self.answer.done():
            self.answer.set_exception(exc)


async def _ask(domain: str, server: tuple[str, int], kind: int = dns.MX) -> dns.Message | None:
    number = secrets.randbelow(1 << 16)
    question = dns.Message(id=number, recDes=1)
    loop = asyncio.get_running_loop()
    try:
        question.addQuery(domain.encode("ascii"), kind)
        transport, asking = await loop.create_datagram_endpoint(lambda: _Asking(number), remote_addr=server)
    except (OSError, ValueError):
        return None
    try:
        transport.sendto(question.toStr())
        async with asyncio.timeout(SECONDS):
            return await asking.answer
    except (OSError, TimeoutError):
        return None
    finally:
        transport.close()
