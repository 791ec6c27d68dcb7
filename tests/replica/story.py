"""A lively log: what several members did in it, and what modified programs put there."""

from __future__ import annotations

from functools import cache

from shared.protocol.record import Entry
from shared.replica.change import Edit, Name
from shared.replica.outbox import Leave, Remove, Turn
from shared.replica.payload import NO_FENCE, Kind, changes_of, encode
from shared.replica.roster import Role
from shared.sealing.device import Signer
from shared.sealing.envelope import Draft
from tests.replica.desk import Desk, Firm, keys_of, trio

NOTE = b"n" * 16


def unsigned(firm: Firm, author: Desk, circle: bytes, *edits: Edit) -> bytes:
    """The next record of a device's in a circle, signed by somebody else."""
    ledger = author.replica.ledger
    epoch = ledger.current(circle)
    assert epoch is not None
    track = epoch.tracks[ledger.me]
    first = ledger.circles[circle].spans[ledger.me].last() + 1
    body = encode(changes_of(first, list(edits)))
    draft = Draft(Kind.CHANGES, NO_FENCE, track.last, ledger.place, ledger.head(), 0, body)
    stranger = Signer.of(b"?" * 32)
    return firm.seal(author, epoch.keys, track.counter, draft, stranger).wire


@cache
def told() -> Firm:
    """The story; nobody who hears it may change the firm.

    In it: two cases that are shared, one that is left again, edits that saw each other and
    edits that did not, a role that comes and goes, a turn after a loss with what it makes
    owed, a removal, a further device; records with a false signature, a number used again, a
    name of nothing, no payload, and one at the end that still waits.
    """
    firm = trio()
    noor, joost, samira = firm.desks
    one = noor.open_case(code="kiezel")
    two = joost.open_case(code="dennen")
    firm.settle()
    noor.share(one, joost)
    joost.share(two, noor)
    firm.settle()
    for text in ("a", "b", "c"):
        noor.write(one, NOTE, text=text)
        joost.write(one, NOTE, text=text + "'", day=text)
        firm.settle()
        joost.write(two, NOTE, text=text)
        joost.sync()
    phone = firm.add_device(noor, "phone")
    firm.settle()
    friend = firm.join("Friend", Role.ADVISER, Role.SUPERVISOR)
    firm.settle()
    noor.share(one, friend)
    firm.settle()
    joost.intend(Leave(two, noor.member))
    firm.settle()
    joost.intend(Turn(firm.random(32), loss=True))
    firm.settle()
    phone.write(one, NOTE, text="from the phone")
    firm.settle()
    noor.intend(Remove(samira.member))
    for desk in (noor, joost, friend, phone):
        desk.sync()
    firm.desks.remove(samira)
    firm.settle()
    firm.put(unsigned(firm, joost, one, Edit("note", NOTE, "text", "false")))
    joost.write(one, NOTE, text="true")
    joost.sync()
    firm.settle()
    ledger = friend.replica.ledger
    last = (
        ledger.circles[one].spans[ledger.me].last() if ledger.me in ledger.circles[one].spans else 0
    )
    nobody = (Name(b"x" * 16, 1), Name(noor.replica.ledger.me, 10_000))
    bodies = [
        changes_of(last + 3, [Edit("note", NOTE, "text", "hostile", nobody)]),
        changes_of(last + 3, [Edit("note", NOTE, "text", "again")]),
        b"\xc1",
        changes_of(last + 4, [Edit("note", NOTE, "text", "over", (Name(ledger.me, last + 3),))]),
    ]
    keys = keys_of(friend, one)
    firm.place(firm.forge(friend, *((keys, Kind.CHANGES, body) for body in bodies), fence=False))
    noor.write(one, NOTE, text="after")
    for desk in (noor, joost, phone):
        desk.sync()
    firm.put(unsigned(firm, joost, one, Edit("note", NOTE, "text", "who knows")))
    phone.write(one, b"m" * 16, text="beside what waits")
    phone.sync()
    return firm


def erased(entries: list[Entry], places: set[int]) -> list[Entry]:
    """A log whose bytes at some places are gone."""
    return [
        Entry(entry.tag, entry.id) if place in places else entry
        for place, entry in enumerate(entries, 1)
    ]
