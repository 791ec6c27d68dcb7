"""Doing a step, with what follows from it for its route, its document and the reporter."""

from __future__ import annotations

from typing import Any

from shared.casework.consent.covering import ConsentRule
from shared.casework.model.codes import ConsentForm, RouteStatus, RouteType, StepType
from shared.casework.model.codes import Outcome as Ended
from shared.casework.model.kinds import Kind
from shared.casework.model.views import Step
from shared.casework.route.doing import do_step, end_route
from shared.casework.rules import Rule
from shared.casework.verbs import Outcome
from tests.casework.made import rule
from tests.casework.route.made_route import SUBMIT_CONSENT, TALK_CONSENT, TOLD, Case, started

DAY = "2026-03-03"


def do(
    case: Case, step_type: StepType, result: str = "", document: bytes | None = None, **values: Any
) -> Outcome:
    return do_step(case.file(), case.step(step_type), DAY, result, case.new, values, document)


def test_a_talk_is_done_on_the_consent_that_covers_it_and_looked_back_upon() -> None:
    """The consent is found, what was agreed is kept, and a day for looking back is set."""
    case = started(RouteType.TALK_MANAGER)
    case.consent(TALK_CONSENT, "attend_talk", "direct_manager")

    case.save(do(case, StepType.ATTEND_TALK, "serieus genomen", agreement_text="L let op"))

    talk, debrief = case.step(StepType.ATTEND_TALK), case.step(StepType.DEBRIEF)
    assert (talk.done_on, talk.consent, talk.result, talk.agreement_text) == (
        DAY, TALK_CONSENT, "serieus genomen", "L let op",
    )  # fmt: skip
    assert (debrief.due, debrief.done_on) == ("2026-03-05", "")


def test_looking_back_is_within_two_working_days() -> None:
    """A talk on Thursday is looked back upon on Monday at the latest."""
    case = started(RouteType.TALK_MANAGER)
    case.consent(TALK_CONSENT, "attend_talk", "direct_manager")
    case.save(do(case, StepType.ATTEND_TALK, done_on="2026-02-26"))

    assert case.step(StepType.DEBRIEF).due == "2026-03-02"


def test_a_talk_without_a_step_to_look_back_gets_one() -> None:
    """Also after a second talk, when the first was looked back upon."""
    case = started(RouteType.TALK_MANAGER)
    case.consent(TALK_CONSENT, "attend_talk", "direct_manager")
    case.save(do(case, StepType.DEBRIEF))
    case.save(do(case, StepType.ATTEND_TALK))

    debriefs = [one for one in case.file().all(Step) if one.step_type is StepType.DEBRIEF]
    assert sorted((one.done_on, one.due) for one in debriefs) == [("", "2026-03-05"), (DAY, "")]


def test_handing_in_sets_the_day_on_route_and_document() -> None:
    """From then on the route waits for the other."""
    case = started(RouteType.COMPLAINT_INTERNAL)
    case.consent(SUBMIT_CONSENT, "submit_document", "complaints_committee")
    case.add(Kind.DOCUMENT, b"d" * 16, kind="complaint", route=case.route.id)

    case.save(do(case, StepType.SUBMIT, document=b"d" * 16))

    assert case.view(b"d" * 16).submitted_on == DAY
    assert (case.route.submitted_on, case.route.status) == (DAY, RouteStatus.WAITING)
    assert case.step(StepType.SUBMIT).consent == SUBMIT_CONSENT

    case.save(do(case, StepType.DECISION_RECEIVED))
    assert case.route.status is RouteStatus.RUNNING


def test_a_document_of_no_route_belongs_to_the_one_it_was_handed_in_on() -> None:
    """One of another route is not handed in here."""
    case = started(RouteType.COMPLAINT_INTERNAL)
    case.consent(SUBMIT_CONSENT, "submit_document", "complaints_committee")
    case.forge(Kind.DOCUMENT, b"d" * 16, kind="complaint")
    case.forge(Kind.DOCUMENT, b"e" * 16, kind="complaint", route=b"another-route---")

    other = do(case, StepType.SUBMIT, document=b"e" * 16)
    assert rule(other) is Rule.NOT_IN_THIS_CASE
    case.save(do(case, StepType.SUBMIT, document=b"d" * 16))
    document = case.view(b"d" * 16)
    assert (document.route, document.submitted_on) == (case.route.id, DAY)


def test_nothing_is_half_done_where_a_rule_stands_in_the_way() -> None:
    """No consent, no such document, no day: no edit at all."""
    case = started(RouteType.COMPLAINT_INTERNAL)
    assert rule(do(case, StepType.SUBMIT)) is ConsentRule.NEEDED

    case.consent(SUBMIT_CONSENT, "submit_document", "complaints_committee")
    assert rule(do(case, StepType.SUBMIT, document=b"?" * 16)) is Rule.NOT_IN_THIS_CASE
    assert rule(do(case, StepType.SUBMIT, done_on="gisteren")) is Rule.NOT_A_DATE
    assert rule(do(case, StepType.SUBMIT, done_on="")) is Rule.EMPTY
    assert rule(do(case, StepType.SUBMIT, "BSN 123456782")) is Rule.BSN


def test_a_named_consent_is_not_replaced_by_a_better_one() -> None:
    """What the adviser chose is judged as it is."""
    case = started(RouteType.TALK_MANAGER)
    case.consent(TALK_CONSENT, "attend_talk", "direct_manager")
    case.consent(SUBMIT_CONSENT, "submit_document", "direct_manager")

    outcome = do(case, StepType.ATTEND_TALK, consent=SUBMIT_CONSENT)
    assert rule(outcome) is ConsentRule.OTHER_SCOPE


def test_the_consent_is_looked_for_with_whom_the_talk_was() -> None:
    """The role that is filled in now counts, not that of the plan."""
    case = started(RouteType.TALK_MANAGER)
    case.consent(TALK_CONSENT, "attend_talk", "hr")

    assert rule(do(case, StepType.ATTEND_TALK)) is ConsentRule.OTHER_RECIPIENT
    case.save(do(case, StepType.ATTEND_TALK, counterpart="hr"))
    assert case.step(StepType.ATTEND_TALK).consent == TALK_CONSENT


def test_what_follows_from_a_step_follows_once() -> None:
    """Writing its result again adds no second day to look back."""
    case = started(RouteType.TALK_MANAGER)
    case.consent(TALK_CONSENT, "attend_talk", "direct_manager")
    case.save(do(case, StepType.ATTEND_TALK))
    case.save(do(case, StepType.DEBRIEF))
    case.save(do(case, StepType.ATTEND_TALK, "beter verwoord"))

    steps = case.file().all(Step)
    assert [one.step_type for one in steps].count(StepType.DEBRIEF) == 1
    assert case.step(StepType.ATTEND_TALK).result == "beter verwoord"


def test_stopping_ends_the_route() -> None:
    """The reporter may stop at any moment."""
    case = started(RouteType.INTERNAL_REPORT, **TOLD)
    case.add(Kind.STEP, b"stop" * 4, route=case.route.id, step_type="stop")

    case.save(do(case, StepType.STOP, "melder wil niet verder"))

    assert (case.route.status, case.route.finished_on) == (RouteStatus.ABANDONED, DAY)


def test_a_route_ends_with_what_it_led_to() -> None:
    """Outcome and day stand with it."""
    case = started(RouteType.TALK_MANAGER)
    case.save(end_route(case.file(), case.route, Ended.SOLVED_BY_MANAGEMENT, DAY))

    assert (case.route.status, case.route.outcome, case.route.finished_on) == (
        RouteStatus.FINISHED, Ended.SOLVED_BY_MANAGEMENT, DAY,
    )  # fmt: skip


def test_a_planned_route_runs_from_its_first_step_on() -> None:
    """Doing something begins it."""
    case = started(RouteType.OWN_LOG)
    case.forge(Kind.ROUTE, case.route.id, status="planned")
    case.save(do(case, StepType.SUPPORT_CONTACT, "gaat goed"))

    assert case.route.status is RouteStatus.RUNNING


def test_a_consent_that_only_lacks_the_paper_is_named_as_that() -> None:
    """Not "choose the consent": there is one, and what it lacks is said."""
    case = started(RouteType.COMPLAINT_INTERNAL)
    case.consent(SUBMIT_CONSENT, "submit_document", "complaints_committee", ConsentForm.ORAL)

    assert rule(do(case, StepType.SUBMIT)) is ConsentRule.NOT_IN_WRITING
