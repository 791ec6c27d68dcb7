"""Circles and their epochs: who holds them, who may write, what is expected next."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from typing import Any

import msgspec

from shared.replica.payload import CircleKind
from shared.replica.roster import Role, Roster
from shared.replica.standing import Opened
from shared.sealing.epoch import EpochKeys

ZERO_ID = bytes(32)


class Track:
    """What is expected of one device in one epoch.

    `counter` is the next one and `tag` its tag (16 bytes); `last` is the id of the
    last record that counted; `run` are opened records that do not count yet;
    `erased` are ids of erased entries that a later record may name as predecessor;
    `doubtful` tells that none has counted since the last of these, so that it may have
    been a closing; or since a structure record that did not stand while bytes were missing
    elsewhere, by which it is judged.
    """

    __slots__ = ("counter", "doubtful", "erased", "last", "run", "tag")

    def __init__(self, counter: int = 0, last: bytes = ZERO_ID, tag: bytes = b"") -> None:
        self.counter = counter
        self.last = last
        self.tag = tag
        self.run: list[Opened] = []
        self.erased: set[bytes] = set()
        self.doubtful = False


class Epoch:
    """One generation of a circle's secret.

    `begun` and `ended` are the places of its opening and closing; `holders` are
    member ids, None where they follow from the roster; `patchy` tells that bytes of the
    one before it were missing for good when that ended.
    """

    __slots__ = (
        "begun",
        "circle",
        "ended",
        "ground",
        "holders",
        "id",
        "keys",
        "kind",
        "lead",
        "next",
        "opener",
        "patchy",
        "places",
        "previous",
        "since",
        "tracks",
    )

    def __init__(self, kind: str, keys: EpochKeys, opener: bytes, since: int) -> None:
        self.circle = keys.circle
        self.id = keys.epoch
        self.kind = kind
        self.keys = keys
        self.opener = opener
        self.since = since
        self.begun: int | None = None
        self.ended: int | None = None
        self.next: bytes | None = None
        self.previous: bytes | None = None
        self.holders: tuple[bytes, ...] | None = None
        self.lead: bytes | None = None
        self.ground: list[Any] | None = None
        self.patchy = False
        self.tracks: dict[bytes, Track] = {}
        self.places = array("Q")

    def __repr__(self) -> str:
        return f"Epoch({self.kind}, begun={self.begun}, ended={self.ended})"

    @property
    def open(self) -> bool:
        """Whether records can stand in it at the end of the log."""
        return self.begun is not None and self.ended is None

    def doubtful(self, roster: Roster) -> bool:
        """Whether it may have ended without this device knowing: bytes are missing that
        a device which still stands may give back."""
        return any(t.doubtful and roster.active(device) for device, t in self.tracks.items())


class Span(msgspec.Struct, array_like=True):
    """Where a device's writes in a circle stand: the last number of each record and
    the record's place, both rising."""

    numbers: list[int] = []
    places: list[int] = []

    def last(self) -> int:
        """The highest number that stands; 0 for none."""
        return self.numbers[-1] if self.numbers else 0

    def place_of(self, number: int) -> int | None:
        """The place where a number stands, or None."""
        at = bisect_left(self.numbers, number)
        return self.places[at] if at < len(self.numbers) else None


class Claim(msgspec.Struct, array_like=True, frozen=True):
    """A write supersedes a named one that does not count yet: in which register, the
    name, and the witness place of the one who supersedes."""

    kind: str
    entity: bytes
    field: str
    device: bytes
    number: int
    witness: int


class Circle(msgspec.Struct):
    """A circle that this device is or was in."""

    id: bytes
    kind: str
    lead: bytes | None = None
    current: bytes | None = None
    spans: dict[bytes, Span] = {}
    read_only: bool = False
    claims: list[Claim] = []


def holders(circle: Circle, epoch: Epoch, roster: Roster) -> tuple[bytes, ...]:
    """The members who may read and write an epoch, by id."""
    if circle.kind == CircleKind.EVERYONE:
        return tuple(member.id for member in roster.current())
    if circle.kind == CircleKind.ADVISERS:
        return tuple(member.id for member in roster.current(Role.ADVISER))
    return epoch.holders or ()


def may_write(epoch: Epoch, roster: Roster, member: bytes) -> bool:
    """Whether a member of the firm may write in an epoch."""
    if epoch.kind == CircleKind.EVERYONE:
        return True
    if epoch.kind == CircleKind.ADVISERS:
        return roster.has(member, Role.ADVISER)
    return member in (epoch.holders or ())


def owed(circle: Circle, epoch: Epoch, roster: Roster) -> tuple[bytes, ...] | None:
    """The members who must leave with the epoch change that a circle owes.

    None when it owes none; an empty tuple when a holder lost a device since the
    epoch began, so that the secret must change although nobody leaves.
    """
    if epoch.begun is None or circle.kind in (
        CircleKind.SELF,
        CircleKind.PAIR,
        CircleKind.EVERYONE,
    ):
        return None
    begun = epoch.begun
    if circle.kind == CircleKind.ADVISERS:
        former = [
            m.id
            for m in roster.members.values()
            if (m.removed is not None and m.removed > begun and Role.ADVISER in m.roles)
            or (m.left_advisers > begun and Role.ADVISER not in m.roles)
        ]
        kept = roster.current(Role.ADVISER)
    else:
        former = [m for m in epoch.holders or () if not roster.has(m, Role.ADVISER)]
        kept = [roster.members[m] for m in epoch.holders or () if roster.has(m, Role.ADVISER)]
    if former:
        return tuple(sorted(former))
    return () if any(member.lost > begun for member in kept) else None
