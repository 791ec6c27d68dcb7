"""Room for a fence that has to come again (docs/protocol.md §8.4).

A fence is refused when somebody else's append came just before it. If its device had
to race on, a busy firm could never change who reads what. So after a refusal the
others' appends wait a moment. Each append waits once at most, so a device that makes
bad fences all day delays its colleagues by 100 ms, and stops nobody.
"""

from __future__ import annotations

import asyncio

SECONDS = 0.1


class _Hold:
    def __init__(self, device: bytes) -> None:
        self.device = device
        self.over = asyncio.Event()


class Gate:
    """Which log is held for which device; lives in one event loop."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._holds: dict[bytes, _Hold] = {}

    async def enter(self, log: bytes, device: bytes) -> None:
        """Wait until the log is not held for another device than this one."""
        hold = self._holds.get(log)
        if hold is not None and hold.device != device:
            await hold.over.wait()

    def hold(self, log: bytes, device: bytes) -> None:
        """Hold a log for a device whose fence was refused, if it is not held already."""
        if log not in self._holds:
            hold = self._holds[log] = _Hold(device)
            asyncio.get_running_loop().call_later(self._seconds, self._end, log, hold)

    def release(self, log: bytes, device: bytes) -> None:
        """The device's fence has come."""
        hold = self._holds.get(log)
        if hold is not None and hold.device == device:
            self._end(log, hold)

    def _end(self, log: bytes, hold: _Hold) -> None:
        hold.over.set()
        if self._holds.get(log) is hold:
            del self._holds[log]
