"""Read one YAML file strictly, remembering lines. Writes nothing; must not know what the files mean."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click
import yaml
from pydantic import BaseModel, ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader, in C where PyYAML was built so: ten times faster."""

Place = tuple[str | int, ...]
"""Keys and list positions from the top of a file down to one value."""

Model = TypeVar("Model", bound=BaseModel)

_PLAIN = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
_DEEPEST = 40
_MOST = 300_000
"""Values of one file, aliases spelt out: the largest list of ours has 7,000, a file of nested aliases has no end."""
_MANY = 40
"""More names than these are counted, not told."""


class CheckListError(click.ClickException):
    """A mistake in a check-list file, with where it stands. Raised by the loader; the command line shows it, exit 1."""

    def __init__(
        self, what: str, *, file: Path, line: int | None = None, item: str | None = None, key: str | None = None
    ) -> None:
        """Keep the parts for programs and join them for people: ``file:line: item edu.x: key: what``."""
        self.file, self.line, self.item, self.key, self.what = file, line, item, key, what
        place = f"{file}:{line}" if line else str(file)
        parts = [place, f"item {item}" if item else "", key or "", what]
        super().__init__(": ".join(part for part in parts if part))


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file's plain data and the line of every key and list member."""

    path: Path
    data: Any
    """Mappings, lists and scalars only."""
    lines: Mapping[Place, int]
    """``("items", 3, "rule")`` → line, counted from 1."""

    def line(self, place: Iterable[str | int]) -> int | None:
        """The line of the nearest known place at or above ``place``."""
        where = tuple(place)
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where)

    def error(self, what: str, place: Iterable[str | int] = ()) -> CheckListError:
        """An error at ``place`` of this file, told with the id of the item that holds it."""
        where = tuple(place)
        owner, depth = self._owner(where)
        key = ".".join(str(part) for part in where[depth:]) or None
        return CheckListError(what, file=self.path, line=self.line(where), item=owner, key=key)

    def parse(self, model: type[Model]) -> Model:
        """The data as ``model``. Raises CheckListError for the first thing that does not fit."""
        try:
            return model.model_validate(self.data)
        except ValidationError as error:
            first = _telling(error.errors())
            raise self.error(_explain(model, first), first["loc"]) from error

    def faults(self, model: type[BaseModel]) -> list[CheckListError]:
        """Everything that does not fit ``model``; a key that is missing because it is misspelt is told once."""
        try:
            model.model_validate(self.data)
        except ValidationError as error:
            every = error.errors()
            unknown = {one["loc"][:-1] for one in every if one["type"] == "extra_forbidden"}
            told = [one for one in every if one["type"] != "missing" or one["loc"][:-1] not in unknown]
            return [self.error(_explain(model, one), one["loc"]) for one in told]
        return []

    def _owner(self, where: Place) -> tuple[str | None, int]:
        value, owner, depth = self.data, None, 0
        for number, part in enumerate(where, start=1):
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                break
            if isinstance(part, int) and isinstance(value, dict) and isinstance(value.get("id"), str):
                owner, depth = value["id"], number
        return owner, depth


def read_yaml(path: Path) -> Document:
    """Read a YAML file by the safe loader. Raises CheckListError for bad YAML, a bad encoding, a key given twice."""
    try:
        text = path.read_text("utf-8")
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            lines: dict[Place, int] = {}
            data = _Reader(loader, path, lines).value(node, ()) if node else None
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise CheckListError(f"not valid YAML: {error.problem}", file=path, line=line) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CheckListError(f"cannot be read as YAML in UTF-8: {error}", file=path) from error
    except OSError as error:
        raise CheckListError(f"cannot be opened: {error.strerror}", file=path) from error
    return Document(path=path, data=data, lines=lines)


class _Reader:
    """Turns YAML nodes into plain values and notes their lines."""

    def __init__(self, loader: yaml.SafeLoader, path: Path, lines: dict[Place, int]) -> None:
        self.loader, self.path, self.lines = loader, path, lines
        self.values = 0

    def value(self, node: yaml.Node, place: Place) -> Any:  # noqa: ANN401 - YAML holds any plain value
        if len(place) > _DEEPEST:  # an alias that holds itself would never end
            raise CheckListError("nested too deep", file=self.path, line=node.start_mark.line + 1)
        self.values += 1
        if self.values > _MOST:
            raise CheckListError(f"more than {_MOST} values", file=self.path, line=node.start_mark.line + 1)
        if not isinstance(node, yaml.ScalarNode) and node.tag not in _PLAIN:
            raise CheckListError(f"unknown tag {node.tag}", file=self.path, line=node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return dict(self._pairs(node, place))
        if isinstance(node, yaml.SequenceNode):
            return [self._member(child, (*place, number)) for number, child in enumerate(node.value)]
        return self.loader.construct_object(node)

    def _pairs(self, node: yaml.MappingNode, place: Place) -> Iterator[tuple[Any, Any]]:
        first: dict[Any, int] = {}
        for key_node, child in node.value:
            line = key_node.start_mark.line + 1
            key = self.loader.construct_object(key_node) if isinstance(key_node, yaml.ScalarNode) else None
            if not isinstance(key, str):
                raise CheckListError("a key must be a word", file=self.path, line=line)
            if key in first:
                raise CheckListError(f"key given twice, first in line {first[key]}", file=self.path, line=line, key=key)
            first[key] = line
            self.lines[*place, key] = line
            yield key, self.value(child, (*place, key))

    def _member(self, node: yaml.Node, place: Place) -> Any:  # noqa: ANN401 - as above
        self.lines[place] = node.start_mark.line + 1
        return self.value(node, place)


def nearest(word: str, known: Iterable[str]) -> str:
    """What is known instead of ``word``: «did you mean …», else the whole list."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=3, cutoff=0.6)
    if close:
        return f"did you mean {', '.join(close)}?"
    return f"known: {', '.join(names)}" if len(names) <= _MANY else f"{len(names)} others are known"


def _telling(errors: Sequence[Any]) -> Any:  # noqa: ANN401 - pydantic's ErrorDetails
    """The first error, or the unknown key beside it that explains why another key is missing."""
    first = errors[0]
    unknown = (
        error for error in errors if error["type"] == "extra_forbidden" and error["loc"][:-1] == first["loc"][:-1]
    )
    return next(unknown, first) if first["type"] == "missing" else first


def _explain(model: type[BaseModel], error: Mapping[str, Any]) -> str:
    where: Sequence[str | int] = error["loc"]
    if error["type"] == "extra_forbidden" and where:
        return f"unknown key «{where[-1]}»; {nearest(str(where[-1]), _keys(model, where[:-1]))}"
    message = str(error["msg"]).removeprefix("Value error, ")
    given = error.get("input")
    shown = f", not {given!r}" if isinstance(given, str | int | float | bool) else ""
    return message + shown


def _keys(model: type[BaseModel], where: Sequence[str | int]) -> list[str]:
    """The keys of the model that stands at ``where`` under ``model``."""
    for part in where:
        field = model.model_fields.get(str(part))
        if field is not None:
            model = next(_models_in(field.annotation), model)
    return list(model.model_fields)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401 - any type expression
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
