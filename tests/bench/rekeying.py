"""Row `rekey`: a colleague is removed, and every case that was shared with them gets new keys."""

from __future__ import annotations

import gc
import time
from pathlib import Path

from shared.casework.consent import consenting
from shared.casework.model.codes import ConsentForm
from shared.replica.circle import owed
from shared.replica.outbox import Remove
from tests.bench import floor
from tests.bench.firm import DOOR, PASSPHRASE, Firm, synced
from tests.bench.relay import RelayProcess
from tests.bench.row import Row, cost
from tui.local.front import FrontJoining, HomeFront
from tui.local.port import Invitation
from tui.local.session import Session

BATCH = 200
"""The most records of such a batch."""


async def rekey(folder: Path, n: int) -> list[Row]:
    """`n` cases that a colleague holds too; from the wish to remove them until each case has
    an epoch without them at the relay and here, its key kept for the member's other devices."""
    with RelayProcess(folder / "relay") as relay:
        firm = await Firm.found(folder, relay)
        noor = firm.first
        joost = await _admitted(noor, folder / "joost")
        await firm.open_cases(n)
        noor.confirm_words(joost)
        for case in firm.cases:
            _share(noor, case, joost)
        await synced(noor)
        assert all(len(noor.holders(case)) == 2 for case in firm.cases)
        before = noor.engine.place
        gc.collect()
        here, there = time.process_time(), relay.cpu_seconds()
        began = time.perf_counter()
        noor.intend(Remove(joost))
        await synced(noor)
        seconds = time.perf_counter() - began
        here, there = time.process_time() - here, relay.cpu_seconds() - there
        _check(noor, firm.cases)
        wires = [row.wire for row in noor.rows(before) if row.wire is not None]
        firm.close()
    bare = floor.seal_and_sign(wires) + floor.insert(folder, wires, BATCH)
    return [
        cost("rekey", n, seconds, "s", bare),
        cost("rekey.device_cpu", n, here / n * 1e6, "us/case"),
        cost("rekey.relay_cpu", n, there / n * 1e6, "us/case"),
    ]


def _check(session: Session, cases: list[bytes]) -> None:
    ledger = session.replica.ledger
    for case in cases:
        epoch = ledger.current(case)
        assert epoch is not None
        assert epoch.holders == (session.my_member,)
        assert owed(ledger.circles[case], epoch, ledger.roster) is None
    assert not ledger.ring.unkept()


async def _admitted(coordinator: Session, folder: Path) -> bytes:
    """A colleague is let in, and their device put away; their member id."""
    invitation = await coordinator.invite("Joost", "adviser", coordinator.now())
    assert isinstance(invitation, Invitation)
    joining = await HomeFront(folder, DOOR).join(invitation.link, "Joost", "laptop", PASSPHRASE)
    assert isinstance(joining, FrontJoining)
    found = await coordinator.check_invitations()
    assert isinstance(found, list)
    assert await coordinator.admit(found[0]) is None
    session = await joining.admitted()
    assert isinstance(session, Session)
    member = session.my_member
    session.lock()
    return member


def _share(session: Session, case: bytes, member: bytes) -> None:
    values = {
        "scope": "share_with_colleague",
        "purpose": "waarneming verlof",
        "what": "wat nodig is",
        "recipient": member,
    }
    consent = DOOR.random(16)
    edits = consenting.record(consent, values, True, "2026-02-06", ConsentForm.WRITTEN)
    assert isinstance(edits, list)
    session.save(case, edits)
    session.share(case, member, consent)
