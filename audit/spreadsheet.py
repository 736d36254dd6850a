"""A text as a cell that a spreadsheet shows and does not reckon; knows no table and no file."""

from __future__ import annotations

import re

_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Beginnings that spreadsheets take for a formula; the wide ones those of East Asia."""
_NUMBER = re.compile(r"[+-]\d+(?:\.\d+)?")


def safe(cell: str) -> str:
    """The cell, behind an apostrophe where a spreadsheet would reckon it. A number with its sign is no formula.

    >>> safe("=1+1")
    "'=1+1"
    >>> safe("-4.50")
    '-4.50'
    """
    return f"'{cell}" if cell.startswith(_ACTIVE) and not _NUMBER.fullmatch(cell) else cell
