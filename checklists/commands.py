"""``glasnost checklists``: reads the check-lists, writes to the terminal; must not know sites or findings."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from checklists.catalogue import Catalogue
    from checklists.schema import Item
    from checklists.strict import Bilingual

WORDS = {
    "ru": {
        "id": "Пункт", "title": "Что должно быть", "basis": "Основание", "force": "Действует", "status": "Статус",
        "confirmed": "подтверждён", "from_memory": "по памяти", "draft": "проект", "observed": "наблюдается",
        "required": "обязателен", "if_any": "при наличии", "topics": "Темы", "kinds": "Виды организаций",
        "all": "все", "source": "Откуда известно", "advice": "Как исправить", "rule": "Как видит машина",
        "sector": "Перечень", "items": "Пунктов", "asked": "Обязательных", "always": "всегда", "from": "с",
        "until": "по", "lists": "Перечни на", "scored": "Обязателен",
    },
    "en": {
        "id": "Item", "title": "What must be there", "basis": "Basis", "force": "In force", "status": "Status",
        "confirmed": "confirmed", "from_memory": "from memory", "draft": "draft", "observed": "observed",
        "required": "required", "if_any": "if any", "topics": "Topics", "kinds": "Kinds of organisation",
        "all": "all", "source": "Known from", "advice": "How to mend", "rule": "How the machine sees it",
        "sector": "List", "items": "Items", "asked": "Required", "always": "always", "from": "from",
        "until": "until", "lists": "Lists on", "scored": "Required",
    },
}  # fmt: skip

language = click.option("--lang", type=click.Choice(["ru", "en"]), default="ru", show_default=True, help="Language.")
folder_option = click.option(
    "--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Check-lists of your own."
)


@click.group(epilog="Example: glasnost checklists list --sector education --kind school")
def checklists() -> None:
    """What must be published, by sector: list, show, lint, new."""


@checklists.command("list", epilog="Example: glasnost checklists list --sector здравоохранение --on 2025-08-31")
@click.option("--sector", help="A sector, in Russian or English; without it, all lists in brief.")
@click.option("--kind", default="", help="A kind of organisation: школа, museum…")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Day whose edition is shown; today unless given.")
@language
@folder_option
@click.pass_obj
def list_(home: Path, /, sector: str | None, kind: str, on: dt.datetime | None, lang: str, folder: Path | None) -> None:
    """Show the items in force on a day."""
    catalogue = _catalogue(home, folder)
    day = on.date() if on else dt.datetime.now(tz=dt.UTC).date()
    if sector is None:
        _brief(catalogue, day, lang)
    else:
        _items(catalogue, sector, kind, day, lang)


@checklists.command(epilog="Example: glasnost checklists show edu.document.charter")
@click.argument("item_id", metavar="ID")
@language
@folder_option
@click.pass_obj
def show(home: Path, /, item_id: str, lang: str, folder: Path | None) -> None:
    """Show one item: what, by which act, how it is seen, how to mend a gap."""
    from checklists.source import nearest

    catalogue = _catalogue(home, folder)
    item = catalogue.items.get(item_id)
    if item is None:
        raise click.ClickException(f"no item «{item_id}»; {nearest(item_id, catalogue.items)}")
    _one(catalogue, item, lang)


@checklists.command(epilog="Example: glasnost checklists lint --folder my-checklists")
@folder_option
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def lint(home: Path, /, folder: Path | None, files: tuple[Path, ...]) -> None:
    """Find everything that is wrong with the check-lists; exit 1 where there is anything.

    With them their folders methodologies and questionnaires. FILES: methodologies and questionnaires of your own alone.
    """
    from checklists.lint import lint as find
    from checklists.lint_rating import lint_files, lint_folder
    from checklists.load import FOLDER, catalogue_of, load, shipped, sources

    if files:
        problems = lint_files(files, load(folder) if folder else shipped())
    else:
        lists = not folder or sources(folder)
        problems = (find(folder) if lists else []) or lint_folder(folder)
    if not (files or folder) and sources(home / FOLDER):
        problems += find(home / FOLDER)
        catalogue_of(home)
    for problem in problems:
        click.echo(problem.message)
    if problems:
        raise click.ClickException(f"{len(problems)} problems")
    click.echo("The files are in order." if files else "The check-lists are in order.")


@checklists.command(epilog="Example: glasnost checklists schema --out checklists")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder to write to.")
def schema(out: Path) -> None:
    """Write the JSON Schemas by which editors check the YAML files."""
    from checklists.jsonschema import documents

    out.mkdir(parents=True, exist_ok=True)
    for name, text in documents().items():
        (out / name).write_text(text, "utf-8")
        click.echo(str(out / name))


@checklists.command(epilog="Example: glasnost checklists new council --points 31 --out my-checklists/council.yaml")
@click.argument("name", metavar="NAME")
@click.option("--points", type=click.IntRange(1, 500), required=True, help="How many points the list has.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write, .yaml.")
def new(name: str, points: int, out: Path) -> None:
    """Write an own list of empty points to fill in: nothing in it is invented, every point is a draft.

    A folder with such lists alone uses the topics, acts, kinds and rules that come with Glasnost. Fill the points in,
    then: glasnost checklists lint --folder FOLDER, and when it finds nothing: glasnost checklists add FILE.
    """
    from checklists.blank import write

    write(name, points, out)
    click.echo(f"{out}: {points} points to fill in; then: glasnost checklists lint --folder {out.parent}")


@checklists.command(epilog="Example: glasnost checklists add my-checklists/council.yaml")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def add(home: Path, /, file: Path) -> None:
    """Let every audit of this home folder count the points of a list of your own, beside the law's.

    What is added moves neither the score of openness nor the indicators. An earlier list in a file of the same name is
    replaced. A list with a fault is not added.
    """
    from checklists.own import add as put

    name, points = put(home, file)
    click.echo(f"{name}: {points} points are counted from now on. Next: glasnost audit, glasnost score.")


@checklists.command(epilog="Example: glasnost checklists remove council")
@click.argument("name", metavar="NAME")
@click.pass_obj
def remove(home: Path, /, name: str) -> None:
    """Stop counting a list of your own; what was found for it goes at the next audit."""
    from checklists.own import remove as drop

    click.echo(f"{drop(home, name)} is removed. Next: glasnost audit, glasnost score.")


def _catalogue(home: Path, folder: Path | None) -> Catalogue:
    from checklists.load import catalogue_of, load

    return load(folder) if folder else catalogue_of(home)


def _brief(catalogue: Catalogue, day: dt.date, lang: str) -> None:
    from rich.console import Console
    from rich.table import Table

    words = WORDS[lang]
    heads = [words[name] for name in ("sector", "items", "asked", "status")]
    table = Table("id", *heads, title=f"{words['lists']} {day}")
    for checklist in catalogue.lists.values():
        items = [item for item in checklist.items if item.in_force(day)]
        status = ", ".join(
            f"{words[name]}: {count}"
            for name in ("confirmed", "from_memory", "draft")
            if (count := sum(item.status == name for item in items))
        )
        asked = sum(item.required for item in items)
        table.add_row(checklist.id, _said(checklist.title, lang), str(len(items)), str(asked), status)
    Console(markup=False).print(table)


def _items(catalogue: Catalogue, sector: str, kind: str, day: dt.date, lang: str) -> None:
    from rich.console import Console
    from rich.table import Table

    from checklists.source import nearest

    found = catalogue.sector(sector)
    if found is None:
        raise click.ClickException(f"no sector «{sector}»; {nearest(sector, catalogue.sectors)}")
    if kind and catalogue.kind(sector, kind) is None:
        raise click.ClickException(f"no kind «{kind}» in {found.id}; {nearest(kind, [one.id for one in found.kinds])}")
    words = WORDS[lang]
    table = Table()
    table.add_column(words["id"], no_wrap=True)
    for name in ("title", "basis", "scored", "status"):
        table.add_column(words[name])
    for item in catalogue.items_for(sector, kind or found.id, day):
        asked = (
            words["if_any"]
            if item.if_any(kind or found.id, private=False)
            else words["required"]
            if item.required
            else words["observed"]
        )
        table.add_row(item.id, _said(item.title, lang), _basis(catalogue, item, lang), asked, words[item.status])
    Console(markup=False).print(table)


def _one(catalogue: Catalogue, item: Item, lang: str) -> None:
    from rich.console import Console
    from rich.table import Table

    words = WORDS[lang]
    since = f"{words['from']} {item.since}" if item.since else ""
    until = f"{words['until']} {item.until}" if item.until else ""
    kinds = [_said(catalogue.kinds[kind].title, lang) for kind in item.kinds]
    without = [f"− {_said(catalogue.kinds[kind].title, lang)}" for kind in item.except_kinds]
    rows = {
        words["id"]: item.id,
        words["title"]: _said(item.title, lang),
        words["basis"]: _basis(catalogue, item, lang, full=True),
        words["force"]: f"{since} {until}".strip() or words["always"],
        words["topics"]: ", ".join(_said(catalogue.topics[topic].title, lang) for topic in item.topics),
        words["kinds"]: ", ".join([*(kinds or [words["all"]]), *without]),
        words["status"]: words[item.status],
        words["source"]: item.source,
        words["rule"]: _rule(catalogue, item),
        words["advice"]: _said(item.advice, lang) if item.advice else "",
    }
    table = Table(show_header=False, box=None, pad_edge=False)
    for name, value in rows.items():
        table.add_row(name, value)
    Console(markup=False).print(table)


def _said(text: Bilingual, lang: str) -> str:
    return text.ru if lang == "ru" else text.en


def _basis(catalogue: Catalogue, item: Item, lang: str, *, full: bool = False) -> str:
    acts = [(catalogue.acts[basis.act], basis.clause) for basis in item.basis]
    return "; ".join(f"{_said(act.title if full else act.short, lang)}, {clause}" for act, clause in acts)


def _rule(catalogue: Catalogue, item: Item) -> str:
    """The rule as YAML, named rules spelt out, without what is left at its default."""
    import yaml

    plain = catalogue.resolve(item.rule).model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, default_flow_style=None, width=70).rstrip()
