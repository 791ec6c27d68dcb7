"""Watching over a route: who knows what, whether that widens, and whether all keep to it.

Roles only, never names. What is told here follows from what stands in the case: steps that
were done, introductions, disclosures, shares, talks with third persons, and the checks in
which an adviser asked around.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from shared.casework.choice.ladder import LADDER
from shared.casework.consent.covering import Need, consent_check, covering
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import (
    AdverseEffectKind,
    ConsentScope,
    ConsentStatus,
    ContactKind,
    Counterpart,
    PartyRole,
    ReferralMode,
    ReferralStatus,
    Relation,
    RouteStatus,
    StepType,
)
from shared.casework.model.views import (
    AdverseEffect,
    Consent,
    Contact,
    Disclosure,
    Guard,
    Party,
    Referral,
    Route,
    Step,
)
from shared.casework.route.routing import (
    RUNNING,
    counterpart_of,
    need_of,
    steps_of,
    usual_counterpart,
)
from shared.casework.route.terms import days_after, terms_of
from shared.casework.rules import Broken, Flag, Said
from shared.wording import N_

GUARD_DAYS = 14
"""Days after which is looked again whether all keep to what was agreed, while a route runs."""


class Known(Said):
    """From what somebody knows of the case."""

    STEP = N_("from a step of the route")
    ANSWERED = N_("was asked for an answer by the committee")
    REFERRAL = N_("was introduced to the reporter")
    DISCLOSURE = N_("was told in a disclosure")
    SHARE = N_("reads the case as a colleague")
    CONTACT = N_("talked with the adviser")
    GUARD = N_("as noted in a check of the route")


class Reason(msgspec.Struct, frozen=True):
    """Why somebody knows: from what (`entity`, 16 bytes), since which day ("" for unknown)."""

    why: Known
    entity: bytes
    since: str


class GuardRule(Said):
    """What can not be written down about watching over a route."""

    IN_FUTURE = N_("This day has not come yet. Write down what you have seen.")


class Widening(Said):
    """What a step does to who knows."""

    NEW = N_("With this step somebody new gets to know something.")
    WITHOUT_CONSENT = N_(
        "With this step somebody new gets to know something, and there is no consent for it."
        " Ask the reporter first."
    )
    THROUGH_THE_OTHER = N_(
        "Who receives this usually tells this person too, or asks for an answer. Has the"
        " reporter been told?"
    )


class Widens(msgspec.Struct, frozen=True):
    """Somebody who gets to know something by a step, and how that is."""

    role: Counterpart
    how: Widening


class Alert(Said):
    """Something that is wrong on a route and asks for a word with the reporter."""

    LEAK = N_("A leak is suspected. Ask the reporter what is needed to be safe.")
    NOT_KEPT = N_("Confidence is not kept. Say so to whom it concerns, if the reporter wants.")
    RETALIATION = N_("Retaliation is seen. Talk about what protects the reporter.")
    PROCEDURE = N_("The procedure is not followed. Help the reporter to ask for it.")
    TERMS = N_("Terms are not kept. Help the reporter to ask for an answer.")
    ONE_SIDE = N_("Only one side is heard. Help the reporter to be heard.")
    EFFECT = N_("The reporter suffers from having spoken up, and that is not solved.")
    TERM_PAST = N_("A term has gone by without an answer.")
    TALKED = N_(
        "There was a talk with somebody else, and no consent for it stands here. Ask the"
        " reporter, and write down the answer."
    )


class Alerted(msgspec.Struct, frozen=True):
    """An alert: what it is about (`entity`, 16 bytes) and since which day."""

    alert: Alert
    entity: bytes
    since: str


def who_knows(file: CaseFile) -> dict[Counterpart, list[Reason]]:
    """Who knows something of the case, by role, each with the reasons, the oldest first."""
    found: dict[Counterpart, list[Reason]] = {}
    for role, reason in _reasons(file):
        found.setdefault(role, []).append(reason)
    return {
        role: sorted(found[role], key=lambda one: (one.since, one.entity))
        for role in Counterpart
        if role in found
    }


_RELATIONS: dict[Relation, Counterpart] = {
    Relation.HIGHER_MANAGER: Counterpart.HIGHER_MANAGER,
    Relation.DIRECTOR_BOARD: Counterpart.DIRECTOR_BOARD,
    Relation.WORKS_COUNCIL: Counterpart.WORKS_COUNCIL,
}
_ROLES: dict[PartyRole, Counterpart] = {
    PartyRole.MANAGER: Counterpart.DIRECT_MANAGER,
    PartyRole.HR: Counterpart.HR,
    PartyRole.COMMITTEE: Counterpart.COMPLAINTS_COMMITTEE,
    PartyRole.HELPER: Counterpart.HELPER,
    PartyRole.ALLEGED: Counterpart.ALLEGED,
    PartyRole.WITNESS: Counterpart.COLLEAGUES,
    PartyRole.AFFECTED: Counterpart.COLLEAGUES,
    PartyRole.ADVISER: Counterpart.COLLEAGUE_ADVISER,
}
_ANSWERED_YES = (ConsentStatus.GIVEN, ConsentStatus.WITHDRAWN)
_INTRODUCED = frozenset(
    {
        ReferralStatus.HANDED_OVER,
        ReferralStatus.CONTACT_MADE,
        ReferralStatus.STARTED,
        ReferralStatus.FINISHED,
        ReferralStatus.WAITING_LIST,
    }
)


def _reasons(file: CaseFile) -> Iterator[tuple[Counterpart, Reason]]:
    for step in file.all(Step):
        yield from _of_step(file, step)
    for referral in file.all(Referral):
        # Who was only pointed the way was told nothing about the reporter.
        if referral.mode is ReferralMode.WARM_HANDOVER and referral.status in _INTRODUCED:
            consent = file.find_as(Consent, referral.consent)
            role = None if consent is None else consent.recipient_role
            reason = Reason(Known.REFERRAL, referral.id, referral.proposed_on)
            yield role or Counterpart.HELPER, reason
    for disclosure in file.all(Disclosure):
        if disclosure.to_whom is not None:
            reason = Reason(Known.DISCLOSURE, disclosure.id, disclosure.given_on)
            yield disclosure.to_whom, reason
    for consent in file.consents:
        # What a colleague has read stays known after the consent has ended.
        if consent.scope is ConsentScope.SHARE_WITH_COLLEAGUE and consent.status in _ANSWERED_YES:
            reason = Reason(Known.SHARE, consent.id, consent.given_on)
            yield Counterpart.COLLEAGUE_ADVISER, reason
    for contact in file.all(Contact):
        party = file.find_as(Party, contact.with_party)
        known = None if party is None else _role_of(party)
        if known is not None:
            yield known, Reason(Known.CONTACT, contact.id, contact.start[:10])
    for guard in file.all(Guard):
        for known in guard.who_knows:
            yield known, Reason(Known.GUARD, guard.id, guard.checked_on)


def _role_of(party: Party) -> Counterpart | None:
    """The role by which a party gets to know something; None for the reporter."""
    if party.role is PartyRole.MANAGER and party.relation_to_reporter in _RELATIONS:
        return _RELATIONS[party.relation_to_reporter]
    return None if party.role is None else _ROLES.get(party.role)


def _of_step(file: CaseFile, step: Step) -> Iterator[tuple[Counterpart, Reason]]:
    if not step.done_on:
        return
    route = file.find_as(Route, step.route)
    if step.step_type is StepType.WRITTEN_ANSWER_OTHER_SIDE:
        yield Counterpart.ALLEGED, Reason(Known.ANSWERED, step.id, step.done_on)
    need = need_of(route, step)
    role = None if need is None else counterpart_of(route, step)
    if role is not None:
        yield role, Reason(Known.STEP, step.id, step.done_on)


def widens(file: CaseFile, step: Step, on: str) -> list[Widens]:
    """Who would get to know something by doing a step today who does not know yet.

    To be shown before it is marked done. A body that hears both sides usually tells the
    other one too; that is said, for the reporter to know beforehand.
    """
    route = file.find_as(Route, step.route)
    need = need_of(route, step)
    if need is None or step.done_on:
        return []
    known = set(who_knows(file))
    found: list[Widens] = []
    if need.counterpart is not None and need.counterpart not in known:
        if step.consent is None:
            consented = covering(file, need, on) is not None
        else:
            consented = consent_check(file, step.consent, need, on) is None
        how = Widening.NEW if consented else Widening.WITHOUT_CONSENT
        found.append(Widens(need.counterpart, how))
    if step.step_type is StepType.SUBMIT and route is not None and route.route_type is not None:
        told = {need.counterpart, usual_counterpart(route.route_type)}
        found += [
            Widens(role, Widening.THROUGH_THE_OTHER)
            for role in LADDER[route.route_type].to
            if role not in known and role not in told
        ]
    return found


def guard_due(file: CaseFile, route: Route) -> str:
    """By which day is looked again whether all keep to what was agreed; "" when not.

    While the route runs: on the day of a step by which something left since the last look,
    and else two weeks after it, or after the route began.
    """
    if route.status not in RUNNING or route.status is RouteStatus.PLANNED:
        return ""
    last = _last_look(file, route)
    since = route.started_on if last is None else last.checked_on
    left = [
        step.done_on
        for step in steps_of(file, route)
        if step.done_on > since and need_of(route, step) is not None
    ]
    return min([*left, *([days_after(since, GUARD_DAYS)] if since else [])], default="")


def _last_look(file: CaseFile, route: Route) -> Guard | None:
    """The last look at a route; one that names no route looks at all of them."""
    looks = [one for one in file.all(Guard) if one.route in (route.id, None) and one.checked_on]
    return max(looks, key=lambda one: (one.checked_on, one.written, one.id), default=None)


def next_guard(file: CaseFile, route: Route, guard: bytes, on: str) -> Guard:
    """A look at a route to fill in today: who knows stands in it already."""
    return Guard(id=guard, route=route.id, checked_on=on, who_knows=tuple(who_knows(file)))


def alerts(file: CaseFile, on: str) -> list[Alerted]:
    """What is wrong on the routes that run, by day: from the last look at each, from
    adverse effects that are not solved, from terms that have gone by, and from talks with
    others on no consent."""
    found: set[tuple[str, bytes, Alert]] = set()
    for route in file.all(Route):
        if route.status not in RUNNING:
            continue
        last = _last_look(file, route)
        if last is not None:
            found |= {(last.checked_on, last.id, alert) for alert in _seen(last)}
        found |= {
            (term.due, route.id, Alert.TERM_PAST)
            for term in terms_of(route, on, steps_of(file, route))
            if term.past(on)
        }
    for effect in file.all(AdverseEffect):
        if not effect.resolved_on and effect.kind is not AdverseEffectKind.EFFECT_AT_HOME:
            leak = effect.kind is AdverseEffectKind.IDENTITY_LEAKED
            found.add((effect.seen_on, effect.id, Alert.LEAK if leak else Alert.EFFECT))
    found |= {(one.start[:10], one.id, Alert.TALKED) for one in _talked(file)}
    order = list(Alert)
    return [
        Alerted(alert, entity, since)
        for since, entity, alert in sorted(
            found, key=lambda one: (one[0], order.index(one[2]), one[1])
        )
    ]


def _talked(file: CaseFile) -> Iterator[Contact]:
    """Talks with others on a day on which no consent to talk with anybody was in force."""
    need = Need((ConsentScope.TALK_TO, ConsentScope.ATTEND_TALK), None)
    for contact in file.all(Contact):
        party = file.find_as(Party, contact.with_party)
        if party is None or _role_of(party) is None or contact.kind is ContactKind.MISSED:
            continue
        if not any(
            consent_check(file, consent.id, need, contact.start[:10], looking_back=True) is None
            for consent in file.consents
        ):
            yield contact


def _seen(guard: Guard) -> Iterator[Alert]:
    if guard.leak_suspected:
        yield Alert.LEAK
    if guard.confidentiality_ok is False:
        yield Alert.NOT_KEPT
    if guard.retaliation_seen:
        yield Alert.RETALIATION
    if guard.procedure_followed is False:
        yield Alert.PROCEDURE
    if guard.terms_kept is False:
        yield Alert.TERMS
    if guard.both_sides_heard is False:
        yield Alert.ONE_SIDE


def check_guard(file: CaseFile, before: Guard | None, after: Guard, on: str) -> Broken | None:
    """What was seen was seen on a day that has come."""
    del file
    if after.checked_on > on and (before is None or before.checked_on != after.checked_on):
        return Broken(GuardRule.IN_FUTURE, "checked_on")
    return None


def flags_of_guards(file: CaseFile, on: str) -> Iterator[Flag]:
    """Checks of a route that are said to be of a day that has not come."""
    for guard in file.all(Guard):
        if guard.checked_on > on:
            yield Flag(GuardRule.IN_FUTURE, guard.id, "checked_on")
