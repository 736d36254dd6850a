"""Templates compiled our way write what Jinja's own compiler writes, whatever stands in the values."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, StrictUndefined, TemplateAssertionError, UndefinedError
from markupsafe import Markup, escape

from reports.compiling import Plain, text

PIECES = """
{% macro said(words, by="") %}<q>{{ words }}</q>{{ by or own }}{% endmacro %}
{% macro both(words) %}{{ said(words) }} {{ said(words, "«" ~ words ~ "»") }}{% endmacro %}
{% macro tag(key) %}<i>{{ t.upper(key) }}</i>{% endmacro %}
"""
PAGE = """
{% import "pieces" as part with context %}
{% from "pieces" import tag as label with context %}
{% macro row(one) %}<li>{{ one }}{{ part.said(one) }}</li>{% endmacro %}
{{ part.both(words) }}{{ part.said(words, by=words) }}{{ label(words) }}
{% for one in several %}{{ row(one) }}{% endfor %}
{% set kept = part.said(words) %}{{ kept }}{{ part.said(kept) }}{{ part.tag(words) if several else words }}
{{ many.words }} {{ many["words"] }} {{ many.get("words") }} {{ t.upper(words)|length }} {{ number }} {{ nothing }}
{{ t.upper("a" ~ number) }} {{ safe }} {{ range(3)|list }}
"""


class Upper:
    """Words of a language that is all capitals."""

    def upper(self, text: str) -> str:
        return text.upper()


def write(words: str, *, plain: bool, source: str = PAGE, **more: object) -> str:
    made = Environment(
        loader=DictLoader({"pieces": PIECES, "page": source}), autoescape=True, undefined=StrictUndefined
    )
    if plain:
        made.code_generator_class = Plain
    values = {
        "words": words, "several": [words, "", 7], "many": {"words": words}, "t": Upper(), "number": Decimal("1.50"),
        "nothing": None, "safe": Markup("<b>&amp;</b>"), "own": words,
    }  # fmt: skip
    return made.get_template("page").render(values | more)


@given(st.text())
def test_a_page_is_what_jinja_makes_of_it(words: str) -> None:
    assert write(words, plain=True) == write(words, plain=False)


@given(st.one_of(st.text(), st.text(alphabet="&<>'\";#39"), st.integers(), st.decimals(), st.none()))
def test_a_value_is_escaped_as_everywhere(value: object) -> None:
    assert text(value) == str(escape(value))
    assert text(Markup("<b>")) == "<b>"


def test_steady_pieces_are_written_once_a_report_and_differ_with_what_they_are_called_with() -> None:
    site = SimpleNamespace(written={})
    page = write("устав", plain=True, site=site)
    assert page == write("устав", plain=False)
    assert site.written == {("tag", "устав"): "<i>УСТАВ</i>"}
    assert write("устав", plain=True, site=site) == page
    assert "<i>ПЛАН</i>" in write("план", plain=True, site=site)


def test_what_is_not_given_is_refused() -> None:
    for source in ("{{ unknown }}", "{{ many.unknown }}", '{% import "pieces" as part %}{{ part.said() }}'):
        with pytest.raises(UndefinedError):
            write("", plain=True, source=source)


def test_a_macro_that_takes_what_it_does_not_name_is_refused() -> None:
    with pytest.raises(TemplateAssertionError):
        write("", plain=True, source="{% macro all() %}{{ varargs }}{% endmacro %}")
