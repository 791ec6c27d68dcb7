"""A language with words 40% longer still fits at 80 by 24: nothing that one needs is cut off."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from typing import Any

import pytest
from rich.cells import cell_len
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Label, Static

from shared.casework.model.kinds import Kind
from tests.tui.driving import SMALL, app_for, opened, press, settled
from tests.tui.fake_session import LISA, FakeSession, entity
from tests.tui.test_forms import _FORMS, put
from tests.tui.worked_case import choose, weigh
from tui import language
from tui.ports import HomeState
from tui.screens.act_forms import CloseForm, DecideForm, HoldForm, PlanForm, ReflectForm
from tui.screens.consent_form import NewConsentForm
from tui.screens.entity_form import EntityForm
from tui.screens.form import FormScreen
from tui.screens.reopen_form import ReopenForm
from tui.widgets.fields import Field
from tui.widgets.key_bar import KeyBar
from tui.widgets.windowed import WindowedList

_FILLER = "abcdefg "


class Longer(gettext.NullTranslations):
    """Every text with 40% of its own length behind it."""

    def gettext(self, message: str) -> str:
        more = round(0.4 * len(message))
        return message + (_FILLER * (more // len(_FILLER) + 1))[:more].rstrip()

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@pytest.fixture(autouse=True)
def longer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The longer language, in place of the one in use."""
    monkeypatch.setattr(language._InUse, "translations", Longer())


def cut_off(screen: Screen[Any]) -> list[str]:
    """What of a screen has not room enough, by its id and how it begins."""
    found = []
    for widget in screen.query("Static, Label, Button").results(Static):
        if not widget.display or not widget.is_on_screen:
            continue
        size = widget.content_size
        text = str(widget.render())
        if size.width and text.strip():
            lines = sum(len(Content(part).wrap(size.width)) for part in text.split("\n"))
            if lines > size.height:
                found.append(f"{widget.id}: {lines} lines in {size.height}: {text[:50]}")
    for button in screen.query(Button):
        label = str(button.label)
        if button.display and cell_len(label) > button.size.width:
            found.append(f"{button.id}: {label}")
    found += [
        f"{field.spec.name} is {field.asking.size.width} cells wide"
        for field in screen.query(Field)
        if field.display and field.asking.size.width < 20
    ]
    bars = [str(bar.render()) for bar in screen.query(KeyBar)]
    found += [f"keys: {bar}" for bar in bars if not bar.strip() or cell_len(bar) > SMALL[0]]
    found += [
        f"{listed.id} is {listed.size.height} lines high"
        for listed in screen.query("#entries, #cases, #due").results(WindowedList)
        if listed.size.height < 4
    ]
    return found


_PLACES: tuple[tuple[str, ...], ...] = (
    (), ("enter",), ("enter", "2"), ("enter", "3"), ("enter", "4"), ("enter", "5"),
    ("enter", "6"), ("enter", "7"), ("enter", "n"), ("enter", "enter"), ("enter", "x"),
    ("enter", "d"), ("enter", "v"), ("enter", "v", "p"), ("enter", "W"), ("enter", "N"),
    ("enter", "T"), ("enter", "a"), ("enter", "delete"), ("f6",), ("t",), ("t", "x"), ("m",),
    ("m", "n"), ("i",), ("s",), ("n",), ("enter", "E"), ("f1",),
)  # fmt: skip


@pytest.mark.parametrize("keys", _PLACES, ids=lambda keys: "-".join(keys) or "caseload")
async def test_every_screen_fits(session: FakeSession, keys: tuple[str, ...]) -> None:
    """Whatever is shown at 80 by 24 is shown whole, or scrolls."""
    talk, _log = weigh(session)
    choose(session, talk)
    put(session, Kind.REMINDER, "call", what="Bellen", due="2026-03-10")
    async with opened(session, *keys) as (app, _pilot):
        assert cut_off(app.screen) == []


@pytest.mark.parametrize("half", [0, 1], ids=["even", "odd"])
async def test_every_form_fits(session: FakeSession, half: int) -> None:
    """Labels are whole and every field can be typed in, with all fields shown."""
    cut: dict[Kind, list[str]] = {}
    async with opened(session, "enter") as (app, pilot):
        for kind in _FORMS[half::2]:
            form = EntityForm(LISA, kind)
            await app.push_screen(form)
            await press(pilot, "ctrl+t")
            assert app.screen is form
            assert not form.query_one("#more", Button).display
            cut[kind] = cut_off(form)
            await app.pop_screen()

    assert {kind: found for kind, found in cut.items() if found} == {}


@pytest.mark.parametrize(
    "name", ["decide", "reflect", "plan", "close", "hold", "consent", "reopen"]
)
async def test_every_act_fits(session: FakeSession, name: str) -> None:
    """The forms of acts, with what they say beforehand, leave room for their fields."""
    plan = put(session, Kind.AFTERCARE_PLAN, "plan", agreed_on="2026-03-01", initiator="reporter")
    put(session, Kind.AFTERCARE_CHECK, "check", plan=plan, due="2026-03-15")
    forms: dict[str, Callable[[], FormScreen]] = {
        "decide": lambda: DecideForm(LISA, Kind.DECISION),
        "reflect": lambda: ReflectForm(LISA, Kind.DECISION),
        "plan": lambda: PlanForm(LISA, Kind.AFTERCARE_PLAN),
        "close": lambda: CloseForm(LISA, Kind.CLOSURE),
        "hold": lambda: HoldForm(LISA, Kind.AFTERCARE_CHECK, entity("check")),
        "consent": lambda: NewConsentForm(LISA),
        "reopen": lambda: ReopenForm(LISA),
    }
    async with opened(session, "enter") as (app, pilot):
        await app.push_screen(forms[name]())
        await press(pilot)

        assert cut_off(app.screen) == []


@pytest.mark.parametrize("state", [HomeState.empty, HomeState.locked])
async def test_every_door_fits(session: FakeSession, state: HomeState) -> None:
    """The first screens say all that they have to say."""
    app = app_for(session, state)
    async with app.run_test(size=SMALL) as pilot:
        await settled(pilot)

        assert cut_off(app.screen) == []


async def test_a_text_without_room_is_found(session: FakeSession) -> None:
    """The check above sees a text that is cut."""
    async with opened(session) as (app, pilot):
        label = Label("word " * 60, markup=False)
        label.styles.width, label.styles.height = 10, 2
        await app.screen.mount(label)
        await settled(pilot)

        assert any("lines in 2" in one for one in cut_off(app.screen))
