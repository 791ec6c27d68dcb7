"""What waits on a device: items and flights as bytes and back."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.replica.change import Edit, Name
from shared.replica.outbox import (
    NO_FLIGHT,
    AddDevice,
    Admit,
    Flight,
    FlightRecord,
    Found,
    Item,
    Leave,
    NewCircle,
    NewIdentity,
    Remove,
    Revoke,
    Save,
    Share,
    Turn,
    decode_flight,
    decode_item,
    encode,
)

ID, KEY, SIGNATURE = b"i" * 16, b"k" * 32, b"s" * 64
INTENTS = [
    Found(b"t" * 112, "Bureau", "Noor", ("adviser",), "laptop", KEY),
    Share(ID, ID, ID),
    Leave(ID, ID),
    Admit(ID, "Joost", ("adviser",), KEY, KEY, "laptop", SIGNATURE),
    Remove(ID),
    AddDevice(KEY, "phone", SIGNATURE),
    Revoke(ID),
    Turn(KEY, loss=True),
    NewIdentity(KEY, KEY, "laptop 2"),
]


@pytest.mark.parametrize("intent", [None, *INTENTS], ids=lambda x: type(x).__name__)
def test_items_come_back(intent: None) -> None:
    """Each act that can wait is still the same one after a restart, with its edits."""
    edits = (
        Edit("note", ID, "text", "héllo", (Name(ID, 3),)),
        Edit("note", ID, "day", None),
        Edit("note", ID, "list", [1, {"a": b"b"}]),
    )
    item = Item(4, (Save(ID, 1, edits, 5),), (NewCircle(ID, KEY),), intent)
    again = decode_item(encode(item))
    assert again == item
    names = [name for save in again.saves for edit in save.edits for name in edit.supersedes]
    assert [tuple(name) for name in names] == [(ID, 3)]


def test_flights_come_back() -> None:
    """A batch under way is sent again, byte by byte, after a restart."""
    record = FlightRecord(b"wire", KEY, KEY, 3, 4, ID)
    flight = Flight((record,), True, 9, ((KEY, b"parcel", SIGNATURE),), (KEY, b"o" * 32))
    assert decode_flight(encode(flight)) == flight
    assert decode_flight(encode(NO_FLIGHT)) == NO_FLIGHT


@given(st.binary(max_size=60))
def test_damaged_bytes_have_one_error(data: bytes) -> None:
    """A store that is damaged is told as such, and not as a bug."""
    for reader in (decode_item, decode_flight):
        try:
            reader(data)
        except msgspec.MsgspecError:
            continue
