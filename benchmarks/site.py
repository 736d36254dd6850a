"""Writes a synthetic site to a folder: reads the check-lists' phrases; the same check-lists give the same bytes.

Run as ``python -m benchmarks.site FOLDER PAGES``.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from audit.matching import Matcher
from audit.phrases import every
from benchmarks import page
from benchmarks.written import STAMP
from checklists.load import load
from checklists.phrases import tokens
from crawler.text import normal

SHARE = 0.4
"""Of the phrases of all check-lists, those that stand on every page."""
_SOURCES = ("page.py", "prose.py", "site.py")


def spoken(phrase: str) -> str:
    """A phrase of a check-list as a page would say it: the first of its alternatives, without its signs.

    >>> spoken("открыт|открыта в =году")
    'открыт в году'
    """
    return " ".join(re.sub("[=*]", "", token.split("|")[0]) for token in tokens(phrase))


def present(phrases: Sequence[str], share: float = SHARE) -> tuple[str, ...]:
    """Texts that hold ``share`` of the phrases: phrases found inside others count, so that it is not more."""
    matcher = Matcher(phrases)
    order = sorted(phrases)
    Random("phrases").shuffle(order)  # noqa: S311 (the same choice every time is what is wanted)
    hits: set[int] = set()
    texts = []
    for phrase in order:
        if len(hits) >= share * len(phrases):
            break
        if matcher.numbers[phrase] not in hits:
            texts.append(spoken(phrase))
            hits.update(matcher.hits(normal(texts[-1])))
    return tuple(texts)


def pages(count: int, phrases: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """The pages of a site by their paths."""
    texts = present(phrases)
    for number in range(count):
        yield page.path_of(number), page.page(number, count, texts)


def write(folder: Path, count: int) -> None:
    """Write a site of ``count`` pages to ``folder``; nothing where it stands there already."""
    phrases = every(load())
    stamp = json.dumps({"pages": count, "made_from": _made_from(phrases)})
    if (folder / STAMP).is_file() and (folder / STAMP).read_text("utf-8") == stamp:
        return
    shutil.rmtree(folder, ignore_errors=True)
    for path, body in pages(count, phrases):
        file = folder / (path.lstrip("/") + ("index.html" if path.endswith("/") else ""))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
    (folder / STAMP).write_text(stamp, "utf-8")


def _made_from(phrases: Sequence[str]) -> str:
    digest = hashlib.sha256("\n".join(phrases).encode())
    for name in _SOURCES:
        digest.update(Path(__file__).with_name(name).read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
