"""Closings: who may end an epoch, who goes on, and what a leaver keeps."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from shared.replica.notice import Told
from shared.replica.outbox import Leave, Remove, Turn
from shared.replica.payload import Closing, Kind
from shared.sealing.epoch import EpochKeys
from shared.sealing.pair import ADVISERS, EVERYONE
from tests.replica.desk import Desk, Firm, flaws, keys_of, trio

NOTE = b"n" * 16


class Scene(NamedTuple):
    """A case of Noor's that Joost holds too; Samira does not. `consent` names Samira."""

    firm: Firm
    case: bytes
    consent: bytes

    @property
    def noor(self) -> Desk:
        return self.firm.desks[0]

    @property
    def joost(self) -> Desk:
        return self.firm.desks[1]

    @property
    def samira(self) -> Desk:
        return self.firm.desks[2]

    def close(
        self,
        author: Desk,
        *,
        without: str = "",
        joiners: str = "",
        fence: bool = True,
        **other: Any,
    ) -> int:
        """Place a closing of the case that `without` leave and `joiners` join; both are
        initials. What is named in `other` is put in instead of what is right."""
        ids = {desk.name[0]: desk.member for desk in self.firm.desks}
        leavers, coming = [ids[who] for who in without], [ids[who] for who in joiners]
        staying = sorted({self.noor.member, self.joost.member} - set(leavers))
        parts: dict[str, Any] = {
            "next": EpochKeys.of(self.case, self.firm.random(32)).epoch,
            "holders": sorted({*staying, *coming}),
            "joiners": coming,
            "leavers": leavers,
            "ground": ["consent", self.consent] if coming else None,
            "boxes": [(who, b"box") for who in staying],
        }
        body = Closing(**(parts | other))
        return self.firm.send(author, keys_of(author, self.case), Kind.CLOSING, body, fence)


def scene() -> Scene:
    firm = trio()
    noor, joost, samira = firm.desks
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    consent = firm.random(16)
    terms = {"status": "given", "scope": "share_with_colleague", "recipient": samira.member}
    noor.write(case, consent, "consent", **terms)
    firm.settle()
    assert joost.shown(case, case, "code", "case") == ["kiezel"]
    return Scene(firm, case, consent)


def is_open(desk: Desk, circle: bytes) -> bool:
    return desk.replica.ledger.current(circle) is not None


@pytest.mark.parametrize("change", [{"without": "j"}, {"joiners": "s"}], ids=str)
def test_the_lead_closes(change: dict[str, Any]) -> None:
    """The lead takes a colleague out, or one in on the ground of a consent."""
    some = scene()
    some.close(some.noor, **change)
    assert flaws(some.joost) == []
    assert not is_open(some.joost, some.case)


BY_NOOR: list[tuple[str, dict[str, Any], str]] = [
    ("nobody comes or goes", {}, "not_allowed"),
    ("the lead leaves", {"without": "n"}, "holders"),
    ("everybody leaves", {"without": "nj"}, "holders"),
    ("one leaves who is not in", {"without": "s"}, "holders"),
    ("one joins who is in", {"joiners": "j"}, "holders"),
    ("one joins without a ground", {"joiners": "s", "ground": None}, "no_ground"),
    ("one joins for a role", {"joiners": "s", "ground": ["role"]}, "no_ground"),
    ("one joins on no consent", {"joiners": "s", "ground": ["consent", NOTE]}, "no_ground"),
    ("holders are left out", {"without": "j", "holders": []}, "holders"),
    ("holders are none", {"without": "j", "holders": None}, "holders"),
    ("a box is missing", {"without": "j", "boxes": []}, "boxes"),
    ("it is no fence", {"without": "j", "fence": False}, "not_allowed"),
]


@pytest.mark.parametrize(("change", "flaw"), [x[1:] for x in BY_NOOR], ids=[x[0] for x in BY_NOOR])
def test_the_lead_may_not(change: dict[str, Any], flaw: str) -> None:
    """What a modified program of the lead tries; the case goes on as it was."""
    some = scene()
    some.close(some.noor, **change)
    assert flaws(some.joost) == [flaw]
    assert is_open(some.joost, some.case)


def test_each_box_is_for_one_who_goes_on() -> None:
    """Not two for one member, and none for who leaves."""
    some = scene()
    noor, joost = some.noor.member, some.joost.member
    for boxes in ([(noor, b"1"), (noor, b"2")], [(noor, b"1"), (joost, b"2")]):
        some = scene()
        some.close(some.noor, without="j", boxes=boxes)
        assert flaws(some.joost) == ["boxes"]


BY_JOOST: list[tuple[str, dict[str, Any], str]] = [
    ("a colleague leaves", {"without": "n"}, "not_allowed"),
    ("one leaves by oneself", {"without": "j"}, "holders"),
    ("one joins", {"joiners": "s"}, "not_allowed"),
    ("nobody comes or goes", {}, "not_allowed"),
]


@pytest.mark.parametrize(
    ("change", "flaw"), [x[1:] for x in BY_JOOST], ids=[x[0] for x in BY_JOOST]
)
def test_another_holder_may_not(change: dict[str, Any], flaw: str) -> None:
    """A holder who does not lead changes nothing that is not owed."""
    some = scene()
    some.close(some.joost, **change)
    assert flaws(some.noor) == [flaw]
    assert is_open(some.noor, some.case)


def test_a_withdrawn_consent_lets_nobody_in() -> None:
    """What was withdrawn before the closing decides, not what the lead's program says."""
    some = scene()
    some.noor.write(some.case, some.consent, "consent", status="withdrawn")
    some.firm.settle()
    some.close(some.noor, joiners="s")
    assert flaws(some.joost) == ["no_ground"]


def test_what_waits_on_a_device_decides_nothing() -> None:
    """A withdrawal that this device has typed and nobody else has is no reason to reject
    what all others let stand."""
    some = scene()
    some.joost.write(some.case, some.consent, "consent", status="withdrawn")
    some.close(some.noor, joiners="s")
    assert flaws(some.joost) == []


def test_two_values_of_a_consent_are_the_strictest() -> None:
    """A consent that one device withdrew while another gave it anew lets nobody in."""
    some = scene()
    some.joost.write(some.case, some.consent, "consent", status="withdrawn")
    some.noor.write(some.case, some.consent, "consent", status="given")
    some.firm.settle()
    assert len(some.noor.shown(some.case, some.consent, "status", "consent")) == 2
    some.close(some.noor, joiners="s")
    assert flaws(some.joost) == ["no_ground"]


def test_nothing_closes_twice_or_goes_back() -> None:
    """An epoch that has begun can not follow another one."""
    some = scene()
    before = keys_of(some.joost, some.case).epoch
    some.close(some.noor, without="j", next=before)
    assert flaws(some.joost) == ["not_allowed"]


def test_a_bad_box_is_told_and_ends_the_epoch() -> None:
    """Who can not open its box keeps what it has, and says so."""
    some = scene()
    some.close(some.noor, joiners="s")
    some.joost.sync()
    assert some.joost.heard(Told.BAD_BOX)
    assert some.joost.shown(some.case, some.case, "code", "case") == ["kiezel"]
    assert not is_open(some.joost, some.case)


def test_who_was_taken_out_drops_the_case() -> None:
    """Content, keys and bytes go; what was typed there is kept apart and told."""
    some = scene()
    joost = some.joost
    held = [row.place for row in joost.disk.rows if row.wire is not None]
    joost.write(some.case, NOTE, text="typed")
    some.noor.intend(Leave(some.case, joost.member))
    some.noor.sync()
    joost.sync()
    assert some.case not in joost.replica.ledger.circles
    assert list(joost.content.entities(some.case)) == []
    assert all(entry.circle != some.case for entry in joost.replica.ring.entries.values())
    still = [row.place for row in joost.disk.rows if row.wire is not None]
    assert set(held) - set(still)
    unsent = list(joost.disk.unsent.values())
    assert [edit.value for item in unsent for save in item.saves for edit in save.edits] == [
        "typed"
    ]
    assert joost.heard(Told.UNSENT)[0].blanks == (("count", "1"),)
    assert joost.disk.items == {}


@pytest.mark.parametrize(
    ("circle", "author"),
    [(EVERYONE, 0), (EVERYONE, 1), (ADVISERS, 0), (None, 0)],
    ids=["everyone by the coordinator", "everyone", "advisers", "self"],
)
def test_circles_of_the_firm_close_only_for_a_reason(circle: bytes | None, author: int) -> None:
    """Without a leaver, a debt or a turn there is none."""
    firm = trio()
    phone = firm.add_device(firm.noor, "phone")
    firm.settle()
    desk = firm.desks[author]
    own = desk.own if circle is None else circle
    after = EpochKeys.of(own, firm.random(32)).epoch
    holders = [desk.member] if circle is None else None
    body = Closing(after, holders, [], [], None, [(d.member, b"b") for d in firm.desks[:3]])
    firm.send(desk, keys_of(desk, own), Kind.CLOSING, body)
    reader = phone if circle is None else firm.desks[2]
    assert flaws(reader) == ["not_allowed"]
    assert is_open(reader, own)


def test_only_a_coordinator_removes() -> None:
    """A member's modified program puts nobody out of the firm."""
    firm = trio()
    noor, joost, samira = firm.desks
    after = EpochKeys.of(EVERYONE, firm.random(32)).epoch
    boxes = [(desk.member, b"b") for desk in (noor, joost)]
    body = Closing(after, None, [], [samira.member], None, boxes)
    firm.send(joost, keys_of(joost, EVERYONE), Kind.CLOSING, body)
    assert flaws(samira) == ["not_allowed"]
    assert samira.replica.ledger.roster.active(samira.replica.ledger.me)


def test_who_is_removed_hears_so_and_keeps_the_roster() -> None:
    """Syncing ends; names stay readable; nothing of it is an alarm to restore from."""
    firm = trio()
    noor, joost, samira = firm.desks
    noor.intend(Remove(samira.member))
    noor.sync()
    firm.relay.devices[samira.replica.ledger.me] = samira.firm.relay.devices[noor.replica.ledger.me]
    samira.sync()
    assert samira.heard(Told.REMOVED)
    assert samira.engine.stopped
    assert [m.name for m in samira.replica.ledger.roster.members.values()] == [
        "Noor",
        "Joost",
        "Samira",
    ]
    joost.sync()
    roster = joost.replica.ledger.roster
    assert [member.name for member in roster.current()] == [
        member.name
        for member in sorted(roster.members.values(), key=lambda one: one.id)
        if member.name != "Samira"
    ]


def test_a_turn_forgets_the_old_self() -> None:
    """After a turn the old secret of `self` and the records under it are gone from every
    device of the member, and its content is still there."""
    firm = trio()
    noor = firm.noor
    phone = firm.add_device(noor, "phone")
    noor.write(noor.own, NOTE, text="mine")
    firm.settle()
    before, old_key = keys_of(phone, noor.own), phone.replica.ring.member_private
    noor.intend(Turn(firm.random(32), loss=False))
    firm.settle()
    for desk in (noor, phone):
        assert before.epoch not in desk.replica.ledger.epochs
        assert before.epoch not in desk.replica.ring.entries
        assert desk.replica.ring.member_private != old_key
        assert desk.shown(noor.own, NOTE, "text") == ["mine"]
        assert desk.told == []
    assert noor.replica.ring.member_private == phone.replica.ring.member_private
    assert noor.standing() == phone.standing()
