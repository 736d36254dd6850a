"""Zip archives and the XML in them, within bounds: against bombs, entities and depth; used in the child process."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from lxml import etree

from audit.reading.outcome import Refused

_MEMBERS = 5_000
_MEMBER = 64 * 1024 * 1024
"""Bytes of one unpacked part of a document."""
_RATIO = 200
"""Unpacked over packed; XML of office files reaches 40."""
_SMALL = 1024 * 1024
"""Bytes below which any ratio will do."""
_FREED = frozenset({"p", "h", "tbl", "tr", "table-row", "row", "c", "si"})
"""Elements before which nothing is needed any more; others may stand within a paragraph that is still read."""
_LARGE_PICTURE = 16 * 1024 * 1024
_DOCUMENTS = (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("ppt/presentation.xml", "pptx"))
_OPEN = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError)
"""What zipfile raises for a file that is none, is cut, or is packed in a way of its own."""


class Box:
    """An opened zip archive. Every method raises Refused."""

    def __init__(self, data: bytes) -> None:
        """Read the directory."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise Refused("corrupt", "no zip archive") from error
        self.names = frozenset(self._zip.namelist())
        if len(self._zip.infolist()) > _MEMBERS:
            raise Refused("too_large", f"more than {_MEMBERS} parts")

    def kind(self) -> str:
        """docx, xlsx, pptx, odt, ods, odp, or zip for any other archive."""
        if "mimetype" in self.names:
            return _OPEN.get(self.part("mimetype").strip().removesuffix(b"-template"), "zip")
        return next((kind for name, kind in _DOCUMENTS if name in self.names), "zip")

    def part(self, name: str, most: int = _MEMBER) -> bytes:
        """One member, unpacked within bounds whatever its header promises."""
        try:
            info = self._zip.getinfo(name)
        except KeyError as error:
            raise Refused("corrupt", f"no {name}") from error
        if info.flag_bits & 1:
            raise Refused("encrypted")
        bound = min(most, max(_RATIO * info.compress_size, _SMALL))
        try:
            with self._zip.open(info) as stream:
                data = stream.read(bound + 1)
        except _BROKEN as error:
            raise Refused("corrupt", f"{name} cannot be unpacked") from error
        if len(data) > bound:
            raise Refused("too_large", f"{name} unpacks to more than {bound} bytes")
        return data

    def events(self, name: str, *which: str) -> Iterator[tuple[str, etree._Element]]:
        """Start and end of the elements of an XML member whose local names are given (all without); see ``events``."""
        return events(io.BytesIO(self.part(name)), *which)

    def images(self, most: int) -> list[bytes]:
        """The largest pictures in it that Tesseract reads, the largest first."""
        found = [
            info for info in self._zip.infolist()
            if info.filename.lower().endswith((".png", ".jpg", ".jpeg", ".tif", ".tiff")) and not info.flag_bits & 1
        ]  # fmt: skip
        found.sort(key=lambda info: (-info.file_size, info.filename))
        return [self.part(info.filename, _LARGE_PICTURE) for info in found[:most]]

    def holds_images(self) -> bool:
        """Whether there are pictures in it, of whatever kind."""
        kinds = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".emf", ".wmf", ".gif", ".bmp")
        return any(name.lower().endswith(kinds) for name in self.names)


def events(stream: IO[bytes], *which: str) -> Iterator[tuple[str, etree._Element]]:
    """``("start" | "end", element)`` of an XML stream; each element is emptied after its end. Raises Refused.

    No entity is expanded, nothing is fetched, and libxml2's bounds on depth and size stay on.
    """
    try:
        yield from _events(stream, which)
    except etree.XMLSyntaxError as error:
        raise Refused("corrupt", "the XML is broken") from error


def _events(stream: IO[bytes], which: tuple[str, ...]) -> Iterator[tuple[str, etree._Element]]:
    parser = etree.iterparse(
        stream, events=("start", "end"), tag=[f"{{*}}{name}" for name in which] or None,
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
    )  # fmt: skip
    for event, element in parser:
        yield event, element
        if event == "end":
            element.clear(keep_tail=True)
            parent = element.getparent() if local(element) in _FREED else None
            while parent is not None and (before := element.getprevious()) is not None:
                parent.remove(before)


def local(element: etree._Element) -> str:
    """An element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def named(element: etree._Element, name: str) -> str:
    """An attribute by its name without a namespace, among those that have one; empty where there is none."""
    return next((str(value) for key, value in element.items() if str(key).endswith("}" + name)), "")
