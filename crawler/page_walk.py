"""The walk over a parsed page: cuts what the parser writes into pieces, gathers what they hold; knows no element.

The parser's own writing is well-formed whatever the page was: every start tag has its end tag, attributes are quoted.
Pages of a site share most of their pieces, so each is read once a site in every state in which one begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import islice

from selectolax.lexbor import LexborHTMLParser

from crawler.page_facts import Page
from crawler.page_gather import Gathered
from crawler.page_memory import Memory, Run
from crawler.page_run import read_run
from crawler.page_state import State

_CUT = re.compile(
    r"<(?=(?:div|ul|section|header|footer|nav|article|table|form|aside|main)[ >])",
)
"""Where a piece begins: elements that end the line before them, and hold more than one line (measured: smaller pieces
cost more than they spare)."""
_PLAINTEXT = "<plaintext>"


def walk(text: str, encoding: str, url: str, memory: Memory, *, alone: bool) -> Page:
    """Parse ``text`` and collect its facts; a page that is read ``alone`` is one piece."""
    html = (LexborHTMLParser(text).html or "").removeprefix("<")
    if "plaintext>" in html:
        html = _without_plaintext(html)
    found = Gathered(url)
    take = found.take
    state = memory.begin()
    if alone:
        take(read_run("<" + html, state, memory, last=True) or Run(state, [], {}, 0))
        return found.page(encoding, memory.addresses)
    pieces = iter(_CUT.split(html))
    for piece in pieces:
        run = state.runs.get(piece)
        if run is None:
            run = _read(piece, state, memory, pieces)
        take(run)
        state = run.after
    return found.page(encoding, memory.addresses)


def _read(piece: str, state: State, memory: Memory, pieces: Iterator[str]) -> Run:
    """Read a piece for the first time, or one that ends within a script and goes on in the pieces after it."""
    more = 1
    while True:
        run = state.runs.get(piece)
        if run is None and piece not in state.runs:
            run = read_run("<" + piece, state, memory, last=False)
            if memory.spend(len(piece)):
                state.runs[piece] = run
        if run is not None:
            return run
        following = list(islice(pieces, more))
        if not following:
            return read_run("<" + piece, state, memory, last=True) or Run(state, [], {}, 0)
        piece = "<".join([piece, *following])
        more *= 2


def _without_plaintext(html: str) -> str:
    """The same with the text behind ``<plaintext>`` escaped: the parser writes it as it is, up to its own last ends."""
    head, start, rest = html.partition(_PLAINTEXT)
    text, end, tail = rest.rpartition("</plaintext>")
    return head + start + escape(text, quote=False) + end + tail
