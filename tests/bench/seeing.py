"""Rows `edit_to_visible`, `idle_check` and `save`: one thing at a time, among many records."""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from shared.casework import verbs
from shared.protocol.messages import Page, encode
from tests.bench import floor
from tests.bench.firm import Firm, cases_for, marker, note_edits, note_text, synced
from tests.bench.relay import ROOT, RelayProcess, cpu_seconds
from tests.bench.row import Row, cost
from tui.local.line import PATIENCE, Line
from tui.local.session import Session

NOTES_WATCHED = 20
"""Notes of the case that is looked at: it has the same size however many records there are."""
PAUSE = 0.05
"""Seconds between two edits, so that each finds everything at rest."""
LIMIT = 30.0
"""Seconds after which an edit that is not shown has failed."""
FLOOR_TIMES = 200


class _Stage(NamedTuple):
    firm: Firm
    relay: RelayProcess
    watched: bytes


@asynccontextmanager
async def _stage(folder: Path, n: int) -> AsyncIterator[_Stage]:
    """A firm with `n` notes, and one case beside them that is looked at."""
    with RelayProcess(folder / "relay") as relay:
        firm = await Firm.found(folder, relay)
        await firm.open_cases(1)
        firm.write_notes(firm.first, range(n, n + min(n, NOTES_WATCHED)))
        watched = firm.cases.pop()
        await firm.open_cases(cases_for(n))
        firm.write_notes(firm.first, range(n))
        await synced(firm.first)
        try:
            yield _Stage(firm, relay, watched)
        finally:
            firm.close()


async def edit_to_visible(folder: Path, n: int, edits: int) -> list[Row]:
    """From the moment one device saves until another, in another process, shows it."""
    async with _stage(folder, n) as stage:
        firm = stage.firm
        other = await firm.add_device()
        await synced(other)
        home = other.home.folder
        firm.let_go(other)
        viewer = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.viewer", str(home), stage.watched.hex()),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=ROOT,
        )
        running = asyncio.create_task(firm.first.run())
        try:
            taken = await _edits(firm.first, stage.watched, viewer, edits)
        finally:
            running.cancel()
            await asyncio.wait({running})
            await viewer.communicate(b"")
        wires = [row.wire for row in firm.first.rows(0)[-edits:] if row.wire is not None]
    crypto = floor.seal_and_sign(wires) / len(wires)
    insert = floor.single_insert(folder, len(wires[0]), FLOOR_TIMES)
    trip = await floor.round_trip(FLOOR_TIMES)
    bare = (3 * insert + 3 * trip + 3 * crypto) * 1e3
    taken.sort()
    return [
        cost("edit_to_visible", n, statistics.median(taken), "ms", bare),
        cost("edit_to_visible.p95", n, taken[len(taken) * 95 // 100], "ms", bare),
    ]


async def _edits(
    session: Session, circle: bytes, viewer: asyncio.subprocess.Process, count: int
) -> list[float]:
    """Milliseconds from each of `count` edits until the viewer told it."""
    assert viewer.stdout is not None
    await viewer.stdout.readline()
    taken: list[float] = []
    edited = session.case(circle).notes[0].id
    for number in range(count):
        await asyncio.sleep(PAUSE)
        file = session.case(circle)
        note = file.find(edited)
        assert note is not None
        wanted = 9_000_000 + number
        edits = verbs.change(file, note, {"text": note_text(wanted)}, "2026-02-05")
        assert isinstance(edits, list)
        assert edits
        began = time.monotonic_ns()
        session.save(circle, edits)
        told = (await asyncio.wait_for(viewer.stdout.readline(), LIMIT)).split()
        assert told
        assert told[0].decode() == marker(wanted)
        taken.append((int(told[1]) - began) / 1e6)
    return taken


async def idle_check(folder: Path, n: int, checks: int) -> list[Row]:
    """The relay's processor time to say that there is nothing new."""
    async with _stage(folder, n) as stage:
        session, relay = stage.firm.first, stage.relay
        link = session.fresh_link()
        place = session.replica.ledger.place
        limits = await link.open()
        page = await link.pull(place)
        assert isinstance(page, Page), limits
        assert not page.entries
        before, began = relay.cpu_seconds(), time.perf_counter()
        for _ in range(checks):
            await link.pull(place)
        wall = (time.perf_counter() - began) / checks * 1e3
        spent = (relay.cpu_seconds() - before) / checks * 1e3
        await link.close()
        answer = encode(page)
    bare = await _bare_requests(len(answer), checks) / checks * 1e3
    return [
        cost("idle_check", n, spent, "ms", bare),
        cost("idle_check.wall", n, wall, "ms"),
    ]


async def _bare_requests(size: int, times: int) -> float:
    """The processor time, in seconds, of a bare application for so many such answers."""
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.bare_asgi", str(size)),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    assert server.stdout is not None
    line = Line(f"http://127.0.0.1:{int(await server.stdout.readline())}", None, PATIENCE)
    headers = {"Authorization": "Bearer " + "x" * 44}
    try:
        # It is no page that comes: what is wanted is the way there and back.
        await line.ask(Page, "GET", "/v1/log?after=0", headers=headers)
        before = cpu_seconds(server.pid)
        for _ in range(times):
            await line.ask(Page, "GET", "/v1/log?after=0", headers=headers)
        return cpu_seconds(server.pid) - before
    finally:
        await line.close()
        server.terminate()
        await server.wait()


async def save(folder: Path, n: int, saves: int) -> list[Row]:
    """One edit, on the disk when the call returns, in a home with many records."""
    async with _stage(folder, n) as stage:
        session = stage.firm.first
        taken: list[float] = []
        for number in range(saves):
            edits = note_edits(8_000_000 + number)
            began = time.perf_counter()
            session.save(stage.watched, edits)
            taken.append((time.perf_counter() - began) * 1e3)
        size = max(len(note_text(0)) + 200, 512)
    taken.sort()
    bare = floor.single_insert(folder, size, saves) * 1e3
    return [
        cost("save", n, statistics.median(taken), "ms", bare),
        cost("save.p95", n, taken[len(taken) * 95 // 100], "ms", bare),
    ]
