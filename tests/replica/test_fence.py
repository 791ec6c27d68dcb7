"""Fences: the acts that can be done, and why others can not."""

from __future__ import annotations

from typing import Any

import pytest

from shared.replica.batch import Fence, Impossible
from shared.replica.fence import compared, form_fence
from shared.replica.outbox import (
    Admit,
    Intent,
    Leave,
    Remove,
    Revoke,
    SetRoles,
    Share,
    Turn,
)
from shared.replica.roster import Role
from shared.sealing.device import make_device
from shared.sealing.pair import ADVISERS, EVERYONE
from tests.replica.desk import Desk, Firm, trio
from tests.replica.paper import parcel, sheet
from tests.simulation import firm as made

NOTE = b"n" * 16
SMALL_ORDER = bytes(32)


def forming(desk: Desk, intent: Intent) -> Fence | Impossible:
    return form_fence(desk.replica, intent, desk.firm.now)


def why(desk: Desk, intent: Intent) -> str:
    """Why an act can not be done."""
    outcome = forming(desk, intent)
    assert isinstance(outcome, Impossible), "it can be done"
    return outcome.why


def shared_case(firm: Firm) -> bytes:
    """A case of Noor's that Joost holds too."""
    case = firm.noor.open_case(code="kiezel")
    firm.noor.share(case, firm.desks[1])
    firm.settle()
    return case


NEEDED = {
    "compared": "You have not compared the safety words with this colleague.",
    "status": "There is no consent in force for this colleague.",
    "scope": "There is no consent in force for this colleague.",
    "recipient": "There is no consent in force for this colleague.",
}


@pytest.mark.parametrize("missing", [None, *NEEDED])
def test_sharing_needs_words_and_a_consent(missing: str | None) -> None:
    """A consent for this colleague that is in force, and words that were compared."""
    firm = trio()
    noor, joost, _ = firm.desks
    case = noor.open_case(code="kiezel")
    if missing != "compared":
        noor.write(noor.own, joost.member, "trust", compared=True)
    terms: dict[str, Any] = {
        "status": "given",
        "scope": "share_with_colleague",
        "recipient": joost.member,
    }
    terms.pop(missing or "", None)
    noor.write(case, NOTE, "consent", **terms)
    noor.sync()
    intent = Share(case, joost.member, NOTE)
    if missing is None:
        assert isinstance(forming(noor, intent), Fence)
    else:
        assert why(noor, intent) == NEEDED[missing]


def test_a_consent_must_stand_before_it_is_used() -> None:
    """One that was typed and is not in the log yet is no ground: others could not see it."""
    firm = trio()
    noor, joost, _ = firm.desks
    case = noor.open_case(code="kiezel")
    noor.sync()
    noor.share(case, joost)
    assert why(noor, Share(case, joost.member, NOTE)) == NEEDED["status"]


def test_words_that_two_devices_disagree_on_were_not_compared() -> None:
    """Several values count as the most restrictive."""
    firm = trio()
    noor, joost, _ = firm.desks
    phone = firm.add_device(noor, "phone")
    firm.settle()
    noor.write(noor.own, joost.member, "trust", compared=True)
    assert compared(noor.replica.ledger, noor.replica, joost.member)
    phone.write(noor.own, joost.member, "trust", compared=False)
    firm.settle()
    assert not compared(noor.replica.ledger, noor.replica, joost.member)


def test_words_of_a_turned_key_stay_compared() -> None:
    """They are those of the admission, which no turn changes."""
    firm = trio()
    noor, joost, _ = firm.desks
    noor.write(noor.own, joost.member, "trust", compared=True)
    for desk in (noor, joost):
        desk.intend(Turn(firm.random(32), loss=True))
        firm.settle()
    assert compared(noor.replica.ledger, noor.replica, joost.member)


def test_only_who_leads_shares_and_takes_out() -> None:
    """Another holder does neither, and nobody takes out the lead."""
    firm = trio()
    noor, joost, samira = firm.desks
    case = shared_case(firm)
    lead = "Only the adviser who leads the case can"
    assert why(joost, Share(case, samira.member, NOTE)) == f"{lead} share it."
    assert why(joost, Leave(case, noor.member)) == f"{lead} do this."
    assert why(noor, Leave(case, noor.member)) == f"{lead} do this."
    assert isinstance(forming(noor, Leave(case, joost.member)), Fence)


def test_a_case_that_is_not_here() -> None:
    """It may be on its way when this device opens it itself."""
    firm = trio()
    noor, joost, _ = firm.desks
    outcome = forming(noor, Share(NOTE, joost.member, NOTE))
    assert isinstance(outcome, Impossible)
    assert (outcome.why, outcome.wait) == ("This device does not hold the case.", False)
    case = noor.open_case(code="kiezel")
    outcome = forming(noor, Share(case, joost.member, NOTE))
    assert isinstance(outcome, Impossible)
    assert outcome.wait
    assert why(noor, Leave(NOTE, joost.member)) == "This device does not hold the case."


def test_who_is_no_adviser_holds_no_case() -> None:
    """Neither a supervisor, nor somebody nobody knows."""
    firm = trio()
    friend = firm.join("Friend", Role.SUPERVISOR)
    case = firm.noor.open_case(code="kiezel")
    firm.settle()
    for member in (friend.member, b"x" * 16):
        reason = "This colleague is not an adviser of the firm."
        assert why(firm.noor, Share(case, member, NOTE)) == reason


def admission(firm: Firm, **other: Any) -> Admit:
    who = made.newcomer(firm.random, "New", made.ADVISER)
    admit = made.admission(firm.log, who)
    return type(admit)(**{f: getattr(admit, f) for f in admit.__struct_fields__} | other)


def test_only_a_coordinator_changes_the_firm() -> None:
    """Admits and removes; and nobody removes oneself."""
    firm = trio()
    noor, joost, samira = firm.desks
    only = "Only a coordinator can do this."
    assert why(joost, admission(firm)) == only
    assert why(joost, Remove(samira.member)) == only
    assert why(noor, Remove(noor.member)) == "You can not remove yourself."
    assert why(joost, Revoke(noor.replica.ledger.me)) == "The rules of the firm do not allow it."
    assert isinstance(forming(noor, admission(firm)), Fence)


def test_an_admission_that_the_rules_do_not_allow() -> None:
    """A proof of other keys, a member that is known, a key that is none."""
    firm = trio()
    noor, joost, _ = firm.desks
    rules = "The rules of the firm do not allow it."
    for other in ({"proof": bytes(64)}, {"member": joost.member}, {"member_key": SMALL_ORDER}):
        outcome = forming(noor, admission(firm, **other))
        assert isinstance(outcome, Impossible)
        assert outcome.why in (rules, "Their program made a key that is not a real key.")


def test_only_an_adviser_admits_an_adviser() -> None:
    """Another coordinator has no key of `advisers` to give."""
    firm = trio()
    boss = firm.join("Boss", Role.COORDINATOR)
    firm.settle()
    reason = "Only a coordinator who is an adviser can admit an adviser."
    assert why(boss, admission(firm)) == reason
    plain = admission(firm, roles=(str(Role.SUPERVISOR),))
    assert isinstance(forming(boss, plain), Fence)


def test_roles_are_changed_by_a_coordinator_and_bring_their_keys() -> None:
    """Who becomes an adviser reads what advisers share, also of before."""
    firm = Firm("roles")
    noor = firm.noor
    mila = firm.join("Mila", "supervisor")
    noor.write(ADVISERS, NOTE, text="pattern")
    firm.settle()
    assert ADVISERS not in mila.replica.ledger.circles
    noor.intend(SetRoles(mila.member, ("supervisor", "adviser")))
    firm.settle()
    assert mila.shown(ADVISERS, NOTE, "text") == ["pattern"]
    noor.intend(SetRoles(mila.member, ("supervisor",)))
    firm.settle()
    noor.write(ADVISERS, NOTE, text="after")
    firm.settle()
    keys = noor.replica.ledger.current(ADVISERS)
    assert keys is not None
    assert keys.id not in mila.replica.ring.entries
    assert noor.replica.ledger.roster.members[mila.member].roles == ("supervisor",)
    assert [desk.told for desk in firm.desks] == [[], []]


def test_why_roles_can_not_be_changed() -> None:
    """A firm keeps a coordinator, and nobody makes oneself an adviser."""
    firm = trio()
    noor, joost, _ = firm.desks
    mila = firm.join("Mila", "coordinator")
    pia = firm.join("Pia", "supervisor")
    firm.settle()
    assert why(joost, SetRoles(joost.member, ("coordinator",))) == (
        "Only a coordinator can do this."
    )
    assert why(mila, SetRoles(pia.member, ("adviser",))) == (
        "Only a coordinator who is an adviser can admit an adviser."
    )
    assert why(mila, SetRoles(mila.member, ("adviser", "coordinator"))) == (
        "Another coordinator has to make you an adviser."
    )
    noor.intend(SetRoles(mila.member, ("supervisor",)))
    firm.settle()
    assert why(noor, SetRoles(noor.member, ("adviser",))) == (
        "A firm needs a coordinator: somebody has to be it."
    )


def test_a_turn_waits_for_all_devices() -> None:
    """A device without an exchange key could not receive the new keys."""
    firm = trio()
    noor = firm.noor
    device = make_device(firm.random)
    noor.intend(made.addition(firm.log, noor.member, device, "phone"))
    noor.sync()
    outcome = forming(noor, Turn(firm.random(32), loss=False))
    assert isinstance(outcome, Impossible)
    assert (outcome.why, outcome.wait) == ("Not all your devices have synced yet.", True)
    noor.save(noor.own, made.exchange_edit(device))
    noor.sync()
    assert isinstance(forming(noor, Turn(firm.random(32), loss=False)), Fence)


def test_a_sheet_has_a_parcel_that_follows_every_turn() -> None:
    """From paper alone one gets at the present key of the member and of `self`."""
    firm = trio()
    noor = firm.noor
    paper = sheet(firm, noor)
    before = parcel(firm, paper)
    assert before.member_private == noor.replica.ring.member_private
    assert before.member == noor.member
    noor.intend(Turn(firm.random(32), loss=True))
    noor.sync()
    after = parcel(firm, paper)
    own = noor.replica.ring.current_self()
    assert own is not None
    assert after.member_private == noor.replica.ring.member_private != before.member_private
    assert (own.epoch, own.secret) in {(e.epoch, e.secret) for e in after.entries}
    assert {e.epoch for e in after.entries if e.circle == EVERYONE} == {
        e.epoch for e in noor.replica.ring.entries.values() if e.circle == EVERYONE
    }
    ledger = noor.replica.ledger
    assert ledger.chain_at(after.place) == after.chain


def test_a_revoked_sheet_gets_no_parcel() -> None:
    """What was revoked does not learn the next key."""
    firm = trio()
    noor = firm.noor
    paper = sheet(firm, noor)
    noor.intend(Revoke(paper.signer.device))
    noor.intend(Turn(firm.random(32), loss=True))
    noor.sync()
    assert parcel(firm, paper).member_private != noor.replica.ring.member_private
