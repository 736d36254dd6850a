"""What the probes look for: plain data made from a check-list by others, part of a plan; knows no law and no page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class FormWords:
    """How the form to write to an organisation is known. Patterns as in ``Hint``, one for each phrase."""

    words: tuple[str, ...] = ()
    """Any of them tells the purpose."""
    weak: tuple[str, ...] = ()
    """Words of any form: enough where nothing of ``others`` is about."""
    others: tuple[str, ...] = ()
    """Words of forms for another purpose; a form that says one of ``words`` itself is for it all the same."""
    without: tuple[str, ...] = ()
    """A form that says one of these is never one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LowVisionWords:
    """How the version for poor sight is known."""

    phrases: tuple[str, ...] = ()
    """Patterns as in ``Hint`` for the words of what starts it."""
    marks: tuple[str, ...] = ()
    """Substrings of its ids and classes, lower case."""
    paths: tuple[str, ...] = ()
    """Likewise of the address that it leads to."""
    images: tuple[str, ...] = ()
    """Likewise of the file name of its picture."""
    families: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Known products, each with substrings of the addresses and names that give it away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkWords:
    """How a link that must open is known: to a questionnaire on another host."""

    phrases: tuple[str, ...] = ()
    """Patterns as in ``Hint`` for its words."""
    hosts: tuple[str, ...] = ()
    """Suffixes of its host."""
    parts: tuple[str, ...] = ()
    """Substrings of its path and query, lower case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probes:
    """All of them."""

    form: FormWords = FormWords()
    low_vision: LowVisionWords = LowVisionWords()
    questionnaire: LinkWords = LinkWords()
    accessibility: tuple[str, ...] = ()
    """Rules of axe-core that are tried."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Probes:
        """Read them as they stand in the archive. Raises TypeError, ValueError or AttributeError where they do not."""
        families = data.get("low_vision", {}).get("families", {})
        low_vision = _tuples(data.get("low_vision", {})) | {
            "families": {name: tuple(parts) for name, parts in families.items()}
        }
        return cls(
            form=FormWords(**_tuples(data.get("form", {}))),
            low_vision=LowVisionWords(**low_vision),
            questionnaire=LinkWords(**_tuples(data.get("questionnaire", {}))),
            accessibility=tuple(data.get("accessibility", ())),
        )


def _tuples(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(words) for name, words in data.items()}
