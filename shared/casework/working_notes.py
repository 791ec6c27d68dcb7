"""How long an adviser's own working notes are kept: thirty days at most (rule 22)."""

from __future__ import annotations

from shared.casework.model.case_file import CaseFile
from shared.casework.model.reading import is_date
from shared.casework.model.views import WorkingNote
from shared.casework.route.terms import days_after
from shared.casework.rules import Broken, Said
from shared.wording import N_

DAYS = 30
"""The longest that a working note is kept, in days after it was written."""


class WorkingNoteRule(Said):
    """What can not be done with a working note."""

    TOO_LONG = N_("A working note is kept for thirty days at most. Choose an earlier day.")


def last_day(noted_on: str) -> str:
    """The last day (ISO date) on which a note of the day `noted_on` may be there."""
    return days_after(noted_on, DAYS)


def gone_by(note: WorkingNote) -> str:
    """The day by which a note goes, also where another program wrote a later one; "" where
    it says neither when it was written nor when it goes."""
    last = last_day(note.noted_on) if is_date(note.noted_on) else ""
    return min(filter(None, (note.delete_by, last)), default="")


def check_working_note(
    file: CaseFile, before: WorkingNote | None, after: WorkingNote, on: str
) -> Broken | None:
    """A note goes within thirty days of being written, and is not made younger to stay."""
    del file
    if before is not None and (before.noted_on, before.delete_by) == (
        after.noted_on,
        after.delete_by,
    ):
        return None
    written = min(day for day in (after.noted_on, before.noted_on if before else "", on) if day)
    if after.delete_by > last_day(written):
        return Broken(WorkingNoteRule.TOO_LONG, "delete_by")
    return None
