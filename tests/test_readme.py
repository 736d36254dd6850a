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


@pytest.mark.parametrize("name", READMES)
def test_options_are_those_of_the_commands_and_none_that_is_needed_is_left_out(name: str) -> None:
    """A line that a reader copies runs: but for the values, which are his."""
    text = (ROOT / name).read_text("utf-8")
    told = re.findall(r"`glasnost ([^`]+)`", text)
    told += re.findall(r"^(?:\.venv/bin/)?glasnost ([^#\n]+)", text, re.MULTILINE)
    assert len(told) > 30
    for line in (re.sub(r"^--home \S+ ", "", one) for one in told):
        ctx, words = click.Context(front.cli), line.split()
        command: click.Command = front.cli
        while isinstance(command, click.Group):
            found = command.get_command(ctx, words.pop(0)) if words else None
            if found is None:
                break
            command = found
        options = {name: one for one in command.params if isinstance(one, click.Option) for name in one.opts}
        named = re.findall(r"(?<!\S)--[a-z-]+", line)
        assert [option for option in named if option not in options] == [], line
        needed = [one.opts[0] for one in set(options.values()) if one.required]
        assert [option for option in needed if option not in named] == [], line


DOCS = sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md", *DOCS])
def test_links_lead_to_files(name: str) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", (ROOT / name).read_text("utf-8"))
    assert [link for link in links if not (ROOT / name).parent.joinpath(link).exists()] == []


@pytest.mark.parametrize("name", READMES)
def test_example_of_an_item_is_one(name: str) -> None:
    example = re.findall(r"```yaml\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL)[0]
    item = Item.model_validate(yaml.safe_load(example)[0])
    assert item.basis


@pytest.mark.parametrize("name", [name for name in ("README.md", *DOCS) if not name.endswith(".ru.md")])
def test_both_languages_say_the_same(name: str) -> None:
    """As many headings, rows and lines of commands, and the same words of code where they are no examples."""
    here, there = ((ROOT / one).read_text("utf-8") for one in (name, name.replace(".md", ".ru.md")))
    for what in (r"^#+ ", r"^\|", r"^glasnost ", r"^- ", r"^\d+\. "):
        counts = [len(re.findall(what, text, re.MULTILINE)) for text in (here, there)]
        assert counts[0] == counts[1], (what, counts)
    own, other = (set(re.findall(r"`([a-z_.0-9]+)`", text)) for text in (here, there))
    assert own == other
