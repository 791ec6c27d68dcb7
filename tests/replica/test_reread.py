"""Reading the log again, for bytes that a device only now has a use for."""

from __future__ import annotations

from shared.protocol.messages import Page
from shared.protocol.record import Entry
from shared.replica.action import Keep, Pull, Reload
from shared.replica.notice import Notice, Told
from shared.replica.reread import BOUNDARY, Reread, Sought, sought
from tests.replica.desk import Desk, Firm, trio

NOTE = b"n" * 16


def newer_device() -> tuple[Firm, bytes, Desk]:
    """A phone that Joost adds after he was given a case: its key stands in his `self` behind
    the beginning of the case."""
    firm = trio()
    noor, joost, _ = firm.desks
    case = noor.open_case(code="kiezel")
    noor.write(case, NOTE, text="before he joined")
    noor.share(case, joost)
    firm.settle()
    joost.write(case, NOTE, text="before the phone")
    firm.settle()
    return firm, case, firm.add_device(joost, "phone")


def test_a_further_device_reads_what_was_there_before() -> None:
    """It learns the keys from `self`, reads whole pages again, and starts anew with them."""
    firm, case, phone = newer_device()
    assert phone.shown(case, NOTE, "text") == ["before the phone"]
    assert phone.told == []
    assert any(isinstance(action, Reload) for action in phone.done)
    pulls = [action.after for action in phone.done if isinstance(action, Pull)]
    assert all(after % BOUNDARY == 0 for after in pulls[:2])
    assert phone.standing() == firm.desks[1].standing()


def test_a_reading_that_is_done_is_not_done_again() -> None:
    """Another connection asks only for what is new."""
    firm, _, phone = newer_device()
    place = phone.engine.place
    phone.sync()
    assert [a for a in phone.done if isinstance(a, Pull)] == [Pull(place)]
    phone.start()
    phone.sync()
    assert [a for a in phone.done if isinstance(a, Pull)] == [Pull(place)]
    assert firm.desks[1].told == []


def with_a_gap() -> tuple[Firm, Desk, int, Entry]:
    """A phone that misses a record which the relay lost; its place and itself."""
    firm = trio()
    noor = firm.noor
    phone = firm.add_device(noor, "phone")
    firm.settle()
    noor.write(noor.own, NOTE, text="lost")
    noor.sync()
    place = firm.relay.place
    entry = firm.relay.entries[place - 1]
    firm.relay.entries[place - 1] = Entry(entry.tag, entry.id)
    phone.sync()
    return firm, phone, place, entry


def test_bytes_that_come_back_are_filled_in() -> None:
    """What the relay had lost and has again is read, kept at its place, and shown."""
    firm, phone, place, entry = with_a_gap()
    assert phone.shown(phone.own, NOTE, "text") == []
    assert list(phone.replica.ledger.gaps) == [place]
    firm.relay.entries[place - 1] = entry
    phone.sync()
    assert phone.shown(phone.own, NOTE, "text") == ["lost"]
    assert phone.disk.rows[place - 1].wire == entry.wire
    assert phone.replica.ledger.gaps == {}
    filled = [a.commit.filled for a in phone.done if isinstance(a, Keep) and a.commit.filled]
    assert [row.place for rows in filled for row in rows] == [place]


def test_bytes_that_do_not_come_back_are_not_asked_for_at_once() -> None:
    """One reading on a connection, which changes nothing when it finds nothing."""
    firm, phone, place, _ = with_a_gap()
    rows = list(phone.disk.rows)
    phone.sync()
    assert phone.disk.rows == rows
    pulls = [action.after for action in phone.done if isinstance(action, Pull)]
    assert pulls == [0, firm.relay.place]
    assert list(phone.replica.ledger.gaps) == [place]


def test_other_bytes_for_a_place_are_an_alarm() -> None:
    """What is read again is the log that was verified, or nothing is taken."""
    firm, phone, place, entry = with_a_gap()
    ledger = phone.replica.ledger
    reread = Reread(ledger, sought(ledger, ()))
    assert not reread.done
    entries = list(firm.relay.entries)
    entries[place - 1] = Entry(b"x" * 16, entry.id, entry.wire)
    assert reread.take(Page(0, tuple(entries), firm.relay.head())) == Notice(Told.REWRITTEN, place)


def test_what_is_sought() -> None:
    """Epochs whose beginning was not seen and places without bytes; but none that this
    device is still to open."""
    firm, phone, place, _ = with_a_gap()
    ledger = phone.replica.ledger
    assert sought(ledger, ()) == Sought(frozenset(), frozenset([place]))
    noor = firm.noor
    case = noor.open_case(code="kiezel")
    ledger = noor.replica.ledger
    (waiting,) = [epoch.id for epoch in ledger.epochs.values() if epoch.circle == case]
    joost = firm.desks[1]
    joost.write(joost.own, NOTE, text="further")
    joost.sync()
    noor.take_log()
    assert sought(ledger, ()).epochs == {waiting}
    assert sought(ledger, {waiting}).epochs == frozenset()


def test_sets_of_what_is_sought() -> None:
    """What was looked for already is not looked for again."""
    one = Sought(frozenset([b"a", b"b"]), frozenset([1, 2]))
    two = Sought(frozenset([b"b"]), frozenset([2, 3]))
    assert one.but(two) == Sought(frozenset([b"a"]), frozenset([1]))
    assert one.with_(two) == Sought(frozenset([b"a", b"b"]), frozenset([1, 2, 3]))
    assert not one.but(one)
    assert one
