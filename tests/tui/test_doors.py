"""Welcome, new firm, joining, unlocking: nothing typed is lost, every failure says what to do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.tui.driving import app_for, lines, press, settled, shown, write
from tests.tui.fake_session import (
    FIVE_WORDS,
    LINK,
    PASSPHRASE,
    SHEET_WORDS,
    FakeFront,
    FakeSession,
)
from tui.app import LuisterApp
from tui.ports import HomeState, Problem
from tui.screens.caseload import CaseloadScreen
from tui.screens.form import FormScreen, widget_of
from tui.screens.found import SheetScreen
from tui.screens.passphrase import Strength, strength
from tui.screens.welcome import WelcomeScreen


@asynccontextmanager
async def _at_door(
    session: FakeSession, state: HomeState, *keys: str
) -> AsyncIterator[tuple[LuisterApp, Pilot[None], FakeFront]]:
    app = app_for(session, state)
    front = app.front
    assert isinstance(front, FakeFront)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, *keys)
        yield app, pilot, front


def _form(app: LuisterApp) -> FormScreen:
    assert isinstance(app.screen, FormScreen)
    return app.screen


async def _fill(app: LuisterApp, pilot: Pilot[None], **values: str) -> None:
    for name, value in values.items():
        widget = widget_of(_form(app), name)
        if isinstance(widget, Input):
            widget.value = value
        else:
            widget.text = value  # type: ignore[attr-defined]
    await settled(pilot)


async def test_the_first_start_says_what_there_is_to_do(session: FakeSession) -> None:
    """An empty home offers the three ways in, by keyboard alone."""
    async with _at_door(session, HomeState.empty) as (app, pilot, _front):
        text = shown(app)
        for part in ("nothing on this device yet", "Join with a link", "Start a new firm",
                     "Look around: the demonstration"):  # fmt: skip
            assert part in text

        await press(pilot, "down", "enter")
        assert "new firm" in lines(app)[0]

        await press(pilot, "escape")
        assert isinstance(app.screen, WelcomeScreen)


async def test_a_new_firm_ends_with_the_recovery_sheet_and_then_the_caseload(
    session: FakeSession,
) -> None:
    """The words are shown once, two are typed back, and only then the home opens."""
    async with _at_door(session, HomeState.empty, "down", "enter") as (app, pilot, front):
        await _fill(
            app, pilot, relay=" https://relay.example ", code="1234-abcd", firm="Bureau",
            name="Noor Haverkamp", device="laptop", passphrase=PASSPHRASE, again=PASSPHRASE,
        )  # fmt: skip
        await press(pilot, "ctrl+s")
        assert front.found_with == (
            "https://relay.example", "1234-abcd", "Bureau", "Noor Haverkamp", "laptop", PASSPHRASE,
        )  # fmt: skip
        assert isinstance(app.screen, SheetScreen)
        for number, word in enumerate(SHEET_WORDS, 1):
            assert f"{number}. {word}" in shown(app)
        assert "relay: https://relay.example" in shown(app)

        await write(pilot, "wrong")
        await press(pilot, "enter")
        await write(pilot, SHEET_WORDS[8])
        await press(pilot, "enter", "enter")
        assert "These are not the two words" in shown(app)

        await press(pilot, "escape")
        assert isinstance(app.screen, SheetScreen)

        app.screen.query_one("#word-1", Input).value = f" {SHEET_WORDS[2].upper()} "
        app.screen.query_one("#kept").focus()
        await press(pilot, "enter")
        assert isinstance(app.screen, CaseloadScreen)
        assert session.runs == 1


async def test_what_was_typed_stays_when_a_firm_can_not_be_made(session: FakeSession) -> None:
    """A refusal shows its words, goes to the field it is about, and keeps every field."""
    async with _at_door(session, HomeState.empty, "down", "enter") as (app, pilot, front):
        typed = {
            "relay": "https://relay.example", "code": "oops", "firm": "Bureau", "name": "Noor",
            "passphrase": PASSPHRASE, "again": PASSPHRASE,
        }  # fmt: skip
        await _fill(app, pilot, **typed)
        front.problem = Problem("This code was used before. Ask for a new one.", (), "code")
        await press(pilot, "ctrl+s")

        assert "! This code was used before. Ask for a new one." in shown(app)
        assert app.focused is widget_of(_form(app), "code")
        assert {name: _form(app).values[name] for name in typed} == typed


@pytest.mark.parametrize(
    ("passphrase", "again", "said"),
    [
        ("kort", "kort", "Too short"),
        ("aaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaa", "repeats the same few characters"),
        ("Noor Haverkamp 1234", "Noor Haverkamp 1234", "a name that others know"),
        (PASSPHRASE, PASSPHRASE + "s", "The two passphrases differ"),
    ],
)
async def test_a_weak_or_mistyped_passphrase_is_not_taken(
    session: FakeSession, passphrase: str, again: str, said: str
) -> None:
    """It says why, and nothing was made."""
    async with _at_door(session, HomeState.empty, "down", "enter") as (app, pilot, front):
        await _fill(
            app, pilot, relay="https://relay.example", code="x", firm="Bureau",
            name="Noor Haverkamp", passphrase=passphrase, again=again,
        )  # fmt: skip
        await press(pilot, "ctrl+s")

        assert said in shown(app)
        assert front.found_with == ()


def test_the_strength_of_a_passphrase_is_its_length_without_known_names() -> None:
    """Random words are good; names that others know do not count."""
    assert strength("acht paarse muizen dansen stil") is Strength.GOOD
    assert strength("paarsemuizen 8") is Strength.FAIR
    assert strength("elf tekens!") is Strength.SHORT
    assert strength("Bureau Veilig Spreken 2026", ("Bureau Veilig Spreken",)) is Strength.NAME
    assert [one for one in Strength if one.enough] == [Strength.FAIR, Strength.GOOD]


async def test_leaving_a_form_with_typed_text_asks_first(session: FakeSession) -> None:
    """esc asks; no goes on where one was, yes goes back."""
    async with _at_door(session, HomeState.empty, "down", "enter") as (app, pilot, _front):
        await write(pilot, "https")
        await press(pilot, "escape")
        assert "Throw away what you typed?" in shown(app)

        await press(pilot, "enter")
        assert _form(app).values["relay"] == "https"

        await press(pilot, "escape", "y")
        assert isinstance(app.screen, WelcomeScreen)


async def test_joining_waits_with_the_words_and_opens_when_admitted(session: FakeSession) -> None:
    """Link, passphrase, five words, and the caseload; line breaks in the link do no harm."""
    async with _at_door(session, HomeState.empty, "enter") as (app, pilot, front):
        await _fill(app, pilot, link=f"{LINK[:12]}\n   {LINK[12:]}\n")
        assert _form(app).values["name"] == "Samira Ait"

        await _fill(app, pilot, device="laptop", passphrase=PASSPHRASE, again=PASSPHRASE)
        await press(pilot, "ctrl+s")
        assert front.found_with == (LINK, "Samira Ait", "laptop", PASSPHRASE)
        assert front.joining is not None
        assert "Waiting until your colleague" in shown(app)

        front.joining.seen.set()
        await settled(pilot)
        await pilot.pause()
        for word in FIVE_WORDS:
            assert word in shown(app)

        front.joining.let_in.set()
        await settled(pilot)
        await pilot.pause()
        await settled(pilot)
        assert isinstance(app.screen, CaseloadScreen)


async def test_a_wrong_link_is_told_before_keys_are_made(session: FakeSession) -> None:
    """What is pasted wrong is said at once; nothing was sent."""
    async with _at_door(session, HomeState.empty, "enter") as (app, pilot, front):
        await _fill(
            app, pilot, link="https://example.org", name="Samira", device="x",
            passphrase=PASSPHRASE, again=PASSPHRASE,
        )  # fmt: skip
        await press(pilot, "ctrl+s")

        assert "This is not a link of Luister" in shown(app)
        assert front.joining is None


async def test_joining_is_resumed_and_told_when_it_fails(session: FakeSession) -> None:
    """A home that waits asks the passphrase and goes on; a failure can be tried again."""
    async with _at_door(session, HomeState.joining) as (app, pilot, front):
        assert "wait until you are admitted" in shown(app)
        await write(pilot, PASSPHRASE)
        await press(pilot, "enter")
        joining = front.joining
        assert joining is not None

        joining.problem = Problem("This link is past its time. Ask for a new one.")
        joining.seen.set()
        await settled(pilot)
        await pilot.pause()
        assert "! This link is past its time." in shown(app)

        joining.problem = None
        await press(pilot, "enter")
        await pilot.pause()
        assert FIVE_WORDS[0] in shown(app)

        await press(pilot, "ctrl+q")
        assert joining.closed


async def test_a_wrong_passphrase_says_what_is_safe_and_is_asked_again(
    session: FakeSession,
) -> None:
    """The field is empty and ready; the right one opens."""
    async with _at_door(session, HomeState.locked) as (app, pilot, _front):
        await write(pilot, "verkeerd")
        await press(pilot, "enter")
        assert "Nothing was changed; your cases are safe." in shown(app)
        assert app.screen.query_one(Input).value == ""
        assert "verkeerd" not in shown(app)

        await write(pilot, PASSPHRASE)
        assert PASSPHRASE not in shown(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, CaseloadScreen)


async def test_the_demonstration_shows_its_steps_and_opens(session: FakeSession) -> None:
    """From the welcome screen, with a failure that can be tried again."""
    async with _at_door(session, HomeState.empty) as (app, pilot, front):
        front.problem = Problem("There is no room on the disk. Make some and try again.")
        await press(pilot, "down", "down", "enter")
        assert "Starting a relay" in shown(app)
        assert "step 1 of 2" in shown(app)
        assert "! There is no room on the disk." in shown(app)

        front.problem = None
        await press(pilot, "enter")
        assert isinstance(app.screen, CaseloadScreen)


@pytest.mark.parametrize("size", [(60, 24), (80, 16), (20, 5)])
async def test_too_small_a_window_says_so_and_recovers(
    session: FakeSession, size: tuple[int, int]
) -> None:
    """Nothing typed is lost while the window is too small."""
    app = app_for(session, HomeState.locked)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await write(pilot, "acht")
        await pilot.resize_terminal(*size)
        await pilot.pause()
        assert "This window is too small" in shown(app) or size == (20, 5)
        assert "Your cases are locked" not in shown(app)

        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "Your cases are locked" in shown(app)
        assert app.screen.query_one(Input).value == "acht"
