"""A copied device: both machines' work stays, and supersedes what it was typed over."""

from __future__ import annotations

from copy import deepcopy

from shared.replica.change import Name
from shared.replica.identity import new_identity
from shared.replica.notice import Told
from shared.replica.outbox import NO_FLIGHT, NewIdentity
from tests.replica.desk import Desk, Firm, keys_of, trio

NOTE, OTHER = b"n" * 16, b"o" * 16


def copied(firm: Firm, desk: Desk) -> Desk:
    """A second machine with a copy of a device's disk."""
    copy = Desk(f"{desk.name} 2", firm, desk.disk.copy())
    copy.first_ring = desk.first_ring
    firm.desks.append(copy)
    return copy


def test_both_copies_keep_their_work() -> None:
    """Each types something and syncs: both take new keys, for the old ones are those of two
    machines, and in the end both have everything."""
    firm = trio()
    noor = firm.noor
    case = noor.open_case(code="kiezel")
    noor.sync()
    twin = copied(firm, noor)
    old = noor.replica.ledger.me
    noor.write(case, NOTE, text="first")
    noor.sync()
    twin.write(case, OTHER, text="second")
    firm.settle()
    for desk in (noor, twin):
        assert desk.shown(case, NOTE, "text") == ["first"]
        assert desk.shown(case, OTHER, "text") == ["second"]
        assert [notice.told for notice in desk.told] == [Told.CLONED]
        assert desk.replica.author == desk.replica.ledger.me
        assert desk.replica.items == {}
    assert len({noor.replica.ledger.me, twin.replica.ledger.me, old}) == 3
    devices = noor.replica.ledger.roster.devices_of(noor.member)
    assert [device.name for device in devices] == ["laptop", "laptop 2", "laptop 2"]


def test_what_was_typed_over_each_other_still_is() -> None:
    """A chain of edits that waits keeps its order under the new names."""
    firm = trio()
    noor = firm.noor
    case = noor.open_case(code="kiezel")
    noor.write(case, NOTE, text="before")
    noor.sync()
    twin = copied(firm, noor)
    noor.write(case, OTHER, text="theirs")
    noor.sync()
    for text in ("one", "two", "three"):
        twin.write(case, NOTE, text=text)
        assert twin.shown(case, NOTE, "text") == [text]
    firm.settle()
    for desk in (noor, twin):
        assert desk.shown(case, NOTE, "text") == ["three"]
    (live,) = noor.content.fields(case, "note", NOTE)["text"]
    assert live.device == twin.replica.ledger.me


def test_nothing_but_the_new_identity_goes_out_first() -> None:
    """Whatever else the copy formed, the other machine might form too."""
    firm = trio()
    noor = firm.noor
    twin = copied(firm, noor)
    noor.write(noor.own, NOTE, text="first")
    noor.sync()
    twin.write(noor.own, OTHER, text="second")
    twin.take_log()
    assert new_identity(twin.replica) is not None
    assert twin.replica.flight == NO_FLIGHT
    append = twin.handle_until_pushed()
    assert append.fence
    assert len(append.records) == 1


def test_a_restart_in_the_middle_changes_nothing() -> None:
    """The new keys are on the disk before they are in the log."""
    firm = trio()
    noor = firm.noor
    twin = copied(firm, noor)
    noor.write(noor.own, NOTE, text="first")
    noor.sync()
    twin.write(noor.own, OTHER, text="second")
    twin.take_log()
    promised = new_identity(twin.replica)
    twin.start()
    assert new_identity(twin.replica) == promised
    assert twin.replica.author == promised or twin.replica.author == twin.replica.ledger.me
    twin.write(noor.own, OTHER, text="third")
    firm.settle()
    assert twin.replica.ledger.me == promised
    assert twin.shown(noor.own, OTHER, "text") == ["third"]
    assert noor.shown(noor.own, OTHER, "text") == ["third"]


def test_a_device_put_back_from_a_backup_finds_its_own_work() -> None:
    """What it sent after the backup was made is not sent twice."""
    firm = trio()
    noor = firm.noor
    noor.write(noor.own, NOTE, text="typed")
    old = noor.disk.copy()
    noor.sync()
    back = Desk("back", firm, old)
    firm.desks[0] = back
    back.sync()
    assert back.shown(noor.own, NOTE, "text") == ["typed"]
    lives = back.content.fields(noor.own, "note", NOTE)["text"]
    assert len(lives) == 1
    assert back.replica.items == {}
    assert [n.told for n in back.told] == [Told.CLONED]


def test_a_case_that_waits_is_opened_by_the_new_device() -> None:
    """Its key names who opens it, so it is named anew."""
    firm = trio()
    noor = firm.noor
    twin = copied(firm, noor)
    noor.write(noor.own, NOTE, text="first")
    noor.sync()
    case = twin.open_case(code="dennen")
    firm.settle()
    assert twin.replica.ledger.epochs[keys_of(twin, case).epoch].opener == twin.replica.ledger.me
    assert noor.shown(case, case, "code", "case") == ["dennen"]


def test_a_copy_that_did_nothing_stays_what_it_is() -> None:
    """A device alone is no copy, whatever it reads of its own."""
    firm = trio()
    noor = firm.noor
    disk = deepcopy(noor.disk)
    noor.write(noor.own, NOTE, text="first")
    noor.sync()
    assert noor.told == []
    assert new_identity(noor.replica) is None
    assert all(not isinstance(i.intent, NewIdentity) for i in disk.items.values())
    assert Name(noor.replica.author, 1) == (noor.replica.ledger.me, 1)
