"""The commands of ``glasnost bundle``: options in, files and words out. Imports what is heavy only when it runs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from reports.bundles.content import About
    from reports.bundles.subjects import Order

_file = click.Path(dir_okay=False, path_type=Path)
_form = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form."
)


@click.group(epilog="Example: glasnost bundle verify spring-2026.wacz")
def bundle() -> None:
    """Put an audit into one file that anyone can check: pack, verify, show, key."""


@bundle.command(
    epilog="Example: glasnost bundle pack --campaign spring-2026 --sign our.key\n\n"
    "One file for each organisation: glasnost bundle pack --each --out bundles"
)
@click.option("--campaign", help="Name of the campaign; the latest without it.")
@click.option("--org", "orgs", multiple=True, help="Only this organisation; may be repeated.")
@click.option("--each", is_flag=True, help="One bundle for each organisation; --out is their folder.")
@click.option("--out", type=click.Path(path_type=Path), help="File (.wacz); bundles/CAMPAIGN.wacz in the home folder.")
@click.option("--evidence-only", is_flag=True, help="Only the records that findings rest on: small, checked in part.")
@click.option(
    "--folder", type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The check-lists that decided; those that come with Glasnost without it.",
)  # fmt: skip
@click.option("--methodology", metavar="ID|FILE", help="By which the rating in it is counted; the usual one without.")
@click.option("--sign", type=_file, metavar="KEY", help="Private key (glasnost bundle key) to sign with.")
@click.option("--no-check", is_flag=True, help="Do not verify the bundle before it takes its name.")
@click.pass_obj
def pack(  # noqa: PLR0913  one an option
    home: Path, campaign: str | None, out: Path | None, sign: Path | None, *, orgs: tuple[str, ...], each: bool,
    evidence_only: bool, folder: Path | None, methodology: str | None, no_check: bool,
) -> None:  # fmt: skip
    """Pack archives, texts, ledgers, findings, reviews and check-lists as WACZ, which ReplayWeb.page opens too.

    Where surveys or inspections were imported: their numbers, the methodology and the rating counted from them too.

    The bundle is verified before it takes its name, so that nobody publishes one that others cannot repeat. Of the
    registry only public columns go in; respondents of surveys and groups of fewer than five never do.
    """
    from reports.bundles.signing import signer
    from reports.bundles.subjects import Order

    order = Order(
        campaign=_campaign(home, campaign), orgs=orgs, evidence_only=evidence_only, folder=folder,
        sign=signer(sign) if sign else None, methodology=methodology,
    )  # fmt: skip
    for one, path in _targets(home, order, out, each=each):
        about = _pack(home, one, path, check=not no_check)
        left = f" Left out: {', '.join(about.left_out)}." if about.left_out else ""
        click.echo(f"{path}: {len(about.organisations)} organisations, {path.stat().st_size:,} bytes.{left}")


def _campaign(home: Path, name: str | None) -> str:
    import contextlib

    from audit.database import connect
    from crawler import campaigns

    db = connect(home)
    with contextlib.closing(db.conn):
        return campaigns.get(db, name).name if name else campaigns.latest(db)


def _targets(home: Path, order: Order, out: Path | None, *, each: bool) -> list[tuple[Order, Path]]:
    """What goes into which file."""
    from dataclasses import replace

    from reports.bundles.subjects import ready

    if each:
        folder = out or home / "bundles" / order.campaign
        return [(replace(order, orgs=(org,)), folder / f"{org}.wacz") for org in ready(home, order)]
    if out is not None and out.suffix != ".wacz":
        raise click.UsageError("A bundle's name ends in .wacz; with --each, --out is a folder.")
    name = "-".join((order.campaign, *order.orgs[:1])) if len(order.orgs) == 1 else order.campaign
    return [(order, out or home / "bundles" / f"{name}.wacz")]


def _pack(home: Path, order: Order, path: Path, *, check: bool) -> About:
    from reports.bundles.packing import pack as write
    from reports.bundles.subjects import BundleError
    from reports.bundles.verifying import verify as read

    fresh = path.with_name(path.name + ".new")
    try:
        about = write(home, order, fresh, _told("pack"))
        if check:
            found = read(fresh, told=_told("check"))
            if not found.verified:
                click.echo("\n".join(found.lines(20)), err=True)
                raise BundleError(
                    "The findings are not what archives and check-lists give: nothing was written. Run"
                    f" glasnost audit --campaign {order.campaign} with this Glasnost and these check-lists, then pack."
                )
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return about


@bundle.command(
    epilog="Example: glasnost bundle verify spring-2026.wacz --key operator.pub\n\n"
    "Exit code 0: verified; 1: something differs; 2: no bundle, or not safe to read."
)
@click.argument("file", metavar="BUNDLE", type=_file)
@click.option("--key", type=_file, metavar="PUB", help="Public key that it must be signed with.")
@_form
def verify(file: Path, key: Path | None, form: str) -> None:
    """Check a bundle that others made: digests, signature, and the findings by a new audit.

    Needs the file alone: no network, no home folder. Findings are made anew from the archives inside by the check-lists
    inside, and compared to the byte.
    """
    from reports.bundles.signing import public
    from reports.bundles.verifying import verify as read

    found = read(file, public(key) if key else None, told=_told("verify"))
    if form == "json":
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(found.lines()))
    sys.exit(not found.verified)


@bundle.command(epilog="Example: glasnost bundle show spring-2026.wacz --org school-1")
@click.argument("file", metavar="BUNDLE", type=_file)
@click.option("--org", default="", help="Print the findings of this organisation too.")
@_form
def show(file: Path, org: str, form: str) -> None:
    """Print what a bundle says of itself; checks nothing."""
    from reports.bundles import showing

    found = showing.show(file, org)
    click.echo(json.dumps(found, ensure_ascii=False, indent=1) if form == "json" else "\n".join(showing.lines(found)))


@bundle.command(epilog="Example: glasnost bundle key our.key")
@click.argument("file", metavar="FILE", type=_file)
def key(file: Path) -> None:
    """Make a pair of keys: FILE to sign with, which nobody else may have, and FILE.pub to publish."""
    from reports.bundles.signing import fingerprint, make, public

    shown = make(file)
    click.echo(f"{file}: keep it secret. {shown}: publish it. Fingerprint: {fingerprint(public(shown))}")


def _told(what: str) -> Callable[[str, int, int], None]:
    def tell(org: str, number: int, of: int) -> None:
        click.echo(f"{what} {number}/{of} {org}", err=True)

    return tell
