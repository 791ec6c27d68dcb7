"""Fixtures of the relay's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from sync_server.store.base import Store
from tests.sync_server.caller import Caller
from tests.sync_server.running import Running, running
from tests.sync_server.storing import begin_log, make_store


@pytest_asyncio.fixture
async def relay() -> AsyncIterator[Running]:
    """A relay that runs, with nobody in it."""
    async with running() as house:
        yield house


@pytest_asyncio.fixture
async def noor(relay: Running) -> Caller:
    """The founder's device of a firm on `relay`."""
    return await relay.founder("noor")


@pytest_asyncio.fixture
async def joost(relay: Running, noor: Caller) -> Caller:
    """A colleague's device, which does not manage."""
    return await relay.colleague(noor, "joost")


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store with one firm, whose founder's device has `KEY`."""
    made = make_store(request.param, tmp_path)
    begin_log(made)
    yield made
    made.close()
