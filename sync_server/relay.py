"""Everything that the routes of one relay share."""

from __future__ import annotations

from collections.abc import Callable

from sync_server.gate import Gate
from sync_server.guard import Guard
from sync_server.journal import Journal
from sync_server.meter import Meter
from sync_server.settings import Settings
from sync_server.store.base import Store
from sync_server.stream import Streams


class Relay:
    """A store, and what goes on around it while the relay runs.

    `clock` gives milliseconds since 1970, `random` so many random bytes.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        clock: Callable[[], int],
        random: Callable[[int], bytes],
    ) -> None:
        self.settings = settings
        self.ceilings = settings.ceilings
        self.allowance = settings.allowance
        self.store = store
        self.clock = clock
        self.random = random
        self.streams = Streams(settings.streams)
        self.gate = Gate()
        self.guard = Guard(random, settings.token_seconds * 1_000)
        self.meter = Meter(settings.open_requests, random(32))
        self.room = Room(settings.waiting_bytes)
        self.journal = Journal(store, settings.page_bytes, self._moved)

    def listens_at(self, port: int) -> None:
        """Let devices in that dialled this port: known only once it is open."""
        self.guard.origins = self.settings.origins_at(port)

    async def sweep(self) -> None:
        """Forget what is past its time."""
        now = self.clock()
        self.guard.sweep(now)
        await self.journal.write(lambda: self.store.sweep(now))

    def _moved(self, log: bytes) -> None:
        firm = self.store.firm(log)
        if firm is not None:
            self.streams.tell(log, firm.place)


class Room:
    """How many bytes of bodies are worked on at one time, so that many large ones do
    not take all memory."""

    def __init__(self, limit: int) -> None:
        self._left = limit

    def enter(self, size: int) -> bool:
        """Take room for a body, if there is any."""
        if size > self._left:
            return False
        self._left -= size
        return True

    def leave(self, size: int) -> None:
        """Give the room back."""
        self._left += size
