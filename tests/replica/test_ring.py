"""The ring: the secrets of a device, what stands in `self` of them, and how they are kept."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.replica.ring import Ring, decode_ring, encode_ring
from shared.sealing.device import exchange_public, member_public
from shared.sealing.entry import KeyEntry
from shared.sealing.epoch import epoch_id

CASE, OTHER, OWN = b"c" * 16, b"o" * 16, b"s" * 16


def entry(circle: bytes, secret: int, kind: str = "case") -> KeyEntry:
    some = bytes([secret]) * 32
    return KeyEntry(circle, kind, epoch_id(circle, some), some, b"d" * 16, 0)


def ring(*entries: KeyEntry) -> Ring:
    known = {one.epoch: one for one in entries}
    return Ring(b"l" * 32, b"m" * 16, b"1" * 32, b"2" * 32, b"3" * 32, entries=known, kept=set())


def test_a_ring_comes_back_from_its_bytes() -> None:
    """Everything in it, the lost epochs too."""
    some = ring(entry(CASE, 1), entry(OWN, 2, "self"))
    some.next_exchange, some.kept, some.lost = b"4" * 32, {b"e" * 32}, {b"f" * 32: 7}
    assert decode_ring(encode_ring(some)) == some


@given(st.binary(max_size=80))
def test_damaged_bytes_have_one_error(data: bytes) -> None:
    """A store that is damaged is told as such."""
    with pytest.raises(msgspec.MsgspecError):
        decode_ring(data)


def test_public_halves() -> None:
    """What others see of the keys follows from the private halves."""
    some = ring()
    assert some.member_public() == member_public(b"3" * 32)
    assert some.pending_exchange_public() is None
    some.next_exchange = b"4" * 32
    assert some.pending_exchange_public() == exchange_public(b"4" * 32)


def test_what_is_not_kept_yet() -> None:
    """Entries that do not stand in `self`, in one order."""
    one, two = entry(CASE, 1), entry(OTHER, 2)
    some = ring(two, one)
    assert some.unkept() == sorted([one, two], key=lambda x: x.epoch)
    some.kept.add(one.epoch)
    assert some.unkept() == [two]


def test_forgetting_a_circle() -> None:
    """All its epochs go, and nothing else."""
    one, two, other = entry(CASE, 1), entry(CASE, 2), entry(OTHER, 3)
    some = ring(one, two, other)
    some.kept = {one.epoch, other.epoch}
    assert set(some.forget_circle(CASE)) == {one.epoch, two.epoch}
    assert some.entries == {other.epoch: other}
    assert some.kept == {other.epoch}
    assert some.forget_circle(CASE) == []


def test_the_own_circle() -> None:
    """The entry of kind `self`, where there is one."""
    own = entry(OWN, 2, "self")
    assert ring(entry(CASE, 1), own).current_self() == own
    assert ring(entry(CASE, 1)).current_self() is None
