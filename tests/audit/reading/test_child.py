from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.reading.child import Reader, ReaderError
from audit.reading.outcome import MAX_TEXT, STATES
from tests.audit.reading import files, pdfs

HOSTILE = "tests.audit.reading.hostile"
needs_limits = pytest.mark.skipif(sys.platform == "win32", reason="the platform has no limits on a process")


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as one:
        yield one


@pytest.fixture
def hostile() -> Iterator[Reader]:
    with Reader(HOSTILE, seconds=2.0) as one:
        yield one


def good(reader: Reader) -> bool:
    """The next document is read, whatever the last one did."""
    return reader.read("да".encode()).text == "да"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("deed", "state"), [("hang", "timeout"), ("die", "corrupt"), ("raise", "corrupt"), ("garble", "corrupt")]
)
def test_child_that_fails_is_told_and_replaced(hostile: Reader, deed: str, state: str) -> None:
    assert good(hostile)
    assert hostile.read(deed.encode()).state == state
    assert good(hostile)


@pytest.mark.slow
@needs_limits
@pytest.mark.parametrize(("deed", "state"), [("burn", "timeout"), ("grow", "too_large")])
def test_limits_of_the_system(deed: str, state: str) -> None:
    with Reader(HOSTILE) as reader:
        assert reader.read(deed.encode()).state == state
        assert good(reader)


@needs_limits
def test_child_opens_neither_files_nor_sockets_nor_programs(hostile: Reader) -> None:
    assert hostile.read(b"open").text.split("\n") == ["OSError"] * 3


def test_child_knows_nothing_of_our_environment(hostile: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GLASNOST_TOKEN", "secret")
    known = set(hostile.read(b"environment").text.split("\n"))
    assert known <= {"LC_ALL", "LC_CTYPE", "OMP_THREAD_LIMIT", "PYTHONPATH", "PYTHONUTF8", "SYSTEMROOT"}


def test_printing_does_not_get_between_messages(hostile: Reader) -> None:
    assert hostile.read(b"print").text == "да"
    assert good(hostile)


def test_what_the_child_says_is_bounded_and_cleaned(hostile: Reader) -> None:
    told = hostile.read(b"lie")
    assert told.state == "corrupt"
    assert (len(told.text), told.cut, told.pages) == (MAX_TEXT, True, 0)
    assert "\x1b" not in told.text + told.note
    assert len(told.kind) <= 8
    assert len(told.note) <= 200


def test_broken_installation_blames_no_document() -> None:
    with Reader("tests.audit.reading.no_such_module") as reader, pytest.raises(ReaderError, match="did not start"):
        reader.read(files.docx())


def test_one_child_reads_many_documents(reader: Reader) -> None:
    read = [reader.read(data) for data in (pdfs.pdf(), b"", files.docx(), pdfs.pdf()[:300], files.rtf())]
    assert [one.state for one in read] == ["text", "corrupt", "text", "corrupt", "text"]


SAMPLES = (
    files.docx(),
    files.odt(),
    files.rtf(),
    files.xls(),
    pdfs.pdf(),
    files.doc(("Устав\rД\x07Имя\x07\x1c", False)),
)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sample=st.sampled_from(SAMPLES),
    share=st.floats(0, 1),
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=30),
)
def test_any_damage_gives_an_answer(
    reader: Reader, sample: bytes, share: float, changes: list[tuple[float, int]]
) -> None:
    data = bytearray(sample[: int(len(sample) * share) + 1])
    for place, byte in changes:
        data[int(place * len(data))] = byte
    told = reader.read(bytes(data))
    assert told.state in STATES
    assert told.note != "the reader died of it"
