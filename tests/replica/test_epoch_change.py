"""Epoch changes: closing and opening in one piece, and what is done when a relay cuts it."""

from __future__ import annotations

import pytest

from shared.protocol.record import Entry
from shared.replica.batch import Fence, Impossible
from shared.replica.circle import owed
from shared.replica.epoch_change import add_owed, may_change
from shared.replica.fence import form_fence
from shared.replica.notice import Told
from shared.replica.outbox import Leave, Remove, Turn
from shared.sealing.pair import pair_circle
from tests.replica.desk import Desk, Firm, keys_of, trio
from tests.simulation import firm as made

NOTE = b"n" * 16


def shared_case() -> tuple[Firm, bytes]:
    """A case of Noor's that Joost and Samira hold too."""
    firm = trio()
    noor, joost, samira = firm.desks
    case = noor.open_case(code="kiezel")
    for other in (joost, samira):
        noor.share(case, other)
        firm.settle()
    return firm, case


def epoch_of(desk: Desk, circle: bytes) -> bytes:
    return keys_of(desk, circle).epoch


def test_a_change_is_one_fence() -> None:
    """All who stay are in the next epoch, and nobody else, from the same place on."""
    firm, case = shared_case()
    noor, joost, samira = firm.desks
    before = epoch_of(noor, case)
    noor.intend(Leave(case, samira.member))
    firm.settle()
    assert epoch_of(noor, case) == epoch_of(joost, case) != before
    assert case not in samira.replica.ledger.circles
    ledger = joost.replica.ledger
    old, new = ledger.epochs[before], ledger.current(case)
    assert new is not None
    assert old.ended is not None
    assert new.begun == old.ended + 1
    assert new.previous == before
    assert joost.shown(case, case, "code", "case") == ["kiezel"]


def test_the_lead_goes_to_who_does_what_is_owed() -> None:
    """When the lead has left the firm, the holder who changes the epoch leads."""
    firm = trio()
    noor, joost, samira = firm.desks
    case = joost.open_case(code="dennen")
    joost.share(case, samira)
    firm.settle()
    noor.intend(Remove(joost.member))
    noor.sync()
    samira.sync()
    circle = samira.replica.ledger.circles[case]
    assert circle.lead == samira.member
    epoch = samira.replica.ledger.current(case)
    assert epoch is not None
    assert epoch.holders == (samira.member,)
    assert samira.shown(case, case, "code", "case") == ["dennen"]


def test_who_must_leave_does_not_change_what_is_owed() -> None:
    """One of the others does."""
    firm, case = shared_case()
    noor, joost, _ = firm.desks
    noor.replica.ledger.roster.members[joost.member].roles = ("supervisor",)
    for desk, may in ((noor, True), (joost, False)):
        ledger = desk.replica.ledger
        ledger.roster.members[joost.member].roles = ("supervisor",)
        circle, epoch = ledger.circles[case], ledger.current(case)
        assert epoch is not None
        assert owed(circle, epoch, ledger.roster) == (joost.member,)
        assert may_change(ledger, circle, epoch) is may


@pytest.mark.parametrize("landed", [1, 2])
def test_a_change_that_a_relay_cut_is_finished(landed: int) -> None:
    """Closing without opening: the opening is formed anew, and the case goes on."""
    firm, case = shared_case()
    noor, joost, samira = firm.desks
    noor.intend(Leave(case, samira.member))
    append = noor.handle_until_pushed()
    assert len(append.records) == 2
    for wire in append.records[:landed]:
        firm.put(wire)
    firm.settle()
    assert epoch_of(noor, case) == epoch_of(joost, case)
    assert case not in samira.replica.ledger.circles
    noor.write(case, NOTE, text="on")
    firm.settle()
    assert joost.shown(case, NOTE, "text") == ["on"]
    assert noor.replica.items == {}


@pytest.mark.parametrize("landed", [1, 2, 3])
def test_a_turn_that_a_relay_cut_is_finished(landed: int) -> None:
    """Act without closing, closing without opening, or all: in the end all devices of the
    member have one key and one `self`."""
    firm = trio()
    noor = firm.noor
    phone = firm.add_device(noor, "phone")
    noor.write(noor.own, NOTE, text="mine")
    firm.settle()
    noor.intend(Turn(firm.random(32), loss=False))
    append = noor.handle_until_pushed()
    assert len(append.records) == 3
    for wire in append.records[:landed]:
        firm.put(wire)
    firm.settle()
    for desk in (noor, phone):
        roster, ring = desk.replica.ledger.roster, desk.replica.ring
        assert ring.member_public() == roster.members[noor.member].key
        assert desk.shown(noor.own, NOTE, "text") == ["mine"]
        assert desk.replica.items == {}
    assert epoch_of(noor, noor.own) == epoch_of(phone, noor.own)


def half_turned(firm: Firm, desk: Desk) -> bytes:
    """A relay stores the act of a desk's turn, and nothing behind it. The private key."""
    private = firm.random(32)
    desk.intend(Turn(private, loss=False))
    firm.put(desk.handle_until_pushed().records[0])
    return private


@pytest.mark.parametrize("restarted", [False, True])
def test_what_is_given_to_a_half_turned_member_arrives(restarted: bool) -> None:
    """The roster has the key of a turn that a relay cut, so others give by it: the device
    that made it reads what they gave, and its member's other devices learn it from `self`."""
    firm = trio()
    noor, joost, _ = firm.desks
    tablet = firm.add_device(joost, "tablet")
    firm.settle()
    half = half_turned(firm, joost)
    if restarted:
        joost.start()
    case = noor.open_case(title="shared")
    noor.share(case, joost)
    noor.sync()
    assert noor.replica.items == {}
    firm.settle()
    for desk in (joost, tablet):
        assert desk.shown(case, case, "title", "case") == ["shared"]
    for desk in (joost, tablet):
        ring = desk.replica.ring
        assert ring.member_public() == desk.replica.ledger.roster.members[joost.member].key
        assert half not in {ring.member_private, *ring.turning}


def test_a_turn_that_stands_leaves_no_former_key() -> None:
    """Nothing of the turns before it stays in the ring."""
    firm = trio()
    joost = firm.desks[1]
    half_turned(firm, joost)
    joost.sync()
    assert joost.replica.items == {}
    assert joost.replica.ring.turning == []


def test_a_half_turned_coordinator_admits_by_the_key_of_the_roster() -> None:
    """What a newcomer is given goes by the key that the roster names; a device of the
    coordinator that does not have it waits."""
    firm = trio()
    noor = firm.noor
    phone = firm.add_device(noor, "phone")
    firm.settle()
    half_turned(firm, noor)
    phone.sync()
    bilal = made.newcomer(firm.random, "Bilal", made.ADVISER)
    phone.intend(made.admission(firm.log, bilal))
    phone.sync()
    assert len(phone.replica.items) == 1
    noor.take_log()
    chris = made.newcomer(firm.random, "Chris", made.ADVISER)
    fence = form_fence(noor.replica, made.admission(firm.log, chris), firm.now)
    assert isinstance(fence, Fence)
    firm.place(fence.records, fence=True)
    noor.take_log()
    there = Desk("chris", firm, made.joiners_disk(firm.random, noor.replica, chris))
    there.take_log()
    pair = there.replica.ledger.current(pair_circle(firm.log, noor.member, chris.member))
    assert pair is not None
    assert pair.tracks[noor.replica.ledger.me].counter == 1
    noor.sync()
    phone.sync()
    assert phone.replica.items == {}


def test_nothing_is_changed_over_missing_bytes() -> None:
    """Who misses a record of a case does not hand the case over without it."""
    firm, case = shared_case()
    noor, joost, samira = firm.desks
    joost.write(case, NOTE, text="lost")
    joost.sync()
    place = firm.relay.place
    entry = firm.relay.entries[place - 1]
    firm.relay.entries[place - 1] = Entry(entry.tag, entry.id)
    noor.sync()
    circle, epoch = noor.replica.ledger.circles[case], noor.replica.ledger.current(case)
    assert epoch is not None
    fence = Fence(noor.replica.ledger, firm.random, firm.now, fence=True)
    outcome = add_owed(noor.replica, fence, (circle, epoch))
    assert isinstance(outcome, Impossible)
    assert not fence.records
    assert (outcome.why, outcome.wait) == ("Records are missing that the relay has lost.", True)
    noor.intend(Leave(case, samira.member))
    noor.sync()
    assert len(noor.replica.items) == 1
    firm.relay.entries[place - 1] = entry
    firm.settle()
    assert noor.replica.items == {}
    assert case not in samira.replica.ledger.circles
    assert noor.shown(case, NOTE, "text") == ["lost"]
    assert {n.told for n in noor.told} <= {Told.ERASED, Told.RESTORED}


def test_no_turn_while_a_box_may_be_missing() -> None:
    """What is missing may be a closing with a box under a pair's key. A turn forgets that
    key; so it waits until the bytes are there."""
    firm, case = shared_case()
    noor, joost, samira = firm.desks
    noor.intend(Leave(case, samira.member))
    place = firm.relay.place + 1
    noor.sync()
    entry = firm.relay.entries[place - 1]
    firm.relay.entries[place - 1] = Entry(entry.tag, entry.id)
    joost.sync()
    assert list(joost.replica.ledger.gaps) == [place]
    joost.intend(Turn(firm.random(32), loss=False))
    joost.sync()
    assert len(joost.replica.items) == 1
    firm.relay.entries[place - 1] = entry
    firm.settle()
    assert joost.replica.items == {}
    assert epoch_of(joost, case) == epoch_of(noor, case)


def test_nothing_is_written_behind_a_closing_that_can_not_be_judged() -> None:
    """The act that makes it owed is missing, so the closing does not seem to stand. What is
    typed waits until the bytes are there: in the old epoch it would be lost."""
    firm, case = shared_case()
    noor, joost, samira = firm.desks
    samira.intend(Turn(firm.random(32), loss=True))
    place = firm.relay.place + 1
    samira.sync()
    before = epoch_of(noor, case)
    noor.sync()
    assert epoch_of(noor, case) != before
    entry = firm.relay.entries[place - 1]
    firm.relay.entries[place - 1] = Entry(entry.tag, entry.id)
    joost.write(case, NOTE, text="typed")
    joost.sync()
    assert list(joost.replica.ledger.gaps) == [place]
    assert len(joost.replica.items) == 1
    firm.relay.entries[place - 1] = entry
    firm.settle()
    assert joost.replica.items == {}
    assert noor.shown(case, NOTE, "text") == ["typed"]
