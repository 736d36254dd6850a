"""What convinced a rule, as a finding names it: reads places of pages, gives evidence; judges nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from audit.finding import Evidence
from audit.site import QUOTE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from audit.checks.sight import Spot
    from audit.site import Site
    from audit.view import View
    from crawler.probes.record import Probed

How = Literal["http", "browser", "document", "ocr", "probe"]
_HOW: dict[str, How] = {"": "http", "text": "document", "ocr": "ocr"}


def evidence(site: Site, proof: Iterable[Spot]) -> tuple[Evidence, ...]:
    """Places of pages as a finding names them."""
    return tuple(_evidence(site, spot) for spot in proof)


def _evidence(site: Site, spot: Spot) -> Evidence:
    """A place of a page; what a probe found stands at the probe's own record."""
    view, place, text = spot
    offset, digest, when, how = view.entry.offset, view.entry.digest, view.entry.fetched_at, _how(site, view)
    kind, _, about = place.partition(" ")
    if kind in ("probe", "terms"):
        how = "probe"
        probe = _probe(site, *about.partition(" ")[::2], view.entry.url)
        if probe is not None:
            offset, digest, when = probe.offset, probe.digest, probe.made_at
    return Evidence(
        url=view.entry.url, offset=offset, digest=digest, place=place, quote=text[:QUOTE], fetched_at=when, how=how,
    )  # fmt: skip


def _how(site: Site, view: View) -> How:
    rendering = site.renderings.get(view.entry.url)
    return "browser" if rendering and rendering.shown else _HOW[site.papers.how.get(view.entry.url, "")]


def _probe(site: Site, kind: str, about: str, url: str) -> Probed | None:
    return next((one for one in site.probes if one.kind == kind and one.about == (about or url)), None)
