"""Streams tell the newest place, show that they live, and end when they should."""

from __future__ import annotations

import asyncio

import pytest

from sync_server.stream import HEARTBEAT, Listener, Streams

LOG, OTHER_LOG, NOOR, JOOST = b"L" * 32, b"M" * 32, b"n" * 16, b"j" * 16
LONG, SHORT = 60.0, 0.001


async def test_the_place_is_told_at_once_and_after_each_move() -> None:
    """A device that has just come learns where the head is without asking."""
    streams = Streams(4)
    events = streams.open(LOG, NOOR, 7).events(LONG)

    assert await anext(events) == b"event: head\ndata: 7\n\n"
    waiting = asyncio.ensure_future(anext(events))
    await asyncio.sleep(0)
    streams.tell(OTHER_LOG, 99)
    streams.tell(LOG, 8)
    assert await waiting == b"event: head\ndata: 8\n\n"


async def test_who_reads_slowly_gets_the_newest_place_only() -> None:
    """A thousand moves take the memory of one number."""
    streams = Streams(4)
    events = streams.open(LOG, NOOR, 0).events(LONG)
    for place in range(1, 1_001):
        streams.tell(LOG, place)

    assert await anext(events) == b"event: head\ndata: 1000\n\n"


async def test_a_quiet_stream_shows_that_it_lives() -> None:
    """Proxies cut connections on which nothing comes."""
    events = Listener(LOG, NOOR, 0).events(SHORT)
    await anext(events)

    assert await anext(events) == HEARTBEAT
    assert await anext(events) == HEARTBEAT


async def test_a_device_has_so_many_streams_and_its_oldest_ends() -> None:
    """A laptop that woke up elsewhere is not kept out by its own dead connections."""
    streams = Streams(2)
    listeners = [streams.open(LOG, NOOR, 0) for _ in range(3)]
    other = streams.open(LOG, JOOST, 0)

    ended = [listener._ended for listener in [*listeners, other]]

    assert ended == [True, False, False, False]


async def test_streams_end_when_told_and_are_forgotten() -> None:
    """Shutting a device out ends its streams at once; stopping the relay ends all."""
    streams = Streams(4)
    noor, joost = streams.open(LOG, NOOR, 0), streams.open(LOG, JOOST, 0)
    events, others = noor.events(LONG), joost.events(LONG)
    await anext(events)
    await anext(others)
    waiting = asyncio.ensure_future(anext(events))
    await asyncio.sleep(0)

    streams.end_of(LOG, NOOR)
    with pytest.raises(StopAsyncIteration):
        await waiting
    streams.end_all()
    with pytest.raises(StopAsyncIteration):
        await anext(others)
    assert len(streams) == 2
    streams.close(noor)
    streams.close(noor)
    streams.close(joost)
    assert len(streams) == 0
    assert streams._listeners == {}
