"""A seed reproduces its run; what is typed shows in nothing that the relay or an outsider sees."""

from __future__ import annotations

import pytest

from shared.protocol.hashing import hash32
from shared.replica.payload import CircleKind
from tests.simulation.oracle import Log, shown
from tests.simulation.plans import PLANS, play, start
from tests.simulation.run import Run

SEEDS = [f"{plan}-{number}" for plan in PLANS for number in (7, 2_001)]


def _bytes_of(run: Run) -> bytes:
    """Everything that anybody sent, stored or was told, as one hash."""
    world = run.world
    parts = [b"".join(world.relay.chain), repr(world.relay.transcript).encode()]
    for name, device in sorted(world.devices.items()):
        rows = b"".join(row.id for row in device.disk.rows)
        parts += [name.encode(), rows, device.disk.ring, repr(device.disk.items).encode()]
    parts.append(repr(world.truth.heard).encode())
    return b"".join(hash32("test.run", part) for part in parts)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_seed_plays_the_same_run_twice_to_the_byte(seed: str) -> None:
    """39. Same schedule, same bytes: on the relay, on every disk and on every screen."""
    assert _bytes_of(play(seed)) == _bytes_of(play(seed))


@pytest.mark.parametrize("seed", [f"rough-{number}" for number in range(20, 32)])
def test_what_is_typed_does_not_show_in_what_the_relay_sees(seed: str) -> None:
    """25. The same run with other words of equal length: the relay's whole transcript,
    who asked what and how many bytes it had, is the same."""
    seen = []
    for words in ("-kiezel", "-Lisa B"):
        run = start(seed, words=words)
        run.go(40)
        run.world.settle()
        sizes = [len(entry.wire or b"") for entry in run.world.relay.entries]
        seen.append((run.world.relay.transcript, sizes))
    assert seen[0] == seen[1]


@pytest.mark.parametrize("seed", [f"rough-{number}" for number in range(50, 60)])
def test_no_bytes_of_the_wire_occur_twice(seed: str) -> None:
    """25. Over all records that anybody sent, no 16 bytes occur twice but tags: nothing
    ties two records together. (A fence that was refused is formed again under its tag.)"""
    run = play(seed)
    seen: set[bytes] = set()
    for wire in {record: None for record in sorted(run.world.relay.sent) if len(record) < 4_096}:
        for at in range(16, len(wire) - 15):
            part = wire[at : at + 16]
            assert part not in seen
            seen.add(part)


def _outsiders(run: Run) -> dict[str, object]:
    """What those see and send who never held a case: screen, notices, messages, store
    (of foreign records only that they are there)."""
    world = run.world
    log = Log(world.truth, world.relay.chain)
    held = {
        member
        for _, opening in log.openings.values()
        if opening.kind == CircleKind.CASE
        for member in opening.holders or ()
    }
    seen: dict[str, object] = {}
    for name, device in world.devices.items():
        if device.member not in held:
            me = device.replica.ledger.me
            seen[name] = (
                {circle: shown(device, circle) for circle in device.replica.ledger.circles},
                [heard for heard in world.truth.heard if heard.device == name],
                [told for told in world.relay.transcript if told[0] == me],
                [row.wire is None for row in device.disk.rows],
            )
    return seen


@pytest.mark.parametrize("first", range(100, 132, 8))
def test_what_is_typed_in_a_case_does_not_show_to_those_outside_it(first: int) -> None:
    """24. The same runs with other words in the cases: whoever is in none of them sees and
    sends the same."""
    compared = 0
    for number in range(first, first + 8):
        seen = []
        for words in ("-kiezel", "-Lisa B"):
            run = start(f"rough-{number}", words=words)
            run.go(40)
            run.world.settle()
            seen.append(_outsiders(run))
        assert seen[0] == seen[1]
        compared += len(seen[0])
    assert compared
