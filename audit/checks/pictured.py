"""Links to files by a picture alone: reads a view's links, tells the block beside which each stands.

An icon behind a document's name, a scan that opens when its small copy is clicked: the link has no words, so that it
belongs to no block. It is known by the block in which it stands, or before which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from audit.site import Site
    from audit.view import View
    from crawler.page import Link

_PICTURES = frozenset({"jpg", "jpeg", "png", "tif", "tiff"})


def pictured(site: Site, view: View) -> Mapping[int, Link]:
    """The links to files that have a picture and no words, by block; the last of those that stand together."""

    def made() -> dict[int, Link]:
        links = (link for link in view.page.links if link.image and not link.text and link.region == "main")
        return {link.block: link for link in links if site.file_kind(link.url)}

    return site.memo("pictured", view.number, made)


def beside(site: Site, view: View, index: int) -> Link | None:
    """The link to a file in the row of a name or right beside it; a photograph only in a row of a table."""
    links = pictured(site, view)
    if not links:
        return None
    cell = view.cell(index)
    behind, before = links.get(index + 1), links.get(index)
    if cell:
        # Icons in the first column stand before names; those of the last, behind them.
        following = view.cell(index + 1) if index + 1 < len(view.lines) else None
        if following and following[0] == cell[0] and following[2] == cell[2] > 0:
            behind = None
        if cell[1] and not cell[2]:
            before = None
        return behind or before
    return next((link for link in (before, behind) if link and site.file_kind(link.url) not in _PICTURES), None)


def scans(site: Site, view: View, blocks: Sequence[int]) -> list[Link]:
    """The links by picture to files in a part of a page; pictures that adorn every page apart."""
    links = pictured(site, view)
    return [
        links[at] for at in blocks if at in links and links[at].image not in site.emblems and not site.gone(links[at])
    ]
