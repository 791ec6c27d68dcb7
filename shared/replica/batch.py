"""A batch in the making: records formed one after the other at the end of the log."""

from __future__ import annotations

import msgspec

from shared.protocol.record import record_id
from shared.replica.circle import ZERO_ID, Epoch
from shared.replica.ledger import Ledger
from shared.replica.outbox import NO_FLIGHT, Flight, FlightRecord, Item
from shared.replica.payload import NO_FENCE, CircleKind, Kind
from shared.replica.replica import Random
from shared.sealing.envelope import Draft, Plain, sealed
from shared.sealing.epoch import EpochKeys
from shared.sealing.padding import padded_length, padded_length_self_opening

NONCE_BYTES = 24


class Batch:
    """Forms records at the place up to which the ledger was taken.

    Counters and predecessors go on from those of the ledger, or from a flight that is
    under way (`after`), so what is formed here is either sent as it is or thrown away
    with the batch.
    """

    def __init__(
        self,
        ledger: Ledger,
        random: Random,
        now: int,
        fence: bool,
        after: Flight = NO_FLIGHT,
    ) -> None:
        self.ledger = ledger
        self.random = random
        self.now = now
        self.fence = fence
        self.records: list[FlightRecord] = []
        self.items: list[Item] = []
        """What was taken from the outbox, of a batch that is formed ahead."""
        self.plains: dict[bytes, Plain] = {}
        """What each record says, by its id, so that none need be opened again."""
        self.bytes = 0
        self._place = ledger.place
        self._chain = ledger.head()
        self._signer = ledger.ring.signer()
        self._next: dict[bytes, tuple[int, bytes]] = {
            record.epoch: (record.counter + 1, record.id) for record in after.records
        }
        self._first: dict[bytes, tuple[int, bytes]] = {}

    def add(
        self,
        keys: EpochKeys,
        kind: int,
        payload: bytes,
        *,
        circle_kind: str = "",
        item: int = 0,
        circle: bytes | None = None,
        own_fence: bool = True,
    ) -> None:
        """Form one record of an epoch. In a fence each record says its index there,
        unless it is no fence by itself (`own_fence` False: a first opening).

        Raises `TooLarge` when it would be longer than a record may be.
        """
        counter, predecessor = self._following(keys.epoch)
        self._first.setdefault(keys.epoch, (counter, predecessor))
        index = len(self.records) if self.fence and own_fence else NO_FENCE
        wide = circle_kind == CircleKind.SELF and kind == Kind.OPENING
        wire, plain = sealed(
            keys,
            self.ledger.log,
            self._signer,
            keys.tag(self._signer.device, counter),
            Draft(kind, index, predecessor, self._place, self._chain, self.now, payload),
            self.random(NONCE_BYTES),
            padded_length_self_opening if wide else padded_length,
        )
        formed = record_id(wire)
        self.plains[formed] = plain
        self._next[keys.epoch] = (counter + 1, formed)
        self.records.append(FlightRecord(wire, formed, keys.epoch, counter, item, circle))
        self.bytes += len(wire)

    def _following(self, epoch_id: bytes) -> tuple[int, bytes]:
        known = self._next.get(epoch_id)
        if known is not None:
            return known
        epoch: Epoch | None = self.ledger.epochs.get(epoch_id)
        track = epoch.tracks.get(self._signer.device) if epoch is not None else None
        return (0, ZERO_ID) if track is None else (track.counter, track.last)

    def fits(self) -> bool:
        """Whether a batch that was formed ahead goes on where the ledger now ends."""
        return self._signer.device == self.ledger.me and all(
            (epoch := self.ledger.epochs.get(epoch_id)) is not None
            and epoch.open
            and (track := epoch.tracks.get(self._signer.device)) is not None
            and (track.counter, track.last) == first
            for epoch_id, first in self._first.items()
        )

    def flight(
        self, old: tuple[bytes, ...], parcels: tuple[tuple[bytes, bytes, bytes], ...] = ()
    ) -> Flight:
        """The batch as it is kept before it is sent."""
        return Flight(tuple(self.records), self.fence, self._place, parcels, old)


class Impossible(msgspec.Struct, frozen=True):
    """An act can not be done: what it was and why, as English source texts. With
    `wait` it may be possible later, and stays in the outbox."""

    what: str
    why: str
    wait: bool = False


class Fence(Batch):
    """A batch whose records stand only right behind the head it was formed at."""

    parcels: tuple[tuple[bytes, bytes, bytes], ...] = ()
