"""Fixtures of the relay's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.sync_server.caller import Caller
from tests.sync_server.running import Running, running


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
