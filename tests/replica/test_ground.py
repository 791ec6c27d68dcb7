"""Grounds: a consent, or the act of those who share a member's words; and no other."""

from __future__ import annotations

import pytest

from shared.replica.handover import ACCEPTED, TRANSFER
from shared.replica.outbox import Leave, Share
from tests.replica.desk import Desk, Firm, trio
from tests.replica.paper import recovered

NOTE = b"n" * 16
ACT = b"q" * 16


def left(kind: str) -> tuple[Firm, Desk, bytes]:
    """Noor has a case and is gone; a device was made from her words. Firm, device, case."""
    firm = trio()
    noor = firm.noor
    case = noor.open_case(code="kiezel")
    noor.write(case, NOTE, text="what she wrote")
    firm.settle()
    device = recovered(firm, noor, kind)
    firm.desks.remove(noor)
    joost = firm.desks[0]
    joost.write(joost.own, NOTE, text="seen")
    firm.now += 86_400_000
    firm.settle()
    return firm, device, case


def test_a_leavers_case_goes_on_with_a_successor_by_a_quorum() -> None:
    """Without a consent of the reporter, but never without an act that stands in the case."""
    firm, device, case = left("shares")
    joost = firm.desks[0]
    device.write(case, ACT, "quorum_act", to=joost.member)
    device.intend(Share(case, joost.member, ACT, "quorum"))
    device.write(case, case, TRANSFER, to=joost.member)
    firm.settle()
    assert joost.shown(case, NOTE, "text") == ["what she wrote"]
    joost.write(case, case, TRANSFER, status=ACCEPTED)
    firm.settle()
    joost.intend(Leave(case, device.member))
    firm.settle()
    assert joost.replica.ledger.circles[case].lead == joost.member
    assert case not in device.replica.ledger.circles
    assert [desk.told for desk in firm.desks] == [[]] * len(firm.desks)


def test_words_of_one_alone_are_no_quorum() -> None:
    """Who has a recovery sheet goes on as the member, and gives nothing away without a consent."""
    firm, device, case = left("paper")
    joost = firm.desks[0]
    device.write(case, ACT, "quorum_act", to=joost.member)
    device.intend(Share(case, joost.member, ACT, "quorum"))
    firm.settle()
    assert case not in joost.replica.ledger.circles


@pytest.mark.parametrize("to", ["samira", "nobody"])
def test_a_quorum_names_who_comes_in(to: str) -> None:
    """And nobody else comes in on it."""
    firm, device, case = left("shares")
    joost, samira = firm.desks[:2]
    device.write(case, ACT, "quorum_act", to={"samira": samira.member, "nobody": b"x" * 16}[to])
    device.intend(Share(case, joost.member, ACT, "quorum"))
    firm.settle()
    assert case not in joost.replica.ledger.circles


def test_a_laptop_of_the_lead_makes_no_quorum() -> None:
    """What an ordinary device writes as such an act is none, also for a modified program's
    reader."""
    firm = trio()
    noor, joost, _ = firm.desks
    case = noor.open_case(code="kiezel")
    noor.write(case, ACT, "quorum_act", to=joost.member)
    noor.intend(Share(case, joost.member, ACT, "quorum"))
    firm.settle()
    assert case not in joost.replica.ledger.circles
