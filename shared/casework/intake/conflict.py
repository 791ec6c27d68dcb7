"""The check for conflicts of interest: what it must hold, and what follows from it.

An adviser asks whom it is about before the story is told, so that nobody confides in an
adviser who is not free (rules 1 and 3).
"""

from __future__ import annotations

from collections.abc import Iterator

from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import (
    CaseStatus,
    ConflictDecision,
    ConflictKind,
    ConflictMethod,
    ConflictResult,
)
from shared.casework.model.reading import read
from shared.casework.model.schema import Kind
from shared.casework.model.tables.intake import INTAKE
from shared.casework.model.views import Case, ConflictCheck
from shared.casework.rules import Broken, Flag, Said
from shared.casework.status import ENDS, next_statuses
from shared.wording import N_


class ConflictRule(Said):
    """What a check for conflicts of interest, or its lack, forbids."""

    CHECK_FIRST = N_(
        "First check for conflicts of interest: whom is it about? If that can not be checked,"
        " write down why."
    )
    REASON = N_("Write down why it could not be checked.")
    NOT_CLEAR = N_("What can not be checked is not free of conflict. Choose “Not checkable”.")
    KIND = N_("Choose what the conflict is.")
    DECISION = N_("Choose what is done about the conflict.")
    NEVER_YOURSELF = N_(
        "Nobody is there for both sides, or in a matter about themselves. Step back, or send"
        " the reporter to a colleague or another firm."
    )
    BOTH_SIDES_OF_FIRM = N_(
        "The firm is there for both sides. Going on takes a wall between the cases, and both"
        " reporters who know of it. Else send the reporter to another firm."
    )
    NOT_FREE = N_(
        "The check for conflicts of interest says that you are not free in this case. It can"
        " only end: sent elsewhere, referred on, stopped, or contact lost."
    )


STEPS_BACK = (
    ConflictDecision.RECUSE,
    ConflictDecision.REFER_TO_COLLEAGUE,
    ConflictDecision.REFER_TO_OTHER_FIRM,
)
"""Decisions after which this adviser does not go on with the case."""
_GOES_ON = (ConflictDecision.PROCEED, ConflictDecision.BARRIER)
_NEVER_YOURSELF = (ConflictKind.ADVISER_IS_SUBJECT, ConflictKind.SAME_ADVISER_OTHER_SIDE)
_FOUND = (ConflictResult.POSSIBLE, ConflictResult.CONFLICT)


def last_check(file: CaseFile) -> ConflictCheck | None:
    """The check that counts: the one done last; of one day, the one written last."""
    checks = file.all(ConflictCheck)
    return max(checks, key=lambda one: (one.done_on, one.written, one.id), default=None)


def stepped_back(file: CaseFile) -> bool:
    """Whether the adviser is not free, so that the case can only end."""
    check = last_check(file)
    return check is not None and check.decision in STEPS_BACK


def statuses_offered(file: CaseFile) -> tuple[CaseStatus, ...]:
    """The statuses that can be chosen for a case as it stands: only ends where the adviser
    is not free. A new case is offered its next ones before it was checked too: choosing one
    says that the check comes first."""
    wanted = next_statuses(file.case.status)
    return tuple(one for one in wanted if one in ENDS) if stepped_back(file) else wanted


def check_status(file: CaseFile, before: Case | None, after: Case, on: str) -> Broken | None:
    """Rule 1: a case does not leave `new` without a check, and what a check forbids."""
    del on
    if before is None or after.status is before.status:
        return None
    if _was_new(before) and last_check(file) is None:
        return Broken(ConflictRule.CHECK_FIRST, "status")
    if after.status not in ENDS and stepped_back(file):
        return Broken(ConflictRule.NOT_FREE, "status")
    return None


def _was_new(case: Case) -> bool:
    """Whether all live values of the status are `new`."""
    field = INTAKE[Kind.CASE]["status"]
    return all(
        read(field, live.value)[0] is CaseStatus.NEW for live in case.fields.get("status", ())
    )


def check_conflict_check(
    file: CaseFile, before: ConflictCheck | None, after: ConflictCheck, on: str
) -> Broken | None:
    """A check says what was found and what is done; nobody is there for both sides."""
    del file, on
    if before is not None and _said(before) == _said(after):
        return None
    return _broken(after)


def _said(check: ConflictCheck) -> tuple[object, ...]:
    return (
        check.method,
        check.result,
        check.reason,
        check.conflict_kind,
        check.decision,
        check.reporter_told,
    )


def _broken(check: ConflictCheck) -> Broken | None:
    unchecked = check.method is ConflictMethod.NONE_POSSIBLE
    if unchecked and check.result is ConflictResult.CLEAR:
        return Broken(ConflictRule.NOT_CLEAR, "result")
    if (unchecked or check.result is ConflictResult.NOT_CHECKABLE) and not check.reason:
        return Broken(ConflictRule.REASON, "reason")
    if check.result in _FOUND:
        if check.conflict_kind is None:
            return Broken(ConflictRule.KIND, "conflict_kind")
        if check.decision is None:
            return Broken(ConflictRule.DECISION, "decision")
    if check.conflict_kind in _NEVER_YOURSELF and check.decision in _GOES_ON:
        return Broken(ConflictRule.NEVER_YOURSELF, "decision")
    if check.conflict_kind is ConflictKind.SAME_FIRM_OTHER_SIDE:
        if check.decision is ConflictDecision.PROCEED:
            return Broken(ConflictRule.BOTH_SIDES_OF_FIRM, "decision")
        if check.decision is ConflictDecision.BARRIER and not check.reporter_told:
            return Broken(ConflictRule.BOTH_SIDES_OF_FIRM, "reporter_told")
    return None


def flags_of_conflict(file: CaseFile, on: str) -> Iterator[Flag]:
    """What another program wrote against these rules."""
    del on
    checks = file.all(ConflictCheck)
    status = file.case.status
    if status not in (None, CaseStatus.NEW) and not checks:
        yield Flag(ConflictRule.CHECK_FIRST, file.case.id, "status")
    for check in checks:
        broken = _broken(check)
        if broken is not None:
            yield Flag(broken.rule, check.id, broken.field)
