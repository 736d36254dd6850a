import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from checklists.catalogue import Catalogue
from checklists.load import HERE, load

Edit = Callable[[str, str, str], None]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the check-lists that come with Glasnost, to be spoilt."""
    for path in (*HERE.glob("*.yaml"), *HERE.glob("microdata*.json")):
        shutil.copy(path, tmp_path)
    return tmp_path


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Replace the first place of a text in a file of the copy."""

    def replace(name: str, old: str, new: str) -> None:
        path = folder / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    return replace
