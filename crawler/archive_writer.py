"""The archive of one crawl as it is written: what was received, byte for byte; knows no page and no network."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from crawler.archive import digest_of
from crawler.warc import pack_record

_FORMAT = "WARC File Format 1.1"
_HTTP = "application/http;msgtype=response"
_NOTE = (
    "Bodies stand as received, before Content-Encoding was undone (chunks were joined). Headers stand as Scrapy gives"
    " them: names in its spelling, repeated ones together. A resource record urn:dom:URL is the tree"
    " that a browser made of URL, as HTML; why the browser was asked stands in the ledger record."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a record was written."""

    offset: int
    length: int
    digest: str
    """``sha256:HEX`` of the payload."""


class Writer:
    """Appends records. Nothing is sure to be kept before ``flush`` returned. Raises OSError where it cannot write."""

    def __init__(self, path: Path, start: int = 0) -> None:
        """Open ``path`` and cut it back to ``start``, the end of what was committed before."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("r+b" if start else "wb")
        self._file.truncate(start)
        self._file.seek(start)
        self.path, self.end = path, start

    def warcinfo(self, fields: Mapping[str, str], when: str) -> Place:
        """Write the first record: who wrote the file, and how."""
        lines = {"format": _FORMAT, "note": _NOTE, **fields}
        block = "".join(f"{name}: {value}\r\n" for name, value in lines.items()).encode()
        return self._block("warcinfo", {"WARC-Filename": self.path.name}, "application/warc-fields", block, when)

    def metadata(self, uri: str, text: str, when: str) -> Place:
        """Write a JSON record about the crawl itself."""
        return self._block("metadata", {"WARC-Target-URI": uri}, "application/json", text.encode(), when)

    def resource(self, uri: str, content_type: str, block: bytes, when: str) -> Place:
        """Write what was made of a page: its tree (``DOM``), a picture of it (``VIEW``)."""
        return self._block("resource", {"WARC-Target-URI": uri}, content_type, block, when)

    def response(
        self,
        url: str,
        status: int,
        headers: Iterable[tuple[str, str]],
        body: bytes,
        when: str,
        *,
        digest: str = "",
        address: str = "",
        truncated: str = "",
    ) -> Place:
        """Write an answer; ``digest`` spares a second reckoning, ``truncated`` says why the body is not whole."""
        head = "".join(f"{name}: {value}\r\n" for name, value in headers)
        block = f"HTTP/1.1 {status} {_phrase(status)}\r\n{head}\r\n".encode("latin-1", "replace") + body
        digest = digest or digest_of(body)
        lines = {"WARC-Target-URI": url, "WARC-Payload-Digest": digest, "Content-Type": _HTTP}
        if address:
            lines["WARC-IP-Address"] = address
        if truncated:
            lines["WARC-Truncated"] = truncated
        return self._append(pack_record("response", lines, block, when), digest)

    def flush(self, *, sync: bool = False) -> int:
        """Hand everything to the system, with ``sync`` to the disk; the committed length."""
        self._file.flush()
        if sync:
            os.fsync(self._file.fileno())
        return self.end

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _block(self, kind: str, headers: Mapping[str, str], content_type: str, block: bytes, when: str) -> Place:
        digest = digest_of(block)
        lines = {**headers, "WARC-Block-Digest": digest, "Content-Type": content_type}
        return self._append(pack_record(kind, lines, block, when), digest)

    def _append(self, packed: bytes, digest: str) -> Place:
        place = Place(offset=self.end, length=len(packed), digest=digest)
        self._file.write(packed)
        self.end += len(packed)
        return place


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
