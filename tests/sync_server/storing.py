"""Stores as the tests make and fill them: one firm, and steps that are carried out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from shared.protocol import access
from shared.protocol.chain import extend
from shared.protocol.messages import Head
from shared.protocol.record import Entry, entry_of
from sync_server.store.base import (
    Batch,
    Ceilings,
    Code,
    Slot,
    Store,
)
from sync_server.store.memory import MemoryStore
from sync_server.store.sqlite import SqliteStore
from tests.sync_server.caller import a_wire, some_bytes

SEED = some_bytes("relay", 32)
INCARNATION = b"i" * 16
ROOMY = Ceilings(firm_bytes=10**9, devices=10, boxes=3)
LOG, OTHER_LOG = b"L" * 32, b"M" * 32
KEY, COLLEAGUE, STRANGER = b"1" * 32, b"2" * 32, b"3" * 32
FOUNDER = access.device_id(KEY)
NOW = 1_000_000

Making = Callable[[], Store]


def make_store(kind: str, folder: Path) -> Store:
    if kind == "memory":
        return MemoryStore(SEED, INCARNATION)
    return SqliteStore(folder / "data", SEED, INCARNATION, alone=True)


def begin_log(store: Store, log: bytes = LOG) -> None:
    do(store, lambda: store.add_code(Code(log, NOW + 10)))
    assert do(store, lambda: store.enrol(log, log, KEY, NOW)) is None


def do(store: Store, step: Callable[[], object]) -> object:
    [outcome] = store.commit([step])
    return outcome


def batch_of(
    seen: int,
    *names: object,
    fence: bool = False,
    device: bytes = FOUNDER,
    slots: tuple[Slot, ...] = (),
) -> Batch:
    return Batch(device, seen, fence, [entry_of(a_wire(name, 600)) for name in names], slots)


def append_to(store: Store, batch: Batch, log: bytes = LOG, ceilings: Ceilings = ROOMY) -> object:
    return do(store, lambda: store.append(log, batch, ceilings))


def wires_in(store: Store, log: bytes = LOG) -> list[object]:
    firm = store.firm(log)
    assert firm is not None
    return list(store.served(log, 0, firm.place, 10**9))


def signed_head(store: Store, entries: list[Entry], incarnation: bytes = INCARNATION) -> Head:
    chain = extend(LOG, entries)
    text = access.head_text(LOG, incarnation, len(entries), chain)
    return Head(incarnation, len(entries), chain, access.sign(SEED, access.HEAD, text))


def bring_tail(store: Store, head: Head, entries: list[Entry], fresh: bytes = b"f" * 16) -> object:
    return do(store, lambda: store.take_tail(LOG, head, entries, fresh))
