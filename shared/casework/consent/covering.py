"""Whether a consent covers letting something leave a case: scope, recipient, day and form.

Several live values of a field count as the strictest of them, as everywhere with consents.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import msgspec

from shared.casework.consent.standing import statuses
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import ConsentForm, ConsentScope, ConsentStatus, Counterpart
from shared.casework.model.reading import is_date
from shared.casework.model.views import Consent
from shared.casework.rules import Broken, Said
from shared.wording import N_


class ConsentRule(Said):
    """What is missing in a consent for what somebody wants to do."""

    NEEDED = N_(
        "Something leaves the case here. Ask the reporter first, and choose the consent that"
        " this is done on."
    )
    OTHER_SCOPE = N_("This consent is for something else. Choose another, or ask again.")
    OTHER_RECIPIENT = N_("This consent is for telling somebody else. Ask the reporter again.")
    NOT_IN_FORCE = N_(
        "This consent was not in force on that day. Look at when it was given, until when it"
        " holds, and whether it was withdrawn."
    )
    SAID_NO = N_("The reporter has said no to this after that consent. The last answer counts.")
    NOT_IN_WRITING = N_(
        "A third person gets to know something. That needs a consent in writing: a signed"
        " paper, a letter or a message of the reporter."
    )
    NEEDS_ROLE = N_("Choose for whom this consent is: who gets to know something.")


class Need(msgspec.Struct, frozen=True):
    """The consent that something needs: one of `scopes`, for `counterpart`.

    `counterpart` is None where nobody in particular gets to know something.
    """

    scopes: tuple[ConsentScope, ...]
    counterpart: Counterpart | None


FOR_COLLEAGUE = frozenset({ConsentScope.SHARE_WITH_COLLEAGUE, ConsentScope.TRANSFER_TO})
"""Scopes that are asked for one member of the firm."""
FOR_ROLE = frozenset(
    {
        ConsentScope.TALK_TO,
        ConsentScope.ATTEND_TALK,
        ConsentScope.SUBMIT_DOCUMENT,
        ConsentScope.CONFIDENTIAL_REPORT_VIA_VP,
        ConsentScope.REFERRAL_WARM,
        ConsentScope.ANONYMOUS_SIGNAL_TO_BOARD,
    }
)
"""Scopes that are asked for somebody outside the firm, by role: a third person."""
USUAL_ROLE: dict[ConsentScope, Counterpart] = {
    ConsentScope.REFERRAL_WARM: Counterpart.HELPER,
    ConsentScope.ANONYMOUS_SIGNAL_TO_BOARD: Counterpart.DIRECTOR_BOARD,
}
"""Whom a consent is for where nothing else is said."""

ON_PAPER = frozenset({ConsentForm.WRITTEN, ConsentForm.SIGNED, ConsentForm.MESSAGE})
"""Forms that show afterwards what the reporter agreed to."""


def covers(consent: Consent, scope: ConsentScope, counterpart: Counterpart | None, on: str) -> bool:
    """Whether a consent was in force on the day `on` for this scope and recipient.

    `on` is an ISO date. On the day on which it was withdrawn it is in force no more.
    """
    return is_for((scope,), consent) and reaches(consent, counterpart) and in_force(consent, on)


def is_for(scopes: Collection[ConsentScope], consent: Consent) -> bool:
    """Whether a consent is for one of these scopes, whichever of its values is read."""
    wanted = {str(scope) for scope in scopes}
    found = _values(consent, "scope")
    return bool(found) and all(isinstance(one, str) and one in wanted for one in found)


def reaches(consent: Consent, counterpart: Counterpart | None) -> bool:
    """Whether a consent is for telling `counterpart`; anybody where that is None."""
    if counterpart is None:
        return True
    found = _values(consent, "recipient_role")
    return bool(found) and all(one == str(counterpart) for one in found)


def in_force(consent: Consent, on: str, withdrawn_that_day: bool = False) -> bool:
    """Whether a consent held on a day: given by then, not over, not yet withdrawn.

    `withdrawn_that_day` says whether it still held on the day of its withdrawal: what was
    done in the morning stays done, but nothing new is done on it.
    """
    found = statuses(consent)
    given, withdrawn = str(ConsentStatus.GIVEN), str(ConsentStatus.WITHDRAWN)
    if not found or not found <= {given, withdrawn}:
        return False
    if not _dates_all(consent, "given_on", lambda day: day <= on):
        return False
    until = [value for value in _values(consent, "valid_until") if value not in (None, "")]
    if not all(_fits(value, lambda day: day >= on) for value in until):
        return False
    if withdrawn not in found:
        return True
    return _dates_all(
        consent,
        "withdrawn_on",
        lambda day: day > on or (withdrawn_that_day and day == on),
    )


def on_paper(consent: Consent) -> bool:
    """Whether a consent was given in a form that lets third persons know something."""
    found = _values(consent, "form")
    forms = {str(form) for form in ON_PAPER}
    return bool(found) and all(isinstance(one, str) and one in forms for one in found)


def consent_check(
    file: CaseFile, consent: bytes | None, need: Need, on: str, looking_back: bool = False
) -> Broken | None:
    """What is missing for letting something leave on the ground of a consent (16 bytes).

    None when all is there: the scope, the recipient, in force on the day `on`, and in
    writing where a third person gets to know something (rules 8 and 9 of the work).
    `looking_back` judges what was done already, on the day of a withdrawal too, and on a
    consent that was deleted since.
    """
    found = file.find_as(Consent, consent)
    if found is None and looking_back:
        found = next((one for one in _deleted(file) if one.id == consent), None)
    if found is None:
        return Broken(ConsentRule.NEEDED, "consent")
    if not is_for(need.scopes, found):
        return Broken(ConsentRule.OTHER_SCOPE, "consent")
    if not reaches(found, need.counterpart):
        return Broken(ConsentRule.OTHER_RECIPIENT, "consent")
    if not in_force(found, on, withdrawn_that_day=looking_back):
        return Broken(ConsentRule.NOT_IN_FORCE, "consent")
    if need.counterpart is not None and not on_paper(found):
        return Broken(ConsentRule.NOT_IN_WRITING, "consent")
    if _said_no_after(file, found, on):
        return Broken(ConsentRule.SAID_NO, "consent")
    return None


def _deleted(file: CaseFile) -> list[Consent]:
    return [one for one in file.deleted if isinstance(one, Consent)]


def covering(file: CaseFile, need: Need, on: str) -> Consent | None:
    """The newest consent of a case that covers a need on a day."""
    return next(
        (one for one in reversed(file.consents) if consent_check(file, one.id, need, on) is None),
        None,
    )


def nearest(file: CaseFile, need: Need, on: str) -> Consent | None:
    """The consent that comes nearest to covering a need on a day, so that a refusal tells
    the true reason: one that covers it, else the newest that lacks only the paper, else the
    newest for the recipient, else the newest of the right scope."""
    asked = [one for one in file.consents if is_for(need.scopes, one)]
    unwritten = Broken(ConsentRule.NOT_IN_WRITING, "consent")

    def near(consent: Consent) -> tuple[bool, bool, bool]:
        lack = consent_check(file, consent.id, need, on)
        return lack is None, lack == unwritten, reaches(consent, need.counterpart)

    # Of equals, max gives the first: the newest.
    return max(reversed(asked), key=near, default=None)


def answered_at(consent: Consent) -> int:
    """When the newest answer was written down, in milliseconds since 1970."""
    return max((live.time for live in consent.fields.get("status", ())), default=0)


def _values(consent: Consent, field: str) -> list[object]:
    return [live.value for live in consent.fields.get(field, ())]


def _dates_all(consent: Consent, field: str, holds: Callable[[str], bool]) -> bool:
    found = _values(consent, field)
    return bool(found) and all(_fits(value, holds) for value in found)


def _fits(value: object, holds: Callable[[str], bool]) -> bool:
    # ISO dates of four-digit years sort as text.
    return isinstance(value, str) and is_date(value) and holds(value)


def _said_no_after(file: CaseFile, consent: Consent, on: str) -> bool:
    """Whether the reporter refused the same thing later, and by the day `on`.

    Of answers of one day, the one that was written down last is the last.
    """
    return any(
        other.id != consent.id
        and str(ConsentStatus.REFUSED) in statuses(other)
        and other.scope is consent.scope
        and other.recipient_role is consent.recipient_role
        and other.given_on <= on
        and (other.given_on, answered_at(other)) > (consent.given_on, answered_at(consent))
        for other in file.consents
    )
