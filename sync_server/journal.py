"""The line between the event loop and the store.

What is written goes through one thread, which takes everything that waits, commits it
together and answers then: so appends that come at the same time share one flush to
disk, and an answer always means that it is durable. Reading does not wait for it.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue
from typing import NamedTuple, TypeVar, cast

from shared.protocol import access
from shared.protocol.messages import Head, PageForm
from sync_server.store.base import Store

logger = logging.getLogger("luister.relay")

TOGETHER = 256
"""The most steps that are committed together."""
REST_SECONDS = 2.0
"""After how long without writing the store does what can wait."""
SHORT = 64
"""A read of up to so many records is faster than handing it to another thread."""
READERS = 2

T = TypeVar("T")


class _Job(NamedTuple):
    step: Callable[[], object]
    log: bytes | None
    done: asyncio.Future[object]


class Journal:
    """Reads and writes a store for the event loop that calls `start`.

    `told` is called in that loop with a log's id after commits that may have moved its
    head.
    """

    def __init__(self, store: Store, page_bytes: int, told: Callable[[bytes], None]) -> None:
        self._store = store
        self._page_bytes = page_bytes
        self._told = told
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="relay-writer", daemon=True)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="relay-reader")
        self._signing_key = access.signing_key(store.identity.seed)
        self._heads: dict[bytes, Head] = {}

    def start(self) -> None:
        """Begin to write; called in the event loop."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    async def stop(self) -> None:
        """Write what waits, then end; nothing may be written or read afterwards."""
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)
        self._readers.shutdown()

    async def write(self, step: Callable[[], T], log: bytes | None = None) -> T:
        """Carry out a step in the store and wait until it is durable.

        Raises what the step raised. `log` is the log whose head it may move.
        """
        done: asyncio.Future[object] = self._loop.create_future()
        self._jobs.put(_Job(step, log, done))
        return cast("T", await done)

    async def flush(self) -> None:
        """Wait until all that was given to `write` before is done."""
        await self.write(lambda: None)

    def head(self, log: bytes) -> Head:
        """The signed head of a log that the store has."""
        firm = self._store.firm(log)
        if firm is None:
            raise KeyError("no such log")
        incarnation = self._store.identity.incarnation
        head = self._heads.get(log)
        if head is None or head.place != firm.place or head.incarnation != incarnation:
            text = access.head_text(log, incarnation, firm.place, firm.chain)
            signature = access.sign(self._signing_key, access.HEAD, text)
            head = self._heads[log] = Head(incarnation, firm.place, firm.chain, signature)
        return head

    async def page(self, log: bytes, after: int, until: int | None = None) -> PageForm:
        """The page after a place, up to the head or `until`, and as long as allowed."""
        head = self.head(log)
        end = head.place if until is None else min(until, head.place)
        if after >= end:
            return PageForm(after, (), head)
        if end - after <= SHORT:
            kept = self._store.served(log, after, end, self._page_bytes)
        else:
            kept = await self._loop.run_in_executor(
                self._readers, self._store.served, log, after, end, self._page_bytes
            )
        return PageForm(after, tuple(kept), head)

    async def read(self, query: Callable[[], T]) -> T:
        """Look something up in the store without keeping the event loop waiting."""
        return await self._loop.run_in_executor(self._readers, query)

    def _run(self) -> None:
        rested = False
        while True:
            try:
                job = self._jobs.get(timeout=None if rested else REST_SECONDS)
            except Empty:
                self._rest(idle=True)
                rested = True
                continue
            jobs, last = self._waiting(job)
            if jobs:
                outcomes = self._store.commit([job.step for job in jobs])
                self._loop.call_soon_threadsafe(self._answer, jobs, outcomes)
                self._rest(idle=False)
                rested = False
            if last:
                self._rest(idle=True)
                return

    def _waiting(self, first: _Job | None) -> tuple[list[_Job], bool]:
        """All jobs that wait, and whether nothing comes after them."""
        jobs: list[_Job] = []
        job = first
        while job is not None:
            jobs.append(job)
            if len(jobs) == TOGETHER:
                return jobs, False
            try:
                job = self._jobs.get_nowait()
            except Empty:
                return jobs, False
        return jobs, True

    def _rest(self, *, idle: bool) -> None:
        try:
            self._store.rest(idle)
        except Exception:
            # What can wait can also wait longer; the commits are safe.
            logger.exception("the store could not be tidied")

    def _answer(self, jobs: Sequence[_Job], outcomes: Sequence[object]) -> None:
        for job, outcome in zip(jobs, outcomes, strict=True):
            if job.done.cancelled():
                continue
            if isinstance(outcome, Exception):
                job.done.set_exception(outcome)
            else:
                job.done.set_result(outcome)
        for log in {job.log for job in jobs if job.log is not None}:
            self._told(log)
