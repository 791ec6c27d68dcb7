"""The sealed snapshot: what unlocking starts from, so that it need not replay the log.

It holds the image of the projection and the ledger's memory, in one sealed stream in
one file. It is a cache: whatever is wrong with it, it is thrown away and the log is
replayed. The store names the one snapshot that belongs to it, so a copy from before,
or the snapshot of another store, is never taken for the present.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Generator
from pathlib import Path
from typing import Protocol

import msgspec

from shared.replica.replica import Replica
from shared.sealing.fault import SealingFault
from tui.local.fault import LocalFault, StoreFull
from tui.local.home import Home
from tui.local.projection import FORM, Projection
from tui.local.sealer import Sealer
from tui.local.store import SNAPSHOT, Loaded, Store

PURPOSE = "snapshot"
READ_BYTES = 1_048_576
ID_BYTES = 16


class Stamp(msgspec.Struct, array_like=True, frozen=True):
    """Which snapshot: its form, id (16 random bytes), the place and chain value of the
    ledger in it, and the highest outbox number then."""

    form: int
    id: bytes
    place: int
    chain: bytes
    number: int


class Head(msgspec.Struct, array_like=True, frozen=True):
    """What opens the stream: the stamp, and the sizes of memory and image in bytes."""

    stamp: Stamp
    memory: int
    image: int


class Kept(Protocol):
    """What a snapshot is made of: an open session."""

    home: Home
    sealer: Sealer
    store: Store
    projection: Projection
    replica: Replica


_encode = msgspec.msgpack.Encoder().encode
_decode_head = msgspec.msgpack.Decoder(Head).decode
_decode_stamp = msgspec.msgpack.Decoder(Stamp).decode


def write_snapshot(session: Kept, memory: bytes) -> bool:
    """Put the snapshot of a session in place; `memory` is that of its ledger.

    False when the disk does not take it: unlocking takes longer then, nothing is lost.
    """
    ledger = session.replica.ledger
    image = session.projection.image()
    stamp = Stamp(
        FORM,
        session.replica.random(ID_BYTES),
        ledger.place,
        ledger.head(),
        session.store.number,
    )
    head = Head(stamp, len(memory), len(image))
    try:
        session.home.write(
            session.home.snapshot,
            session.sealer.seal_stream(PURPOSE, (_encode(head), memory, image)),
        )
        session.store.keep(SNAPSHOT, _encode(stamp))
    except (OSError, StoreFull):
        return False
    return True


def read_snapshot(
    home: Home, sealer: Sealer, loaded: Loaded, projection: Projection
) -> bytes | None:
    """Put the snapshot's image into `projection` and give the ledger's memory.

    None when there is no snapshot, or none that is whole and belongs to the store;
    it is thrown away then, and so is what `projection` held.
    """
    path = home.snapshot
    if not path.exists():
        return None
    try:
        memory = _read(path, sealer, loaded, projection)
    except (OSError, SealingFault, LocalFault, msgspec.MsgspecError, sqlite3.Error, MemoryError):
        memory = None
    if memory is None:
        with contextlib.suppress(OSError):
            path.unlink()
    return memory


def _read(path: Path, sealer: Sealer, loaded: Loaded, projection: Projection) -> bytes | None:
    expected = None if loaded.snapshot is None else _decode_stamp(loaded.snapshot)
    if expected is None or expected.form != FORM or expected.place > loaded.place:
        return None
    with contextlib.closing(_pieces(path)) as pieces:
        stream = sealer.open_stream(PURPOSE, pieces)
        head = _decode_head(next(stream, b""))
        if head.stamp != expected or head.memory + head.image > path.stat().st_size:
            return None
        content = bytearray(head.memory + head.image)
        at = 0
        for piece in stream:
            content[at : at + len(piece)] = piece
            at += len(piece)
    if at != len(content):
        return None
    view = memoryview(content)
    projection.load(view[head.memory :])
    return bytes(view[: head.memory])


def _pieces(path: Path) -> Generator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(READ_BYTES):
            yield piece
