"""Section 5.1: registers of a circle, what supersedes what, and the state of an opening."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Field = tuple[str, bytes, str]


class Name(NamedTuple):
    """The name of a write."""

    device: bytes
    number: int


class Superseding(NamedTuple):
    """What one write says of another, and what is needed to judge it."""

    by: Name
    named: Name
    witness: int
    covered: int


@dataclass
class Content:
    """All writes that stand in one circle."""

    writes: dict[Field, dict[Name, tuple[Any, int]]] = field(default_factory=dict)
    superseding: dict[Field, list[Superseding]] = field(default_factory=dict)
    last: dict[bytes, int] = field(default_factory=dict)
    coverage: dict[bytes, int] = field(default_factory=dict)

    def admit(self, device: bytes, place: int, witness: int, body: list[Any]) -> bool:
        """Take in a record of changes; False when its numbers were used before."""
        first, entities = body
        number = first - 1
        if number < self.last.get(device, 0):
            return False
        for kind, entity, written in entities:
            for key, value, names in written:
                number += 1
                where, by = (kind, entity, key), Name(device, number)
                self.writes.setdefault(where, {})[by] = (value, place)
                self.superseding.setdefault(where, []).extend(
                    Superseding(by, Name(*named), witness, self.coverage.get(named[0], 0))
                    for named in names
                )
        self.last[device] = max(number, self.last.get(device, 0))
        return True

    def live(self, where: Field) -> dict[Name, Any]:
        """The writes of a register that nothing supersedes."""
        writes = self.writes.get(where, {})
        gone = {s.named for s in self.superseding.get(where, ()) if _effective(s, writes)}
        return {name: value for name, (value, _) in writes.items() if name not in gone}

    def fields(self, kind: str, entity: bytes) -> dict[str, list[Any]]:
        """The live values of one entity, equal ones once."""
        found: dict[str, list[Any]] = {}
        for where in self.writes:
            if where[:2] == (kind, entity):
                values = found.setdefault(where[2], [])
                for value in self.live(where).values():
                    if not any(type(value) is type(v) and value == v for v in values):
                        values.append(value)
        return found

    def entities(self, kind: str) -> Iterator[bytes]:
        """The ids of the entities of one kind."""
        yield from {where[1]: None for where in self.writes if where[0] == kind}

    def state(self) -> tuple[list[Any], list[Any]]:
        """The coverage and the state, as an opening tells them."""
        tree: dict[str, dict[bytes, list[Any]]] = {}
        for where in sorted(self.writes):
            kind, entity, key = where
            lives = [[value, *name] for name, value in sorted(self.live(where).items(), key=_named)]
            if lives:
                tree.setdefault(kind, {}).setdefault(entity, []).append([key, lives])
        rows = [
            [kind, entity, rows] for kind, inner in tree.items() for entity, rows in inner.items()
        ]
        return [list(item) for item in sorted(self.last.items())], rows

    @classmethod
    def of(cls, coverage: list[Any], state: list[Any], place: int) -> Content:
        """What a joiner knows from the state of an opening at this place."""
        covered = dict(coverage)
        content = cls(last=dict(covered), coverage=covered)
        for kind, entity, fields in state:
            for key, lives in fields:
                named = {Name(device, number): (value, place) for value, device, number in lives}
                content.writes[kind, entity, key] = named
        return content


def _effective(said: Superseding, writes: dict[Name, tuple[Any, int]]) -> bool:
    """Whether the writer could know the write that it says it supersedes."""
    if said.named not in writes:
        return False
    if said.named.device == said.by.device and said.named.number < said.by.number:
        return True
    return said.named.number <= said.covered or writes[said.named][1] <= said.witness


def _named(item: tuple[Name, Any]) -> Name:
    return item[0]
