"""How the story is told: events, their days, and the steps in them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

Step = dict[str, Any]


class Event(msgspec.Struct, frozen=True):
    """One thing that happens: on which day, to whom it is, what it is, what is done."""

    day: int
    who: str
    title: str
    steps: tuple[Step, ...]


def day(offset: int) -> str:
    """The ISO date some days from today."""
    return (datetime.now(UTC).astimezone().date() + timedelta(days=offset)).isoformat()


def contact(name: str, offset: int, kind: str, minutes: int, summary: str, **more: Any) -> Step:
    """A contact is written down."""
    values = {
        "kind": kind,
        "channel": more.pop("channel", "in_person"),
        "start": f"{day(offset)} {more.pop('at', '14:00')}",
        "minutes": minutes,
        "summary": summary,
        **more,
    }
    return {"do": "add", "kind": "contact", "as": name, "values": values}


def note(name: str, offset: int, text: str) -> Step:
    """A note is written down."""
    values = {"text": text, "noted_on": day(offset)}
    return {"do": "add", "kind": "note", "as": name, "values": values}


def party(name: str, **values: Any) -> Step:
    """Somebody has a part in it: a label, no name."""
    return {"do": "add", "kind": "party", "as": name, "values": values}


def status(status: str) -> Step:
    """The case comes further."""
    return {"do": "change", "values": {"status": status}}
