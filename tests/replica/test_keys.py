"""Keys: secrets that are given, kept and computed, and those that do not come back."""

from __future__ import annotations

import pytest

from shared.replica.outbox import Leave, Remove, Turn
from shared.replica.payload import Keys, Kind
from shared.replica.roster import Role
from shared.sealing.entry import KeyEntry
from shared.sealing.epoch import EpochKeys, epoch_id
from shared.sealing.pair import ADVISERS, pair_circle
from tests.replica.desk import Desk, Firm, flaws, keys_of, trio


def pair_of(firm: Firm, one: Desk, other: Desk) -> bytes:
    return pair_circle(firm.log, one.member, other.member)


def test_two_members_compute_one_secret() -> None:
    """Each pair has an epoch from the admission on, without anybody sending anything."""
    firm = trio()
    for one in firm.desks:
        for other in firm.desks:
            if one is not other:
                circle = pair_of(firm, one, other)
                assert keys_of(one, circle) == keys_of(other, circle)
    noor, joost, samira = firm.desks
    assert pair_of(firm, joost, samira) not in noor.replica.ledger.circles


def test_a_turn_begins_new_pairs() -> None:
    """After a turn all pairs of the member have another secret, on all devices alike."""
    firm = trio()
    noor, joost, samira = firm.desks
    circle = pair_of(firm, noor, joost)
    before = keys_of(noor, circle)
    other = keys_of(noor, pair_of(firm, noor, samira))
    joost.intend(Turn(firm.random(32), loss=False))
    firm.settle()
    assert keys_of(noor, circle) == keys_of(joost, circle) != before
    assert before.epoch not in noor.replica.ledger.epochs
    assert keys_of(noor, pair_of(firm, noor, samira)) == other


def test_pairs_end_with_a_member() -> None:
    """Nothing is written any more to who left the firm."""
    firm = trio()
    noor, joost, samira = firm.desks
    noor.intend(Remove(samira.member))
    noor.sync()
    joost.sync()
    for desk in (noor, joost):
        assert desk.replica.ledger.current(pair_of(firm, desk, samira)) is None


def entry(
    firm: Firm, opener: Desk, kind: str = "case", circle: bytes | None = None
) -> tuple[KeyEntry, EpochKeys]:
    """A key of a new epoch that a desk's device is to open."""
    circle = firm.random(16) if circle is None else circle
    secret = firm.random(32)
    keys = EpochKeys.of(circle, secret)
    me = opener.replica.ledger.me
    return KeyEntry(circle, kind, keys.epoch, secret, me, firm.relay.place), keys


def given(firm: Firm, giver: Desk, to: Desk, some: KeyEntry, ground: list[object] | None) -> bool:
    """Whether a key that is given stays with the receiver."""
    keys = keys_of(giver, pair_of(firm, giver, to))
    firm.send(giver, keys, Kind.KEYS, Keys([some], ground), fence=False)
    assert flaws(to) == []
    return some.epoch in to.replica.ring.entries


CONSENT: list[object] = ["consent", b"o" * 16]


def test_a_case_key_is_taken_for_the_time_being() -> None:
    """With a consent as ground, from the device that opens; the opening must show it."""
    firm = trio()
    noor, joost, _ = firm.desks
    some, _ = entry(firm, noor)
    assert given(firm, noor, joost, some, CONSENT)
    assert joost.replica.ring.unkept() == [some]
    assert some.circle not in joost.replica.ledger.circles


@pytest.mark.parametrize("ground", [None, ["role"]], ids=["no ground", "a role"])
def test_a_case_key_without_a_consent_is_not_taken(ground: list[object] | None) -> None:
    """Nobody hands on a case for another reason."""
    firm = trio()
    noor, joost, _ = firm.desks
    assert not given(firm, noor, joost, entry(firm, noor)[0], ground)


def test_a_key_is_not_taken_for_a_case_that_is_held() -> None:
    """Nobody slips a second epoch under a case that this device has."""
    firm = trio()
    noor, joost, _ = firm.desks
    case = joost.open_case(code="kiezel")
    joost.sync()
    assert not given(firm, noor, joost, entry(firm, noor, circle=case)[0], CONSENT)


def test_a_case_key_comes_from_who_opens() -> None:
    """Not by way of a third member."""
    firm = trio()
    noor, joost, samira = firm.desks
    assert not given(firm, noor, joost, entry(firm, samira)[0], CONSENT)


@pytest.mark.parametrize("kind", ["everyone", "self", "pair", "club"])
def test_other_circles_are_not_given(kind: str) -> None:
    """Only cases, for a consent, and `advisers`, for a role."""
    grounds: list[list[object]] = [CONSENT, ["role"]]
    for ground in grounds:
        firm = trio()
        noor, joost, _ = firm.desks
        assert not given(firm, noor, joost, entry(firm, noor, kind)[0], ground)


def test_the_circle_of_advisers_is_given_to_advisers() -> None:
    """Who has the role takes the key; who has not does not, whoever gives it."""
    firm = trio()
    friend = firm.join("Friend", Role.SUPERVISOR)
    firm.settle()
    noor, joost, *_ = firm.desks
    some, _ = entry(firm, noor, "advisers", ADVISERS)
    assert given(firm, noor, joost, some, ["role"])
    assert not given(firm, noor, friend, some, ["role"])


def test_a_secret_that_does_not_fit_its_id_is_no_key() -> None:
    """An epoch id commits to its secret."""
    firm = trio()
    noor, joost, _ = firm.desks
    some, _ = entry(firm, noor)
    other = epoch_id(some.circle, firm.random(32))
    wrong = KeyEntry(some.circle, some.kind, other, some.secret, some.opener, some.since)
    assert not given(firm, noor, joost, wrong, CONSENT)
    assert other not in joost.replica.ledger.epochs


def test_every_secret_comes_to_stand_in_self() -> None:
    """What a device comes to hold its member's further devices learn from `self`."""
    firm = trio()
    noor, joost, _ = firm.desks
    phone = firm.add_device(joost, "phone")
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    firm.settle()
    assert joost.replica.ring.unkept() == []
    assert phone.shown(case, case, "code", "case") == ["kiezel"]
    assert phone.replica.ring.entries.keys() == joost.replica.ring.entries.keys()


def test_keys_of_a_lost_circle_do_not_come_back() -> None:
    """A `keys` record of `self` that comes late brings back no case that was lost."""
    firm = trio()
    noor, joost, _ = firm.desks
    phone = firm.add_device(joost, "phone")
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    firm.settle()
    lost = [e for e in joost.replica.ring.entries.values() if e.circle == case]
    noor.intend(Leave(case, joost.member))
    noor.sync()
    joost.sync()
    late = firm.forge(phone, (keys_of(phone, phone.own), Kind.KEYS, Keys(lost, None)), fence=False)
    firm.place(late)
    joost.sync()
    assert all(e.circle != case for e in joost.replica.ring.entries.values())
    assert set(joost.replica.ring.lost) >= {e.epoch for e in lost}
    assert case not in joost.replica.ledger.circles
