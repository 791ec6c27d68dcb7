"""Rows `case_list` and `timeline`: the program's own screens over a real home. All is done
but the writing to a terminal; nobody answers where the relay was."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from rich.console import RenderableType
from rich.text import Text
from textual import events
from textual._compositor import CompositorUpdate
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from tests.bench.firm import DOOR, PASSPHRASE, Firm, note_text, synced
from tests.bench.relay import RelayProcess
from tests.bench.row import Row, cost
from tui.app import LuisterApp
from tui.local.front import HomeFront
from tui.local.session import Session
from tui.screens.case import CaseScreen, EntryList
from tui.screens.caseload import CaseList
from tui.widgets.windowed import WindowedList

SIZE = (120, 40)
PAGES = 40
"""How many screenfuls are scrolled, each with a key."""
REST = 0.05
"""Seconds between two keys, so that each finds the screen at rest."""
LIMIT = 30.0


class Frames(App[None]):
    """Notes when a frame is there for which something that is watched was drawn."""

    drawn = False
    seen_at = 0.0
    seen: asyncio.Event | None = None

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        super()._display(screen, renderable)
        frame: object = renderable
        if isinstance(frame, CompositorUpdate) and not self._batch_count:
            # What a terminal would be sent: without one, Textual leaves it out.
            frame.render_segments(self.console)
            if self.drawn and self.seen is not None and not self.seen.is_set():
                self.seen_at = time.perf_counter()
                self.seen.set()

    async def milliseconds(self, act: Callable[[], Awaitable[object]]) -> float:
        """From an act until a frame with what is watched is there."""
        await asyncio.sleep(REST)
        self.drawn, self.seen = False, asyncio.Event()
        began = time.perf_counter()
        await act()
        async with asyncio.timeout(LIMIT):
            await self.seen.wait()
        return (self.seen_at - began) * 1e3


class Bench(Frames, LuisterApp):
    """The program."""

    async def pages(self, rows: int) -> list[float]:
        """Milliseconds of each screenful down in a list of so many rows, in order of size."""

        async def press() -> None:
            self.post_message(events.Key("pagedown", None))

        count = min(PAGES, max(1, rows // SIZE[1]))
        return sorted([await self.milliseconds(press) for _ in range(count)])


class Bare(Frames):
    """The floor: a bare application that shows a screen full of text."""

    async def show(self) -> None:
        """Push the screen."""
        app = self

        class Lines(Static):
            def render(self) -> Text:
                app.drawn = True
                return Text("\n".join(note_text(line)[: SIZE[0]] for line in range(SIZE[1])))

        class Full(Screen[None]):
            def compose(self) -> ComposeResult:
                yield Lines()

        await self.push_screen(Full())


@asynccontextmanager
async def _program(home: Path, kind: type[WindowedList[Any]]) -> AsyncIterator[Bench]:
    """The program with its home unlocked, watching a list."""
    front = HomeFront(home, DOOR)
    app, draw = Bench(front), kind.draw

    def noted(of: WindowedList[Any], row: Any, width: int) -> Sequence[Any]:
        app.drawn = True
        return draw(of, row, width)

    with patch.object(kind, "draw", noted):
        async with app.run_test(size=SIZE):
            session = await front.unlock(PASSPHRASE)
            assert isinstance(session, Session), session
            app.session = session
            yield app
            await app.action_leave()


async def _bare(rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        app = Bare()
        async with app.run_test(size=SIZE):
            taken.append(await app.milliseconds(app.show))
    return min(taken)


async def case_list(folder: Path, n: int, rounds: int) -> list[Row]:
    """The first screen after unlocking, with `n` cases; and each screenful scrolled."""
    with RelayProcess(folder / "relay") as relay:
        firm = await Firm.found(folder, relay)
        await firm.open_cases(n)
        firm.close()
    first, scrolled = [], []
    for _ in range(rounds):
        async with _program(folder / "device1", CaseList) as app:
            first.append(await _caseload(app))
            assert app.screen.query_one(CaseList).count == n
            scrolled.append(await app.pages(n))
    return _rows("case_list", n, first, scrolled, await _bare(rounds))


def _session(app: Bench) -> Session:
    assert isinstance(app.session, Session)
    return app.session


async def timeline(folder: Path, n: int, rounds: int) -> list[Row]:
    """A case with `n` notes, from the list of cases on; and each screenful scrolled."""
    with RelayProcess(folder / "relay") as relay:
        firm = await Firm.found(folder, relay)
        await firm.open_cases(1)
        firm.write_notes(firm.first, range(n))
        await synced(firm.first)
        firm.close()
    first, scrolled = [], []
    for _ in range(rounds):
        async with _program(folder / "device1", EntryList) as app:
            await app.open(_session(app))
            first.append(await _case(app, firm.cases[0]))
            assert app.screen.query_one(EntryList).count >= n
            scrolled.append(await app.pages(n))
    return _rows("timeline", n, first, scrolled, await _bare(rounds))


async def _caseload(app: Bench) -> float:
    return await app.milliseconds(lambda: app.open(_session(app)))


async def _case(app: Bench, circle: bytes) -> float:
    async def show() -> None:
        await app.push_screen(CaseScreen(circle))

    return await app.milliseconds(show)


def _rows(
    name: str, n: int, first: list[float], scrolled: list[list[float]], bare: float
) -> list[Row]:
    """The quickest first screen; of each round's screenfuls the one that 95% keep below."""
    page = min(taken[len(taken) * 95 // 100] for taken in scrolled)
    return [cost(name, n, min(first), "ms", bare), cost(f"{name}.page", n, page, "ms")]
