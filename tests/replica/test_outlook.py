"""The outlook: for each epoch and device that may write there, one expected tag."""

from __future__ import annotations

from shared.replica.notice import Notice
from shared.replica.outbox import Remove, Revoke
from shared.replica.payload import Kind, encode
from shared.replica.roster import Role
from shared.sealing.entry import KeyEntry
from shared.sealing.epoch import EpochKeys, epoch_id
from shared.sealing.pair import ADVISERS, EVERYONE
from tests.replica.desk import Desk, keys_of, trio
from tests.replica.story import told


def expected_in(desk: Desk, circle: bytes) -> set[bytes]:
    """The devices that a device looks out for in a circle's open epochs."""
    return {
        device
        for epoch, device, _ in desk.replica.ledger.expected.values()
        if epoch.circle == circle
    }


def test_one_tag_for_each_device_that_may_write() -> None:
    """That of its next counter, and no other, wherever the story has come."""
    for desk in told().desks:
        ledger = desk.replica.ledger
        seen = set()
        for tag, (epoch, device, track) in ledger.expected.items():
            assert epoch.ended is None
            assert tag == track.tag == epoch.keys.tag(device, track.counter)
            assert (epoch.id, device) not in seen
            seen.add((epoch.id, device))
            if epoch.begun is not None:
                assert ledger.roster.active(device)


def test_who_is_expected_where() -> None:
    """Everybody in `everyone`, advisers in `advisers`, holders in a case, its own in `self`."""
    firm = trio()
    friend = firm.join("Friend", Role.SUPERVISOR)
    noor, joost, samira, _ = firm.desks
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    firm.settle()
    me = {desk.name: desk.replica.ledger.me for desk in firm.desks}
    assert expected_in(noor, EVERYONE) == set(me.values())
    assert expected_in(samira, ADVISERS) == {me["noor"], me["joost"], me["samira"]}
    assert expected_in(joost, case) == {me["noor"], me["joost"]}
    assert expected_in(joost, joost.own) == {me["joost"]}
    assert expected_in(friend, ADVISERS) == set()
    assert expected_in(samira, case) == set()


def test_who_leaves_is_not_expected_any_more() -> None:
    """A revoked device, and all of a member who was removed."""
    firm = trio()
    noor, joost, samira = firm.desks
    phone = firm.add_device(joost, "phone")
    firm.settle()
    lost, gone = phone.replica.ledger.me, samira.replica.ledger.me
    assert {lost, gone} <= expected_in(noor, EVERYONE)
    noor.intend(Revoke(lost))
    noor.intend(Remove(samira.member))
    noor.sync()
    devices = {device for _, device, _ in noor.replica.ledger.expected.values()}
    assert not devices & {lost, gone}


def test_a_role_that_is_lost_is_still_looked_out_for() -> None:
    """What is written without the right is recognised, and does not stand."""
    firm = trio()
    noor, joost, samira = firm.desks
    before = keys_of(samira, ADVISERS)
    roles = ["roles", joost.member, ["supervisor"]]
    firm.send(noor, keys_of(noor, EVERYONE), Kind.ACT, encode(roles))
    samira.take_log()
    assert joost.replica.ledger.me in expected_in(samira, ADVISERS)
    firm.send(joost, before, Kind.CHANGES, encode([1, []]), fence=False)
    learned = samira.replica.take(firm.relay.entries[samira.engine.place :], firm.now)
    assert not isinstance(learned, Notice)
    assert [dict(notice.blanks).get("flaw") for notice in learned.notices] == ["not_allowed"]


def test_a_key_that_does_not_fit_is_not_learned() -> None:
    """And one that is known is the epoch that is known, with all that was found in it."""
    firm = trio()
    ledger = firm.noor.replica.ledger
    circle, secret = firm.random(16), firm.random(32)
    good = KeyEntry(circle, "case", epoch_id(circle, secret), secret, ledger.me, 3)
    bad = KeyEntry(circle, "case", b"e" * 32, secret, ledger.me, 3)
    assert ledger.learn(bad) is None
    first = ledger.learn(good)
    assert first is not None
    assert ledger.learn(good) is first
    assert ledger.expected[EpochKeys.of(circle, secret).tag(ledger.me, 0)][0] is first
    ledger.forget(first)
    assert first.id not in ledger.epochs
    assert all(epoch is not first for epoch, _, _ in ledger.expected.values())


def test_an_author_has_a_name_or_none() -> None:
    """A notice names member and device; of a device nobody knows it says so."""
    firm = trio()
    ledger = firm.noor.replica.ledger
    assert ledger.author(firm.desks[1].replica.ledger.me) == "Joost (laptop)"
    assert ledger.author(b"x" * 16) == "?"


def test_places_and_chain_values() -> None:
    """At place 0 stands the log id; each entry is told from another at its place."""
    firm = trio()
    ledger, relay = firm.noor.replica.ledger, firm.relay
    assert [ledger.chain_at(place) for place in range(ledger.place + 1)] == relay.chain
    assert ledger.head() == relay.chain[-1]
    assert ledger.chain_at(0) == firm.log
    for place, entry in enumerate(relay.entries, 1):
        assert ledger.stands_at(place, entry)
        assert not ledger.stands_at(place, relay.entries[place % len(relay.entries)])
