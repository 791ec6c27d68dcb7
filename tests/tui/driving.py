"""Driving the program in tests: opening it, pressing keys, reading what is shown."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen
from textual.worker import WorkerCancelled

from tests.tui.fake_session import NOW, FakeFront, FakeSession
from tui.app import LuisterApp
from tui.ports import HomeState
from tui.screens.pick import PickScreen

SMALL = (80, 24)
LARGE = (120, 40)


class Clock:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def counted(start: int = 1) -> Any:
    """Bytes that differ each time, the same in each run."""
    state = {"next": start}

    def random(length: int) -> bytes:
        state["next"] += 1
        return state["next"].to_bytes(length, "big")

    return random


def app_for(session: FakeSession, state: HomeState = HomeState.demo, **named: Any) -> LuisterApp:
    """The program over a session in memory; `demo` opens it without a passphrase."""
    return LuisterApp(FakeFront(session, state), now=lambda: NOW, random=counted(), **named)


@asynccontextmanager
async def opened(
    session: FakeSession, *keys: str, size: tuple[int, int] = SMALL, **named: Any
) -> AsyncIterator[tuple[LuisterApp, Pilot[None]]]:
    """The program on its caseload, after some keys."""
    app = app_for(session, **named)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await press(pilot, *keys)
        yield app, pilot


async def settled(pilot: Pilot[None]) -> None:
    """Wait until nothing is left to do: no save, no unlocking, no message."""
    for _round in range(2):
        for worker in list(pilot.app.workers):
            if worker.group not in _ENDLESS and not worker.is_finished:
                with suppress(WorkerCancelled):
                    await worker.wait()
        await pilot.pause()


_ENDLESS = ("sync", "joining")


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys and wait for what they did."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)
    if not keys:
        await settled(pilot)


async def add(pilot: Pilot[None], name: str) -> None:
    """Press n and choose what is added, by the name that the tab uses."""
    await pilot.press("n")
    await settled(pilot)
    screen = pilot.app.screen
    if isinstance(screen, PickScreen):
        screen.dismiss(name)
        await settled(pilot)


async def write(pilot: Pilot[None], text: str) -> None:
    """Type text into the field that has the focus."""
    for character in text:
        await pilot.press(_KEYS.get(character, character))
    await settled(pilot)


_KEYS = {" ": "space", "\n": "enter", ":": "colon", "-": "minus", "/": "slash"}


def current(app: LuisterApp) -> type[Screen[Any]]:
    """The class of the screen in front."""
    return type(app.screen)


def lines(app: LuisterApp) -> list[str]:
    """The lines of the screen as they are drawn, controls and all."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in strips]


def shown(app: LuisterApp) -> str:
    """The screen as one text, with single spaces so that a wrapped sentence is found."""
    text = " ".join(lines(app)).translate(_FRAMES)
    return " ".join(text.split())


_FRAMES = str.maketrans(dict.fromkeys("│╭╮╰╯─█▌", " "))
