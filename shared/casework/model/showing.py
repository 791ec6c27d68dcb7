"""From the live values of an entity to its typed view.

Where several different values of a field live side by side (two people wrote without
knowing of each other) the field stands in `conflicts`, and the typed value is that of
the write that stands last in the log; all devices with the same records show the same.
"""

from __future__ import annotations

from typing import Any

from shared.casework.model.kinds import DELETED, FIELDS, Kind
from shared.casework.model.reading import Odd, read
from shared.casework.model.views import VIEWS, View
from shared.replica.change import Fields, Live, Name
from shared.replica.register import visible

_LATER = 2**64


def read_view(kind: Kind, entity: bytes, fields: Fields) -> View:
    """The typed view of one entity from its live values. Never raises."""
    shown = visible(fields)
    known = FIELDS[kind]
    values: dict[str, Any] = {}
    odd: dict[str, Odd] = {}
    conflicts: list[str] = []
    for name, lives in shown.items():
        field = known.get(name)
        if field is None or not lives:
            continue
        if len(lives) > 1 and several(lives):
            conflicts.append(name)
        values[name], mark = read(field, last(lives).value)
        if mark is not None:
            odd[name] = mark
    deleted = False
    if DELETED in shown:
        deleted, disputed = _deletion(shown)
        if disputed:
            conflicts.append(DELETED)
    return VIEWS[kind](
        id=entity,
        fields=shown,
        conflicts=tuple(sorted(conflicts)),
        odd=odd,
        deleted=deleted,
        **values,
    )


def last(lives: tuple[Live, ...]) -> Live:
    """The live value that is shown: that of the write that stands last in the log.

    Own writes that the relay has not kept yet come after all others.
    """
    if len(lives) == 1:
        return lives[0]
    return max(
        lives,
        key=lambda live: (
            _LATER if live.place is None else live.place,
            live.device,
            live.number,
        ),
    )


def several(lives: tuple[Live, ...]) -> bool:
    """Whether the live values differ; nothing and empty text are the same."""
    first = _plain(lives[0].value)
    return any(not same(_plain(live.value), first) for live in lives[1:])


def same(one: object, other: object) -> bool:
    """Whether two values are equal and of one form: True is not 1."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _plain(value: object) -> object:
    if value == "":
        return None
    return list(value) if isinstance(value, tuple) else value


def seen_by_deletion(fields: Fields) -> list[list[Any]]:
    """The value that deletes an entity: the names of all live values but its own field's."""
    names = {live.name for name, lives in fields.items() if name != DELETED for live in lives}
    return [[name.device, name.number] for name in sorted(names)]


def _deletion(shown: Fields) -> tuple[bool, bool]:
    """Whether an entity is deleted, and whether that is disputed."""
    lives = shown[DELETED]
    seen: set[Name] = set()
    whole = False
    kept = 0
    for live in lives:
        if isinstance(live.value, list | tuple):
            seen |= {
                Name(part[0], part[1])
                for part in live.value
                if isinstance(part, list | tuple)
                and len(part) == 2
                and isinstance(part[0], bytes)
                and isinstance(part[1], int)
            }
        elif live.value is True:
            whole = True
        else:
            kept += 1
    if kept:
        return False, kept < len(lives)
    if whole:
        return True, False
    others = {live.name for name, lives in shown.items() if name != DELETED for live in lives}
    return others <= seen, not others <= seen
