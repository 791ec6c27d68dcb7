"""The agenda as an iCalendar file: the code, the kind, the day, and nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from icalendar import Calendar

from shared.casework.agenda import agenda
from shared.casework.calendar_export import calendar_of
from shared.casework.due import Due, DueKind, Pressing
from shared.casework.model.kinds import Kind
from tests.casework.made_agenda import ON, case, entity, id_of

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=timezone(timedelta(hours=1)))
ONE = Due(b"C" * 16, "kiezel-47", DueKind.APPOINTMENT, "2026-03-12", Pressing.SOON, b"e" * 16)


def say(label: str) -> str:
    return {"Appointment": "Afspraak"}.get(label, label)


def events(exported: bytes) -> list[dict[str, str]]:
    calendar = Calendar.from_ical(exported)
    return [
        {str(name): _text(value) for name, value in event.property_items(recursive=False)}
        for event in calendar.walk("VEVENT")
    ]


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value.to_ical().decode())


def test_rule_29_an_entry_holds_the_code_the_kind_and_the_day() -> None:
    """Each property that is there is named here: none has room for more."""
    exported = calendar_of([ONE], NOW, say)
    (event,) = events(exported)
    uid = event.pop("UID")

    assert event == {
        "BEGIN": "VEVENT",
        "END": "VEVENT",
        "DTSTAMP": "20260310T083000Z",
        "DTSTART": "20260312",
        "SUMMARY": "kiezel-47: Afspraak",
        "CLASS": "PRIVATE",
        "TRANSP": "TRANSPARENT",
    }
    assert b"DTSTART;VALUE=DATE:20260312\r\n" in exported
    assert uid.endswith("@luister")
    assert (b"C" * 16).hex() not in uid
    assert (b"e" * 16).hex() not in uid


def test_rule_29_no_canary_of_a_case_gets_into_the_calendar() -> None:
    """Client, callsign, words of reminders and contacts: the file has none of them."""
    parts = [
        case(client="KANARIE", callsign="KANARIE", wish_of_reporter="KANARIE"),
        entity(Kind.REMINDER, "m", what="KANARIE bellen", due=ON),
        entity(Kind.CONTACT, "c", kind="follow_up", start="2026-03-01", summary="KANARIE",
               agreements="KANARIE", next_agreed="2026-03-12"),
        entity(Kind.ROUTE, "r", route_type="talk_manager", status="running", goal="KANARIE",
               started_on="2026-03-01"),
        entity(Kind.STEP, "s", route=id_of("r"), step_type="draft", due=ON,
               next="KANARIE"),
        entity(Kind.REFERRAL, "f", category="coach", status="signposted", service="KANARIE",
               check_on=ON),
    ]  # fmt: skip
    exported = calendar_of(agenda(parts, ON), NOW, say)

    assert b"KANARIE" not in exported
    assert len(events(exported)) == 5
    for word in (b"coach", b"talk_manager", b"draft", b"follow"):
        assert word not in exported


def test_the_same_entry_stays_the_same_in_the_next_export() -> None:
    """A calendar that reads the file again moves an entry and makes no second one."""
    later = Due(
        b"C" * 16, "kiezel-47", DueKind.APPOINTMENT, "2026-03-19", Pressing.LATER, b"e" * 16
    )
    other = Due(b"C" * 16, "kiezel-47", DueKind.GUARD, "2026-03-12", Pressing.SOON, b"e" * 16)
    uids = [event["UID"] for event in events(calendar_of([ONE, later, other], NOW, say))]

    assert uids[0] == uids[1] != uids[2]


def test_the_file_is_an_icalendar_file() -> None:
    """Version 2.0 with a product and lines of at most 75 bytes ended by CR LF (RFC 5545)."""
    odd = Due(b"C" * 16, "kiezel-47,\n;" + "é" * 90, DueKind.STEP, "9999-12-31", Pressing.LATER)
    exported = calendar_of([odd], NOW, say)
    lines = exported.split(b"\r\n")
    calendar = Calendar.from_ical(exported)

    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    (event,) = calendar.walk("VEVENT")
    assert str(event["SUMMARY"]) == f"{odd.code}: Step of a route"
    assert event.decoded("DTSTART") == date(9999, 12, 31)
    assert event.decoded("DTSTAMP") == NOW.astimezone(UTC)


def test_an_empty_agenda_is_an_empty_calendar() -> None:
    """Nothing due is no error."""
    assert events(calendar_of([], NOW, say)) == []
