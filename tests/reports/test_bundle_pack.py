"""What goes into a bundle and what stays behind, that packing twice gives the same bytes, and who signed it."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from audit.auditing import audit
from audit.database import connect
from audit.scoring import score
from checklists.load import HERE
from reports.bundles import content, layout, showing, signing
from reports.bundles.packing import pack
from reports.bundles.subjects import BundleError, Order
from reports.bundles.verifying import verify
from tests.audit.made import ORG
from tests.conftest import Demo, Glasnost
from tests.reports.bundling import DEAD, PAGES, crawl, make_home, other, register, rewrite


def names(path: Path) -> list[str]:
    return zipfile.ZipFile(path).namelist()


def test_packing_twice_gives_the_same_bytes(bundled_home: Path, packed: tuple[bytes, bytes], tmp_path: Path) -> None:
    for number, first in enumerate(packed):
        again = tmp_path / f"{number}.wacz"
        pack(bundled_home, Order(campaign="spring", evidence_only=bool(number)), again)
        assert again.read_bytes() == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.wacz", "1.wacz"]


def test_the_archive_goes_in_byte_for_byte(bundled_home: Path, whole: Path) -> None:
    archive = bundled_home / "archive" / "spring" / f"{ORG.id}.warc.gz"
    assert zipfile.ZipFile(whole).read(layout.archive_of(ORG.id)) == archive.read_bytes()


def test_every_file_that_decides_goes_in(whole: Path) -> None:
    lists = {name.removeprefix(layout.LISTS) for name in names(whole) if name.startswith(layout.LISTS)}
    assert {path.name for path in HERE.glob("*.yaml")} < lists
    assert any(name.startswith("microdata") for name in lists)


def test_what_the_registry_knows_of_people_stays_behind(whole: Path, evidence: Path) -> None:
    for path in (whole, evidence):
        bundle = zipfile.ZipFile(path)
        said = b"".join(bundle.read(name) for name in bundle.namelist() if name.startswith("glasnost/organisations"))
        assert "+7 900 000-11-22" not in said.decode()
        assert b"123456789012" not in said
        assert ORG.name in said.decode()


def test_evidence_only_has_the_records_that_are_cited_and_no_others(whole: Path, evidence: Path) -> None:
    found = json.loads(zipfile.ZipFile(evidence).read(layout.own(ORG.id, layout.OFFSETS)))
    lines = zipfile.ZipFile(evidence).read(layout.own(ORG.id, layout.FINDINGS)).splitlines()
    cited = set(content.cited(map(json.loads, lines)))
    urls = {
        json.loads(line.split(b" ", 2)[2])["url"] for line in zipfile.ZipFile(evidence).read(layout.INDEX).splitlines()
    }
    assert cited <= {int(offset) for offset in found}
    assert len(found) == len(cited) + 3  # warcinfo, plan, ledger
    assert not any("/news" in url for url in urls)
    assert b"/news" in zipfile.ZipFile(whole).read(layout.INDEX)


def measured(home: Path) -> None:
    """Tables of measures, as imports make them, with three groups."""
    with contextlib.closing((db := connect(home)).conn), db.atomic():
        db.execute(
            "CREATE TABLE IF NOT EXISTS batches (id INTEGER PRIMARY KEY, campaign TEXT, kind TEXT, file TEXT,"
            " digest TEXT, imported_at TEXT, superseded_by INTEGER)"
        )
        db.execute(
            "CREATE TABLE IF NOT EXISTS measures (id INTEGER PRIMARY KEY, campaign TEXT, org TEXT, name TEXT,"
            ' value TEXT, "of" TEXT, source TEXT, measured_by TEXT, measured_on TEXT, evidence TEXT, row INTEGER,'
            " batch INTEGER)"
        )
        batch = "INSERT INTO batches (id, campaign, kind, file, digest, imported_at, superseded_by)"
        for number, kind, superseded in ((1, "survey", 2), (2, "survey", None), (3, "inspection", None)):
            db.execute(f"{batch} VALUES (?, 'spring', ?, 'a.csv', ?, '2026-05-01', ?)", [
                number, kind, f"d{number}", superseded,
            ])  # fmt: skip
        for name, value, of, number in (
            ("survey.respondents", "41", "40", 2), ("survey.comfort", "30", "41", 2),
            ("survey.stand_satisfied", "3", "4", 2), ("survey.disabled", "3", "41", 2),
            ("survey.comfort", "1", "41", 1), ("inspection.ramp", "1", "1", 3),
        ):  # fmt: skip
            db.execute(
                'INSERT INTO measures (campaign, org, name, value, "of", source, measured_by, measured_on, evidence,'
                " batch) VALUES ('spring', ?, ?, ?, ?, 'paper', 'Елова Вера', '2026-05-01', '[]', ?)",
                [ORG.id, name, value, of, number],
            )


def test_aggregates_go_in_without_people_and_without_groups_under_five(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    measured(home)
    (home / "respondents.db").write_bytes(b"never opened")
    path = tmp_path / "m.wacz"
    pack(home, Order(campaign="spring"), path)
    found = zipfile.ZipFile(path).read(layout.own(ORG.id, layout.MEASURES)).decode()
    assert [json.loads(line)["name"] for line in found.splitlines()] == [
        "inspection.ramp", "survey.comfort", "survey.disabled", "survey.respondents", "survey.stand_satisfied",
    ]  # fmt: skip
    assert "Елова" not in found
    result = verify(path)
    assert result.verified
    assert any("measures" in line for line in result.not_checked)
    assert b"never opened" not in path.read_bytes()


def test_a_review_goes_in_and_the_score_with_it_is_counted_anew(whole: Path) -> None:
    bundle = zipfile.ZipFile(whole)
    (line,) = bundle.read(layout.own(ORG.id, layout.REVIEWS)).splitlines()
    assert json.loads(line)["reviewer"] == "Пихтова"
    rewrite(
        whole,
        {layout.own(ORG.id, layout.REVIEWS): lambda data: data.replace(b'"decided": "met"', b'"decided": "missing"')},
    )
    assert "score" in {one.kind for one in verify(whole).problems}


def test_one_without_any_archive_is_a_bundle_too(bundled_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "dead.wacz"
    about = pack(bundled_home, Order(campaign="spring", orgs=(DEAD.id,)), path)
    assert about.organisations == (DEAD.id,)
    assert layout.NOTHING in names(path)
    assert verify(path).verified


def test_what_is_not_ready_is_left_out_or_told(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    late, waiting = other(ORG, "late"), other(ORG, "waiting")
    register(home, late, waiting)
    about = pack(home, Order(campaign="spring"), tmp_path / "a.wacz")
    assert set(about.left_out) == {"late", "waiting"}
    crawl(home, late, PAGES)
    with pytest.raises(BundleError, match="late has no findings yet"):
        pack(home, Order(campaign="spring"), tmp_path / "b.wacz")
    with pytest.raises(BundleError, match="nothing to pack"):
        pack(home, Order(campaign="spring", orgs=("waiting",)), tmp_path / "b.wacz")
    assert not (tmp_path / "b.wacz").exists()


def test_an_own_folder_of_lists_goes_in_with_the_tables_it_borrows(tmp_path: Path) -> None:
    from checklists.load import load

    home, folder = make_home(tmp_path / "home"), tmp_path / "lists"
    folder.mkdir()
    text = (
        "id: council\ntitle: {ru: Совет, en: Council}\nsectors: []\nitems:\n- id: council.phone\n"
        "  title: {ru: Телефон, en: Phone}\n  topics: [phone]\n  status: draft\n"
        "  rule: {labelled: {labels: [телефон]}}\n"
    )
    (folder / "council.yaml").write_text(text, "utf-8")
    audit(home, "spring", catalogue=load(folder))
    path = tmp_path / "own.wacz"
    with contextlib.closing((db := connect(home)).conn), db.atomic():
        db.execute("DELETE FROM scores")
    pack(home, Order(campaign="spring", folder=folder), path)
    found = verify(path)
    assert found.problems == []
    assert found.findings == 2
    assert "check-lists" in found.versions
    score(home, "spring")


def test_keys_sign_and_only_the_right_one_verifies(bundled_home: Path, tmp_path: Path) -> None:
    ours, theirs = (signing.make(tmp_path / name) for name in ("ours.key", "theirs.key"))
    assert stat.S_IMODE((tmp_path / "ours.key").stat().st_mode) == 0o600
    with pytest.raises(signing.KeyFileError, match="never written over"):
        signing.make(tmp_path / "ours.key")
    path = tmp_path / "signed.wacz"
    order = Order(campaign="spring", orgs=(DEAD.id,), sign=signing.signer(tmp_path / "ours.key"))
    pack(bundled_home, order, path)
    found = verify(path, signing.public(ours))
    assert (found.verified, found.trusted) == (True, True)
    assert found.signed_by == signing.fingerprint(signing.public(ours))
    assert not verify(path).trusted
    wrong = verify(path, signing.public(theirs))
    assert [one.kind for one in wrong.problems] == ["signature"]
    rewrite(path, {layout.own(DEAD.id, layout.FINDINGS): lambda data: data + b"\n"})
    assert "not of this manifest" in next(one.what for one in verify(path).problems if one.kind == "signature")


def test_an_unsigned_bundle_does_not_pass_where_a_key_is_asked_for(whole: Path, tmp_path: Path) -> None:
    found = verify(whole, signing.public(signing.make(tmp_path / "k")))
    assert [(one.kind, one.what) for one in found.problems] == [("signature", "the bundle is not signed")]


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", b"\xff"])
def test_what_is_no_key_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "k"
    path.write_bytes(content)
    with pytest.raises(signing.KeyFileError, match="no private key"):
        signing.signer(path)
    with pytest.raises(signing.KeyFileError, match="no public key"):
        signing.public(path)
    with pytest.raises(signing.KeyFileError, match="cannot be read"):
        signing.signer(tmp_path / "none")


def test_show_says_what_is_inside_and_that_nothing_was_checked(whole: Path) -> None:
    lines = list(showing.lines(showing.show(whole, ORG.id)))
    assert any("2 organisations, whole archives" in line for line in lines)
    assert any(line.strip().startswith("common.phone: met") for line in lines)
    assert lines[-1].startswith("Nothing was checked")
    with pytest.raises(layout.RefusedError, match="no organisation x"):
        showing.show(whole, "x")


def test_memory_does_not_grow_with_the_campaign(tmp_path: Path) -> None:
    """One organisation at a time: three times as many take no more than a little more."""

    def peak(number: int) -> int:
        home = tmp_path / f"home-{number}"
        orgs = [other(ORG, f"org-{at:03}") for at in range(number)]
        register(home, *orgs)
        for org in orgs:
            crawl(home, org, PAGES | {f"p{at}": f"<h1>{org.id}</h1>" + os.urandom(40_000).hex() for at in range(4)})
        audit(home, "spring")
        score(home, "spring")
        tracemalloc.start()
        pack(home, Order(campaign="spring"), tmp_path / f"{number}.wacz")
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    small, large = peak(2), peak(8)
    assert large < small * 1.5


@pytest.mark.slow
def test_the_commands_over_the_demo(demo: Demo, glasnost: Glasnost, tmp_path: Path) -> None:
    done = glasnost("bundle", "key", tmp_path / "our.key")
    assert done.returncode == 0, done.stderr
    out = tmp_path / "demo.wacz"
    done = glasnost("--home", demo.home, "bundle", "pack", "--out", out, "--sign", tmp_path / "our.key")
    assert done.returncode == 0, done.stderr
    with contextlib.closing((db := connect(demo.home)).conn):
        number = len({row["org"] for row in db.query("SELECT org FROM findings")})
    assert f"{number} organisations" in done.stdout
    done = glasnost("bundle", "verify", out, "--key", tmp_path / "our.key.pub", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    two = ("--org", "school", "--org", "library", "--out", tmp_path / "each")
    done = glasnost("--home", demo.home, "bundle", "pack", "--evidence-only", "--each", *two)
    assert done.returncode == 0, done.stderr
    made = sorted((tmp_path / "each").iterdir())
    assert [path.name for path in made] == ["library.wacz", "school.wacz"]
    assert verify(made[-1]).verified


@pytest.mark.slow
def test_findings_of_another_check_list_are_not_packed(glasnost: Glasnost, tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    with contextlib.closing((db := connect(home)).conn), db.atomic():
        db.execute("UPDATE findings SET verdict = 'met' WHERE item = 'common.faq' AND org = ?", [ORG.id])
    done = glasnost("--home", home, "bundle", "pack", "--out", tmp_path / "a.wacz")
    assert done.returncode == 1
    assert "common.faq" in done.stderr
    assert "glasnost audit" in done.stderr
    assert not list(tmp_path.glob("a.wacz*"))
    done = glasnost("--home", home, "bundle", "pack", "--out", tmp_path / "a.wacz", "--no-check")
    assert done.returncode == 0
    assert glasnost("bundle", "verify", tmp_path / "a.wacz").returncode == 1
