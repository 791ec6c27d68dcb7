"""Until it is quiet, a test waits; else it would look at half of what a key did."""

from __future__ import annotations

import asyncio
import itertools
import threading

from tests.tui.quiet import SOON, until_quiet


async def test_what_follows_from_what_follows_is_waited_for() -> None:
    """A task that gives way many times, and a timer that goes off soon after it."""
    done: list[str] = []

    async def step_by_step() -> None:
        for _ in range(50):
            await asyncio.sleep(0)
        asyncio.get_running_loop().call_later(SOON / 2, done.append, "timer")

    task = asyncio.create_task(step_by_step())
    await until_quiet()

    assert task.done()
    assert done == ["timer"]


async def test_a_thread_at_work_is_waited_for() -> None:
    """What it hands back, and what is done with that."""
    go, done = threading.Event(), []

    async def hand_over() -> None:
        done.append(await asyncio.to_thread(go.wait))

    task = asyncio.create_task(hand_over())
    opening = threading.Timer(3 * SOON, go.set)
    opening.start()
    await until_quiet(max_sleep=60)
    opening.join()

    assert task.done()
    assert done == [True]


async def test_what_comes_much_later_is_not_waited_for() -> None:
    """A timer of minutes, a timer that was cancelled, and a task that waits for ever."""
    loop = asyncio.get_running_loop()
    late, gone = loop.call_later(600, print), loop.call_later(SOON / 2, print)
    gone.cancel()
    waiting = asyncio.create_task(asyncio.Event().wait())
    await until_quiet(max_sleep=60)

    assert not waiting.done()
    late.cancel()
    waiting.cancel()


async def test_what_never_rests_is_left_in_the_end() -> None:
    """A task that always has something to do does not hold a test for ever."""

    async def restless() -> None:
        for _ in itertools.count():
            await asyncio.sleep(0)

    task = asyncio.create_task(restless())
    await until_quiet(max_sleep=0.05)

    assert not task.done()
    task.cancel()
