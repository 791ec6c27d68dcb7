"""The ledger of consents: how each stands, what depends on it, and what withdrawing changes.

Withdrawing ends what is still to come: open steps are blocked, a talk for aftercare is not
held, a colleague reads no more. What was told or handed in stays so, and is shown so (rule 5
of the work).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from shared.casework.consent.consenting import consents_for, is_share_with, withdraw
from shared.casework.consent.covering import FOR_COLLEAGUE, FOR_ROLE, in_force, is_for, reaches
from shared.casework.consent.standing import standing
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import (
    ConsentScope,
    ConsentStatus,
    ReferralStatus,
    StepType,
)
from shared.casework.model.kinds import FIELDS, Kind
from shared.casework.model.views import (
    AftercarePlan,
    Consent,
    Disclosure,
    Document,
    Referral,
    Route,
    Step,
    View,
)
from shared.casework.model.writing import write
from shared.casework.route.routing import need_of
from shared.casework.rules import Broken, Said
from shared.casework.verbs import Outcome, change, edit
from shared.wording import N_


class Effect(Said):
    """What withdrawing a consent does to what depends on it."""

    STEP_BLOCKED = N_("A step that is still to come can not be done on it any more.")
    REFERRAL_BLOCKED = N_("The reporter is not introduced to the helper.")
    AFTERCARE_ENDS = N_("Aftercare ends today. The reporter may always call.")
    SHARE_ENDS = N_("The colleague can read nothing new, and nothing more is handed over.")
    RECORDS_END = N_("Nothing more is written down. Ask what must go of what there is.")
    NAMES_GO = N_("Names and contact details are to be destroyed.")
    CONTACT_ENDS = N_("No more contact from here. The reporter may always call.")
    TOLD_STAYS = N_("What was told or handed in on it stays so; it can not be taken back.")
    NOTHING = N_("Nothing was done on it yet, and now nothing will be.")


class Dependent(msgspec.Struct, frozen=True):
    """Something that a consent is the ground of. `past` says that it was done already."""

    view: View
    past: bool


class LedgerRow(msgspec.Struct, frozen=True):
    """A consent in the ledger: what was asked and answered stands in `consent` itself.

    `state` is how it stands today, None when this version knows no answer; `disputed` says
    that different answers stand side by side. `reader` is the member (id) who reads the
    case on its ground, None when nobody does.
    """

    consent: Consent
    state: ConsentStatus | None
    disputed: bool
    dependents: tuple[Dependent, ...]
    reader: bytes | None


_ANSWER = {"status", "scope", "recipient", "recipient_role", "valid_until"}


def ledger(file: CaseFile, on: str) -> list[LedgerRow]:
    """All consents of a case as they stand on a day, the oldest answer first."""
    return [
        LedgerRow(
            consent,
            standing(consent, on),
            bool(_ANSWER.intersection(consent.conflicts)),
            tuple(dependents(file, consent)),
            consent.recipient if consent.scope in FOR_COLLEAGUE and in_force(consent, on) else None,
        )
        for consent in file.consents
    ]


def dependents(file: CaseFile, consent: Consent) -> Iterator[Dependent]:
    """What a consent is the ground of: steps, documents, referrals, aftercare, disclosures.

    Steps that are still to come and name no consent count where it is one for them.
    """
    for step in file.all(Step):
        if step.consent == consent.id or (step.consent is None and _could(file, consent, step)):
            yield Dependent(step, bool(step.done_on))
            if step.done_on and step.step_type is StepType.SUBMIT:
                yield from _handed_in(file, step)
    for referral in file.all(Referral):
        if referral.consent == consent.id:
            yield Dependent(referral, referral.status not in _NOT_YET)
    for plan in file.all(AftercarePlan):
        if plan.consent == consent.id:
            yield Dependent(plan, False)
    for disclosure in file.all(Disclosure):
        if disclosure.consent == consent.id:
            yield Dependent(disclosure, True)


_NOT_YET = (
    None,
    ReferralStatus.CONSIDERED,
    ReferralStatus.PROPOSED,
    ReferralStatus.CONSENTED,
    ReferralStatus.DECLINED,
)


def _could(file: CaseFile, consent: Consent, step: Step) -> bool:
    need = None if step.done_on else need_of(file.find_as(Route, step.route), step)
    return need is not None and is_for(need.scopes, consent) and reaches(consent, need.counterpart)


def _handed_in(file: CaseFile, step: Step) -> Iterator[Dependent]:
    for document in file.all(Document):
        same_route = step.route is not None and document.route == step.route
        if same_route and document.submitted_on == step.done_on:
            yield Dependent(document, True)


_FOR_LATER = (ConsentScope.AFTERCARE_CONTACT,)
_OF_SCOPE: dict[ConsentScope, Effect] = {
    ConsentScope.RECORD_KEEPING: Effect.RECORDS_END,
    ConsentScope.HOLD_IDENTITY: Effect.NAMES_GO,
    ConsentScope.CONTACT_BY_CHANNEL: Effect.CONTACT_ENDS,
    ConsentScope.SHARE_WITH_COLLEAGUE: Effect.SHARE_ENDS,
    ConsentScope.TRANSFER_TO: Effect.SHARE_ENDS,
}


def effects_of(file: CaseFile, consent: Consent) -> list[Effect]:
    """What withdrawing a consent changes, and what it can not change; each once, in order.

    The texts together are what is proposed for the field `effect_of_withdrawal`.
    """
    found = list(dependents(file, consent))
    effects = {_of_open(one.view) for one in found if not one.past}
    if consent.scope is not None:
        effects.add(_OF_SCOPE.get(consent.scope))
    if any(one.past for one in found):
        effects.add(Effect.TOLD_STAYS)
    elif not found and (consent.scope in FOR_ROLE or consent.scope in _FOR_LATER):
        effects.add(Effect.NOTHING)
    return [effect for effect in Effect if effect in effects]


def _of_open(view: View) -> Effect | None:
    match view:
        case Step():
            return Effect.STEP_BLOCKED
        case Referral():
            return Effect.REFERRAL_BLOCKED
        case AftercarePlan():
            return Effect.AFTERCARE_ENDS
        case _:
            return None


def whose_share_ended(file: CaseFile, member: bytes, on: str) -> bool:
    """Whether a colleague must lose a case: it was shared with `member` (16 bytes) on the
    reporter's consent, that was withdrawn or has ended, and no other is in force.

    A consent that is only disputed (different answers side by side) ends nothing: it gives
    no new share, until somebody has settled it.
    """
    if consents_for(file, member, on):
        return False
    asked = [one for one in file.consents if is_share_with(one, member)]
    ways = {standing(one, on) for one in asked}
    return bool(ways & {ConsentStatus.WITHDRAWN, ConsentStatus.EXPIRED}) and not any(
        one.conflicts for one in asked
    )


def take_back(file: CaseFile, shown: Consent, on: str, effect: str = "") -> Outcome:
    """The reporter withdraws a consent, with what follows from it (rule 5 of the work).

    `effect` is what is written down about it (`effects_of` proposes it). Aftercare that is
    held on its ground ends on the day `on`. Steps and referrals stay as they are: without
    the consent they can not be done. Whoever reads the case on its ground stops reading by
    the turn of the case's keys, which is made where keys are.
    """
    taken = withdraw(shown, on)
    text = write(FIELDS[Kind.CONSENT]["effect_of_withdrawal"], effect)
    if isinstance(taken, Broken):
        return taken
    if isinstance(text, Broken):
        return text
    if text is not None:
        taken.append(edit(shown, "effect_of_withdrawal", text))
    for ended in _plans_ended(file, shown, on):
        if isinstance(ended, Broken):
            return ended
        taken += ended
    return taken


def _plans_ended(file: CaseFile, consent: Consent, on: str) -> Iterable[Outcome]:
    for plan in file.all(AftercarePlan):
        runs = not plan.ends_on or plan.ends_on > on
        if plan.consent == consent.id and runs:
            yield change(file, plan, {"ends_on": max(on, plan.agreed_on)}, on)
