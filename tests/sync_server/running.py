"""A relay that really listens, in the loop of the test that asks for it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import httpx
import msgspec

from sync_server.relay import Relay
from sync_server.server import Server, listen, server_for
from sync_server.settings import Settings
from sync_server.store.base import Code, Store, code_hash
from sync_server.store.memory import MemoryStore
from tests.sync_server.caller import Caller, some_bytes

NOW = 1_700_000_000_000
CODE = "ABCDE-FGHJK"
LOG = some_bytes("log", 32)


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now


class Running:
    """A relay that runs, its clock, and a client that is set up for it."""

    def __init__(
        self, relay: Relay, server: Server, clock: Clock, origin: str, client: httpx.AsyncClient
    ) -> None:
        self.relay = relay
        self.server = server
        self.clock = clock
        self.origin = origin
        self.client = client

    def caller(self, seed: object, log: bytes = LOG) -> Caller:
        """A device that has not asked anything yet."""
        return Caller(self.client, self.origin, log, seed)

    async def founder(self, seed: object = "noor", log: bytes = LOG) -> Caller:
        """A device whose firm has begun, logged in."""
        code = f"{CODE}-{seed}"
        kept = Code(code_hash(code), self.clock.now + 1_000)
        await self.relay.journal.write(lambda: self.relay.store.add_code(kept))
        founder = self.caller(seed, log)
        await founder.enrol(code)
        await founder.login()
        return founder

    async def colleague(self, founder: Caller, seed: object, *, manager: bool = False) -> Caller:
        """Another device of the firm, let in and logged in."""
        colleague = self.caller(seed, founder.log)
        await founder.let_in(colleague, manager=manager)
        await colleague.login()
        return colleague


class _QuietServer(Server):
    """A server that leaves the signals to the test's own process."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def running(store: Store | None = None, **changed: object) -> AsyncIterator[Running]:
    """Run a relay on a port of its own; `changed` are settings that differ."""
    clock, numbers = Clock(), itertools.count()
    settings = msgspec.structs.replace(Settings(), **{"open_requests": 10_000, **changed})

    def random(length: int) -> bytes:
        return some_bytes(("relay", next(numbers)), length)

    store = MemoryStore(random(32), random(16)) if store is None else store
    relay = Relay(settings, store, clock, random)
    ready = asyncio.Event()
    with listen("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        relay.listens_at(port)
        made = server_for(relay, ready.set)
        server = _QuietServer(made.config, relay, ready.set)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            await ready.wait()
            origin = f"http://127.0.0.1:{port}"
            async with httpx.AsyncClient(base_url=origin, timeout=30) as client:
                yield Running(relay, server, clock, origin, client)
        finally:
            server.should_exit = True
            await serving
