"""The store in memory: for tests of what stands on a store, and as the plainest
statement of what one does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from shared.protocol.access import device_id
from shared.protocol.messages import DeviceKey, Gap, Head
from shared.protocol.record import Entry
from shared.protocol.refusal import Refusal
from sync_server.store import rules
from sync_server.store.base import (
    DAY,
    DAYS_COUNTED,
    SWEPT_AFTER,
    Allowance,
    Batch,
    Box,
    Ceilings,
    Code,
    Erasure,
    Firm,
    Identity,
    Kept,
    Placed,
    Step,
    Totals,
)


class MemoryStore:
    """See `sync_server.store.base.Store`. `seed` has 32 bytes, `incarnation` 16."""

    def __init__(self, seed: bytes, incarnation: bytes) -> None:
        self._identity = Identity(seed, incarnation)
        self._codes: dict[bytes, Code] = {}
        self._firms: dict[bytes, Firm] = {}
        self._devices: dict[bytes, dict[bytes, DeviceKey]] = {}
        self._logs: dict[bytes, list[Entry]] = {}
        self._places: dict[bytes, dict[bytes, int]] = {}
        self._parcels: dict[bytes, tuple[bytes, bytes]] = {}
        self._boxes: dict[bytes, Box] = {}
        self._parts: dict[tuple[bytes, str], bytes] = {}
        self._erased: set[tuple[bytes, int]] = set()
        self._scalars: dict[bytes, bytes] = {}
        self._evaluated: dict[tuple[bytes, int, bytes], int] = {}

    @property
    def identity(self) -> Identity:
        return self._identity

    def firm(self, log: bytes) -> Firm | None:
        return self._firms.get(log)

    def devices(self, log: bytes) -> Mapping[bytes, DeviceKey]:
        return dict(self._devices.get(log, {}))

    def served(self, log: bytes, after: int, until: int, limit: int) -> list[Kept]:
        kept: list[Kept] = []
        size = 0
        for entry in self._logs[log][after:until]:
            size += 48 if entry.wire is None else len(entry.wire)
            if size > limit and kept:
                break
            kept.append(Gap(entry.tag, entry.id) if entry.wire is None else entry.wire)
        return kept

    def parcel(self, slot: bytes) -> bytes | None:
        found = self._parcels.get(slot)
        return None if found is None else found[1]

    def box(self, box: bytes) -> Box | None:
        return self._boxes.get(box)

    def part(self, box: bytes, name: str) -> bytes | None:
        return self._parts.get((box, name))

    def totals(self) -> Totals:
        return rules.totals(self._firms.values(), self._devices.values())

    def commit(self, steps: Sequence[Step]) -> list[object]:
        outcomes: list[object] = []
        for step in steps:
            try:
                outcomes.append(step())
            except Exception as error:  # noqa: BLE001 - it is handed back to who asked
                outcomes.append(error)
        return outcomes

    def add_code(self, code: Code) -> None:
        self._codes[code.hash] = code

    def enrol(self, code_hash: bytes, log: bytes, key: bytes, now: int) -> Refusal | None:
        code = self._codes.get(code_hash)
        founder = self._devices.get(log, {}).get(device_id(key))
        refusal = rules.enrol_refusal(code, self._firms.get(log), log, founder, now)
        if code is None or refusal is not None or code.log == log:
            return refusal
        self._codes[code_hash] = msgspec.structs.replace(code, log=log)
        self._firms[log] = Firm(log, 0, log)
        self._devices[log] = {device_id(key): DeviceKey(key, manager=True)}
        self._logs[log] = []
        self._places[log] = {}
        return None

    def append(self, log: bytes, batch: Batch, ceilings: Ceilings) -> Placed | Refusal:
        firm = self._firms.get(log)
        if firm is None or batch.device not in self._devices[log]:
            return Refusal.NOT_ADMITTED
        first = self._places[log].get(batch.entries[0].tag)
        if first is not None:
            stored = self._logs[log][first - 1 : first - 1 + len(batch.entries)]
            same = [entry.id for entry in stored] == [entry.id for entry in batch.entries]
            return Placed(first, again=True) if same else Refusal.TAG_TAKEN
        refusal = rules.refusal_of(firm, batch)
        if refusal is not None:
            return refusal
        growth = 0
        for slot in batch.slots:
            owner, before = self._parcels.get(slot.id, (log, b""))
            if owner != log:
                return Refusal.TAKEN
            growth += len(slot.parcel) - len(before)
        if rules.is_full(firm, batch, growth, ceilings):
            return Refusal.FULL
        if not self._add(log, batch.entries):
            return Refusal.TAG_TAKEN
        self._parcels.update({slot.id: (log, slot.parcel) for slot in batch.slots})
        self._firms[log] = rules.grown(firm, batch, growth)
        return Placed(firm.place + 1)

    def take_tail(
        self, log: bytes, head: Head, entries: Sequence[Entry], fresh: bytes
    ) -> Refusal | None:
        firm = self._firms.get(log)
        if firm is None:
            return Refusal.NOT_ADMITTED
        waiting = rules.sighted(firm, self._identity, head)
        if waiting is not firm and head.incarnation == self._identity.incarnation:
            self.restored(fresh, wait=False)
        self._firms[log] = firm = waiting
        healed = rules.healed(firm, self._identity, head, entries)
        if isinstance(healed, Refusal):
            return healed
        whole, tail = healed
        if not self._add(log, tail):
            return Refusal.NOT_MINE
        self._firms[log] = whole
        self.give(log, [entry for entry in entries if entry.wire is not None])
        return None

    def give(self, log: bytes, entries: Sequence[Entry]) -> int:
        firm = self._firms.get(log)
        if firm is None:
            return 0
        taken: list[Entry] = []
        for entry in entries:
            place = self._places[log].get(entry.tag)
            if place is None or (log, place) in self._erased:
                continue
            stored = self._logs[log][place - 1]
            if stored.wire is None and stored.id == entry.id:
                self._logs[log][place - 1] = entry
                taken.append(entry)
        self._firms[log] = msgspec.structs.replace(
            firm, size=firm.size + rules.size_of(taken), gaps=firm.gaps - len(taken)
        )
        return len(taken)

    def erase(self, log: bytes, by: bytes, tags: Sequence[bytes]) -> int | Refusal:
        firm = self._firms.get(log)
        if firm is None or by not in self._devices[log]:
            return Refusal.NOT_ADMITTED
        places = [self._places[log][tag] for tag in tags if tag in self._places[log]]
        fresh = [place for place in places if (log, place) not in self._erased]
        entries = [self._logs[log][place - 1] for place in fresh]
        for place, entry in zip(fresh, entries, strict=True):
            self._logs[log][place - 1] = Entry(entry.tag, entry.id)
            self._erased.add((log, place))
        missing = sum(entry.wire is None for entry in entries)
        done = Erasure(len(places), len(fresh), missing)
        self._firms[log] = rules.thinned(firm, done)
        return done.standing

    def evaluation(
        self, log: bytes, by: bytes, points: int, day: int, allowance: Allowance, fresh: bytes
    ) -> bytes | Refusal:
        if by not in self._devices.get(log, {}):
            return Refusal.NOT_ADMITTED
        today = {key: n for key, n in self._evaluated.items() if key[:2] == (log, day)}
        before = today.get((log, day, by), 0)
        refusal = rules.evaluation_refusal(points, before, sum(today.values()), allowance)
        if refusal is not None:
            return refusal
        self._evaluated[log, day, by] = before + points
        return self._scalars.setdefault(log, fresh)

    def put_device(
        self, log: bytes, by: bytes, device: DeviceKey, ceilings: Ceilings
    ) -> Refusal | None:
        refusal = rules.device_refusal(self.devices(log), by, device, ceilings)
        if refusal is None:
            self._devices[log][device_id(device.key)] = device
        return refusal

    def drop_device(self, log: bytes, by: bytes, device: bytes) -> Refusal | None:
        refusal = rules.drop_refusal(self.devices(log), by, device)
        if refusal is None:
            del self._devices[log][device]
        return refusal

    def open_box(self, box: bytes, opened: Box, ceilings: Ceilings, now: int) -> Refusal | None:
        before = self._boxes.get(box)
        if before is not None:
            same = (before.log, before.pass_hash) == (opened.log, opened.pass_hash)
            return None if same else Refusal.TAKEN
        firms = [one for one in self._boxes.values() if one.log == opened.log]
        if sum(one.expires > now for one in firms) >= ceilings.boxes:
            return Refusal.FULL
        self._boxes[box] = opened
        return None

    def put_part(self, box: bytes, name: str, data: bytes) -> Refusal | None:
        if box not in self._boxes:
            return Refusal.NOT_FOUND
        before = self._parts.setdefault((box, name), data)
        return None if before == data else Refusal.TAKEN

    def sweep(self, now: int) -> None:
        ended = {named for named, box in self._boxes.items() if box.expires <= now}
        self._parts = {key: data for key, data in self._parts.items() if key[0] not in ended}
        past = now - SWEPT_AFTER
        self._boxes = {named: box for named, box in self._boxes.items() if box.expires > past}
        self._codes = {named: code for named, code in self._codes.items() if code.expires > past}
        first = now // DAY + 1 - DAYS_COUNTED
        self._evaluated = {key: n for key, n in self._evaluated.items() if key[1] >= first}

    def restored(self, incarnation: bytes, *, wait: bool, give_up: bool = False) -> None:
        before = self._identity
        given_up = before.given_up | {before.incarnation} if give_up else before.given_up
        self._identity = Identity(before.seed, incarnation, given_up)
        for log, firm in self._firms.items():
            self._firms[log] = rules.put_back(firm, wait, give_up)

    def rest(self, idle: bool) -> None:
        """Nothing waits: there is no disk."""

    def close(self) -> None:
        """Nothing is held."""

    def _add(self, log: bytes, entries: Sequence[Entry]) -> bool:
        places = self._places[log]
        tags = {entry.tag for entry in entries}
        if len(tags) != len(entries) or not tags.isdisjoint(places):
            return False
        for place, entry in enumerate(entries, len(self._logs[log]) + 1):
            places[entry.tag] = place
        self._logs[log].extend(entries)
        return True
