"""Names and working notes: what lies outside the case."""

from __future__ import annotations

from datetime import date

from shared.casework.due import DueKind
from shared.casework.model.kinds import Kind
from shared.casework.model.views import (
    VaultOpening,
)
from tests.tui.driving import current, opened, press, shown, write
from tests.tui.fake_session import LISA, FakeSession, entity
from tests.tui.test_forms import fill, put
from tui.local.port import VaultState
from tui.screens.agenda import due_now
from tui.screens.case import CaseScreen
from tui.screens.form import FormScreen
from tui.screens.names import NamesScreen


async def test_names_are_opened_with_a_reason_and_go_by_themselves(session: FakeSession) -> None:
    """The first name makes the vault; to look later, one writes down why."""
    put(session, Kind.CONSENT, "hold", scope="hold_identity", status="given",
        given_on="2026-03-01", form="written")  # fmt: skip
    async with opened(session, "enter", "N") as (app, pilot):
        assert isinstance(app.screen, NamesScreen)
        await press(pilot, "n")
        fill(app.screen, party=entity("party-a"), name="Mark de Vries", reason_for_holding="Brief")
        await press(pilot, "ctrl+s")
        assert session.vault_state(LISA) is VaultState.open
        assert "Mark de Vries" in shown(app)

        await press(pilot, "escape")
        assert "Mark de Vries" not in shown(app)
        await press(pilot, "N")
        assert isinstance(app.screen, FormScreen)
        await write(pilot, "Bellen")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, NamesScreen)
        assert session.case(LISA).all(VaultOpening)[0].reason == "Bellen"

        app.screen._gone()
        await press(pilot)
        assert current(app) is CaseScreen


async def test_working_notes_are_the_adviser_s_own_and_are_destroyed(session: FakeSession) -> None:
    """They lie in the member's own circle, and nothing of them in the case."""
    async with opened(session, "enter", "W") as (app, pilot):
        await press(pilot, "n")
        await write(pilot, "Twijfel")
        await press(pilot, "ctrl+s")
        assert [note.text for note in session.working_notes(LISA)] == ["Twijfel"]
        assert "Twijfel" in shown(app)
        gone = session.working_notes(LISA)[0].delete_by
        due = due_now(session, date.fromisoformat(gone))
        assert (DueKind.NOTE_GOES, gone) in {(one.kind, one.due) for one in due}

        await press(pilot, "delete", "y")
        assert session.working_notes(LISA) == []
        assert "There are no working notes." in shown(app)
