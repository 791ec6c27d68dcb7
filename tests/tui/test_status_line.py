"""The status line says with whom and since when, in words, and never just "in step"."""

from __future__ import annotations

import msgspec
import pytest

from shared.replica.notice import Notice, Told, Tone
from tests.tui.driving import lines, opened, press
from tests.tui.fake_session import NOW, FakeSession, earlier, ms
from tui import language
from tui.local.port import SyncStatus
from tui.widgets.status_line import words

QUIET = SyncStatus("listening", 10, bytes(32), 0, 0, 0, (("Joost's laptop", ms(16, 14)),), None, ())


def _said(**changes: object) -> str:
    return " · ".join(words(msgspec.structs.replace(QUIET, **changes), NOW).parts)


def test_in_step_names_the_device_and_the_time() -> None:
    """Promise 5: never in step as such."""
    assert "in step with Joost's laptop, today " in _said()
    assert "in step" not in _said(heard=())
    assert "nothing heard of another device yet" in _said(heard=())


def test_a_silent_device_is_named() -> None:
    """Silence is said with its length, and is not called in step."""
    heard = (("Joost's laptop", earlier(4)), ("Samira's laptop", earlier(9)))

    assert "nothing heard from Samira's laptop for 9 days" in _said(heard=heard)
    assert "in step" not in _said(heard=heard)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"state": "offline"}, "○ Offline"),
        ({"state": "connecting"}, "Connecting"),
        ({"state": "syncing", "progress": (1200, 20_000)}, "fetched 1200 of 20000"),
        ({"unkept": 1}, "1 change not yet kept by the relay"),
        ({"unkept": 2}, "2 changes not yet kept by the relay"),
        ({"intents": 2}, "2 acts wait for sync"),
        ({"unsent": 3}, "3 changes can not be shared"),
        ({"state": "stopped"}, "! ALARM: see the status page · ■ Syncing has stopped"),
        ({"state": "something newer"}, "Unknown state"),
    ],
)
def test_every_state_has_its_words(changes: dict[str, object], expected: str) -> None:
    """No state is left to a colour or a glyph alone."""
    assert expected in _said(**changes)


def test_an_alarm_is_loudest() -> None:
    """A fork is said first of all."""
    alarm = words(msgspec.structs.replace(QUIET, notices=(Notice(Told.FORKED, 4),)), NOW)

    assert alarm.tone is Tone.alarm
    assert alarm.parts[0].startswith("! ALARM")


def test_the_line_is_dutch_when_the_screen_is() -> None:
    """The words come from the catalogue."""
    language.use("nl")

    assert "gelijk met Joost's laptop, vandaag " in _said()
    assert "2 wijzigingen nog niet bij het relais" in _said(unkept=2)


async def test_the_line_is_on_every_open_screen(session: FakeSession) -> None:
    """Lists, the case, forms, status, colleagues, search, settling, sharing: all have it."""
    session.state = "offline"
    for keys in ((), ("enter",), ("enter", "n"), ("i",), ("m",), ("s",), ("enter", "x"),
                 ("enter", "d"), ("n",)):  # fmt: skip
        async with opened(session, *keys) as (app, _pilot):
            assert any("○ Offline" in line for line in lines(app)[-3:]), keys


async def test_a_notice_is_shown_until_it_is_put_away(session: FakeSession) -> None:
    """The bar tells the loudest; z puts it away, and the next one comes."""
    session.notices = [Notice(Told.RESTORED, 3), Notice(Told.FUTURE, 5, (("author", "Joost"),))]
    async with opened(session) as (app, pilot):
        assert any("Warning: The relay was put back" in line for line in lines(app))

        await press(pilot, "z")
        assert any("Note well: The clock of Joost runs ahead" in line for line in lines(app))

        await press(pilot, "z")
        assert not any("Note well:" in line for line in lines(app))
        assert session.notices == []


async def test_an_alarm_is_read_before_it_is_put_away(session: FakeSession) -> None:
    """z leads to the status page, and only a yes there puts an alarm away."""
    session.notices = [Notice(Told.FORKED, 3, (("author", "Joost"),))]
    async with opened(session, "z") as (app, pilot):
        assert any("Status ·" in line for line in lines(app))
        assert session.notices

        await press(pilot, "d", "n")
        assert session.notices

        await press(pilot, "d", "y")
        assert session.notices == []
