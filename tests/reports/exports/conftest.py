"""One made home folder for all that only read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reports.exports.made import make


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with one campaign; only to be read."""
    return make(tmp_path_factory.mktemp("exports") / "home")
