"""The agenda as an iCalendar file (RFC 5545), for a calendar that others may see.

An entry holds the code of the case, the kind of what is due, and the day (rule 29): a
calendar is copied to phones, servers and colleagues. Its id is a digest, so that the same
entry stays the same in the next export and leads nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from hashlib import blake2b

from shared.casework.due import Due

PRODUCT = "-//Luister//agenda//EN"
MEDIA_TYPE = "text/calendar"
_DIGEST = 16


def calendar_of(dues: Iterable[Due], now: datetime, say: Callable[[str], str]) -> bytes:
    """The iCalendar file of what is due: UTF-8, lines ended by CR LF.

    Each entry is a whole day that does not make one busy. `now` (with its time zone) is
    when the export is made; `say` gives a label in the language of the user.
    """
    # Loaded when a calendar is written: the start of the program does not wait for it.
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for due in dues:
        event = Event()
        event.add("uid", f"{_uid(due)}@luister")
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", date.fromisoformat(due.due))
        event.add("summary", f"{due.code}: {due.what(say)}")
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _uid(due: Due) -> str:
    told = b"".join((due.circle, due.entity or due.circle, str(due.kind).encode()))
    return blake2b(told, digest_size=_DIGEST).hexdigest()
