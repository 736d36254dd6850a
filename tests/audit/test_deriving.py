"""What is derived of a crawl's documents: once, to the byte, failures included, and read back strictly."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from warcio.archiveiterator import ArchiveIterator

import glasnost as front
from audit.database import connect
from audit.derived import Derived, Texts, path_of, texts_of
from audit.deriving import Deriver, Tally, derive
from audit.reading.child import Reader
from audit.reading.ocr import Ocr
from crawler.archive import Archive, ArchiveError
from crawler.warc import read_records
from tests.audit.made import HOME, ORG, Crawl, html
from tests.audit.reading import files, pdfs
from tests.audit.test_auditing import put
from tests.conftest import ROOT

SCAN = pdfs.scan(bytes(100 * 141), 100, 141)
WORDS = ("лицензия", "на", "осуществление", "деятельности")


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as one:
        yield one


@pytest.fixture
def ocr(tmp_path: Path) -> Ocr:
    """A program that answers as Tesseract does, and counts how often it is asked."""
    head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
    rows = [f"5\t1\t1\t1\t1\t{number}\t0\t0\t9\t9\t90.5\t{word}" for number, word in enumerate(WORDS)]
    rows += ["5\t1\t1\t1\t2\t1\t0\t0\t9\t9\t12\tшум", "4\t1\t1\t1\t1\t0\t0\t0\t9\t9\t-1\t"]
    table = "\n".join([head, *rows])
    script = tmp_path / "tesseract"
    script.write_text(f"#!/bin/sh\ncat > /dev/null\ncat <<'END'\n{table}\nEND\n", "utf-8")
    script.chmod(0o755)
    return Ocr(program=str(script), tool="tesseract 5.0.0 rus")


def school(crawl: Crawl) -> Archive:
    """A crawl of pages and of documents of every fate."""
    crawl.page(HOME, html("<p>Школа</p>"), via="start")
    crawl.page(HOME + "robots.txt", "User-agent: *", content_type="text/plain", via="robots")
    crawl.page(HOME + "ustav.docx", files.docx(), "Устав", content_type="application/octet-stream")
    crawl.page(HOME + "plan.pdf", files.docx(), "План", content_type="application/pdf")
    crawl.page(HOME + "lic.pdf", SCAN, "Лицензия", content_type="application/pdf")
    crawl.page(HOME + "secret.xls", files.xls(locked=True), "План ФХД", content_type="application/vnd.ms-excel")
    crawl.page(HOME + "cut.pdf", pdfs.pdf()[:90], "Отчёт", content_type="application/pdf")
    crawl.page(HOME + "gone.pdf", html("<h1>Не найдено</h1>"), "Приказ", content_type="application/pdf")
    crawl.page(HOME + "logo.png", pdfs.png(bytes(256), 16, 16), content_type="image/png")
    crawl.page(HOME + "copy/ustav.docx", files.docx(), "Устав", content_type="application/octet-stream")
    crawl.page(HOME + "missing.pdf", pdfs.pdf(), "Нет", content_type="application/pdf", status=404)
    return crawl.archive()


def run(reader: Reader, archive: Archive, ocr: Ocr | None = None, *, again: bool = False) -> Tally:
    tally = Tally()
    Deriver(reader, ocr, again=again).derive(archive, tally)
    return tally


def digest(archive: Archive) -> str:
    return hashlib.sha256(path_of(archive.path).read_bytes()).hexdigest()


def by_path(archive: Archive) -> dict[str, Derived]:
    return {one.url.removeprefix(HOME): one for one in texts_of(archive.path).by_offset.values()}


def test_every_document_has_its_record(reader: Reader, crawl: Crawl) -> None:
    archive = school(crawl)
    tally = run(reader, archive)
    found = by_path(archive)
    assert {path: (one.state, one.kind, one.said_kind, one.mislabelled) for path, one in found.items()} == {
        "ustav.docx": ("text", "docx", "docx", False),
        "plan.pdf": ("text", "docx", "pdf", True),
        "lic.pdf": ("image_only", "pdf", "pdf", False),
        "secret.xls": ("encrypted", "xls", "xls", False),
        "cut.pdf": ("corrupt", "pdf", "pdf", False),
        "gone.pdf": ("no_reader", "html", "pdf", True),
        "logo.png": ("image_only", "png", "png", False),
        "copy/ustav.docx": ("text", "docx", "docx", False),
    }
    assert found["ustav.docx"].text.startswith("Устав гимназии № 7\n1. Общие положения")
    assert found["ustav.docx"].tool.startswith("glasnost-reading 1, lxml ")
    assert (tally.documents, tally.kept) == (8, 2)  # one document under three addresses is read once


def test_texts_are_found_by_the_ledger(reader: Reader, crawl: Crawl) -> None:
    archive = school(crawl)
    assert texts_of(archive.path).by_offset == {}
    run(reader, archive)
    texts = texts_of(archive.path)
    told = {entry.url.removeprefix(HOME): texts.of(entry) for entry in archive.ledger}
    assert told[""] is None
    assert told["missing.pdf"] is None
    assert told["plan.pdf"] is not None
    assert Texts({}).of(archive.ledger[2]) is None


def test_same_bytes_again_and_anew(reader: Reader, crawl: Crawl) -> None:
    archive = school(crawl)
    run(reader, archive)
    first = digest(archive)
    tally = run(reader, archive)
    assert (digest(archive), tally.kept) == (first, 8)
    assert run(reader, archive, again=True).kept == 2
    assert digest(archive) == first


def test_scans_are_read_once_and_stay_read(reader: Reader, crawl: Crawl, ocr: Ocr) -> None:
    archive = school(crawl)
    run(reader, archive)
    assert run(reader, archive, ocr).kept == 7
    scan = by_path(archive)["lic.pdf"]
    assert (scan.state, scan.how, scan.text) == ("text", "ocr", " ".join(WORDS))
    assert scan.ocr_tool == ocr.tool
    assert by_path(archive)["logo.png"].ocr_tool == ""
    assert run(reader, archive, ocr).kept == 8
    assert run(reader, archive).kept == 8
    assert by_path(archive)["lic.pdf"] == scan
    newer = Ocr(program=ocr.program, tool="tesseract 6.0.0 rus")
    assert run(reader, archive, newer).kept == 7


def test_ocr_that_fails_leaves_a_scan_with_a_note(reader: Reader, crawl: Crawl) -> None:
    archive = school(crawl)
    run(reader, archive, Ocr(program="/nonexistent", tool="tesseract 0 rus"))
    scan = by_path(archive)["lic.pdf"]
    assert (scan.state, scan.how, scan.note) == ("image_only", "text", "OCR of picture 1: corrupt")
    assert scan.ocr_tool == "tesseract 0 rus"


def test_what_was_done_before_a_kill_is_taken_over(reader: Reader, crawl: Crawl) -> None:
    archive = school(crawl)
    run(reader, archive)
    whole = path_of(archive.path)
    ends = [record.offset + record.length for record in read_records(whole)]
    first = digest(archive)
    part = whole.with_name(whole.name + ".part")
    part.write_bytes(whole.read_bytes()[: ends[3] + 40])
    whole.unlink()
    assert run(reader, archive).kept == 3 + 1
    assert digest(archive) == first
    assert not part.exists()


def test_warcio_reads_it(reader: Reader, crawl: Crawl) -> None:
    archive = school(crawl)
    run(reader, archive)
    with path_of(archive.path).open("rb") as file:
        records = [
            (record.rec_type, record.rec_headers.get_header("WARC-Refers-To"), record.content_stream().read())
            for record in ArchiveIterator(file, check_digests="raise")
        ]
    assert [kind for kind, _, _ in records] == ["warcinfo"] + ["conversion"] * 8
    sources = {record.headers["warc-record-id"] for record in read_records(archive.path)}
    assert {refers for _, refers, _ in records[1:]} <= sources


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Glasnost-State: text", b"Glasnost-State: fine"),
        (b"Glasnost-Cut: no", b"Glasnost-Cut: on"),
        (b"Glasnost-Source-Offset: ", b"Glasnost-Source-Offset: x"),
        ("Директор".encode(), "директор".encode()),
        (b"derived-from: sosna", b"derived-from: other"),
    ],
)
def test_changed_texts_are_refused(reader: Reader, crawl: Crawl, old: bytes, new: bytes) -> None:
    archive = school(crawl)
    run(reader, archive)
    path = path_of(archive.path)
    data = gzip.decompress(path.read_bytes())
    records = [part for part in data.split(b"WARC/1.1\r\n") if part]
    path.write_bytes(b"".join(gzip.compress(b"WARC/1.1\r\n" + part.replace(old, new)) for part in records))
    with pytest.raises(ArchiveError):
        texts_of(archive.path)


def test_archive_of_another_organisation_is_not_overwritten(reader: Reader, tmp_path: Path) -> None:
    other = Crawl(tmp_path / "sosna.derived.warc.gz").archive()
    before = other.path.read_bytes()
    archive = school(Crawl(tmp_path / "sosna.warc.gz"))
    with pytest.raises(ArchiveError, match="no derived archive of sosna"):
        run(reader, archive)
    assert other.path.read_bytes() == before


def home(folder: Path, state: str = "done") -> Path:
    """A home folder with one campaign over the crawl of ``school``; gives the archive."""
    path = put(folder, ORG, state=state)
    school(Crawl(path))
    db = connect(folder)
    with db.atomic():
        db.execute("UPDATE crawls SET archive_end = ?", [path.stat().st_size])
    db.close()
    return path


def test_campaign(tmp_path: Path) -> None:
    path = home(tmp_path)
    heard = []
    tally = derive(tmp_path, "spring", told=lambda tally: heard.append(tally.documents))
    assert (tally.of, tally.documents, tally.org) == (1, 8, "sosna")
    assert heard == list(range(1, 9))
    assert len(texts_of(path).by_offset) == 8


def test_archive_that_was_cut_is_told_and_passed_over(tmp_path: Path) -> None:
    home(tmp_path).write_bytes(b"cut")
    with pytest.raises(ArchiveError):
        derive(tmp_path, "spring")
    faults = list[ArchiveError]()
    assert derive(tmp_path, "spring", broken=faults.append).documents == 0
    assert len(faults) == 1


def test_crawl_that_runs_is_left_alone(tmp_path: Path) -> None:
    path = home(tmp_path, "running")
    assert derive(tmp_path, "spring").of == 0
    assert not path_of(path).exists()


def test_command(tmp_path: Path) -> None:
    path = home(tmp_path)
    told = CliRunner().invoke(front.cli, ["--home", str(tmp_path), "derive", "--org", "sosna", "--no-ocr"])
    assert told.exit_code == 0, told.output
    assert "8 documents: 3 text, 2 image_only" in told.output
    assert "2 taken over" in told.output
    assert path_of(path).exists()
    told = CliRunner().invoke(front.cli, ["--home", str(tmp_path), "derive", "--org", "nobody"])
    assert told.exit_code == 1
    assert "Not in campaign spring: nobody" in told.output


def children(pid: int) -> dict[int, str]:
    """The processes that a process started, with the program that each runs."""
    found = {}
    with contextlib.suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split():
            found[int(child)] = Path(f"/proc/{child}/comm").read_text("utf-8").strip()
    return found


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="no /proc to look into")
def test_ctrl_c_ends_everything_and_loses_nothing(tmp_path: Path) -> None:
    home(tmp_path)
    program = tmp_path / "tesseract"
    told = "case $1 in --*) echo tesseract 5.0.0; echo rus;; *) exec sleep 60;; esac"
    program.write_text(f"#!/bin/sh\n{told}\n", "utf-8")
    program.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "glasnost", "--home", str(tmp_path), "derive"]
    running = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 60
    while "sleep" not in children(running.pid).values() and time.monotonic() < until:
        time.sleep(0.05)
    begun = children(running.pid)
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=30)
    assert len(begun) == 2, errors
    assert (running.returncode, "Traceback" in errors) == (130, False)
    assert not any(Path(f"/proc/{child}").exists() for child in begun)
    assert derive(tmp_path, "spring").kept == 3  # the one before the scan, and its copies
