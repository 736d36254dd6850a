"""Costs to figures: medians, ratios, targets, and how they are printed; starts nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from benchmarks.jobs import Cost

_MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a job cost: medians of its repetitions."""

    name: str
    pages: int
    cpu_ms: float
    """Milliseconds of CPU a page, the start of the process included."""
    cpu_ms_more: float
    """Milliseconds of CPU that each page more costs: without the start."""
    start_s: float
    """Seconds of CPU that the process needs for a site of one page."""
    pages_s: float
    """Pages a second of real time."""
    rss_mib: float
    """The most memory of any repetition, MiB."""
    every_cpu_ms: tuple[float, ...]
    """``cpu_ms`` of each repetition."""
    every_pages_s: tuple[float, ...]


def row(name: str, costs: Sequence[Cost], start: Cost | None) -> Row:
    """The medians of ``costs``; ``start`` is what the same job cost on a site of one page."""
    pages = costs[0].pages
    cpu = median(cost.cpu for cost in costs)
    base = start.cpu if start else 0.0
    return Row(
        name=name,
        pages=pages,
        cpu_ms=1000 * cpu / pages,
        cpu_ms_more=1000 * (cpu - base) / max(pages - bool(start), 1),
        start_s=base,
        pages_s=median(cost.pages / cost.usage.wall for cost in costs),
        rss_mib=max(cost.usage.rss for cost in costs) / _MIB,
        every_cpu_ms=tuple(1000 * cost.cpu / pages for cost in costs),
        every_pages_s=tuple(pages / cost.usage.wall for cost in costs),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """A figure that has a target."""

    name: str
    value: float
    target: float
    most: bool
    """True where the target is an upper bound."""

    @property
    def met(self) -> bool:
        """Whether the value keeps the target."""
        return self.value <= self.target if self.most else self.value >= self.target

    def line(self) -> str:
        """For a person."""
        said, sign = "met" if self.met else "NOT MET", "<=" if self.most else ">="
        return f"{said:<7}  {self.name:<66} {self.value:8.2f}   target {sign} {self.target:g}"


def speed(rows: Mapping[str, Row]) -> list[Ratio]:
    """How much faster a crawl with archive is than a plain CrawlSpider."""
    crawl, plain_spider = rows["glasnost crawl"], rows["Scrapy CrawlSpider + LinkExtractor"]
    value = _paired(crawl.every_pages_s, plain_spider.every_pages_s)
    return [Ratio(name="crawl pages/s : CrawlSpider pages/s", value=value, target=2, most=False)]


def effort(rows: Mapping[str, Row], where: str) -> list[Ratio]:
    """How much more CPU an audit takes than parsing the same pages."""
    audit, parse = rows["glasnost audit"], rows["selectolax: parse, take the text"]
    whole = _paired(audit.every_cpu_ms, parse.every_cpu_ms)
    more = whole * audit.cpu_ms_more / audit.cpu_ms
    return [
        Ratio(name=f"audit CPU a page : selectolax, {where}, each page more", value=more, target=5, most=True),
        Ratio(name=f"audit CPU a page : selectolax, {where}, with the start", value=whole, target=5, most=True),
    ]


def _paired(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios within each repetition, whose runs share the load of the machine at that time."""
    return median(one / other for one, other in zip(ours, theirs, strict=True))


def growth(plain: Sequence[float], doubled: Sequence[float]) -> Ratio:
    """How much the CPU of an audit grows with twice the items."""
    return Ratio(
        name="audit CPU with twice the items : with the items", value=_paired(doubled, plain), target=1.1, most=True
    )


def memory(name: str, rss: int, most: int = 250) -> Ratio:
    """The peak memory of a crawl or an import; ``most`` MiB are its target."""
    return Ratio(name=f"peak MiB of {name}", value=rss / _MIB, target=most, most=True)


TITLE = "\n".join(
    f"{'':<40} {pages:>6} {cpu:>8} {more:>8} {start:>7} {speed:>8} {peak:>6}"
    for pages, cpu, more, start, speed, peak in (
        ("pages", "CPU ms", "without", "start", "pages/s", "peak"),
        ("", "a page", "start", "s", "", "MiB"),
    )
)


def line(made: Row) -> str:
    """A row of the table under ``TITLE``."""
    return (
        f"{made.name:<40} {made.pages:>6} {made.cpu_ms:>8.2f} {made.cpu_ms_more:>8.2f} {made.start_s:>7.2f} "
        f"{made.pages_s:>8.1f} {made.rss_mib:>6.0f}"
    )


def plain(rows: Iterable[Row], ratios: Iterable[Ratio]) -> dict[str, Any]:
    """Rows and ratios as JSON has them."""
    return {
        "rows": [asdict(made) for made in rows],
        "ratios": [{**asdict(ratio), "met": ratio.met} for ratio in ratios],
    }
