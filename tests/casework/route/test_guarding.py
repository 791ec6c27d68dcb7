"""Watching over a route: who knows what, what widens that, and what is wrong."""

from __future__ import annotations

from shared.casework import verbs
from shared.casework.consent.consenting import record, withdraw
from shared.casework.model.codes import ConsentForm, Counterpart, RouteType, StepType
from shared.casework.model.kinds import Kind
from shared.casework.model.views import Guard
from shared.casework.route.doing import do_step, end_route
from shared.casework.route.guarding import (
    Alert,
    GuardRule,
    alerts,
    check_guard,
    flags_of_guards,
    guard_due,
    next_guard,
)
from shared.casework.route.who_knows import Known, Widening, Widens, who_knows, widens
from tests.casework.made import JOOST_MEMBER, NOTHING
from tests.casework.route.made_route import SUBMIT_CONSENT, TALK_CONSENT, TOLD, Case, started

DAY = "2026-03-03"
GUARD = b"guard-----------"
C = Counterpart


def talk() -> Case:
    case = started(RouteType.TALK_MANAGER)
    case.consent(TALK_CONSENT, "attend_talk", "direct_manager")
    return case


def talked() -> Case:
    case = talk()
    case.save(do_step(case.file(), case.step(StepType.ATTEND_TALK), DAY, "", case.new))
    return case


def known(case: Case) -> dict[Counterpart, list[tuple[Known, str]]]:
    return {
        role: [(one.why, one.since) for one in reasons]
        for role, reasons in who_knows(case.file()).items()
    }


def test_nobody_knows_before_something_leaves() -> None:
    """Planning, preparing and a consent tell nobody anything."""
    case = talk()
    case.save(do_step(case.file(), case.step(StepType.PREPARE_TALK), DAY, "", case.new))

    assert known(case) == {}


def test_who_knows_follows_from_all_that_left() -> None:
    """Steps, introductions, disclosures, shares, talks with others and checks, by role."""
    case = talked()
    case.consent(b"warm------------", "referral_warm", "occupational_physician")
    share = {"scope": "share_with_colleague", "recipient": JOOST_MEMBER}
    case.save(record(b"s" * 16, share, True, "2026-03-01", ConsentForm.SIGNED))
    case.save(withdraw(case.view(b"s" * 16), "2026-03-02"))
    case.forge(
        Kind.REFERRAL, b"f" * 16, category="occupational_physician", mode="warm_handover",
        status="handed_over", consent=b"warm------------", proposed_on="2026-03-04",
    )  # fmt: skip
    case.forge(
        Kind.REFERRAL, b"g" * 16, category="coach", mode="signposting", status="signposted",
        proposed_on="2026-03-04",
    )  # fmt: skip
    case.forge(Kind.DISCLOSURE, b"h" * 16, to_whom="police", given_on="2026-03-05")
    case.forge(Kind.PARTY, b"p" * 16, label="HR", role="hr")
    case.forge(
        Kind.CONTACT, b"k" * 16, kind="with_third_party", start="2026-03-06T10:00",
        with_party=b"p" * 16,
    )  # fmt: skip
    case.forge(
        Kind.GUARD, GUARD, route=case.route.id, checked_on="2026-03-07",
        who_knows=["direct_manager", "home"],
    )  # fmt: skip

    assert known(case) == {
        C.DIRECT_MANAGER: [(Known.STEP, DAY), (Known.GUARD, "2026-03-07")],
        C.HR: [(Known.CONTACT, "2026-03-06")],
        C.OCCUPATIONAL_PHYSICIAN: [(Known.REFERRAL, "2026-03-04")],
        C.POLICE: [(Known.DISCLOSURE, "2026-03-05")],
        C.COLLEAGUE_ADVISER: [(Known.SHARE, "2026-03-01")],
        C.HOME: [(Known.GUARD, "2026-03-07")],
    }
    filled = next_guard(case.file(), case.route, b"n" * 16, DAY)
    assert set(filled.who_knows) == set(known(case))


def test_the_other_side_knows_once_it_was_asked_for_an_answer() -> None:
    """The committee sends the complaint on."""
    case = started(RouteType.COMPLAINT_INTERNAL)
    answered = case.step(StepType.WRITTEN_ANSWER_OTHER_SIDE)
    case.save(do_step(case.file(), answered, DAY, "", case.new))

    assert known(case) == {C.ALLEGED: [(Known.ANSWERED, DAY)]}


def test_a_step_that_widens_the_circle_is_told_before_it_is_done() -> None:
    """With a consent for it, and louder without one; nothing once it is known or done."""
    case = started(RouteType.TALK_MANAGER)
    step = case.step(StepType.ATTEND_TALK)
    assert widens(case.file(), step, DAY) == [Widens(C.DIRECT_MANAGER, Widening.WITHOUT_CONSENT)]

    case.consent(TALK_CONSENT, "attend_talk", "direct_manager", until=DAY)
    assert widens(case.file(), step, DAY) == [Widens(C.DIRECT_MANAGER, Widening.NEW)]
    assert widens(case.file(), step, "2026-03-04") == [
        Widens(C.DIRECT_MANAGER, Widening.WITHOUT_CONSENT)
    ]
    assert widens(case.file(), case.step(StepType.PREPARE_TALK), DAY) == []

    case.save(do_step(case.file(), step, DAY, "", case.new))
    assert widens(case.file(), case.step(StepType.ATTEND_TALK), DAY) == []
    case.add(Kind.STEP, b"again-----------", DAY, route=case.route.id, step_type="attend_talk")
    assert widens(case.file(), case.view(b"again-----------"), DAY) == []


def test_a_named_consent_is_the_one_that_is_looked_at() -> None:
    """Not another one that would have done."""
    case = talk()
    case.consent(SUBMIT_CONSENT, "submit_document", "direct_manager")
    step = case.step(StepType.ATTEND_TALK)
    case.save(verbs.change(case.file(), step, {"consent": SUBMIT_CONSENT}, DAY))

    assert widens(case.file(), case.view(step.id), DAY) == [
        Widens(C.DIRECT_MANAGER, Widening.WITHOUT_CONSENT)
    ]


def test_handing_in_a_complaint_tells_the_other_side_too() -> None:
    """Said beforehand, also when there is a consent to hand it in."""
    case = started(RouteType.COMPLAINT_INTERNAL)
    case.consent(SUBMIT_CONSENT, "submit_document", "complaints_committee")

    assert widens(case.file(), case.step(StepType.SUBMIT), DAY) == [
        Widens(C.COMPLAINTS_COMMITTEE, Widening.NEW),
        Widens(C.ALLEGED, Widening.THROUGH_THE_OTHER),
    ]


def test_a_report_to_somebody_else_does_not_name_the_usual_one() -> None:
    """Who is passed by is not told."""
    case = started(RouteType.INTERNAL_REPORT, **TOLD)
    case.forge(Kind.STEP, case.step(StepType.SUBMIT).id, counterpart="director_board")

    assert widens(case.file(), case.step(StepType.SUBMIT), DAY) == [
        Widens(C.DIRECTOR_BOARD, Widening.WITHOUT_CONSENT)
    ]


def test_a_running_route_is_looked_at_every_two_weeks_and_after_what_leaves() -> None:
    """Fourteen days after it began or was looked at; on the day of a step that told somebody."""
    case = talk()
    assert guard_due(case.file(), case.route) == "2026-03-05"

    case = talked()
    assert guard_due(case.file(), case.route) == DAY
    case.add(Kind.GUARD, GUARD, DAY, route=case.route.id, checked_on=DAY, leak_suspected=False)
    assert guard_due(case.file(), case.route) == "2026-03-17"
    case.add(
        Kind.GUARD, b"all-routes------", "2026-03-10", checked_on="2026-03-10", terms_kept=True
    )
    assert guard_due(case.file(), case.route) == "2026-03-24"

    case.save(end_route(case.file(), case.route, None, "2026-03-12"))
    assert guard_due(case.file(), case.route) == ""


def found(case: Case, on: str) -> list[tuple[Alert, str]]:
    return [(one.alert, one.since) for one in alerts(case.file(), on)]


def test_what_the_last_look_saw_is_an_alert_until_the_next() -> None:
    """Each thing that is not as it should be; a better look takes it away."""
    case = talked()
    case.add(
        Kind.GUARD, GUARD, DAY, route=case.route.id, checked_on=DAY, leak_suspected=True,
        confidentiality_ok=False, retaliation_seen=True, procedure_followed=False,
        terms_kept=False, both_sides_heard=False,
    )  # fmt: skip
    assert found(case, DAY) == [
        (alert, DAY)
        for alert in (
            Alert.LEAK,
            Alert.NOT_KEPT,
            Alert.RETALIATION,
            Alert.PROCEDURE,
            Alert.TERMS,
            Alert.ONE_SIDE,
        )
    ]

    case.add(
        Kind.GUARD, b"better----------", "2026-03-05", route=case.route.id,
        checked_on="2026-03-05", leak_suspected=False, confidentiality_ok=True,
    )  # fmt: skip
    # What the second look leaves open stands as the first one saw it.
    later = [Alert.RETALIATION, Alert.PROCEDURE, Alert.TERMS, Alert.ONE_SIDE]
    assert [alert for alert, _day in found(case, "2026-03-05")] == later
    case.add(
        Kind.GUARD, b"best------------", "2026-03-06", route=case.route.id,
        checked_on="2026-03-06", retaliation_seen=False, procedure_followed=True,
        terms_kept=True, both_sides_heard=True,
    )  # fmt: skip
    assert found(case, "2026-03-06") == []


def test_a_look_that_answers_nothing_is_no_look() -> None:
    """A foreign program may write one; it neither ends an alert nor counts as looking."""
    case = talked()
    due = guard_due(case.file(), case.route)
    case.forge(Kind.GUARD, GUARD, route=case.route.id, checked_on=DAY, who_knows=["hr"])
    assert guard_due(case.file(), case.route) == due


def test_a_leak_outlasts_its_route_until_it_is_answered() -> None:
    """Neither the end of the route nor a look at something else takes it away."""
    case = talked()
    look = {"route": case.route.id, "checked_on": DAY}
    case.forge(Kind.GUARD, GUARD, **look, leak_suspected=True)
    case.save(end_route(case.file(), case.route, None, DAY))
    case.forge(Kind.GUARD, b"h" * 16, **look, terms_kept=True)
    assert found(case, DAY) == [(Alert.LEAK, DAY)]
    case.forge(Kind.GUARD, b"i" * 16, **look, leak_suspected=False)
    assert found(case, DAY) == []


def test_an_adverse_effect_is_an_alert_until_it_is_solved() -> None:
    """An identity that leaked is a leak; what is felt at home is no matter of the route."""
    case = talked()
    for id, kind in ((b"1", "identity_leaked"), (b"2", "task_change"), (b"3", "effect_at_home")):
        case.forge(Kind.ADVERSE_EFFECT, id * 16, kind=kind, seen_on="2026-03-09")
    assert found(case, "2026-03-10") == [
        (Alert.LEAK, "2026-03-09"),
        (Alert.EFFECT, "2026-03-09"),
    ]

    for id in (b"1", b"2"):
        case.forge(Kind.ADVERSE_EFFECT, id * 16, resolved_on="2026-03-11")
    assert found(case, "2026-03-12") == []


def test_a_term_that_has_gone_by_is_an_alert() -> None:
    """The day after its last day, while the route runs."""
    case = started(RouteType.INTERNAL_REPORT, **TOLD)
    case.consent(SUBMIT_CONSENT, "submit_document", "compliance")
    case.save(do_step(case.file(), case.step(StepType.SUBMIT), DAY, "", case.new))

    assert found(case, "2026-03-10") == []
    assert found(case, "2026-03-11") == [(Alert.TERM_PAST, "2026-03-10")]
    case.save(do_step(case.file(), case.step(StepType.RECEIPT), "2026-03-11", "", case.new))
    assert found(case, "2026-03-11") == []


def test_a_talk_with_somebody_else_on_no_consent_is_an_alert() -> None:
    """Until the consent is written down; the reporter and a missed call are no such talk."""
    case = started(RouteType.OWN_LOG)
    for id, role in ((b"m", "manager"), (b"r", "reporter")):
        case.forge(
            Kind.PARTY, id * 16, label=role, role=role, relation_to_reporter="director_board"
        )
    contacts = {b"1": (b"m", "with_third_party"), b"2": (b"r", "support"), b"3": (b"m", "missed")}
    for id, (party, kind) in contacts.items():
        case.forge(
            Kind.CONTACT, id * 16, kind=kind, with_party=party * 16, start="2026-03-03T09:00"
        )

    assert [(one.alert, one.entity) for one in alerts(case.file(), DAY)] == [
        (Alert.TALKED, b"1" * 16)
    ]
    assert C.DIRECTOR_BOARD in known(case)
    case.consent(TALK_CONSENT, "talk_to", "director_board")
    assert alerts(case.file(), DAY) == []


def test_a_look_is_of_a_day_that_has_come() -> None:
    """In a form it is refused, in a foreign record flagged."""
    tomorrow = Guard(id=GUARD, checked_on="2026-03-04", terms_kept=True)
    broken = check_guard(NOTHING, None, tomorrow, DAY)
    assert broken is not None
    assert broken.rule is GuardRule.IN_FUTURE
    assert check_guard(NOTHING, tomorrow, tomorrow, DAY) is None
    assert check_guard(NOTHING, None, tomorrow, "2026-03-04") is None

    case = talked()
    case.forge(Kind.GUARD, GUARD, checked_on="2026-03-04")
    assert [flag.rule for flag in flags_of_guards(case.file(), DAY)] == [GuardRule.IN_FUTURE]


def test_a_look_answers_something() -> None:
    """Unanswered questions are not kept as a look that found nothing wrong."""
    empty = Guard(id=GUARD, checked_on=DAY, who_knows=(C.HOME,))
    answered = Guard(id=GUARD, checked_on=DAY, leak_suspected=False)
    for before in (None, answered):
        broken = check_guard(NOTHING, before, empty, DAY)
        assert broken is not None
        assert broken.rule is GuardRule.NOT_LOOKED
    assert check_guard(NOTHING, None, answered, DAY) is None
    assert check_guard(NOTHING, empty, empty, DAY) is None


def test_a_leak_outlasts_its_route_until_somebody_looks_again() -> None:
    """The procedure of a route that is over is nobody's business any more; a leak is."""
    case = talked()
    wrong = {"route": case.route.id, "leak_suspected": True, "procedure_followed": False}
    case.add(Kind.GUARD, GUARD, DAY, checked_on=DAY, **wrong)
    assert {one.alert for one in alerts(case.file(), DAY)} == {Alert.LEAK, Alert.PROCEDURE}

    case.save(end_route(case.file(), case.route, None, "2026-03-12"))
    assert found(case, "2026-03-12") == [(Alert.LEAK, DAY)]
    better = {"route": case.route.id, "leak_suspected": False}
    case.add(Kind.GUARD, b"looked-again----", "2026-03-13", checked_on="2026-03-13", **better)
    assert found(case, "2026-03-13") == []
