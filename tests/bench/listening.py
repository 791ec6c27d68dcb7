"""Row `relay_memory`: what the relay holds while devices listen."""

from __future__ import annotations

import asyncio
import secrets
import sys
from pathlib import Path

from shared.protocol.messages import DeviceKey
from shared.sealing.device import Signer
from tests.bench.firm import Firm
from tests.bench.relay import ROOT, RelayProcess, memory_bytes
from tests.bench.row import Row, cost
from tui.local.link import Link

AT_ONCE = 20
"""How many devices log in at one time."""
LIMIT = 120.0


async def relay_memory(folder: Path, n: int) -> list[Row]:
    """The relay's memory at rest, with one firm, and while `n` devices of it listen that
    were all told the head."""
    with RelayProcess(folder / "relay", devices=n + 2) as relay:
        firm = await Firm.found(folder, relay)
        manager = firm.first.fresh_link()
        idle = relay.memory_bytes()
        ring = firm.first.replica.ring
        signers = [Signer.of(secrets.token_bytes(32)) for _ in range(n)]
        gate, told = asyncio.Semaphore(AT_ONCE), asyncio.Semaphore(0)

        async def listen(signer: Signer) -> None:
            link = Link(relay.address, ring.log, signer)
            try:
                async with gate:
                    hints = link.hints()
                    await anext(hints)
                told.release()
                async for _ in hints:
                    pass
            finally:
                await link.close()

        for signer in signers:
            assert await manager.let_in(DeviceKey(signer.key, False)) is None
        listening = [asyncio.create_task(listen(signer)) for signer in signers]
        async with asyncio.timeout(LIMIT):
            for _ in signers:
                await told.acquire()
        busy = relay.memory_bytes()
        assert not any(task.done() for task in listening)
        for task in listening:
            task.cancel()
        await asyncio.wait(listening)
        await manager.close()
        firm.close()
    bare = await _bare_memory()
    return [
        cost("relay_memory", 0, idle / 2**20, "MiB", bare / 2**20),
        cost("relay_memory", n, busy / 2**20, "MiB"),
    ]


async def _bare_memory() -> int:
    """The memory of a bare application under the same server."""
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.bare_asgi", "64"),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    assert server.stdout is not None
    await server.stdout.readline()
    try:
        return memory_bytes(server.pid)
    finally:
        server.terminate()
        await server.wait()
