"""Writes that come together are committed together, and answered when they are durable."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from shared.protocol import access
from shared.protocol.record import entry_of
from sync_server.journal import TOGETHER, Journal
from sync_server.store.base import Batch, Ceilings, Code, Placed, Step
from sync_server.store.memory import MemoryStore
from tests.sync_server.caller import a_wire

LOG, KEY = b"L" * 32, b"k" * 32
ROOMY = Ceilings(10**9, 10, 10)


class _Watched(MemoryStore):
    """A store that counts its commits and can be made to wait before one."""

    def __init__(self) -> None:
        super().__init__(b"s" * 32, b"i" * 16)
        self.commits: list[int] = []
        self.rests: list[bool] = []
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    def commit(self, steps: Sequence[Step]) -> list[object]:
        assert self.may_go_on.wait(30)
        self.commits.append(len(steps))
        return super().commit(steps)

    def rest(self, idle: bool) -> None:
        self.rests.append(idle)


@asynccontextmanager
async def _started(store: _Watched) -> AsyncIterator[tuple[Journal, list[bytes]]]:
    told: list[bytes] = []
    journal = Journal(store, 10**6, told.append)
    journal.start()
    try:
        yield journal, told
    finally:
        await journal.stop()


async def _found(journal: Journal, store: _Watched) -> bytes:
    await journal.write(lambda: store.add_code(Code(b"c" * 32, 2)))
    assert await journal.write(lambda: store.enrol(b"c" * 32, LOG, KEY, 1)) is None
    return access.device_id(KEY)


async def test_what_waits_is_committed_together_and_in_order() -> None:
    """While one commit goes on, all that comes shares the next."""
    store = _Watched()
    async with _started(store) as (journal, told):
        device = await _found(journal, store)
        before = len(store.commits)
        store.may_go_on.clear()
        writes = [
            asyncio.ensure_future(
                journal.write(
                    lambda n=n: store.append(  # type: ignore[misc]
                        LOG, Batch(device, 0, False, [entry_of(a_wire(n))]), ROOMY
                    ),
                    LOG,
                )
            )
            for n in range(50)
        ]
        await asyncio.sleep(0)
        store.may_go_on.set()
        outcomes = await asyncio.gather(*writes)

        assert outcomes == [Placed(n) for n in range(1, 51)]
        assert sum(store.commits[before:]) == 50
        assert len(store.commits) - before <= 2
        assert set(told) == {LOG}
        assert len(told) <= 2


async def test_one_commit_has_a_bound() -> None:
    """A flood is committed in parts, so that the first do not wait for the last."""
    store = _Watched()
    async with _started(store) as (journal, _):
        store.may_go_on.clear()
        writes = [asyncio.ensure_future(journal.write(lambda: None)) for _ in range(3 * TOGETHER)]
        await asyncio.sleep(0)
        store.may_go_on.set()
        await asyncio.gather(*writes)

    assert max(store.commits) <= TOGETHER
    assert sum(store.commits) == 3 * TOGETHER


async def test_a_failing_step_fails_for_who_asked_only() -> None:
    """Its exception comes back; the thread goes on."""

    def fails() -> None:
        raise LookupError("a fault")

    store = _Watched()
    async with _started(store) as (journal, _):
        good, bad = journal.write(lambda: 7), journal.write(fails)
        outcomes = await asyncio.gather(good, bad, return_exceptions=True)

        assert outcomes[0] == 7
        assert isinstance(outcomes[1], LookupError)
        assert await journal.write(lambda: 8) == 8


async def test_who_stopped_waiting_does_not_stop_the_others() -> None:
    """A request that was cancelled is written all the same, and answered to nobody."""
    store = _Watched()
    async with _started(store) as (journal, _):
        store.may_go_on.clear()
        gone = asyncio.ensure_future(journal.write(lambda: 1))
        other = asyncio.ensure_future(journal.write(lambda: 2))
        await asyncio.sleep(0)
        gone.cancel()
        store.may_go_on.set()

        assert await other == 2
        with pytest.raises(asyncio.CancelledError):
            await gone
    assert sum(store.commits) == 2


async def test_a_store_that_can_not_be_tidied_still_writes(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Tidying is not worth an append; it is written down."""
    store = _Watched()

    def fails(idle: bool) -> None:
        raise OSError("no room")

    monkeypatch.setattr(store, "rest", fails)
    async with _started(store) as (journal, _):
        assert await journal.write(lambda: 1) == 1
        assert await journal.write(lambda: 2) == 2
    assert "could not be tidied" in caplog.text


async def test_stopping_writes_what_waits() -> None:
    """An orderly end loses nothing that was taken."""
    store = _Watched()
    async with _started(store) as (journal, _):
        store.may_go_on.clear()
        writes = [asyncio.ensure_future(journal.write(lambda: 1)) for _ in range(10)]
        await asyncio.sleep(0)
        store.may_go_on.set()
    assert await asyncio.gather(*writes) == [1] * 10
    assert store.rests[-1] is True


async def test_heads_are_signed_once_for_each_place() -> None:
    """The same head until the log moves or the incarnation changes."""
    store = _Watched()
    async with _started(store) as (journal, _):
        device = await _found(journal, store)
        first = journal.head(LOG)
        assert journal.head(LOG) is first
        batch = Batch(device, 0, False, [entry_of(a_wire("a"))])
        await journal.write(lambda: store.append(LOG, batch, ROOMY))
        second = journal.head(LOG)
        await journal.write(lambda: store.restored(b"n" * 16, wait=False))
        third = journal.head(LOG)

        assert [head.place for head in (first, second, third)] == [0, 1, 1]
        assert third.incarnation == b"n" * 16
        key = access.public_key(store.identity.seed)
        for head in (first, second, third):
            text = access.head_text(LOG, head.incarnation, head.place, head.chain)
            assert access.check(key, access.HEAD, text, head.signature)
        with pytest.raises(KeyError):
            journal.head(b"M" * 32)
