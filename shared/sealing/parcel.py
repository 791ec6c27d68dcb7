"""The parcel: what a recovery sheet's holder needs to begin again, kept by the relay
under the sheet's slot (docs/protocol.md §7.2).

It is sealed to a public key, whose private half is on paper alone: a device that has
forgotten its older keys can not get them back from an older parcel.
"""

from __future__ import annotations

import msgspec

from shared.protocol import access
from shared.protocol.access import slot_id
from shared.protocol.hashing import keyed32
from shared.protocol.messages import PARCEL_LIMIT, Bytes16, Bytes32, Count, ParcelPut
from shared.sealing.device import Random, exchange_public
from shared.sealing.discreet import Discreet
from shared.sealing.entry import KeyEntry
from shared.sealing.fault import SmallOrder, TooLarge, Unreadable
from shared.sealing.pair import agree
from shared.sealing.sealed import NONCE_BYTES, open_body, seal_text

_KEY_BYTES = 32


class ParcelBody(Discreet, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Who the sheet's holder is, where the log stood, and the keys to go on with."""

    log: Bytes32
    member: Bytes16
    place: Count
    chain: Bytes32
    """The chain value at `place`, which the relay's log must have there."""
    member_private: Bytes32
    entries: tuple[KeyEntry, ...]
    """Of all epochs of `everyone`, and of the current one of `self`."""

    def __repr__(self) -> str:
        return f"ParcelBody(member={self.member.hex()}, place={self.place}, …)"


def seal_parcel(parcel_key: bytes, slot: bytes, body: ParcelBody, random: Random) -> bytes:
    """The parcel of a slot (id of 16 bytes), to the sheet's parcel key (public, 32 bytes).

    Raises `TooLarge` over the relay's limit of a mebibyte, `SmallOrder` when the parcel key
    is no real key.
    """
    once = random(_KEY_BYTES)
    key = _key(agree(once, parcel_key), exchange_public(once), parcel_key)
    sealed = seal_text(key, slot, msgspec.msgpack.encode(body), random(NONCE_BYTES))
    parcel = exchange_public(once) + sealed
    if len(parcel) > PARCEL_LIMIT:
        raise TooLarge
    return parcel


def open_parcel(parcel_private: bytes, slot: bytes, parcel: bytes) -> ParcelBody | Unreadable:
    """What a parcel holds, with the sheet's parcel private key (32 bytes); its secrets are
    those that their epoch ids commit to.

    The caller checks log, and the chain value at the place, before trusting the relay.
    """
    once = parcel[:_KEY_BYTES]
    try:
        shared = agree(parcel_private, once)
    except (SmallOrder, ValueError):
        return Unreadable.closed
    key = _key(shared, once, exchange_public(parcel_private))
    body = open_body(key, slot, ParcelBody, parcel[_KEY_BYTES:])
    if isinstance(body, ParcelBody) and not all(entry.fits() for entry in body.entries):
        return Unreadable.mismatch
    return body


def _key(shared: bytes, once: bytes, parcel_key: bytes) -> bytes:
    return keyed32(shared, "lv1.parcel", once + parcel_key)


def put_parcel(log: bytes, slot_seed: bytes, parcel: bytes) -> ParcelPut:
    """The parcel as it goes into an append, signed by the slot's key (seed, 32 bytes)."""
    key = access.public_key(slot_seed)
    text = access.parcel_text(log, slot_id(key), parcel)
    return ParcelPut(key, parcel, access.sign(slot_seed, access.PARCEL, text))


def slot_of(slot_seed: bytes) -> bytes:
    """The slot id (16 bytes) of a slot's seed (32 bytes)."""
    return slot_id(access.public_key(slot_seed))
