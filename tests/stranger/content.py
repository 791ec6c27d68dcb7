"""Section 5.1: registers of a circle, what supersedes what, and the state of an opening."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, NamedTuple

MOST_VALUES = 64
MOST_FIELDS = 512


class Name(NamedTuple):
    """The name of a write."""

    device: bytes
    number: int


class Write(NamedTuple):
    """A write that stands, with what is needed to judge what it supersedes."""

    place: int
    name: Name
    field: str
    value: Any
    over: frozenset[Name] = frozenset()
    witness: int = 0

    def supersedes(self, other: Write) -> bool:
        """Whether its author named the other and could know it."""
        own = other.name.device == self.name.device and other.name.number < self.name.number
        return other.name in self.over and (own or other.place <= self.witness)


Lives = dict[str, list[Write]]


@dataclass
class Content:
    """All writes that stand in one circle, by kind and entity."""

    writes: dict[tuple[str, bytes], list[Write]] = field(default_factory=dict)
    last: dict[bytes, int] = field(default_factory=dict)

    def admit(self, device: bytes, place: int, witness: int, body: list[Any]) -> bool:
        """Take in a record of changes; False when its numbers were used before."""
        first, entities = body
        number = first - 1
        if number < self.last.get(device, 0):
            return False
        for kind, entity, written in entities:
            for key, value, names in written:
                number += 1
                over = frozenset(Name(*named) for named in names)
                write = Write(place, Name(device, number), key, value, over, witness)
                self.writes.setdefault((kind, entity), []).append(write)
        self.last[device] = number
        return True

    def lives(self, kind: str, entity: bytes) -> Lives:
        """The writes that nothing superseded, by field, taken in the order of the log.

        A record that came to count late has its own place in that order.
        """
        lives: Lives = {}
        for write in sorted(self.writes.get((kind, entity), []), key=attrgetter("place")):
            left = [w for w in lives.get(write.field, []) if not write.supersedes(w)]
            room = write.field in lives or len(lives) < MOST_FIELDS
            if room and len(left) < MOST_VALUES:
                lives[write.field] = [*left, write]
        return lives

    def fields(self, kind: str, entity: bytes) -> dict[str, list[Any]]:
        """The live values of one entity, equal ones once."""
        found: dict[str, list[Any]] = {}
        for key, writes in self.lives(kind, entity).items():
            values = found.setdefault(key, [])
            for write in writes:
                if not any(type(write.value) is type(v) and write.value == v for v in values):
                    values.append(write.value)
        return found

    def entities(self, kind: str) -> Iterator[bytes]:
        """The ids of the entities of one kind."""
        return (entity for found, entity in self.writes if found == kind)

    def state(self) -> tuple[list[Any], list[Any]]:
        """The coverage and the state, as an opening tells them."""
        rows = []
        for kind, entity in sorted(self.writes):
            fields = [
                [key, [[w.value, *w.name] for w in sorted(writes, key=attrgetter("name"))]]
                for key, writes in sorted(self.lives(kind, entity).items())
            ]
            rows += [[kind, entity, fields]] if fields else []
        return [list(item) for item in sorted(self.last.items())], rows

    @classmethod
    def of(cls, coverage: list[Any], state: list[Any], place: int) -> Content:
        """What a joiner knows from the state of an opening at this place."""
        content = cls(last=dict(coverage))
        for kind, entity, fields in state:
            content.writes[kind, entity] = [
                Write(place, Name(device, number), key, value)
                for key, lives in fields
                for value, device, number in lives
            ]
        return content
