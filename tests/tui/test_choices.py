"""Lists of which several are chosen: how many there are is said, however few are in view."""

from __future__ import annotations

from shared.casework.model.codes import RouteType
from shared.casework.model.kinds import Kind
from tests.tui.driving import add, opened, press, shown
from tests.tui.fake_session import FakeSession
from tests.tui.test_forms import fill
from tui.screens.form_shape import flags
from tui.widgets.fields import ChoiceList


async def test_what_is_explained_is_in_view_at_once(session: FakeSession) -> None:
    """All of it on the smallest design size, with how much is ticked."""
    async with opened(session, "enter", "2") as (app, pilot):
        await add(pilot, "explanation")
        listed = app.screen.query_one(ChoiceList)
        assert listed.size.height == listed.count == len(flags(Kind.EXPLANATION))
        assert f"0 of {listed.count} chosen" in shown(app)

        listed.focus()
        await press(pilot, "space", "down", "space")
        assert f"2 of {listed.count} chosen" in shown(app)


async def test_options_say_how_many_are_ticked(session: FakeSession) -> None:
    """Also those below the window of the list."""
    async with opened(session, "enter", "3") as (app, pilot):
        await add(pilot, "options")
        ticked = tuple(RouteType)[:6]
        fill(app.screen, rungs=ticked)
        await press(pilot)

        assert f"6 of {len(RouteType)} chosen" in shown(app)
