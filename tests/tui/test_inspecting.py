"""The status page's further work: examining this device, and the log carried by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.driving import LARGE, SMALL, current, opened, press, shown
from tests.tui.fake_session import LISA, FakeSession
from tests.tui.paper.pdf_words import pages
from tui.local.carrying import CarriedIn, CarriedOut, Declined
from tui.local.doctor.finding import Grade, found
from tui.screens.carry_form import CarryInForm, CarryOutForm
from tui.screens.case import CaseScreen
from tui.screens.examine import ExamineScreen
from tui.screens.form import FormScreen
from tui.screens.kit_form import KitForm
from tui.screens.read_lines import ReadLines
from tui.screens.status import StatusScreen

OK = found("room", Grade.OK, "Free room on the disk: {free} MiB.", free=9_000)
LOOK = found(
    "heard", Grade.LOOK, "Nothing was ever heard of {device}.", "Ask whose it is.",
    device="Joost \x1b[2J[bold]",
)  # fmt: skip
WRONG = found("ring", Grade.WRONG, "Keys that are not what they should be: {count}.",
              "Put a backup of it back.", count=2)  # fmt: skip


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_device_is_examined(session: FakeSession, size: tuple[int, int]) -> None:
    """One line each; the worst is under the cursor, with what to do; nothing draws."""
    session.findings = [OK, LOOK, WRONG]
    async with opened(session, "f4", "x", size=size) as (app, pilot):
        assert current(app) is ExamineScreen
        text = shown(app)
        assert "Free room on the disk: 9000 MiB." in text
        assert "Something is wrong." in text
        assert "Put a backup of it back." in text
        assert "\x1b" not in text

        await press(pilot, "up")
        assert "Ask whose it is." in shown(app)
        await press(pilot, "escape")
        assert current(app) is StatusScreen


@pytest.mark.parametrize(
    ("findings", "said"),
    [([OK], "This device is healthy."), ([OK, LOOK], "Nothing is wrong. Look at what is marked")],
)
async def test_what_it_comes_to_is_said(
    session: FakeSession, findings: list[object], said: str
) -> None:
    """In one sentence, when all was looked at."""
    session.findings = findings  # type: ignore[assignment]
    async with opened(session, "f4", "x") as (app, _pilot):
        assert said in shown(app)


async def test_a_file_is_made(session: FakeSession, tmp_path: Path) -> None:
    """Where it goes and from which place is asked; what is in it and what not is said."""
    session.carry = CarriedOut(40, 90, 7)
    async with opened(session, "f4", "w") as (app, pilot):
        assert current(app) is CarryOutForm
        assert isinstance(app.screen, FormScreen)
        assert "Only devices of your firm can open it." in shown(app)
        _fill(app.screen, path=str(tmp_path / "f"), after="forty")
        await press(pilot, "ctrl+s")
        assert "This is not a place" in shown(app)
        _fill(app.screen, path=str(tmp_path / "f"), after="40")
        await press(pilot, "ctrl+s")

        assert session.carried == [(tmp_path / "f", 40)]
        assert current(app) is ReadLines
        assert "places 41 to 90" in shown(app)
        await press(pilot, "escape")
        assert current(app) is StatusScreen


def _fill(screen: FormScreen, **values: str) -> None:
    for name, value in values.items():
        screen.query_one(f"#field-{name}").value = value  # type: ignore[attr-defined]


async def test_a_file_is_taken_in(session: FakeSession, tmp_path: Path) -> None:
    """A refusal stays in the form; what came, and what did not yet, is said."""
    session.carry = Declined("cut", "This file is cut off: its end is missing.")
    async with opened(session, "f4", "r") as (app, pilot):
        assert current(app) is CarryInForm
        assert isinstance(app.screen, FormScreen)
        _fill(app.screen, path=str(tmp_path / "f"))
        await press(pilot, "ctrl+s")
        assert "This file is cut off" in shown(app)

        session.carry = CarriedIn(50, 90, 3, stopped=False)
        await press(pilot, "ctrl+s")
        assert current(app) is ReadLines
        assert "50 places of the log were taken." in shown(app)
        assert "Nothing is lost" in shown(app)


@pytest.mark.parametrize("ending", ["txt", "pdf"])
async def test_the_summons_kit_is_made_from_a_case(
    session: FakeSession, tmp_path: Path, ending: str
) -> None:
    """What it holds is said before; the story of the case is not in the file."""
    path = tmp_path / f"kit.{ending}"
    async with opened(session, "enter", "K") as (app, pilot):
        assert current(app) is KitForm
        assert isinstance(app.screen, FormScreen)
        assert "Nothing of what stands in the case is in it." in shown(app)
        assert app.screen.values["path"].endswith(".pdf")
        _fill(app.screen, path=str(path))
        await press(pilot, "ctrl+s")

        assert current(app) is CaseScreen
    data = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    text = data.decode() if ending == "txt" else " ".join(pages(data))
    assert "kiezel-47" in text
    assert "Noor" in text
    story = [str(view.text) for view in session.case(LISA).notes if len(view.text) > 5]
    assert story
    assert not [words for words in story if words in text]
