"""What a store of the relay promises, whatever it is made of.

Everything that is kept goes through `commit`: it carries out steps one after another,
each whole or not at all, and returns when all of them are durable together. What the
methods for reading show is what has been committed, never what is under way.

Expected outcomes are values: a `Refusal` of the protocol, or what the method gives.
Times are milliseconds since 1970; ids, keys and chain values have the lengths of
docs/protocol.md §2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import msgspec

from shared.protocol.hashing import hash32
from shared.protocol.messages import DeviceKey, Gap, Head
from shared.protocol.record import Entry
from shared.protocol.refusal import Refusal

SWEPT_AFTER = 72 * 3_600_000
"""How long a code or an emptied box is remembered as expired, in milliseconds."""
DAY = 86_400_000
"""A day in milliseconds."""
DAYS_COUNTED = 2
"""For how many days it is kept how many points a device had evaluated: yesterday's too,
so that a clock that is set back across midnight gives nobody a new allowance."""

Kept = bytes | Gap
"""One place as it is served: the record, or tag and id where the bytes are gone."""


class StoreFault(Exception):
    """The store can not be used: it is damaged, foreign, newer, or in use."""


class Identity(msgspec.Struct, frozen=True):
    """The relay's Ed25519 seed (32 bytes), which stays the same through a restore, and
    its incarnation (16), which does not. `given_up` are earlier incarnations whose
    lost records the operator no longer waits for."""

    seed: bytes
    incarnation: bytes
    given_up: frozenset[bytes] = frozenset()

    def __repr__(self) -> str:
        return "Identity(seed=…)"


class Firm(msgspec.Struct, frozen=True):
    """Where a firm's log stands.

    `fence` is the place of the last fence's last record. `lost` is the highest place
    beyond its own that this relay is known to have signed (0: none). `size` counts the
    bytes of records, also of erased ones, and parcels, `gaps` the places whose bytes are
    missing, `erased` those whose bytes somebody erased (§8.7).
    """

    log: bytes
    place: int
    chain: bytes
    fence: int = 0
    size: int = 0
    lost: int = 0
    gaps: int = 0
    erased: int = 0

    @property
    def restoring(self) -> bool:
        """Whether the relay waits for records that it had and lost (§8.6)."""
        return self.lost > self.place


class Slot(msgspec.Struct, frozen=True):
    """A parcel whose signature was found good."""

    id: bytes
    parcel: bytes


class Batch(msgspec.Struct, frozen=True):
    """An append of one device, checked as far as it can be without the log."""

    device: bytes
    seen: int
    fence: bool
    entries: Sequence[Entry]
    slots: Sequence[Slot] = ()


class Placed(msgspec.Struct, frozen=True):
    """Where a batch stands; `again` when it was there before."""

    first: int
    again: bool = False


class Ceilings(msgspec.Struct, frozen=True):
    """What one firm may hold: bytes of records and parcels, devices, open boxes."""

    firm_bytes: int
    devices: int
    boxes: int


class Allowance(msgspec.Struct, frozen=True):
    """How many points are evaluated in a day (UTC): for one device, and for a firm."""

    device: int
    firm: int


class Erasure(msgspec.Struct, frozen=True):
    """What erasing did: how many of the tags stand in the log and are erased now, how many
    of those were not before, and of how many of these the bytes were missing."""

    standing: int = 0
    fresh: int = 0
    missing: int = 0


class Box(msgspec.Struct, frozen=True):
    """A drop-box: the firm that opened it, the hash of its pass, and its end."""

    log: bytes
    pass_hash: bytes
    expires: int


class Totals(msgspec.Struct, frozen=True):
    """What the operator is told: counts and bytes, and no ids."""

    firms: int
    records: int
    bytes: int
    gaps: int
    erased: int
    devices: int
    restoring: int


class Code(msgspec.Struct, frozen=True):
    """An enrolment code: the hash of it, its end, and the log that used it up."""

    hash: bytes
    expires: int
    log: bytes | None = None


Step = Callable[[], object]


class Store(Protocol):
    """The relay's memory. Reading may come from any thread, `commit` from one."""

    @property
    def identity(self) -> Identity:
        """The relay's key and incarnation."""

    def firm(self, log: bytes) -> Firm | None:
        """Where the log stands, or None when the relay does not have it."""

    def devices(self, log: bytes) -> Mapping[bytes, DeviceKey]:
        """The keys that are let in, by device id; empty for an unknown log."""

    def served(self, log: bytes, after: int, until: int, limit: int) -> list[Kept]:
        """The places after `after` up to `until`, as many as have `limit` bytes
        together, and at least one if there is one."""

    def parcel(self, slot: bytes) -> bytes | None:
        """The parcel in a slot."""

    def box(self, box: bytes) -> Box | None:
        """A drop-box, also one past its time that was not swept yet."""

    def part(self, box: bytes, name: str) -> bytes | None:
        """A part of a drop-box, or None when it was not put."""

    def totals(self) -> Totals:
        """Counts over all firms."""

    def commit(self, steps: Sequence[Step]) -> list[object]:
        """Carry out the steps and make them durable together.

        Gives back what each step returned, or the exception that it raised; a step
        that raised has changed nothing. The methods below are called in steps only.
        """

    def add_code(self, code: Code) -> None:
        """Let one firm enrol with a code."""

    def enrol(self, code_hash: bytes, log: bytes, key: bytes, now: int) -> Refusal | None:
        """Begin a log whose first manager is the device with this key. The same again
        is no refusal: `NOT_ADMITTED` (no such code), `EXPIRED`, `TAKEN`."""

    def append(self, log: bytes, batch: Batch, ceilings: Ceilings) -> Placed | Refusal:
        """Place a batch (§8.4): `NOT_ADMITTED`, `TAG_TAKEN`, `RESTORING`, `FENCE`,
        `FULL`, `TAKEN` (a slot of another firm)."""

    def take_tail(
        self, log: bytes, head: Head, entries: Sequence[Entry], fresh: bytes
    ) -> Refusal | None:
        """Take back lost entries that lead to a head of this relay: `NOT_MINE`.

        A good head beyond the log's own makes the log wait for its tail, whether or
        not these entries are it. If the present incarnation signed it, the store was
        put back without `restored`, and `fresh` (16 random bytes) begins a new one.
        """

    def give(self, log: bytes, entries: Sequence[Entry]) -> int:
        """Put records where their tag and id stand without bytes; how many were. Where
        they were erased they are not put."""

    def erase(self, log: bytes, by: bytes, tags: Sequence[bytes]) -> int | Refusal:
        """Take away the bytes of the entries with these tags, for good (§8.7).

        How many of the tags stand in the log and are erased now; the same again is no
        refusal, and a tag that does not stand there is no matter: `NOT_ADMITTED`.
        """

    def evaluation(
        self, log: bytes, by: bytes, points: int, day: int, allowance: Allowance, fresh: bytes
    ) -> bytes | Refusal:
        """The scalar (32 bytes) by which a log's points are evaluated (§8.8), and count
        so many points on this day (since 1970, UTC): `NOT_ADMITTED`, and `BUSY` with
        nothing counted when it would be more than is allowed. `fresh` becomes the
        log's scalar when it has none yet.
        """

    def put_device(
        self, log: bytes, by: bytes, device: DeviceKey, ceilings: Ceilings
    ) -> Refusal | None:
        """Let a key in, or change whether it manages: `NOT_ADMITTED`, `FORBIDDEN`,
        `FULL`. A firm keeps at least one manager."""

    def drop_device(self, log: bytes, by: bytes, device: bytes) -> Refusal | None:
        """Shut a device out: `NOT_ADMITTED`, `FORBIDDEN`, `NOT_FOUND`."""

    def open_box(self, box: bytes, opened: Box, ceilings: Ceilings, now: int) -> Refusal | None:
        """Open a drop-box; the same again is no refusal: `TAKEN`, `FULL`, when the
        firm has too many that are not past their time."""

    def put_part(self, box: bytes, name: str, data: bytes) -> Refusal | None:
        """Put a part once; the same again is no refusal: `NOT_FOUND`, `TAKEN`."""

    def sweep(self, now: int) -> None:
        """Remove boxes and codes past their time, and counts of points of past days."""

    def restored(self, incarnation: bytes, *, wait: bool, give_up: bool = False) -> None:
        """Begin a new incarnation after the store was put back from a backup.

        With `wait`, every log takes nothing new until a device has brought back what
        came after the backup; with `give_up`, lost records of all earlier incarnations
        are no longer waited for.
        """

    def rest(self, idle: bool) -> None:
        """Do what can wait until answers are out; more of it when nothing goes on."""

    def close(self) -> None:
        """Let go of everything; nothing may be called afterwards."""


def code_hash(code: str) -> bytes:
    """What is kept of an enrolment code, however it was typed (case and dashes)."""
    return hash32("relay.code", code.upper().replace("-", "").encode("ascii"))
