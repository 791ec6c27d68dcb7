"""The chain value of a log: one hash that names everything up to a place."""

from __future__ import annotations

from collections.abc import Iterable

from shared.protocol.hashing import hash32
from shared.protocol.record import Entry

CHAIN_BYTES = 32


def link(previous: bytes, tag: bytes, record_id: bytes) -> bytes:
    """`H(n)` from `H(n-1)` (32 bytes), the tag (16) and the id (32) at place n."""
    return hash32("lv1.chain", previous + tag + record_id)


def extend(previous: bytes, entries: Iterable[Entry]) -> bytes:
    """The chain value after `entries`, starting from `previous`. `H(0)` is the log id."""
    value = previous
    for entry in entries:
        value = link(value, entry.tag, entry.id)
    return value
