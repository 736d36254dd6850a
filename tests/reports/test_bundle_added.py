"""A council's own list goes into the bundle: verify audits and counts by it, and names a byte of it that changed."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from audit.auditing import audit
from audit.scoring import score
from checklists.blank import blank
from checklists.own import add
from reports.bundles import layout
from reports.bundles.packing import pack
from reports.bundles.subjects import Order
from reports.bundles.verifying import verify
from tests.checklists.test_blank import filled
from tests.reports.bundling import flip, make_home, rewrite

FILE = f"{layout.ADDED}council.yaml"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    home = make_home(tmp_path_factory.mktemp("added"))
    mine = home.parent / "council.yaml"
    mine.write_text(filled(blank("council", 2)), "utf-8")
    add(home, mine)
    audit(home, "spring")
    score(home, "spring")
    out = home / "whole.wacz"
    pack(home, Order(campaign="spring"), out)
    return out.read_bytes()


@pytest.fixture
def whole(bundle: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "whole.wacz"
    path.write_bytes(bundle)
    return path


def test_findings_and_points_of_the_list_are_made_again(whole: Path) -> None:
    assert FILE in zipfile.ZipFile(whole).namelist()
    found = verify(whole)
    assert found.problems == []
    assert not [line for line in found.not_checked if "does not make" in line or "check-list" in line]


@pytest.mark.parametrize("sealed", [True, False])
def test_a_changed_byte_of_the_list_is_named(whole: Path, *, sealed: bool) -> None:
    rewrite(whole, {FILE: flip()}, sealed=sealed)
    assert any(FILE in one.path or one.path.startswith(layout.ABOUT) for one in verify(whole).problems)
