"""Erasing: what was destroyed goes from the relay too, and no key of it comes back."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from shared.protocol.chain import link
from shared.replica.erasing import not_turned, turn_is_owed
from shared.replica.outbox import Turn
from shared.replica.ring import encode_ring
from shared.replica.shredding import shred
from tests.replica.desk import Desk, Firm, trio
from tests.simulation.closure import Closure

NOTE = b"n" * 16
DAY = 86_400_000
CANARY = "said under four eyes"


def destroyed(firm: Firm) -> bytes:
    """A case of Noor's that Joost holds too, destroyed by both; Samira was never in it."""
    noor, joost, _ = firm.desks
    case = noor.open_case(code="kiezel")
    noor.write(case, NOTE, text=CANARY)
    noor.share(case, joost)
    firm.settle()
    joost.write(case, NOTE, text="a second look")
    firm.settle()
    noor.write(case, case, "destruction", ordered=True)
    firm.settle()
    assert joost.shown(case, case, "ordered", "destruction") == [True]
    by = noor.replica.ledger.me
    for desk in (noor, joost):
        desk.disk.write(shred(desk.replica, case, firm.now, by))
        desk.engine.search.begin_anew()
    return case


def turn(*desks: Desk) -> None:
    for desk in desks:
        desk.intend(Turn(desk.firm.random(32), loss=False))
    desks[0].firm.settle()


def bare(firm: Firm) -> set[int]:
    """The places of which the relay has no bytes."""
    return {at for at, entry in enumerate(firm.relay.entries, 1) if entry.wire is None}


@pytest.fixture
def firm() -> Firm:
    return trio()


def closure(firm: Firm, desks: Iterable[Desk]) -> Closure:
    """What comes out of what devices hold now and every byte that was ever sent."""
    rings = [encode_ring(desk.replica.ring) for desk in desks]
    devices = sorted(firm.noor.replica.ledger.roster.devices)
    return Closure(firm.log, rings, sorted(firm.relay.sent), devices)


def test_nothing_is_asked_before_a_turn(firm: Firm) -> None:
    """The relay sees what belonged together only in one heap with all else."""
    destroyed(firm)
    firm.settle()
    assert bare(firm) == set()
    assert all(turn_is_owed(desk.replica.ledger) for desk in firm.desks[:2])
    assert not turn_is_owed(firm.desks[2].replica.ledger)


def test_after_the_turn_the_content_goes_and_the_way_to_the_order_stays(firm: Firm) -> None:
    """Until all who held it have turned, whoever wakes up late can walk to the order."""
    case = destroyed(firm)
    noor, joost, _ = firm.desks
    [erasure] = noor.replica.ring.erasing
    turn(noor)
    gone = bare(firm)
    assert len(gone) == len(erasure.content) // 32 > 0
    assert not_turned(noor.replica.ledger, noor.replica.ring.erasing[0]) == [
        joost.replica.ledger.me
    ]
    turn(joost)
    assert len(bare(firm)) == (len(erasure.content) + len(erasure.way)) // 32
    for desk in (noor, joost):
        assert not_turned(desk.replica.ledger, desk.replica.ring.erasing[0]) == []
        assert case not in desk.replica.ledger.circles


def test_the_chain_still_checks(firm: Firm) -> None:
    """Tags and ids stay: a new device takes the whole log without an alarm."""
    destroyed(firm)
    noor, joost, _ = firm.desks
    turn(noor, joost)
    tablet = firm.add_device(noor, "tablet")
    firm.settle()
    assert tablet.told == []
    assert tablet.engine.caught_up
    chain = firm.log
    for entry in firm.relay.entries:
        chain = link(chain, entry.tag, entry.id)
    assert tablet.replica.ledger.head() == chain


def test_who_turned_can_compute_no_key_of_it(firm: Firm) -> None:
    """From all that the devices hold and every byte that the relay ever had (invariant 27)."""
    case = destroyed(firm)
    noor, joost, _ = firm.desks
    before = closure(firm, (noor, joost))
    assert case in {keys.circle for keys in before.epochs.values()}
    turn(noor)
    assert case in {keys.circle for keys in closure(firm, (noor, joost)).epochs.values()}
    assert case not in {keys.circle for keys in closure(firm, (noor,)).epochs.values()}
    turn(joost)
    assert case not in {keys.circle for keys in closure(firm, firm.desks).epochs.values()}


def test_who_wakes_up_late_finds_the_order(firm: Firm) -> None:
    """A device that slept through it reads what is left of the circle, and knows."""
    noor, joost, _ = firm.desks
    phone = firm.add_device(joost, "phone")
    firm.settle()
    firm.desks.remove(phone)
    case = destroyed(firm)
    turn(noor)
    assert bare(firm)
    phone.sync()
    assert phone.shown(case, case, "ordered", "destruction") == [True]
    phone.disk.write(shred(phone.replica, case, firm.now, noor.replica.ledger.me))
    phone.sync()
    assert case not in phone.replica.ledger.circles
    assert phone.replica.ledger.gaps == {}


def test_a_relay_that_was_put_back_is_asked_again(firm: Firm) -> None:
    """The backup has the bytes; they go once more, and nobody gives them back."""
    destroyed(firm)
    noor, joost, _ = firm.desks
    backup = firm.relay.backup()
    turn(noor, joost)
    gone = bare(firm)
    assert gone
    place = firm.relay.place
    firm.relay.restore(backup)
    assert bare(firm) == set()
    firm.settle()
    assert firm.relay.place == place
    assert bare(firm) >= gone


def test_what_is_long_over_is_forgotten(firm: Firm) -> None:
    """Tokens that were shown are not kept for ever."""
    destroyed(firm)
    noor, joost, _ = firm.desks
    firm.now += 91 * DAY
    turn(noor, joost)
    firm.settle()
    assert noor.replica.ring.erasing == []
