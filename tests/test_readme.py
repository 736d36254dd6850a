"""What the documentation says is so: its commands exist, its links lead somewhere, its example of an item is one."""

from __future__ import annotations

import re

import click
import pytest
import yaml

import glasnost as front
from checklists.schema import Item
from tests.conftest import ROOT

READMES = ("README.md", "README.ru.md")


@pytest.mark.parametrize("name", READMES)
def test_commands_exist(name: str) -> None:
    ctx = click.Context(front.cli)
    words = re.findall(r"`glasnost ([a-z]+)(?: ([a-z]+))?", (ROOT / name).read_text("utf-8"))
    assert len(words) > 5
    for first, second in words:
        command = front.cli.get_command(ctx, first)
        assert command is not None, first
        if isinstance(command, click.Group):
            assert command.get_command(ctx, second) is not None, (first, second)


DOCS = ("docs/bundles.md", "docs/bundles.ru.md", "docs/reports.md", "docs/reports.ru.md")


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md", *DOCS])
def test_links_lead_to_files(name: str) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", (ROOT / name).read_text("utf-8"))
    assert [link for link in links if not (ROOT / name).parent.joinpath(link).exists()] == []


@pytest.mark.parametrize("name", READMES)
def test_example_of_an_item_is_one(name: str) -> None:
    example = re.findall(r"```yaml\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL)[0]
    item = Item.model_validate(yaml.safe_load(example)[0])
    assert item.basis
