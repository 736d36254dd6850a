r"""RTF: paragraphs and rows of tables; runs in the child process only. Source: RTF Specification 1.9.1.

Our own: the libraries at hand lose code pages that a font names (\fcharset204), tables, or nested groups.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from audit.reading.lines import clean, row
from audit.reading.outcome import MAX_TEXT, Refused, Text

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.DOTALL,
)
_SKIPPED = frozenset(
    b"colortbl stylesheet info pict object objdata header headerl headerr headerf footer footerl footerr footerf"
    b" listtable listoverridetable revtbl rsidtbl generator themedata colorschememapping datastore latentstyles"
    b" xmlnstbl fldinst filetbl nonshppict bkmkstart bkmkend annotation atnid atnauthor".split()
)
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
    254: "cp437", 255: "cp437",
}  # fmt: skip
_PAGES = frozenset((437, 850, 852, 866, 874, 932, 936, 949, 950, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258))
_OLD_PAGES = {b"mac": "mac_roman", b"pc": "cp437", b"pca": "cp850"}
_SIGNS = {
    b"tab": "\t", b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“",
    b"rdblquote": "”", b"emspace": " ", b"enspace": " ", b"qmspace": " ", b"nestcell": " ", b"nestrow": " ",
}  # fmt: skip
_ENDS = frozenset((b"par", b"line", b"sect", b"page", b"column", b"footnote"))


class _State(NamedTuple):
    """What a group inherits and its end undoes."""

    skip: bool = False
    fonts: bool = False
    """Inside the table of fonts."""
    page: str = ""
    """Code page of the font in use; empty for the document's own."""
    instead: int = 1
    """Characters after ``\\uN`` that stand for it in old programs."""
    table: bool = False


def read(data: bytes) -> Text:
    """The lines. Raises Refused: image_only where it holds pictures and no words."""
    lines: list[str] = []
    size = 0
    for line in _Rtf(data).lines():
        lines.append(line)
        size += len(line)
        if size > MAX_TEXT:
            break
    if size < 40 and b"\\pict" in data:  # noqa: PLR2004  a caption
        raise Refused("image_only")
    return Text(lines)


class _Rtf:
    """One walk over the tokens."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._state = _State()
        self._stack: list[_State] = []
        self._default = "cp1252"
        self._charsets: dict[int, str] = {}
        self._font = self._skipping = 0
        self._bytes = bytearray()
        """Read and not yet decoded: a character may have two."""
        self._text: list[str] = []
        self._cells: list[str] = []
        self._place = 0

    def lines(self) -> Iterator[str]:
        """The paragraphs and rows in their order."""
        while match := _TOKEN.search(self._data, self._place):
            self._place = match.end()
            word, number, code, sign, brace, plain = match.groups()
            if brace:
                self._group(brace)
            elif word:
                yield from self._word(word, int(number) if number else None)
            elif code:
                self._put(bytes.fromhex(code.decode()))
            elif sign:
                yield from self._sign(sign)
            elif plain:
                self._put(plain)
        yield from self._line()

    def _group(self, brace: bytes) -> None:
        self._flush()
        self._skipping = 0
        if brace == b"{":
            self._stack.append(self._state)
        elif self._stack:
            self._state = self._stack.pop()

    def _put(self, data: bytes) -> None:
        """Bytes of text, less those that stand for a character given already."""
        if self._skipping:
            data, self._skipping = data[self._skipping :], max(self._skipping - len(data), 0)
        if not self._state.skip and not self._state.fonts:
            self._bytes += data

    def _say(self, text: str) -> None:
        self._flush()
        if not self._state.skip and not self._state.fonts:
            self._text.append(text)

    def _flush(self) -> None:
        if self._bytes:
            self._text.append(self._bytes.decode(self._state.page or self._default, "replace"))
            self._bytes.clear()

    def _sign(self, sign: bytes) -> Iterator[str]:
        if sign == b"*":
            self._state = self._state._replace(skip=True)
        elif sign in (b"\r", b"\n"):
            yield from self._word(b"par", None)
        elif self._skipping:
            self._skipping -= 1
        elif sign in (b"\\", b"{", b"}"):
            self._put(sign)
        elif sign in (b"~", b"_"):
            self._say(" " if sign == b"~" else "-")

    def _word(self, word: bytes, number: int | None) -> Iterator[str]:
        if word == b"bin":
            self._place += max(number or 0, 0)
        elif word in _SKIPPED:
            self._flush()
            self._state = self._state._replace(skip=True)
        elif word == b"u" and number is not None:
            self._say(chr(number & 0xFFFF))
            self._skipping = self._state.instead
        elif word in _SIGNS:
            self._say(_SIGNS[word])
        elif word in _ENDS or word in (b"cell", b"row"):
            self._flush()
            if not self._state.skip:
                yield from self._end(word)
        else:
            self._set(word, number)

    def _set(self, word: bytes, number: int | None) -> None:
        """A word that changes how what follows is read."""
        self._flush()
        state = self._state
        if state.fonts:
            self._font_word(word, number)
        if word == b"fonttbl":
            self._state = state._replace(fonts=True)
        elif word == b"f" and number is not None:
            self._font = number
            self._state = state._replace(page=self._charsets.get(number, ""))
        elif word == b"ansicpg" and number in _PAGES:
            self._default = f"cp{number}"
        elif word in _OLD_PAGES:
            self._default = _OLD_PAGES[word]
        elif word == b"plain":
            self._state = state._replace(page="")
        elif word == b"uc" and number is not None:
            self._state = state._replace(instead=min(max(number, 0), 16))
        elif word in (b"pard", b"intbl"):
            self._state = state._replace(table=word == b"intbl")

    def _font_word(self, word: bytes, number: int | None) -> None:
        """What the table of fonts says of the font named last."""
        if word == b"fcharset" and number in _CHARSETS:
            self._charsets[self._font] = _CHARSETS[number]
        elif word == b"cpg" and number in _PAGES:
            self._charsets[self._font] = f"cp{number}"

    def _end(self, word: bytes) -> Iterator[str]:
        if word == b"cell":
            self._cells.append(self._taken())
        elif word == b"row":
            if line := row(self._cells):
                yield line
            self._cells = []
        elif self._state.table:
            self._text.append(" ")
        else:
            yield from self._line()

    def _line(self) -> Iterator[str]:
        self._flush()
        if line := row([*self._cells, self._taken()]):
            yield line
        self._cells = []

    def _taken(self) -> str:
        text = "".join(self._text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        self._text.clear()
        return clean(text.replace("\t", " "))
