"""What an adviser does with a case: pure functions from a wish to edits.

Each gives back the edits to save, or the rule that the wish would break. An edit
takes the place of the values that the form showed when it was opened, and of no
others: what arrived meanwhile stays beside it. Only fields that were changed make
edits. Ids (16 bytes) and dates come from outside; `on` is today as an ISO date.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.casework.checks import check
from shared.casework.deleting import (
    check_deletion,
    check_settling,
    check_undeletion,
    versions_along,
)
from shared.casework.intake.open_in_intake import first_response_due
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import CaseStatus
from shared.casework.model.kinds import DELETED, FIELDS, Kind
from shared.casework.model.reading import is_date, read
from shared.casework.model.showing import read_view, same, seen_by_deletion
from shared.casework.model.views import KIND_OF, Case, View
from shared.casework.model.writing import Written, write
from shared.casework.rules import Broken
from shared.replica.change import Edit, Fields, Live, Name

Outcome = list[Edit] | Broken


def open_case(circle: bytes, code: str, on: str, values: Mapping[str, Any]) -> Outcome:
    """Open a case in a new circle (16 bytes): `new`, opened on the day `on`.

    `values` are fields of the case as a form gives them, by name, and `stat_row`: a new id
    (16 bytes) under which the case will be counted (docs/decisions/0011). The day of the first
    response is counted where they do not give it.
    """
    given = {**values, "code": code, "status": CaseStatus.NEW, "opened_on": on}
    if not given.get("first_response_due") and is_date(on):
        given["first_response_due"] = first_response_due(on, given.get("urgency"))
    empty = CaseFile(circle=circle, case=Case(id=circle))
    return _new(empty, Kind.CASE, circle, given, on)


def add(file: CaseFile, kind: Kind, entity: bytes, values: Mapping[str, Any], on: str) -> Outcome:
    """Add something to a case, with a new id.

    A consent is asked (`shared.casework.consent.consenting`), a case is opened.
    """
    if kind in (Kind.CASE, Kind.CONSENT):
        raise ValueError("a case is opened and a consent is asked")
    return _new(file, kind, entity, values, on)


def _new(file: CaseFile, kind: Kind, entity: bytes, values: Mapping[str, Any], on: str) -> Outcome:
    fresh = _values(kind, values, required=True)
    if isinstance(fresh, Broken):
        return fresh
    broken = check(file, None, read_view(kind, entity, _laid_over({}, fresh)), on)
    if broken is not None:
        return broken
    return [
        Edit(str(kind), entity, name, value) for name, value in fresh.items() if value is not None
    ]


def change(file: CaseFile, shown: View, values: Mapping[str, Any], on: str) -> Outcome:
    """Change fields of what was `shown` when the form was opened.

    A field left as it was shown makes no edit, also when it is in conflict or odd.
    """
    kind = KIND_OF[type(shown)]
    changed = {name: value for name, value in values.items() if not _left_alone(shown, name, value)}
    written = _values(kind, changed, required=False)
    if isinstance(written, Broken):
        return written
    # What reads the same once cleaned was not changed either.
    written = {
        name: value
        for name, value in written.items()
        if name in shown.conflicts
        or name in shown.odd
        or read(FIELDS[kind][name], value)[0] != getattr(shown, name)
    }
    if not written:
        return []
    after = read_view(kind, shown.id, _laid_over(shown.fields, written))
    broken = check(file, shown, after, on)
    if broken is not None:
        return broken
    return [edit(shown, name, value) for name, value in written.items()]


def _laid_over(fields: Fields, written: Mapping[str, Written]) -> Fields:
    """The live values as they will stand once these are written; who wrote is left out."""
    fresh = {name: (Live(value, b"", 0, None, 0),) for name, value in written.items()}
    return {**fields, **fresh}


def _left_alone(shown: View, name: str, value: Any) -> bool:
    now = getattr(shown, name)
    if isinstance(value, list):
        value = tuple(value)
    return same(value, now) or (value in (None, "", ()) and now in (None, "", ()))


def _values(kind: Kind, values: Mapping[str, Any], required: bool) -> dict[str, Written] | Broken:
    fields = FIELDS[kind]
    unknown = values.keys() - fields.keys()
    if unknown:
        raise KeyError(f"{kind} has no field {min(unknown)}")
    written: dict[str, Written] = {}
    for name, field in fields.items():
        if name not in values and not (required and field.required):
            continue
        value = write(field, values.get(name))
        if isinstance(value, Broken):
            return value
        written[name] = value
    return written


def delete(file: CaseFile, shown: View, on: str) -> Outcome:
    """Delete an entity as it was shown.

    What somebody else wrote meanwhile brings it back, as a conflict. A case is not
    deleted, nor what must stay as it is (`shared.casework.deleting`). A document takes
    its versions along.
    """
    del on
    along = (one for one in versions_along(file, shown) if not one.deleted)
    return check_deletion(file, shown) or [gone(shown), *map(gone, along)]


def gone(shown: View) -> Edit:
    """The edit that deletes an entity as it was shown, whatever the rules: acts look at
    those themselves."""
    return edit(shown, DELETED, seen_by_deletion(shown.fields))


def undelete(file: CaseFile, shown: View, on: str) -> Outcome:
    """Put back what was deleted, a document with its versions."""
    del on
    back = [shown, *(one for one in versions_along(file, shown) if one.deleted)]
    return check_undeletion(file, shown) or [edit(one, DELETED, None) for one in back]


def settle(file: CaseFile, shown: View, field: str, keep: Name, on: str) -> Outcome:
    """Settle a conflict: keep the value of the live write `keep`, in place of all shown.

    For the field `deleted`, keeping a deletion deletes what is shown now.
    """
    lives = shown.fields[field]
    value = next(live.value for live in lives if live.name == keep)
    if field == DELETED:
        return delete(file, shown, on) if value else undelete(file, shown, on)
    return check_settling(file, shown, field, value) or [edit(shown, field, value)]


def edit(shown: View, field: str, value: Any) -> Edit:
    """One field gets a value, in place of the values that were shown for it."""
    lives = shown.fields.get(field, ())
    return Edit(
        str(KIND_OF[type(shown)]), shown.id, field, value, tuple(live.name for live in lives)
    )
