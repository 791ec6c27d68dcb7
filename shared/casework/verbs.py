"""What an adviser does with a case: pure functions from a wish to edits.

Each gives back the edits to save, or the rule that the wish would break. An edit
takes the place of the values that the form showed when it was opened, and of no
others: what arrived meanwhile stays beside it. Only fields that were changed make
edits. Ids (16 bytes) and dates come from outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.casework.codes import SUBTYPES, CaseStatus, ConcernType, ConsentStatus
from shared.casework.kinds import DELETED, FIELDS, Kind
from shared.casework.reading import read
from shared.casework.rules import Broken, Rule
from shared.casework.showing import same, seen_by_deletion
from shared.casework.status import next_statuses
from shared.casework.views import KIND_OF, Case, Concern, Consent, View
from shared.casework.writing import Written, write
from shared.replica.change import Edit, Name

Outcome = list[Edit] | Broken


def open_case(circle: bytes, code: str, on: str, values: Mapping[str, Any]) -> Outcome:
    """Open a case in a new circle (16 bytes): `new`, opened on the day `on`.

    `values` are fields of the case as a form gives them, by name.
    """
    given = {**values, "code": code, "status": CaseStatus.NEW, "opened_on": on}
    return _new(Kind.CASE, circle, given)


def add(kind: Kind, entity: bytes, values: Mapping[str, Any]) -> Outcome:
    """Add a party, concern, contact or note with a new id.

    A consent is asked (`shared.casework.consenting`), a case is opened.
    """
    if kind in (Kind.CASE, Kind.CONSENT):
        raise ValueError("a case is opened and a consent is asked")
    return _new(kind, entity, values)


def _new(kind: Kind, entity: bytes, values: Mapping[str, Any]) -> Outcome:
    fresh = _values(kind, values, required=True)
    if isinstance(fresh, Broken):
        return fresh
    if kind is Kind.CONCERN:
        broken = _forms_fit(fresh.get("concern_type"), fresh.get("subtypes"))
        if broken is not None:
            return broken
    return [
        Edit(str(kind), entity, name, value) for name, value in fresh.items() if value is not None
    ]


def change(shown: View, values: Mapping[str, Any]) -> Outcome:
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
    broken = _allowed(shown, written)
    if broken is not None:
        return broken
    return [edit(shown, name, value) for name, value in written.items()]


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


def _allowed(shown: View, written: Mapping[str, Written]) -> Broken | None:
    if isinstance(shown, Case) and "status" in written:
        return _status_step(shown, written["status"])
    if isinstance(shown, Concern):
        return _forms_fit(
            written.get("concern_type", shown.concern_type),
            written.get("subtypes", shown.subtypes),
        )
    if isinstance(shown, Consent) and written:
        if "status" in written:
            return Broken(Rule.CONSENT_FIXED, "status")
        if statuses(shown) != {str(ConsentStatus.ASKED)}:
            return Broken(Rule.CONSENT_FIXED, next(iter(written)))
    return None


def _status_step(shown: Case, wanted: Written) -> Broken | None:
    for live in shown.fields.get("status", ()):
        status, _ = read(FIELDS[Kind.CASE]["status"], live.value)
        if isinstance(status, CaseStatus) and wanted in next_statuses(status):
            return None
    return Broken(Rule.STATUS_STEP, "status")


def _forms_fit(concern_type: object, subtypes: object) -> Broken | None:
    if not isinstance(subtypes, list | tuple) or not subtypes:
        return None
    known = ConcernType.of(concern_type)
    fitting = () if known is None else SUBTYPES.get(known, ())
    if all(subtype in fitting for subtype in subtypes):
        return None
    return Broken(Rule.FORM_OF_OTHER_TYPE, "subtypes")


def statuses(consent: Consent) -> set[object]:
    """All live values of a consent's status; what is no text counts as unknown."""
    lives = consent.fields.get("status", ())
    return {live.value if isinstance(live.value, str) else None for live in lives}


def delete(shown: View) -> Outcome:
    """Delete an entity as it was shown.

    What somebody else wrote meanwhile brings it back, as a conflict. A case is not
    deleted, and a consent that is given is withdrawn first.
    """
    if isinstance(shown, Case):
        raise ValueError("a case is not deleted like this")
    if isinstance(shown, Consent) and str(ConsentStatus.GIVEN) in statuses(shown):
        return Broken(Rule.CONSENT_IN_FORCE)
    return [edit(shown, DELETED, seen_by_deletion(shown.fields))]


def undelete(shown: View) -> Outcome:
    """Put back what was deleted."""
    return [edit(shown, DELETED, None)]


def settle(shown: View, field: str, keep: Name) -> Outcome:
    """Settle a conflict: keep the value of the live write `keep`, in place of all shown.

    For the field `deleted`, keeping a deletion deletes what is shown now.
    """
    lives = shown.fields[field]
    value = next(live.value for live in lives if live.name == keep)
    if field == DELETED:
        return delete(shown) if value else undelete(shown)
    return [edit(shown, field, value)]


def edit(shown: View, field: str, value: Any) -> Edit:
    """One field gets a value, in place of the values that were shown for it."""
    lives = shown.fields.get(field, ())
    return Edit(
        str(KIND_OF[type(shown)]), shown.id, field, value, tuple(live.name for live in lives)
    )
