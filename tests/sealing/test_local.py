"""Blobs and streams on the device's own disk."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.sealing.fault import StreamCut, StreamDamaged
from shared.sealing.local import (
    PIECE_BYTES,
    open_blob,
    open_stream,
    seal_blob,
    seal_stream,
)
from tests.sealing.cast import NONCE, flipped

KEY = b"k" * 32
BLOB = seal_blob(KEY, "ring", b"canary", NONCE)
CHUNKS = [b"first ", b"", b"second ", b"third"]
STREAM = b"".join(seal_stream(KEY, "snapshot", CHUNKS))


def read(stream: bytes, key: bytes = KEY, purpose: str = "snapshot") -> bytes:
    return b"".join(open_stream(key, purpose, [stream]))


@given(st.binary(max_size=1000), st.text(max_size=30))
def test_a_blob_opens_for_its_purpose(text: bytes, purpose: str) -> None:
    """And gives back what was put in."""
    assert open_blob(KEY, purpose, seal_blob(KEY, purpose, text, NONCE)) == text


def test_a_blob_is_for_one_key_and_purpose() -> None:
    """One row's blob can not stand in for another's."""
    assert open_blob(KEY, "outbox/1", BLOB) is None
    assert open_blob(flipped(KEY, 0), "ring", BLOB) is None
    assert b"canary" not in BLOB


@given(st.integers(0, 8 * len(BLOB) - 1), st.binary(max_size=100))
def test_a_changed_or_cut_blob_does_not_open(bit: int, data: bytes) -> None:
    """Nor do any other bytes."""
    assert open_blob(KEY, "ring", flipped(BLOB, bit)) is None
    assert open_blob(KEY, "ring", BLOB[: bit // 8]) is None
    assert open_blob(KEY, "ring", data) is None


@given(st.lists(st.binary(max_size=100), max_size=6), st.integers(1, 50))
def test_a_stream_opens_however_it_is_cut(chunks: list[bytes], step: int) -> None:
    """A file is read in pieces of any size."""
    stream = b"".join(seal_stream(KEY, "snapshot", chunks))
    pieces = [stream[at : at + step] for at in range(0, len(stream), step)]

    assert b"".join(open_stream(KEY, "snapshot", [*pieces, b""])) == b"".join(chunks)


def test_a_large_chunk_becomes_several_pieces() -> None:
    """So that no more than about a mebibyte is held twice."""
    text = bytes(range(256)) * (2 * PIECE_BYTES // 256) + b"end"
    pieces = list(seal_stream(KEY, "snapshot", [text]))

    assert max(len(piece) for piece in pieces) <= PIECE_BYTES + 21
    assert b"".join(open_stream(KEY, "snapshot", pieces)) == text


@settings(max_examples=300)
@given(st.integers(0, len(STREAM) - 1))
def test_a_cut_stream_is_told(length: int) -> None:
    """Wherever it was cut, between two pieces too."""
    with pytest.raises(StreamCut):
        read(STREAM[:length])


@given(st.integers(0, 8 * len(STREAM) - 1))
def test_a_changed_stream_is_told(bit: int) -> None:
    """A changed length may look like a cut; nothing passes."""
    with pytest.raises((StreamDamaged, StreamCut)):
        read(flipped(STREAM, bit))


@given(st.binary(min_size=1, max_size=200))
def test_other_bytes_are_no_stream(data: bytes) -> None:
    """Nor may anything follow the end."""
    with pytest.raises(StreamDamaged):
        read(STREAM + data)
    with pytest.raises((StreamDamaged, StreamCut)):
        read(data)


def test_pieces_can_not_be_moved_or_left_out() -> None:
    """Each hangs on those before it."""
    header, first, _, third, last = (
        piece for piece in seal_stream(KEY, "snapshot", [b"1", b"2", b"3"])
    )
    for moved in ([header, first, third, last], [header, third, first, last], [header, last]):
        with pytest.raises(StreamDamaged):
            list(open_stream(KEY, "snapshot", moved))


def test_a_stream_is_for_one_key_and_purpose() -> None:
    """And nothing of it is in the clear."""
    with pytest.raises(StreamDamaged):
        read(STREAM, purpose="export")
    with pytest.raises(StreamDamaged):
        read(STREAM, key=flipped(KEY, 0))
    assert b"second" not in STREAM


def test_an_empty_stream_is_whole() -> None:
    """Nothing, with a proof that it is all."""
    assert read(b"".join(seal_stream(KEY, "snapshot", []))) == b""
