from __future__ import annotations

import gzip
import zlib

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.decoding import TooLarge, decode_body


def raw(body: bytes) -> bytes:
    pack = zlib.compressobj(wbits=-15)
    return pack.compress(body) + pack.flush()


@given(st.binary(max_size=5000))
def test_what_was_packed_is_unpacked(body: bytes) -> None:
    assert decode_body(gzip.compress(body), "gzip") == body
    assert decode_body(zlib.compress(body), "deflate") == body
    assert decode_body(brotli.compress(body), "br") == body
    assert decode_body(brotli.compress(gzip.compress(body)), "gzip, br") == body
    assert decode_body(body, "") == body
    assert decode_body(gzip.compress(body) + gzip.compress(body), "x-gzip") == body * 2


def test_raw_deflate_is_read_as_browsers_read_it() -> None:
    assert decode_body(raw(b"text" * 99), "deflate") == b"text" * 99


@pytest.mark.parametrize(
    ("name", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", raw), ("br", brotli.compress)]
)
def test_a_bomb_is_refused_before_it_is_unpacked(name: str, pack: object) -> None:
    assert callable(pack)
    with pytest.raises(TooLarge):
        decode_body(pack(bytes(9_000_000)), name, 1_000_000)


def test_bombs_in_layers_are_refused() -> None:
    with pytest.raises(TooLarge):
        decode_body(gzip.compress(gzip.compress(bytes(50_000_000))), "gzip, gzip", 1_000_000)
    with pytest.raises(TooLarge):
        decode_body(gzip.compress(bytes(900_000)) * 5, "gzip", 1_000_000)


def test_what_is_cut_or_not_packed_is_given_as_far_as_it_goes() -> None:
    packed = gzip.compress(b"".join(str(n).encode() for n in range(9999)))
    assert decode_body(packed[: len(packed) // 2], "gzip").startswith(b"0123456789")
    assert decode_body(b"<html>plain", "gzip") == b"<html>plain"
    assert decode_body(b"<html>plain", "br") == b"<html>plain"
    assert decode_body(b"<html>plain", "identity") == b"<html>plain"


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", "gzip, br", "zstd", ",,"]))
def test_any_bytes_are_survived(body: bytes, name: str) -> None:
    assert isinstance(decode_body(body, name, 100_000), bytes)


def test_a_body_of_many_members_is_read_in_linear_time_and_one_of_too_many_refused() -> None:
    blocks = [str(n).encode() * 500 for n in range(3000)]  # packers such as bgzip work so
    assert decode_body(b"".join(map(gzip.compress, blocks)), "gzip") == b"".join(blocks)
    with pytest.raises(TooLarge):  # 20 MB of these took minutes, with every other site standing still
        decode_body(gzip.compress(b"") * 1_000_000, "gzip")


def test_what_comes_before_a_fault_is_kept() -> None:
    text = b"".join(str(n).encode() for n in range(99_999))
    packed = bytearray(gzip.compress(text))
    packed[len(packed) // 2 :] = b"\xff" * 99
    found = decode_body(bytes(packed), "gzip")
    assert len(found) > len(text) // 5
    assert text.startswith(found[: len(text) // 5])
    assert decode_body(gzip.compress(b"text") + bytes(999), "gzip") == b"text"
