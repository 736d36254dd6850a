"""The lists that an operator adds to a home folder: takes a file in, lets one go. Knows no pages and no findings."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from checklists.lint import lint
from checklists.load import FOLDER, TABLES, catalogue_of, load, read_source, sources
from checklists.schema import Checklist
from checklists.source import CheckListError


def add(home: Path, file: Path) -> tuple[str, int]:
    """Copy a list into HOME/checklists; its id and how many points it counts.

    The list is tried beside those that are there before anything is changed. Raises CheckListError.
    """
    if file.suffix != ".yaml":
        raise CheckListError("a check-list is a file .yaml", file=file)
    if file.name in TABLES:
        raise CheckListError("a list may not have the name of a table", file=file)
    with tempfile.TemporaryDirectory(prefix="glasnost-list-") as scratch:
        alone, beside = Path(scratch) / "alone", Path(scratch) / "beside"
        alone.mkdir()
        shutil.copytree(home / FOLDER, beside) if (home / FOLDER).is_dir() else beside.mkdir()
        for place in (alone, beside):
            shutil.copyfile(file, place / file.name)
        if found := lint(alone):
            raise _first(found, file)
        try:
            load(added=beside)
        except CheckListError as error:  # told of the file that the user knows, not of its copy
            raise _first([error], file if error.file.name == file.name else home / FOLDER / error.file.name) from error
    model = read_source(file).model
    assert isinstance(model, Checklist)  # noqa: S101  only tables are read as anything else
    (home / FOLDER).mkdir(parents=True, exist_ok=True)
    part = home / FOLDER / (file.name + ".part")
    shutil.copyfile(file, part)
    part.replace(home / FOLDER / file.name)
    return model.id, sum(item.required for item in model.items)


def remove(home: Path, name: str) -> str:
    """Take the file of a list out of HOME/checklists; its id. Raises CheckListError."""
    for path in sources(home / FOLDER):
        model = read_source(path).model
        if isinstance(model, Checklist) and model.id == name:
            path.unlink()
            return model.id
    known = ", ".join(catalogue_of(home).added) or "none"
    raise CheckListError(f"no list «{name}» was added; there are: {known}", file=home / FOLDER)


def _first(found: Sequence[CheckListError], file: Path) -> CheckListError:
    """The first problem of the copy, told of the file that the user knows."""
    first, more = found[0], len(found) - 1
    what = f"{first.what} (and {more} more: glasnost checklists lint --folder {file.parent})" if more else first.what
    return CheckListError(what, file=file, line=first.line, item=first.item, key=first.key)
