"""Routes as they are gone in practice, from the reporter's choice to what they led to.

Through the verbs alone: nothing is written by hand that they would refuse.
"""

from __future__ import annotations

from typing import Any

from shared.casework import verbs
from shared.casework.choice.deciding import decide
from shared.casework.consent.consenting import record
from shared.casework.consent.effects import effects_of, ledger, take_back
from shared.casework.drafting.documents import export, text_to_begin
from shared.casework.drafting.remarks import Look, look_over
from shared.casework.drafting.templates import COMPLAINT
from shared.casework.drafting.versions import write_version
from shared.casework.flags import flags
from shared.casework.model.codes import (
    ConsentForm,
    Counterpart,
    Direction,
    RouteStatus,
    RouteType,
    StepType,
)
from shared.casework.model.codes import Outcome as Ended
from shared.casework.model.kinds import Kind
from shared.casework.model.views import Route, Step
from shared.casework.open_now import open_now
from shared.casework.route.doing import do_step, end_route
from shared.casework.route.guarding import Alert, alerts, guard_due
from shared.casework.route.open_in_route import RouteOpen
from shared.casework.route.routing import start_route, steps_of
from shared.casework.route.terms import TermKind, terms_of
from shared.casework.route.who_knows import who_knows, widens
from shared.casework.rules import Broken
from shared.casework.verbs import Outcome
from tests.casework.route.made_route import Case

S, R = StepType, RouteType


class Story(Case):
    """A case that is worked on through the verbs."""

    def __init__(self, domain: str) -> None:
        super().__init__()
        values = {"channel": "phone", "domain": domain}
        self.save(verbs.open_case(b"C" * 16, "kiezel-47", "2026-02-02", values))
        self.put(
            Kind.CONFLICT_CHECK, "2026-02-03", done_on="2026-02-03", method="oral", result="clear",
            reason="gevraagd zonder namen",
        )  # fmt: skip
        self.agree("record_keeping", "2026-02-05", ConsentForm.ORAL)

    def put(self, kind: Kind, on: str, /, **values: Any) -> bytes:
        id = self.new()
        self.add(kind, id, on, **values)
        return id

    def agree(
        self, scope: str, on: str, form: ConsentForm = ConsentForm.SIGNED, /, **asked: Any
    ) -> bytes:
        id = self.new()
        self.save(record(id, {"scope": scope, **asked}, True, on, form))
        return id

    def weigh(self, *types: RouteType) -> dict[RouteType, bytes]:
        options = {}
        for option_type in types:
            option = self.put(Kind.OPTION, "2026-02-12", option_type=option_type)
            options[option_type] = option
            for direction in (Direction.POSITIVE, Direction.NEGATIVE):
                self.put(
                    Kind.CONSEQUENCE,
                    "2026-02-12",
                    option=option,
                    direction=direction,
                    text="gevolg",
                )
        return options

    def choose(self, chosen: list[bytes], on: str, **more: Any) -> None:
        words = "dit wil ik, en de rest nu niet"
        self.save(decide(self.file(), self.new(), chosen, words, on, more))

    def begin(self, option: bytes, on: str) -> Route:
        outcome = start_route(self.file(), self.new, self.view(option), on)
        self.save(outcome)
        return next(one for one in self.file().all(Route) if one.option == option)

    def the(self, route: Route, step_type: StepType) -> Step:
        steps = steps_of(self.file(), route)
        return next(one for one in steps if one.step_type is step_type and not one.done_on)

    def did(self, route: Route, on: str, *types: StepType, **values: Any) -> None:
        for step_type in types:
            self.save(self.doing(route, on, step_type, **values))

    def doing(
        self, route: Route, on: str, kind: StepType, document: bytes | None = None, **values: Any
    ) -> Outcome:
        step = self.the(route, kind)
        return do_step(self.file(), step, on, "gedaan", self.new, values, document)


def texts(case: Case, on: str) -> set[Any]:
    return {one.text for one in open_now(case.file(), on)}


def test_lisa_talks_with_her_manager() -> None:
    """Prepare, go along, look back, look around, and follow what was agreed."""
    case = Story("undesirable_behaviour")
    options = case.weigh(R.OWN_LOG, R.SELF_ADDRESS, R.TALK_MANAGER, R.COMPLAINT_INTERNAL)
    case.choose([options[R.OWN_LOG], options[R.TALK_MANAGER]], "2026-02-19")
    assert RouteOpen.START in texts(case, "2026-02-19")
    route = case.begin(options[R.TALK_MANAGER], "2026-02-19")
    case.begin(options[R.OWN_LOG], "2026-02-19")
    assert RouteOpen.START not in texts(case, "2026-02-19")

    case.did(route, "2026-02-24", S.PREPARE_TALK)
    assert RouteOpen.ASK_CONSENT in texts(case, "2026-02-24")
    role = {"recipient_role": "direct_manager", "valid_until": "2026-03-31"}
    consent = case.agree("attend_talk", "2026-02-26", **role)
    assert RouteOpen.ASK_CONSENT not in texts(case, "2026-02-26")
    talk = case.the(route, S.ATTEND_TALK)
    case.save(verbs.change(case.file(), talk, {"planned_for": "2026-03-03T10:00"}, "2026-02-26"))
    assert [one.role for one in widens(case.file(), talk, "2026-03-03")] == [
        Counterpart.DIRECT_MANAGER
    ]
    case.did(route, "2026-03-03", S.ATTEND_TALK, agreement_text="L spreekt de groep")
    assert guard_due(case.file(), case.view(route.id)) == "2026-03-03"
    case.did(route, "2026-03-03", S.DEBRIEF)
    case.put(
        Kind.GUARD, "2026-03-03", route=route.id, checked_on="2026-03-03", leak_suspected=False,
        who_knows=["direct_manager", "home"],
    )  # fmt: skip
    assert guard_due(case.file(), case.view(route.id)) == "2026-03-17"

    effect = case.put(
        Kind.ADVERSE_EFFECT, "2026-03-09", kind="identity_leaked", seen_on="2026-03-09",
        described="iemand zei: heb jij geklaagd?", attribution="reporter",
    )  # fmt: skip
    assert [one.alert for one in alerts(case.file(), "2026-03-09")] == [Alert.LEAK]

    case.did(route, "2026-03-17", S.FOLLOW_AGREEMENT, counterpart="direct_manager")
    assert case.step(S.FOLLOW_AGREEMENT).consent == consent
    case.save(
        verbs.change(case.file(), case.view(effect), {"resolved_on": "2026-03-17"}, "2026-03-17")
    )
    assert RouteOpen.END in texts(case, "2026-03-17")
    case.save(end_route(case.file(), case.view(route.id), Ended.SOLVED_BY_MANAGEMENT, "2026-05-19"))

    assert set(who_knows(case.file())) == {Counterpart.DIRECT_MANAGER, Counterpart.HOME}
    assert alerts(case.file(), "2026-05-19") == []
    assert flags(case.file(), "2026-05-19") == []
    [_, row] = ledger(case.file(), "2026-05-19")
    assert [one.past for one in row.dependents] == [True, True]


def test_lisa_chooses_a_complaint() -> None:
    """Written with versions, handed in, answered, heard, decided, and the appeal runs."""
    case = Story("undesirable_behaviour")
    options = case.weigh(R.TALK_MANAGER, R.COMPLAINT_INTERNAL)
    chosen = [options[R.COMPLAINT_INTERNAL]]
    case.choose(chosen, "2026-02-26", reflection_until="2026-02-26")
    route = case.begin(options[R.COMPLAINT_INTERNAL], "2026-02-26")
    days = {"receipt_days": 7, "response_days": 28, "decision_days": 70, "appeal_days": 42}
    case.save(verbs.change(case.file(), route, days, "2026-02-26"))

    document = case.put(
        Kind.DOCUMENT, "2026-02-27", kind="complaint", title="klacht", route=route.id,
        addressee="complaints_committee", stored="text",
    )  # fmt: skip
    begun = text_to_begin(case.file(), case.view(document), str)
    text = begun.replace(
        "What happened\n", "What happened\nOn 12 January the talk stopped. Mark always laughs.\n"
    )
    looks = look_over(text, ["Mark de Vries"], COMPLAINT)
    assert [one.look for one in looks] == [Look.NAME, Look.JUDGEMENT]
    better = text.replace("Mark always laughs", "Colleague A laughed twice")
    assert look_over(better, ["Mark de Vries"], COMPLAINT) == []
    for version in (text, better):
        shown = case.view(document)
        case.save(write_version(case.file(), shown, version, "2026-02-27", case.new()))
    handed = export(case.file(), case.view(document), str)
    assert isinstance(handed, str)
    assert "Colleague A laughed twice" in handed
    assert "Mark" not in handed

    case.did(route, "2026-03-02", S.EXPLAIN_SCHEME, S.DRAFT, S.REVIEW, S.SLEEP_ON_IT)
    assert isinstance(case.doing(route, "2026-03-04", S.SUBMIT, document), Broken)
    role = {"recipient_role": "complaints_committee"}
    submit = case.agree("submit_document", "2026-03-03", **role)
    case.save(case.doing(route, "2026-03-04", S.SUBMIT, document))
    assert case.view(document).submitted_on == "2026-03-04"
    assert case.view(route.id).status is RouteStatus.WAITING

    case.did(route, "2026-03-06", S.RECEIPT)
    case.did(route, "2026-03-20", S.WRITTEN_ANSWER_OTHER_SIDE)
    case.agree("attend_talk", "2026-03-21", ConsentForm.MESSAGE, **role)
    case.did(route, "2026-03-24", S.PREPARE_TALK, S.HEARING)
    assert case.the(route, S.DEBRIEF).due == "2026-03-26"
    case.did(route, "2026-03-26", S.DEBRIEF)
    case.did(route, "2026-04-20", S.ADVICE_RECEIVED)
    case.did(route, "2026-05-20", S.DECISION_RECEIVED)

    terms = terms_of(case.view(route.id), "2026-05-20", steps_of(case.file(), case.view(route.id)))
    assert [(term.kind, term.late) for term in terms] == [
        (TermKind.RECEIPT, False),
        (TermKind.RESPONSE, False),
        (TermKind.DECISION, True),
        (TermKind.APPEAL, False),
    ]
    assert set(who_knows(case.file())) == {Counterpart.COMPLAINTS_COMMITTEE, Counterpart.ALLEGED}

    shown = case.view(submit)
    told = " ".join(effect.text for effect in effects_of(case.file(), shown))
    case.save(take_back(case.file(), shown, "2026-05-21", told))
    assert case.view(submit).effect_of_withdrawal == told
    assert flags(case.file(), "2026-05-21") == []


def test_falsified_hours_become_a_report_and_go_outside() -> None:
    """From talking to a report through the adviser; no answer in 3 months; then the House."""
    case = Story("integrity")
    options = case.weigh(R.CONFIDENTIAL_REPORT_VIA_VP, R.WHISTLEBLOWERS_HOUSE_INVESTIGATION)
    told = {
        "told_control_ends": True, "told_terms": True, "told_protection": True,
        "reflection_until": "2026-03-01",
    }  # fmt: skip
    case.choose([options[R.CONFIDENTIAL_REPORT_VIA_VP]], "2026-03-02", **told)
    assert case.file().case.tipping_point_passed is True
    route = case.begin(options[R.CONFIDENTIAL_REPORT_VIA_VP], "2026-03-02")
    case.agree("confidential_report_via_vp", "2026-03-02", recipient_role="compliance")
    case.did(route, "2026-03-04", S.EXPLAIN_SCHEME, S.DRAFT, S.REVIEW, S.SLEEP_ON_IT, S.SUBMIT)

    assert [(term.kind, term.due) for term in terms_of(case.view(route.id), "2026-03-04")] == [
        (TermKind.RECEIPT, "2026-03-11"),
        (TermKind.FEEDBACK, "2026-06-11"),
    ]
    assert Alert.TERM_PAST in {one.alert for one in alerts(case.file(), "2026-03-12")}
    assert RouteOpen.GO_OUTSIDE in texts(case, "2026-06-12")

    case.save(
        end_route(case.file(), case.view(route.id), Ended.REPORT_NOT_FOLLOWED_UP, "2026-06-15")
    )
    house = options[R.WHISTLEBLOWERS_HOUSE_INVESTIGATION]
    case.choose([house], "2026-06-15", **told)
    outside = case.begin(house, "2026-06-15")
    case.agree("submit_document", "2026-06-15", recipient_role="whistleblowers_house")
    case.did(outside, "2026-06-16", S.SUBMIT)

    assert case.view(outside.id).submitted_on == "2026-06-16"
    assert set(who_knows(case.file())) == {
        Counterpart.COMPLIANCE,
        Counterpart.WHISTLEBLOWERS_HOUSE,
    }
    assert flags(case.file(), "2026-06-16") == []
