from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from audit.finding import Finding
from audit.matching import Matcher
from audit.phrases import every
from checklists.catalogue import Catalogue
from checklists.load import load
from checklists.rule import Rule
from tests.audit.made import HOME, Crawl, audited, html, item, only

See = Callable[..., Finding]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture(scope="session")
def matcher(catalogue: Catalogue) -> Matcher:
    return Matcher(every(catalogue))


@pytest.fixture
def crawl(tmp_path: Path) -> Crawl:
    """An empty crawl of the invented school."""
    return Crawl(tmp_path / "sosna.warc.gz")


@pytest.fixture
def see(catalogue: Catalogue, tmp_path: Path) -> See:
    """The finding of a rule (as in YAML) on pages: bodies by path, the home page under the empty one.

    ``gone``: addresses that answered 404. ``rules``: what ``use`` may name. ``whole``: the bodies are whole documents.
    """
    number = itertools.count()

    def find(
        rule: dict[str, Any] | Rule,
        pages: str | Mapping[str, str],
        *,
        gone: tuple[str, ...] = (),
        rules: dict[str, Any] | None = None,
        whole: bool = False,
        **more: Any,  # noqa: ANN401 - fields of Item
    ) -> Finding:
        crawl = Crawl(tmp_path / f"{next(number)}.warc.gz")
        for path, body in ({"": pages} if isinstance(pages, str) else pages).items():
            crawl.page(HOME + path, body if whole else html(body), via="a" if path else "start")
        for path in gone:
            crawl.entry(HOME + path, "failed", "gone", status=404)
        asked = item(rule, **more)
        return audited(crawl.archive(), [asked], only(catalogue, [asked], rules))[asked.id]

    return find
