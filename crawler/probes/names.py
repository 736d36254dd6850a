"""Asks this machine's name servers: what they say of a name, and whether they reach the internet at all.

Messages as RFC 1035 has them. A server cut off from the internet denies every name, so a denial counts only from one
that knows a name which is there for everyone.
"""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path

from twisted.names import dns

SECONDS = 4.0
"""For one answer; each server is asked twice."""
KNOWN = "ru"
"""A name that is there for everyone who reaches the internet."""
_PORT = 53
_SERVERS = 2

Server = tuple[str, int]
"""Address and port."""


def name_servers(path: Path = Path("/etc/resolv.conf")) -> tuple[Server, ...]:
    """The name servers of this machine, at most two; empty where the system does not tell."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    words = (line.split() for line in lines)
    return tuple((one[1], _PORT) for one in words if one[:1] == ["nameserver"] and len(one) > 1)[:_SERVERS]


async def denied(host: str, servers: tuple[Server, ...]) -> bool:
    """Whether a server that reaches the internet says that there is no such host."""
    try:
        name = host.encode("idna").decode("ascii")
    except UnicodeError:
        return True
    for server in (*servers, *servers):
        answer = await ask(name, server, dns.A)
        if answer is not None and answer.rCode in (dns.OK, dns.ENAME):
            return answer.rCode == dns.ENAME and await knows(server)
    return False


async def knows(server: Server) -> bool:
    """Whether a server that denies a name reaches the internet at all: one cut off from it denies every name."""
    answer = await ask(KNOWN, server, dns.SOA)
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


async def ask(name: str, server: Server, kind: int) -> dns.Message | None:
    """What a server answers of a name in its ASCII spelling; None where it does not."""
    number = secrets.randbelow(1 << 16)
    question = dns.Message(id=number, recDes=1)
    loop = asyncio.get_running_loop()
    try:
        question.addQuery(name.encode("ascii"), kind)
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
