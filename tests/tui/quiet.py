"""Waiting until the program under test has nothing left to do, without sleeping it out."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

SOON = 1 / 50
"""Seconds. A timer that goes off within it is waited for: Textual draws by one of 1/60 s."""
GLANCE = 1 / 1000
"""Seconds between two looks at a thread that is still at work."""


async def until_quiet(min_sleep: float = SOON, max_sleep: float = 1) -> None:
    """Return once every other task waits for something that will not come by itself.

    It stands where Textual's own waiting stands, with its arguments (seconds). Textual
    sleeps a fiftieth of a second at each key, and again when the processor was busy, to
    guess from the time used whether the program rests. The event loop knows it: nothing is
    ready, no timer goes off soon, no thread works.

    It reads names of asyncio and of its executor that begin with an underscore, for neither
    has a public word for "nothing is ready", "the next timer" or "no thread is busy". A loop
    of our own that counts would have to take the place of the one that pytest makes for each
    test, and would then test another loop than users have. The names are those of Python
    3.11; `test_quiet.py` fails on the day that they mean something else.
    """
    loop: Any = asyncio.get_running_loop()
    until = loop.time() + max_sleep
    await asyncio.sleep(0)
    while (left := until - loop.time()) > 0:
        if loop._ready:
            await asyncio.sleep(0)
        elif _threads_work(loop._default_executor):
            await asyncio.sleep(GLANCE)
        elif (due := _next_timer(loop)) < SOON:
            await asyncio.sleep(min(max(due, 0), left))
        else:
            return


def _next_timer(loop: Any) -> float:
    """Seconds until the first timer that still counts goes off."""
    times = (timer.when() for timer in loop._scheduled if not timer.cancelled())
    return float(min(times, default=float("inf")) - loop.time())


def _threads_work(executor: ThreadPoolExecutor | None) -> bool:
    """Whether something was given to a thread and has not come back."""
    if executor is None:
        return False
    if executor._work_queue.qsize():
        return True
    return executor._idle_semaphore._value < len(executor._threads)
