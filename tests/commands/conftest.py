"""One relay and one firm for the tests of the commands; each test has cases of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.commands.desk import Desk, Relay, found, joined


@pytest.fixture(scope="session")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Relay]:
    """A relay that runs."""
    running = Relay(tmp_path_factory.mktemp("relay"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def noor(relay: Relay, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The founder of a firm: adviser and coordinator."""
    return found(relay, tmp_path_factory.mktemp("noor") / "home")


@pytest.fixture(scope="session")
def joost(noor: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """An adviser of the same firm."""
    return joined(noor, tmp_path_factory.mktemp("joost") / "home", "Joost Terlouw", "adviser")


@pytest.fixture
def code(noor: Desk) -> str:
    """A new case of Noor's that nobody else has."""
    return noor("case", "new", "--client", "Waterstaal Techniek BV", "--offline").word


@pytest.fixture
def shared(noor: Desk, joost: Desk, code: str) -> str:
    """A new case of Noor's that Joost has too."""
    noor("consent", "add", code, "share_with_colleague", "--to", "joost", "--given", "--offline")
    noor("case", "share", code, "joost")
    joost("sync")
    return code
