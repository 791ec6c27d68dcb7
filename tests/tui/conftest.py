"""Screens are tested in English unless a test asks for Dutch."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import textual.app
import textual.pilot
from textual.widgets import Button

from tests.tui.fake_session import FakeSession, lisas_case
from tests.tui.quiet import until_quiet
from tui import language


@pytest.fixture(scope="session", autouse=True)
def no_sleep_at_keys() -> Iterator[None]:
    """A key is waited for until the program rests, and not for so many hundredths."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (textual.app, textual.pilot):
            patch.setattr(module, "wait_for_idle", until_quiet)
        # A button that was pressed takes no other press for 0.2 s.
        patch.setattr(Button, "_start_active_affect", lambda _button: None)
        yield


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Show everything in English; whatever a test chose is put back after it."""
    language.use("en")
    yield
    language.use("en")


@pytest.fixture
def session() -> FakeSession:
    """An open home with Lisa's case, one difference to settle among it."""
    session = FakeSession()
    lisas_case(session)
    return session
