"""Which rules of accessibility a page breaks, as axe-core tells them; reads a page of the browser, knows no law.

axe-core (MPL 2.0, Deque Systems) comes whole inside axe-playwright-python, so that no network is needed for it.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.async_api import Page

SECONDS = 40.0
"""For all rules on one page."""
_RULES, _NODES, _LINE = 120, 3, 200
_RUN = """async ([rules, nodes, line]) => {
  const cut = (text) => String(text ?? "").slice(0, line);
  const told = await window.axe.run(document, {
    runOnly: {type: "rule", values: rules}, resultTypes: ["violations", "passes", "incomplete"],
    elementRef: false, selectors: true, ancestry: false, xpath: false,
  });
  const short = (rows) => rows.map((row) => ({
    id: row.id, impact: cut(row.impact), number: row.nodes.length,
    nodes: row.nodes.slice(0, nodes).map((node) => ({html: cut(node.html), target: cut(node.target.join(" "))})),
  }));
  return {broken: short(told.violations), unsure: short(told.incomplete), kept: told.passes.map((row) => row.id)};
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule that a page breaks, or may break."""

    id: str
    """As axe-core calls it: ``image-alt``."""
    impact: str
    """minor, moderate, serious or critical."""
    number: int
    """Of places."""
    places: tuple[tuple[str, str], ...]
    """Markup and selector of at most three of them, each at most 200 characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What axe-core says of one page."""

    url: str
    engine: str
    broken: tuple[Rule, ...]
    unsure: tuple[Rule, ...]
    """A person must look."""
    kept: tuple[str, ...]
    """Rules that the page gave something to try on, and keeps."""


async def try_accessibility(page: Page, rules: tuple[str, ...]) -> dict[str, Any]:
    """Try ``rules`` of axe-core on a page that is shown. Raises playwright's Error, TimeoutError."""
    async with asyncio.timeout(SECONDS):
        await page.evaluate(script())
        engine = await page.evaluate("axe.version")
        found = await page.evaluate(_RUN, [list(rules), _NODES, _LINE])
    return asdict(read(found, page.url, str(engine)[:20]))


@lru_cache(maxsize=1)
def script() -> str:
    """The text of axe-core."""
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def read(found: object, url: str, engine: str) -> Told:
    """What the script gave, whatever the page made of it."""
    told = found if isinstance(found, dict) else {}
    kept = (one for one in _list(told.get("kept"))[:_RULES] if isinstance(one, str))
    return Told(
        url=url[:500], engine=engine, broken=_rules(told.get("broken")), unsure=_rules(told.get("unsure")),
        kept=tuple(_text(one) for one in kept),
    )  # fmt: skip


def _rules(rows: object) -> tuple[Rule, ...]:
    return tuple(_rule(row) for row in _list(rows)[:_RULES] if isinstance(row, dict))


def _rule(row: dict[str, Any]) -> Rule:
    number = row.get("number")
    nodes = [node for node in _list(row.get("nodes"))[:_NODES] if isinstance(node, dict)]
    return Rule(
        id=_text(row.get("id")), impact=_text(row.get("impact")), number=number if isinstance(number, int) else 0,
        places=tuple((_text(node.get("html")), _text(node.get("target"))) for node in nodes),
    )  # fmt: skip


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return value[:_LINE].encode("utf-8", "replace").decode() if isinstance(value, str) else ""
