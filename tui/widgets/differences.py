"""What two people wrote in one field without knowing of each other."""

from __future__ import annotations

from typing import NamedTuple

from shared.casework.model.kinds import DELETED
from shared.casework.model.showing import same
from shared.casework.model.views import View
from shared.replica.change import Live


class Difference(NamedTuple):
    """One field with several values, as it was when it was looked at."""

    view: View
    field: str
    options: tuple[tuple[Live, ...], ...]
    """The different values; writes of the same value stand together."""


def differences(views: list[View]) -> list[Difference]:
    """All fields of some views that wait to be settled."""
    return [
        Difference(view, field, _options(view, field)) for view in views for field in view.conflicts
    ]


def _options(view: View, field: str) -> tuple[tuple[Live, ...], ...]:
    if field == DELETED:
        return _deletion_options(view)
    groups: list[list[Live]] = []
    for live in view.fields[field]:
        for group in groups:
            if same(group[0].value, live.value):
                group.append(live)
                break
        else:
            groups.append([live])
    return tuple(tuple(group) for group in groups)


def _deletion_options(view: View) -> tuple[tuple[Live, ...], ...]:
    """Deleted by one, and written to by another who did not know: delete, or keep."""
    deleting = tuple(live for live in view.fields[DELETED] if live.value)
    keeping = tuple(live for live in view.fields[DELETED] if not live.value)
    if not keeping:
        lives = [x for name, many in view.fields.items() if name != DELETED for x in many]
        newest = max(lives, key=lambda live: live.time)
        keeping = (Live(None, newest.device, newest.number, newest.place, newest.time),)
    return (deleting, keeping)
