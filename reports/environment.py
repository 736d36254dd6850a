"""Compiles the templates, once for each language: what they say alike on every page is written in. Knows no page."""

from __future__ import annotations

import json
import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension

from reports.compiling import Plain
from reports.links import anchor
from reports.texts import Texts

_WORDS = re.compile(r'(?<![\w.])t\("([\w.]+)"\)')


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
    made.code_generator_class = Plain
    return made
