"""Messages that go away by themselves: where they stand."""

from __future__ import annotations

import pytest
from textual.widgets._toast import Toast

from tests.tui.driving import LARGE, SMALL, app_for, press, settled
from tests.tui.fake_session import FakeSession
from tui.widgets.key_bar import KeyBar
from tui.widgets.open_list import OpenList
from tui.widgets.status_line import StatusLine


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_message_lies_over_the_status_line_alone(
    session: FakeSession, size: tuple[int, int]
) -> None:
    """What is open now and the keys stay in view."""
    app = app_for(session)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "f")
        await pilot.pause()

        [toast] = app.screen.query(Toast)
        assert toast.region.y == app.screen.query_one(StatusLine).region.y
        assert toast.region.height == 1
        for other in (OpenList, KeyBar):
            assert not toast.region.overlaps(app.screen.query_one(other).region)
