"""What is written: edits, their names, and the values that live in a field."""

from __future__ import annotations

from typing import Any, NamedTuple

from shared.sealing.discreet import Discreet


class Name(NamedTuple):
    """The name of a write: its device id (16 bytes) and its number in the circle."""

    device: bytes
    number: int


class Edit(Discreet, frozen=True):
    """One field of one entity gets a value.

    `entity` is 16 bytes. `value` is anything MessagePack takes but floats.
    `supersedes` are the names of the live values that the author had before them
    when the edit began: not what had arrived meanwhile (docs/protocol.md §5.1).
    """

    kind: str
    entity: bytes
    field: str
    value: Any
    supersedes: tuple[Name, ...] = ()


class Live(Discreet, frozen=True, array_like=True):
    """A value that no standing write has superseded.

    `place` is where its record stands in the log, None while the relay has not
    kept it; `time` is the author's clock in milliseconds since 1970. `over` are the
    writes that an unkept one lies over (`shared.replica.register`).
    """

    value: Any
    device: bytes
    number: int
    place: int | None
    time: int
    over: tuple[Name, ...] = ()

    @property
    def name(self) -> Name:
        """The name of the write."""
        return Name(self.device, self.number)


Fields = dict[str, tuple[Live, ...]]
"""The live values of an entity, by field. What is shown of them tells
`shared.replica.register.visible`; more than one shown is a conflict to settle."""
