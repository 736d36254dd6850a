"""Draws the charts of the front page: numbers in, SVG out. Must not know what the numbers mean.

pygal lays out and draws; what it adds for a page of its own (script, styles, tooltips, its name and the day) is taken
off again, so that a chart has some 3 KB, obeys the page's colours by day and by night, and is the same each time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

import pygal
from markupsafe import Markup

WIDTH = 360
"""Units of a drawing from its left edge to its right; a telephone is about as many pixels wide."""
STACK = 10
"""Dots that may stand on one another; where more would, each stands for several."""
BAND = 5
"""Points of one band, where a dot stands for several; the table has the same bands."""
LINE = 46
"""Characters above a bar, label and value together: of a wide font, as a telephone draws it."""
_FINE = Decimal("2.5")
"""Points that one dot of its own is wide."""
_STANDS_FOR = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)
_ROW, _LEVEL, _TICKS = 36, 9, 18
"""Height of a bar with its label, of a dot, and of the numbers under them."""
_RIGHT = 353
"""Where the line to 100 ends."""
_TICK = {"0": "tick first", "100": "tick last"}
_BARE = {
    "js": [], "css": [], "show_legend": False, "no_prefix": True, "margin": 0, "width": WIDTH, "explicit_size": False,
    "human_readable": False,
}  # fmt: skip
_KEPT = {
    "rect": ("x", "y", "width", "height"), "circle": ("cx", "cy", "r"), "path": ("d",), "text": ("x", "y"),
    "g": ("transform",), "a": (),
}  # fmt: skip


class Bar(NamedTuple):
    """One row of a chart of bars."""

    label: str
    value: Decimal
    said: str
    """The value as the page writes it."""
    href: str = ""
    before: Decimal | None = None
    """A second, paler bar above: how it was."""


class Dot(NamedTuple):
    """One dot of a chart of dots."""

    value: Decimal
    title: str
    href: str = ""


class _Bars(pygal.HorizontalBar):  # type: ignore[misc] # pygal has no types
    """Bars with room for a label above each."""

    _series_margin = 0.3


def band(value: Decimal) -> int:
    """The band of a score from 0 to 100: its first point; 100 belongs to the last."""
    return min(int(value / BAND), 100 // BAND - 1) * BAND


def bars(rows: Sequence[Bar], label: str) -> Markup:
    """Horizontal bars from 0 to 100, the first on top, each under its label."""
    chart = _Bars(**_BARE, height=_ROW * len(rows) + _TICKS, range=(0, 100), show_y_labels=False)
    chart.y_labels = [0, 50, 100]
    upwards = list(reversed(rows))
    series: list[list[Decimal | None]] = [[row.value for row in upwards]]
    if any(row.before is not None for row in rows):
        series.append([row.before for row in upwards])
    for number, values in enumerate(series):
        chart.add(str(number), [None if one is None else float(one) for one in values])
    root = _drawn(chart, label)
    drawn = iter([one for one in root.iter("g") if one[0].tag == "rect"])
    tops: dict[int, Element] = {}
    for number in reversed(range(len(series))):  # as pygal draws them
        for place, value in enumerate(series[number]):
            if value is not None:
                holder = next(drawn)
                holder[0].set("class", "was" if number else "fill")
                if place not in tops or _y(holder) < _y(tops[place]):
                    tops[place] = holder
    for place, row in enumerate(upwards):
        _head(tops[place], row)
    return _markup(root)


def _y(holder: Element) -> float:
    return float(holder[0].get("y", "0"))


def _head(holder: Element, row: Bar) -> None:
    """Write label and value above the bar that stands highest; the label leads where the row leads."""
    x, y = holder[0].get("x", "0"), str(round(_y(holder) - 4, 1))
    text = _printable(row.label)
    fits = max(LINE - len(row.said), LINE // 4)
    short = text if len(text) <= fits else f"{text[: fits - 1].rstrip()}…"
    name = Element("text", {"x": x, "y": y})
    into = SubElement(name, "a", {"href": row.href, "tabindex": "-1"}) if row.href else name
    into.text = short
    if short != text:
        SubElement(into, "title").text = text
    value = Element("text", {"x": str(_RIGHT), "y": y, "class": "value"})
    value.text = _printable(row.said)
    holder[:0] = [name, value]


def stands_for(every: Iterable[Sequence[Decimal]]) -> int:
    """How many organisations one dot stands for, so that no chart of these is too high; 1: each has its own."""
    scores = list(every)
    if max((max(Counter(map(_fine, one)).values(), default=0) for one in scores), default=0) <= STACK:
        return 1
    tallest = max(max(Counter(map(band, one)).values(), default=0) for one in scores)
    return next((number for number in _STANDS_FOR[1:] if tallest <= number * STACK), -(-tallest // STACK))


def dots(given: Sequence[Dot], label: str) -> Markup:
    """A dot for each on a line from 0 to 100; those side by side stand on one another."""
    levels = Counter[Decimal]()
    placed = []
    for one in given:
        x = _fine(one.value)
        levels[x] += 1
        placed.append((x, levels[x], one))
    return _dotted(placed, label)


def binned(counts: Sequence[tuple[int, int, str]], number: int, label: str) -> Markup:
    """Columns of dots that stand for up to ``number`` organisations each, out of (band, how many, title)."""
    placed = [
        (Decimal(start) + Decimal(BAND) / 2, level, Dot(Decimal(start), title))
        for start, many, title in counts
        for level in range(1, -(-many // number) + 1)
    ]
    return _dotted(placed, label)


def _dotted(placed: Sequence[tuple[Decimal, int, Dot]], label: str) -> Markup:
    highest = max((level for _, level, _ in placed), default=1)
    height = _LEVEL * (highest + 1) + _TICKS
    chart = pygal.XY(
        **_BARE, height=height, stroke=False, dots_size=3.6, xrange=(0, 100), range=(0.5, highest + 0.5),
        show_y_labels=False, show_y_guides=False,
    )  # fmt: skip
    chart.x_labels = [0, 50, 100]
    chart.add("", [(float(x), level) for x, level, _ in placed])
    root = _drawn(chart, label)
    circles = list(root.iter("circle"))
    for circle, (_, _, dot) in zip(circles, placed, strict=True):
        holder = circle
        if dot.href:
            circle.attrib, at = {}, dict(circle.attrib)
            circle.tag = "a"
            circle.attrib.update({"href": dot.href, "tabindex": "-1"})
            holder = SubElement(circle, "circle", at)
        if dot.title:
            SubElement(holder, "title").text = _printable(dot.title)
    return _markup(root)


def _fine(value: Decimal) -> Decimal:
    """The middle of the narrow band that a dot of its own stands in."""
    last = int(100 / _FINE) - 1
    return (min(int(value / _FINE), last) + Decimal("0.5")) * _FINE


def _drawn(chart: pygal.graph.graph.Graph, label: str) -> Element:
    """What pygal drew, without all that a chart inside a page must not have."""
    drawn = chart.render_tree()
    root = Element(
        "svg", {"viewBox": drawn.get("viewBox"), "class": "chart", "role": "group", "aria-label": _printable(label)}
    )
    for one in drawn:
        if one.tag == "g":
            _copy(one, root, "")
    return root


def _copy(one: Element, into: Element, axis: str) -> None:
    """Take over an element with its geometry, without what is empty, hidden or pygal's own."""
    words = (one.get("class") or "").split()
    if one.tag not in _KEPT or {"background", "tooltip-overlay", "text-overlay", "titles"} & set(words):
        return
    if one.tag == "text" and axis == "y":
        return
    kept = {name: _short(one.get(name, "")) for name in _KEPT[one.tag] if one.get(name)}
    if one.tag == "rect":
        kept.setdefault("width", "0")  # pygal writes no nought
    if one.tag in ("path", "text"):
        line = "axis" if "axis" in words else "grid"
        kept["class"] = line if one.tag == "path" else _TICK.get(one.text or "", "tick")
    if one.tag == "g" and "axis" in words:
        axis = words[1]
    made = SubElement(into, one.tag, kept)
    made.text = (one.text or "").strip() or None
    for inner in one:
        _copy(inner, made, axis)
    if one.tag == "g" and not len(made):
        into.remove(made)


def _short(numbers: str) -> str:
    """Geometry with one digit behind the point."""
    return " ".join(_number(part) for part in numbers.replace(",", ", ").split())


def _number(part: str) -> str:
    head = part.rstrip("0123456789.-") if part[-1:].isdigit() else part
    tail = part[len(head) :]
    return f"{head}{round(float(tail), 1):g}" if tail else part


def _printable(text: str) -> str:
    """Without characters that no XML may hold."""
    return "".join(one if one.isprintable() else " " for one in text)


def _markup(root: Element) -> Markup:
    return Markup(tostring(root, encoding="unicode"))  # noqa: S704 - a tree: every text in it is escaped
