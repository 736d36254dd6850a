"""Writes the one-page poster for an organisation's information stand: values in, a page out; judges nothing."""

from __future__ import annotations

from pathlib import PurePosixPath

from audit.finding import Verdict
from reports.history import Turn, earlier
from reports.organisation import Groups
from reports.pages import Site, asset
from reports.ratings import Page
from reports.read import Organisation

NAMED = 3
"""Gaps that a poster names: more do not fit where a passer-by can read them."""
COMPANIES = frozenset({"housing"})
"""Sectors of companies: bus.gov.ru lists institutions only."""
COUNTED: tuple[Verdict, ...] = ("met", "partial", "missing", "not_checked")


def file_of(page: str) -> str:
    """The poster's address, from that of the organisation's page."""
    return f"poster/{PurePosixPath(page).name}"


def write_poster(
    site: Site, org: Organisation, page: str, groups: Groups, history: tuple[Turn, ...], rating: Page | None, code: str
) -> None:
    """Write the poster of one organisation; ``code`` leads to its ``page``, empty where its address is unknown."""
    style, digest = asset("poster.css")
    before = earlier(history)
    site.write(
        "poster.html", file_of(page), org=org, page=page, gaps=groups.gaps[:NAMED], more=len(groups.gaps) - NAMED,
        reason=groups.not_checked[0][0] if groups.not_checked else "", counted=COUNTED, address=site.address(page),
        code=code, before=before.openness if before else None, style=style, style_digest=digest,
        rating=rating if rating and rating.total.state == "measured" else None,
        company=site.sector_id(org.sector) in COMPANIES,
    )  # fmt: skip
