"""Working days in the Netherlands: not a weekend, not a public holiday."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

RESPONSE_DAYS = 2
"""Within how many working days a reporter hears something for the first time (practice of
the profession: contact within two working days)."""


def working_days_after(day: str, count: int) -> str:
    """The ISO date `count` working days (1 or more) after the ISO date `day`.

    A last day of the calendar that has no working day behind it stays as it is.
    """
    now = date.fromisoformat(day)
    left = count
    while left > 0 and now < date.max:
        now += timedelta(days=1)
        left -= is_working_day(now)
    return now.isoformat()


def is_working_day(day: date) -> bool:
    """Whether offices work: a Monday to Friday that is no public holiday.

    Good Friday is a holiday of the banks' and the state's calendar and counts as one;
    Liberation Day is one every fifth year.
    """
    return day.weekday() < 5 and day not in _holidays_of(day.year)


@cache
def _holidays_of(year: int) -> frozenset[date]:
    # Loaded when a day is counted: the start of the program does not wait for it.
    import holidays

    return frozenset(holidays.country_holidays("NL", years=year))
