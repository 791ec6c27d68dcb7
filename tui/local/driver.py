"""The driver: carries out what the sync engine wants, against the relay and the disk.

The engine decides; this module waits. One request is under way at a time; a stream of
head notices beside it only ever wakes the engine. Everything that has to survive is in
the commits, which are on the disk before the next action begins.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Protocol

from shared.protocol.messages import Append, Appended, Head, Limits, Page, TailOffer
from shared.protocol.record import Entry
from shared.replica.action import (
    Access,
    Action,
    Came,
    Compare,
    GiveBack,
    Keep,
    Offer,
    Pull,
    Push,
    Reload,
    Stop,
    Tell,
    Wait,
    together,
)
from shared.replica.commit import Commit, Row
from shared.replica.engine import Engine
from shared.replica.event import (
    Answered,
    Connected,
    Disconnected,
    Event,
    Given,
    Hinted,
    Listed,
    Nonsense,
    Paged,
    Refused,
    Wake,
)
from shared.replica.notice import Notice
from tui.local.backoff import Backoff
from tui.local.fault import StoreFull
from tui.local.link import Link
from tui.local.problem import Problem, Trouble

HEAD_START = 0.001
"""Seconds that a request has to leave before forming the next one keeps the loop busy."""
SOON = 0.05
"""Seconds that one change may take before it is shown that the device syncs: to draw a
state that is over in a few milliseconds would only make the change come later."""
PATIENCE = 2
"""How often a single sync waits for the relay before it leaves the rest for later."""
QUIET = 300.0
"""Seconds after which a quiet stream is not trusted and the head is asked for."""


class Keeper(Protocol):
    """Who keeps what the driver brings: the session."""

    engine: Engine

    def now(self) -> int: ...
    def keep(self, commit: Commit) -> None: ...
    def tell(self, notice: Notice) -> None: ...
    def came(self, joined: tuple[bytes, ...], lost: tuple[bytes, ...]) -> None: ...
    def rows(self, after: int) -> list[Row]: ...
    def stopped(self, restore: bool) -> None: ...
    def reload(self) -> None: ...
    def turned(self, state: str, problem: Problem | None = None) -> None: ...


class Driver:
    """One connection's work; made anew when it breaks."""

    def __init__(self, keeper: Keeper, link: Link) -> None:
        self._keeper = keeper
        self._link = link
        self._backoff = Backoff()
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._timer: asyncio.TimerHandle | None = None
        self._ended = False
        self._again = False
        self._waits = 0

    def wake(self) -> None:
        """Something was saved: see whether it can go out. Call from the loop's thread."""
        self._events.put_nowait(Wake())

    async def run(self) -> None:
        """Stay in touch with the relay until cancelled or stopped."""
        while True:
            problem = await self._connection(listen=True)
            if self._ended:
                return
            self._keeper.turned("offline", problem)
            await asyncio.sleep(max(self._backoff.next(), _asked(problem)))

    async def once(self) -> Problem | None:
        """Pull and push until nothing is left to do; the problem that prevented it."""
        return await self._connection(listen=False)

    async def _connection(self, listen: bool) -> Problem | None:
        self._keeper.turned("connecting")
        opened = await self._link.open()
        if isinstance(opened, Problem):
            return opened
        hints = asyncio.create_task(self._hints()) if listen else None
        try:
            return await self._talk(opened, listen)
        finally:
            if hints is not None:
                hints.cancel()
                # Not awaited itself: that could swallow the cancelling of this task.
                await asyncio.wait({hints})
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            self._keeper.engine.handle(Disconnected(), self._keeper.now())

    async def _hints(self) -> None:
        async for place in self._link.hints():
            self._events.put_nowait(Hinted(place))
        self._events.put_nowait(Disconnected())

    async def _talk(self, limits: Limits, listen: bool) -> Problem | None:
        pending: list[Event] = [Connected(limits)]
        while True:
            if not pending:
                if not listen and self._events.empty() and self._timer is None:
                    return None
                self._keeper.turned("listening")
                event = await self._next_event()
                if isinstance(event, Disconnected):
                    return None
                pending.append(event)
            actions = self._keeper.engine.handle(pending.pop(0), self._keeper.now())
            for action in together(actions):
                outcome = await self._carry_out(action)
                if isinstance(outcome, Problem):
                    known = _event_of(outcome)
                    if known is None:
                        return outcome
                    pending.append(known)
                elif outcome is not None:
                    pending.append(outcome)
            if self._ended:
                return None
            if not listen and self._waits > PATIENCE:
                return Problem(Trouble.not_done)
            if self._again:
                self._again = False
                pending = [Connected(limits)]

    async def _next_event(self) -> Event:
        try:
            # `wait_for` could swallow the cancelling of this task.
            async with asyncio.timeout(QUIET):
                return await self._events.get()
        except TimeoutError:
            return Disconnected()

    async def _carry_out(self, action: Action) -> Event | Problem | None:
        keeper, link = self._keeper, self._link
        match action:
            case Keep(commit):
                try:
                    keeper.keep(commit)
                except StoreFull:
                    return Problem(Trouble.no_room)
            case Tell(notice):
                keeper.tell(notice)
            case Came(joined, lost):
                keeper.came(joined, lost)
            case Pull(after):
                with self._syncing():
                    return _paged(await link.pull(after))
            case Push(append):
                with self._syncing():
                    return await self._push(append)
            case Offer(head, after, own):
                return _paged(await link.offer(self._tail(head, after, own)))
            case GiveBack(places):
                return await self._give_back(places)
            case Compare():
                keys = await link.devices()
                return keys if isinstance(keys, Problem) else Listed(keys)
            case Access():
                return await self._access(action)
            case Wait(milliseconds):
                self._waits += 1
                if self._timer is not None:
                    self._timer.cancel()
                loop = asyncio.get_running_loop()
                self._timer = loop.call_later(milliseconds / 1_000, self._wake_up)
            case Reload():
                keeper.reload()
                self._again = True
            case Stop(restore):
                self._ended = True
                keeper.stopped(restore)
        return None

    @contextlib.contextmanager
    def _syncing(self) -> Iterator[None]:
        """Tell it: at once while the device is behind, else when it takes a while."""
        later = None
        if self._keeper.engine.caught_up:
            later = asyncio.get_running_loop().call_later(SOON, self._keeper.turned, "syncing")
        else:
            self._keeper.turned("syncing")
        try:
            yield
        finally:
            if later is not None:
                later.cancel()

    def _wake_up(self) -> None:
        self._timer = None
        self._events.put_nowait(Wake())

    async def _push(self, append: Append) -> Event | Problem:
        sending = asyncio.ensure_future(self._link.push(append))
        try:
            # The relay works on this batch while the next one is formed here.
            await asyncio.wait({sending}, timeout=HEAD_START)
            if not sending.done():
                self._keeper.engine.prepare(self._keeper.now())
            answer = await sending
        finally:
            sending.cancel()
        if isinstance(answer, Appended):
            self._backoff.reset()
            return Answered(answer)
        return answer

    def _tail(self, head: Head, after: int, own: tuple[int, ...]) -> TailOffer:
        places = set(own)
        return TailOffer(
            head,
            tuple(
                Entry(row.tag, row.id, row.wire if row.place in places else None)
                for row in self._keeper.rows(after)
            ),
        )

    async def _give_back(self, places: tuple[int, ...]) -> Event | Problem:
        wanted = set(places)
        wires = tuple(
            row.wire
            for row in self._keeper.rows(min(wanted) - 1)
            if row.place in wanted and row.wire is not None
        )
        given = await self._link.give(wires) if wires else 0
        return given if isinstance(given, Problem) else Given()

    async def _access(self, access: Access) -> Event | Problem:
        for key in access.add:
            outcome = await self._link.let_in(key)
            if isinstance(outcome, Problem):
                return outcome
        for device in access.drop:
            outcome = await self._link.drop(device)
            if isinstance(outcome, Problem):
                return outcome
        return Given()


def _asked(problem: Problem | None) -> float:
    """For how many seconds the relay asked to be left alone."""
    return 0.0 if problem is None else float(problem.wait)


def _paged(answer: Page | Problem) -> Event | Problem:
    return Paged(answer) if isinstance(answer, Page) else answer


def _event_of(problem: Problem) -> Event | None:
    """What a problem means to the engine; None when the connection is to be made anew."""
    if problem.refusal is not None:
        return Refused(problem.refusal, problem.page)
    return Nonsense() if problem.trouble is Trouble.nonsense else None
