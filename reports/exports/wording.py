"""Other people's words as a file can hold them: strings in, strings out; knows no database and no file format."""

from __future__ import annotations

import re

from audit.spreadsheet import safe

CELL = 32_000
"""Characters of a cell; Excel takes 32,767."""
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TURN = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
"""Marks that turn the direction of writing: an unclosed one would turn the rest of the line with it."""


def plain(text: str) -> str:
    r"""The text without what XML cannot hold and without marks that turn the direction of writing.

    >>> plain("a\x00b\u202ec")
    'abc'
    """
    return _TURN.sub("", _NO_XML.sub("", text))


def cell(text: str) -> str:
    """The text as a cell of a table: ``plain``, no formula, and short enough for Excel; a cut ends in «…».

    >>> cell("=1+1")
    "'=1+1"
    """
    clean = safe(plain(text))
    return clean if len(clean) <= CELL else f"{clean[: CELL - 1]}…"
