"""The replica: what is saved, sent and restored, and what can not be sent any more."""

from __future__ import annotations

from copy import copy

import pytest

from shared.casework.consent.grounds import lets_in
from shared.protocol.record import WIRE_LIMIT, Entry
from shared.replica.change import Edit, Name
from shared.replica.content import MemoryContent
from shared.replica.ledger import Ledger
from shared.replica.notice import Told
from shared.replica.outbox import NO_FLIGHT, Leave, Remove, Revoke
from shared.replica.payload import BadPayload, Kind, changes_of
from shared.replica.register import visible
from shared.replica.replica import Replica
from shared.replica.ring import decode_ring
from shared.sealing.fault import TooLarge
from tests.replica.desk import Desk, Firm, flaws, keys_of, named, trio
from tests.replica.story import NOTE, told


def test_a_save_is_one_piece() -> None:
    """Edits to several circles are one item, numbered on in each, and shown at once."""
    firm = trio()
    noor = firm.noor
    case = noor.open_case(code="kiezel")
    edits = {
        case: [Edit("note", NOTE, "text", "a"), Edit("note", NOTE, "day", "b")],
        noor.own: [Edit("note", NOTE, "text", "c")],
    }
    last = noor.replica.ledger.circles[noor.own].spans[noor.replica.ledger.me].last()
    commit = noor.replica.save(edits, firm.now)
    (item,) = commit.items
    assert [(save.circle, save.first) for save in item.saves] == [(case, 2), (noor.own, last + 1)]
    assert noor.shown(case, NOTE, "day") == ["b"]
    assert noor.shown(noor.own, NOTE, "text") == ["c"]
    assert noor.replica.items[item.number] == item


@pytest.mark.parametrize("value", [1.5, {1: 2}, [[0.5]]])
def test_what_no_record_may_hold_is_not_kept(value: object) -> None:
    """Nothing of a save is kept when one of its values can not be sent."""
    firm = trio()
    noor = firm.noor
    before = (dict(noor.replica.items), dict(noor.replica.numbers), noor.replica.next_item)
    good, bad = Edit("note", NOTE, "text", "good"), Edit("note", NOTE, "text", value)
    with pytest.raises(BadPayload):
        noor.replica.save({noor.own: [good, bad]}, firm.now)
    assert (noor.replica.items, noor.replica.numbers, noor.replica.next_item) == before
    assert noor.shown(noor.own, NOTE, "text") == []


def test_text_that_is_no_text_is_not_kept() -> None:
    """A half of a surrogate pair, as a terminal or an argument may hold one."""
    firm = trio()
    with pytest.raises(BadPayload):
        firm.noor.replica.save(
            {firm.noor.own: [Edit("note", NOTE, "text", "half \udcff")]}, firm.now
        )
    assert firm.noor.replica.items == {}


def test_too_much_for_one_record_is_not_kept() -> None:
    """Whoever types tells it; nothing of it stays in the outbox for ever."""
    firm = trio()
    noor = firm.noor
    with pytest.raises(TooLarge):
        noor.replica.save({noor.own: [Edit("note", NOTE, "text", "x" * WIRE_LIMIT)]}, firm.now)
    assert noor.replica.items == {}
    assert noor.shown(noor.own, NOTE, "text") == []
    noor.write(noor.own, NOTE, text="short")
    noor.sync()
    assert noor.replica.items == {}


def test_the_largest_save_reaches_the_log() -> None:
    """What a save lets in a record can hold."""
    firm = trio()
    noor = firm.noor
    size = WIRE_LIMIT
    while size > WIRE_LIMIT // 2:
        size -= 1_024
        try:
            noor.save(noor.own, Edit("note", NOTE, "text", "x" * size))
        except TooLarge:
            continue
        break
    noor.sync()
    assert noor.replica.items == {}
    assert noor.told == []
    assert len(noor.shown(noor.own, NOTE, "text")[0]) == size


@pytest.mark.parametrize("reader", range(len(told().desks)))
def test_restoring_is_going_on(reader: int) -> None:
    """From the rows of its disk a device is what it was, and owes what it owed."""
    desk = told().desks[reader]
    disk = desk.disk
    content = MemoryContent()
    again = Replica.restore(
        decode_ring(disk.ring),
        content,
        lets_in,
        desk.firm.random,
        [disk.rows[:10], disk.rows[10:]],
        disk.items.values(),
        disk.unsent.values(),
        disk.flight,
    )
    lived = desk.replica
    assert again.ledger.chain == lived.ledger.chain
    assert again.ledger.roster == lived.ledger.roster
    assert without_places(again.ledger) == without_places(lived.ledger)
    assert again.ledger.expected.keys() == lived.ledger.expected.keys()
    assert again.ring == lived.ring
    # What was sent under keys that were forgotten since only the ring still knows, and of
    # the old `self` nobody has the bytes.
    held = {row.place for row in disk.rows if row.wire is not None}
    uploaded = set(again.ring.uploaded)
    assert uploaded | set(again.ledger.own_places) == held & (
        uploaded | set(lived.ledger.own_places)
    )
    assert (again.items, again.unsent, again.flight) == (lived.items, lived.unsent, lived.flight)
    for circle in lived.ledger.circles:
        assert named(content, circle) == named(desk.content, circle)


def without_places(ledger: Ledger) -> dict[bytes, tuple[object, ...]]:
    """The circles of a ledger. Where the writes of a `self` stood before a turn only those
    devices know that had its bytes then; nothing can name one of them any more."""
    return {
        c.id: (
            *(c.kind, c.lead, c.current, c.read_only, c.claims),
            {device: span.last() for device, span in c.spans.items()},
        )
        for c in ledger.circles.values()
    }


def test_rows_that_do_not_fit_are_a_damaged_store() -> None:
    """A gap or another order is told as such, before anything is shown."""
    desk = told().desks[0]
    rows = desk.disk.rows
    for damaged in ([rows[1:]], [rows[:3], rows[4:]], [rows[5:], rows[:5]]):
        with pytest.raises(ValueError, match="missing"):
            Replica.restore(
                decode_ring(desk.disk.ring),
                MemoryContent(),
                lets_in,
                desk.firm.random,
                damaged,
                [],
            )


def test_what_waits_is_still_there_after_a_restart() -> None:
    """Typed text, its numbers, and an act."""
    firm = trio()
    noor, joost, _ = firm.desks
    noor.write(noor.own, NOTE, text="one")
    noor.intend(Revoke(joost.replica.ledger.me))
    noor.start()
    assert noor.shown(noor.own, NOTE, "text") == ["one"]
    item = noor.write(noor.own, NOTE, text="two")
    assert item.number == max(noor.replica.items) > 2
    assert item.saves[0].edits[0].supersedes == (Name(noor.replica.ledger.me, 2),)
    assert item.saves[0].first == 3
    noor.sync()
    assert noor.shown(noor.own, NOTE, "text") == ["two"]
    assert not noor.replica.ledger.roster.active(joost.replica.ledger.me)


def test_a_batch_under_way_is_sent_again() -> None:
    """A crash between sending and hearing the answer sends the same bytes again."""
    firm = trio()
    noor = firm.noor
    noor.write(noor.own, NOTE, text="one")
    before = firm.relay.place
    noor.sync()
    sent = noor.disk
    after = firm.relay.place
    assert after > before
    noor.start()
    noor.sync()
    assert firm.relay.place == after
    assert sent.flight == NO_FLIGHT


def lose(firm: Firm, desk: Desk) -> Desk:
    """Noor takes a colleague out of the case that both hold."""
    case = next(c for c in firm.noor.replica.ledger.circles.values() if c.kind == "case")
    firm.noor.intend(Leave(case.id, desk.member))
    firm.noor.sync()
    return desk.sync()


def test_unsent_text_is_kept_and_told() -> None:
    """What was typed for a case that one is no longer in stays on the device; the rest of
    the same save goes out."""
    firm = trio()
    noor, joost, _ = firm.desks
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    firm.settle()
    edits = {
        case: [Edit("note", NOTE, "text", "lost")],
        joost.own: [Edit("note", NOTE, "text", "sent")],
    }
    joost.disk.write(joost.replica.save(edits, firm.now))
    lose(firm, joost)
    assert joost.replica.items == {}
    (kept,) = joost.replica.unsent
    assert [save.circle for save in kept.saves] == [case]
    assert joost.shown(joost.own, NOTE, "text") == ["sent"]
    joost.start()
    assert joost.replica.unsent == [kept]
    assert joost.replica.next_item == kept.number + 1
    joost.replica.dismiss_unsent()
    assert joost.replica.unsent == []


def test_what_is_under_way_to_a_lost_case_is_kept_too() -> None:
    """A batch that was formed when the case went is no longer sent; its text is kept."""
    firm = trio()
    noor, joost, _ = firm.desks
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    firm.settle()
    joost.write(case, NOTE, text="typed")
    joost.handle_until_pushed()
    noor.intend(Leave(case, joost.member))
    noor.sync()
    joost.sync()
    assert joost.disk.flight.records == ()
    kept = joost.disk.unsent.values()
    assert [e.value for i in kept for s in i.saves for e in s.edits] == ["typed"]
    assert noor.shown(case, NOTE, "text") == []


def test_a_record_that_was_damaged_goes_out_anew() -> None:
    """The relay damages the first record of two: that is told, what names it does not count
    either, and both are sent again, in their order."""
    firm = trio()
    noor, joost, _ = firm.desks
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    firm.settle()
    joost.write(case, NOTE, text="one")
    joost.write(case, NOTE, text="two")
    append = joost.handle_until_pushed()
    firm.put(append.records[0][:-1] + bytes([append.records[0][-1] ^ 1]))
    firm.put(append.records[1])
    joost.sync()
    assert [notice.told for notice in joost.told] == [Told.TAG_TAKEN, Told.FELL]
    noor.sync()
    assert noor.shown(case, NOTE, "text") == ["two"]
    assert joost.replica.items == {}


def test_bytes_that_the_relay_lost_of_ones_own_flight_are_filled_in() -> None:
    """The device has them itself: its own record stands for it."""
    firm = trio()
    noor = firm.noor
    noor.write(noor.own, NOTE, text="mine")
    noor.handle_until_pushed()
    record = noor.disk.flight.records[0]
    firm.relay.add(Entry(record.wire[:16], record.id, None))
    noor.sync()
    assert noor.shown(noor.own, NOTE, "text") == ["mine"]
    assert noor.replica.items == {}
    assert noor.disk.rows[firm.relay.place - 1].wire == record.wire


def test_who_left_sends_nothing() -> None:
    """After a removal nothing is pushed any more, and nothing typed is thrown away."""
    firm = trio()
    noor, _, samira = firm.desks
    samira.write(samira.own, NOTE, text="mine")
    noor.intend(Remove(samira.member))
    noor.sync()
    firm.relay.devices[samira.replica.ledger.me] = copy(firm.relay.devices[noor.replica.ledger.me])
    place = firm.relay.place
    samira.sync()
    assert firm.relay.place == place
    assert len(samira.disk.items) == 1
    assert visible(samira.content.fields(samira.own, "note", NOTE))["text"][0].value == "mine"


def test_a_dishonest_sibling_does_not_take_ones_numbers() -> None:
    """Another device of the member can not use up this one's numbers: they count apart."""
    firm = trio()
    noor = firm.noor
    phone = firm.add_device(noor, "phone")
    firm.settle()
    noor.write(noor.own, NOTE, text="mine")
    body = changes_of(1_000, [Edit("note", NOTE, "text", "theirs")])
    firm.send(phone, keys_of(phone, noor.own), Kind.CHANGES, body, fence=False)
    assert flaws(noor) == []
    assert sorted(noor.shown(noor.own, NOTE, "text")) == ["mine", "theirs"]
    assert noor.replica.items == {}
