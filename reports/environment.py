"""Compiles the templates, once for each language: what they say alike on every page is written in. Knows no page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from types import BuiltinMethodType, FunctionType, MethodType

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension
from jinja2.runtime import Context, Macro

from checklists.schema import Item
from reports.links import anchor
from reports.texts import Texts

STEADY = frozenset({"sign", "law", "tag", "mark", "read"})
"""Macros that know only the language and what they are called with: of a verdict, an item, a key, a row, a day."""
_WRITTEN = 20_000
"""Pieces of STEADY that are held at most."""
_WORDS = re.compile(r'(?<![\w.])t\("([\w.]+)"\)')
_PLAIN = frozenset({Texts, FunctionType, MethodType, BuiltinMethodType})


class Calls(Context):
    """Calls what a template calls. Jinja asks each callable which of its own objects it wants, a thousand times a page.

    Ours want none: macros get what Jinja gives them, functions and methods their arguments, the rest goes Jinja's way.
    What a macro of STEADY writes depends on its arguments alone, and is written once a report.
    """

    def call(self, called: Callable[..., object], *args: object, **kwargs: object) -> object:
        """Call a macro or a plain function directly."""
        kind = type(called)
        if kind is not Macro and kind not in _PLAIN:
            return super().call(called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        if not isinstance(called, Macro):
            return called(*args, **kwargs)
        if called.name not in STEADY or kwargs or self.parent.get("site") is None:  # a comparison has none
            return called(self.eval_ctx, *args, **kwargs)
        about = (called.name, *[one.id if isinstance(one, Item) else one for one in args])
        written = self.parent["site"].written
        if about not in written:
            if len(written) >= _WRITTEN:
                written.clear()
            written[about] = called(self.eval_ctx, *args)
        return written[about]


class _Words(Extension):
    """Writes the words of one language in the place of each ``t("key")``: half of all that a page asks for.

    A key that is not in the catalogue is found when a template is compiled, not when a page has the case.
    """

    def preprocess(self, source: str, _name: str | None, _filename: str | None = None) -> str:
        """The same source, with a string in the place of each call that has a key and nothing else."""
        texts = Texts(lang=str(self.environment.globals["lang"]))
        return _WORDS.sub(lambda found: json.dumps(texts(found[1]), ensure_ascii=False), source)


@cache
def environment(lang: str) -> Environment:
    """The templates in one language, compiled once; everything that they print is escaped."""
    made = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    made.globals["lang"] = lang
    made.add_extension(_Words)
    made.filters["out"] = anchor
    made.context_class = Calls
    return made
