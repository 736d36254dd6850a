"""Read a folder of check-lists strictly. Reads YAML and one JSON table, gives a Catalogue; must not know pages."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from checklists.catalogue import Act, Catalogue, Sector, Topic
from checklists.infometer import Infometer
from checklists.language import Language
from checklists.measures import Measures
from checklists.methodology import Methodology
from checklists.microdata import FILE as MICRODATA
from checklists.microdata import Microdata, read_microdata
from checklists.products import Accessibility, WidgetsFile
from checklists.references import problems
from checklists.rule import Rule
from checklists.schema import Checklist
from checklists.source import CheckListError, Document, read_yaml
from checklists.strict import Name, Strict

T = TypeVar("T")
M = TypeVar("M", bound=Strict)

HERE = Path(__file__).parent
"""The check-lists that come with Glasnost."""
FOLDER = "checklists"
"""Of a home folder: lists that its operator added."""
_OBSERVED = {"required": False, "norm": False, "channel": None, "functions": False}


class TopicsFile(Strict):
    """topics.yaml."""

    topics: tuple[Topic, ...]


class ActsFile(Strict):
    """acts.yaml."""

    acts: tuple[Act, ...]


class KindsFile(Strict):
    """kinds.yaml."""

    sectors: tuple[Sector, ...]


class RulesFile(Strict):
    """rules.yaml: rules that several items share, by name."""

    rules: dict[Name, Rule]


TABLES: dict[str, type[Strict]] = {
    "topics.yaml": TopicsFile,
    "acts.yaml": ActsFile,
    "kinds.yaml": KindsFile,
    "rules.yaml": RulesFile,
    "language.yaml": Language,
    "methodology.yaml": Methodology,
    "infometer.yaml": Infometer,
    "widgets.yaml": WidgetsFile,
    "accessibility.yaml": Accessibility,
    "measures.yaml": Measures,
}
"""Files with a fixed name. Every other YAML file of the folder is a check-list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file of a folder with the model it holds."""

    document: Document
    model: Strict


def load(folder: Path | None = None, lender: Path = HERE, added: Path | None = None) -> Catalogue:
    """Everything in ``folder``, by default the check-lists that come with Glasnost. Nothing is cached.

    A folder of check-lists alone, with none of the tables, borrows those of the folder ``lender``. ``added``: a folder
    of an operator's lists beside them, with no table. Raises CheckListError for the first thing that is wrong: bad
    YAML, an unknown key, an id given twice, a reference to a rule, topic, act or kind that is not there.
    """
    where = folder or HERE
    found = tuple(read_source(path) for path in sources(where))
    lent = tuple(read_source(path) for path in borrowed(where, lender))
    more = tuple(read_source(path) for path in (sources(added) if added else ()))
    names = {source.document.path.name for source in (*found, *lent)}
    if missing := [name for name in TABLES if name not in names]:
        raise CheckListError(f"the folder has no {', '.join(missing)}", file=where)
    if added and not names.isdisjoint(tables := {one.document.path.name for one in more}):
        raise CheckListError(f"{', '.join(sorted(names & tables))}: there is one already", file=added)
    catalogue = join((*lent, *found), read_microdata(microdata_of(where, lender)), digest(where, lender, added))
    catalogue = _with(catalogue, (source.model for source in more))
    for problem in problems(((source.document, source.model) for source in (*found, *more)), catalogue):
        raise problem
    return catalogue


@functools.cache
def shipped() -> Catalogue:
    """The check-lists that come with Glasnost, loaded once a process. Raises CheckListError."""
    return load()


def catalogue_of(home: Path) -> Catalogue:
    """The check-lists that come with Glasnost and those of HOME/checklists, loaded once. Raises CheckListError."""
    folder = home / FOLDER
    return _at(folder, digest(HERE, added=folder)) if sources(folder) else shipped()


@functools.lru_cache(maxsize=4)
def _at(folder: Path, _digest: str) -> Catalogue:
    return load(added=folder)


def _with(catalogue: Catalogue, models: Iterable[Strict]) -> Catalogue:
    """A catalogue with an operator's lists, whose items are only observed. See Catalogue.added."""
    lists, added = dict(catalogue.lists), dict[str, Checklist]()
    for model in models:
        if isinstance(model, Checklist):
            items = tuple(item.model_copy(update=_OBSERVED) for item in model.items)
            lists.setdefault(model.id, model.model_copy(update={"items": items}))
            added[model.id] = model
    return dataclasses.replace(catalogue, lists=lists, added=added)


def sources(folder: Path) -> tuple[Path, ...]:
    """The YAML files of a folder, by name."""
    return tuple(sorted(folder.glob("*.yaml")))


def borrowed(folder: Path, lender: Path = HERE) -> tuple[Path, ...]:
    """The lender's tables, for a folder that holds check-lists and no table; else nothing."""
    names = {path.name for path in sources(folder)}
    return tuple(lender / name for name in sorted(TABLES)) if names and names.isdisjoint(TABLES) else ()


def microdata_of(folder: Path, lender: Path = HERE) -> Path:
    """The table of names that a folder uses: its own, or the one lent with the other tables."""
    return (lender if borrowed(folder, lender) else folder) / MICRODATA


def read_source(path: Path) -> Source:
    """One file, read as what its name says it holds. Raises CheckListError."""
    document = read_yaml(path)
    return Source(document=document, model=document.parse(TABLES.get(path.name, Checklist)))


def join(found: Iterable[Source], microdata: Microdata, digest: str) -> Catalogue:
    """All files as one catalogue. Where an id is given twice the first one stays; ``problems`` tells of the other."""
    topics: dict[str, Topic] = {}
    acts: dict[str, Act] = {}
    sectors: dict[str, Sector] = {}
    lists: dict[str, Checklist] = {}
    rules: dict[str, Rule] = {}
    single: dict[type[Strict], Strict] = {}
    for source in found:
        model = source.model
        if isinstance(model, TopicsFile):
            topics = {topic.id: topic for topic in reversed(model.topics)}
        elif isinstance(model, ActsFile):
            acts = {act.id: act for act in reversed(model.acts)}
        elif isinstance(model, KindsFile):
            sectors = {sector.id: sector for sector in reversed(model.sectors)}
        elif isinstance(model, RulesFile):
            rules = dict(model.rules)
        elif isinstance(model, Checklist):
            lists.setdefault(model.id, model)
        else:
            single[type(model)] = model

    def only(kind: type[M]) -> M | None:
        return cast("M | None", single.get(kind))

    return Catalogue(
        topics=_in_order(topics), acts=_in_order(acts), rules=rules, sectors=_in_order(sectors), lists=lists,
        language=only(Language) or Language(), methodology=only(Methodology) or Methodology(),
        infometer=only(Infometer), measures=only(Measures) or Measures(), microdata=microdata, digest=digest,
        products=widgets.widgets if (widgets := only(WidgetsFile)) else (), accessibility=only(Accessibility),
    )  # fmt: skip


def _in_order(table: dict[str, T]) -> dict[str, T]:
    return dict(reversed(table.items()))


def digest(folder: Path, lender: Path = HERE, added: Path | None = None) -> str:
    """``sha256:HEX`` over names and bytes of every file that says something."""
    total = hashlib.sha256()
    own = (*sources(folder), *borrowed(folder, lender), microdata_of(folder, lender))
    for path in (*own, *(sources(added) if added else ())):
        content = path.read_bytes()
        total.update(f"{path.name} {len(content)}\n".encode())
        total.update(content)
    return f"sha256:{total.hexdigest()}"
