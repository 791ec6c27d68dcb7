"""Handing a case over: the only way for the one who leads it to leave it."""

from __future__ import annotations

from typing import Any

import pytest

from shared.replica.handover import ACCEPTED, TRANSFER
from shared.replica.outbox import Leave
from tests.replica.desk import Desk, Firm, flaws, trio
from tests.replica.test_closing import scene

NOTE = b"n" * 16


def shared() -> tuple[Firm, bytes]:
    """A case of Noor's with a note, that Joost holds too."""
    firm = trio()
    noor, joost, _ = firm.desks
    case = noor.open_case(code="kiezel")
    noor.write(case, NOTE, text="before")
    noor.share(case, joost)
    firm.settle()
    return firm, case


def offer(desk: Desk, case: bytes, **fields: Any) -> None:
    desk.write(case, case, TRANSFER, **fields)
    desk.firm.settle()


def test_who_takes_a_case_over_leads_it_and_the_former_lead_has_nothing() -> None:
    """Content belongs to the case: all of it stays, its author's too, and goes on."""
    firm, case = shared()
    noor, joost, _ = firm.desks
    offer(noor, case, to=joost.member)
    offer(joost, case, status=ACCEPTED)
    joost.intend(Leave(case, noor.member))
    firm.settle()
    assert case not in noor.replica.ledger.circles
    assert not any(e.circle == case for e in noor.replica.ring.entries.values())
    assert noor.shown(case, NOTE, "text") == []
    assert joost.shown(case, NOTE, "text") == ["before"]
    assert joost.replica.ledger.circles[case].lead == joost.member
    joost.write(case, NOTE, text="after")
    firm.settle()
    assert joost.shown(case, NOTE, "text") == ["after"]
    for desk in firm.desks:
        assert desk.told == []


REFUSED: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("nothing was said", "", {}, {}),
    ("it was offered to another", "samira", {"status": ACCEPTED}, {}),
    ("it was not accepted", "joost", {}, {}),
    ("it was refused", "joost", {"status": "refused"}, {}),
    ("the lead says that it was accepted", "joost", {}, {"status": ACCEPTED}),
]


@pytest.mark.parametrize(
    ("to", "answer", "more"), [x[1:] for x in REFUSED], ids=[x[0] for x in REFUSED]
)
def test_nobody_takes_a_case_that_was_not_handed_over(
    to: str, answer: dict[str, Any], more: dict[str, Any]
) -> None:
    """Neither a program that keeps the rules nor one that was modified."""
    some = scene()
    ids = {desk.name: desk.member for desk in some.firm.desks}
    if to or more:
        offer(some.noor, some.case, **({"to": ids[to]} if to else {}), **more)
    if answer:
        offer(some.joost, some.case, **answer)
    some.joost.intend(Leave(some.case, some.noor.member))
    some.firm.settle()
    assert some.case in some.noor.replica.ledger.circles
    some.close(some.joost, without="n")
    assert flaws(some.noor) == ["not_allowed"]


def test_an_offer_that_joost_wrote_himself_is_none() -> None:
    """Who holds a case can write anything into it, but not as its lead."""
    some = scene()
    offer(some.joost, some.case, to=some.joost.member, status=ACCEPTED)
    some.close(some.joost, without="n")
    assert flaws(some.noor) == ["not_allowed"]


def test_of_two_answers_the_strictest_counts() -> None:
    """Offered and taken back at once: nobody takes it over."""
    some = scene()
    offer(some.noor, some.case, to=some.joost.member)
    some.joost.write(some.case, some.case, TRANSFER, status=ACCEPTED)
    some.noor.write(some.case, some.case, TRANSFER, status="withdrawn")
    some.firm.settle()
    some.close(some.joost, without="n")
    assert flaws(some.noor) == ["not_allowed"]
