"""The texts of a crawl's documents: reads and packs ``conversion`` records of the derived archive; opens no document.

A derived archive stands beside the archive that it was made from. Each document of that archive has one record here,
also where no text came of it: why not is told then.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from audit.reading.outcome import State
from crawler.archive import digest_of
from crawler.ledger import LedgerEntry
from crawler.page import Block, Page
from crawler.warc import ArchiveError, Record, pack_record, read_records

SUFFIX = ".derived.warc.gz"

How = Literal["text", "ocr"]

_TEXT = "text/plain; charset=utf-8"
_FROM = "derived-from"


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """What one document of the archive says."""

    url: str
    offset: int
    """Of the document's response in the archive, bytes."""
    digest: str
    """``sha256:HEX`` of the document as archived."""
    state: State
    kind: str
    """What it is by its content: pdf, docx, png, …; empty where that is nothing we know."""
    said_kind: str
    """What its name or type claims; another than ``kind`` is a wrong extension. Empty where it claims nothing."""
    text: str
    """A line each paragraph, a tab between the cells of a table's row."""
    cut: bool
    """The document goes on after ``text``."""
    pages: int
    """Pages or sheets; 0 where its kind has none."""
    how: How
    """``ocr``: Tesseract read it off a picture of text, and some of it will be wrong."""
    tool: str
    """The reader with its version."""
    ocr_tool: str
    """Tesseract with its version where it was run, whether or not it found words."""
    note: str
    """More about the state, for people."""

    @property
    def mislabelled(self) -> bool:
        """Whether the name says another kind than the content."""
        return bool(self.said_kind and self.kind) and self.said_kind != self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The response that a text was derived from."""

    record: str
    """Its WARC-Record-ID."""
    when: str
    """Its WARC-Date."""


def path_of(archive: Path) -> Path:
    """Where the derived archive of ``archive`` stands."""
    return archive.with_name(archive.name.removesuffix(".warc.gz") + SUFFIX)


class Texts:
    """The documents of one crawl, as derived."""

    def __init__(self, found: Mapping[int, Derived]) -> None:
        """Take them by the offsets of their responses."""
        self.by_offset = found

    def of(self, entry: LedgerEntry) -> Derived | None:
        """The text of the document of a ledger's entry; None where it is no document, or none that was derived."""
        found = None if entry.offset is None else self.by_offset.get(entry.offset)
        return found if found is not None and found.digest == entry.digest else None


def texts_of(archive: Path) -> Texts:
    """The derived texts beside an archive; none where nothing was derived yet. Raises ArchiveError."""
    path = path_of(archive)
    if not path.exists():
        return Texts({})
    return Texts({one.offset: one for one in read(path, archive.name)})


def read(path: Path, archive: str) -> Iterator[Derived]:
    """The records of a derived archive that was made from the file named ``archive``. Raises ArchiveError."""
    records = read_records(path)
    first = next(records, None)
    if first is None or not is_from(first, archive):
        raise ArchiveError(path, 0, f"the texts are not derived from {archive}")
    for record in records:
        yield _derived(path, record)


def is_from(record: Record, archive: str) -> bool:
    """Whether a record begins the derived archive of the file of that name."""
    lines = record.block.decode("utf-8", "replace").splitlines()
    return record.kind == "warcinfo" and f"{_FROM}: {archive}" in lines


def pack_info(archive: str, software: str, when: str) -> bytes:
    """The first record."""
    lines = {
        "software": software,
        "format": "WARC File Format 1.1",
        _FROM: archive,
        "note": "Texts of documents, one conversion record each, failures included; dates are those of the sources.",
    }
    block = "".join(f"{name}: {value}\r\n" for name, value in lines.items()).encode()
    return pack_record("warcinfo", {**_named(block), "Content-Type": "application/warc-fields"}, block, when)


def pack(one: Derived, source: Source) -> bytes:
    """One document's record. The same document, source and tools give the same bytes."""
    block = one.text.encode()
    about = {
        "WARC-Target-URI": one.url,
        "WARC-Refers-To": source.record,
        "Content-Type": _TEXT,
        "Glasnost-Source-Offset": str(one.offset),
        "Glasnost-Source-Digest": one.digest,
        "Glasnost-State": one.state,
        "Glasnost-Kind": one.kind,
        "Glasnost-Said": one.said_kind,
        "Glasnost-Cut": "yes" if one.cut else "no",
        "Glasnost-Pages": str(one.pages),
        "Glasnost-How": one.how,
        "Glasnost-Tool": one.tool,
        "Glasnost-OCR-Tool": one.ocr_tool,
        "Glasnost-Note": one.note,
    }
    about = {name: value for name, value in about.items() if value}
    return pack_record("conversion", {**_named(block, *about.values()), **about}, block, source.when)


def _named(block: bytes, *about: str) -> dict[str, str]:
    """A name and a digest made of the content alone."""
    key = hashlib.sha256("\n".join(about).encode() + b"\n" + block).digest()[:16]
    return {
        "WARC-Record-ID": f"<urn:uuid:{uuid.UUID(bytes=key, version=4)}>",
        "WARC-Block-Digest": digest_of(block),
    }


def _derived(path: Path, record: Record) -> Derived:
    heads = record.headers
    if record.kind != "conversion" or heads.get("warc-block-digest") != digest_of(record.block):
        raise ArchiveError(path, record.offset, "no conversion record, or one that was changed")
    try:
        return Derived(
            url=heads["warc-target-uri"],
            offset=int(heads["glasnost-source-offset"]),
            digest=heads["glasnost-source-digest"],
            state=_state(heads["glasnost-state"]),
            kind=heads.get("glasnost-kind", ""),
            said_kind=heads.get("glasnost-said", ""),
            text=record.block.decode(),
            cut={"yes": True, "no": False}[heads["glasnost-cut"]],
            pages=int(heads["glasnost-pages"]),
            how="ocr" if {"text": False, "ocr": True}[heads["glasnost-how"]] else "text",
            tool=heads["glasnost-tool"],
            ocr_tool=heads.get("glasnost-ocr-tool", ""),
            note=heads.get("glasnost-note", ""),
        )
    except (KeyError, ValueError) as error:
        raise ArchiveError(path, record.offset, f"a conversion record without {error}") from error


def _state(name: str) -> State:
    for state in get_args(State):
        if state == name:
            known: State = state
            return known
    raise ValueError(name)


def document_page(derived: Derived) -> Page:
    """The facts of a document as if it were a page: a block for each line, a cell for each cell of its tables.

    Rows of tables that stand together are one table. Documents have no links, forms or headings here.
    """
    blocks: list[Block] = []
    table, line = -1, 0
    for text in filter(None, derived.text.split("\n")):
        if "\t" not in text:
            blocks.append(_block(text, "p", None))
            line = 0
            continue
        table += not line
        cells = enumerate(text.split("\t"))
        blocks.extend(_block(cell, "td", (table, line, column)) for column, cell in cells if cell)
        line += 1
    return Page(
        url=derived.url, base=derived.url, title="", description="", encoding="utf-8", blocks=tuple(blocks), links=(),
        forms=(), props=(), sources=(), marks=(), pictures=(), canonical=None, refresh=None,
        text_length=sum(len(block.text) for block in blocks), script_length=0, scripts=0, noscript="",
    )  # fmt: skip


def _block(text: str, tag: str, cell: tuple[int, int, int] | None) -> Block:
    return Block(text=text, tag=tag, level=0, region="main", cell=cell, links=(), hidden=False, depth=1)
