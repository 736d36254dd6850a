"""What a bundle has in it, before anything is checked: reads a bundle, gives lines and a mapping. Writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from reports.bundles import layout
from reports.bundles.layout import DamagedError, RefusedError
from reports.bundles.opening import Bundle
from reports.bundles.restoring import read_about, read_kept

if TYPE_CHECKING:
    from pathlib import Path


def show(path: Path, org: str = "") -> dict[str, Any]:
    """The bundle as it tells of itself; with ``org``, the findings of one organisation too.

    Raises RefusedError where it is no bundle, or has no such organisation.
    """
    with Bundle(path) as bundle:
        about = read_about(bundle)
        if org and org not in about.organisations:
            raise RefusedError(f"{path}: no organisation {org}; it has {', '.join(about.organisations[:20])}.")
        try:
            seal = bundle.seal()
            found: dict[str, Any] = {
                "bundle": path.name,
                **about.model_dump(mode="json"),
                "files": len(bundle.names),
                "bytes": path.stat().st_size,
                "digest": seal.hash,
                "signed": seal.glasnost is not None,
                "organisations": [_row(bundle, one) for one in about.organisations],
            }
            if org:
                found["findings"] = [row.model_dump(mode="json") for _, row in read_kept(bundle, org).findings.values()]
        except DamagedError as error:
            raise RefusedError(f"{path}: {error}.") from error
    return found


def _row(bundle: Bundle, org: str) -> dict[str, Any]:
    kept = read_kept(bundle, org)
    archive = layout.archive_of(org)
    return {
        "id": org,
        "name": kept.file.organisation.short_name or kept.file.organisation.name,
        "site": kept.file.organisation.site,
        "crawl": " ".join(filter(None, (kept.file.crawl.state, kept.file.crawl.reason))),
        "openness": (kept.file.score or {}).get("openness"),
        "archive": bundle.size(archive) if archive in bundle.names else 0,
        "verdicts": dict(Counter(row.verdict for _, row in kept.findings.values())),
    }


def lines(found: dict[str, Any]) -> Iterator[str]:
    """The same for people."""
    yield f"{found['bundle']}: campaign {found['campaign']}, as of {found['as_of']}, {found['bytes']:,} bytes."
    kind = "only the records that findings rest on" if found["evidence_only"] else "whole archives"
    yield f"{len(found['organisations'])} organisations, {kind}; the last change in it: {found['created']}."
    yield f"Check-lists: edition {found['edition']}, {found['checklists']}."
    yield f"Manifest: {found['digest']}, {'signed' if found['signed'] else 'not signed'}."
    yield "Made with " + ", ".join(f"{name} {version[:19]}" for name, version in found["versions"].items()) + "."
    for org, why in found["left_out"].items():
        yield f"Left out: {org} ({why})."
    for row in found["organisations"]:
        verdicts = ", ".join(f"{name} {number}" for name, number in row["verdicts"].items())
        score = "no score" if row["openness"] is None else f"openness {row['openness']}"
        yield f"  {row['id']}: {row['name']}, {row['site'] or 'no site'}; {row['crawl']}; {score}; {verdicts}"
    for row in found.get("findings", ()):
        reason = f" ({row['reason']})" if row["reason"] else ""
        proof = row["evidence"][0] if row["evidence"] else None
        seen = f": «{proof['quote'][:80]}» {proof['url']}" if proof else ""
        yield f"  {row['item']}: {row['verdict']}{reason}{seen}"
    yield "Nothing was checked. To check: glasnost bundle verify FILE"
