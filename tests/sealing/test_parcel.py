"""Parcels: only the sheet's holder opens one, and only a true one is taken."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.protocol import access
from shared.protocol.hashing import keyed32
from shared.protocol.messages import PARCEL_LIMIT
from shared.sealing.device import exchange_public
from shared.sealing.entry import KeyEntry
from shared.sealing.epoch import epoch_id
from shared.sealing.fault import SmallOrder, TooLarge, Unreadable
from shared.sealing.pair import EVERYONE, agree
from shared.sealing.parcel import ParcelBody, open_parcel, put_parcel, seal_parcel, slot_of
from shared.sealing.sealed import seal_text
from shared.sealing.sheet import Sheet
from tests.sealing.cast import LAPTOP, LOG, NONCE, NOOR, NOOR_PRIVATE, flipped

SHEET = Sheet.of(bytes(range(16)))


def random(count: int) -> bytes:
    """Bytes that are the same in every run."""
    return (ONCE if count == 32 else NONCE)[:count]


SLOT = slot_of(SHEET.slot_seed)
ONCE = b"o" * 32
SECRET = b"canary".ljust(32, b"s")
ENTRY = KeyEntry(EVERYONE, "everyone", epoch_id(EVERYONE, SECRET), SECRET, LAPTOP.signer.device, 1)
BODY = ParcelBody(LOG, NOOR, 12, b"c" * 32, NOOR_PRIVATE, (ENTRY,))
PARCEL = seal_parcel(SHEET.parcel_key, SLOT, BODY, random)


def sealed(body: Any) -> bytes:
    """A parcel of any body, as a faulty program could make it."""
    return sealed_bytes(msgspec.msgpack.encode(body))


def sealed_bytes(data: bytes) -> bytes:
    """A parcel of any bytes."""
    once = exchange_public(ONCE)
    shared = agree(ONCE, SHEET.parcel_key)
    key = keyed32(shared, "lv1.parcel", once + SHEET.parcel_key)
    return once + seal_text(key, SLOT, data, NONCE)


def test_a_device_that_seals_a_parcel_can_not_open_it() -> None:
    """What it keeps in `self` is the public key: an older parcel gives nothing back."""
    assert open_parcel(SHEET.parcel_key, SLOT, PARCEL) is Unreadable.closed


@pytest.mark.parametrize("point", [bytes(32), b"\x01" + bytes(31)])
def test_points_of_small_order_open_and_seal_nothing(point: bytes) -> None:
    """What anybody could compute is no key."""
    assert open_parcel(SHEET.parcel_private, SLOT, point + PARCEL[32:]) is Unreadable.closed
    with pytest.raises(SmallOrder):
        seal_parcel(point, SLOT, BODY, random)


def parts() -> list[Any]:
    """The body as it stands in MessagePack."""
    return list(msgspec.msgpack.decode(msgspec.msgpack.encode(BODY)))


@given(st.integers(0, 2**63 - 1), st.lists(st.binary(min_size=32, max_size=32), max_size=5))
def test_a_parcel_gives_back_what_was_put_in(place: int, secrets: list[bytes]) -> None:
    """With every key it holds."""
    entries = tuple(
        KeyEntry(EVERYONE, "everyone", epoch_id(EVERYONE, secret), secret, bytes(16), place)
        for secret in secrets
    )
    body = ParcelBody(LOG, NOOR, place, b"c" * 32, NOOR_PRIVATE, entries)

    assert (
        open_parcel(SHEET.parcel_private, SLOT, seal_parcel(SHEET.parcel_key, SLOT, body, random))
        == body
    )


def test_a_parcel_is_for_one_key_and_slot() -> None:
    """Put into another slot it does not open."""
    assert open_parcel(bytes(32), SLOT, PARCEL) is Unreadable.closed
    assert open_parcel(SHEET.parcel_private, flipped(SLOT, 0), PARCEL) is Unreadable.closed


@given(st.integers(0, 8 * len(PARCEL) - 1))
def test_a_changed_parcel_does_not_open(bit: int) -> None:
    """Any bit of it."""
    assert open_parcel(SHEET.parcel_private, SLOT, flipped(PARCEL, bit)) is Unreadable.closed


@given(st.binary(max_size=300))
def test_any_bytes_are_no_parcel(data: bytes) -> None:
    """And raise nothing, nor does a parcel that is cut off anywhere."""
    assert open_parcel(SHEET.parcel_private, SLOT, data) is Unreadable.closed
    assert open_parcel(SHEET.parcel_private, SLOT, PARCEL[: len(data)]) is Unreadable.closed


@given(st.binary(max_size=300))
def test_any_content_is_malformed(data: bytes) -> None:
    """Sealed rightly, but not of the form."""
    parcel = sealed_bytes(data)

    assert open_parcel(SHEET.parcel_private, SLOT, parcel) is Unreadable.malformed


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (0, b"short"),
        (1, bytes(17)),
        (2, -1),
        (2, 2**63),
        (2, 12.0),
        (3, "text"),
        (4, None),
        (5, [[EVERYONE, "everyone", bytes(32), bytes(31), bytes(16), 1]]),
        (5, [[EVERYONE, "everyone", bytes(32), bytes(32), bytes(16)]]),
        (5, [[EVERYONE, "everyone", bytes(32), bytes(32), bytes(16), 1, 1]]),
        (5, {}),
    ],
)
def test_a_field_of_another_form_is_malformed(at: int, value: Any) -> None:
    """Lengths, types and numbers are checked when the parcel is opened."""
    body = parts()
    body[at] = value

    assert open_parcel(SHEET.parcel_private, SLOT, sealed(body)) is Unreadable.malformed


def test_a_field_more_or_less_is_malformed() -> None:
    """The array has exactly its fields."""
    assert open_parcel(SHEET.parcel_private, SLOT, sealed(parts()[:-1])) is Unreadable.malformed
    assert open_parcel(SHEET.parcel_private, SLOT, sealed([*parts(), 1])) is Unreadable.malformed


def test_a_secret_that_does_not_fit_its_epoch_is_a_mismatch() -> None:
    """A secret is checked against the id that commits to it."""
    body = parts()
    body[5] = [[EVERYONE, "everyone", bytes(32), SECRET, bytes(16), 1]]

    assert open_parcel(SHEET.parcel_private, SLOT, sealed(body)) is Unreadable.mismatch


def test_a_parcel_over_the_relays_limit_is_refused() -> None:
    """Before it is sent."""
    count = PARCEL_LIMIT // len(msgspec.msgpack.encode(ENTRY)) + 1
    body = ParcelBody(LOG, NOOR, 12, b"c" * 32, NOOR_PRIVATE, (ENTRY,) * count)

    with pytest.raises(TooLarge):
        seal_parcel(SHEET.parcel_key, SLOT, body, random)


def test_the_slots_key_signs_for_the_relay() -> None:
    """The relay checks this before it takes a parcel."""
    put = put_parcel(LOG, SHEET.slot_seed, PARCEL)

    assert put.parcel == PARCEL
    assert access.slot_id(put.slot_key) == SLOT
    text = access.parcel_text(LOG, SLOT, PARCEL)
    assert access.check(put.slot_key, access.PARCEL, text, put.signature)


def test_no_key_of_a_parcel_shows() -> None:
    """Neither the member's private key nor a secret."""
    shown = repr(BODY) + str(BODY) + repr(ENTRY)

    assert "canary" not in shown
    assert NOOR_PRIVATE.hex() not in shown
    assert repr(NOOR_PRIVATE)[2:-1] not in shown
