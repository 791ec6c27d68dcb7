"""Event streams that tell devices where the head is (docs/protocol.md §8.4).

A stream buffers one number, the newest place: a device that reads slowly misses
places in between, which it does not need, and costs no memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

HEARTBEAT = b":\n\n"


class Listener:
    """One open stream of one device."""

    def __init__(self, log: bytes, device: bytes, place: int) -> None:
        self.log = log
        self.device = device
        self._place: int | None = place
        self._ended = False
        self._stirred = asyncio.Event()

    def tell(self, place: int) -> None:
        """Let the stream tell this place next, in the place of any earlier one."""
        self._place = place
        self._stirred.set()

    def end(self) -> None:
        """Let the stream end."""
        self._ended = True
        self._stirred.set()

    async def events(self, heartbeat: float) -> AsyncIterator[bytes]:
        """The stream's bytes, with a sign of life every `heartbeat` seconds, until
        `end`."""
        while not self._ended:
            self._stirred.clear()
            place, self._place = self._place, None
            if place is not None:
                yield f"event: head\ndata: {place}\n\n".encode()
                continue
            try:
                # `wait_for` could swallow the cancelling of this task.
                async with asyncio.timeout(heartbeat):
                    await self._stirred.wait()
            except TimeoutError:
                yield HEARTBEAT


class Streams:
    """All open streams; lives in one event loop."""

    def __init__(self, per_device: int) -> None:
        self._per_device = per_device
        self._listeners: dict[bytes, dict[bytes, list[Listener]]] = {}

    def open(self, log: bytes, device: bytes, place: int) -> Listener:
        """A new stream that tells `place` at once. The device's oldest ends when it
        has too many: most likely it is the end of a connection that is gone."""
        listener = Listener(log, device, place)
        own = self._listeners.setdefault(log, {}).setdefault(device, [])
        own.append(listener)
        for oldest in own[: -self._per_device]:
            oldest.end()
        return listener

    def close(self, listener: Listener) -> None:
        """Forget a stream whose connection is gone."""
        devices = self._listeners.get(listener.log, {})
        own = devices.get(listener.device, [])
        if listener in own:
            own.remove(listener)
        if not own:
            devices.pop(listener.device, None)
        if not devices:
            self._listeners.pop(listener.log, None)

    def tell(self, log: bytes, place: int) -> None:
        """Tell all of a log's streams where its head is."""
        for own in self._listeners.get(log, {}).values():
            for listener in own:
                listener.tell(place)

    def end_of(self, log: bytes, device: bytes) -> None:
        """End the streams of a device that is shut out."""
        for listener in self._listeners.get(log, {}).get(device, []):
            listener.end()

    def end_all(self) -> None:
        """End every stream: the relay stops."""
        for devices in self._listeners.values():
            for own in devices.values():
                for listener in own:
                    listener.end()

    def __len__(self) -> int:
        return sum(len(own) for devices in self._listeners.values() for own in devices.values())
