"""Every pattern of the product means the same to every Python that we promise: 3.11.0 to 3.11.4 misread some."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from re import _constants as constants  # type: ignore[attr-defined]  # nothing public takes a pattern apart
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import audit
import checklists
import crawler
import reports

SIMPLE = {constants.IN, constants.LITERAL, constants.NOT_LITERAL, constants.ANY, constants.CATEGORY}


def held(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from (found for one in value.values() for found in held(one))
    elif isinstance(value, tuple | list):
        yield from (found for one in value for found in held(one))


def patterns() -> dict[str, re.Pattern[Any]]:
    found: dict[str, re.Pattern[Any]] = {}
    for package in (audit, checklists, crawler, reports):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            for name, value in vars(importlib.import_module(module.name)).items():
                found |= {f"{module.name}.{name}": one for one in held(value)}
    return found


def misread(parsed: Iterable[tuple[Any, Any]]) -> bool:
    """Whether a possessive repeat holds more than one character's choice: ``(?:ab?c)*+`` goes a letter too far there.

    CPython issue 106052, mended in 3.11.5. An atomic group, ``(?>(?:ab?c)*)``, is read right by all.
    """
    for op, args in parsed:
        if op is constants.POSSESSIVE_REPEAT:
            inner = args[2]
            if len(inner) != 1 or inner[0][0] not in SIMPLE:
                return True
        parts = args if isinstance(args, tuple | list) else (args,)
        for part in parts:
            branches = part if isinstance(part, list) else [part]
            if any(isinstance(one, parser.SubPattern) and misread(one) for one in branches):
                return True
    return False


def test_what_is_misread_is_seen() -> None:
    assert misread(parser.parse("x(?:ab?c)*+"))
    assert misread(parser.parse("(?:y|(?=(?:a|bc)++))"))
    assert not misread(parser.parse("x(?>(?:ab*+c)*)[^<]++"))


def test_no_pattern_holds_a_possessive_group() -> None:
    found = patterns()
    assert len(found) > 200
    assert [name for name, one in found.items() if misread(parser.parse(one.pattern, one.flags & ~re.DEBUG))] == []
