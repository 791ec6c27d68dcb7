"""Days and times as people say and type them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui import language
from tui.widgets import typed_days
from tui.widgets.when import day, days_since, moment, read_day

TODAY = date(2026, 3, 16)
NOW = datetime(2026, 3, 16, 14, 30, tzinfo=UTC).astimezone()


def _ms(when: datetime) -> int:
    return int(when.timestamp() * 1000)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-02-05", "2026-02-05"),
        ("5-2-2026", "2026-02-05"),
        ("05/02/26", "2026-02-05"),
        ("5-2", "2026-02-05"),
        ("5 feb", "2026-02-05"),
        ("do 5 februari 2026", "2026-02-05"),
        ("Thu 5 Feb 2026", "2026-02-05"),
        ("3 maart", "2026-03-03"),
        ("12 mrt 2027", "2027-03-12"),
        ("vandaag", "2026-03-16"),
        ("Yesterday", "2026-03-15"),
        ("1-12", "2025-12-01"),
        ("1-8", "2026-08-01"),
    ],
)
def test_a_typed_day_is_understood(said: str, meant: str) -> None:
    """Ways in which people here write a date all give the ISO date."""
    assert read_day(said, TODAY) == meant


@pytest.mark.parametrize("said", ["", "morgen misschien", "31-2-2026", "5-13", "2026-2-30", "feb"])
def test_what_is_no_day_is_not_guessed(said: str) -> None:
    """A date that does not exist is left to the form to refuse."""
    assert read_day(said, TODAY) is None


@given(st.text(max_size=20))
def test_no_typed_text_breaks_the_reading(said: str) -> None:
    """Whatever is typed, it is a day or it is not."""
    found = read_day(said, TODAY)

    assert found is None or date.fromisoformat(found).isoformat() == found


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.sampled_from(["nl", "en"]))
def test_a_day_shown_in_a_form_reads_back_as_itself(value: date, tongue: str) -> None:
    """Opening a form and saving it changes no date."""
    from shared.casework.model.kinds import FIELDS, Kind

    language.use(tongue)
    for kind, name, iso in (
        (Kind.CASE, "opened_on", value.isoformat()),
        (Kind.CONTACT, "start", f"{value}T09:05"),
        (Kind.CONTACT, "start", value.isoformat()),
        (Kind.CONCERN, "started_on", value.isoformat()),
        (Kind.CONCERN, "started_on", value.isoformat()[:7]),
        (Kind.CONCERN, "started_on", value.isoformat()[:4]),
    ):
        field = FIELDS[kind][name]
        assert typed_days.meant(field, typed_days.shown(field, iso), NOW) == iso


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("now", "2026-03-16T14:30"),
        ("nu", "2026-03-16T14:30"),
        ("gisteren 9.15", "2026-03-15T09:15"),
        ("5-2-2026 18:30", "2026-02-05T18:30"),
        ("5 feb, 18:30", "2026-02-05T18:30"),
        ("8:05", "2026-03-16T08:05"),
        ("5-2-2026", "2026-02-05"),
        ("ergens", "ergens"),
    ],
)
def test_a_typed_moment_is_understood(said: str, meant: str) -> None:
    """A day, a time, or both; what is none of these stays for the rules to refuse."""
    from shared.casework.model.kinds import FIELDS, Kind

    now = NOW.replace(hour=14, minute=30)
    assert typed_days.meant(FIELDS[Kind.CONTACT]["start"], said, now) == meant


def test_moments_are_said_from_today() -> None:
    """Today and yesterday by name, the rest by its day."""
    assert moment(_ms(NOW), NOW).startswith("today ")
    assert moment(_ms(NOW - timedelta(days=1)), NOW).startswith("yesterday ")
    assert moment(_ms(NOW - timedelta(days=6)), NOW).startswith("Tue 10 Mar ")
    assert day("2025-11-03", TODAY) == "Mon 3 Nov 2025"
    assert day("niet", TODAY) == "niet"

    language.use("nl")
    assert moment(_ms(NOW), NOW).startswith("vandaag ")
    assert day("2026-03-03", TODAY) == "di 3 mrt"


@given(st.integers(-(2**70), 2**70))
def test_no_time_is_too_strange_to_be_said(milliseconds: int) -> None:
    """A clock that is wrong by ages gives an odd day, not a fault."""
    assert moment(milliseconds, NOW)
    assert days_since(milliseconds, NOW) >= 0
