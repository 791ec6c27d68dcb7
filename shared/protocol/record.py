"""What everybody, the relay too, can see of a record: tag, size and id."""

from __future__ import annotations

import msgspec

from shared.protocol.hashing import hash32

FORMAT_VERSION = 1
TAG_BYTES = 16
NONCE_BYTES = 24
MAC_BYTES = 16
ID_BYTES = 32
PLAINTEXT_FLOOR = 512
WIRE_OVERHEAD = TAG_BYTES + NONCE_BYTES + MAC_BYTES
WIRE_FLOOR = PLAINTEXT_FLOOR + WIRE_OVERHEAD
"""The shortest wire record, in bytes (docs/protocol.md §4.2)."""
WIRE_LIMIT = 4_194_304
"""The longest wire record, in bytes."""


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """One place of a log: a tag (16 bytes), a record id (32) and, unless the bytes
    are gone, the record as it was sent."""

    tag: bytes
    id: bytes
    wire: bytes | None = None


def record_id(wire: bytes) -> bytes:
    """The id (32 bytes) of a record as it was sent."""
    return hash32("lv1.record", wire)


def tag_of(wire: bytes) -> bytes:
    """The tag (16 bytes) that stands in front of a record."""
    return wire[:TAG_BYTES]


def entry_of(wire: bytes) -> Entry:
    """The entry that a record makes when it is placed in a log."""
    return Entry(wire[:TAG_BYTES], hash32("lv1.record", wire), wire)
