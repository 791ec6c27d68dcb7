"""Days and times as people say them, in the language of the screen and local time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from shared.wording import N_
from tui.language import _, ngettext

_MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)  # fmt: skip
_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def local_now() -> datetime:
    """The time of this machine, with its time zone."""
    return datetime.now(UTC).astimezone()


def local(milliseconds: int) -> datetime:
    """Local time of milliseconds since 1970; the ends of time for what lies outside."""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone()
    except (OverflowError, OSError, ValueError):
        return datetime(9999 if milliseconds > 0 else 1, 6, 1, tzinfo=UTC)


def day(iso: str, today: date | None = None) -> str:
    """An ISO date (or the start of an ISO time) as `Thu 5 Feb 2026`.

    Without the year when it is that of `today`. What is not a date stays as it is.
    """
    try:
        value = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    words = f"{_(_WEEKDAYS[value.weekday()])} {value.day} {_(_MONTHS[value.month - 1])}"
    return words if today is not None and value.year == today.year else f"{words} {value.year}"


def moment(milliseconds: int, now: datetime) -> str:
    """`today 14:02`, `yesterday 09:10`, or the day and the time."""
    then = local(milliseconds)
    clock = f"{then:%H:%M}"
    if then.date() == now.date():
        return _("today {time}").format(time=clock)
    if then.date() == (now - timedelta(days=1)).date():
        return _("yesterday {time}").format(time=clock)
    return f"{day(then.date().isoformat(), now.date())} {clock}"


def days_since(milliseconds: int, now: datetime) -> int:
    """Whole days from then to now, never less than 0."""
    return max(0, (now - local(milliseconds)).days)


def silence(days: int) -> str:
    """`3 days`."""
    return ngettext("{count} day", "{count} days", days).format(count=days)


_NUMBERS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{4}|\d{2}))?")
_MONTH_NAMES = {
    name: number
    for names in (
        "jan feb mrt apr mei jun jul aug sep okt nov dec",
        "jan feb mar apr may jun jul aug sep oct nov dec",
    )
    for number, name in enumerate(names.split(), 1)
}
_NAMED = re.compile(r"(?:[a-z]+ )?(\d{1,2}) ([a-z]{3,})\.?(?: (\d{4}))?")


def month_number(name: str) -> int | None:
    """1 to 12 of the name of a month, short or long, Dutch or English."""
    return 3 if name.startswith("maart") else _MONTH_NAMES.get(name[:3])


def read_day(text: str, today: date) -> str | None:
    """The ISO date that somebody typed, or None when it is not one.

    Takes `2026-02-05`, `5-2-2026`, `5-2`, `5/2/26`, `5 feb`, `thu 5 feb 2026`, and
    `today` and `yesterday` in both languages. A day without a year is the nearest one
    that is not more than half a year ahead.
    """
    typed = " ".join(text.lower().split())
    if typed in ("today", "vandaag"):
        return today.isoformat()
    if typed in ("yesterday", "gisteren"):
        return (today - timedelta(days=1)).isoformat()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", typed):
            return date.fromisoformat(typed).isoformat()
        if found := _NUMBERS.fullmatch(typed):
            return _nearest(int(found[1]), int(found[2]), found[3], today)
        if (found := _NAMED.fullmatch(typed)) and (month := month_number(found[2])):
            return _nearest(int(found[1]), month, found[3], today)
    except ValueError:
        return None
    return None


def _nearest(day_number: int, month: int, year: str | None, today: date) -> str:
    if year:
        full = int(year) if len(year) == 4 else 2000 + int(year)
        return date(full, month, day_number).isoformat()
    value = date(today.year, month, day_number)
    if value > today + timedelta(days=183):
        value = date(today.year - 1, month, day_number)
    return value.isoformat()
