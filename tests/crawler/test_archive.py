from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from crawler import archive, warc
from crawler.archive import ArchiveError
from crawler.archive_writer import Writer
from crawler.ledger import LedgerEntry
from crawler.plan import Hint, Plan

WHEN = "2026-03-01T10:00:00.000Z"
PLAN = Plan(hints=(Hint(topic="charter", pattern="устав", paths=("charter",), priority=3),), max_pages=7)
ENTRY = LedgerEntry(url="http://a.example/", state="fetched", link_text="Школа №\u202e 1", offset=9, size=3)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An archive with every kind of record."""
    place = tmp_path / "campaign" / "org.warc.gz"
    writer = Writer(place)
    writer.warcinfo({"software": "Glasnost"}, WHEN)
    writer.metadata("urn:plan:org", PLAN.to_json(), WHEN)
    headers = [("Content-Type", "text/html"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
    writer.response("http://a.example/", 200, headers, "<p>Школа".encode(), WHEN, address="192.0.2.1")
    packed = gzip.compress(b"<p>second")
    writer.response("http://a.example/2", 200, [("Content-Encoding", "gzip")], packed, WHEN, truncated="disconnect")
    writer.metadata("urn:ledger:org", archive.ledger_json("org", [ENTRY], {"state": "done"}), WHEN)
    writer.flush(sync=True)
    writer.close()
    return place


def test_what_was_written_is_read(path: Path) -> None:
    read = archive.read(path)
    assert read.plan == PLAN
    assert read.ledger == (ENTRY,)
    assert read.crawl == {"state": "done"}
    assert read.warcinfo["software"] == "Glasnost"
    first, second = read.responses()
    assert (first.url, first.status, first.content_type, first.body) == (
        "http://a.example/",
        200,
        "text/html",
        "<p>Школа".encode(),
    )
    assert [value for name, value in first.headers if name == "Set-Cookie"] == ["a=1", "b=2"]
    assert second.body == b"<p>second"
    assert read.response(second.offset) == second


def test_answers_can_be_had_while_an_archive_is_read(path: Path) -> None:
    on_the_way: list[archive.Response] = []
    read = archive.read(path, each=on_the_way.append)
    assert on_the_way == list(read.responses())
    assert read == archive.read(path)


def test_the_reference_reader_reads_it_and_finds_the_digests_right(path: Path) -> None:
    with path.open("rb") as file:
        records = list(ArchiveIterator(file, check_digests="raise"))
        kinds = [record.rec_type for record in records]
    assert kinds == ["warcinfo", "metadata", "response", "response", "metadata"]
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            body = record.content_stream().read()
            if record.rec_headers["WARC-Target-URI"] == "http://a.example/2":
                assert body == b"<p>second"
                assert record.rec_headers["WARC-Truncated"] == "disconnect"


def test_each_record_is_a_member_of_its_own(path: Path) -> None:
    data = path.read_bytes()
    for record in warc.read_records(path):
        member = data[record.offset : record.offset + record.length]
        assert gzip.GzipFile(fileobj=io.BytesIO(member)).read().startswith(b"WARC/1.1\r\n")


def test_every_cut_is_told_with_path_and_offset(path: Path, tmp_path: Path) -> None:
    data = path.read_bytes()
    ends = {record.offset + record.length for record in warc.read_records(path)}
    offsets = sorted(record.offset for record in warc.read_records(path))
    for length in range(1, len(data), 7):
        cut = tmp_path / "cut.warc.gz"
        cut.write_bytes(data[:length])
        if length in ends:
            continue
        with pytest.raises(ArchiveError) as caught:
            archive.read(cut)
        assert caught.value.path == cut
        assert caught.value.offset == max(offset for offset in offsets if offset < length)
        assert str(cut) in caught.value.message
        assert str(caught.value.offset) in caught.value.message


def test_a_changed_body_with_right_checksums_is_told_by_its_digest(path: Path) -> None:
    data = path.read_bytes()
    record = next(record for record in warc.read_records(path) if record.kind == "response")
    member = gzip.decompress(data[record.offset : record.offset + record.length]).replace(
        "Школа".encode(), "Шкода".encode()
    )
    path.write_bytes(data[: record.offset] + gzip.compress(member) + data[record.offset + record.length :])
    read = archive.read(path)
    with pytest.raises(ArchiveError, match="digest"):
        list(read.responses())
    with pytest.raises(ArchiveError, match="digest"):
        archive.read(path, each=lambda _: None)


@settings(max_examples=60)
@given(st.floats(0, 0.9999), st.integers(1, 255))
def test_no_changed_byte_goes_unnoticed(tmp_path_factory: pytest.TempPathFactory, place: float, change: int) -> None:
    folder = tmp_path_factory.mktemp("a")
    writer = Writer(folder / "a.warc.gz")
    writer.warcinfo({"software": "x"}, WHEN)
    writer.response("http://a.example/", 200, [("A", "b")], bytes(range(256)) * 4, WHEN)
    writer.flush()
    writer.close()
    raw = bytearray((folder / "a.warc.gz").read_bytes())
    raw[int(place * len(raw))] ^= change
    (folder / "a.warc.gz").write_bytes(raw)
    before = bytes(range(256)) * 4
    try:
        bodies = [answer.body for answer in archive.read(folder / "a.warc.gz").responses()]
    except ArchiveError:
        return
    assert bodies == [before], "a byte that gzip does not use (its time, its system) may change, the content may not"


def test_a_file_that_is_no_archive_is_told(tmp_path: Path) -> None:
    for content in (b"", b"<html>", gzip.compress(b"<html>")):
        (tmp_path / "x").write_bytes(content)
        with pytest.raises(ArchiveError):
            archive.read(tmp_path / "x")
    with pytest.raises(ArchiveError, match="No such file"):
        archive.read(tmp_path / "none")


def test_a_record_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "MAX_RECORD", 1 << 20)
    (tmp_path / "x").write_bytes(gzip.compress(b"WARC/1.1\r\n" + bytes(8 << 20)))
    with pytest.raises(ArchiveError, match="larger than"):
        archive.read(tmp_path / "x")


def test_a_tail_that_was_not_committed_is_cut_off(path: Path) -> None:
    end = path.stat().st_size
    with path.open("ab") as file:
        file.write(b"\x1f\x8b half a record")
    writer = Writer(path, end)
    place = writer.response("http://a.example/3", 200, [], b"third", WHEN)
    writer.flush()
    writer.close()
    assert place.offset == end
    assert [answer.body for answer in archive.read(path).responses()][-1] == b"third"


def test_reading_up_to_the_committed_end_leaves_a_tail_alone(path: Path) -> None:
    end = path.stat().st_size
    with path.open("ab") as file:
        file.write(b"\x1f\x8b half a record")
    assert len(archive.read(path, end).offsets) == 2
    with pytest.raises(ArchiveError):
        archive.read(path)
