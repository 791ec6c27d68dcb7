"""A relay that is killed in the middle of its work loses nothing that it acknowledged."""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from shared.protocol.chain import extend
from shared.protocol.messages import Appended
from shared.protocol.record import entry_of
from tests.house.tree import ROOT
from tests.sync_server.caller import Caller, Refusal, a_wire, some_bytes

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills and forks processes")

KILLS = 60
PATIENCE = 30
"""Seconds after which a relay that has not started never will."""
CLIENTS = 4
LOG = some_bytes("log", 32)


class Nursery:
    """Starts relays on one data folder and one port, and kills them."""

    def __init__(self, process: Process, data: Path, errors: Path) -> None:
        self._process = process
        self._data = data
        self._errors = errors
        self._port = "0"
        self.origin = ""

    async def start(self) -> None:
        """Start a relay and wait until it answers."""
        self.origin = await self._tell("serve", "--data", str(self._data), "--port", self._port)
        self._port = self.origin.rpartition(":")[2]

    async def kill(self) -> None:
        """End the relay at once, as a power cut would end its process; back when it is gone."""
        await self._tell()

    async def _tell(self, *command: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(command).encode() + b"\n")
        async with asyncio.timeout(PATIENCE):
            line = (await self._process.stdout.readline()).decode().strip()
        assert line, f"the relay did not start: {self._errors.read_text()}"
        return line


@asynccontextmanager
async def _nursery(data: Path) -> AsyncIterator[Nursery]:
    errors = data.with_name("errors.txt")
    with errors.open("wb") as stderr:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.sync_server.nursery",
            cwd=ROOT,
            stdin=PIPE,
            stdout=PIPE,
            stderr=stderr,
        )
    try:
        yield Nursery(process, data, errors)
    finally:
        # At the end of its input it kills the last relay, and ends.
        assert process.stdin is not None
        process.stdin.close()
        async with asyncio.timeout(PATIENCE):
            await process.wait()


class Writer:
    """A device that sends one batch after the other, each until it is acknowledged."""

    def __init__(self, caller: Caller, name: int, chance: random.Random) -> None:
        self.caller = caller
        self.name = name
        self.acknowledged: dict[int, list[bytes]] = {}
        self.sent = asyncio.Event()
        self._chance = chance
        self._seen = 0

    async def write(self) -> None:
        """Go on until cancelled."""
        number = 0
        while True:
            count = self._chance.randint(1, 20)
            wires = [a_wire((self.name, number, n), 700) for n in range(count)]
            answer = await self._until_acknowledged(wires, fence=self._chance.random() < 0.2)
            self.acknowledged[answer.first_place] = wires
            number += 1

    async def _until_acknowledged(self, wires: list[bytes], *, fence: bool) -> Appended:
        while True:
            self.sent.set()
            try:
                answer = await self.caller.append(self._seen, *wires, fence=fence)
                self._seen = answer.page.head.place
                return answer
            except Refusal as refusal:
                await self._take(refusal)
            except httpx.TransportError:
                # Killed: the next one listens at the same port soon.
                await asyncio.sleep(0.005)

    async def _take(self, refusal: Refusal) -> None:
        page = refusal.body.page
        if refusal.code == "fence" and page is not None:
            self._seen = page.head.place
        elif refusal.code == "not_admitted":
            self.caller.token = ""
            try:
                await self.caller.login()
            except httpx.TransportError:
                await asyncio.sleep(0.005)
        else:
            raise refusal


async def test_nothing_acknowledged_is_lost_by_killing(tmp_path: Path) -> None:
    """Sixty kills under the appends of four devices: what was acknowledged stands where it
    was said to stand, batches are whole, nothing stands twice, and the chain fits."""
    chance = random.Random(20)
    data = tmp_path / "data"
    async with _nursery(data) as nursery:
        code = await _code(data)
        await nursery.start()
        async with httpx.AsyncClient(base_url=nursery.origin, timeout=10) as client:
            callers = [Caller(client, nursery.origin, LOG, n) for n in range(CLIENTS)]
            await callers[0].enrol(code)
            await callers[0].login()
            for caller in callers[1:]:
                await callers[0].let_in(caller)
            writers = [Writer(caller, n, chance) for n, caller in enumerate(callers)]
            writing = [asyncio.create_task(writer.write()) for writer in writers]
            for _ in range(KILLS):
                for writer in writers:
                    writer.sent.clear()
                await asyncio.wait_for(writers[chance.randrange(CLIENTS)].sent.wait(), PATIENCE)
                # Somewhere between taking the request and answering it, or just after.
                await asyncio.sleep(chance.random() * 0.02)
                await nursery.kill()
                await nursery.start()
            await _stop(writing)

            callers[0].token = ""
            await callers[0].login()
            entries = await callers[0].pull_all()
            head = (await callers[0].pull(len(entries))).head

    standing = [entry.wire for entry in entries]
    assert (head.place, head.chain) == (len(entries), extend(LOG, entries))
    assert len(set(standing)) == len(standing)
    acknowledged = 0
    for writer in writers:
        for place, wires in writer.acknowledged.items():
            assert standing[place - 1 : place - 1 + len(wires)] == wires
            acknowledged += len(wires)
    assert acknowledged > KILLS
    # What stands beyond that are the batches whose answer was cut off: whole ones.
    assert len(standing) - acknowledged <= 20 * CLIENTS
    assert all(entry == entry_of(entry.wire or b"") for entry in entries)


async def _code(data: Path) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sync_server", "enrol", "--data", str(data), cwd=ROOT, stdout=PIPE
    )
    printed, _ = await process.communicate()
    return printed.decode().strip()


async def _stop(writing: list[asyncio.Task[None]]) -> None:
    """Stop the writers; raises what one of them ended with on its own."""
    for task in writing:
        task.cancel()
    for outcome in await asyncio.gather(*writing, return_exceptions=True):
        if not isinstance(outcome, asyncio.CancelledError):
            assert outcome is None
