"""What verify proves: an untouched bundle is verified with nothing else at hand; whatever was changed is named."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.auditing import audit
from audit.deriving import derive
from audit.scoring import score
from reports.bundles import layout
from reports.bundles.integrity import compare_digests
from reports.bundles.opening import Bundle
from reports.bundles.packing import pack
from reports.bundles.restoring import read_about
from reports.bundles.result import Verification
from reports.bundles.subjects import Order
from reports.bundles.verifying import verify
from tests.audit.made import ORG
from tests.conftest import ROOT, Glasnost
from tests.reports.bundling import DEAD, PAGES, crawl, flip, make_home, patch, register, rewrite

ARCHIVE = layout.archive_of(ORG.id)
FINDINGS = layout.own(ORG.id, layout.FINDINGS)
LISTS = layout.LISTS + "common.yaml"


def told(found: Verification) -> list[tuple[str, str, str]]:
    return [(one.kind, one.path, one.item) for one in found.problems]


def test_untouched_bundle_verifies(whole: Path) -> None:
    found = verify(whole)
    assert found.problems == []
    assert found.organisations == 2
    assert found.findings > 100
    assert found.versions == {}
    assert found.files == len(zipfile.ZipFile(whole).namelist()) - 2
    assert "Verified" in list(found.lines())[-1]


def test_evidence_only_is_smaller_and_says_what_it_cannot_check(whole: Path, evidence: Path) -> None:
    found = verify(evidence)
    assert found.problems == []
    assert found.evidence > 5
    assert any(line.startswith("verdicts:") for line in found.not_checked)
    sizes = [zipfile.ZipFile(path).getinfo(ARCHIVE).file_size for path in (whole, evidence)]
    assert sizes[1] < sizes[0]


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="needs root to take the network away")
def test_verifies_in_a_process_without_network_home_or_database(whole: Path, tmp_path: Path) -> None:
    if subprocess.run(["unshare", "--net", "true"], check=False, capture_output=True).returncode:
        pytest.skip("this system does not let us take the network away")
    away = tmp_path / "another machine"
    away.mkdir()
    shutil.copy(whole, away / "b.wacz")
    code = "import glasnost; glasnost.main()"
    done = subprocess.run(
        ["unshare", "--net", sys.executable, "-c", code, "bundle", "verify", "b.wacz", "--format", "json"],
        cwd=away, env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "HOME": "/nonexistent"},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    assert json.loads(done.stdout)["verified"] is True
    assert sorted(path.name for path in away.iterdir()) == ["b.wacz"]


@pytest.mark.parametrize("name", [ARCHIVE, layout.texts_of(ORG.id), FINDINGS, LISTS, layout.INDEX])
def test_one_changed_byte_is_named(whole: Path, name: str) -> None:
    def change(data: bytes) -> bytes:  # in a word, so that the file can still be read
        places = [at for at in range(len(data)) if data[at : at + 1].isalpha() and data[at] < 128]
        return flip(places[len(places) // 2])(data)

    rewrite(whole, {name: change}, sealed=False)
    found = verify(whole)
    assert name in {path for _, path, _ in told(found)}
    assert not found.verified


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_bit_of_any_file_flipped_in_place_is_named(whole: Path, tmp_path: Path, data: st.DataObject) -> None:
    """Before anything is audited: the digests alone tell it."""
    raw = bytearray(whole.read_bytes())
    with zipfile.ZipFile(whole) as found:
        info = data.draw(st.sampled_from([one for one in found.infolist() if one.compress_size]))
        before = found.read(info)
    start = info.header_offset + 30 + len(info.filename.encode())
    at, bit = data.draw(st.integers(0, info.compress_size - 1)), data.draw(st.integers(0, 7))
    raw[start + at] ^= 1 << bit
    path = tmp_path / "flipped.wacz"
    path.write_bytes(raw)
    try:
        with Bundle(path) as bundle:
            result = Verification(bundle="", about=read_about(bundle))
            compare_digests(bundle, result)
            names = {one.path for one in result.problems}
            # Two bits of a compressed stream (the last block's mark, padding) change nothing that is read.
            same = info.filename not in names and bundle.read(info.filename) == before
    except layout.RefusedError as error:
        names, same = {name for name in (layout.MANIFEST, layout.ABOUT) if name in error.format_message()}, False
    assert same or info.filename in names or (info.filename == layout.SEAL and layout.MANIFEST in names)


def test_what_was_audited_is_not_compared_with_a_changed_archive(whole: Path) -> None:
    patch(whole, ARCHIVE, flip())
    found = verify(whole)
    assert ("file", ARCHIVE, "") in told(found)
    assert any(ORG.id in line for line in found.not_checked)
    assert not any(one.kind == "finding" and one.org == ORG.id for one in found.problems)


def test_a_finding_changed_by_who_fits_the_manifest_is_named_with_its_item(whole: Path) -> None:
    def better(data: bytes) -> bytes:
        lines = data.splitlines(keepends=True)
        at = next(number for number, line in enumerate(lines) if b'"verdict": "missing"' in line)
        lines[at] = lines[at].replace(b'"verdict": "missing"', b'"verdict": "met"')
        better.item = json.loads(lines[at])["item"]  # type: ignore[attr-defined]
        return b"".join(lines)

    rewrite(whole, {FINDINGS: better})
    found = verify(whole)
    item = better.item  # type: ignore[attr-defined]
    assert ("finding", FINDINGS, item) in told(found)
    problem = next(one for one in found.problems if one.item == item)
    assert "the bundle says met" in problem.what
    assert "the archive says missing" in problem.what
    assert problem.org == ORG.id


def test_a_score_that_the_findings_do_not_give_is_named(whole: Path) -> None:
    name = layout.own(ORG.id, layout.ORGANISATION)
    rewrite(whole, {name: lambda data: data.replace(b'"met": ', b'"met": 1', 1)})
    problem = next(one for one in verify(whole).problems if one.kind == "score")
    assert (problem.org, problem.path) == (ORG.id, name)
    assert problem.what.startswith("met is 1")


def test_a_quote_changed_by_who_fits_the_manifest_is_named(whole: Path, evidence: Path) -> None:
    for path in (whole, evidence):
        rewrite(path, {FINDINGS: lambda data: data.replace(b"2-14-36", b"2-14-37")})
        assert any(one.item == "common.phone" for one in verify(path).problems), path


def test_a_check_list_changed_by_who_fits_the_manifest_is_named(whole: Path) -> None:
    rewrite(whole, {LISTS: lambda data: data.replace("Телефон".encode(), "Телефакс".encode(), 1)})
    found = verify(whole)
    assert ("check-list", layout.ABOUT, "") in told(found)
    assert "check-lists" in found.versions


def test_a_record_changed_by_who_fits_the_manifest_is_named_with_its_place(whole: Path) -> None:
    def forge(data: bytes) -> bytes:
        parts = gzip.decompress(data)
        assert b"2-14-36" in parts
        return gzip.compress(parts.replace(b"2-14-36", b"2-14-37"))

    rewrite(whole, {ARCHIVE: forge})
    found = verify(whole)
    assert any(one.kind == "archive" and "byte" in one.what for one in found.problems)


def test_index_pages_and_ledger_that_do_not_fit_the_archive_are_named(whole: Path) -> None:
    ledger = layout.own(ORG.id, layout.LEDGER)
    rewrite(whole, {
        layout.INDEX: lambda data: data.replace(b'"offset": ', b'"offset": 1', 1),
        layout.PAGES: lambda data: data.replace("Страница".encode(), "Страница!".encode(), 1),
        ledger: lambda data: data.replace(b'"failed"', b'"skipped"', 1),
    })  # fmt: skip
    assert {kind for kind, _, _ in told(verify(whole))} >= {"index", "pages", "ledger"}


def test_files_that_are_left_out_or_added_are_named(whole: Path) -> None:
    with zipfile.ZipFile(whole, "a") as found:
        found.writestr("archive/more.txt", "x")
    assert ("file", "archive/more.txt", "") in told(verify(whole))


def test_a_manifest_that_is_not_the_sealed_one_is_named(whole: Path) -> None:
    rewrite(whole, {layout.MANIFEST: lambda data: data.replace(b"glasnost", b"Glasnost", 1)}, sealed=False)
    assert ("manifest", layout.MANIFEST, "") in told(verify(whole))


def test_evidence_that_is_not_in_the_bundle_is_named(evidence: Path) -> None:
    offsets = layout.own(ORG.id, layout.OFFSETS)

    def lose(data: bytes) -> bytes:
        moved = json.loads(data)
        del moved[sorted(moved, key=int)[-2]]
        return json.dumps(moved).encode()

    rewrite(evidence, {offsets: lose})
    found = verify(evidence)
    assert any(one.kind == "evidence" and "not in the bundle" in one.what for one in found.problems)


def test_a_quote_out_of_a_document_is_looked_up_in_its_text(evidence: Path) -> None:
    lines = zipfile.ZipFile(evidence).read(FINDINGS).splitlines()
    papers = [one for line in lines for one in json.loads(line)["evidence"] if one["how"] == "document"]
    assert {one["quote"] for one in papers} == {"Учредитель: Сосновский муниципальный район"}
    texts = layout.texts_of(ORG.id)
    rewrite(
        evidence,
        {FINDINGS: lambda data: data.replace("Учредитель: Сосновский".encode(), "Учредитель: Еловый".encode())},
    )
    found = verify(evidence)
    assert any("Еловый" in one.what for one in found.problems if one.kind == "evidence")
    assert texts in zipfile.ZipFile(evidence).namelist()


def test_a_decision_of_an_earlier_campaign_holds_in_a_later_bundle_too(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    register(home, ORG, campaign="autumn")
    crawl(home, ORG, PAGES, "autumn")
    derive(home, "autumn")
    audit(home, "autumn")
    score(home, "autumn")
    path = tmp_path / "autumn.wacz"
    pack(home, Order(campaign="autumn"), path)
    assert zipfile.ZipFile(path).read(layout.own(ORG.id, layout.REVIEWS)).startswith(b'{"campaign": "spring"')
    assert verify(path).problems == []
    rewrite(path, {layout.own(ORG.id, layout.REVIEWS): lambda _: b""})
    assert [one.kind for one in verify(path).problems] == ["score"]


def test_another_version_is_named_and_is_no_difference_by_itself(whole: Path) -> None:
    def older(data: bytes) -> bytes:
        about = json.loads(data)
        about["versions"] |= {"selectolax": "0.0.1", "glasnost": "0.0.9"}
        return json.dumps(about, ensure_ascii=False).encode()

    rewrite(whole, {layout.ABOUT: older})
    found = verify(whole)
    assert found.verified
    assert {name: there for name, (there, _) in found.versions.items()} == {"selectolax": "0.0.1", "glasnost": "0.0.9"}
    assert any("selectolax" in line and "0.0.1" in line for line in found.lines())


def test_the_command_says_it_by_exit_code_text_and_json(glasnost: Glasnost, whole: Path, tmp_path: Path) -> None:
    done = glasnost("bundle", "verify", whole, cwd=tmp_path)
    assert (done.returncode, "Verified" in done.stdout) == (0, True)
    rewrite(whole, {FINDINGS: lambda data: data.replace(b"met", b"partial", 1)})
    done = glasnost("bundle", "verify", whole, "--format", "json", cwd=tmp_path)
    assert done.returncode == 1
    said = json.loads(done.stdout)
    assert said["verified"] is False
    assert said["problems"][0]["org"] in (ORG.id, DEAD.id)
    done = glasnost("bundle", "verify", tmp_path / "none.wacz", cwd=tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert not (tmp_path / "glasnost-data").exists()
