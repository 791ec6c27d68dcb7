"""A log carried by hand, as a file: what is refused, and that nothing of it is used then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.protocol.messages import Head, Page
from shared.protocol.record import Entry, entry_of
from shared.sealing.carrying import (
    HEADER_BYTES,
    SEALED_LIMIT,
    CarryFlaw,
    Manifest,
    Unfit,
    open_carry,
    seal_carry,
)

LOG, EPOCH, SECRET, SALT = b"l" * 32, b"e" * 32, b"s" * 32, b"t" * 32
HEAD = Head(b"i" * 16, 9, b"c" * 32, b"g" * 64)
MANIFEST = Manifest(LOG, 4, b"h" * 32, HEAD)
PAGES = (
    Page(4, (entry_of(b"w" * 600), Entry(b"t" * 16, b"r" * 32)), HEAD),
    Page(6, tuple(Entry(bytes([n]) * 16, b"r" * 32) for n in range(3)), HEAD),
)


def sealed(manifest: Manifest = MANIFEST, pages: tuple[Page, ...] = PAGES) -> bytes:
    return b"".join(seal_carry(SECRET, EPOCH, SALT, manifest, pages))


def opened(file: bytes, cut: int = 100, **named: Any) -> list[Manifest | Page]:
    chunks = [file[at : at + cut] for at in range(0, len(file), cut)]
    return list(open_carry(chunks, named.get("secrets", {EPOCH: SECRET}), named.get("log", LOG)))


def flaw(file: bytes, **named: Any) -> CarryFlaw:
    with pytest.raises(Unfit) as caught:
        opened(file, **named)
    return caught.value.flaw


@given(st.integers(1, 900))
def test_what_was_sealed_is_opened_however_it_is_cut(cut: int) -> None:
    """Manifest and pages, in order, whole."""
    assert opened(sealed(), cut) == [MANIFEST, *PAGES]


@given(st.integers(0, len(sealed()) - 1))
def test_a_file_that_was_cut_is_told_from_a_whole_one(length: int) -> None:
    """At any byte, at the border of two pieces too."""
    short = length < 16
    assert flaw(sealed()[:length]) is (CarryFlaw.not_carry if short else CarryFlaw.cut)


@given(st.integers(0, len(sealed()) - 1), st.integers(1, 255))
def test_a_changed_byte_is_found(at: int, by: int) -> None:
    """Wherever it is; what it is taken for depends on where."""
    file = bytearray(sealed())
    file[at] ^= by
    assert flaw(bytes(file)) in (
        CarryFlaw.not_carry,
        CarryFlaw.foreign,
        CarryFlaw.damaged,
        CarryFlaw.cut,
    )


@given(st.binary(max_size=400))
def test_any_bytes_are_no_fault_of_the_program(data: bytes) -> None:
    """A photograph, an empty file, noise."""
    assert flaw(data) in (CarryFlaw.not_carry, CarryFlaw.cut)
    assert data.startswith(b"luister-carry-1\0") == (flaw(data) is CarryFlaw.cut)
    assert flaw(sealed()[:HEADER_BYTES] + data) in (CarryFlaw.cut, CarryFlaw.damaged)


def test_what_follows_the_end_is_refused() -> None:
    """A file holds one range and nothing else."""
    assert flaw(sealed() + b"\x00") is CarryFlaw.damaged
    assert flaw(sealed() + sealed()[HEADER_BYTES:]) is CarryFlaw.damaged


def test_another_firms_file_is_refused() -> None:
    """By its key, or by the log that it names."""
    assert flaw(sealed(), secrets={b"o" * 32: SECRET}) is CarryFlaw.foreign
    assert flaw(sealed(), log=b"o" * 32) is CarryFlaw.foreign
    assert flaw(sealed(), secrets={EPOCH: b"o" * 32}) is CarryFlaw.damaged


def test_a_huge_piece_is_refused_before_it_is_read() -> None:
    """A length field costs nobody their memory: nothing is asked of the file after it."""
    asked: list[int] = []

    def chunks() -> Iterator[bytes]:
        yield sealed()[:HEADER_BYTES] + (SEALED_LIMIT + 1).to_bytes(4, "big")
        asked.append(1)
        yield bytes(1_000)

    with pytest.raises(Unfit) as caught:
        list(open_carry(chunks(), {EPOCH: SECRET}, LOG))
    assert caught.value.flaw is CarryFlaw.damaged
    assert asked == []


@pytest.mark.parametrize(
    "pages",
    [
        (),
        PAGES[:1],
        (PAGES[1],),
        (*PAGES, Page(9, (Entry(b"t" * 16, b"r" * 32),), HEAD)),
        (PAGES[0], Page(6, (), HEAD), PAGES[1]),
        (PAGES[0], msgspec.structs.replace(PAGES[1], after=7)),
        (
            PAGES[0],
            msgspec.structs.replace(PAGES[1], head=msgspec.structs.replace(HEAD, place=10)),
        ),
    ],
    ids=["none", "too few", "not the first", "too many", "empty", "a hole", "another head"],
)
def test_pages_follow_each_other_up_to_the_head(pages: tuple[Page, ...]) -> None:
    """A gap, a page too many or one of another head make the file no range of a log."""
    assert flaw(sealed(pages=pages)) is CarryFlaw.malformed


def test_an_empty_range_is_refused() -> None:
    """A file that goes nowhere."""
    empty = msgspec.structs.replace(MANIFEST, after=9)
    assert flaw(sealed(empty, ())) is CarryFlaw.malformed


def test_a_record_that_does_not_fit_is_never_written() -> None:
    """The writer stops, before the reader has to."""
    page = Page(4, (entry_of(bytes(SEALED_LIMIT)),), HEAD)
    with pytest.raises(ValueError, match="does not fit"):
        sealed(pages=(page,))
