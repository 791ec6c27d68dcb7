"""The outlook: chain, roster, circles, and the tags that a device looks out for.

One tag is expected for each epoch and each device that may write there, so a record of
an own circle is found by one look-up, and nothing else of the log means anything
(docs/protocol.md §4.4).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable

from shared.protocol.chain import CHAIN_BYTES, link
from shared.protocol.record import Entry
from shared.replica.change import Fields
from shared.replica.circle import Circle, Epoch, Track, may_write
from shared.replica.ring import Ring
from shared.replica.roster import Roster
from shared.sealing.entry import KeyEntry
from shared.sealing.epoch import EpochKeys

Grounds = Callable[[Fields, bytes, int], bool]
"""Whether a consent entity's live values let a member in at a time (milliseconds)."""


class Outlook:
    """What one device knows of a log up to a place, and what it looks out for next."""

    def __init__(
        self, ring: Ring, grounds: Grounds, left_out: frozenset[bytes] = frozenset()
    ) -> None:
        self.ring = ring
        self.log = ring.log
        self.me = ring.signer().device
        self.member = ring.member
        self.grounds = grounds
        self.left_out = left_out
        """Ids of records with a false witness that the user has decided to leave out."""
        self.chain = bytearray(ring.log)
        self.roster = Roster()
        self.circles: dict[bytes, Circle] = {}
        self.epochs: dict[bytes, Epoch] = {}
        self.expected: dict[bytes, tuple[Epoch, bytes, Track]] = {}
        self.heard: dict[bytes, tuple[int, int]] = {}
        self.witnessed: dict[bytes, int] = {}
        """Up to which place each other device has said to have seen this log."""
        self.own_places = array("Q")
        self.presence: dict[bytes, tuple[int, int]] = {}
        self.gaps: dict[int, tuple[Epoch, bytes]] = {}
        """Epoch and device of its circles' records whose bytes it does not have, by place."""
        self.calm = False
        """Whether all circles were looked at and none owes an epoch change; what could
        change that is a record of structure."""
        for entry in ring.entries.values():
            self.learn(entry)

    @property
    def place(self) -> int:
        """Up to where the log was taken."""
        return len(self.chain) // CHAIN_BYTES - 1

    def chain_at(self, place: int) -> bytes:
        """The chain value (32 bytes) at a place that was taken."""
        return bytes(self.chain[place * CHAIN_BYTES : (place + 1) * CHAIN_BYTES])

    def head(self) -> bytes:
        """The chain value at the last place taken."""
        return bytes(self.chain[-CHAIN_BYTES:])

    def stands_at(self, place: int, entry: Entry) -> bool:
        """Whether an entry is the one that was taken at a place."""
        linked = link(self.chain_at(place - 1), entry.tag, entry.id)
        return linked == self.chain_at(place)

    def author(self, device: bytes) -> str:
        """A device's member and name, for a notice."""
        entry = self.roster.devices.get(device)
        if entry is None:
            return "?"
        return f"{self.roster.members[entry.member].name} ({entry.name})"

    # What is expected

    def expect(self, epoch: Epoch, device: bytes) -> None:
        """Expect a device's next record in an epoch."""
        track = epoch.tracks.get(device)
        if track is None:
            track = epoch.tracks[device] = Track()
        track.tag = epoch.keys.tag(device, track.counter)
        self.expected[track.tag] = (epoch, device, track)

    def learn(self, entry: KeyEntry) -> Epoch | None:
        """Begin to look out for an epoch; None when its secret does not fit its id."""
        known = self.epochs.get(entry.epoch)
        if known is not None:
            return known
        keys = EpochKeys.of(entry.circle, entry.secret)
        if keys.epoch != entry.epoch:
            return None
        epoch = Epoch(entry.kind, keys, entry.opener, entry.since)
        self.epochs[epoch.id] = epoch
        self.expect(epoch, entry.opener)
        return epoch

    def begin(self, circle: Circle, epoch: Epoch, place: int) -> None:
        """An epoch begins: expect every device that may write there."""
        epoch.begun = place
        circle.current = epoch.id
        for device in self.roster.devices.values():
            if self.roster.active(device.id) and may_write(epoch, self.roster, device.member):
                self.expect(epoch, device.id)

    def end(self, epoch: Epoch, place: int) -> None:
        """An epoch ends: nothing more is expected in it, and nothing in it waits."""
        epoch.ended = place
        for track in epoch.tracks.values():
            self.expected.pop(track.tag, None)
            track.run = []

    def forget(self, epoch: Epoch) -> None:
        """Forget an epoch's secret and what is expected in it."""
        for track in epoch.tracks.values():
            self.expected.pop(track.tag, None)
        self.epochs.pop(epoch.id, None)
        self.ring.entries.pop(epoch.id, None)
        self.ring.kept.discard(epoch.id)
        for place in [place for place, gap in self.gaps.items() if gap[0] is epoch]:
            del self.gaps[place]

    def expect_device(self, device: bytes) -> None:
        """A device came into the roster, or its member into a role: expect it."""
        member = self.roster.devices[device].member
        for circle in self.circles.values():
            epoch = self.epochs.get(circle.current) if circle.current else None
            if epoch is not None and epoch.open and may_write(epoch, self.roster, member):
                self.expect(epoch, device)

    def ignore_device(self, device: bytes) -> None:
        """A device left: nothing more is expected of it."""
        for epoch in self.epochs.values():
            track = epoch.tracks.get(device)
            if track is not None:
                self.expected.pop(track.tag, None)

    def current(self, circle: bytes) -> Epoch | None:
        """The epoch in which one may write in a circle now."""
        known = self.circles.get(circle)
        if known is None or known.current is None:
            return None
        epoch = self.epochs.get(known.current)
        return epoch if epoch is not None and epoch.open else None
