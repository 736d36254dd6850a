"""How the audit's CPU grows with its check-lists: the same archives, with the items and with twice as many.

Run as ``python -m benchmarks.items (plain | doubled) HOME``: audits the archives of a home folder and prints JSON with
the CPU seconds of the audit alone. The new items are copies of all there are, with the kinds of rule and the numbers of
phrases that real items have, and with phrases of random words, which no page holds.
"""

from __future__ import annotations

import contextlib
import json
import re
import sys
import time
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from audit.auditing import audit
from audit.database import connect
from audit.phrases import FIELDS
from checklists.catalogue import Catalogue
from checklists.load import load
from checklists.phrases import tokens
from checklists.rule import Rule
from checklists.schema import Item
from crawler import campaigns

_LETTERS = ("бвгджзклмнпрстфхцчш", "аеиоуыя")
_SHORTEST = 7


def doubled(catalogue: Catalogue) -> Catalogue:
    """The catalogue with a copy of every item beside it, and of every named rule, whose phrases are random words."""
    new = _Phrases()
    lists = {
        name: made.model_copy(update={"items": (*made.items, *(_copy(item, new) for item in made.items))})
        for name, made in catalogue.lists.items()
    }
    rules = {
        f"{name}.copy": Rule.model_validate(_anew(rule.model_dump(), new)) for name, rule in catalogue.rules.items()
    }
    return replace(catalogue, lists=lists, rules={**catalogue.rules, **rules})


class _Phrases(dict[str, str]):
    """For each phrase another, of as many words of as many letters, none of them Russian but by chance."""

    def __init__(self) -> None:
        super().__init__()
        self._chance = Random("doubled")  # noqa: S311 (the same choice every time is what is wanted)

    def __missing__(self, phrase: str) -> str:
        sizes = (max(len(re.sub("[=*|]", "", token)), _SHORTEST) for token in tokens(phrase))
        words = ("".join(self._chance.choice(_LETTERS[place % 2]) for place in range(size)) for size in sizes)
        made = self[phrase] = " ".join(words)
        return made


def _copy(item: Item, new: _Phrases) -> Item:
    made = item.model_dump()
    made.update(id=f"{item.id}.copy", rule=_anew(made["rule"], new), hints={}, replaces=None)
    return Item.model_validate(made)


def _anew(said: Any, new: _Phrases) -> Any:  # noqa: ANN401 - whatever a rule holds
    """A rule as plain data with its phrases changed, and the rules that it uses."""
    if isinstance(said, tuple | list):
        return [_anew(part, new) for part in said]
    if not isinstance(said, dict):
        return said
    return {
        key: [new[phrase] for phrase in value] if key in FIELDS
        else f"{value}.copy" if key == "use" and value
        else _anew(value, new)
        for key, value in said.items()
    }  # fmt: skip


def main(which: str, home: Path) -> dict[str, float]:
    """CPU seconds of the audit of a home folder, and how many items there were."""
    catalogue = load() if which == "plain" else doubled(load())
    db = connect(home)
    with contextlib.closing(db.conn):
        campaign = campaigns.latest(db)
    began = time.process_time()
    audit(home, campaign, catalogue=catalogue)
    return {"items": len(catalogue.items), "cpu_s": time.process_time() - began}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], Path(sys.argv[2]))))
