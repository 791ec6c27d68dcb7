"""A replica that lets itself be looked into: what its ledger judged, record by record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from shared.protocol.record import Entry
from shared.replica.circle import Epoch
from shared.replica.ledger import Ledger
from shared.replica.replica import Replica
from shared.replica.standing import Opened
from shared.replica.taken import Taken

if TYPE_CHECKING:
    from tests.simulation.truth import Truth


class Stood(NamedTuple):
    """A record that stands on a device."""

    record: Opened
    epoch: bytes
    circle: bytes
    circle_kind: str
    chain: bytes
    """The chain value at its place, which names everything up to it."""


class WatchedLedger(Ledger):
    """A ledger that remembers its judgements, since its beginning, by place."""

    stood: dict[int, Stood]
    fallen: dict[int, str]
    recognised: dict[int, Epoch]
    truth: Truth
    name: str

    def _take_one(self, entry: Entry, taken: Taken, *rest: Any) -> None:
        hit = self.expected.get(entry.tag)
        if hit is not None:
            self.recognised[self.place + 1] = hit[0]
        super()._take_one(entry, taken, *rest)

    def _note(self, record: Opened, taken: Taken, flaw: str | None) -> None:
        if flaw is None:
            epoch = self.recognised[record.place]
            chain = self.chain_at(record.place)
            stood = Stood(record, epoch.id, epoch.circle, epoch.kind, chain)
            self.stood[record.place] = stood
            if self.gaps:
                self.truth.stood.setdefault(chain, stood)
            else:
                self.truth.judged(self.name, stood)
        super()._note(record, taken, flaw)

    def _flawed(self, taken: Taken, place: int, device: bytes, record_id: bytes, flaw: str) -> None:
        self.fallen[place] = flaw
        epoch = self.recognised[place]
        if not self.gaps:
            self.truth.fell(self.name, self.chain_at(place), epoch.id, flaw, record_id)
        super()._flawed(taken, place, device, record_id, flaw)


class WatchedReplica(Replica):
    """A replica with a watched ledger; `watch` before anything is taken."""

    ledger: WatchedLedger
    watcher: tuple[Truth, str]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.watch(self.ledger)

    def watch(self, ledger: Ledger) -> None:
        """Go on with a ledger, and watch it."""
        ledger.__class__ = WatchedLedger
        assert isinstance(ledger, WatchedLedger)
        ledger.stood = {}
        ledger.fallen = {}
        ledger.recognised = {}
        ledger.truth, ledger.name = self.watcher
        self.ledger = ledger


def watched(truth: Truth, name: str) -> type[WatchedReplica]:
    """The class of a device's replicas."""
    return type("Watched", (WatchedReplica,), {"watcher": (truth, name)})
