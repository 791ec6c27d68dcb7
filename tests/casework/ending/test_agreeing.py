"""Agreeing on aftercare: the agreement, its talks and the status in one go."""

from __future__ import annotations

import pytest

from shared.casework.consent.covering import ConsentRule
from shared.casework.ending.aftercare import AftercareRule, left, may_call
from shared.casework.ending.agreeing import hold_check, plan
from shared.casework.model.codes import CaseStatus, Channel, ConsentScope, Initiator
from shared.casework.model.views import AftercareCheck, AftercarePlan
from shared.casework.rules import Rule, Said
from tests.casework.ending.made_ending import CONSENT, NOW, case, consented, ids
from tests.casework.made import Firm, edited, rule

ALLOWED = {"initiator": Initiator.ADVISER_ALLOWED, "consent": CONSENT, "channel": Channel.PHONE}


def agreed(made: Firm) -> Firm:
    made.save(plan(made.file(), ids(), NOW, NOW, **ALLOWED))  # type: ignore[arg-type]
    return made


def test_the_usual_agreement_is_after_two_four_and_six_weeks() -> None:
    """With a talk for each, a week of room at the end, and the case in aftercare."""
    made = agreed(consented(case(), ConsentScope.AFTERCARE_CONTACT))
    [agreement] = made.file().all(AftercarePlan)

    assert (agreement.weeks, agreement.agreed_on, agreement.ends_on) == (
        "2, 4, 6",
        NOW,
        "2026-05-26",
    )
    assert [one.due for one in left(made.file())] == ["2026-04-21", "2026-05-05", "2026-05-19"]
    assert {one.plan for one in made.file().all(AftercareCheck)} == {agreement.id}
    assert made.file().case.status is CaseStatus.AFTERCARE
    assert may_call(made.file(), "2026-04-21")


def test_rule_14_an_agreement_to_be_called_needs_the_consent() -> None:
    """Without it nothing of the agreement is saved; the reporter may call without one."""
    made = case()
    for consent in (None, b"?" * 16):
        outcome = plan(
            made.file(), ids(), NOW, NOW, initiator=Initiator.ADVISER_ALLOWED, consent=consent
        )
        assert rule(outcome) in (ConsentRule.NEEDED, Rule.NOT_IN_THIS_CASE)

    made.save(plan(made.file(), ids(), NOW, NOW, initiator=Initiator.REPORTER, weeks=(3,)))
    assert [one.due for one in left(made.file())] == ["2026-04-28"]
    assert not may_call(made.file(), "2026-04-28")


@pytest.mark.parametrize(
    ("weeks", "agreed_on", "broken"),
    [
        ((), NOW, AftercareRule.WEEKS),
        ((0,), NOW, AftercareRule.WEEKS),
        ((2, 2), NOW, AftercareRule.WEEKS),
        ((53,), NOW, AftercareRule.WEEKS),
        ((2,), "7 april", Rule.NOT_A_DATE),
        ((2,), "2026-04-08", AftercareRule.TO_COME),
    ],
)
def test_weeks_and_day_must_make_sense(
    weeks: tuple[int, ...], agreed_on: str, broken: Said
) -> None:
    """Else nothing is saved."""
    outcome = plan(case().file(), ids(), agreed_on, NOW, initiator=Initiator.REPORTER, weeks=weeks)

    assert rule(outcome) is broken


def test_the_end_of_the_calendar_is_no_error() -> None:
    """A clock that is far off gets a refusal."""
    outcome = plan(case().file(), ids(), "9999-12-01", "9999-12-31", initiator=Initiator.REPORTER)

    assert rule(outcome) is Rule.NOT_A_DATE


def test_aftercare_follows_what_was_done() -> None:
    """A case in its first talk has nothing to care for afterwards; one in aftercare stays."""
    early = case(CaseStatus.INTAKE)
    outcome = plan(early.file(), ids(), NOW, NOW, initiator=Initiator.REPORTER)
    assert rule(outcome) is Rule.STATUS_STEP

    made = case(CaseStatus.AFTERCARE)
    assert "status" not in edited(plan(made.file(), ids(), NOW, NOW, initiator=Initiator.REPORTER))


def test_a_planned_talk_is_written_down_as_held_today() -> None:
    """Unless another day is given; its two answers are asked."""
    made = agreed(consented(case(), ConsentScope.AFTERCARE_CONTACT))
    talk = left(made.file())[0]
    answers = {"behaviour_stopped": "yes", "sufficiently_addressed": "partly"}

    assert rule(hold_check(made.file(), talk, {}, talk.due)) is AftercareRule.ANSWERS
    made.save(hold_check(made.file(), talk, answers, talk.due))
    assert made.view(talk.id).held_on == talk.due
    other = left(made.file())[0]
    values = {**answers, "held_on": "2026-05-04"}
    assert edited(hold_check(made.file(), other, values, other.due))["held_on"] == "2026-05-04"
