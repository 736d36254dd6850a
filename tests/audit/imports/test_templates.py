"""Blank templates: each is read back by its own import, in both languages; headers tell one column from another."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from audit.imports.columns import KINDS, Kind, Lang, columns, headers
from audit.imports.questions import known
from audit.imports.table import ImportRefused, exact
from audit.imports.templates import write
from checklists.questionnaire import questionnaire
from crawler.text import normal
from tests.audit.imports.conftest import Desk


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_column_of_a_template_is_known_again(tmp_path: Path, kind: Kind, lang: Lang) -> None:
    path = tmp_path / "t.xlsx"
    assert write(kind, path, lang) == len(headers(kind))
    found = list(headers(kind, lang).values())
    know = known(questionnaire()) if kind == "survey" else exact(columns(kind))
    assert set(know(found, strict=True)) == set(headers(kind))
    book = load_workbook(path)
    assert [cell.value for cell in book.worksheets[0][1]] == found
    assert len(book.sheetnames) == 2


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_two_columns_of_a_kind_share_a_header(kind: Kind, lang: Lang) -> None:
    spelt = [normal(one.header(lang)) for one in columns(kind)]
    assert len(set(spelt)) == len(spelt)
    every = [(word, one.id) for one in columns(kind) for word in {normal(one.ru), normal(one.en), *one.words}]
    assert all(word == normal(word) for word, _ in every)
    assert len({word for word, _ in every}) == len(every)


def test_a_template_does_not_overwrite(tmp_path: Path) -> None:
    write("calls", tmp_path / "t.xlsx")
    with pytest.raises(FileExistsError):
        write("calls", tmp_path / "t.xlsx")


def test_a_blank_template_has_nothing_to_import(desk: Desk) -> None:
    write("targets", desk.home / "t.xlsx")
    with pytest.raises(ImportRefused, match="no row under it"):
        desk.take(desk.home / "t.xlsx", "targets")
