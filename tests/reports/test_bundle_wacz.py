"""Each MUST of the WACZ specification 1.1.1 and of what it rests on, one test each, on a bundle of ours.

Web Archive Collection Zipped 1.1.1 and CDXJ 0.1.0 (Webrecorder), Data Package and Data Resource 1.0 (Frictionless).
What the specification asks of web servers that publish WACZ files (Content-Length, ranges) is not ours to hold.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from reports.bundles.records import searchable

OWN_FOLDERS = ("archive/", "indexes/", "pages/")


@pytest.fixture(params=["whole", "evidence"])
def wacz(request: pytest.FixtureRequest) -> zipfile.ZipFile:
    return zipfile.ZipFile(request.getfixturevalue(request.param))


def package(wacz: zipfile.ZipFile) -> dict[str, Any]:
    found = json.loads(wacz.read("datapackage.json"))
    assert isinstance(found, dict)
    return found


def cdxj(wacz: zipfile.ZipFile) -> list[bytes]:
    return wacz.read("indexes/index.cdxj").splitlines()


def time(text: str) -> dt.datetime:
    """RFC 3339: a day, a time and a zone."""
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", text), text
    return dt.datetime.fromisoformat(text)


def test_it_is_a_standard_zip_with_the_extension_wacz(wacz: zipfile.ZipFile) -> None:
    assert wacz.testzip() is None
    assert str(wacz.filename).endswith(".wacz")


def test_archive_holds_at_least_one_warc_with_the_extension_warc_gz(wacz: zipfile.ZipFile) -> None:
    names = [name for name in wacz.namelist() if name.startswith("archive/")]
    assert names
    for name in names:
        assert name.endswith(".warc.gz")
        records = [record.rec_type for record in ArchiveIterator(io.BytesIO(wacz.read(name)), check_digests=True)]
        assert records[0] == "warcinfo"


def test_already_compressed_files_are_not_compressed_again(wacz: zipfile.ZipFile) -> None:
    compressed = [info for info in wacz.infolist() if info.filename.endswith(".gz")]
    assert compressed
    assert {info.compress_type for info in compressed} == {zipfile.ZIP_STORED}


def test_indexes_hold_at_least_one_index_and_all_are_cdxj(wacz: zipfile.ZipFile) -> None:
    assert [name for name in wacz.namelist() if name.startswith("indexes/")] == ["indexes/index.cdxj"]
    assert cdxj(wacz)


def test_a_line_of_the_index_has_three_parts_and_its_properties(wacz: zipfile.ZipFile) -> None:
    for line in cdxj(wacz):
        key, when, block = line.split(b" ", 2)
        found = json.loads(block)
        assert {"url", "digest", "mime", "filename", "offset", "length", "status"} <= found.keys()
        assert key.decode() == searchable(found["url"])
        assert re.fullmatch(rb"\d{14}(\d{3})?", when)


def test_lines_of_the_index_are_sorted_by_their_bytes(wacz: zipfile.ZipFile) -> None:
    assert cdxj(wacz) == sorted(cdxj(wacz))


def test_a_line_of_the_index_leads_to_its_record(wacz: zipfile.ZipFile) -> None:
    for line in cdxj(wacz):
        found = json.loads(line.split(b" ", 2)[2])
        data = wacz.read(f"archive/{found['filename']}")[found["offset"] : found["offset"] + found["length"]]
        (record,) = list(ArchiveIterator(io.BytesIO(data)))
        assert record.rec_headers["WARC-Target-URI"] == found["url"]
        assert int(record.http_headers.get_statuscode()) == found["status"]


def test_every_line_of_the_index_leads_to_what_was_received(whole: Path) -> None:
    wacz = zipfile.ZipFile(whole)
    for line in cdxj(wacz):
        found = json.loads(line.split(b" ", 2)[2])
        data = wacz.read(f"archive/{found['filename']}")[found["offset"] : found["offset"] + found["length"]]
        for record in ArchiveIterator(io.BytesIO(data)):
            body = record.raw_stream.read()
            assert found["digest"] == f"sha256:{hashlib.sha256(body).hexdigest()}"


@pytest.mark.parametrize("name", ["pages/pages.jsonl", "pages/extraPages.jsonl"])
def test_pages_is_there_and_each_page_has_url_and_time(wacz: zipfile.ZipFile, name: str) -> None:
    header, *pages = map(json.loads, wacz.read(name).splitlines())
    assert header == {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    for page in pages:
        assert page["url"].startswith("https://")
        time(page["ts"])
    assert pages or name == "pages/extraPages.jsonl"


def test_manifest_stands_at_the_root_and_has_its_properties(wacz: zipfile.ZipFile) -> None:
    found = package(wacz)
    assert found["profile"] == "data-package"
    assert found["wacz_version"] == "1.1.1"
    assert found["resources"]
    for name in ("created", "modified", "mainPageDate"):
        time(found[name])
    for name in ("title", "description", "software", "mainPageUrl"):
        assert isinstance(found[name], str)


def test_manifest_lists_every_file_with_its_size_and_fixity(wacz: zipfile.ZipFile) -> None:
    listed = {one["path"]: one for one in package(wacz)["resources"]}
    assert listed.keys() == set(wacz.namelist()) - {"datapackage.json", "datapackage-digest.json"}
    for path, one in listed.items():
        data = wacz.read(path)
        assert one["bytes"] == len(data)
        assert one["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"


def test_resources_have_names_of_their_own_and_paths_below_the_package(wacz: zipfile.ZipFile) -> None:
    found = package(wacz)["resources"]
    assert len({one["name"] for one in found}) == len(found)
    for one in found:
        assert re.fullmatch(r"[a-z0-9._-]+", one["name"])
        path = PurePosixPath(one["path"])
        assert not path.is_absolute()
        assert ".." not in path.parts


def test_digest_of_the_manifest_has_its_properties(wacz: zipfile.ZipFile) -> None:
    found = json.loads(wacz.read("datapackage-digest.json"))
    assert found["path"] == "datapackage.json"
    assert found["hash"] == f"sha256:{hashlib.sha256(wacz.read('datapackage.json')).hexdigest()}"


def test_no_custom_file_stands_in_the_folders_of_wacz(wacz: zipfile.ZipFile) -> None:
    theirs = [name for name in wacz.namelist() if name.startswith(OWN_FOLDERS)]
    known = r"archive/[^/]+\.warc\.gz|indexes/index\.cdxj|pages/(pages|extraPages)\.jsonl"
    assert [name for name in theirs if not re.fullmatch(known, name)] == []


def test_no_field_stands_before_a_short_file_that_replayweb_page_trips_on(wacz: zipfile.ZipFile) -> None:
    """It takes the content to begin right behind the name."""
    raw = Path(str(wacz.filename)).read_bytes()
    for info in wacz.infolist():
        assert raw[info.header_offset + 28 : info.header_offset + 30] == b"\0\0", info.filename


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.example.org/index.html", "org,example)/index.html"),
        ("http://Example.org", "org,example)/"),
        ("http://example.org:8080/A?b=2&a=1", "org,example:8080)/a?a=1&b=2"),
        ("urn:dom:https://example.org/", "urn:dom:https://example.org/"),
        ("http://[::1/", "http://[::1/"),
        ("http://a.example/x y", "example,a)/x%20y"),
    ],
)
def test_searchable_addresses(url: str, key: str) -> None:
    assert searchable(url) == key
