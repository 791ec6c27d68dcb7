"""Content: what a record that counts changes, and what of it has no effect."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from shared.protocol.messages import Head
from shared.replica.change import Edit, Name
from shared.replica.notice import Told
from shared.replica.outbox import FlightRecord, Turn
from shared.replica.payload import (
    NO_FENCE,
    Changes,
    EntityWrites,
    Kind,
    Presence,
    changes_of,
    encode,
)
from shared.sealing.device import Signer, exchange_public
from shared.sealing.envelope import Draft
from shared.sealing.pair import EVERYONE
from tests.replica.desk import Desk, Firm, flaws, keys_of, trio

NOTE = b"n" * 16


class Shared(NamedTuple):
    """A case of Noor's that Joost holds too, in which nothing waits."""

    firm: Firm
    case: bytes
    noor: Desk
    joost: Desk

    def send(self, author: Desk, first: int, *edits: Edit) -> int:
        """Place a record of changes as a modified program numbers them."""
        body = changes_of(first, list(edits))
        return self.firm.send(author, keys_of(author, self.case), Kind.CHANGES, body, fence=False)

    def last(self, author: Desk, reader: Desk) -> int:
        """The last number of a device's writes, as a reader knows it."""
        spans = reader.replica.ledger.circles[self.case].spans
        return spans[author.replica.ledger.me].last()


def shared() -> Shared:
    firm = trio()
    noor, joost, _ = firm.desks
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    firm.settle()
    joost.write(case, NOTE, day="2026-03-01")
    joost.write(case, NOTE, text="one")
    noor.write(case, b"m" * 16, text="two")
    firm.settle()
    return Shared(firm, case, noor, joost)


def edit(value: Any, *over: Name) -> Edit:
    return Edit("note", NOTE, "text", value, over)


def test_edits_that_saw_each_other_follow_each_other() -> None:
    """A value that was typed over another takes its place, on both devices."""
    some = shared()
    some.noor.write(some.case, NOTE, text="three")
    some.firm.settle()
    assert some.noor.shown(some.case, NOTE, "text") == ["three"]
    assert some.joost.shown(some.case, NOTE, "text") == ["three"]


def test_edits_that_did_not_see_each_other_both_live() -> None:
    """Nothing that was typed is lost to somebody else's typing; one settles it later."""
    some = shared()
    some.noor.write(some.case, NOTE, text="n")
    some.joost.write(some.case, NOTE, text="j")
    some.firm.settle()
    for desk in (some.noor, some.joost):
        assert sorted(desk.shown(some.case, NOTE, "text")) == ["j", "n"]
    some.joost.write(some.case, NOTE, text="settled")
    some.firm.settle()
    assert some.noor.shown(some.case, NOTE, "text") == ["settled"]


@pytest.mark.parametrize("back", [0, 1])
def test_numbers_only_rise(back: int) -> None:
    """A record that uses a number again does not stand, whatever it holds."""
    some = shared()
    some.send(some.joost, some.last(some.joost, some.noor) - back, edit("again"))
    assert flaws(some.noor) == ["number"]
    assert some.noor.shown(some.case, NOTE, "text") == ["one"]


def test_numbers_may_skip() -> None:
    """A gap takes nothing from what comes after it."""
    some = shared()
    some.send(some.joost, some.last(some.joost, some.noor) + 7, edit("later"))
    assert flaws(some.noor) == []
    assert sorted(some.noor.shown(some.case, NOTE, "text")) == ["later", "one"]


def test_names_of_what_nobody_wrote_have_no_effect() -> None:
    """A name of a write that does not stand, or not yet, supersedes nothing and is told."""
    some = shared()
    me, other = some.joost.replica.ledger.me, some.noor.replica.ledger.me
    number = some.last(some.joost, some.noor) + 1
    unseen = [Name(b"x" * 16, 1), Name(other, 1_000), Name(me, number + 1)]
    some.send(some.joost, number, edit("new", *unseen))
    assert flaws(some.noor) == []
    assert len(some.noor.heard(Told.BAD_REFERENCE)) == len(unseen)
    assert sorted(some.noor.shown(some.case, NOTE, "text")) == ["new", "one"]


def test_what_came_after_the_witness_is_not_superseded() -> None:
    """A modified program can not remove what its author can not have seen."""
    some = shared()
    joost, noor = some.joost, some.noor
    phone = some.firm.add_device(noor, "phone")
    some.firm.settle()
    theirs = Name(noor.replica.ledger.me, 99)
    body = changes_of(some.last(joost, noor) + 1, [edit("new", theirs)])
    early = some.firm.forge(joost, (keys_of(joost, some.case), Kind.CHANGES, body), fence=False)
    some.send(noor, 99, edit("theirs"))
    some.firm.place(early)
    assert flaws(phone) == []
    assert len(phone.heard(Told.BAD_REFERENCE)) == 1
    assert sorted(phone.shown(some.case, NOTE, "text")) == ["new", "one", "theirs"]


def test_an_unknown_kind_of_content_is_no_flaw() -> None:
    """Content of a newer program uses its counter and is kept; what follows still counts."""
    some = shared()
    keys = keys_of(some.joost, some.case)
    number = some.last(some.joost, some.noor) + 1
    after = changes_of(number, [edit("after")])
    records = some.firm.forge(
        some.joost, (keys, 77, b"\xc0"), (keys, Kind.CHANGES, after), fence=False
    )
    place = some.firm.place(records)
    assert flaws(some.noor) == []
    assert some.noor.disk.rows[place - 2].wire is not None
    assert "after" in some.noor.shown(some.case, NOTE, "text")


def test_content_is_no_fence() -> None:
    """Changes that call themselves a fence do not stand."""
    some = shared()
    number = some.last(some.joost, some.noor) + 1
    body = changes_of(number, [edit("fence")])
    keys = keys_of(some.joost, some.case)
    some.firm.place(some.firm.forge(some.joost, (keys, Kind.CHANGES, body)))
    assert flaws(some.noor) == ["fence"]


@pytest.mark.parametrize("body", [b"", b"\xc0", b"\x92\x01\xc0", encode([1.0, []])])
def test_a_payload_that_is_none(body: bytes) -> None:
    """What is not of the form uses its counter up and is told; the next one stands."""
    some = shared()
    keys = keys_of(some.joost, some.case)
    good = encode(changes_of(some.last(some.joost, some.noor) + 1, [edit("good")]))
    records = [(keys, int(Kind.CHANGES), body), (keys, int(Kind.CHANGES), good)]
    some.firm.place(some.firm.forge(some.joost, *records, fence=False))
    assert flaws(some.noor) == ["bad_payload"]
    assert "good" in some.noor.shown(some.case, NOTE, "text")


def test_an_entity_without_writes_changes_nothing() -> None:
    """It is well formed, wherever it stands; also that of a device in `self`."""
    some = shared()
    phone = some.firm.add_device(some.noor, "phone")
    some.firm.settle()
    noor = some.noor
    body = Changes(1, [EntityWrites("device", noor.replica.ledger.me, [])])
    some.firm.send(phone, keys_of(phone, noor.own), Kind.CHANGES, body, fence=False)
    assert flaws(noor) == []


def unsigned(some: Shared, author: Desk, *edits: Edit) -> FlightRecord:
    """The next record of a device's, with a signature that is not its own."""
    ledger = author.replica.ledger
    epoch = ledger.current(some.case)
    assert epoch is not None
    track = epoch.tracks[ledger.me]
    body = encode(changes_of(some.last(author, author) + 1, list(edits)))
    draft = Draft(Kind.CHANGES, NO_FENCE, track.last, ledger.place, ledger.head(), 0, body)
    return some.firm.seal(author, epoch.keys, track.counter, draft, Signer.of(b"?" * 32))


def test_a_colleague_can_not_write_in_anothers_name() -> None:
    """Joost has the case's key and can make a record with Noor's tag: it waits, is never
    shown, and falls as soon as Noor writes."""
    some = shared()
    forged = unsigned(some, some.noor, edit("forged"))
    some.firm.put(forged.wire)
    some.joost.sync()
    assert some.joost.shown(some.case, NOTE, "text") == ["one"]
    some.noor.write(some.case, NOTE, text="real")
    some.noor.sync()
    assert flaws(some.joost) == ["bad_signature"]
    assert some.joost.shown(some.case, NOTE, "text") == ["real"]
    assert some.noor.heard(Told.TAG_TAKEN)


@pytest.mark.parametrize("window", [1, 2, 1_000])
def test_a_write_that_counts_late_stays_superseded(window: int) -> None:
    """Joost's record has a bad signature and waits; Noor types over it; then Joost's next
    record vouches for it. It counts, and Noor's value still is in its place."""
    some = shared()
    joost, noor, firm = some.joost, some.noor, some.firm
    phone = firm.add_device(noor, "phone")
    firm.settle()
    keys = keys_of(joost, some.case)
    number = some.last(joost, joost) + 1
    first = unsigned(some, joost, edit("late"))
    firm.put(first.wire)
    noor.take_log()
    over = Name(joost.replica.ledger.me, number)
    some.send(noor, some.last(noor, noor) + 1, edit("over it", over))
    body = encode(changes_of(number + 1, [Edit("note", NOTE, "day", "vouching")]))
    ledger = joost.replica.ledger
    draft = Draft(Kind.CHANGES, NO_FENCE, first.id, ledger.place, ledger.head(), firm.now, body)
    firm.put(firm.seal(joost, keys, first.counter + 1, draft).wire)
    firm.page_entries = window
    assert flaws(phone) == []
    assert phone.shown(some.case, NOTE, "day") == ["2026-03-01", "vouching"]
    assert sorted(phone.shown(some.case, NOTE, "text")) == ["one", "over it"]
    assert phone.heard(Told.BAD_REFERENCE) == []


def test_presence_tells_how_far_a_device_came() -> None:
    """It is remembered by device; what it names must be the reader's own history."""
    firm = trio()
    noor, joost, samira = firm.desks
    head = firm.relay.head()
    body = Presence(head.place, head.chain, head.incarnation, head.signature)
    firm.send(joost, keys_of(joost, EVERYONE), Kind.PRESENCE, body, fence=False)
    noor.sync()
    assert noor.replica.ledger.presence[joost.replica.ledger.me] == (head.place, firm.now)

    wrong = Presence(head.place, b"w" * 32, head.incarnation, head.signature)
    firm.send(samira, keys_of(samira, EVERYONE), Kind.PRESENCE, wrong, fence=False)
    noor.sync()
    assert noor.heard(Told.FORKED)
    assert noor.engine.stopped


def test_presence_of_a_place_that_is_not_yet() -> None:
    """A device can not have verified what comes after its own record."""
    firm = trio()
    noor, joost, _ = firm.desks
    head: Head = firm.relay.head()
    body = Presence(head.place + 1, head.chain, head.incarnation, head.signature)
    firm.send(joost, keys_of(joost, EVERYONE), Kind.PRESENCE, body, fence=False)
    assert flaws(noor) == ["witness"]
    assert noor.replica.ledger.presence[joost.replica.ledger.me][0] < head.place


def test_an_exchange_key_is_taken_when_it_stands() -> None:
    """The old one is forgotten only when the new one is in `self`, where the member's
    other devices find it."""
    firm = trio()
    noor = firm.noor
    phone = firm.add_device(noor, "phone")
    firm.settle()
    before = noor.replica.ring.exchange
    phone.intend(Turn(firm.random(32), loss=False))
    phone.sync()
    firm.page_entries = 1
    firm.settle()
    ring = noor.replica.ring
    assert ring.exchange != before
    assert ring.next_exchange is None
    public = exchange_public(ring.exchange)
    assert phone.shown(noor.own, noor.replica.ledger.me, "exchange", "device") == [public]
