"""Acts that wait: whether what they want has come about, whoever brought it about."""

from __future__ import annotations

from shared.replica.intent import achieved
from shared.replica.outbox import (
    Found,
    Intent,
    Leave,
    NewIdentity,
    Remove,
    Revoke,
    Share,
    Turn,
)
from shared.sealing.device import make_device
from tests.replica.desk import Desk, trio
from tests.simulation import firm as made

NOTE = b"n" * 16


def is_done(desk: Desk, intent: Intent) -> bool:
    return achieved(desk.replica.ledger, intent)


def test_each_act_is_achieved_when_it_stands() -> None:
    """Not when it was asked for, and not when it was sent; on every device alike."""
    firm = trio()
    noor, joost, samira = firm.desks
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    who = made.newcomer(firm.random, "New", made.ADVISER)
    device = make_device(firm.random)
    private, seed = firm.random(32), firm.random(32)
    noor.replica.items.popitem()
    steps: list[Intent] = [
        Share(
            case, joost.member, next(e for k, e, _ in noor.content.entities(case) if k == "consent")
        ),
        Leave(case, joost.member),
        made.admission(firm.log, who),
        made.addition(firm.log, noor.member, device, "phone"),
        Revoke(device.signer.device),
        Turn(private, loss=False),
        NewIdentity(seed, firm.random(32), "laptop 2"),
        Remove(samira.member),
    ]
    noor.sync()
    for step in steps:
        assert not is_done(noor, step) or isinstance(step, Revoke | Leave), step
        noor.intend(step)
        noor.sync()
        assert is_done(noor, step), step
    assert noor.told == []


def test_a_founding_is_done_when_there_are_members() -> None:
    """Whatever a second founding says."""
    firm = trio()
    assert is_done(firm.noor, Found(b"", "", "", (), "", b""))


def test_leaving_is_done_when_the_case_is_gone() -> None:
    """Who was taken out meanwhile, or a case that is not held any more."""
    firm = trio()
    noor, joost, samira = firm.desks
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    firm.settle()
    assert is_done(noor, Leave(case, samira.member))
    assert not is_done(noor, Leave(case, joost.member))
    assert is_done(noor, Leave(b"x" * 16, joost.member))


def test_between_two_epochs_nothing_is_decided() -> None:
    """While a case has no open epoch, neither sharing nor leaving counts as done."""
    firm = trio()
    noor, joost, _ = firm.desks
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    firm.settle()
    noor.replica.ledger.circles[case].current = None
    assert not is_done(noor, Share(case, joost.member, NOTE))
    assert not is_done(noor, Leave(case, joost.member))


def test_a_turn_is_done_when_the_key_is_here() -> None:
    """The act alone, of a batch that a relay cut off, is half of it."""
    firm = trio()
    noor = firm.noor
    turn = Turn(firm.random(32), loss=False)
    noor.intend(turn)
    append = noor.handle_until_pushed()
    firm.put(append.records[0])
    noor.take_log()
    assert not is_done(noor, turn)
    noor.sync()
    assert noor.replica.items == {}
    roster, ring = noor.replica.ledger.roster, noor.replica.ring
    assert roster.members[noor.member].key == ring.member_public()
