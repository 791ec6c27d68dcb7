"""Openings: who begins an epoch, what it must hold, and on which ground one joins."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from shared.casework.consent.grounds import lets_in
from shared.protocol.record import entry_of
from shared.replica.batch import Batch
from shared.replica.circle import holders
from shared.replica.content import MemoryContent
from shared.replica.epoch_change import whole_state
from shared.replica.ledger import Ledger
from shared.replica.notice import Notice, Told
from shared.replica.outbox import FlightRecord
from shared.replica.payload import (
    Closing,
    EntityState,
    Founding,
    Keys,
    Kind,
    Opening,
    encode,
)
from shared.replica.ring import Ring
from shared.sealing.box import seal_box
from shared.sealing.device import make_device, member_public
from shared.sealing.entry import KeyEntry
from shared.sealing.epoch import EpochKeys
from shared.sealing.pair import EVERYONE, log_id, pair_circle, statement
from tests.replica.desk import START, Desk, Firm, Seeded, flaws, keys_of, named, trio

CONSENT = b"o" * 16
TERMS = {"status": "given", "scope": "share_with_colleague"}


class Handing(NamedTuple):
    """Noor's case as her modified program hands it to Joost."""

    firm: Firm
    case: bytes

    @property
    def noor(self) -> Desk:
        return self.firm.desks[0]

    @property
    def joost(self) -> Desk:
        return self.firm.desks[1]

    def consent(self, **other: Any) -> EntityState:
        """The consent as the opening's state tells it."""
        terms: dict[str, Any] = {
            "status": "given",
            "scope": "share_with_colleague",
            "recipient": self.joost.member,
        }
        me = self.noor.replica.ledger.me
        fields = [(f, [(v, me, 1)]) for f, v in sorted((terms | other).items())]
        return EntityState("consent", CONSENT, fields)

    def hand(
        self,
        since: int | None = None,
        opener: bytes | None = None,
        to: Desk | None = None,
        **other: Any,
    ) -> None:
        """Place keys, closing and opening; `other` stands in the opening instead."""
        noor, firm = self.noor, self.firm
        to = self.joost if to is None else to
        ledger = noor.replica.ledger
        epoch = ledger.current(self.case)
        assert epoch is not None
        assert epoch.holders is not None
        before, secret = epoch.keys, firm.random(32)
        after = EpochKeys.of(self.case, secret)
        pair = keys_of(noor, pair_circle(firm.log, noor.member, to.member))
        both = sorted([*epoch.holders, to.member])
        ground = ["consent", CONSENT]
        entry = KeyEntry(
            self.case,
            "case",
            after.epoch,
            secret,
            ledger.me if opener is None else opener,
            firm.relay.place if since is None else since,
        )
        boxes = [
            (
                member,
                seal_box(
                    keys_of(noor, pair_circle(firm.log, noor.member, member)).box,
                    self.case,
                    after.epoch,
                    secret,
                    firm.random(24),
                )
                if member != noor.member
                else b"box",
            )
            for member in epoch.holders
        ]
        parts: dict[str, Any] = {
            "kind": "case",
            "lead": noor.member,
            "holders": both,
            "previous": before.epoch,
            "ground": ground,
            "coverage": [(ledger.me, 1)],
            "state": [self.consent()],
            "keys": None,
            "founding": None,
        }
        closing = Closing(after.epoch, both, [to.member], [], ground, boxes)
        records = firm.forge(
            noor,
            (pair, Kind.KEYS, Keys([entry], ground)),
            (before, Kind.CLOSING, closing),
            (after, Kind.OPENING, Opening(**(parts | other))),
        )
        firm.place(records, fence=True)


def handing() -> Handing:
    firm = trio()
    case = firm.noor.open_case(code="kiezel")
    firm.settle()
    return Handing(firm, case)


def test_a_case_is_handed_over() -> None:
    """With all in order the joiner holds the case and what its state tells."""
    some = handing()
    some.hand()
    assert flaws(some.joost) == []
    assert some.joost.shown(some.case, CONSENT, "status", "consent") == ["given"]
    circle = some.joost.replica.ledger.circles[some.case]
    assert circle.lead == some.noor.member
    assert circle.spans[some.noor.replica.ledger.me].last() == 1


def entity(
    fields: dict[str, list[Any]], kind: str = "consent", id: bytes = CONSENT
) -> list[EntityState]:
    """A state of one entity, whose fields have these values."""
    lives = [(f, [(v, b"d" * 16, n) for n, v in enumerate(vs)]) for f, vs in fields.items()]
    return [EntityState(kind, id, lives)]


GIVEN = {"status": ["given"], "scope": ["share_with_colleague"], "recipient": ["JOOST"]}
"""A consent for Joost, who has another id in each firm."""


@pytest.mark.parametrize(
    "state",
    [
        [],
        entity(GIVEN | {"recipient": [b"x" * 16]}),
        entity(GIVEN, kind="note"),
        entity(GIVEN, id=b"p" * 16),
        entity({"status": ["given"], "scope": ["share_with_colleague"]}),
        entity(GIVEN | {"status": ["withdrawn"]}),
        entity(GIVEN | {"status": ["given", "withdrawn"]}),
        entity(GIVEN | {"scope": ["other"]}),
        entity(GIVEN | {"valid_until": ["2020-01-01"]}),
    ],
    ids=range(9),
)
def test_a_joiner_without_a_ground_keeps_no_key(state: list[EntityState]) -> None:
    """Its own program looks whether there is a consent for it in what it is given."""
    some = handing()
    me = some.joost.member
    state = [
        EntityState(
            part.kind,
            part.entity,
            [(f, [(me if v == "JOOST" else v, d, n) for v, d, n in ls]) for f, ls in part.fields],
        )
        for part in state
    ]
    some.hand(state=state)
    assert flaws(some.joost) == []
    assert some.joost.heard(Told.NO_GROUND)
    assert some.case not in some.joost.replica.ledger.circles
    assert all(e.circle != some.case for e in some.joost.replica.ring.entries.values())
    assert list(some.joost.content.entities(some.case)) == []


FLAWS: list[tuple[str, dict[str, Any], str]] = [
    ("no state", {"state": None}, "bad_payload"),
    ("no coverage", {"coverage": None}, "bad_payload"),
    ("keys", {"keys": []}, "bad_payload"),
    ("no lead", {"lead": None}, "bad_payload"),
    ("a lead from outside", {"lead": b"x" * 16}, "holders"),
    ("no holders", {"holders": None}, "bad_payload"),
    ("holders without the author", {"holders": ["j"]}, "holders"),
    ("holders without the joiner", {"holders": ["n"]}, "holders"),
    ("a holder who is no member", {"holders": ["n", "j", b"x" * 16]}, "holders"),
    ("holders in another order", {"holders": ["j", "n"], "turned": True}, "holders"),
    ("another kind", {"kind": "advisers"}, "not_allowed"),
    ("an unknown kind", {"kind": "club"}, "not_allowed"),
    ("no previous", {"previous": None}, "fence"),
    ("a time that has passed", {"since": 10_000}, "not_allowed"),
]


@pytest.mark.parametrize(("change", "flaw"), [x[1:] for x in FLAWS], ids=[x[0] for x in FLAWS])
def test_an_opening_that_does_not_stand(change: dict[str, Any], flaw: str) -> None:
    """What a modified program gets wrong opens nothing."""
    some = handing()
    ids = {"n": some.noor.member, "j": some.joost.member}
    change = dict(change)
    if change.get("holders"):
        held = [ids.get(who, who) for who in change["holders"]]
        change["holders"] = sorted(held, reverse=change.pop("turned", False))
    some.hand(**change)
    assert flaws(some.joost) == [flaw]
    assert some.joost.replica.ledger.current(some.case) is None


def test_only_the_named_device_opens() -> None:
    """A key that names another device as opener waits for that device."""
    some = handing()
    some.hand(opener=some.joost.replica.ledger.me)
    some.joost.sync()
    assert some.joost.replica.ledger.current(some.case) is None


def test_a_state_that_differs_is_told_to_who_knew() -> None:
    """Who was in before compares what is handed over with what it has."""
    some = handing()
    noor, joost, samira = some.firm.desks
    noor.write(some.case, CONSENT, "consent", recipient=samira.member, **TERMS)
    noor.write(some.case, CONSENT, "note", text="honest")
    noor.share(some.case, joost)
    some.firm.settle()
    state = whole_state(noor.replica, some.case)
    covered = {d: span.last() for d, span in noor.replica.ledger.circles[some.case].spans.items()}
    some.hand(to=samira, state=state[:-1], coverage=sorted(covered.items()))
    for desk in (joost, samira):
        assert flaws(desk) == []
        assert desk.replica.ledger.current(some.case) is not None
    assert [notice.told for notice in joost.told] == [Told.CHECKPOINT_DIFFERS]
    assert samira.told == []
    assert joost.shown(some.case, CONSENT, "text") == ["honest"]


def test_an_honest_state_is_not_told() -> None:
    """What is handed over as it is gives nobody a reason to ask."""
    some = handing()
    _, joost, samira = some.firm.desks
    for other in (joost, samira):
        some.noor.share(some.case, other)
        some.firm.settle()
    assert [desk.told for desk in some.firm.desks] == [[], [], []]
    ours = named(some.noor.content, some.case)
    assert named(joost.content, some.case) == ours == named(samira.content, some.case)


class Beginning(NamedTuple):
    """The keys of a founder, and the firm's log before its first record."""

    told: bytes
    log: bytes
    ring: Ring
    keys: EpochKeys


def beginning() -> Beginning:
    random = Seeded("founding")
    device, member, private, secret = make_device(random), random(16), random(32), random(32)
    told = statement(member, device.signer.key, member_public(private), random(32))
    log = log_id(told)
    keys = EpochKeys.of(EVERYONE, secret)
    entry = KeyEntry(EVERYONE, "everyone", keys.epoch, secret, device.signer.device, 0)
    ring = Ring(log, member, device.signer.seed, device.exchange_private, private)
    ring.entries = {keys.epoch: entry}
    return Beginning(told, log, ring, keys)


def first_record(begun: Beginning, **other: Any) -> FlightRecord:
    """The founding record, with some of the founding changed."""
    parts: dict[str, Any] = {
        "statement": begun.told,
        "firm": "Bureau",
        "name": "Noor",
        "roles": ["adviser", "coordinator"],
        "device_name": "laptop",
        "relay_key": b"r" * 32,
    }
    founding = Founding(**(parts | other))
    opening = Opening("everyone", None, None, None, None, None, None, None, founding)
    batch = Batch(Ledger(begun.ring, lets_in), Seeded("batch"), START, fence=False)
    batch.add(begun.keys, Kind.OPENING, encode(opening))
    return batch.records[0]


def test_a_firm_is_founded() -> None:
    """Whoever has the log id can check the founder; the founding tells the rest."""
    begun = beginning()
    ledger = Ledger(begun.ring, lets_in)
    record = first_record(begun)
    taken = ledger.take([entry_of(record.wire)], MemoryContent(), {record.id})
    assert not isinstance(taken, Notice)
    assert (taken.stood, taken.notices) == ({record.id}, [])
    roster = ledger.roster
    assert (roster.firm, roster.relay_key, roster.founder) == ("Bureau", b"r" * 32, ledger.me)
    assert [(m.name, m.roles) for m in roster.current()] == [("Noor", ("adviser", "coordinator"))]
    circle, epoch = ledger.circles[EVERYONE], ledger.current(EVERYONE)
    assert epoch is not None
    assert holders(circle, epoch, roster) == (begun.ring.member,)


@pytest.mark.parametrize(
    "other",
    [{"statement": b"s" * 112}, {"statement": b"s" * 111}, {"roles": ["king"]}, {"roles": []}],
    ids=["another statement", "a short one", "an unknown role", "no role"],
)
def test_a_false_founding_founds_nothing(other: dict[str, Any]) -> None:
    """A founding that is not the one of the log id leaves an empty firm."""
    begun = beginning()
    ledger = Ledger(begun.ring, lets_in)
    record = first_record(begun, **other)
    taken = ledger.take([entry_of(record.wire)], MemoryContent(), {record.id})
    assert not isinstance(taken, Notice)
    assert taken.fell == {record.id}
    assert ledger.roster.members == {}
    assert ledger.circles == {}


def test_a_firm_is_founded_once() -> None:
    """A second founding, under the founder's own key, changes nothing."""
    firm = trio()
    noor, joost, _ = firm.desks
    secret = firm.random(32)
    keys = EpochKeys.of(EVERYONE, secret)
    entry = KeyEntry(EVERYONE, "everyone", keys.epoch, secret, noor.replica.ledger.me, 0)
    joost.replica.ledger.learn(entry)
    founding = Founding(b"s" * 112, "Other", "Noor", ["adviser"], "laptop", b"r" * 32)
    opening = Opening("everyone", None, None, None, None, None, None, None, founding)
    firm.send(noor, keys, Kind.OPENING, opening, fence=False)
    assert flaws(joost) == ["not_allowed"]
    assert joost.replica.ledger.roster.firm == "Bureau"
