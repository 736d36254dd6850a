"""A piece of a page read once: takes the HTML as the parser writes it and the state that it begins in, gives a Run.

A run tells what the piece adds to the facts of any page on which it stands in that state, and in what state it ends.
Pieces begin where a block begins, so no line of text goes from one to the next.
"""

from __future__ import annotations

import re

from crawler.page_depth import script_end
from crawler.page_memory import Memory, Run
from crawler.page_reader import Reader
from crawler.page_state import State
from crawler.page_tags import RAW

_RAW = "|".join(rf"<{name}\b[^>]*>[^<]*+(?>(?:<(?!/{name}>)[^<]*+)*)</{name}>" for name in RAW)
_TOKENS = re.compile(
    r"(<(?:[^sixn!>]|(?!(?:script|style|iframe|xmp|noembed|noframes)\b|!--))[^>]*+>"
    rf"|{_RAW}|<!--.*?-->|<[^>]*+>)", re.DOTALL,
)  # fmt: skip
"""Elements with raw text as a whole, comments, tags. The parser writes ``>`` in attributes as an entity."""
_SCRIPTS = re.compile(
    r"<!--.*?-->|<(style|iframe|xmp|noembed|noframes)\b[^>]*>.*?</\1>|(?P<script><script\b[^>]*>)|<[^>]*>", re.DOTALL,
)  # fmt: skip
"""Comments, elements with raw text but scripts, starts of scripts, other tags: names of attributes may hold «<»."""


def read_run(piece: str, state: State, memory: Memory, *, last: bool) -> Run | None:
    """Read ``piece``, which begins in ``state``; None where it ends within a script, style or comment.

    ``last``: nothing follows, so what has no end goes to the end.
    """
    if "<!--" in piece and "<script" in piece:
        tame = _tamed(piece)
        if tame is None and not last:
            return None
        piece = tame or piece
    pieces = _TOKENS.split(piece)
    if "<!--" in piece and not last:
        cut = any(token.startswith("<!--") and not token.endswith("-->") for token in pieces[1::2])
        if cut or any("<" in words for words in pieces[::2]):
            return None
    reader = Reader(state, memory)
    if not reader.read(pieces) and not last:
        return None
    return reader.run(ready=not last)


def _tamed(piece: str) -> str | None:
    """``piece`` without signs «less» in scripts that hold comments; None where a script has no end."""
    place = 0
    while match := _SCRIPTS.search(piece, place):
        place = match.end()
        if match.group("script"):
            end = script_end(piece, place)
            if end == len(piece):
                return None
            piece = piece[:place] + piece[place:end].replace("<", " ") + piece[end:]
            place = end
    return piece
