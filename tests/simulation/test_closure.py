"""Who could ever read what: all keys that somebody held, against all bytes ever sent.

Invariants 20, 22, 23 and 26 say that a removed member, a joiner, an outsider and a
coordinator open nothing that they have no right to. They are one: the closure over a
member's keys holds the secret of an epoch only if that member held the epoch (or, for
`everyone` and `advisers`, whose past is handed over, came later). Whoever is removed has
no right to what was formed by somebody who knew of it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shared.replica.payload import CircleKind, Kind, decode_act
from shared.replica.roster import Role
from shared.sealing.pair import EVERYONE, self_circle
from tests.simulation.closure import Closure
from tests.simulation.oracle import Log
from tests.simulation.plans import play
from tests.simulation.quick import remembering
from tests.simulation.run import Run

SHARD = 30


@pytest.fixture(autouse=True, scope="module")
def quickly() -> Iterator[None]:
    with remembering():
        yield


def _closures(run: Run) -> dict[bytes, Closure]:
    """What each member's keys give, of all their devices and all times."""
    world = run.world
    rings: dict[bytes, list[bytes]] = {}
    devices: set[bytes] = set()
    for name, device in world.devices.items():
        rings.setdefault(device.member, []).extend(world.truth.rings[name])
        devices.update(device.replica.ledger.roster.devices)
    records = sorted(world.relay.sent)
    known = sorted(devices)
    return {
        member: Closure(world.relay.log, set(held), records, known)
        for member, held in rings.items()
    }


def _entitled(run: Run, log: Log) -> dict[bytes, set[bytes]]:
    """The epochs that each member had a right to, by what stands in the log."""
    roster = run.world.devices["noor"].replica.ledger.roster
    for device in run.world.running():
        if len(device.replica.ledger.chain) > len(run.world.devices["noor"].replica.ledger.chain):
            roster = device.replica.ledger.roster
    rights: dict[bytes, set[bytes]] = {member: set() for member in roster.members}
    for epoch, (stood, opening) in log.openings.items():
        for member, known in roster.members.items():
            gone = known.removed is not None and known.removed < stood.record.place
            if opening.holders is not None:
                held = member in opening.holders
            elif opening.kind == CircleKind.ADVISERS:
                held = not gone and Role.ADVISER in known.roles
            else:
                held = not gone
            if held:
                rights[member].add(epoch)
    return rights


def _check(name: str) -> int:
    """Check one run; gives back how many foreign epochs stayed shut."""
    run = play(name)
    log = Log(run.world.truth, run.world.relay.chain)
    rights = _entitled(run, log)
    shut = 0
    for member, closure in _closures(run).items():
        for epoch, (stood, opening) in log.openings.items():
            if epoch in rights.get(member, set()):
                continue
            assert epoch not in closure.epochs, f"{name}: {opening.kind} opens"
            assert stood.record.wire not in closure.opened
            shut += 1
        own = self_circle(run.world.relay.log, member)
        for epoch, kind in closure.kinds.items():
            if kind == CircleKind.SELF:
                assert closure.epochs[epoch].circle == own
    _check_removed(run, log, rights)
    return shut


def _check_removed(run: Run, log: Log, rights: dict[bytes, set[bytes]]) -> None:
    """20, 21. What is formed by who had counted a removal is in no epoch of the removed
    member's, and nothing that they signed stands after it."""
    truth = run.world.truth
    for stood, closing in log.closings.values():
        if stood.circle != EVERYONE:
            continue
        for member in closing.leavers:
            own = {d.replica.ledger.me for d in run.world.devices.values() if d.member == member}
            for record in log.records:
                formed = truth.formed.get(record.record.id)
                if record.record.place <= stood.record.place:
                    continue
                assert record.record.device not in own
                knew = formed is not None and formed.place >= stood.record.place
                change = record.record.plain.kind == Kind.CLOSING
                if knew and not change and record.circle_kind != CircleKind.PAIR:
                    assert record.epoch not in rights[member]


@pytest.mark.parametrize("first", range(0, 150, SHARD))
def test_no_keys_of_anybody_open_what_they_have_no_right_to(first: int) -> None:
    """20 to 23, 26: over members who leave, are removed, join, and never were inside."""
    shut = sum(_check(f"rough-{seed}") for seed in range(first, first + SHARD))
    assert shut > SHARD


def test_the_closure_opens_what_a_member_may_read() -> None:
    """The oracle is not blind: it finds every epoch that a member does hold."""
    run = play("rough-4")
    log = Log(run.world.truth, run.world.relay.chain)
    rights = _entitled(run, log)
    for member, closure in _closures(run).items():
        assert {e for e in rights[member] if e in log.openings} <= set(closure.epochs)


def test_acts_are_read_from_the_log_alone() -> None:
    """An act's payload is an array that begins with its name."""
    run = play("rough-5")
    log = Log(run.world.truth, run.world.relay.chain)
    acts = [s for s in log.records if s.record.plain.kind == Kind.ACT]
    assert {decode_act(s.record.plain.payload)[0] for s in acts} >= {"admit"}
