"""What a device sends of its own accord: many circles change their keys in one fence."""

from __future__ import annotations

import pytest

from shared.replica import action as act
from shared.replica.circle import owed
from shared.replica.derived import OWED_AT_ONCE
from shared.replica.outbox import Remove, Turn
from tests.replica.desk import Desk, Firm, trio

NOTE = b"n" * 16


def with_cases(count: int) -> tuple[Firm, list[bytes]]:
    """Noor leads so many cases, each shared with Joost."""
    firm = trio()
    noor, joost, _ = firm.desks
    cases = [noor.open_case(code=f"kiezel-{number}") for number in range(count)]
    for case in cases:
        noor.share(case, joost)
    firm.settle()
    return firm, cases


def owing(desk: Desk) -> int:
    """How many circles owe a change of their keys."""
    ledger = desk.replica.ledger
    return sum(
        epoch is not None and owed(circle, epoch, ledger.roster) is not None
        for circle in ledger.circles.values()
        for epoch in [ledger.current(circle.id)]
    )


def pushes(desk: Desk) -> int:
    return sum(isinstance(action, act.Push) for action in desk.done)


def test_a_removal_changes_the_keys_of_many_cases_in_few_batches() -> None:
    """Every case that the removed one held has a new epoch, with one fence for all."""
    firm, cases = with_cases(12)
    noor, joost, samira = firm.desks
    before = {case: noor.replica.ledger.circles[case].current for case in cases}
    noor.intend(Remove(joost.member))
    noor.sync()
    assert owing(noor) == 0
    # The removal, the keys of `everyone` kept, one fence for all, its keys kept, presence.
    assert pushes(noor) <= 6
    for case in cases:
        epoch = noor.replica.ledger.current(case)
        assert epoch is not None
        assert epoch.id != before[case]
        assert epoch.holders == (noor.member,)
    noor.write(cases[0], NOTE, text="after")
    firm.settle()
    assert samira.engine.stopped is False
    assert noor.replica.items == {}


@pytest.mark.parametrize("kept", range(1, 9))
def test_a_relay_that_cuts_such_a_batch_breaks_none_of_the_cases(kept: int) -> None:
    """Wherever the relay cuts it, the device goes on from there, also after a new start."""
    firm, cases = with_cases(4)
    noor, joost, _ = firm.desks
    noor.intend(Remove(joost.member))
    while owing(noor) == 0:
        noor.sync_once()
    while True:
        push = noor.handle_until_pushed()
        if push.fence:
            break
        firm.relay.append(push)
        noor.start()
    assert len(push.records) >= 8
    for wire in push.records[:kept]:
        firm.put(wire)
    noor.start()
    firm.settle()
    assert owing(noor) == 0
    for number, case in enumerate(cases):
        epoch = noor.replica.ledger.current(case)
        assert epoch is not None
        assert epoch.holders == (noor.member,)
        noor.write(case, NOTE, text=f"after {number}")
    firm.settle()
    assert noor.replica.items == {}
    noor.start()
    assert [noor.shown(case, NOTE, "text") for case in cases] == [
        [f"after {number}"] for number in range(len(cases))
    ]


def test_a_fence_never_holds_more_than_its_index_can_name() -> None:
    """More circles than one fence takes are changed by several."""
    firm, cases = with_cases(OWED_AT_ONCE + 3)
    noor, _, _ = firm.desks
    noor.intend(Turn(firm.random(32), loss=True))
    noor.sync()
    sizes = [len(a.append.records) for a in noor.done if isinstance(a, act.Push) and a.append.fence]
    assert max(sizes) == 2 * OWED_AT_ONCE
    assert owing(noor) == 0
    assert len(cases) == OWED_AT_ONCE + 3
