"""Writes what the search of the front page reads: all organisations in files of JavaScript. Knows no HTML.

A page that was opened from a disk may not fetch files, but it may run scripts that lie beside it: so each part of the
list is a script that hands its rows over. Nothing in it is text of a page: names and municipalities of the registry, as
JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from reports.pages import Site, asset
from reports.summary import Row

ROOM = 250_000
"""Bytes of one file."""
_SEPARATORS = str.maketrans({"\u2028": "\\u2028", "\u2029": "\\u2029", "<": "\\u003c"})
"""Ends of lines to older JavaScript, and the start of what could end a script."""


def write(site: Site, rows: Sequence[Row]) -> dict[str, Any]:
    """Write the parts, in the order of names, and give what the page says of them."""
    files = []
    for number, part in enumerate(_packed(_told(site, row) for row in sorted(rows, key=_name)), start=1):
        files.append(f"search/{number}.js")
        site.save(files[-1], f"glasnost([{','.join(part)}])\n")
    script, digest = asset("find.js")
    return {"chunks": files, "script": script, "script_digest": digest, "script_from": " 'self' file:"}


def _packed(told: Iterable[str]) -> Iterator[list[str]]:
    """Fill files: each has at least one row and at most ROOM bytes more than that."""
    part, used = list[str](), 0
    for one in told:
        size = len(one.encode())
        if part and used + size > ROOM:
            yield part
            part, used = [], 0
        part.append(one)
        used += size
    if part:
        yield part


def _told(site: Site, row: Row) -> str:
    """Name, full name, municipality, sector, address of the page, score as it is written; as JSON."""
    score = "" if row.openness is None else site.texts.points(row.openness)
    full = "" if row.org.name == row.org.short_name else row.org.name
    told = [row.org.short_name, full, row.org.municipality, site.sector(row.sector), row.page, score]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).translate(_SEPARATORS)


def _name(row: Row) -> tuple[str, str]:
    return row.org.short_name.casefold(), row.org.id
