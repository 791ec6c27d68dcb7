"""Working days: weekends and the public holidays of the Netherlands are none."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.casework.workdays import is_working_day, working_days_after


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("2026-02-02", "2026-02-04"),  # Monday
        ("2026-02-05", "2026-02-09"),  # Thursday, over a weekend
        ("2026-02-07", "2026-02-10"),  # Saturday
        ("2026-04-02", "2026-04-08"),  # before Good Friday and Easter Monday
        ("2026-04-24", "2026-04-29"),  # King's Day on the Monday
        ("2026-12-24", "2026-12-29"),  # Christmas
        ("2025-12-31", "2026-01-05"),  # New Year, into another year
        ("2025-05-02", "2025-05-07"),  # Liberation Day of a fifth year
        ("2026-05-01", "2026-05-05"),  # and of another year: a working day
    ],
)
def test_the_first_response_is_two_working_days_later(day: str, due: str) -> None:
    """Days on which nobody works do not count."""
    assert working_days_after(day, 2) == due


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)), st.integers(1, 15))
def test_a_working_day_is_always_later_and_always_one_on_which_is_worked(
    day: date, count: int
) -> None:
    """So many working days lie after the day, up to and with the day that is given."""
    due = date.fromisoformat(working_days_after(day.isoformat(), count))
    between = [date.fromordinal(at) for at in range(day.toordinal() + 1, due.toordinal() + 1)]

    assert is_working_day(due)
    assert sum(is_working_day(one) for one in between) == count


def test_the_calendar_has_an_end() -> None:
    """The last day of all is nobody's bug."""
    assert working_days_after("9999-12-30", 5) == "9999-12-31"


def test_the_start_of_the_program_does_not_wait_for_the_holidays() -> None:
    """What counts days and writes calendars is loaded when that is wanted."""
    code = "import sys, shared.casework.verbs\nprint({'holidays', 'icalendar'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"
