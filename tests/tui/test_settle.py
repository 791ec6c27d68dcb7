"""Two values of one field: side by side with their authors, settled with one key."""

from __future__ import annotations

import pytest

from shared.casework import verbs
from shared.casework.model.case_file import CaseFile
from shared.replica.change import Edit
from tests.tui.driving import lines, opened, press, shown
from tests.tui.fake_session import (
    JOOST_LAPTOP,
    LISA,
    NOOR_LAPTOP,
    FakeSession,
    entity,
    ms,
)
from tui.screens.case import CaseScreen

TALK = entity("contact-talk")
MINE, THEIRS = "Lies belt donderdag zelf terug.", "Joost belt Lies maandag na 18:00."


def _agreements(session: FakeSession) -> str:
    talk = session.case(LISA).find(TALK)
    assert talk is not None
    return talk.agreements  # type: ignore[attr-defined]


def _conflicts(session: FakeSession) -> int:
    return session.case(LISA).conflicts


async def test_both_values_stand_side_by_side_with_author_and_time(session: FakeSession) -> None:
    """One line of the screen holds both, numbered as the keys."""
    async with opened(session, "enter", "x") as (app, _pilot):
        text = shown(app)

        assert "1 Noor Haverkamp 2 Joost Terlouw" in text
        assert "Fri 6 Mar 22:00 Mon 9 Mar 20:00" in text
        assert any(MINE[:20] in line and THEIRS[:20] in line for line in lines(app))


async def test_one_key_settles(session: FakeSession) -> None:
    """2 keeps the second, for everybody; nothing is left to settle."""
    async with opened(session, "enter", "x", "2") as (app, pilot):
        assert _agreements(session) == THEIRS
        assert _conflicts(session) == 0
        assert "Number 2 is kept. Press u to choose again." in shown(app)

        await press(pilot, "escape")
        assert isinstance(app.screen, CaseScreen)
        assert "to settle" not in shown(app)


async def test_the_choice_can_be_made_again(session: FakeSession) -> None:
    """u and the other number: the other value stands, still without a difference."""
    async with opened(session, "enter", "x", "2", "u", "1") as (_app, _pilot):
        assert _agreements(session) == MINE
        assert _conflicts(session) == 0


async def test_choosing_again_does_not_cover_what_a_colleague_writes_since(
    session: FakeSession,
) -> None:
    """A value that arrives between choosing and choosing again stays beside it."""
    async with opened(session, "enter", "x", "2") as (_app, pilot):
        session.write(LISA, [Edit("contact", TALK, "agreements", "Nieuw.")], JOOST_LAPTOP, ms(16))
        session.tell()
        await press(pilot, "u", "1")

        talk = session.case(LISA).find(TALK)
        assert talk is not None
        assert {live.value for live in talk.fields["agreements"]} == {MINE, "Nieuw."}


async def test_both_texts_can_be_kept(session: FakeSession) -> None:
    """b keeps them one below the other."""
    async with opened(session, "enter", "x", "b") as (_app, _pilot):
        assert _agreements(session) == f"{MINE}\n\n{THEIRS}"
        assert _conflicts(session) == 0


async def test_a_choice_from_a_list_has_no_both(session: FakeSession) -> None:
    """For the status only one can be kept."""
    names = tuple(live.name for live in session.case(LISA).case.fields["status"])
    for status, device in (("waiting", NOOR_LAPTOP), ("aftercare", JOOST_LAPTOP)):
        session.write(LISA, [Edit("case", LISA, "status", status, names)], device, ms(16))
    async with opened(session, "enter", "x") as (app, pilot):
        assert "Difference 1 of 2" in shown(app)
        assert "Waiting for others" in shown(app)
        assert "Keep both" not in lines(app)[-1]

        await press(pilot, "b", "1")
        assert str(session.case(LISA).case.status) == "waiting"

        await press(pilot, "right", "1")
        assert "All is settled" in shown(app)
        assert _conflicts(session) == 0


async def test_deleted_by_one_and_changed_by_the_other(session: FakeSession) -> None:
    """The entry is shown until somebody keeps it or lets it go."""
    note = session.case(LISA).find(entity("note-after"))
    assert note is not None
    deletion = verbs.delete(session.case(LISA), note, "2026-03-09")
    assert isinstance(deletion, list)
    change = Edit("note", note.id, "text", "Anders.", (note.fields["text"][0].name,))
    session.write(LISA, deletion, JOOST_LAPTOP, ms(15))
    session.write(LISA, [change], NOOR_LAPTOP, ms(16))
    async with opened(session, "enter", "x", "right") as (app, pilot):
        assert "Joost Terlouw" in shown(app)
        assert "Keep it" in shown(app)

        await press(pilot, "2")
        kept = session.case(LISA).find(note.id)
        assert kept is not None
        assert (kept.deleted, kept.conflicts) == (False, ())

        await press(pilot, "u", "1")
        gone = session.case(LISA).find(note.id)
        assert gone is not None
        assert gone.deleted


async def test_three_values_can_each_be_kept(session: FakeSession) -> None:
    """More than two stand below each other, each with its number."""
    session.write(LISA, [Edit("contact", TALK, "agreements", "Derde.")], b"x" * 16, ms(12))
    async with opened(session, "enter", "x") as (app, pilot):
        for part in (MINE, THEIRS, "Derde.", "somebody who is not in the list"):
            assert part in shown(app)

        number = 1 + next(
            at
            for at, live in enumerate(session.case(LISA).find(TALK).fields["agreements"])  # type: ignore[union-attr]
            if live.value == "Derde."
        )
        await press(pilot, str(number))
        assert _agreements(session) == "Derde."


def test_lisas_case_has_what_the_tests_stand_on(session: FakeSession) -> None:
    """One difference, in the agreements of the first talk."""
    file = session.case(LISA)

    assert [(type(view).__name__, view.conflicts) for view in file.views() if view.conflicts] == [
        ("Contact", ("agreements",))
    ]


async def test_moving_about_does_not_look_through_the_case_for_differences(
    session: FakeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits to be settled is counted when the case changes, not at each key."""
    counted: list[bytes] = []

    def count(file: CaseFile) -> int:
        counted.append(file.circle)
        return sum(len(view.conflicts) for view in file.views())

    async with opened(session, "enter") as (app, pilot):
        monkeypatch.setattr(CaseFile, "conflicts", property(count))
        await press(pilot, "up", "up", "down", "2", "1")
        assert counted == []
        assert app.screen.check_action("settle", ())

        session.tell()
        await press(pilot)
        assert counted
