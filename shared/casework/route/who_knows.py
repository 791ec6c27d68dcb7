"""Who knows something of a case, and whether a step lets more people know.

Roles only, never names. What is told here follows from what stands in the case: steps that
were done, introductions, disclosures, shares, talks with third persons, and the checks in
which an adviser asked around.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from shared.casework.choice.ladder import LADDER
from shared.casework.consent.covering import consent_check, covering
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import (
    ConsentScope,
    ConsentStatus,
    Counterpart,
    PartyRole,
    ReferralMode,
    ReferralStatus,
    Relation,
    StepType,
)
from shared.casework.model.views import (
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
    counterpart_of,
    need_of,
    usual_counterpart,
)
from shared.casework.rules import Said
from shared.wording import N_


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
        known = None if party is None else role_of(party)
        if known is not None:
            yield known, Reason(Known.CONTACT, contact.id, contact.start[:10])
    for guard in file.all(Guard):
        for known in guard.who_knows:
            yield known, Reason(Known.GUARD, guard.id, guard.checked_on)


def role_of(party: Party) -> Counterpart | None:
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
