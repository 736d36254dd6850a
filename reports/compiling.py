"""Compiles templates into plainer Python than Jinja's own. Knows no page and no words; changes no byte of a page.

Jinja asks everything that a template calls which of Jinja's own objects it wants, and wraps each text that it escapes:
2,500 calls a page. Here a call is a call, and macros, which give escaped text, are written as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import escape

from checklists.schema import Item

OBJECTS = frozenset({"t", "links", "site", "org", "detail", "entry", "item"})
"""Names and attributes that are objects or modules of ours in every template, never mappings."""
STEADY = frozenset({"sign", "law", "tag", "mark", "read"})
"""Macros that know only the language and what they are called with: of a verdict, an item, a key, a row, a day."""
_REMEMBERED = 20_000
"""Pieces of STEADY that are held at most."""


class Piece(Macro):
    """A macro that templates write without Jinja's ceremony; what one of STEADY says is written once a report."""

    def __init__(self, context: Context, function: Callable[..., str], name: str, arguments: list[str]) -> None:
        """Take what Jinja tells of a macro; arguments that a call leaves out are missing, as Jinja has it."""
        super().__init__(context.environment, function, name, arguments, False, False, False, True)  # noqa: FBT003
        function.__defaults__ = (missing,) * len(arguments)
        site = context.parent.get("site") if name in STEADY else None  # a comparison has none
        self.write = function if site is None else _remembering(name, function, site.written)
        """Gives text that is escaped already; takes arguments by place alone."""


def _remembering(name: str, function: Callable[..., str], written: dict[tuple[object, ...], str]) -> Callable[..., str]:
    def write(*args: object) -> str:
        about = (name, *[one.id if isinstance(one, Item) else one for one in args])
        if about not in written:
            if len(written) >= _REMEMBERED:
                written.clear()
            written[about] = function(*args)
        return written[about]

    return write


def text(value: object) -> str:
    """What ``markupsafe.escape`` makes of a value, without the wrapper, which no page keeps."""
    if type(value) is not str:
        return escape(value)
    return (
        value.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;").replace("'", "&#39;")
        .replace('"', "&#34;")
    )  # fmt: skip


class Plain(CodeGenerator):
    """Writes a template, all of which is escaped, as Python."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 (Jinja's names)
        """Note which names are modules and pieces, then write."""
        self._writing: nodes.Expr | None = None
        self._modules = {one.target for one in node.find_all(nodes.Import)}
        self._pieces = {one.name for one in node.find_all(nodes.Macro)}
        for several in node.find_all(nodes.FromImport):
            self._pieces.update(one if isinstance(one, str) else one[1] for one in several.names)
        self.writeline(f"from {__name__} import {Piece.__name__}, {text.__name__}")
        super().visit_Template(node, frame)

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:  # noqa: ARG002 (Jinja's signature)
        """Make a Piece where Jinja makes a Macro."""
        made = macro_ref.node
        more = macro_ref.accesses_kwargs or macro_ref.accesses_varargs or macro_ref.accesses_caller
        if more or not isinstance(made, nodes.Macro):
            self.fail("a macro of ours takes what it names", made.lineno)
        self.write(f"{Piece.__name__}(context, macro, {made.name!r}, {[one.name for one in made.args]!r})")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """Take an attribute of what is no mapping as Python does."""
        of = node.node
        known = _named(of, *OBJECTS, *self._modules) or (isinstance(of, nodes.Getattr) and of.attr in OBJECTS)
        if not known:
            super().visit_Getattr(node, frame)
            return
        self.visit(of, frame)
        self.write(f".{node.attr}")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002, N802
        """Call a function with its arguments and nothing else."""
        self.visit(node.node, frame)
        self.write(".write(" if node is self._writing else "(")
        for one in node.args:
            self.visit(one, frame)
            self.write(", ")
        for named in node.kwargs:
            self.write(f"{named.key}=")
            self.visit(named.value, frame)
            self.write(", ")
        self.write(")")

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802
        """Join what is no markup: keys and addresses."""
        self.write("str_join((")
        for one in node.nodes:
            self.visit(one, frame)
            self.write(", ")
        self.write("))")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ANN401, ARG002
        """Before what is written: a piece is written as it is, everything else escaped."""
        piece = isinstance(node, nodes.Call) and not node.kwargs and self._is_piece(node.node)
        self._writing = node if piece else None
        self.write("(" if piece else f"{text.__name__}(")

    def _is_piece(self, called: nodes.Expr) -> bool:
        return _named(called, *self._pieces) or (
            isinstance(called, nodes.Getattr) and _named(called.node, *self._modules)
        )


def _named(node: nodes.Node, *names: str) -> bool:
    return isinstance(node, nodes.Name) and node.name in names
