"""A device that was made from paper lets nobody in before somebody has seen it."""

from __future__ import annotations

from shared.casework.consent.grounds import lets_in
from shared.replica.confirmed import confirmed
from shared.replica.derived import DAY
from shared.replica.memory import recall, remember
from shared.replica.outbox import Remove, Revoke, Turn
from shared.replica.roster import Role
from shared.sealing.pair import ADVISERS
from tests.replica.desk import Desk, Firm, keys_of, trio
from tests.replica.paper import on_paper, recovered, sheet
from tests.simulation import firm as made


def heard_of(firm: Firm, *desks: Desk) -> None:
    """A day later these devices sync, and say up to where they have come."""
    firm.now += DAY
    for desk in desks:
        desk.sync()


def test_a_recovered_device_shares_when_somebody_has_seen_it() -> None:
    """What is typed goes out at once; the share waits for a record whose author had seen
    the device in the roster."""
    firm = trio()
    noor, joost, _ = firm.desks
    new = recovered(firm, noor)
    case = new.open_case(title="shared")
    new.share(case, joost)
    new.sync()
    assert not confirmed(new.replica)
    assert [item.saves for item in new.replica.items.values()] == [()]
    heard_of(firm, joost)
    new.sync()
    assert confirmed(new.replica)
    assert new.replica.items == {}
    joost.sync()
    assert joost.shown(case, case, "title", "case") == ["shared"]


def test_what_was_written_before_it_came_confirms_nothing() -> None:
    """A relay can show an old log, and everything in it is true."""
    firm = trio()
    noor, joost, samira = firm.desks
    heard_of(firm, joost, samira)
    new = recovered(firm, noor)
    assert new.replica.ledger.heard[joost.replica.ledger.me]
    assert not confirmed(new.replica)


def test_paper_confirms_no_paper() -> None:
    """Neither the sheet, nor what its device adds, has another log than it."""
    firm = trio()
    noor, joost, _ = firm.desks
    new = recovered(firm, noor)
    phone = firm.add_device(new, "phone")
    heard_of(firm, phone)
    new.sync()
    assert phone.replica.ledger.me in new.replica.ledger.heard
    assert not confirmed(new.replica)
    assert not confirmed(phone.replica)
    heard_of(firm, joost, new, phone)
    assert confirmed(new.replica)
    assert confirmed(phone.replica)


def test_the_sheet_itself_only_adds_a_device() -> None:
    """It has no place in the log from which on somebody has seen it."""
    firm = trio()
    noor, joost, _ = firm.desks
    paper = on_paper(firm, sheet(firm, noor))
    heard_of(firm, joost)
    paper.intend(Turn(firm.random(32), loss=True))
    paper.sync()
    assert len(paper.replica.items) == 1
    assert firm.add_device(paper, "recovered").replica.ledger.roster.active(paper.replica.ledger.me)


def test_other_devices_are_confirmed_by_who_let_them_in() -> None:
    """The founder's, a colleague's, and one that was added by another."""
    firm = trio()
    noor, joost, _ = firm.desks
    phone = firm.add_device(joost, "phone")
    for desk in (noor, joost, phone):
        assert confirmed(desk.replica)
    phone.intend(Turn(firm.random(32), loss=False))
    phone.sync()
    assert phone.replica.items == {}


def test_a_firm_of_one_goes_on_from_paper() -> None:
    """When there is nobody but the device that is lost, nobody could have seen more."""
    firm = Firm()
    new = recovered(firm, firm.noor)
    joost = made.newcomer(firm.random, "Joost", made.ADVISER)
    new.intend(made.admission(firm.log, joost))
    new.sync()
    assert new.replica.items == {}
    assert new.replica.ledger.roster.has(joost.member, Role.ADVISER)


def test_another_own_device_is_waited_for_until_it_is_out() -> None:
    """It may have seen more; when it is revoked, it can not."""
    firm = Firm()
    phone = firm.add_device(firm.noor, "phone")
    new = recovered(firm, firm.noor)
    new.intend(made.admission(firm.log, made.newcomer(firm.random, "Joost", made.ADVISER)))
    new.sync()
    assert len(new.replica.items) == 1
    new.intend(Revoke(phone.replica.ledger.me))
    new.sync()
    assert new.replica.items == {}


def test_what_is_owed_waits_too() -> None:
    """A change of keys goes by who is in the firm, which may be out of date."""
    firm = trio()
    noor, joost, samira = firm.desks
    paper = sheet(firm, noor)
    noor.intend(Remove(samira.member))
    noor.sync_once()
    new = firm.add_device(on_paper(firm, paper), "recovered")
    before = keys_of(new, ADVISERS)
    new.sync()
    assert keys_of(new, ADVISERS) == before
    heard_of(firm, joost)
    new.sync()
    assert keys_of(new, ADVISERS) == keys_of(joost, ADVISERS) != before


def test_who_has_seen_it_is_remembered() -> None:
    """A snapshot holds what each device has said to have seen."""
    firm = trio()
    noor, joost, _ = firm.desks
    new = recovered(firm, noor)
    heard_of(firm, joost, new)
    data = remember(new.replica.ledger)
    assert data is not None
    ledger = recall(data, new.replica.ring, lets_in)
    assert ledger is not None
    assert ledger.witnessed == new.replica.ledger.witnessed
    me = ledger.roster.devices[ledger.me]
    assert ledger.witnessed[joost.replica.ledger.me] >= me.since
