"""Who wrote what: nothing of it is cut without a sign, and all of it can be read."""

from __future__ import annotations

import pytest

from shared.casework.model.kinds import FIELDS, Kind
from shared.replica.change import Edit
from tests.tui.driving import LARGE, SMALL, current, lines, opened, press, shown
from tests.tui.fake_session import LISA, NOOR_LAPTOP, FakeSession, entity, ms
from tui.screens.trail import TrailList, TrailScreen, WholeEntry

_WRITTEN = {
    "kind": "intake", "channel": "phone", "start": "2026-03-12T10:00", "minutes": 30,
    "summary": "Verteld.", "agreements": "Bellen.", "next_agreed": "2026-03-20",
}  # fmt: skip


def _contact(session: FakeSession) -> None:
    made = [Edit("contact", entity("long"), name, value) for name, value in _WRITTEN.items()]
    session.write(LISA, made, NOOR_LAPTOP, ms(13))


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_fields_of_an_entry_go_on_in_the_next_line(
    session: FakeSession, size: tuple[int, int]
) -> None:
    """Each is named whole; where there are too many, an ellipsis says so."""
    _contact(session)
    async with opened(session, "enter", "T", size=size) as (app, _pilot):
        listed = app.screen.query_one(TrailList)
        for number in range(listed.count):
            row = listed.row_at(number)
            assert row is not None
            drawn = listed.draw(row, listed.scrollable_content_region.width - 2)
            text = " ".join("".join(part for part, _style in line) for line in drawn[1:])
            assert text.split() == listed.what(row).split() or text.endswith("…")
        assert not [line for line in lines(app) if line.rstrip().endswith(", Whe")]


async def test_enter_shows_an_entry_whole(session: FakeSession) -> None:
    """Who, when, and every field of it; esc and enter lead back and forth."""
    async with opened(session, "enter", "T", "enter") as (app, pilot):
        assert current(app) is WholeEntry
        assert "Noor Haverkamp" in shown(app)
        await press(pilot, "escape")
        assert current(app) is TrailScreen


def test_the_fields_of_the_test_are_of_the_table() -> None:
    """A field that is renamed is renamed here."""
    assert _WRITTEN.keys() <= FIELDS[Kind.CONTACT].keys()
