"""The store in one SQLite database.

Durability: write-ahead log with `synchronous=FULL`, so a commit that has returned
survives the end of the process and of the machine. One connection writes, from one
thread; each thread that reads has a connection of its own and is never kept waiting.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

import msgspec

from shared.protocol.access import device_id
from shared.protocol.messages import DeviceKey, Head
from shared.protocol.record import Entry
from shared.protocol.refusal import Refusal
from sync_server.store import desk, files, firms, rows, rules
from sync_server.store.base import (
    Allowance,
    Batch,
    Box,
    Ceilings,
    Code,
    Firm,
    Identity,
    Kept,
    Placed,
    Step,
    Totals,
)
from sync_server.store.firms import Devices

WAL_BYTES = 16 * 1024 * 1024
"""The write-ahead log is brought over into the database when it is longer."""

_NOBODY: Devices = MappingProxyType({})


class _Draft:
    """What the steps of a commit have changed so far."""

    def __init__(self) -> None:
        self.identity: Identity | None = None
        self.numbers: dict[bytes, int] = {}
        self.firms: dict[bytes, Firm] = {}
        self.devices: dict[bytes, Devices] = {}


class SqliteStore:
    """See `sync_server.store.base.Store`. `seed` (32 random bytes) and `incarnation`
    (16) become the relay's when the folder is new; with `alone`, the folder is kept
    to this store until it is closed. Raises `StoreFault`."""

    def __init__(self, folder: Path, seed: bytes, incarnation: bytes, *, alone: bool) -> None:
        self._folder = folder
        self._writer, self._lock = files.writer(folder, alone=alone)
        self._readers = threading.local()
        self._open_readers: list[sqlite3.Connection] = []
        self._draft = _Draft()
        # Whether the write-ahead log may still hold bytes that were erased.
        self._wiping = False
        self._numbers: dict[bytes, int] = {}
        self._firms: dict[bytes, Firm] = {}
        self._devices: dict[bytes, Devices] = {}
        try:
            with files.told(folder):
                self._identity = firms.identity(self._writer, seed, incarnation)
                self._load()
        except BaseException:
            self.close()
            raise

    def _load(self) -> None:
        for number, firm in firms.load(self._writer):
            self._numbers[firm.log] = number
            self._firms[firm.log] = firm
            self._devices[firm.log] = firms.devices(self._writer, number)

    # What is committed

    @property
    def identity(self) -> Identity:
        return self._identity

    def firm(self, log: bytes) -> Firm | None:
        return self._firms.get(log)

    def devices(self, log: bytes) -> Devices:
        return self._devices.get(log, _NOBODY)

    def served(self, log: bytes, after: int, until: int, limit: int) -> list[Kept]:
        return rows.served(self._reader(), self._numbers[log], after, until, limit)

    def parcel(self, slot: bytes) -> bytes | None:
        return desk.parcel(self._reader(), slot)

    def box(self, box: bytes) -> Box | None:
        return desk.box(self._reader(), box)

    def part(self, box: bytes, name: str) -> bytes | None:
        return desk.part(self._reader(), box, name)

    def totals(self) -> Totals:
        return rules.totals(self._firms.values(), self._devices.values())

    def _reader(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._readers, "connection", None)
        if connection is None:
            connection = self._readers.connection = files.reader(self._folder)
            self._open_readers.append(connection)
        return connection

    # Committing

    def commit(self, steps: Sequence[Step]) -> list[object]:
        try:
            return self._together(steps)
        except sqlite3.OperationalError as error:
            if len(steps) == 1:
                full = error.sqlite_errorcode == sqlite3.SQLITE_FULL
                return [Refusal.FULL if full else error]
        except Exception as error:  # noqa: BLE001 - it is handed back to who asked
            if len(steps) == 1:
                return [error]
        # One of them failed and took the others along: each by itself, then.
        return [outcome for step in steps for outcome in self.commit([step])]

    def _together(self, steps: Sequence[Step]) -> list[object]:
        self._draft = draft = _Draft()
        self._writer.execute("begin immediate")
        try:
            outcomes = [step() for step in steps]
            for log, firm in draft.firms.items():
                firms.write(self._writer, self._number(log), firm)
            self._writer.execute("commit")
        except BaseException:
            self._draft = _Draft()
            if self._writer.in_transaction:
                self._writer.execute("rollback")
            raise
        self._numbers.update(draft.numbers)
        self._devices.update(draft.devices)
        self._firms.update(draft.firms)
        self._identity = draft.identity or self._identity
        return outcomes

    def _number(self, log: bytes) -> int:
        return self._draft.numbers.get(log) or self._numbers[log]

    def _drafted(self, log: bytes) -> Firm | None:
        return self._draft.firms.get(log) or self._firms.get(log)

    def _drafted_devices(self, log: bytes) -> Devices:
        return self._draft.devices.get(log) or self._devices.get(log, _NOBODY)

    # Steps

    def add_code(self, code: Code) -> None:
        desk.add_code(self._writer, code)

    def enrol(self, code_hash: bytes, log: bytes, key: bytes, now: int) -> Refusal | None:
        code = desk.code(self._writer, code_hash)
        founder = self._drafted_devices(log).get(device_id(key))
        refusal = rules.enrol_refusal(code, self._drafted(log), log, founder, now)
        if code is None or refusal is not None or code.log == log:
            return refusal
        desk.use_code(self._writer, code_hash, log)
        self._draft.numbers[log] = firms.begin(self._writer, log)
        self._draft.firms[log] = Firm(log, 0, log)
        self._write_device(log, DeviceKey(key, manager=True))
        return None

    def append(self, log: bytes, batch: Batch, ceilings: Ceilings) -> Placed | Refusal:
        firm = self._drafted(log)
        if firm is None or batch.device not in self._drafted_devices(log):
            return Refusal.NOT_ADMITTED
        number = self._number(log)
        first = rows.place_of(self._writer, number, batch.entries[0].tag)
        if first is not None:
            if rows.stand_at(self._writer, number, first, batch.entries):
                return Placed(first, again=True)
            return Refusal.TAG_TAKEN
        refusal = rules.refusal_of(firm, batch)
        if refusal is not None:
            return refusal
        growth = desk.parcel_growth(self._writer, number, batch.slots)
        if isinstance(growth, Refusal):
            return growth
        if rules.is_full(firm, batch, growth, ceilings):
            return Refusal.FULL
        if not rows.add(self._writer, number, firm.place, batch.entries):
            return Refusal.TAG_TAKEN
        desk.put_parcels(self._writer, number, batch.slots)
        self._draft.firms[log] = rules.grown(firm, batch, growth)
        return Placed(firm.place + 1)

    def take_tail(
        self, log: bytes, head: Head, entries: Sequence[Entry], fresh: bytes
    ) -> Refusal | None:
        firm = self._drafted(log)
        if firm is None:
            return Refusal.NOT_ADMITTED
        waiting = rules.sighted(firm, self._identity, head)
        if waiting is not firm and head.incarnation == self._identity.incarnation:
            self.restored(fresh, wait=False)
        self._draft.firms[log] = firm = waiting
        healed = rules.healed(firm, self._identity, head, entries)
        if isinstance(healed, Refusal):
            return healed
        whole, tail = healed
        if not rows.add(self._writer, self._number(log), firm.place, tail):
            return Refusal.NOT_MINE
        self._draft.firms[log] = whole
        self.give(log, [entry for entry in entries if entry.wire is not None])
        return None

    def give(self, log: bytes, entries: Sequence[Entry]) -> int:
        firm = self._drafted(log)
        if firm is None:
            return 0
        taken = rows.fill(self._writer, self._number(log), entries)
        self._draft.firms[log] = msgspec.structs.replace(
            firm, size=firm.size + rules.size_of(taken), gaps=firm.gaps - len(taken)
        )
        return len(taken)

    def erase(self, log: bytes, by: bytes, tags: Sequence[bytes]) -> int | Refusal:
        firm = self._drafted(log)
        if firm is None or by not in self._drafted_devices(log):
            return Refusal.NOT_ADMITTED
        done = rows.erase(self._writer, self._number(log), tags)
        self._draft.firms[log] = rules.thinned(firm, done)
        self._wiping = self._wiping or done.fresh > done.missing
        return done.standing

    def evaluation(
        self, log: bytes, by: bytes, points: int, day: int, allowance: Allowance, fresh: bytes
    ) -> bytes | Refusal:
        if by not in self._drafted_devices(log):
            return Refusal.NOT_ADMITTED
        number = self._number(log)
        own, by_firm = desk.evaluated(self._writer, number, day, by)
        refusal = rules.evaluation_refusal(points, own, by_firm, allowance)
        if refusal is not None:
            return refusal
        desk.count_evaluated(self._writer, number, day, by, points)
        return desk.scalar(self._writer, number, fresh)

    def put_device(
        self, log: bytes, by: bytes, device: DeviceKey, ceilings: Ceilings
    ) -> Refusal | None:
        refusal = rules.device_refusal(self._drafted_devices(log), by, device, ceilings)
        if refusal is None:
            self._write_device(log, device)
        return refusal

    def drop_device(self, log: bytes, by: bytes, device: bytes) -> Refusal | None:
        devices = self._drafted_devices(log)
        refusal = rules.drop_refusal(devices, by, device)
        if refusal is None:
            firms.drop_device(self._writer, self._number(log), devices[device].key)
            self._draft.devices[log] = MappingProxyType(
                {named: key for named, key in devices.items() if named != device}
            )
        return refusal

    def open_box(self, box: bytes, opened: Box, ceilings: Ceilings, now: int) -> Refusal | None:
        return desk.open_box(self._writer, self._number(opened.log), box, opened, ceilings, now)

    def put_part(self, box: bytes, name: str, data: bytes) -> Refusal | None:
        return desk.put_part(self._writer, box, name, data)

    def sweep(self, now: int) -> None:
        desk.sweep(self._writer, now)

    def restored(self, incarnation: bytes, *, wait: bool, give_up: bool = False) -> None:
        before = self._identity
        given_up = before.given_up | {before.incarnation} if give_up else before.given_up
        self._draft.identity = Identity(before.seed, incarnation, given_up)
        firms.begin_incarnation(self._writer, self._draft.identity)
        for log, firm in self._firms.items():
            self._draft.firms[log] = rules.put_back(firm, wait, give_up)

    def _write_device(self, log: bytes, device: DeviceKey) -> None:
        firms.put_device(self._writer, self._number(log), device)
        self._draft.devices[log] = MappingProxyType(
            {**self._drafted_devices(log), device_id(device.key): device}
        )

    # Afterwards

    def rest(self, idle: bool) -> None:
        waiting = files.wal_bytes(self._folder)
        if waiting and (idle or self._wiping):
            # Another process may be reading, for a backup perhaps: the writing thread
            # must not wait for it.
            self._writer.execute("pragma busy_timeout = 0")
            try:
                [(busy, *_)] = self._writer.execute("pragma wal_checkpoint(truncate)").fetchall()
            finally:
                self._writer.execute(f"pragma busy_timeout = {files.WAIT_SECONDS * 1_000:.0f}")
            self._wiping = self._wiping and busy != 0
        elif waiting > WAL_BYTES:
            self._writer.execute("pragma wal_checkpoint(passive)").fetchall()

    def close(self) -> None:
        for connection in self._open_readers:
            connection.close()
        self._writer.close()
        if self._lock is not None:
            self._lock.close()
