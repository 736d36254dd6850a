"""Whether a bundle is whole: reads its files, compares them with the manifest, and this with who signed it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from reports.bundles import layout
from reports.bundles.layout import DamagedError
from reports.bundles.result import Problem
from reports.bundles.signing import fingerprint, valid

if TYPE_CHECKING:
    from reports.bundles.opening import Bundle
    from reports.bundles.result import Verification


def compare_digests(bundle: Bundle, result: Verification) -> None:
    """Compare every file with the manifest, and the manifest with its own digest."""
    data, resources = bundle.manifest()
    for name in sorted(resources.keys() - bundle.names):
        result.fault(Problem(kind="file", path=name, what="is not there"))
    for name in sorted(bundle.names - {layout.MANIFEST, layout.SEAL}):
        if name not in resources:
            result.fault(Problem(kind="file", path=name, what="is not named in the manifest"))
            continue
        try:
            found, size = bundle.digest(name)
        except DamagedError as error:
            result.fault(Problem(kind="file", path=name, what=error.why))
            continue
        result.files += 1
        if found != resources[name].hash:
            result.fault(Problem(kind="file", path=name, what=f"has digest {found}, not {resources[name].hash[:80]}"))
        elif size != resources[name].bytes:
            result.fault(Problem(kind="file", path=name, what=f"has {size} bytes, not {resources[name].bytes}"))
    try:
        sealed = bundle.seal().hash
    except DamagedError as error:
        result.fault(Problem(kind="manifest", path=layout.SEAL, what=error.why))
        return
    found = _sha256(data)
    if sealed != found:
        result.fault(Problem(kind="manifest", path=layout.MANIFEST, what=f"has digest {found}, not {sealed[:80]}"))


def check_signature(bundle: Bundle, result: Verification, key: bytes | None) -> None:
    """Look at who signed; what was asked for must be there."""
    try:
        seal = bundle.seal()
    except DamagedError:
        return
    if seal.glasnost is None:
        if key is not None:
            result.fault(Problem(kind="signature", path=layout.SEAL, what="the bundle is not signed"))
        return
    signature = seal.glasnost
    signer = valid(signature.algorithm, signature.public_key, signature.signature, _sha256(bundle.manifest()[0]))
    if signer is None:
        result.fault(Problem(kind="signature", path=layout.SEAL, what="the signature is not of this manifest"))
        return
    result.signed_by, result.trusted = fingerprint(signer), signer == key
    if key is not None and signer != key:
        what = f"signed by {fingerprint(signer)}, not by the key that was asked for, {fingerprint(key)}"
        result.fault(Problem(kind="signature", path=layout.SEAL, what=what))


def tell_unchecked(bundle: Bundle, result: Verification) -> None:
    """Say what nobody could check here."""
    about, names, told = result.about, bundle.names, result.not_checked
    if about.evidence_only:
        told.append(
            "verdicts: the bundle has only the records that findings rest on; that a thing is missing elsewhere, and"
            " what is made of pages, can be checked with the whole archive alone"
        )
    if any(name.startswith("derived/") for name in names):
        told.append("texts of documents: taken as the bundle has them (glasnost derive reads documents anew)")
    if any(name.endswith(f"/{layout.MEASURES}") for name in names):
        told.append("measures of surveys and inspections: taken as the bundle has them")
    if any(name.endswith(f"/{layout.REVIEWS}") for name in names):
        told.append("people's decisions: taken as the bundle has them")
    for org, why in about.left_out.items():
        told.append(f"{org}: not in the bundle ({why})")
    lists = {name for name in names if name.startswith((layout.LISTS, layout.TABLES, layout.ADDED, layout.METHODS))}
    if strange := sorted(names - lists - _known(about.organisations)):
        told.append(f"{len(strange)} files that Glasnost does not make: {', '.join(strange[:5])}")


def _known(orgs: Sequence[str]) -> set[str]:
    parts = (
        layout.ORGANISATION, layout.FINDINGS, layout.LEDGER, layout.REVIEWS, layout.MARKS, layout.MEASURES,
        layout.OFFSETS, layout.RATING,
    )  # fmt: skip
    common = {
        layout.MANIFEST, layout.SEAL, layout.INDEX, layout.PAGES, layout.MORE_PAGES, layout.ABOUT, layout.CAMPAIGNS,
        layout.NOTHING, layout.RATED,
    }  # fmt: skip
    own = {name for org in orgs for name in (layout.archive_of(org), layout.texts_of(org))}
    return common | own | {layout.own(org, part) for org in orgs for part in parts}


def _sha256(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
