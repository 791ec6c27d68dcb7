"""What must hold for an entity before it is written: one check for each kind that has rules.

A check looks at the case as it is (`file`), at the entity as it was shown (None when it
is new) and as it would stand after, on the day `on`. It refuses only what the change
makes wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shared.casework.choice.choosing import check_decision, check_option, check_tipping_point
from shared.casework.consent.standing import statuses
from shared.casework.deleting import DeletingRule
from shared.casework.drafting.documents import check_document, check_version
from shared.casework.ending.aftercare import check_effect, check_held, check_plan
from shared.casework.ending.closed import check_closure, check_ending, check_open
from shared.casework.ending.disclosing import check_disclosure
from shared.casework.ending.referring import check_referral
from shared.casework.intake import open_in_intake
from shared.casework.intake.conflict import check_conflict_check
from shared.casework.intake.count_only import check_count_only
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import SUBTYPES, CaseStatus, ConsentStatus
from shared.casework.model.kinds import FIELDS, Form, Kind
from shared.casework.model.reading import read
from shared.casework.model.views import KIND_OF, Case, Concern, Consent, VaultOpening, View
from shared.casework.route.guarding import check_guard
from shared.casework.route.routing import check_route
from shared.casework.route.steps import check_step
from shared.casework.rules import Broken, Rule
from shared.casework.status import next_statuses
from shared.casework.who import check_identity
from shared.casework.working_notes import check_working_note

Check = Callable[[CaseFile, Any, Any, str], Broken | None]
"""(file, before or None, after, on) -> the rule that would be broken, or None."""


def check(file: CaseFile, before: View | None, after: View, on: str) -> Broken | None:
    """The first rule that the change from `before` to `after` would break."""
    kind = KIND_OF[type(after)]
    broken = check_open(file, kind) or _refers_to_what_is_there(file, kind, before, after)
    if broken is not None:
        return broken
    broken = check_count_only(file, before, after, on)
    if broken is not None:
        return broken
    own = CHECKS.get(kind)
    return None if own is None else own(file, before, after, on)


def _refers_to_what_is_there(
    file: CaseFile, kind: Kind, before: View | None, after: View
) -> Broken | None:
    for name, field in FIELDS[kind].items():
        if field.refers in (None, Kind.CASE) or field.form not in (Form.ID, Form.IDS):
            continue
        value = getattr(after, name)
        if before is not None and value == getattr(before, name):
            continue
        known = {view.id for view in file.parts.get(field.refers, ())}
        wanted = value if isinstance(value, tuple) else () if value is None else (value,)
        if not known.issuperset(wanted):
            return Broken(Rule.NOT_IN_THIS_CASE, name)
    return None


def check_case(file: CaseFile, before: Case | None, after: Case, on: str) -> Broken | None:
    """A status is followed by one that may come after it; first things come first."""
    broken = check_ending(file, before, after, on) or check_tipping_point(file, before, after)
    if broken is not None or before is None or after.status is before.status:
        return broken
    for live in before.fields.get("status", ()):
        status, _ = read(FIELDS[Kind.CASE]["status"], live.value)
        if isinstance(status, CaseStatus) and after.status in next_statuses(status):
            return open_in_intake.check_case(file, before, after, on)
    return Broken(Rule.STATUS_STEP, "status")


def check_concern(file: CaseFile, before: Concern | None, after: Concern, on: str) -> Broken | None:
    """Forms belong to the kind of behaviour."""
    del file, before, on
    fitting = SUBTYPES.get(after.concern_type, ()) if after.concern_type is not None else ()
    if all(subtype in fitting for subtype in after.subtypes):
        return None
    return Broken(Rule.FORM_OF_OTHER_TYPE, "subtypes")


def check_consent(file: CaseFile, before: Consent | None, after: Consent, on: str) -> Broken | None:
    """What was answered is not changed; an answer is written down by its own verb."""
    del file, on
    if before is None:
        return None
    if after.status is not before.status:
        return Broken(Rule.CONSENT_FIXED, "status")
    if statuses(before) != {str(ConsentStatus.ASKED)}:
        fields = FIELDS[Kind.CONSENT]
        return Broken(
            Rule.CONSENT_FIXED,
            next((name for name in fields if getattr(after, name) != getattr(before, name)), ""),
        )
    return None


def check_vault_opening(
    file: CaseFile, before: VaultOpening | None, after: VaultOpening, on: str
) -> Broken | None:
    """That names were looked at is never written otherwise afterwards."""
    del file, after, on
    return None if before is None else Broken(DeletingRule.TRACE)


CHECKS: dict[Kind, Check] = {
    Kind.CASE: check_case,
    Kind.CONFLICT_CHECK: check_conflict_check,
    Kind.PARTY: open_in_intake.check_party,
    Kind.CONCERN: check_concern,
    Kind.CONSENT: check_consent,
    Kind.OPTION: check_option,
    Kind.DECISION: check_decision,
    Kind.REFERRAL: check_referral,
    Kind.AFTERCARE_PLAN: check_plan,
    Kind.AFTERCARE_CHECK: check_held,
    Kind.ADVERSE_EFFECT: check_effect,
    Kind.DISCLOSURE: check_disclosure,
    Kind.CLOSURE: check_closure,
    Kind.ROUTE: check_route,
    Kind.STEP: check_step,
    Kind.GUARD: check_guard,
    Kind.DOCUMENT: check_document,
    Kind.VERSION: check_version,
    Kind.WORKING_NOTE: check_working_note,
    Kind.VAULT_OPENING: check_vault_opening,
    Kind.IDENTITY: check_identity,
}
