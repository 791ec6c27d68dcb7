"""Referring to other helpers: which first, on what ground, and whether it worked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from shared.casework.consent.covering import Need, consent_check
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import (
    ConcernSubtype,
    ConcernType,
    ConsentScope,
    Counterpart,
    Domain,
    ReferralCategory,
    ReferralMode,
    ReferralStatus,
)
from shared.casework.model.views import Impact, Referral
from shared.casework.rules import Broken, Flag, Said
from shared.wording import N_

_C, _S = ReferralCategory, ReferralStatus


class ReferralRule(Said):
    """What a referral may not be."""

    NOTHING_SHARED = N_(
        "With information or pointing the way, nothing about the reporter is shared. Empty"
        " this, or choose introducing in person, with a consent."
    )
    OTHER_MODE = N_("Only who is introduced in person is introduced. Choose another status.")
    FEEDBACK_TOO_SOON = N_("Whether it helped is asked after somebody was referred.")


class ReferralAsk(Said):
    """What there is to ask about a referral."""

    DID_IT_WORK = N_("Ask whether the referral worked")


class CrisisNote(Said):
    """Whom to call at once; told before the reporter chooses."""

    DANGER = N_("In danger now? Call 112.")
    SEXUAL_ASSAULT_CENTRE = N_(
        "Sexual Assault Centre: 0800-0188, free, day and night. Help works best in the first"
        " 7 days, also for traces; reporting to the police is not needed. The reporter"
        " chooses."
    )
    SUICIDE_PREVENTION = N_(
        "113 Suicide Prevention: call 113, free, day and night, or chat on 113.nl. Ask about"
        " it openly; do not leave somebody in acute need alone."
    )
    DOMESTIC_VIOLENCE = N_(
        "Safe Home (Veilig Thuis): 0800-2000, free, day and night, also for advice without a name."
    )


CRISIS: dict[ReferralCategory, CrisisNote] = {
    _C.SEXUAL_ASSAULT_CENTRE: CrisisNote.SEXUAL_ASSAULT_CENTRE,
    _C.SUICIDE_PREVENTION: CrisisNote.SUICIDE_PREVENTION,
    _C.DOMESTIC_VIOLENCE: CrisisNote.DOMESTIC_VIOLENCE,
}
"""What is told with helpers in a crisis."""

REFERRED = frozenset(
    {
        _S.CONSENTED,
        _S.SIGNPOSTED,
        _S.HANDED_OVER,
        _S.CONTACT_MADE,
        _S.STARTED,
        _S.FINISHED,
        _S.NOT_SUITABLE,
        _S.WAITING_LIST,
    }
)
"""Statuses in which the reporter took the referral up."""
RUNNING = REFERRED - {_S.FINISHED, _S.NOT_SUITABLE}
"""Statuses in which it is still to be asked whether it worked."""

_TWO_WEEKS = timedelta(weeks=2)
_INTRODUCED = REFERRED - {_S.CONSENTED, _S.SIGNPOSTED}
_ROLES = {
    _C.OCCUPATIONAL_PHYSICIAN: Counterpart.OCCUPATIONAL_PHYSICIAN,
    _C.MEDIATOR: Counterpart.MEDIATOR,
    _C.LEGAL_AID: Counterpart.LAWYER_UNION,
    _C.TRADE_UNION: Counterpart.LAWYER_UNION,
    _C.WHISTLEBLOWERS_HOUSE: Counterpart.WHISTLEBLOWERS_HOUSE,
    _C.POLICE: Counterpart.POLICE,
    _C.HR: Counterpart.HR,
    _C.INTERNAL_VP: Counterpart.INTERNAL_VP,
}
_VIOLENT = (ConcernType.VIOLENCE, ConcernType.THREAT, ConcernType.STALKING, ConcernType.AGGRESSION)


def check_day(on: str) -> str:
    """The day to ask whether a referral of the ISO date `on` worked, unless another is agreed."""
    first = min(date.fromisoformat(on), date.max - _TWO_WEEKS)
    return (first + _TWO_WEEKS).isoformat()


def suggested_categories(file: CaseFile) -> list[ReferralCategory]:
    """All kinds of helper: those for a crisis that the case speaks of first, then the
    usual ones in their order (`ReferralCategory`)."""
    crisis = _crisis(file)
    return [*crisis, *(one for one in ReferralCategory if one not in crisis)]


def crisis_notes(file: CaseFile) -> list[CrisisNote]:
    """What to say at once, by what the case speaks of; empty when nothing points to a crisis."""
    notes = [CRISIS[one] for one in _crisis(file)]
    return [CrisisNote.DANGER, *notes] if notes else []


def _crisis(file: CaseFile) -> list[ReferralCategory]:
    found: list[ReferralCategory] = []
    if any(impact.self_harm_signal for impact in file.all(Impact)):
        found.append(_C.SUICIDE_PREVENTION)
    if any(ConcernSubtype.ASSAULT in concern.subtypes for concern in file.concerns):
        found.append(_C.SEXUAL_ASSAULT_CENTRE)
    private = file.case.domain is Domain.PRIVATE
    if any(
        concern.minors_involved or (private and concern.concern_type in _VIOLENT)
        for concern in file.concerns
    ):
        found.append(_C.DOMESTIC_VIOLENCE)
    return found


def check_referral(
    file: CaseFile, before: Referral | None, after: Referral, on: str
) -> Broken | None:
    """Rules 8 and 9 for referrals: nothing leaves without a consent for just that."""
    stood = set() if before is None else set(_wrong(before))
    fresh = next((one for one in _wrong(after) if one not in stood), None)
    if fresh is not None:
        return fresh
    if not _needs_consent(after):
        return None
    same = before is not None and _needs_consent(before)
    if same and before is not None and _leaves(before) == _leaves(after):
        return None
    return _consent_lack(file, after, on, looking_back=False)


def _wrong(referral: Referral) -> Iterator[Broken]:
    warm = referral.mode is ReferralMode.WARM_HANDOVER
    if referral.information_shared and not warm:
        yield Broken(ReferralRule.NOTHING_SHARED, "information_shared")
    if referral.status is _S.HANDED_OVER and not warm:
        yield Broken(ReferralRule.OTHER_MODE, "status")
    if referral.feedback is not None and referral.status not in REFERRED:
        yield Broken(ReferralRule.FEEDBACK_TOO_SOON, "feedback")


def _needs_consent(referral: Referral) -> bool:
    """Whether something was told to the helper."""
    if referral.mode is not ReferralMode.WARM_HANDOVER:
        return False
    return referral.status in _INTRODUCED or bool(referral.information_shared)


def may_have_shared(referral: Referral) -> bool:
    """Whether something may have been told to the helper, on any of the values that stand
    side by side."""

    def values(name: str) -> set[object]:
        return {live.value for live in referral.fields.get(name, ()) if live.value}

    if str(ReferralMode.WARM_HANDOVER) not in values("mode"):
        return False
    return bool(values("information_shared") or values("status") & {str(s) for s in _INTRODUCED})


def _leaves(referral: Referral) -> tuple[object, ...]:
    """What a consent is for: to whom and what; how it went on afterwards is no part of it."""
    return referral.category, referral.service, referral.consent, referral.information_shared


def _consent_lack(
    file: CaseFile, referral: Referral, day: str, looking_back: bool
) -> Broken | None:
    """What the consent lacks; one for "a helper" is good for every kind of helper."""
    scopes = (ConsentScope.REFERRAL_WARM,)
    role = None if referral.category is None else _ROLES.get(referral.category)
    lack = consent_check(
        file, referral.consent, Need(scopes, Counterpart.HELPER), day, looking_back
    )
    if lack is None or role is None:
        return lack
    return consent_check(file, referral.consent, Need(scopes, role), day, looking_back)


def flags_of_referring(file: CaseFile, on: str) -> Iterator[Flag]:
    """What another program wrote against these rules."""
    for referral in file.all(Referral):
        for broken in _wrong(referral):
            yield Flag(broken.rule, referral.id, broken.field)
        if _needs_consent(referral):
            # No day of introducing is kept; the earliest day it can have been judges it.
            lack = _consent_lack(file, referral, _day_of_use(file, referral, on), True)
            if lack is not None:
                yield Flag(lack.rule, referral.id, lack.field)


def _day_of_use(file: CaseFile, referral: Referral, on: str) -> str:
    """A day on which the consent may have been used: that of giving it, when there is one."""
    given = next((one.given_on for one in file.consents if one.id == referral.consent), "")
    return given or referral.proposed_on or on
