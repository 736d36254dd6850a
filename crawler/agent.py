"""What we call ourselves to sites: our name, and whom a site may ask; reads what the operator says, knows no page."""

from __future__ import annotations

import click

NAME = "GlasnostBot"
"""The name that a robots.txt may address."""
_WHAT = f"{NAME}/0.1 (audit of the openness of public websites"
_LONGEST = 200


def named(contact: str = "") -> str:
    """The User-Agent, with what of ``contact`` a header can hold.

    >>> named("Совет, audit@council.example")
    'GlasnostBot/0.1 (audit of the openness of public websites; contact: audit@council.example)'
    """
    told = _told(contact)
    return f"{_WHAT}; contact: {told})" if told else f"{_WHAT})"


def checked(_ctx: click.Context, _option: click.Parameter, contact: str) -> str:
    """The contact of an option as it is; raises BadParameter where a site would be told nothing of it."""
    if contact.strip() and not _told(contact):
        raise click.BadParameter(
            f"«{contact}» cannot be told to servers, which read Latin letters only: give an e-mail address or a page, a"
            " Cyrillic domain as xn--…"
        )
    return contact


def _told(contact: str) -> str:
    """The words of a contact that a header can hold; a word in other letters is left out whole."""
    words = "".join(char if char.isprintable() and char not in "()" else " " for char in contact).split()
    return " ".join(word for word in words if word.isascii())[:_LONGEST]
