"""The caseload and a case: what is seen, written, deleted and put back."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from shared.casework.consent.standing import standing
from shared.casework.model.codes import ConsentScope, ConsentStatus
from shared.replica.change import Edit, Name
from tests.tui.driving import LARGE, add, lines, opened, press, shown, write
from tests.tui.fake_session import (
    JOOST,
    JOOST_LAPTOP,
    LISA,
    NOW,
    FakeSession,
    entity,
    many_cases,
    ms,
)
from tui.local.fault import StoreFull
from tui.screens.ask import AskScreen
from tui.screens.case import CaseScreen
from tui.screens.caseload import CaseList, CaseloadScreen
from tui.screens.form import FormScreen, widget_of


def _set(screen: object, **values: object) -> None:
    assert isinstance(screen, FormScreen)
    for name, value in values.items():
        screen.query_one(f"#field-{name}").value = value  # type: ignore[attr-defined]


async def test_the_caseload_marks_what_deserves_attention(session: FakeSession) -> None:
    """Differences, unkept changes and sharing have their words in the row."""
    session.readers[LISA].add(JOOST)
    session.save(
        LISA, [Edit("case", LISA, "safe_times", "na 19:00", _names(session, "safe_times"))]
    )
    async with opened(session) as (app, _pilot):
        row = lines(app)[2]

        for part in ("kiezel-47", "Waterstaal", "Lies", "Support", "≠ 1 differs", "◌ 1 unkept"):
            assert part in row


async def test_a_long_row_is_whole_on_a_wide_screen(session: FakeSession) -> None:
    """With room there are the last contact and all marks."""
    session.readers[LISA].add(JOOST)
    async with opened(session, size=LARGE) as (app, _pilot):
        row = lines(app)[2]

        assert "Waterstaal Techniek BV" in row
        assert "Tue 3 Mar" in row
        assert "shared: 1" in row


async def test_ten_thousand_cases_are_paged_and_filtered(session: FakeSession) -> None:
    """The list asks for windows only; typing letters narrows it."""
    many_cases(session, 300)
    asked: list[int] = []
    rows = session.case_rows

    def counting(filter: str, offset: int, limit: int) -> list[object]:
        asked.append(limit)
        return rows(filter, offset, limit)  # type: ignore[return-value]

    session.case_rows = counting  # type: ignore[method-assign,assignment]
    async with opened(session, "end") as (app, pilot):
        assert "kiezel-47" in shown(app)
        assert max(asked) <= 64

        await press(pilot, "slash")
        await write(pilot, "code-00123")
        assert app.screen.query_one(CaseList).count == 1

        await press(pilot, "enter", "enter")
        assert "code-00123" in lines(app)[0]

        await press(pilot, "escape", "escape")
        assert app.screen.query_one(CaseList).count == 301
        assert not app.screen.query_one("#filter", Input).display


async def test_a_new_case_gets_a_code_and_opens(session: FakeSession) -> None:
    """n proposes a code that says nothing, saves, and shows the case."""
    async with opened(session, "n") as (app, pilot):
        screen = app.screen
        assert isinstance(screen, FormScreen)
        code = screen.values["code"]
        assert code
        assert session.case_count(code) == 0
        await write(pilot, "Gemeente")
        assert (screen.values["code"], screen.values["client"]) == (code, "Gemeente")

        _set(screen, client="Gemeente Ophoven", callsign="Sam", safe_channel="message_app")
        await press(pilot, "ctrl+s")

        assert isinstance(app.screen, CaseScreen)
        assert lines(app)[0].strip() == f"{code} · Gemeente Ophoven"
        assert "Only you can read this case" in shown(app)
        file = session.case(app.screen.circle)
        assert (file.case.callsign, str(file.case.status)) == ("Sam", "new")


async def test_a_code_that_is_taken_is_not_taken_twice(session: FakeSession) -> None:
    """Two cases never have one code on a device, whatever its letters' size."""
    async with opened(session, "n") as (app, pilot):
        _set(app.screen, code="Kiezel-47", client="Ander")
        await press(pilot, "ctrl+s")

        assert "This device holds a case Kiezel-47 already." in shown(app)
        assert len(session.cases) == 1


async def test_a_broken_rule_is_told_at_its_field_and_nothing_is_lost(
    session: FakeSession,
) -> None:
    """A number that looks like a BSN is not saved; what was typed stays."""
    async with opened(session, "enter", "a") as (app, pilot):
        _set(app.screen, text="Haar nummer is 111222333.")
        await press(pilot, "ctrl+s")

        assert "citizen service number (BSN)" in shown(app)
        assert isinstance(app.screen, FormScreen)
        assert app.focused is widget_of(app.screen, "text")
        assert app.screen.values["text"] == "Haar nummer is 111222333."
        assert len(session.case(LISA).notes) == 1


async def test_a_note_is_added_with_today_s_date(session: FakeSession) -> None:
    """a, text, save: it is on top of the timeline, and not yet kept by the relay."""
    async with opened(session, "enter", "a") as (app, pilot):
        await write(pilot, "Belde even terug. [/b] {x}")
        await press(pilot, "ctrl+s")

        assert [note.text for note in session.case(LISA).notes][-1] == "Belde even terug. [/b] {x}"
        assert session.case(LISA).notes[-1].noted_on == NOW.date().isoformat()
        assert "Belde even terug. [/b] {x}" in shown(app)
        assert "3 changes not yet kept by the relay" in shown(app)


async def test_a_contact_is_added_and_edited(session: FakeSession) -> None:
    """n on the timeline, fields in the order of the work, dates as one types them."""
    async with opened(session, "enter") as (app, pilot):
        await add(pilot, "contact")
        _set(app.screen, start="gisteren 9:15", minutes="25", summary="Lies belt.",
             with_party=entity("party-l"), next_agreed="19 mrt")  # fmt: skip
        await press(pilot, "ctrl+s")
        contact = session.case(LISA).contacts[-1]
        assert (contact.start, contact.minutes, contact.next_agreed) == (
            "2026-03-15T09:15", 25, "2026-03-19",
        )  # fmt: skip
        assert contact.with_party == entity("party-l")

        await press(pilot, "e")
        _set(app.screen, minutes="30")
        await press(pilot, "ctrl+s")
        assert session.case(LISA).contacts[-1].minutes == 30


async def test_an_edit_writes_only_what_was_changed(session: FakeSession) -> None:
    """What Joost writes in another field while the form is open stays his."""
    async with opened(session, "enter", "E") as (app, pilot):
        _set(app.screen, safe_times="na 20:00")
        joost = Edit("case", LISA, "callsign", "Liesje", _names(session, "callsign"))
        session.write(LISA, [joost], JOOST_LAPTOP, ms(16))
        session.tell()
        await press(pilot, "ctrl+s")

        case = session.case(LISA).case
        assert (case.safe_times, case.callsign) == ("na 20:00", "Liesje")
        assert case.conflicts == ()


async def test_two_edits_of_one_field_stay_side_by_side(session: FakeSession) -> None:
    """Saving over what arrived meanwhile makes a difference to settle, and loses nothing."""
    async with opened(session, "enter", "E") as (app, pilot):
        _set(app.screen, safe_times="na 20:00")
        joost = Edit("case", LISA, "safe_times", "alleen zaterdag", _names(session, "safe_times"))
        session.write(LISA, [joost], JOOST_LAPTOP, ms(16))
        session.tell()
        await press(pilot, "ctrl+s")

        values = {live.value for live in session.case(LISA).case.fields["safe_times"]}
        assert values == {"na 20:00", "alleen zaterdag"}
        assert "2 differences to settle: press x" in shown(app)


def _names(session: FakeSession, field: str) -> tuple[Name, ...]:
    return tuple(live.name for live in session.case(LISA).case.fields[field])


async def test_a_name_as_label_is_asked_about_once(session: FakeSession) -> None:
    """A label that looks like a name is a hint, not a wall."""
    async with opened(session, "enter", "2") as (app, pilot):
        await add(pilot, "party")
        _set(app.screen, label="Mark de Vries", role="witness")
        await press(pilot, "ctrl+s")
        assert "This looks like a name." in shown(app)
        assert len(session.case(LISA).parties) == 4

        await press(pilot, "ctrl+s")
        assert len(session.case(LISA).parties) == 5


async def test_the_forms_of_a_concern_follow_its_kind(session: FakeSession) -> None:
    """Only forms of the chosen behaviour are offered."""
    async with opened(session, "enter", "2") as (app, pilot):
        await add(pilot, "concern")
        forms = app.screen.query_one("#field-subtypes")
        before = forms.display
        _set(app.screen, concern_type="bullying")
        await press(pilot)
        assert (before, forms.display) == (False, True)

        _set(app.screen, ongoing=True, started_on="nov 2025")
        widget_of(app.screen, "subtypes").focus()  # type: ignore[arg-type]
        await press(pilot, "down", "space", "down", "enter", "space")
        assert any("[x] Gossip" in line for line in lines(app))
        assert any("[ ] Spreading rumours" in line for line in lines(app))
        await press(pilot, "ctrl+s")
        new = next(c for c in session.case(LISA).concerns if c.id != entity("concern-bully"))
        assert ([str(s) for s in new.subtypes], new.ongoing, new.started_on) == (
            ["gossip"], True, "2025-11",
        )  # fmt: skip


async def test_deleting_asks_and_can_be_put_back(session: FakeSession) -> None:
    """del, yes: gone to the last tab; u brings it back."""
    async with opened(session, "enter", "2", "down", "delete") as (app, pilot):
        assert isinstance(app.screen, AskScreen)
        await press(pilot, "n")
        assert len(session.case(LISA).parties) == 4

        await press(pilot, "delete", "y")
        assert len(session.case(LISA).parties) == 3
        assert "7 Closing (1)" in shown(app)

        await press(pilot, "7")
        assert "collega A" in shown(app)
        await press(pilot, "u")
        assert len(session.case(LISA).parties) == 4
        assert "7 Closing (1)" not in shown(app)


async def test_a_consent_is_asked_answered_and_withdrawn(session: FakeSession) -> None:
    """Question first, then the answer, then the reporter takes it back."""
    async with opened(session, "enter", "5", "n") as (app, pilot):
        _set(app.screen, scope=ConsentScope.SHARE_WITH_COLLEAGUE, recipient=JOOST,
             answer=ConsentStatus.ASKED, valid_until="31-3-2026")  # fmt: skip
        await press(pilot, "ctrl+s")
        assert "Sharing with a colleague: Joost Terlouw" in shown(app)

        await press(pilot, "home")
        screen = app.screen
        assert isinstance(screen, CaseScreen)
        entries = screen.query_one("#entries")
        asked = next(c for c in session.case(LISA).consents if c.recipient == JOOST)
        assert entries.go_to(asked.id)  # type: ignore[attr-defined]

        await press(pilot, "r")
        _set(app.screen, answer=ConsentStatus.GIVEN, form="written", on="vandaag")
        await press(pilot, "ctrl+s")
        given = session.case(LISA).find(asked.id)
        assert given is not None
        assert standing(given, "2026-03-16") is ConsentStatus.GIVEN  # type: ignore[arg-type]
        assert "until Tue 31 Mar" in shown(app)

        await press(pilot, "e")
        assert isinstance(app.screen, CaseScreen)

        await press(pilot, "w", "y")
        withdrawn = session.case(LISA).find(asked.id)
        assert withdrawn is not None
        assert standing(withdrawn, "2026-03-16") is ConsentStatus.WITHDRAWN  # type: ignore[arg-type]


async def test_reading_shows_every_field_and_who_wrote(session: FakeSession) -> None:
    """enter shows the whole entry; e from there edits it."""
    async with opened(session, "enter", "enter") as (app, pilot):
        text = shown(app)
        assert "Teamregel: niet over, maar met elkaar." in text
        assert "Last written by Noor Haverkamp" in text

        await press(pilot, "e")
        assert "Edit the contact" in lines(app)[0]


async def test_a_wide_screen_reads_beside_the_list(session: FakeSession) -> None:
    """At 120 columns the entry under the cursor stands beside the timeline."""
    async with opened(session, "enter", "down", size=LARGE) as (app, _pilot):
        assert "Opgelucht, maar bang" in "\n".join(line[74:] for line in lines(app))


async def test_searching_shows_places_as_one_types_and_opens_there(session: FakeSession) -> None:
    """s, letters, enter: the case opens on the tab and entry where the words stand."""
    async with opened(session, "s") as (app, pilot):
        await write(pilot, "groep lu")
        assert "Person involved" in shown(app)

        await press(pilot, "enter")
        assert "[2 Intake (5)]" in shown(app)
        assert any(line.startswith("› groep lunch") for line in lines(app))

        await press(pilot, "escape", "escape")
        assert isinstance(app.screen, CaseloadScreen)


@pytest.mark.parametrize("keys", [("f3",), ("f4",), ("f5",)])
async def test_a_main_screen_is_come_back_to_not_opened_twice(
    session: FakeSession, keys: tuple[str, ...]
) -> None:
    """Going round by function keys leaves no pile of screens to escape from."""
    async with opened(session, *keys, *keys, "f3", "f4", "f5", "f3") as (app, pilot):
        await press(pilot, "f2")

        assert isinstance(app.screen, CaseloadScreen)
        assert len(app.screen_stack) == 2


async def test_a_full_disk_keeps_what_was_typed(session: FakeSession) -> None:
    """The form says what happened and what is saved, and stays; saving works again later."""
    save = session.save

    def full(circle: bytes, edits: object) -> None:
        raise StoreFull(why="no space left")

    session.save = full  # type: ignore[method-assign]
    async with opened(session, "enter", "a") as (app, pilot):
        await write(pilot, "Belde terug.")
        await press(pilot, "ctrl+s")
        assert "! The disk did not take the change: no space left." in shown(app)
        assert isinstance(app.screen, FormScreen)
        assert app.screen.values["text"] == "Belde terug."

        session.save = save  # type: ignore[method-assign]
        await press(pilot, "ctrl+s")
        assert session.case(LISA).notes[-1].text == "Belde terug."


async def test_a_case_that_is_taken_away_is_left(session: FakeSession) -> None:
    """Who may not read a case any more is told, and is back in the caseload."""
    async with opened(session, "enter") as (app, pilot):
        session.cases[LISA] = {}
        session.tell()
        await press(pilot)

        assert isinstance(app.screen, CaseloadScreen)
        told = {str(toast.message) for toast in app._notifications}
        assert "You can not read this case any more." in told
