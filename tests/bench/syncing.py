"""Rows `push`, `first_sync` and `relay_disk`: many records through a relay."""

from __future__ import annotations

import gc
import time
from pathlib import Path

from shared.replica.payload import FIRST_STRUCTURE, CircleKind
from shared.sealing.envelope import Flaw, Plain, unseal
from tests.bench import floor
from tests.bench.firm import Firm, cases_for, marker, synced
from tests.bench.floor import Sealed, Signed
from tests.bench.relay import RelayProcess
from tests.bench.row import Row, cost, rate
from tui.local.session import Session

DEVICES = 4
TURNS = 10
"""How often each device writes and syncs before all is written."""
BATCH = 1_000
"""The most records in one batch, as the relay's settings have it."""


async def push(folder: Path, n: int, rounds: int) -> list[Row]:
    """Records that wait in the outbox, until all are durable at the relay and known here
    to stand. Form, seal, sign, send, take in."""
    with RelayProcess(folder / "relay") as relay:
        firm = await Firm.found(folder, relay)
        await firm.open_cases(cases_for(n))
        taken: list[tuple[float, float, float]] = []
        for turn in range(rounds):
            firm.write_notes(firm.first, range(turn * n, turn * n + n))
            gc.collect()
            here, there = time.process_time(), relay.cpu_seconds()
            began = time.perf_counter()
            await synced(firm.first)
            seconds = time.perf_counter() - began
            taken.append((seconds, time.process_time() - here, relay.cpu_seconds() - there))
        wires = _wires(firm.first)[-n:]
        firm.close()
    seconds, here, there = min(taken)
    bare = floor.seal_and_sign(wires) + floor.insert(folder, wires, BATCH)
    return [
        rate("push", n, seconds, bare),
        cost("push.device_cpu", n, here / n * 1e6, "us/record"),
        cost("push.relay_cpu", n, there / n * 1e6, "us/record"),
    ]


def _wires(session: Session) -> list[bytes]:
    return [row.wire for row in session.rows(0) if row.wire is not None]


async def first_sync(folder: Path, n: int, rounds: int) -> list[Row]:
    """A new device of the member: pulled, verified, opened, merged, found by its words."""
    with RelayProcess(folder / "relay") as relay:
        firm = await _interleaved(folder, relay, n)
        taken: list[tuple[float, float]] = []
        for turn in range(rounds):
            device = await firm.add_device()
            gc.collect()
            here = time.process_time()
            began = time.perf_counter()
            await synced(device)
            hits = device.search(marker(n - 1), 10)
            seconds = time.perf_counter() - began
            taken.append((seconds, time.process_time() - here))
            assert len(hits) == 1, hits
            await _check(device, firm.first, n)
            if turn + 1 < rounds:
                firm.let_go(device)
        sealed, needed, every = _crypto_of(device)
        places = device.replica.ledger.place
        firm.close()
    seconds, here = min(taken)
    return [
        rate("first_sync", places, seconds, floor.open_and_check(sealed, needed)),
        rate("first_sync.each_signature", places, seconds, floor.open_and_check(sealed, every)),
        cost("first_sync.device_cpu", places, here / places * 1e6, "us/record"),
    ]


async def _interleaved(folder: Path, relay: RelayProcess, n: int) -> Firm:
    """A firm whose log holds `n` notes that its devices wrote in turns."""
    firm = await Firm.found(folder, relay)
    await firm.open_cases(cases_for(n))
    while len(firm.devices) < DEVICES:
        await synced(await firm.add_device())
    share = max(1, n // (DEVICES * TURNS))
    written = 0
    while written < n:
        for device in firm.devices:
            upto = min(n, written + share)
            firm.write_notes(device, range(written, upto))
            written = upto
            await synced(device)
    for device in firm.devices:
        await synced(device)
    return firm


async def _check(device: Session, other: Session, n: int) -> None:
    """The device holds all that was written, and what the others hold."""
    await synced(other)
    cases = cases_for(n)
    assert device.case_count() == cases
    notes = sum(len(device.case(row.circle).notes) for row in device.case_rows("", 0, cases))
    assert notes == n, notes
    assert device.replica.ledger.head() == other.replica.ledger.head()
    assert not device.status().notices


def _crypto_of(session: Session) -> tuple[list[Sealed], list[Signed], list[Signed]]:
    """All records of a device's log as libsodium needs them; the signatures that have to
    be checked (the last of each device in each circle, and each structure record's);
    and the signatures of all."""
    ledger = session.replica.ledger
    tracks = {
        epoch.keys.tag(device, counter): (epoch, device)
        for epoch in ledger.epochs.values()
        for device, track in epoch.tracks.items()
        for counter in range(track.counter)
    }
    sealed: list[Sealed] = []
    every: list[Signed] = []
    structure: list[Signed] = []
    last: dict[tuple[bytes, bytes], Signed] = {}
    for row in session.rows(0):
        if row.wire is None:
            continue
        epoch, device = tracks[row.tag]
        keys, wire = epoch.keys, row.wire
        plain = unseal(keys, ledger.log, wire, epoch.kind == CircleKind.SELF)
        assert not isinstance(plain, Flaw)
        data = b"\x01" + ledger.log + wire[:16]
        sealed.append(Sealed(keys.seal, data, wire[16:40], wire[40:], wire))
        text = _signed(plain, ledger.log, keys.circle, keys.epoch, wire)
        signed = Signed(text, ledger.roster.devices[device].key)
        every.append(signed)
        if plain.kind >= FIRST_STRUCTURE:
            structure.append(signed)
        else:
            last[keys.epoch, device] = signed
    return sealed, [*structure, *last.values()], every


def _signed(plain: Plain, log: bytes, circle: bytes, epoch: bytes, wire: bytes) -> bytes:
    head = b"luister/v1/record\x00" + log + circle + epoch + wire[:40]
    return plain.signature + head + plain.text[: plain.length]


async def relay_disk(folder: Path, n: int) -> list[Row]:
    """The relay's folder once it has stopped, over the records that it holds."""
    with RelayProcess(folder / "relay") as relay:
        firm = await Firm.found(folder, relay)
        await firm.open_cases(cases_for(n))
        firm.write_notes(firm.first, range(n))
        await synced(firm.first)
        wires = _wires(firm.first)
        firm.close()
        relay.stop()
        used = relay.disk_bytes()
    count = len(wires)
    return [cost("relay_disk", count, used / count, "B/record", sum(map(len, wires)) / count)]
