"""The shape of the form of each kind: its titles, what it asks first, what it asks only
when it matters, and what it holds at first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from shared.casework.consent.covering import FOR_COLLEAGUE, FOR_ROLE
from shared.casework.model import codes
from shared.casework.model.code import Code
from shared.casework.model.kinds import FIELDS, Form, Kind
from shared.wording import N_

TODAY = "today"
NOW = "now"
"""What a date or a moment holds at first, in place of a value."""

Matters = Callable[[Mapping[str, Any]], bool]
"""Whether a field matters, from the values of the form and of the case."""

DOMAIN = "case.domain"
"""The name under which `Matters` finds the domain of the case."""


class Shape(NamedTuple):
    """How the form of a kind looks."""

    new: str
    edit: str
    first: tuple[str, ...]
    """The fields asked first, in their order; the others wait behind “more fields”."""
    holds: Mapping[str, Any] = {}
    """What a new one holds at first."""
    when: Mapping[str, Matters] = {}
    """The fields that are asked only when they matter."""
    apart: tuple[str, ...] = ()
    """The fields that acts set, and that are never typed."""
    ticks: str = ""
    """The label of a list in which all flags of the kind are ticked together."""


def _is(name: str, *wanted: Code) -> Matters:
    return lambda values: values.get(name) in wanted


def _yes(name: str) -> Matters:
    return lambda values: values.get(name) is True


_REPORTER = codes.Attribution.REPORTER
_CONFLICT = _is("result", codes.ConflictResult.POSSIBLE, codes.ConflictResult.CONFLICT)
_DUTIES = _is("basis", codes.DisclosureBasis.CONFLICT_OF_DUTIES)


def _integrity(values: Mapping[str, Any]) -> bool:
    """Everything but a matter of unwanted behaviour alone can be one of integrity."""
    return values.get(DOMAIN) is not codes.Domain.UNDESIRABLE_BEHAVIOUR


def _integrity_concern(values: Mapping[str, Any]) -> bool:
    """In a case without a field of work, what was chosen first decides what else is asked."""
    chosen = bool(values.get("integrity_class") or values.get("integrity_kind"))
    open_still = chosen or not values.get("concern_type")
    return _integrity(values) and (values.get(DOMAIN) is not None or open_still)


def _behaviour(values: Mapping[str, Any]) -> bool:
    integrity = values.get("integrity_class") or values.get("integrity_kind")
    open_still = bool(values.get("concern_type")) or not integrity
    domain = values.get(DOMAIN)
    return domain is not codes.Domain.INTEGRITY and (domain is not None or open_still)


SHAPES: dict[Kind, Shape] = {
    Kind.CASE: Shape(
        N_("New case"), N_("Edit the case"),
        ("code", "client", "callsign", "safe_channel", "safe_times", "safe_never", "domain",
         "status", "urgency", "anonymity", "reporter_role", "wish_of_reporter"),
        apart=("opened_on", "closed_on", "linked_case", "tipping_point_passed", "count_only"),
    ),
    Kind.PARTY: Shape(
        N_("New person involved"), N_("Edit the person involved"),
        ("label", "role", "relation_to_reporter", "involvement", "unit", "group_size"),
    ),
    Kind.CONFLICT_CHECK: Shape(
        N_("New check for conflicts of interest"), N_("Edit the check for conflicts of interest"),
        ("done_on", "method", "result", "subjects", "reason", "conflict_kind", "against_adviser",
         "decision", "reporter_told"),
        {"done_on": TODAY, "method": codes.ConflictMethod.ORAL},
        dict.fromkeys(("conflict_kind", "against_adviser", "decision", "reporter_told"), _CONFLICT),
    ),
    Kind.EXPLANATION: Shape(
        N_("What was explained"), N_("Edit what was explained"), ("given_on",),
        {"given_on": TODAY}, ticks=N_("What you told"),
    ),
    Kind.CONCERN: Shape(
        N_("New concern"), N_("Edit the concern"),
        ("concern_type", "subtypes", "grounds", "integrity_class", "integrity_kind",
         "description_by_reporter", "started_on", "frequency", "ongoing"),
        {"attribution": _REPORTER},
        {
            "concern_type": _behaviour,
            "integrity_class": _integrity_concern,
            "integrity_kind": _integrity_concern,
            "grounds": _is("concern_type", codes.ConcernType.DISCRIMINATION),
            "union_law_area": _is("integrity_class", codes.IntegrityClass.UNION_LAW_BREACH),
        },
    ),
    Kind.INCIDENT: Shape(
        N_("New incident"), N_("Edit the incident"),
        ("what", "happened", "attribution", "where_kind", "witnesses", "own_record"),
        {"attribution": _REPORTER},
    ),
    Kind.IMPACT: Shape(
        N_("Impact on the reporter"), N_("Edit the impact on the reporter"),
        ("noted_on", "scale", "sleep", "work_performance", "absence", "home", "safety",
         "self_harm_signal"),
        {"noted_on": TODAY},
    ),
    Kind.CONTACT: Shape(
        N_("New contact"), N_("Edit the contact"),
        ("kind", "channel", "start", "minutes", "summary", "agreements", "next_agreed"),
        {"start": NOW},
    ),
    Kind.NOTE: Shape(
        N_("New note"), N_("Edit the note"), ("text", "noted_on", "attribution"),
        {"noted_on": TODAY, "attribution": _REPORTER},
    ),
    Kind.CONSENT: Shape(
        N_("New consent"), N_("Edit the question for consent"),
        ("scope", "recipient", "recipient_role", "purpose", "what", "wording_read", "valid_until"),
        when={
            "recipient": lambda values: values.get("scope") in FOR_COLLEAGUE,
            "recipient_role": lambda values: values.get("scope") in FOR_ROLE,
        },
    ),
    Kind.VAULT_OPENING: Shape(
        N_("Why the names are opened"), N_("Why the names were opened"), ("reason",),
        {"opened_at": NOW}, apart=("opened_at",),
    ),
    Kind.OPTION: Shape(
        N_("New option"), N_("Edit the option"),
        ("option_type", "title", "raised_by", "feasibility", "keeps_anonymity", "keeps_control",
         "reversible", "deadline"),
        {"raised_by": codes.RaisedBy.ADVISER, "status": codes.OptionStatus.OPEN},
    ),
    Kind.CONSEQUENCE: Shape(
        N_("New consequence"), N_("Edit the consequence"),
        ("option", "direction", "for_whom", "text", "likelihood", "severity", "mitigation"),
        {"for_whom": codes.Concerned.REPORTER},
    ),
    Kind.DECISION: Shape(
        N_("Choice of the reporter"), N_("Edit the choice of the reporter"),
        ("made_on", "chosen", "in_words", "reflection_until", "reconfirmed_on", "tipping_point",
         "told_control_ends", "told_terms", "told_protection"),
        {"made_on": TODAY},
        {
            "tipping_point": _integrity,
            **dict.fromkeys(
                ("told_control_ends", "told_terms", "told_protection"), _yes("tipping_point")
            ),
        },
    ),
    Kind.ROUTE: Shape(
        N_("New route"), N_("Edit the route"),
        ("route_type", "option", "counterpart", "goal", "status", "outcome", "finished_on",
         "started_on", "filing_limit_on"),
        {"status": codes.RouteStatus.RUNNING, "started_on": TODAY},
        {
            "outcome": _is("status", codes.RouteStatus.FINISHED, codes.RouteStatus.ABANDONED),
            "finished_on": _is("status", codes.RouteStatus.FINISHED, codes.RouteStatus.ABANDONED),
        },
    ),
    Kind.STEP: Shape(
        N_("New step"), N_("Edit the step"),
        ("route", "step_type", "actor", "counterpart", "consent", "due", "planned_for", "goal"),
        {"actor": codes.Actor.REPORTER},
    ),
    Kind.GUARD: Shape(
        N_("Watch over the route"), N_("Edit the watch over the route"),
        ("route", "checked_on", "confidentiality_ok", "who_knows", "leak_suspected",
         "retaliation_seen", "action"),
        {"checked_on": TODAY},
    ),
    Kind.DOCUMENT: Shape(
        N_("New document"), N_("Edit the document"),
        ("kind", "title", "route", "addressee", "stored"),
        {"stored": codes.Stored.TEXT},
    ),
    Kind.VERSION: Shape(
        N_("New version of the document"), N_("Version of the document"),
        ("document", "text", "checked", "number", "written_on"),
        {"written_on": TODAY},
    ),
    Kind.REFERRAL: Shape(
        N_("New referral"), N_("Edit the referral"),
        ("category", "service", "mode", "consent", "status", "proposed_on", "check_on",
         "information_shared", "feedback", "reason_declined"),
        {"mode": codes.ReferralMode.SIGNPOSTING, "status": codes.ReferralStatus.PROPOSED,
         "proposed_on": TODAY},
        {
            "consent": _is("mode", codes.ReferralMode.WARM_HANDOVER),
            "information_shared": _is("mode", codes.ReferralMode.WARM_HANDOVER),
            "feedback": _is(
                "status", codes.ReferralStatus.CONTACT_MADE, codes.ReferralStatus.STARTED,
                codes.ReferralStatus.FINISHED, codes.ReferralStatus.NOT_SUITABLE,
            ),
            "reason_declined": _is(
                "status", codes.ReferralStatus.DECLINED, codes.ReferralStatus.NOT_SUITABLE
            ),
        },
    ),
    Kind.AFTERCARE_PLAN: Shape(
        N_("New agreement on aftercare"), N_("Edit the agreement on aftercare"),
        ("agreed_on", "initiator", "weeks", "channel", "consent", "ends_on"),
        {"agreed_on": TODAY, "initiator": codes.Initiator.REPORTER, "weeks": "2, 4, 6"},
        {"consent": _is("initiator", codes.Initiator.ADVISER_ALLOWED)},
    ),
    Kind.AFTERCARE_CHECK: Shape(
        N_("New aftercare talk"), N_("Edit the aftercare talk"),
        ("held_on", "behaviour_stopped", "sufficiently_addressed", "feels_safe", "help_needed",
         "improvements_needed", "work_relation"),
        {"held_on": TODAY},
    ),
    Kind.ADVERSE_EFFECT: Shape(
        N_("New adverse effect"), N_("Edit the adverse effect"),
        ("kind", "seen_on", "described", "attribution", "action"),
        {"seen_on": TODAY, "attribution": _REPORTER},
    ),
    Kind.DISCLOSURE: Shape(
        N_("New disclosure"), N_("Edit the disclosure"),
        ("basis", "to_whom", "what", "given_on", "consent", "reporter_informed", "consent_sought",
         "conscience", "no_other_way", "serious_harm", "prevents_harm", "no_further",
         "rationale"),
        {"given_on": TODAY},
        {
            "consent": _is("basis", codes.DisclosureBasis.CONSENT),
            **dict.fromkeys(
                ("consent_sought", "conscience", "no_other_way", "serious_harm", "prevents_harm",
                 "no_further"), _DUTIES,
            ),
        },
    ),
    Kind.CLOSURE: Shape(
        N_("Close the case"), N_("Edit the closure"),
        ("closed_on", "outcome", "closed_with_reporter", "door_open_told", "hours_total",
         "evaluation"),
        {"closed_on": TODAY},
    ),
    Kind.REMINDER: Shape(
        N_("New reminder"), N_("Edit the reminder"), ("what", "due"), {},
    ),
    Kind.IDENTITY: Shape(
        N_("New name and address"), N_("Edit the name and address"),
        ("party", "name", "phone", "email", "reason_for_holding"), {},
    ),
    Kind.WORKING_NOTE: Shape(
        N_("New working note"), N_("Edit the working note"), ("text", "delete_by"),
        {"noted_on": TODAY}, apart=("case",),
    ),
}  # fmt: skip


def flags(kind: Kind) -> tuple[str, ...]:
    """The fields of a kind that are answered with yes or no."""
    return tuple(name for name, field in FIELDS[kind].items() if field.form is Form.FLAG)


def asked(kind: Kind) -> tuple[str, ...]:
    """All fields that a form of the kind asks, those it asks first at the front."""
    shape = SHAPES[kind]
    left_out = (*shape.first, *shape.apart, *(flags(kind) if shape.ticks else ()))
    rest = (one for one in FIELDS[kind].values() if not one.by_act and one.name not in left_out)
    return (*shape.first, *(field.name for field in rest))


def lines_of(kind: Kind, name: str) -> int:
    """How many lines a text gets: the more texts there are, the fewer each."""
    if kind in (Kind.NOTE, Kind.WORKING_NOTE):
        return 8
    if kind is Kind.VERSION:
        return 14
    if kind is Kind.CONTACT and name == "summary":
        return 6
    texts = sum(FIELDS[kind][one].form is Form.TEXT for one in SHAPES[kind].first)
    return 5 if texts <= 1 else 3
