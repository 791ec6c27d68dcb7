"""Screens are tested in English unless a test asks for Dutch."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.tui.fake_session import FakeSession, lisas_case
from tui import language


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
