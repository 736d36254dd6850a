"""Does a mail domain take mail: asks name servers for its mail hosts; knows no page, sends no mail.

Mail hosts as RFC 5321 (5.1) finds them: MX, else the address of the domain itself; a single MX «.» says that
there is none (RFC 7505).
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from twisted.names import dns

from crawler.probes.names import Server, ask, knows

State = Literal["takes", "refuses", "no_domain", "unknown"]
"""``unknown``: no name server answered, so nothing is said of the domain."""


class Mail(NamedTuple):
    """What was found of a domain."""

    state: State
    hosts: tuple[str, ...]
    """Of the mail exchanges, the preferred first, at most five."""


async def mail_of(domain: str, servers: tuple[Server, ...]) -> Mail:
    """Whether a domain (in its ASCII spelling) takes mail."""
    for server in (*servers, *servers):
        answer = await ask(domain, server, dns.MX)
        if answer is None or answer.rCode not in (dns.OK, dns.ENAME):
            continue
        if answer.rCode == dns.ENAME:
            return Mail("no_domain" if await knows(server) else "unknown", ())
        records = [one.payload for one in answer.answers if isinstance(one.payload, dns.Record_MX)]
        found = sorted((int(one.preference), str(one.name)) for one in records)
        if found:
            hosts = tuple(host for _, host in found if host not in ("", "."))[:5]
            return Mail("takes" if hosts else "refuses", hosts)
        if answer.trunc:  # it has more to say than a datagram holds
            continue
        there = [await _has(domain, server, kind) for kind in (dns.A, dns.AAAA)]
        if any(there):
            return Mail("takes", (domain,))
        if None not in there:
            return Mail("refuses", ())
    return Mail("unknown", ())


async def _has(domain: str, server: Server, kind: int) -> bool | None:
    """Whether a domain has addresses of a kind; None where the server does not say so clearly."""
    answer = await ask(domain, server, kind)
    if answer is None or answer.rCode != dns.OK or answer.trunc:
        return None
    return any(one.type == kind for one in answer.answers)
