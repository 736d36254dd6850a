"""Compiles templates for one language into plainer Python than Jinja's own. Knows no page; changes no byte of one.

Jinja asks everything that a template calls which of Jinja's objects it wants, wraps each text that it escapes, and has
the words of a language looked up on every page. Here a call is a call, the pieces of a page are written as they are,
and words stand in the compiled template. A page of ten thousand costs half of what it did.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.runtime import Macro, missing
from jinja2.visitor import NodeTransformer
from markupsafe import escape

from reports.texts import Texts

WORDS = "t"
"""What the texts are called in every template."""
OBJECTS = frozenset({WORDS, "links", "site"})
"""Names that are objects or modules of ours in every template, never mappings."""


class Piece(Macro):
    """A macro that other templates may write without Jinja's ceremony."""

    def __init__(self, environment: Environment, function: Callable[..., str], *about: Any) -> None:  # noqa: ANN401
        """Take what Jinja tells of a macro; arguments that a call leaves out are missing, as Jinja has it."""
        super().__init__(environment, function, *about)
        function.__defaults__ = (missing,) * len(self.arguments)  # type: ignore[attr-defined]
        self.write = function
        """Gives text that is escaped already; takes arguments by place alone."""


def text(value: object) -> str:
    """What ``markupsafe.escape`` makes of a value, without the wrapper, which a page does not keep."""
    if type(value) is not str:
        return escape(value)
    return (
        value.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;").replace("'", "&#39;")
        .replace('"', "&#34;")
    )  # fmt: skip


class Words(NodeTransformer):
    """Puts words in the place of their keys, where they need no values."""

    def __init__(self, texts: Texts) -> None:
        """Take the words of one language."""
        self._texts = texts

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 (Jinja's names)
        """``t("page.home")``; a key that the catalogue does not know stays, so that it is refused when it is used."""
        if _named(node.node, WORDS) and len(node.args) == 1 and not node.kwargs:
            key = node.args[0]
            if isinstance(key, nodes.Const) and self._texts.has(key.value):
                return nodes.Const(self._texts(key.value), lineno=node.lineno)
        return self.generic_visit(node)

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:  # noqa: N802
        """``t.lang``."""
        if _named(node.node, WORDS) and node.attr == "lang":
            return nodes.Const(self._texts.lang, lineno=node.lineno)
        return self.generic_visit(node)


class Plain(CodeGenerator):
    """Writes a template as Python."""

    environment: Compiled

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        """Begin with the words, and with what is imported."""
        Words(self.environment.texts).visit(node)
        self._written: nodes.Expr | None = None
        self._modules = {one.target for one in node.find_all(nodes.Import)}
        self._pieces = {one.name for one in node.find_all(nodes.Macro)}
        for several in node.find_all(nodes.FromImport):
            self._pieces.update(one if isinstance(one, str) else one[1] for one in several.names)
        self.writeline(f"from {__name__} import {Piece.__name__}, {text.__name__}")
        super().visit_Template(node, frame)

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """Make a Piece where Jinja makes a Macro."""
        names = tuple(one.name for one in macro_ref.node.args)
        wants = (macro_ref.accesses_kwargs, macro_ref.accesses_varargs, macro_ref.accesses_caller)
        self.write(f"{Piece.__name__}(environment, macro, {macro_ref.node.name!r}, {names!r}, *{wants!r}, True)")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """Take an attribute of what is no mapping as Python does."""
        if not _named(node.node, *OBJECTS, *self._modules):
            super().visit_Getattr(node, frame)
            return
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Call(self, node: nodes.Call, frame: Frame, **_: object) -> None:  # noqa: N802
        """Call a function with its arguments and nothing else."""
        self.visit(node.node, frame)
        self.write(".write" if node is self._written else "")
        self._arguments(node, frame)

    def _arguments(self, node: nodes.Call, frame: Frame) -> None:
        self.write("(")
        for one in node.args:
            if _named(node.node, WORDS) and isinstance(one, nodes.Concat):
                self._key(one, frame)
            else:
                self.visit(one, frame)
            self.write(", ")
        for named in node.kwargs:
            self.write(f"{named.key}=")
            self.visit(named.value, frame)
            self.write(", ")
        self.write(")")

    def _key(self, node: nodes.Concat, frame: Frame) -> None:
        """The key of a message is no markup."""
        self.write("str_join((")
        for one in node.nodes:
            self.visit(one, frame)
            self.write(", ")
        self.write("))")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ANN401
        """Before what is written: a piece is written as it is, everything else escaped."""
        piece = isinstance(node, nodes.Call) and not node.kwargs and self._is_piece(node.node)
        self._written = node if piece else None
        self.write("(" if piece else f"{text.__name__}(")

    def _is_piece(self, called: nodes.Expr) -> bool:
        return _named(called, *self._pieces) or (
            isinstance(called, nodes.Getattr) and _named(called.node, *self._modules)
        )


class Compiled(Environment):
    """An environment whose templates are written in one language, given to them as ``t``."""

    code_generator_class = Plain

    def __init__(self, texts: Texts, **settings: Any) -> None:  # noqa: ANN401 (Jinja's own)
        """Take the words, and what Jinja takes. What templates print must be escaped: ``autoescape=True``."""
        self.texts = texts
        super().__init__(**settings)


def _named(node: nodes.Node, *names: str) -> bool:
    return isinstance(node, nodes.Name) and node.name in names
