"""One table gives bindings, key bar, help and palette; letters do nothing where text is typed."""

from __future__ import annotations

from collections import Counter

import pytest
from rich.cells import cell_len
from textual.widgets import Input, Static

from tests.tui.driving import SMALL, lines, opened, press, shown, write
from tests.tui.fake_session import FakeSession
from tui import language
from tui.actions import ACTIONS, Where, bindings, keymap_of
from tui.screens.caseload import CaseloadScreen
from tui.screens.help import HelpScreen
from tui.screens.palette import Palette
from tui.widgets.key_bar import MOST, KeyBar

_TYPED_IN = (Where.FORM, Where.FILTER, Where.SEARCH, Where.APP, Where.UNLOCK)
_JOURNEYS: tuple[tuple[tuple[str, ...], int], ...] = (
    ((), 0), (("enter",), 1), (("enter", "2"), 1), (("enter", "4"), 1), (("enter", "n"), 2),
    (("enter", "x"), 2), (("enter", "d"), 2), (("enter", "enter"), 2), (("m",), 1), (("i",), 1),
    (("s",), 1), (("n",), 1), (("slash",), 1),
)  # fmt: skip
"""Keys to a screen, and how many times esc leads back from it."""


def test_ids_are_unique() -> None:
    """A user's keymap names one action with each id."""
    assert [id for id, count in Counter(a.id for a in ACTIONS).items() if count > 1] == []


def test_no_key_means_two_things_in_one_place() -> None:
    """On every screen a key does one thing."""
    for where in Where:
        keys = Counter(
            key for action in ACTIONS if action.where is where for key in action.keys.split(",")
        )
        assert [key for key, count in keys.items() if count > 1] == [], where


def test_letters_do_nothing_where_text_is_typed() -> None:
    """Only keys with ctrl, function keys and moving keys work in a form or a field."""
    for action in ACTIONS:
        if action.where in _TYPED_IN:
            assert all(len(key) > 1 for key in action.keys.split(",")), action.id


def test_every_action_has_a_method() -> None:
    """No key of the table leads to nothing."""
    from tui.app import LuisterApp
    from tui.screens.agenda import AgendaScreen
    from tui.screens.aside import AsideScreen
    from tui.screens.ask import AskScreen
    from tui.screens.base import DoorScreen, MainScreen
    from tui.screens.case import CaseScreen
    from tui.screens.caseload import FilterInput
    from tui.screens.form import FormScreen
    from tui.screens.members import MembersScreen
    from tui.screens.pick import PickScreen
    from tui.screens.read import ReadScreen
    from tui.screens.search import SearchInput
    from tui.screens.settle import SettleScreen
    from tui.screens.share import ShareScreen
    from tui.screens.sheet import SheetScreen
    from tui.screens.status import StatusScreen
    from tui.screens.unlock import PassphraseInput
    from tui.widgets.fields import ChoiceList
    from tui.widgets.windowed import WindowedList

    owners: dict[Where, type] = {
        Where.APP: LuisterApp, Where.MAIN: MainScreen, Where.LIST: WindowedList,
        Where.CASELOAD: CaseloadScreen, Where.CASE: CaseScreen, Where.MEMBERS: MembersScreen,
        Where.STATUS: StatusScreen, Where.SEARCH: SearchInput, Where.FORM: FormScreen,
        Where.SETTLE: SettleScreen, Where.DOOR: DoorScreen, Where.ASK: AskScreen,
        Where.FILTER: FilterInput, Where.SHARE: ShareScreen, Where.READ: ReadScreen,
        Where.CHOICES: ChoiceList, Where.PICK: PickScreen, Where.SHEET: SheetScreen,
        Where.ASIDE: AsideScreen, Where.AGENDA: AgendaScreen,
        Where.UNLOCK: PassphraseInput,
    }  # fmt: skip
    for action in ACTIONS:
        name = action.act.split("(")[0]
        owner = LuisterApp if name.startswith("app.") else owners[action.where]
        assert hasattr(owner, f"action_{name.removeprefix('app.')}"), action.id


@pytest.mark.parametrize("tongue", ["en", "nl"])
async def test_the_key_bar_fits_and_ends_with_help(session: FakeSession, tongue: str) -> None:
    """At most seven keys, in one line of 80 cells, help last, in both languages."""
    language.use(tongue)
    async with opened(session) as (app, pilot):
        for keys, backs in _JOURNEYS:
            await press(pilot, *keys)
            bar = app.screen.query_one(KeyBar)
            assert 1 <= len(bar.keys) <= MOST
            assert sum(key.cells for key in bar.keys) <= SMALL[0]
            assert cell_len(bar.render().plain) <= SMALL[0]
            assert app.screen.is_modal or bar.keys[-1].key in ("question_mark", "f1")
            await press(pilot, *["escape"] * backs)


async def test_help_lists_what_works_on_the_screen_below(session: FakeSession) -> None:
    """? on the case lists its keys with what they do, and esc goes back."""
    async with opened(session, "enter", "question_mark", size=(120, 60)) as (app, pilot):
        screen = app.screen
        assert isinstance(screen, HelpScreen)
        text = screen.text(100).plain
        for part in ("Share this case with a colleague", "↑, k", "ctrl+l", "f5, s", "Move\n"):
            assert part in text
        assert "Compare the ten safety words" not in text

        await press(pilot, "escape")
        assert "kiezel-47" in lines(app)[0]


async def test_f1_helps_where_text_is_typed(session: FakeSession) -> None:
    """A question mark is text in a form; F1 is help there too."""
    async with opened(session, "enter", "a") as (app, pilot):
        await write(pilot, "wie?")
        await press(pilot, "f1")

        assert isinstance(app.screen, HelpScreen)
        assert "Save what you typed" in app.screen.text(100).plain


async def test_help_keeps_each_text_in_its_column(session: FakeSession) -> None:
    """On the smallest design size nothing goes on in the column of the keys."""
    async with opened(session, "enter", "a", "f1") as (app, _pilot):
        rows = app.screen.query_one("KeyRows", Static)
        content = app.screen.text(rows.size.width)  # type: ignore[attr-defined]
        drawn = content.plain.split("\n")

        assert str(rows.content) == content.plain
        assert max(map(cell_len, drawn)) <= rows.size.width
        at = next(place for place, line in enumerate(drawn) if "Lock: forget" in line)
        assert drawn[at + 1] == f"{' ' * 22}passphrase"


async def test_a_user_s_own_keys_work_and_are_shown(session: FakeSession) -> None:
    """A keymap moves an action to another key, in the bar and in help too."""
    keymap, unknown = keymap_of({"caseload.new": "f10", "no.such": "x", "case.note": 3})
    assert unknown == ["case.note", "no.such"]

    async with opened(session, keymap=keymap) as (app, pilot):
        assert "f10 New case" in lines(app)[-1]

        await press(pilot, "n")
        assert isinstance(app.screen, CaseloadScreen)

        await press(pilot, "f10")
        assert "New case" in lines(app)[0]


async def test_the_palette_finds_and_does_what_works_now(session: FakeSession) -> None:
    """Every action of the screen is reachable by name, in the language of the screen."""
    language.use("nl")
    async with opened(session, "enter", "ctrl+p") as (app, pilot):
        assert isinstance(app.screen, Palette)
        assert "Typ de naam van een opdracht" in shown(app)

        await write(pilot, "aantekening")
        await pilot.pause(0.4)
        await press(pilot, "enter")
        await pilot.pause(0.2)

        assert "Nieuwe aantekening" in lines(app)[0]


async def test_the_palette_offers_nothing_of_textual(session: FakeSession) -> None:
    """No picture of the screen, no commands in another language."""
    async with opened(session, "ctrl+p", size=(120, 60)) as (app, pilot):
        await pilot.pause(0.4)
        text = shown(app)

        assert "Screenshot" not in text
        assert "Program: Lock" in text
        assert text.count("Program: Help") == 1
        assert list(app.get_system_commands(app.screen)) == []


async def test_a_palette_without_a_match_says_so(session: FakeSession) -> None:
    """The one sentence of Textual's palette is ours."""
    language.use("nl")
    async with opened(session, "ctrl+p") as (app, pilot):
        await write(pilot, "qqqq")
        await pilot.pause(0.9)

        assert "Die opdracht is er niet" in shown(app)


async def test_arrows_and_letters_move_the_same(session: FakeSession) -> None:
    """On a case, l and right turn to the next tab, h and left back."""
    async with opened(session, "enter") as (app, pilot):
        for keys, expected in (
            (("right",), "[2 Intake"), (("l",), "[3 Options"), (("h",), "[2 Intake"),
            (("left",), "[1 Timeline"), (("5",), "[5 Consents"), (("1",), "[1 Timeline"),
        ):  # fmt: skip
            await press(pilot, *keys)
            assert expected in shown(app)


async def test_letters_typed_in_the_filter_are_text(session: FakeSession) -> None:
    """n, s, q and ? in the filter filter; esc clears and goes back to the list."""
    async with opened(session, "slash") as (app, pilot):
        await write(pilot, "nsq?")

        assert isinstance(app.screen, CaseloadScreen)
        assert app.screen.query_one(Input).value == "nsq?"
        assert "No case has these letters" in shown(app)

        await press(pilot, "escape")
        assert "kiezel-47" in shown(app)
        assert app.focused is not None
        assert app.focused.id == "cases"


def test_bindings_carry_ids_and_source_texts() -> None:
    """Labels are translated when they are shown, not when a module is imported."""
    for binding in bindings(*Where):
        assert binding.id
        assert binding.description
