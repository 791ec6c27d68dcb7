"""Consents: asking, the reporter's answer, withdrawing, and the check before sharing.

What was asked is fixed once it was answered: another question is another consent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.casework.consent.covering import (
    FOR_COLLEAGUE,
    FOR_ROLE,
    USUAL_ROLE,
    ConsentRule,
    answered_at,
    covers,
)
from shared.casework.consent.grounds import consent_in_force
from shared.casework.consent.standing import standing, statuses
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import ConsentForm, ConsentScope, ConsentStatus
from shared.casework.model.kinds import FIELDS, Kind
from shared.casework.model.views import Consent
from shared.casework.model.writing import Written, write
from shared.casework.rules import Broken, Hint, Rule
from shared.casework.verbs import Outcome, edit
from shared.replica.change import Edit

__all__ = [
    "answered_at",
    "ask",
    "consents_for",
    "covers",
    "give",
    "hints_on_consents",
    "record",
    "refuse",
    "share_check",
    "standing",
    "withdraw",
]

_FIELDS = FIELDS[Kind.CONSENT]
_ASKED = (
    "scope",
    "recipient",
    "recipient_role",
    "purpose",
    "what",
    "wording_read",
    "valid_until",
)


def ask(consent: bytes, values: Mapping[str, Any]) -> Outcome:
    """Write down that the reporter is asked for a consent (new id, 16 bytes).

    `values`: `scope`, with `recipient` (a member's id) where a colleague gets the case, or
    `recipient_role` where a third person gets to know something (`covering.FOR_COLLEAGUE`,
    `covering.FOR_ROLE`); `purpose`, `what`, `wording_read` and `valid_until` as far as they
    are known.
    """
    asked = _written(values, _ASKED)
    if isinstance(asked, Broken):
        return asked
    scope = ConsentScope(str(asked["scope"]))
    if scope in FOR_COLLEAGUE and asked["recipient"] is None:
        return Broken(Rule.CONSENT_NEEDS_COLLEAGUE, "recipient")
    if scope in FOR_ROLE and asked["recipient_role"] is None:
        if scope not in USUAL_ROLE:
            return Broken(ConsentRule.NEEDS_ROLE, "recipient_role")
        asked["recipient_role"] = str(USUAL_ROLE[scope])
    asked["status"] = str(ConsentStatus.ASKED)
    return [
        Edit(str(Kind.CONSENT), consent, name, value)
        for name, value in asked.items()
        if value is not None
    ]


def record(
    consent: bytes, values: Mapping[str, Any], given: bool, on: str, form: ConsentForm | None
) -> Outcome:
    """Write down a question and its answer in one go: asked and given, or refused."""
    asked = ask(consent, values)
    if isinstance(asked, Broken):
        return asked
    until = next((part.value for part in asked if part.field == "valid_until"), None)
    answer = _answer(given, on, form, until)
    if isinstance(answer, Broken):
        return answer
    return [part for part in asked if part.field != "status"] + [
        Edit(str(Kind.CONSENT), consent, name, value) for name, value in answer.items()
    ]


def give(shown: Consent, on: str, form: ConsentForm | None) -> Outcome:
    """The reporter says yes, on the day `on`."""
    return _answered(shown, True, on, form)


def refuse(shown: Consent, on: str) -> Outcome:
    """The reporter says no, on the day `on`."""
    return _answered(shown, False, on, None)


def withdraw(shown: Consent, on: str) -> Outcome:
    """The reporter takes a consent back. What was shared stays shared and is shown so."""
    if str(ConsentStatus.GIVEN) not in statuses(shown):
        return Broken(Rule.CONSENT_NOT_GIVEN, "status")
    day = write(_FIELDS["withdrawn_on"], on)
    if isinstance(day, Broken):
        return day
    return [edit(shown, "status", str(ConsentStatus.WITHDRAWN)), edit(shown, "withdrawn_on", day)]


def _answered(shown: Consent, given: bool, on: str, form: ConsentForm | None) -> Outcome:
    if statuses(shown) != {str(ConsentStatus.ASKED)}:
        return Broken(Rule.CONSENT_ANSWERED, "status")
    answer = _answer(given, on, form, shown.valid_until)
    if isinstance(answer, Broken):
        return answer
    return [edit(shown, name, value) for name, value in answer.items()]


def _answer(
    given: bool, on: str, form: ConsentForm | None, until: Any
) -> dict[str, Written] | Broken:
    day = write(_FIELDS["given_on"], on)
    if isinstance(day, Broken):
        return day
    if not given:
        return {"status": str(ConsentStatus.REFUSED), "given_on": day}
    if until and isinstance(day, str) and until < day:
        return Broken(Rule.PERIOD_ENDED, "valid_until")
    how = {} if form is None else {"form": str(form)}
    return {"status": str(ConsentStatus.GIVEN), "given_on": day, **how}


def _written(values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Written] | Broken:
    unknown = values.keys() - set(names)
    if unknown:
        raise KeyError(f"not asked with a consent: {min(unknown)}")
    written: dict[str, Written] = {}
    for name in names:
        value = write(_FIELDS[name], values.get(name))
        if isinstance(value, Broken):
            return value
        written[name] = value
    return written


_NO = (ConsentStatus.REFUSED, ConsentStatus.WITHDRAWN)


def share_check(file: CaseFile, consent: bytes, member: bytes, on: str) -> Broken | None:
    """Whether a case may be shared with `member` on the ground of a consent.

    None when it may; no ground, no share. Of a yes and a later no about the same colleague,
    the no counts. `on` is an ISO date.
    """
    found = next((one for one in file.consents if one.id == consent), None)
    if found is None:
        return Broken(Rule.NO_CONSENT)
    if consent_in_force(found.fields, member, on):
        said_no = _said_no_since(file, found, on)
        return Broken(ConsentRule.SAID_NO, "status") if said_no else None
    if {"status", "scope", "recipient", "valid_until"}.intersection(found.conflicts):
        return Broken(Rule.CONSENT_DISPUTED, "status")
    if found.scope is not ConsentScope.SHARE_WITH_COLLEAGUE:
        return Broken(Rule.CONSENT_OTHER_SCOPE, "scope")
    if found.recipient != member:
        return Broken(Rule.CONSENT_OTHER_COLLEAGUE, "recipient")
    if standing(found, on) is ConsentStatus.EXPIRED or found.status is ConsentStatus.WITHDRAWN:
        return Broken(Rule.CONSENT_ENDED, "valid_until")
    return Broken(Rule.CONSENT_REFUSED, "status")


def is_share_with(consent: Consent, member: bytes) -> bool:
    """Whether a consent is about sharing the case with `member` (16 bytes)."""
    return consent.scope is ConsentScope.SHARE_WITH_COLLEAGUE and consent.recipient == member


def consents_for(file: CaseFile, member: bytes, on: str) -> list[Consent]:
    """The consents on whose ground the case may be shared with `member` on a day.

    A "no" about the same colleague that was written down after a "yes" ends it: what
    the reporter said last is what counts.
    """
    asked = [one for one in file.consents if is_share_with(one, member)]
    return [
        one
        for one in asked
        if consent_in_force(one.fields, member, on) and not _said_no_since(file, one, on)
    ]


def _said_no_since(file: CaseFile, consent: Consent, on: str) -> bool:
    """Whether a later answer about the same colleague was no. The day of the answer counts,
    and of one day what was written down last."""
    given = (consent.given_on, answered_at(consent))
    return any(
        one.id != consent.id
        and one.scope is consent.scope
        and one.recipient == consent.recipient
        and standing(one, on) in _NO
        and (one.withdrawn_on or one.given_on, answered_at(one)) > given
        for one in file.consents
    )


def hints_on_consents(file: CaseFile, on: str) -> list[Hint]:
    """What deserves a second look about the consents of a case."""
    hints: list[Hint] = []
    given = [one for one in file.consents if standing(one, on) is ConsentStatus.GIVEN]
    if not any(one.scope is ConsentScope.RECORD_KEEPING for one in given):
        hints.append(Hint.NO_RECORD_KEEPING)
    if any(
        one.scope in FOR_COLLEAGUE | FOR_ROLE and one.form in (None, ConsentForm.ORAL)
        for one in given
    ):
        hints.append(Hint.NOT_IN_WRITING)
    return hints
