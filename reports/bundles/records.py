"""Records of an archive as WACZ lists them: reads WARC files, gives lines of the index and of the pages. No database.

The index is CDXJ 0.1.0 of Webrecorder: a key to search by, a time, JSON.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import sqlite3
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.content import kind_of
from crawler.decoding import TooLarge, decode_body
from crawler.encoding import decode
from crawler.warc import ArchiveError, Record, read_records
from reports.bundles.layout import ARCHIVE_FREE, ARCHIVE_RATIO

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

HEADER = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
_OK = 200
_TITLE = re.compile(r"<title[^>]{0,200}>(.{0,2000}?)</title", re.IGNORECASE | re.DOTALL)
_HEAD = 64 * 1024
"""Bytes of a page in which its title is looked for."""
_LONGEST = 200
_WWW = re.compile(r"^www\d*\.")


class Shelf:
    """Lines that are kept on disk until they are wanted in the order of their bytes."""

    def __init__(self) -> None:
        """Make a temporary file, which SQLite removes."""
        self._db = sqlite3.connect("")
        self._db.execute("PRAGMA temp_store = FILE")
        self._db.execute("CREATE TABLE lines (line BLOB)")

    def add(self, lines: Iterable[bytes]) -> None:
        """Put lines on it."""
        self._db.executemany("INSERT INTO lines VALUES (?)", ((line,) for line in lines))

    def length(self) -> int:
        """Bytes of all lines."""
        return int(self._db.execute("SELECT coalesce(sum(length(line)), 0) FROM lines").fetchone()[0])

    def sorted(self) -> Iterator[bytes]:
        """All of them."""
        return (line for (line,) in self._db.execute("SELECT line FROM lines ORDER BY line"))

    def in_order(self) -> Iterator[bytes]:
        """All of them, as they came."""
        return (line for (line,) in self._db.execute("SELECT line FROM lines ORDER BY rowid"))


class Page(NamedTuple):
    """One page that an archive holds."""

    offset: int
    url: str
    when: str
    title: str

    def line(self) -> bytes:
        """As pages.jsonl has it."""
        key = hashlib.sha256(f"{self.when} {self.url}".encode()).hexdigest()[:20]
        data = {"id": key, "url": self.url, "ts": self.when, "title": self.title or self.url}
        return (json.dumps(data, ensure_ascii=False) + "\n").encode()


class Listed(NamedTuple):
    """What an archive holds, for those who look for it."""

    lines: list[bytes]
    """Of the index."""
    pages: list[Page]


def listed(
    path: Path, name: str, end: int | None = None, each: Callable[[Record], None] | None = None, *, bound: bool = False
) -> Listed:
    """Read an archive through, up to byte ``end``. ``name``: the file's, as the index names it.

    ``bound``: it comes from others; then it may not unpack beyond measure. Raises ArchiveError.
    """
    found = Listed([], [])
    for record in bounded(path) if bound else read_records(path, end):
        if each is not None:
            each(record)
        if record.kind == "response":
            _response(record, name, found)
        elif record.kind == "resource" and record.uri:
            mime = record.headers.get("content-type", "")
            found.lines.append(_line(record, name, mime, _OK, record.block))
    return found


def bounded(path: Path) -> Iterator[Record]:
    """The records of a file of others, as long as they do not unpack beyond measure. Raises ArchiveError."""
    size, most = 0, ARCHIVE_FREE + ARCHIVE_RATIO * path.stat().st_size
    for record in read_records(path):
        size += len(record.block)
        if size > most:
            raise ArchiveError(path, record.offset, f"it unpacks to more than {most} bytes (a bomb?)")
        yield record


def _response(record: Record, name: str, found: Listed) -> None:
    head, _, body = record.block.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    said = {key.strip().lower(): value.strip() for key, _, value in (line.partition(":") for line in rest)}
    number = first.split(" ")[1:2]
    status = int(number[0]) if number and number[0].isdecimal() and len(number[0]) < 4 else 0  # noqa: PLR2004
    mime = said.get("content-type", "")
    found.lines.append(_line(record, name, mime, status, body))
    if status != _OK or not record.uri.startswith(("http://", "https://")):
        return
    try:
        body = decode_body(body, said.get("content-encoding", ""))
    except TooLarge:
        return
    if kind_of(mime, record.uri, body) == "page":
        found.pages.append(Page(record.offset, record.uri, _when(record), _title(body, mime)))


def _line(record: Record, name: str, mime: str, status: int, payload: bytes) -> bytes:
    data = {
        "url": record.uri,
        "mime": mime.partition(";")[0].strip().lower() or "unk",
        "status": status,
        "digest": f"sha256:{hashlib.sha256(payload).hexdigest()}",
        "length": record.length,
        "offset": record.offset,
        "filename": name,
    }
    digits = re.sub(r"\D", "", _when(record))[:17]
    return f"{searchable(record.uri)} {digits} {json.dumps(data)}\n".encode("utf-8", "replace")


def _when(record: Record) -> str:
    return record.headers.get("warc-date", "")


def _title(body: bytes, mime: str) -> str:
    text, _ = decode(body[:_HEAD], mime)
    found = _TITLE.search(text)
    return " ".join(html.unescape(found.group(1)).split())[:_LONGEST] if found else ""


def searchable(url: str) -> str:
    """The key by which an address is looked up: host turned round, no scheme, no ``www``, lower case.

    >>> searchable("https://www.Example.org/A?b=1&a=2")
    'org,example)/a?a=2&b=1'
    """
    if not url.startswith(("http://", "https://")):
        return url.replace(" ", "%20")
    try:
        parts = urlsplit(url.lower())
        host, port = parts.hostname or "", f":{parts.port}" if parts.port else ""
    except ValueError:
        return url.lower().replace(" ", "%20")
    turned = ",".join(reversed(_WWW.sub("", host).split(".")))
    query = f"?{urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))}" if parts.query else ""
    return f"{turned}{port}){parts.path or '/'}{query}".replace(" ", "%20")


def subset(path: Path, end: int | None, offsets: Collection[int], keep: Callable[[Record], bool]) -> Iterator[
    tuple[int, bytes]
]:  # fmt: skip
    """The records at ``offsets`` and those that ``keep`` wants, as they stand: old offset, compressed bytes.

    Raises ArchiveError.
    """
    with path.open("rb") as file:
        for record in read_records(path, end):
            if record.offset in offsets or keep(record):
                file.seek(record.offset)
                yield record.offset, file.read(record.length)
