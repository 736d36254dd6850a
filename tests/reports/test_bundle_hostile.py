"""Bundles made to do harm: each is refused with a clear line and exit code 2, before anything is unpacked."""

from __future__ import annotations

import gzip
import json
import re
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.bundles import layout
from reports.bundles.bounds import ceiling, deadline
from reports.bundles.layout import RefusedError
from reports.bundles.opening import unsafe
from reports.bundles.verifying import verify
from tests.audit.made import ORG
from tests.conftest import Glasnost
from tests.reports.bundling import rewrite


def refused(path: Path) -> str:
    """Why a bundle is refused; fails where it is not."""
    with pytest.raises(RefusedError) as caught:
        verify(path)
    assert caught.value.exit_code == 2
    return caught.value.format_message()


def add(path: Path, name: str, data: bytes = b"x", **fields: int) -> None:
    """Add one more file, with the fields of its ZipInfo as given."""
    info = zipfile.ZipInfo(name)
    for key, value in fields.items():
        setattr(info, key, value)
    with zipfile.ZipFile(path, "a") as found:
        found.writestr(info, data)


@pytest.mark.parametrize(
    "name",
    [
        "../outside.txt", "archive/../../outside.txt", "/etc/cron.d/evil", "archive//x", "./x", "archive/.", "..",
        "C:/evil", "archive\\..\\x", "archive/new\nline", "archive/\u202etxt.exe", "folder/", "a" * 2000,
    ],
)  # fmt: skip
def test_names_that_lead_elsewhere(whole: Path, tmp_path: Path, name: str) -> None:
    add(whole, name)
    assert "nothing was unpacked" in refused(whole)
    assert sorted(path.name for path in tmp_path.parent.glob("outside*")) == []


@given(st.text(max_size=60))
def test_no_name_that_is_taken_leads_out_of_a_folder(name: str) -> None:
    if not unsafe(name):
        root = Path("/somewhere/below")
        assert (root / name).is_relative_to(root)
        assert ".." not in (root / name).parts
        assert "\0" not in name


def test_links_are_refused(whole: Path) -> None:
    add(whole, "archive/link.warc.gz", b"/etc/passwd", external_attr=0o120777 << 16)
    assert "no plain file" in refused(whole)


def test_two_files_of_one_name(whole: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        add(whole, layout.ABOUT)
    assert "there twice" in refused(whole)


def test_a_zip_bomb_is_refused_by_its_ratio(whole: Path) -> None:
    add(whole, "glasnost/more.json", bytes(64 << 20), compress_type=zipfile.ZIP_DEFLATED)
    assert "a bomb?" in refused(whole)


def test_a_bomb_that_lies_about_its_length_is_bounded_by_what_it_said(whole: Path) -> None:
    add(whole, "glasnost/more.json", bytes(8 << 20), compress_type=zipfile.ZIP_DEFLATED)
    data = whole.read_bytes()
    old, new = struct.pack("<I", 8 << 20), struct.pack("<I", 1000)
    assert data.count(old) >= 2
    whole.write_bytes(data.replace(old, new))
    found = verify(whole)
    assert any(one.path == "glasnost/more.json" for one in found.problems)


def test_too_many_files(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "MAX_FILES", 10)
    assert "at most 10 are read" in refused(whole)


def test_a_list_of_files_that_claims_millions_is_not_read(whole: Path) -> None:
    data = bytearray(whole.read_bytes())
    at = data.rfind(b"PK\x05\x06")
    data[at + 8 : at + 20] = struct.pack("<HHII", 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    whole.write_bytes(data)
    assert "ZIP64" in refused(whole)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, at, 1)
    end = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 1 << 40, 1 << 40, 1 << 50, 0)
    whole.write_bytes(data[:at] + end + locator + data[at:])
    assert "at most" in refused(whole)


def test_files_that_share_their_bytes(whole: Path) -> None:
    """The trick of bombs that unpack one stretch of bytes a thousand times."""
    with zipfile.ZipFile(whole) as found:
        first, second = sorted(found.infolist(), key=lambda one: one.header_offset)[:2]
    data = bytearray(whole.read_bytes())
    at = data.rfind(second.filename.encode()) - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    data[at + 42 : at + 46] = struct.pack("<I", first.header_offset)
    whole.write_bytes(data)
    assert "overlaps" in refused(whole)


def test_encrypted_and_strange_methods(whole: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.wacz"
    other.write_bytes(whole.read_bytes())
    add(other, "glasnost/more.json", compress_type=zipfile.ZIP_LZMA)
    assert "method" in refused(other)
    add(whole, "glasnost/more.json")
    data = bytearray(whole.read_bytes())
    at = data.rfind(b"glasnost/more.json") - 46
    data[at + 8] |= 1
    whole.write_bytes(data)
    assert "encrypted" in refused(whole)


def test_archives_that_are_compressed_twice(whole: Path) -> None:
    add(whole, "archive/more.warc.gz", b"x" * 100, compress_type=zipfile.ZIP_DEFLATED)
    assert "second time" in refused(whole)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(part=st.floats(0, 1, exclude_max=True))
def test_a_truncated_file_is_refused_wherever_it_ends(whole: Path, tmp_path: Path, part: float) -> None:
    data = whole.read_bytes()
    path = tmp_path / "cut.wacz"
    path.write_bytes(data[: int(part * len(data))])
    assert "cut short" in refused(path)


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip", b"PK\x05\x06" + bytes(18), bytes(100_000)])
def test_what_is_no_bundle(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.wacz"
    path.write_bytes(content)
    assert str(path) in refused(path)


ABOUT = {
    "format": 1, "campaign": "spring", "as_of": "2026-04-15", "created": "", "evidence_only": False,
    "organisations": [], "left_out": {}, "edition": "", "checklists": "", "versions": {},
}  # fmt: skip


@pytest.mark.parametrize(
    "about",
    [
        b"", b"[]", b"{}", b"[" * 100_000, b'{"format": 99}', b"\xff\xfe",
        *(json.dumps(ABOUT | more).encode() for more in (
            {"campaign": "../../etc"}, {"organisations": ["../x"]}, {"organisations": ["a", "a"]}, {"format": 2},
        )),
    ],
)  # fmt: skip
def test_an_about_that_is_none(whole: Path, about: bytes) -> None:
    rewrite(whole, {layout.ABOUT: lambda _: about})
    assert re.search(f"{layout.ABOUT}|format 2", refused(whole))


def test_an_archive_that_unpacks_without_end(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record may have 256 MiB; a bomb has many of them."""
    import reports.bundles.records as module

    monkeypatch.setattr(module, "ARCHIVE_FREE", 1 << 20)
    head = b"WARC/1.1\r\nWARC-Type: metadata\r\nContent-Length: %d\r\n\r\n"
    record = gzip.compress(head % (4 << 20) + bytes(4 << 20) + b"\r\n\r\n")
    for number, name in enumerate((layout.archive_of(ORG.id), layout.texts_of(ORG.id))):
        path = whole.with_name(f"{number}.wacz")
        path.write_bytes(whole.read_bytes())
        rewrite(path, {name: lambda _: record * 50})
        problem = next(one for one in verify(path).problems if one.kind == "archive")
        assert (problem.path, "a bomb?" in problem.what) == (name, True)


Yaml = Callable[[bytes], bytes]


@pytest.mark.parametrize(
    "yaml",
    [
        lambda _: b"a: &a [x,x,x,x,x,x,x,x,x]\n"
        + b"".join(b"%c: &%c [%s]\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 9)) for n in range(12)),
        lambda _: b"items: !!python/object/apply:os.system ['touch /tmp/evil']\n",
        lambda _: b"[" * 10_000,
        lambda data: data + b"\nevil: 1\n",
    ],
    ids=["aliases", "object", "deep", "unknown"],
)  # fmt: skip
def test_check_lists_made_to_do_harm(whole: Path, yaml: Yaml) -> None:
    rewrite(whole, {layout.LISTS + "common.yaml": yaml})
    found = verify(whole)
    assert any(one.kind == "check-list" for one in found.problems)
    assert any(line.startswith("findings:") for line in found.not_checked)


def test_files_of_an_organisation_that_are_none(whole: Path) -> None:
    for part in (layout.ORGANISATION, layout.FINDINGS, layout.LEDGER, layout.REVIEWS):
        name = layout.own(ORG.id, part)
        path = whole.with_name(f"{part}.wacz")
        path.write_bytes(whole.read_bytes())
        rewrite(path, {name: lambda _: b'{"id": 1}\n'})
        found = verify(path)
        assert [one.path for one in found.problems if one.kind == "file"] == [name]
        assert any(ORG.id in line for line in found.not_checked)


def test_what_takes_too_long_is_refused() -> None:
    def spin() -> None:
        with deadline(0.0005, "the bundle"):
            while True:
                pass

    with pytest.raises(RefusedError, match="takes longer"):
        spin()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets us bound memory")
def test_what_takes_too_much_memory_is_refused() -> None:
    with pytest.raises(RefusedError, match="of memory"), ceiling(64 << 30, "the bundle"):
        bytearray(1 << 40)


def test_the_command_tells_it_in_one_line(glasnost: Glasnost, whole: Path, tmp_path: Path) -> None:
    add(whole, "../evil")
    for command in ("verify", "show"):
        done = glasnost("bundle", command, whole, cwd=tmp_path)
        assert done.returncode == 2
        assert "../evil" in done.stderr
        assert "Traceback" not in done.stderr
