"""The archive of one crawl as it is read: what was received, the plan and the ledger; knows no page and no network."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

from crawler.decoding import TooLarge, decode_body
from crawler.ledger import LedgerEntry
from crawler.plan import Plan
from crawler.probes import record as probed
from crawler.probes.record import Probed
from crawler.rendering import Rendering
from crawler.warc import ArchiveError as ArchiveError  # noqa: PLC0414  readers catch it by this name
from crawler.warc import Record, read_record, read_records

_MODIFIED = re.compile(rb"^last-modified:\s*([^\r\n]{10,40})", re.IGNORECASE | re.MULTILINE)
DOM = "urn:dom:"
"""Before the address of a page, in the ``resource`` record of what the browser made of it."""
VIEW = "urn:view:"
"""Before the address of a page, in the ``resource`` record of a picture of it."""


def digest_of(data: bytes) -> str:
    """``sha256:HEX``."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def path_of(home: Path, campaign: str, org: str) -> Path:
    """Where the archive of a crawl stands."""
    return home / "archive" / campaign / f"{org}.warc.gz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer out of the archive."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    """In their order; bytes beyond ASCII as latin-1."""
    content_type: str
    body: bytes
    """Content-Encoding undone."""
    offset: int
    digest: str
    """``sha256:HEX`` of the body as archived."""
    fetched_at: str
    """ISO 8601, UTC."""

    def header(self, name: str) -> str:
        """The first header of this name, letter case as it may be; empty where there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """An archive that was read through once and found whole."""

    path: Path
    end: int | None
    warcinfo: Mapping[str, str]
    plan: Plan | None
    ledger: tuple[LedgerEntry, ...]
    """In the order in which the addresses were met; empty where the crawl is not done."""
    crawl: Mapping[str, Any]
    """What the crawl says of itself: state, reason, times, budget."""
    offsets: tuple[int, ...]
    """Of the responses, in file order."""
    renderings: Mapping[str, Rendering] = field(default_factory=dict)
    """Address → what the browser made of it; those for which plain HTTP was enough are not in it."""
    doms: tuple[int, ...] = ()
    """Offsets of the trees that the browser made, in file order."""
    probes: tuple[Probed, ...] = ()
    """What was tried on the site; of what was tried twice, the last."""
    cut: frozenset[int] = frozenset()
    """Offsets of answers whose body is not whole: the connection broke (WARC-Truncated)."""
    changed: Mapping[int, str] = field(default_factory=dict)
    """Offset → Last-Modified as sent, where it was."""

    def responses(self, *, doms: bool = False) -> Iterator[Response]:
        """All answers in file order, with ``doms`` the browser's trees among them. Raises ArchiveError."""
        with self.path.open("rb") as file:
            for offset in sorted((*self.offsets, *self.doms)) if doms else self.offsets:
                record = read_record(file, self.path, offset)
                if record is None:
                    raise ArchiveError(self.path, offset, "the file ends here and should not")
                yield _response(self.path, record)

    def response(self, offset: int) -> Response:
        """The answer at ``offset``. Raises ArchiveError."""
        return response_at(self.path, offset)


def read(  # noqa: C901  one arm for each kind of record
    path: Path, end: int | None = None, each: Callable[[Response], None] | None = None,
) -> Archive:  # fmt: skip
    """Read an archive through, comparing lengths and digests, up to byte ``end`` (all of it by default).

    ``each`` is given every answer and every tree of the browser on the way, so that the file need not be read again
    for them; the digest of an answer is compared when it is given. Raises ArchiveError with path, offset and what is
    wrong.
    """
    info: dict[str, str] = {}
    plan: Plan | None = None
    ledger: tuple[LedgerEntry, ...] = ()
    crawl: dict[str, Any] = {}
    renderings: tuple[Rendering, ...] = ()
    offsets, doms, probes = list[int](), list[int](), list[Probed]()
    cut, changed = list[int](), dict[int, str]()
    for record in read_records(path, end):
        if record.kind == "response" or record.uri.startswith(DOM):
            (offsets if record.kind == "response" else doms).append(record.offset)
            if record.headers.get("warc-truncated"):
                cut.append(record.offset)
            if modified := _MODIFIED.search(record.block[: record.block.find(b"\r\n\r\n")]):
                changed[record.offset] = modified[1].decode("latin-1")
            if each is not None:
                each(_response(path, record))
            continue
        _check(path, record, "warc-block-digest", record.block)
        try:
            if record.kind == "warcinfo":
                info = dict(_fields(record.block))
            elif record.uri.startswith("urn:plan:"):
                plan = Plan.from_json(record.block.decode())
            elif record.uri.startswith("urn:ledger:"):
                data = json.loads(record.block)
                ledger, crawl = tuple(map(LedgerEntry.from_dict, data["entries"])), data["crawl"]
                renderings = tuple(map(Rendering.from_dict, data.get("renderings", ())))
            elif record.uri.startswith(probed.PREFIX):
                probes.append(_probed(path, record))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ArchiveError(path, record.offset, f"a {record.uri or record.kind} record that is none") from error
    if not info and not offsets:
        raise ArchiveError(path, 0, "the file is empty")
    return Archive(
        path=path, end=end, warcinfo=info, plan=plan, ledger=ledger, crawl=crawl, offsets=tuple(offsets),
        renderings={one.url: one for one in renderings}, doms=tuple(doms), cut=frozenset(cut),
        probes=tuple({(one.kind, one.about): one for one in probes}.values()),
        changed=changed,
    )  # fmt: skip


def probes_in(path: Path, end: int) -> dict[tuple[str, str], Probed]:
    """What was tried, by kind and address, in an archive that is still being written. Raises ArchiveError."""
    found = dict[tuple[str, str], Probed]()
    for record in read_records(path, end):
        if record.uri.startswith(probed.PREFIX):
            one = _probed(path, record)
            found[one.kind, one.about] = one
    return found


def response_at(path: Path, offset: int) -> Response:
    """One answer (or tree of the browser) out of an archive that is still being written. Raises ArchiveError."""
    with path.open("rb") as file:
        record = read_record(file, path, offset)
    if record is None or not (record.kind == "response" or record.uri.startswith(DOM)):
        raise ArchiveError(path, offset, "no response stands here")
    return _response(path, record)


def ledger_json(
    org: str, entries: Iterable[LedgerEntry], crawl: Mapping[str, Any], renderings: Iterable[Rendering] = (),
) -> str:  # fmt: skip
    """The text of the ledger record, made entry by entry: 20,000 are 8 MB as text and 60 as objects."""
    lines = ",\n".join(json.dumps(entry.to_dict(), ensure_ascii=False) for entry in entries)
    about = {"org": org, "crawl": dict(crawl), "renderings": [one.to_dict() for one in renderings]}
    head = json.dumps(about, ensure_ascii=False)
    return f'{head[:-1]}, "entries": [\n{lines}\n]}}'


def now() -> str:
    """The time as WARC writes it, UTC, to the millisecond."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _probed(path: Path, record: Record) -> Probed:
    digest, when = digest_of(record.block), record.headers.get("warc-date", "")
    try:
        return probed.read(record.uri, record.block, record.offset, digest, when)
    except (ValueError, RecursionError) as error:
        raise ArchiveError(path, record.offset, f"a {record.uri} record that is none") from error


def _fields(block: bytes) -> Iterator[tuple[str, str]]:
    for line in block.decode("utf-8", "replace").splitlines():
        name, mark, value = line.partition(":")
        if mark:
            yield name.strip(), value.strip()


def _check(path: Path, record: Record, header: str, data: bytes) -> str:
    said = record.headers.get(header, "")
    found = digest_of(data)
    if said.startswith("sha256:") and said != found:
        raise ArchiveError(path, record.offset, f"the digest is {found} and should be {said}: the record was changed")
    return found


def _dom(path: Path, record: Record) -> Response:
    return Response(
        url=record.uri.removeprefix(DOM), status=HTTPStatus.OK, headers=(), body=record.block, offset=record.offset,
        content_type=record.headers.get("content-type", ""), digest=_check(path, record, "warc-block-digest",
        record.block), fetched_at=record.headers.get("warc-date", ""),
    )  # fmt: skip


def _response(path: Path, record: Record) -> Response:
    if record.kind != "response":
        return _dom(path, record)
    head, _, body = record.block.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    status = first.split(" ")[1:2]
    if not first.startswith("HTTP/") or not status or not status[0].isdecimal():
        raise ArchiveError(path, record.offset, "the record is no HTTP response")
    headers = tuple((name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in lines))
    digest = _check(path, record, "warc-payload-digest", body)
    found = {name.lower(): value for name, value in headers}
    try:
        body = decode_body(body, found.get("content-encoding", ""))
    except TooLarge as error:
        raise ArchiveError(path, record.offset, f"the body decodes to more than {error} bytes") from error
    return Response(
        url=record.uri,
        status=int(status[0]),
        headers=headers,
        content_type=found.get("content-type", ""),
        body=body,
        offset=record.offset,
        digest=digest,
        fetched_at=record.headers.get("warc-date", ""),
    )
