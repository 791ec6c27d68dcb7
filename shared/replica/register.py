"""Merging: which values of a field live, and what the screen shows of them.

A field is a multi-value register: a write names the writes that it supersedes, and
what nobody superseded lives on beside the others. Own writes that the relay has not
kept yet lie over the standing ones without removing them, so that the standing state
can be told at any time, and a write that never gets to stand takes nothing with it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

import msgspec

from shared.replica.change import Edit, Fields, Live, Name
from shared.replica.payload import EntityState

_encode = msgspec.msgpack.Encoder().encode
VALUES_LIMIT = 64
"""The most live values in a field: a bound against a modified program."""
FIELDS_LIMIT = 512
"""The most fields in an entity."""


def order(live: Live) -> tuple[bytes, int]:
    """All devices list the live values of a field in this order."""
    return live.device, live.number


def stand(fields: Fields, field: str, write: Live, superseded: Container[Name]) -> None:
    """Let a standing write into `fields`, in place of `superseded`.

    Over the limits a write has no effect, on all devices alike: own unkept writes, which
    others do not have, do not count.
    """
    lives = fields.get(field, ())
    if not lives:
        if len(fields) < FIELDS_LIMIT or _fields_standing(fields) < FIELDS_LIMIT:
            fields[field] = (write,)
        return
    if len(lives) == 1:
        [only] = lives
        same = only.number == write.number and only.device == write.device
        if (same and len(fields) <= FIELDS_LIMIT) or (
            only.place is not None and only.name in superseded
        ):
            fields[field] = (write,)
            return
    rest = [live for live in lives if live.name != write.name and live.name not in superseded]
    if _is_full(fields, field, rest):
        # Of an own write that is kept now but has no effect nothing lies over the others.
        fields[field] = tuple(x for x in lives if x.place is not None or x.name != write.name)
        return
    fields[field] = tuple(sorted((*rest, write), key=order))


def _is_full(fields: Fields, field: str, rest: list[Live]) -> bool:
    """Whether a field takes no write beside `rest`, or the entity not this field."""
    if len(rest) >= VALUES_LIMIT and _standing(rest) >= VALUES_LIMIT:
        return True
    crowded = len(fields) > FIELDS_LIMIT and _fields_standing(fields) >= FIELDS_LIMIT
    return crowded and not _standing(fields[field])


def _standing(lives: Iterable[Live]) -> int:
    return sum(live.place is not None for live in lives)


def _fields_standing(fields: Fields) -> int:
    return sum(_standing(lives) > 0 for lives in fields.values())


def take_out(fields: Fields, field: str, superseded: Container[Name]) -> None:
    """Take superseded values out of a field; it is gone when none is left."""
    rest = tuple(live for live in fields.get(field, ()) if live.name not in superseded)
    if rest:
        fields[field] = rest
    else:
        fields.pop(field, None)


def lay_over(fields: Fields, edit: Edit, name: Name, time: int) -> None:
    """Lay an own write that the relay has not kept yet over the standing ones.

    One that stands under the same name stays too: it is that of a copy of this device.
    """
    write = Live(edit.value, name.device, name.number, None, time, edit.supersedes)
    rest = [live for live in fields.get(edit.field, ()) if live.name != name or live.place]
    fields[edit.field] = tuple(sorted((*rest, write), key=order))


def take_off(fields: Fields, names: Container[Name]) -> Fields:
    """`fields` without the unkept writes in `names`."""
    left: Fields = {}
    for field, lives in fields.items():
        rest = tuple(x for x in lives if x.place is not None or x.name not in names)
        if rest:
            left[field] = rest
    return left


def visible(fields: Fields) -> Fields:
    """What is shown: without the values that an own unkept write lies over."""
    shown: Fields = {}
    for field, lives in fields.items():
        covered = {Name(*name) for live in lives for name in live.over} if len(lives) > 1 else None
        shown[field] = (
            tuple(live for live in lives if live.name not in covered) if covered else lives
        )
    return shown


def standing(fields: Fields) -> Fields:
    """Only what stands in the log: what another device with the same log sees."""
    left: Fields = {}
    for field, lives in fields.items():
        kept = tuple(live for live in lives if live.place is not None)
        if kept:
            left[field] = kept
    return left


def state_of(kind: str, entity: bytes, fields: Fields) -> EntityState:
    """An entity's standing state as an opening carries it, in its fixed order."""
    return EntityState(
        kind,
        entity,
        [
            (field, [(live.value, live.device, live.number) for live in lives])
            for field, lives in sorted(standing(fields).items())
        ],
    )


def fields_of(state: EntityState, place: int, time: int) -> Fields:
    """The live values that an opening hands over; they stand at its place."""
    return {
        field: tuple(
            sorted(
                (Live(value, device, number, place, time) for value, device, number in lives),
                key=order,
            )
        )
        for field, lives in state.fields
    }


def values(lives: tuple[Live, ...]) -> list[Any]:
    """The different live values, each once, in order."""
    different: dict[bytes, Any] = {}
    for live in lives:
        # By their bytes: to Python, true and 1 are equal.
        different.setdefault(_encode(live.value), live.value)
    return list(different.values())
