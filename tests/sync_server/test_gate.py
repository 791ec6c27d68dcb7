"""A refused fence gets room to come again, and nobody waits for it twice."""

from __future__ import annotations

import asyncio

from sync_server.gate import Gate

LOG, NOOR, JOOST = b"L" * 32, b"n" * 16, b"j" * 16
LONG, AT_ONCE = 60.0, 0.0


async def _settle() -> None:
    """Let everything that can run do so."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_log_that_is_not_held_lets_everybody_in() -> None:
    """Without a refused fence nobody waits."""
    gate = Gate(LONG)
    gate.hold(b"M" * 32, NOOR)

    await gate.enter(LOG, NOOR)
    await gate.enter(LOG, JOOST)
    gate.release(b"M" * 32, NOOR)


async def test_others_wait_until_the_fence_has_come() -> None:
    """The device itself goes in; the others when it is done."""
    gate = Gate(LONG)
    gate.hold(LOG, NOOR)
    await gate.enter(LOG, NOOR)
    waiting = asyncio.create_task(gate.enter(LOG, JOOST))
    await _settle()
    assert not waiting.done()

    gate.release(LOG, NOOR)

    await waiting
    await gate.enter(LOG, JOOST)


async def test_a_fence_that_does_not_come_holds_nobody_for_long() -> None:
    """The hold ends by itself."""
    gate = Gate(AT_ONCE)
    gate.hold(LOG, NOOR)

    await gate.enter(LOG, JOOST)


async def test_only_the_one_who_holds_can_release_or_be_replaced() -> None:
    """A second refused fence waits its turn like an append."""
    gate = Gate(LONG)
    gate.hold(LOG, NOOR)
    gate.hold(LOG, JOOST)
    waiting = asyncio.create_task(gate.enter(LOG, JOOST))
    gate.release(LOG, JOOST)
    await _settle()
    assert not waiting.done()

    gate.release(LOG, NOOR)
    await waiting


async def test_who_has_waited_goes_in_even_if_the_log_is_held_again() -> None:
    """A device that makes one bad fence after the other can not stop its colleagues."""
    gate = Gate(LONG)
    gate.hold(LOG, NOOR)
    waiting = asyncio.create_task(gate.enter(LOG, JOOST))
    await _settle()

    gate.release(LOG, NOOR)
    gate.hold(LOG, NOOR)

    await waiting
    gate.release(LOG, NOOR)
