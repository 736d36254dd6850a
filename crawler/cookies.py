"""Cookies that a site gives at its door: reads a redirect's answer, gives the header that lets a visitor through.

A visitor without cookies is what we are: what he sees is what is published. Some servers send everybody round once and
look whether the cookie comes back; to them, and only to them, it is shown, for as long as the visit lasts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST = 20
"""Cookies of one host that are kept."""
LONGEST = 4096
"""Characters of a cookie (RFC 6265, 6.1: what an agent should keep at least)."""
_PAIR = re.compile(
    r"\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)=([\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*|\"[^\"\\;,]*\")\s*(?:;|$)"
)
"""Name and value of a Set-Cookie (RFC 6265, 4.1.1); what follows is about time and place."""


def given(headers: Iterable[tuple[str, str]]) -> str:
    """The cookies that an answer sets, as a Cookie header shows them; empty where there are none.

    >>> given([("Set-Cookie", "door=open; Path=/; HttpOnly"), ("Set-Cookie", "n=1")])
    'door=open; n=1'
    """
    found: dict[str, str] = {}
    for name, value in headers:
        if (
            name.lower() == "set-cookie"
            and len(value) <= LONGEST
            and (pair := _PAIR.match(value))
            and len(found) < MOST
        ):
            found[pair.group(1)] = pair.group(2)
    return "; ".join(f"{name}={value}" for name, value in found.items())
