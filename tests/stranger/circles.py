"""What a reader keeps: its keys, its circles, and each device's hand in each epoch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.stranger import primitives as p
from tests.stranger.bodies import Entry
from tests.stranger.content import Content
from tests.stranger.records import Epoch, Plain


@dataclass(repr=False)
class Ring:
    """What one device can open with: entries, member keys and exchange keys.

    `taken` counts the keys that ever came in.
    """

    log: bytes
    member: bytes
    device: bytes
    entries: dict[bytes, Entry] = field(default_factory=dict)
    members: dict[bytes, bytes] = field(default_factory=dict)
    exchange: list[bytes] = field(default_factory=list)
    refused: set[bytes] = field(default_factory=set)
    taken: int = 0

    def keep(self, entry: Entry) -> None:
        """Take an entry in, unless it is there or was refused."""
        if entry.epoch not in self.refused and entry.epoch not in self.entries:
            self.entries[entry.epoch] = entry
            self.taken += 1

    def keep_member_key(self, private: bytes) -> None:
        """Take a generation of the member's own key in."""
        if private not in self.members.values():
            self.members[p.exchange_public(private)] = private
            self.taken += 1

    def refuse(self, epoch: bytes) -> None:
        """Forget an epoch's key, and do not take it again."""
        self.entries.pop(epoch, None)
        self.refused.add(epoch)


@dataclass
class Circle:
    """A circle as of one place: who holds it, its open epoch, what it contains."""

    kind: str
    holders: list[bytes] | None = None
    lead: bytes | None = None
    epoch: Epoch | None = None
    began: int = 0
    closing: list[Any] | None = None
    closed: bytes | None = None
    previous: bytes | None = None
    held: set[bytes] = field(default_factory=set)
    content: Content = field(default_factory=Content)
    stopped: bool = False


@dataclass
class Item:
    """A recognised record that opened, and waits to be counted or is being counted."""

    place: int
    id: bytes
    plain: Plain
    effective: bool = False


@dataclass
class Hand:
    """What a reader keeps of one device in one epoch."""

    counter: int = 0
    last: bytes = p.ZEROS32
    waiting: list[Item] = field(default_factory=list)
    erased: set[bytes] = field(default_factory=set)
