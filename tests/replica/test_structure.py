"""Structure: acts that are carried out whole, and structure that nobody knows yet."""

from __future__ import annotations

import pytest

from shared.replica.notice import Told
from shared.replica.outbox import Revoke
from shared.replica.payload import Kind, encode
from shared.sealing.pair import EVERYONE
from tests.replica.desk import flaws, keys_of, trio

NOTE = b"n" * 16


def test_structure_of_a_newer_program_makes_a_circle_read_only() -> None:
    """One reads on, and writes again after an update; it is told."""
    firm = trio()
    noor, joost, _ = firm.desks
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    firm.settle()
    firm.send(noor, keys_of(noor, case), 200, encode(["something new"]), fence=False)
    joost.sync()
    assert [notice.told for notice in joost.told] == [Told.UNKNOWN_STRUCTURE]
    assert joost.replica.ledger.circles[case].read_only
    joost.write(case, NOTE, text="waits")
    place = firm.relay.place
    joost.sync()
    assert firm.relay.place == place
    assert joost.shown(case, NOTE, "text") == ["waits"]
    joost.start()
    assert joost.replica.ledger.circles[case].read_only


@pytest.mark.parametrize(
    ("body", "flaw"),
    [
        (b"", "bad_payload"),
        (encode([]), "bad_payload"),
        (encode(["roles", b"x" * 16, [["adviser"]]]), "not_allowed"),
        (encode(["crown"]), "not_allowed"),
    ],
)
def test_an_act_that_is_none(body: bytes, flaw: str) -> None:
    """It uses its counter and changes nothing; the next act of that device stands."""
    firm = trio()
    noor, joost, samira = firm.desks
    revoke = encode(["revoke", samira.replica.ledger.me, []])
    everyone = keys_of(noor, EVERYONE)
    firm.place(firm.forge(noor, (everyone, Kind.ACT, body), (everyone, Kind.ACT, revoke)), True)
    assert flaws(joost) == [flaw]
    assert not joost.replica.ledger.roster.active(samira.replica.ledger.me)


def test_an_act_is_a_fence_and_stands_in_everyone() -> None:
    """Anywhere else, or as a plain record, it does nothing."""
    firm = trio()
    noor, joost, samira = firm.desks
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    firm.settle()
    revoke = encode(["revoke", samira.replica.ledger.me, []])
    firm.send(noor, keys_of(noor, case), Kind.ACT, revoke)
    assert flaws(joost) == ["not_allowed"]
    records = firm.forge(noor, (keys_of(noor, EVERYONE), Kind.ACT, revoke), fence=False)
    firm.place(records)
    assert flaws(joost) == ["not_allowed"]
    assert joost.replica.ledger.roster.active(samira.replica.ledger.me)


def test_a_fence_stands_right_behind_its_witness_only() -> None:
    """A relay that lets something in between has undone the fence, and it is told."""
    firm = trio()
    noor, joost, samira = firm.desks
    late = firm.forge(
        noor,
        (keys_of(noor, EVERYONE), Kind.ACT, encode(["revoke", samira.replica.ledger.me, []])),
    )
    samira.write(samira.own, NOTE, text="between")
    samira.sync()
    firm.put(late[0].wire)
    assert flaws(joost) == ["fence"]
    assert joost.replica.ledger.roster.active(samira.replica.ledger.me)


def test_who_revokes_oneself_is_out() -> None:
    """The device hears so, and stops."""
    firm = trio()
    noor = firm.noor
    phone = firm.add_device(noor, "phone")
    firm.settle()
    me = phone.replica.ledger.me
    phone.intend(Revoke(me))
    phone.sync()
    assert phone.heard(Told.REMOVED)
    assert phone.engine.stopped
    noor.sync()
    assert not noor.replica.ledger.roster.active(me)
