"""What is written down in one go, while the phone is still warm.

A call takes a few words, from anywhere in the program; what is not asked is filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.casework.intake.conflict import STEPS_BACK
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import CaseStatus, Channel, ContactKind
from shared.casework.model.kinds import Kind
from shared.casework.model.views import Case
from shared.casework.rules import Broken, Said
from shared.casework.verbs import Outcome, add, edit, open_case
from shared.wording import N_


class CaptureRule(Said):
    """What stands in the way of writing a call down."""

    NOTHING = N_("Nothing was filled in. A callsign or a few words about the call are enough.")


SAYS_SOMETHING = ("callsign", "client", "safe_times", "summary", "agreements", "count_only")
"""One of these is known of whoever calls for the first time, or there is no case to open."""
_DAY = 10
"""The length of the day in a moment."""


def capture_call(file: CaseFile, contact: bytes, at: str, values: Mapping[str, Any]) -> Outcome:
    """A call in a case: a contact with a new id (16 bytes), by phone, at the moment `at`.

    `at` is local time as `YYYY-MM-DDTHH:MM`. `values` are fields of the contact, each of
    which takes the place of what would be filled in.
    """
    kind = ContactKind.FOLLOW_UP if file.contacts else ContactKind.ADMIN
    call = {"kind": kind, "channel": Channel.PHONE, "start": at, **_given(values)}
    return add(file, Kind.CONTACT, contact, call, at[:_DAY])


def capture_first_call(
    circle: bytes,
    code: str,
    contact: bytes,
    at: str,
    case: Mapping[str, Any],
    call: Mapping[str, Any],
) -> Outcome:
    """A call of somebody new: a case in a new circle (16 bytes) and its first contact.

    `case` and `call` are fields of the case and of the contact. The edits go together,
    or the first rule that one of them would break.
    """
    if not any(_given(case).get(name) or _given(call).get(name) for name in SAYS_SOMETHING):
        return Broken(CaptureRule.NOTHING, "callsign")
    came_by = {"channel": Channel.PHONE, **_given(case)}
    opened = open_case(circle, code, at[:_DAY], came_by)
    if isinstance(opened, Broken):
        return opened
    count_only = True if case.get("count_only") is True else None
    file = CaseFile(circle=circle, case=Case(id=circle, count_only=count_only))
    called = capture_call(file, contact, at, call)
    return called if isinstance(called, Broken) else [*opened, *called]


def capture_check(file: CaseFile, check: bytes, values: Mapping[str, Any], on: str) -> Outcome:
    """A check for conflicts of interest (new id, 16 bytes) with what it means for the case.

    A new case is checked then, and goes on; where the adviser is not free it stays until
    it is sent elsewhere.
    """
    checked = add(file, Kind.CONFLICT_CHECK, check, {"done_on": on, **_given(values)}, on)
    if isinstance(checked, Broken):
        return checked
    decided = {part.value for part in checked if part.field == "decision"}
    free = decided.isdisjoint(map(str, STEPS_BACK))
    if free and file.case.status is CaseStatus.NEW:
        checked.append(edit(file.case, "status", str(CaseStatus.CONFLICT_CHECKED)))
    return checked


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in: what was left empty takes no place."""
    return {
        name: value
        for name, value in values.items()
        if value not in (None, "", ()) and not (isinstance(value, str) and not value.strip())
    }
