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
    """What one device can open with: entries, member keys and exchange keys."""

    log: bytes
    member: bytes
    device: bytes
    entries: dict[bytes, Entry] = field(default_factory=dict)
    members: dict[bytes, bytes] = field(default_factory=dict)
    exchange: list[bytes] = field(default_factory=list)
    refused: set[bytes] = field(default_factory=set)

    def keep(self, entry: Entry) -> None:
        """Take an entry in, unless it is there or was refused."""
        if entry.epoch not in self.refused:
            self.entries.setdefault(entry.epoch, entry)

    def keep_member_key(self, private: bytes) -> None:
        """Take a generation of the member's own key in."""
        self.members.setdefault(p.exchange_public(private), private)

    def refuse(self, epoch: bytes) -> None:
        """Forget an epoch's key, and do not take it again."""
        self.entries.pop(epoch, None)
        self.refused.add(epoch)

    @property
    def size(self) -> int:
        """Changes with every key that came in or was refused."""
        return len(self.entries) + len(self.members) + 2 * len(self.refused)


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
    """A recognised record that waits to be counted, or is being counted."""

    place: int
    id: bytes
    plain: Plain | None = None
    effective: bool = False
    body: Any = None
    allowed: bool = False


@dataclass
class Hand:
    """What a reader keeps of one device in one epoch."""

    counter: int = 0
    last: bytes = p.ZEROS32
    waiting: list[Item] = field(default_factory=list)
