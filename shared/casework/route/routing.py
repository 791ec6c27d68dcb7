"""Routes: how each goes, who does what, and where something leaves the case.

Only what the reporter chose becomes a route. The ladder and its steps are those of the
profession (from doing nothing to the formal committee); a scheme may ask for others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from shared.casework.choice.choosing import chosen_options, standing_decision
from shared.casework.choice.ladder import LADDER
from shared.casework.consent.covering import Need
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import (
    Actor,
    ConsentScope,
    Counterpart,
    RouteStatus,
    RouteType,
    StepType,
)
from shared.casework.model.kinds import Kind
from shared.casework.model.views import Option, Route, Step
from shared.casework.rules import Broken, Said
from shared.replica.change import Edit
from shared.wording import N_


class RouteRule(Said):
    """What can not be done with a route."""

    NOT_CHOSEN = N_(
        "Only what the reporter chose can become a route. Write down the choice of the"
        " reporter first."
    )
    OTHER_TYPE = N_("This route is not of the kind that the reporter chose.")
    NOTHING_TO_DO = N_("With this choice there is nothing left to do. No route is needed.")
    RUNS_ALREADY = N_("There is a route for this choice already.")
    ENDS_BEFORE = N_("A route can not end before it began.")
    IN_FUTURE = N_("This day has not come yet. Write down what has happened.")
    HAND_IN = N_(
        "Handing in is a step of the route, on a consent of the reporter. Do that step; it"
        " writes down the day here."
    )


class Usual(msgspec.Struct, frozen=True):
    """A step that a route usually has, and who does it."""

    step_type: StepType
    actor: Actor


def _usual(*steps: tuple[StepType, Actor]) -> tuple[Usual, ...]:
    return tuple(Usual(step, actor) for step, actor in steps)


_A, _B, _C, _R = Actor.ADVISER, Actor.BOTH, Actor.COUNTERPART, Actor.REPORTER
_S = StepType
_TALK = _usual(
    (_S.PREPARE_TALK, _B), (_S.ATTEND_TALK, _B), (_S.DEBRIEF, _B), (_S.FOLLOW_AGREEMENT, _B)
)
_MEDIATION = _usual(
    (_S.EXPLAIN_SCHEME, _A),
    (_S.SUBMIT, _A),
    (_S.PREPARE_TALK, _B),
    (_S.DEBRIEF, _B),
    (_S.AGREEMENT_MADE, _R),
    (_S.FOLLOW_AGREEMENT, _B),
)
_WRITING = _usual((_S.DRAFT, _B), (_S.REVIEW, _B), (_S.SLEEP_ON_IT, _R), (_S.SUBMIT, _R))
_COMPLAINT = (
    *_usual((_S.EXPLAIN_SCHEME, _A)),
    *_WRITING,
    *_usual(
        (_S.RECEIPT, _C),
        (_S.WRITTEN_ANSWER_OTHER_SIDE, _C),
        (_S.PREPARE_TALK, _B),
        (_S.HEARING, _B),
        (_S.DEBRIEF, _B),
        (_S.ADVICE_RECEIVED, _C),
        (_S.DECISION_RECEIVED, _C),
        (_S.APPEAL_WINDOW, _R),
    ),
)
_REPORT = (
    *_usual((_S.EXPLAIN_SCHEME, _A)),
    *_WRITING,
    *_usual((_S.RECEIPT, _C), (_S.INVESTIGATION, _C), (_S.DECISION_RECEIVED, _C)),
)
_VIA_ADVISER = tuple(
    Usual(one.step_type, _A) if one.step_type is _S.SUBMIT else one for one in _REPORT
)
_ADVICE = _usual((_S.PREPARE_TALK, _B), (_S.ADVICE_RECEIVED, _C), (_S.DEBRIEF, _B))

STEPS: Mapping[RouteType, tuple[Usual, ...]] = {
    RouteType.NONE_STORY_TOLD: (),
    RouteType.REFLECT: _usual((_S.SLEEP_ON_IT, _R)),
    RouteType.OWN_LOG: _usual((_S.SUPPORT_CONTACT, _B)),
    RouteType.SELF_ADDRESS: _usual(
        (_S.PREPARE_TALK, _B), (_S.DEBRIEF, _B), (_S.FOLLOW_AGREEMENT, _B)
    ),
    RouteType.WRITTEN_TO_PERSON: (*_WRITING, *_usual((_S.AWAIT_RESPONSE, _C), (_S.DEBRIEF, _B))),
    RouteType.TALK_WITH_SUPPORT: _TALK,
    RouteType.TALK_MANAGER: _TALK,
    RouteType.TALK_HIGHER_MANAGER: _TALK,
    RouteType.TALK_HR: _TALK,
    RouteType.OCCUPATIONAL_PHYSICIAN: _ADVICE,
    RouteType.INFORMAL_MEDIATION: _MEDIATION,
    RouteType.MEDIATION: _MEDIATION,
    RouteType.TEAM_INTERVENTION: _TALK,
    RouteType.ANONYMOUS_SIGNAL: _usual(
        (_S.DRAFT, _A), (_S.REVIEW, _B), (_S.SUBMIT, _A), (_S.AWAIT_RESPONSE, _C)
    ),
    RouteType.INTERNAL_REPORT: _REPORT,
    RouteType.CONFIDENTIAL_REPORT_VIA_VP: _VIA_ADVISER,
    RouteType.COMPLAINT_INTERNAL: _COMPLAINT,
    RouteType.COMPLAINT_EXTERNAL: _COMPLAINT,
    RouteType.WHISTLEBLOWERS_HOUSE_ADVICE: _ADVICE,
    RouteType.EXTERNAL_REPORT_AUTHORITY: _REPORT,
    RouteType.WHISTLEBLOWERS_HOUSE_INVESTIGATION: _REPORT,
    RouteType.LABOUR_INSPECTORATE: _REPORT,
    RouteType.HUMAN_RIGHTS_INSTITUTE: _COMPLAINT,
    RouteType.ANTI_DISCRIMINATION: _ADVICE,
    RouteType.POLICE_TALK: _usual((_S.PREPARE_TALK, _B), (_S.ATTEND_TALK, _B), (_S.DEBRIEF, _B)),
    RouteType.POLICE_REPORT: _usual(
        (_S.SLEEP_ON_IT, _R),
        (_S.PREPARE_TALK, _B),
        (_S.ATTEND_TALK, _B),
        (_S.DEBRIEF, _B),
        (_S.DECISION_RECEIVED, _C),
    ),
    RouteType.LEGAL: _ADVICE,
    RouteType.TRANSFER_WORK: _TALK,
    RouteType.LEAVE: _usual((_S.SLEEP_ON_IT, _R), (_S.SUPPORT_CONTACT, _B)),
    # Who is introduced in person is so by a referral, which has a consent of its own.
    RouteType.REFERRAL_ONLY: _usual((_S.SUPPORT_CONTACT, _B), (_S.FOLLOW_AGREEMENT, _B)),
}
"""The steps that each route usually has, in their order."""

_NOT_THE_FIRST = {
    RouteType.INFORMAL_MEDIATION: Counterpart.OTHER,
    RouteType.MEDIATION: Counterpart.MEDIATOR,
    RouteType.REFERRAL_ONLY: Counterpart.HELPER,
}
COMPLAINTS = frozenset({RouteType.COMPLAINT_INTERNAL, RouteType.COMPLAINT_EXTERNAL})
"""Routes on which a committee hears both sides."""

RUNNING = frozenset(
    {RouteStatus.PLANNED, RouteStatus.RUNNING, RouteStatus.WAITING, RouteStatus.STALLED}
)
"""Statuses of a route that is not over."""

_HANDING_IN: Mapping[RouteType, tuple[ConsentScope, ...]] = {
    RouteType.CONFIDENTIAL_REPORT_VIA_VP: (ConsentScope.CONFIDENTIAL_REPORT_VIA_VP,),
    RouteType.ANONYMOUS_SIGNAL: (ConsentScope.ANONYMOUS_SIGNAL_TO_BOARD,),
    RouteType.REFERRAL_ONLY: (ConsentScope.REFERRAL_WARM,),
    RouteType.OCCUPATIONAL_PHYSICIAN: (ConsentScope.REFERRAL_WARM, ConsentScope.SUBMIT_DOCUMENT),
    RouteType.INFORMAL_MEDIATION: (ConsentScope.TALK_TO, ConsentScope.SUBMIT_DOCUMENT),
    RouteType.MEDIATION: (ConsentScope.TALK_TO, ConsentScope.SUBMIT_DOCUMENT),
}
_TALKING = (ConsentScope.ATTEND_TALK, ConsentScope.TALK_TO)
_TALKS = frozenset({_S.ATTEND_TALK, _S.HEARING})
_PERHAPS_TALKS = frozenset({_S.AGREEMENT_MADE, _S.FOLLOW_AGREEMENT, _S.INVESTIGATION})


def need_of(route: Route | None, step: Step) -> Need | None:
    """The consent that a step needs because something leaves the case; None where nothing does.

    Handing in and talks always do, whoever does them. What is agreed and looked into does
    where the adviser does it with somebody.
    """
    route_type = None if route is None else route.route_type
    if step.step_type is StepType.SUBMIT:
        scopes: tuple[ConsentScope, ...] = (ConsentScope.SUBMIT_DOCUMENT,)
        if route_type is not None:
            scopes = _HANDING_IN.get(route_type, scopes)
    elif step.step_type in _TALKS or (
        step.step_type in _PERHAPS_TALKS
        and step.counterpart is not None
        and step.actor in (Actor.ADVISER, Actor.BOTH)
    ):
        scopes = _TALKING
    else:
        return None
    return Need(scopes, counterpart_of(route, step))


def usual_counterpart(route_type: RouteType) -> Counterpart | None:
    """With whom a route is gone, where its kind says so: who first gets to know something."""
    return _NOT_THE_FIRST.get(route_type) or next(iter(LADDER[route_type].to), None)


def leaves(step_type: StepType) -> bool:
    """Whether something leaves the case in a step of this kind, on every route."""
    return step_type is StepType.SUBMIT or step_type in _TALKS


def counterpart_of(route: Route | None, step: Step) -> Counterpart | None:
    """With whom a step is done: as it says itself, as its route says, or as usual."""
    if step.counterpart is not None or route is None:
        return step.counterpart
    if route.counterpart is not None or route.route_type is None:
        return route.counterpart
    return usual_counterpart(route.route_type)


def chosen_now(file: CaseFile) -> list[Option]:
    """What the reporter chose last, in the order of the ladder."""
    return chosen_options(file, standing_decision(file))


def check_route(file: CaseFile, before: Route | None, after: Route, on: str) -> Broken | None:
    """Only what the reporter chose is a route, as what was chosen (rule 10 of the work)."""
    if before is None or (before.option, before.route_type) != (after.option, after.route_type):
        option = next((one for one in chosen_now(file) if one.id == after.option), None)
        if option is None:
            return Broken(RouteRule.NOT_CHOSEN, "option")
        if option.option_type is not after.route_type:
            return Broken(RouteRule.OTHER_TYPE, "route_type")
    for name in ("submitted_on", "finished_on", "started_on"):
        if getattr(after, name) > on and (
            before is None or getattr(before, name) != getattr(after, name)
        ):
            return Broken(RouteRule.IN_FUTURE, name)
    day = after.submitted_on
    fresh = before is None or before.submitted_on != day
    if day and fresh and not was_handed_in(file, after.id, day):
        return Broken(RouteRule.HAND_IN, "submitted_on")
    if after.finished_on and after.finished_on < after.started_on:
        return Broken(RouteRule.ENDS_BEFORE, "finished_on")
    return None


def start_route(
    file: CaseFile, new: Callable[[], bytes], option: Option, on: str
) -> list[Edit] | Broken:
    """Begin a route from an option that the reporter chose, with its usual steps.

    `new` gives ids (16 bytes). The steps are proposals: they can be changed and deleted.
    """
    if option.option_type is None or not STEPS[option.option_type]:
        return Broken(RouteRule.NOTHING_TO_DO, "option")
    if any(route.option == option.id and route.status in RUNNING for route in file.all(Route)):
        return Broken(RouteRule.RUNS_ALREADY, "option")
    route = Route(
        id=new(),
        route_type=option.option_type,
        option=option.id,
        counterpart=usual_counterpart(option.option_type),
        status=RouteStatus.RUNNING,
        started_on=on,
        filing_limit_on=option.deadline if _is_handed_in(option.option_type) else "",
    )
    broken = check_route(file, None, route, on)
    if broken is not None:
        return broken
    usual = STEPS[option.option_type]
    # Steps without a day are listed by id: in the order in which they are gone.
    ids = sorted(new() for _ in usual)
    return [
        *_edits(
            Kind.ROUTE,
            route.id,
            route_type=str(route.route_type),
            option=route.option,
            counterpart=route.counterpart and str(route.counterpart),
            status=str(route.status),
            started_on=route.started_on,
            filing_limit_on=route.filing_limit_on,
        ),
        *(
            edit
            for id, step in zip(ids, usual, strict=True)
            for edit in _edits(
                Kind.STEP,
                id,
                route=route.id,
                step_type=str(step.step_type),
                actor=str(step.actor),
                counterpart=str(route.counterpart)
                if route.counterpart is not None and leaves(step.step_type)
                else None,
            )
        ),
    ]


def _is_handed_in(route_type: RouteType) -> bool:
    return any(step.step_type is StepType.SUBMIT for step in STEPS[route_type])


def _edits(kind: Kind, entity: bytes, **values: str | bytes | None) -> list[Edit]:
    return [Edit(str(kind), entity, name, value) for name, value in values.items() if value]


def was_handed_in(file: CaseFile, route: bytes | None, day: str) -> bool:
    """Whether a step of a route (its id) was done on a day by which something was handed in."""
    return route is not None and any(
        step.step_type is StepType.SUBMIT and step.route == route and step.done_on == day
        for step in file.all(Step)
    )


def steps_of(file: CaseFile, route: Route) -> list[Step]:
    """The steps of a route: what was done first, then what is to do in its usual order."""
    usual = STEPS.get(route.route_type, ()) if route.route_type is not None else ()
    places = {step.step_type: at for at, step in reversed(list(enumerate(usual)))}

    def order(step: Step) -> tuple[str, int, str, bytes]:
        day = step.planned_for or step.due
        place = len(places) if step.step_type is None else places.get(step.step_type, len(usual))
        return step.done_on or "9999-99", place, day or "9999-99", step.id

    return sorted((step for step in file.all(Step) if step.route == route.id), key=order)
