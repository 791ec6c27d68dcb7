"""A call from anywhere, the agenda of all cases, texts of documents, names in texts, the trail."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.casework.model.codes import ContactKind
from shared.casework.model.kinds import Kind
from shared.casework.model.views import Version
from tests.tui.driving import add, current, lines, opened, press, shown, write
from tests.tui.fake_session import LISA, FakeSession, entity, many_cases
from tests.tui.test_forms import fill, put
from tests.tui.worked_case import on
from tui import language
from tui.screens.agenda import AgendaScreen
from tui.screens.ask import AskScreen
from tui.screens.capture_form import CaptureForm
from tui.screens.case import CaseScreen
from tui.screens.caseload import CaseloadScreen
from tui.screens.entity_form import EntityForm
from tui.screens.version_form import VersionForm


async def test_a_call_of_somebody_new_is_saved_with_two_keys(session: FakeSession) -> None:
    """F6, a few words, ctrl+s: a new case with its first contact, and back where one was."""
    async with opened(session, "f6") as (app, pilot):
        await write(pilot, "Belt over pesten")
        await press(pilot, "ctrl+s")

        assert current(app) is CaseloadScreen
        fresh = next(circle for circle in session.cases if circle != LISA)
        file = session.case(fresh)
        assert file.contacts[0].summary == "Belt over pesten"
        assert file.contacts[0].start == "2026-03-16T14:30"
        assert str(file.case.channel) == "phone"
        assert file.case.code in shown(app)


async def test_a_call_in_the_case_in_front_goes_there(session: FakeSession) -> None:
    """From a case, and from a form over it, the call is of that case."""
    async with opened(session, "enter", "f6") as (app, pilot):
        await write(pilot, "Lies belt terug.")
        await press(pilot, "ctrl+s")

        assert current(app) is CaseScreen
        assert session.case(LISA).contacts[-1].summary == "Lies belt terug."
        assert session.case(LISA).contacts[-1].kind is ContactKind.FOLLOW_UP


async def test_what_is_typed_elsewhere_waits_below_the_call(session: FakeSession) -> None:
    """A half-written note is still there after the call."""
    async with opened(session, "enter", "a") as (app, pilot):
        await write(pilot, "Half")
        await press(pilot, "f6")
        assert isinstance(app.screen, CaptureForm)
        await write(pilot, "Tussendoor")
        await press(pilot, "ctrl+s")

        assert isinstance(app.screen, EntityForm)
        assert app.screen.values["text"] == "Half"


async def test_a_call_asks_before_it_is_thrown_away(session: FakeSession) -> None:
    """esc with typed words asks; two F6 are one form."""
    async with opened(session, "f6", "f6") as (app, pilot):
        await write(pilot, "x")
        await press(pilot, "escape")
        assert current(app) is AskScreen
        await press(pilot, "y")
        assert current(app) is CaseloadScreen


async def test_the_agenda_shows_code_and_kind_only(session: FakeSession) -> None:
    """Nothing of people, organisation or story stands on it; enter opens the case there."""
    put(session, Kind.REMINDER, "call", what="Lies bellen over Mark", due="2026-03-10")
    async with opened(session, "t") as (app, pilot):
        assert isinstance(app.screen, AgendaScreen)
        text = "\n".join(lines(app)[:-2])
        assert "kiezel-47" in text
        assert "Reminder" in text
        assert "Too late" in text
        for secret in ("Lies", "Mark", "Waterstaal"):
            assert secret not in text

        await press(pilot, "enter")
        assert current(app) is CaseScreen


async def test_the_agenda_is_written_for_a_calendar_after_saying_what_is_in_it(
    session: FakeSession, tmp_path: Path
) -> None:
    """One entry a day, code and kind; nothing else."""
    put(session, Kind.REMINDER, "call", what="Lies bellen", due="2026-03-20")
    where = tmp_path / "agenda.ics"
    async with opened(session, "t", "x") as (app, pilot):
        assert "nothing about people, the organisation or the story" in shown(app)
        fill(app.screen, path=str(where))
        await press(pilot, "ctrl+s")
        await pilot.pause(0.3)

        written = where.read_bytes()
        assert b"SUMMARY:kiezel-47: Reminder" in written
        assert b"Lies" not in written
        assert where.stat().st_mode & 0o077 == 0


async def test_an_agenda_with_nothing_due_says_so(session: FakeSession) -> None:
    """An empty agenda is good news."""
    session.cases.clear()
    async with opened(session, "t") as (app, _pilot):
        assert "Nothing is due." in shown(app)


async def test_the_call_finds_one_of_many_cases(session: FakeSession) -> None:
    """The list of cases holds the open ones, by code and callsign."""
    many_cases(session, 40)
    async with opened(session, "f6") as (app, _pilot):
        assert isinstance(app.screen, CaptureForm)
        offered = [text for _circle, text in app.screen._cases()]
        assert offered[0] == "A new case"
        assert "kiezel-47 · Lies" in offered
        assert len(offered) == 42


async def test_a_document_is_begun_from_its_template_and_looked_over(
    session: FakeSession,
) -> None:
    """Remarks are told first; saved again it is a version, and earlier ones stay."""
    paper = put(session, Kind.DOCUMENT, "paper", kind="complaint", title="Klacht", stored="text")
    async with opened(session, "enter", "4") as (app, pilot):
        on(app, paper)
        await add(pilot, "version")
        assert isinstance(app.screen, VersionForm)
        fill(app.screen, text="Hij is een leugenaar. Ik voel me rot.")
        await press(pilot, "ctrl+s")
        assert "Save once more to keep it as it is." in shown(app)
        await press(pilot, "ctrl+s")

        versions = session.case(LISA).all(Version)
        assert [(v.number, v.checked) for v in versions] == [(1, None)]
        assert current(app) is CaseScreen


async def test_a_document_is_written_for_the_reporter(session: FakeSession, tmp_path: Path) -> None:
    """Without a text there is nothing to write, and that is said."""
    paper = put(session, Kind.DOCUMENT, "paper", kind="letter", title="Brief", stored="text")
    async with opened(session, "enter", "4") as (app, pilot):
        on(app, paper)
        await press(pilot, "p")
        fill(app.screen, path=str(tmp_path / "brief.txt"))
        await press(pilot, "ctrl+s")
        assert not (tmp_path / "brief.txt").exists()
        await press(pilot, "escape", "y")

        put(session, Kind.VERSION, "v1", document=paper, number=1, text="Beste L, ik wil praten.",
            written_on="2026-03-10")  # fmt: skip
        session.tell()
        await press(pilot, "p")
        fill(app.screen, path=str(tmp_path / "brief.txt"))
        await press(pilot, "ctrl+s")
        await pilot.pause(0.2)
        assert "ik wil praten" in (tmp_path / "brief.txt").read_text(encoding="utf-8")


async def test_a_name_of_the_vault_in_a_text_becomes_its_label_with_one_key(
    session: FakeSession,
) -> None:
    """The name is told once; ctrl+r puts the label there, and it is saved without the name."""
    made = session.new_vault(LISA)
    put_name(session, made)
    async with opened(session, "enter", "a") as (app, pilot):
        fill(app.screen, text="Mark zei weer niets.")
        await press(pilot, "ctrl+s")
        assert "A name stands here: “Mark de Vries”." in shown(app)
        assert "ctrl+r Label for name" in lines(app)[-1]

        await press(pilot, "ctrl+r", "ctrl+s")
        assert session.case(LISA).notes[-1].text == "collega A zei weer niets."


async def test_a_name_can_be_kept_knowingly(session: FakeSession) -> None:
    """Saving once more keeps what was typed: the adviser decides."""
    put_name(session, session.new_vault(LISA))
    async with opened(session, "enter", "a") as (app, pilot):
        fill(app.screen, text="Mark zei weer niets.")
        await press(pilot, "ctrl+s", "ctrl+s")

        assert session.case(LISA).notes[-1].text == "Mark zei weer niets."


def put_name(session: FakeSession, vault: bytes) -> None:
    """Who colleague A is, in the vault of Lisa's case."""
    from shared.replica.change import Edit

    values = {"party": entity("party-a"), "name": "Mark de Vries", "reason_for_holding": "Brief"}
    session.save(vault, [Edit("identity", entity("id-a"), f, v) for f, v in values.items()])


async def test_the_trail_tells_who_wrote_what(session: FakeSession) -> None:
    """T shows each write with who made it, the newest first."""
    async with opened(session, "enter", "T") as (app, pilot):
        text = shown(app)
        assert "Noor Haverkamp" in text
        assert "Who wrote what" in lines(app)[0]
        await press(pilot, "escape")
        assert current(app) is CaseScreen


@pytest.mark.parametrize("tongue", language.LANGUAGES)
async def test_f6_is_told_in_the_help(session: FakeSession, tongue: str) -> None:
    """The key that works everywhere stands in the help of every screen."""
    language.use(tongue)
    async with opened(session, "f1", size=(120, 60)) as (app, _pilot):
        assert "f6" in shown(app)


async def test_a_text_is_looked_over_with_the_key_of_what_waits(session: FakeSession) -> None:
    """f on a version opens what there is to look at; saving says that it was looked over."""
    paper = put(session, Kind.DOCUMENT, "paper", kind="letter", title="Brief")
    put(session, Kind.VERSION, "v1", document=paper, number=1, text="Ik voelde mij klein.")
    async with opened(session, "enter", "4") as (app, pilot):
        on(app, session.case(LISA).all(Version)[-1].id)
        await press(pilot, "f")
        assert "Read the text once more" in shown(app)
        await press(pilot, "ctrl+s")
        assert session.case(LISA).all(Version)[-1].checked
