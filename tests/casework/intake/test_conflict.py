"""The check for conflicts of interest: rules 1 and 3."""

from __future__ import annotations

from typing import Any

import pytest

from shared.casework import verbs
from shared.casework.intake.conflict import (
    ConflictRule,
    flags_of_conflict,
    last_check,
    statuses_offered,
    stepped_back,
)
from shared.casework.model.codes import CaseStatus
from shared.casework.model.kinds import Kind
from shared.casework.rules import Broken, Flag
from shared.casework.status import ENDS
from shared.replica.change import Edit
from tests.casework.made import CIRCLE, ON, Firm, add, change, edited, rule

CHECK = b"k" * 16
CLEAR = {"done_on": ON, "method": "oral", "result": "clear"}
CONFLICT = {"done_on": ON, "method": "oral", "result": "conflict"}


def opened(**values: Any) -> Firm:
    firm = Firm()
    firm.save(verbs.open_case(CIRCLE, "kiezel-47", ON, values))
    return firm


def moved(firm: Firm, status: str) -> Any:
    file = firm.file()
    return verbs.change(file, file.case, {"status": status}, ON)


@pytest.mark.parametrize("status", ["conflict_checked", *map(str, ENDS)])
def test_rule_01_a_case_does_not_leave_new_without_a_check(status: str) -> None:
    """Neither further nor to an end; with a check it does."""
    firm = opened()

    assert moved(firm, status) == Broken(ConflictRule.CHECK_FIRST, "status")

    firm.save(add(Kind.CONFLICT_CHECK, CHECK, CLEAR))

    assert edited(moved(firm, status)) == {"status": status}
    assert CaseStatus(status) in statuses_offered(firm.file())


def test_rule_01_a_check_that_could_not_be_made_counts_with_its_reason() -> None:
    """Not checkable is an answer, if it says why."""
    firm = opened()
    unchecked = {"done_on": ON, "method": "none_possible", "result": "not_checkable"}

    assert add(Kind.CONFLICT_CHECK, CHECK, unchecked) == Broken(ConflictRule.REASON, "reason")
    assert rule(moved(firm, "conflict_checked")) is ConflictRule.CHECK_FIRST

    firm.save(add(Kind.CONFLICT_CHECK, CHECK, {**unchecked, "reason": "belt anoniem"}))

    assert edited(moved(firm, "conflict_checked")) == {"status": "conflict_checked"}
    assert rule(change(firm.view(CHECK), {"reason": ""})) is ConflictRule.REASON


def test_rule_01_a_deleted_check_is_no_check() -> None:
    """What was taken out does not open the door."""
    firm = opened()
    firm.save(add(Kind.CONFLICT_CHECK, CHECK, CLEAR))
    firm.save(verbs.delete(firm.file(), firm.view(CHECK), ON))

    assert rule(moved(firm, "conflict_checked")) is ConflictRule.CHECK_FIRST


def test_rule_01_a_case_that_another_program_moved_on_is_flagged() -> None:
    """It is shown as it is, and is not stuck: the mark goes once there is a check."""
    firm = opened()
    firm.save([verbs.edit(firm.file().case, "status", "intake")])

    assert list(flags_of_conflict(firm.file(), ON)) == [
        Flag(ConflictRule.CHECK_FIRST, CIRCLE, "status")
    ]
    assert edited(moved(firm, "exploring")) == {"status": "exploring"}

    firm.save(add(Kind.CONFLICT_CHECK, CHECK, CLEAR))

    assert list(flags_of_conflict(firm.file(), ON)) == []


def test_what_can_not_be_checked_is_not_clear() -> None:
    """Nobody writes down that there is no conflict where nothing was asked."""
    wish = {**CLEAR, "method": "none_possible", "reason": "x"}

    assert add(Kind.CONFLICT_CHECK, CHECK, wish) == Broken(ConflictRule.NOT_CLEAR, "result")


@pytest.mark.parametrize("result", ["possible", "conflict"])
def test_a_conflict_says_what_it_is_and_what_is_done(result: str) -> None:
    """Neither can be left open."""
    wish = {"done_on": ON, "method": "oral", "result": result}

    assert rule(add(Kind.CONFLICT_CHECK, CHECK, wish)) is ConflictRule.KIND
    wish["conflict_kind"] = "personal_relation"
    assert rule(add(Kind.CONFLICT_CHECK, CHECK, wish)) is ConflictRule.DECISION
    wish["decision"] = "proceed"
    assert edited(add(Kind.CONFLICT_CHECK, CHECK, wish)) == wish


@pytest.mark.parametrize("kind", ["adviser_is_subject", "same_adviser_other_side"])
@pytest.mark.parametrize("decision", ["proceed", "barrier"])
def test_rule_03_nobody_is_there_for_both_sides(kind: str, decision: str) -> None:
    """For one's own there is no way around it, also not with the reporter's word."""
    wish = {**CONFLICT, "conflict_kind": kind, "decision": decision, "reporter_told": True}

    assert rule(add(Kind.CONFLICT_CHECK, CHECK, wish)) is ConflictRule.NEVER_YOURSELF
    firm = opened()
    firm.save([Edit("conflict_check", CHECK, name, value) for name, value in wish.items()])
    assert list(flags_of_conflict(firm.file(), ON)) == [
        Flag(ConflictRule.NEVER_YOURSELF, CHECK, "decision")
    ]


def test_rule_03_a_firm_is_there_for_both_sides_with_a_wall_and_informed_reporters() -> None:
    """A wall between the cases, and the reporter knows."""
    wish = {**CONFLICT, "conflict_kind": "same_firm_other_side", "decision": "proceed"}

    assert rule(add(Kind.CONFLICT_CHECK, CHECK, wish)) is ConflictRule.BOTH_SIDES_OF_FIRM
    wish["decision"] = "barrier"
    assert add(Kind.CONFLICT_CHECK, CHECK, wish) == Broken(
        ConflictRule.BOTH_SIDES_OF_FIRM, "reporter_told"
    )
    assert edited(add(Kind.CONFLICT_CHECK, CHECK, {**wish, "reporter_told": True}))


@pytest.mark.parametrize("decision", ["recuse", "refer_to_colleague", "refer_to_other_firm"])
def test_an_adviser_who_is_not_free_can_only_end_the_case(decision: str) -> None:
    """Only ends are offered, and nothing else is taken."""
    firm = opened()
    wish = {**CONFLICT, "conflict_kind": "adviser_is_subject", "decision": decision}
    firm.save(add(Kind.CONFLICT_CHECK, CHECK, wish))

    assert stepped_back(firm.file())
    assert set(statuses_offered(firm.file())) == set(ENDS)
    assert moved(firm, "conflict_checked") == Broken(ConflictRule.NOT_FREE, "status")

    firm.save(moved(firm, "redirected"))

    assert statuses_offered(firm.file()) == ()
    assert moved(firm, "intake") == Broken(ConflictRule.NOT_FREE, "status")


def test_the_last_check_counts() -> None:
    """A later check, also of the same day, takes the place of an earlier one."""
    firm = opened()
    wish = {**CONFLICT, "conflict_kind": "dual_role", "decision": "recuse"}
    firm.save(add(Kind.CONFLICT_CHECK, CHECK, wish))
    firm.save(add(Kind.CONFLICT_CHECK, b"a" * 16, CLEAR))

    check = last_check(firm.file())

    assert check is not None
    assert check.id == b"a" * 16
    assert not stepped_back(firm.file())
    firm.save(add(Kind.CONFLICT_CHECK, b"z" * 16, {**CLEAR, "done_on": "2025-01-01"}))
    assert last_check(firm.file()) == check


def test_a_check_that_was_wrong_already_can_be_told_to_the_reporter_elsewhere() -> None:
    """A change that touches nothing of what is wrong is not refused for it."""
    firm = opened()
    odd = {"done_on": ON, "method": "oral", "result": "conflict"}
    firm.save([Edit("conflict_check", CHECK, name, value) for name, value in odd.items()])

    assert edited(change(firm.view(CHECK), {"done_on": "2026-02-04"})) == {"done_on": "2026-02-04"}
    assert rule(change(firm.view(CHECK), {"decision": "recuse"})) is ConflictRule.KIND
