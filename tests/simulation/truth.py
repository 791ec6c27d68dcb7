"""What really happened, kept beside a run, to hold what devices show against."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from shared.replica.change import Edit, Name
from shared.replica.commit import Commit
from shared.replica.notice import Notice
from shared.replica.outbox import Item
from shared.replica.payload import Kind, decode_changes
from tests.simulation.watched import Stood

TOKEN = "t:"


class Written(NamedTuple):
    """A write with a value of its own: where it was typed, and what the screen showed
    of its field when the edit began."""

    token: str
    device: str
    circle: bytes
    entity: bytes
    field: str
    shown: tuple[Name, ...]
    shown_values: tuple[Any, ...]


class Formed(NamedTuple):
    """A record that a device formed, and the log as it knew it then."""

    device: str
    identity: bytes
    epoch: bytes
    counter: int
    place: int
    chain: bytes
    fence: bool
    step: int


class Heard(NamedTuple):
    """A notice that a device's user was told."""

    step: int
    device: str
    notice: Notice


class Violation(AssertionError):
    """A promise was broken. `number` is that of the invariant in the review of the
    protocol's design (docs/decisions tells them), as the oracle words it."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__(f"invariant {number}: {text}")
        self.number = number


class Truth:
    """The record of a run."""

    def __init__(self) -> None:
        self.step = 0
        self.written: dict[str, Written] = {}
        self.by_device: dict[str, set[str]] = {}
        self.formed: dict[bytes, Formed] = {}
        self.heard: list[Heard] = []
        self.rings: dict[str, list[bytes]] = {}
        self.cloned: set[str] = set()
        """Names of devices that were copied or put back from a backup."""
        self.twins: set[str] = set()
        """Tokens that waited on two disks when a copy began to run."""
        self.hostile: set[str] = set()
        """Names of devices whose program is modified."""
        self.stood: dict[bytes, Stood] = {}
        """What stands, by the chain value at its place."""
        self.fallen: dict[bytes, tuple[bytes, str, bytes]] = {}
        """Epoch, flaw and record id of what does not stand, by the chain value."""
        self.compared: set[tuple[bytes, bytes]] = set()
        """(member, other) for each comparison of safety words."""

    def saved(self, device: str, circle: bytes, edits: list[Edit], shown: list[Any]) -> None:
        """A save returned: each of its writes must be kept from now on."""
        for edit, values in zip(edits, shown, strict=True):
            if isinstance(edit.value, str) and edit.value.startswith(TOKEN):
                self.written[edit.value] = Written(
                    edit.value,
                    device,
                    circle,
                    edit.entity,
                    edit.field,
                    edit.supersedes,
                    tuple(values),
                )
                self.by_device.setdefault(device, set()).add(edit.value)

    def told(self, device: str, notice: Notice) -> None:
        """A user was told something."""
        self.heard.append(Heard(self.step, device, notice))

    def kept(self, device: str, identity: bytes, chain: bytes, commit: Commit) -> None:
        """A device forms, and keeps, a batch; `chain` is all its chain values."""
        if commit.ring is not None:
            self.rings.setdefault(device, []).append(commit.ring)
        flight = commit.flight
        if flight is None:
            return
        place = len(chain) // 32 - 1
        for record in flight.records:
            if record.id not in self.formed:
                self.formed[record.id] = Formed(
                    device,
                    identity,
                    record.epoch,
                    record.counter,
                    place,
                    bytes(chain[place * 32 : place * 32 + 32]),
                    flight.fence,
                    self.step,
                )

    def tokens_before(self, chain: list[bytes], place: int) -> set[str]:
        """The tokens that stand in a log up to a place."""
        found: set[str] = set()
        for value in chain[1 : place + 1]:
            stood = self.stood.get(value)
            if stood is not None and stood.record.plain.kind == Kind.CHANGES:
                found.update(
                    str(write.value)
                    for entity in decode_changes(stood.record.plain.payload).entities
                    for write in entity.writes
                )
        return found

    def judged(self, device: str, stood: Stood) -> None:
        """A device lets a record stand."""
        fell = self.fallen.get(stood.chain)
        if fell is not None and fell[0] == stood.epoch:
            raise Violation(5, f"{device} lets stand what fell elsewhere ({fell[1]})")
        self.stood[stood.chain] = stood

    def fell(self, device: str, chain: bytes, epoch: bytes, flaw: str, record: bytes) -> None:
        """A device does not let a record stand."""
        stood = self.stood.get(chain)
        if stood is not None and stood.epoch == epoch:
            raise Violation(5, f"{device} rejects ({flaw}) what stands elsewhere")
        self.fallen[chain] = (epoch, flaw, record)


def tokens_of(items: list[Item]) -> Iterator[str]:
    """The tokens that items hold."""
    for item in items:
        for save in item.saves:
            for edit in save.edits:
                if isinstance(edit.value, str) and edit.value.startswith(TOKEN):
                    yield edit.value
