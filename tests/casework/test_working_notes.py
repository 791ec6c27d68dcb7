"""An adviser's own notes do not stay: thirty days at most (rule 22)."""

from __future__ import annotations

from typing import Any

import pytest

from shared.casework.model.kinds import Kind
from shared.casework.model.showing import read_view
from shared.casework.model.views import WorkingNote
from shared.casework.working_notes import WorkingNoteRule, gone_by
from tests.casework.made import CIRCLE, ON, Firm, add, change, edited, rule

NOTE = b"n" * 16
LAST, LATER = "2026-03-07", "2026-03-08"


def note(**values: Any) -> dict[str, Any]:
    return {"case": CIRCLE, "text": "twijfel", "noted_on": ON, "delete_by": LAST, **values}


def view(**values: Any) -> WorkingNote:
    firm = Firm()
    firm.save(add(Kind.WORKING_NOTE, NOTE, note(**values)))
    ((_, fields),) = firm.entities.items()
    found = read_view(Kind.WORKING_NOTE, NOTE, fields)
    assert isinstance(found, WorkingNote)
    return found


def test_rule_22_a_working_note_goes_within_thirty_days() -> None:
    """The thirtieth day is the last."""
    assert edited(add(Kind.WORKING_NOTE, NOTE, note()))["delete_by"] == LAST

    for values in ({"delete_by": LATER}, {"noted_on": LATER, "delete_by": "2026-04-01"}):
        outcome = add(Kind.WORKING_NOTE, NOTE, note(**values))
        assert rule(outcome) is WorkingNoteRule.TOO_LONG


def test_rule_22_nor_is_it_made_younger_to_stay() -> None:
    """Its text can be changed; the day on which it goes only within its thirty days."""
    shown = view(noted_on="2026-01-20", delete_by="2026-02-10")

    assert edited(change(shown, {"text": "anders"})) == {"text": "anders"}
    assert edited(change(shown, {"delete_by": "2026-02-19"})) == {"delete_by": "2026-02-19"}
    for values in ({"delete_by": LAST}, {"noted_on": ON, "delete_by": LAST}):
        assert rule(change(shown, values)) is WorkingNoteRule.TOO_LONG


@pytest.mark.parametrize(
    ("noted_on", "delete_by", "gone"),
    [
        (ON, "2026-02-10", "2026-02-10"),
        (ON, "2999-01-01", LAST),
        (ON, "", LAST),
        ("", LAST, LAST),
        ("", "", ""),
        ("9999-12-30", "", "9999-12-31"),
    ],
)
def test_rule_22_a_note_of_another_program_goes_as_well(
    noted_on: str, delete_by: str, gone: str
) -> None:
    """Whatever day it gave itself."""
    assert gone_by(WorkingNote(id=NOTE, noted_on=noted_on, delete_by=delete_by)) == gone
