"""Typed views of all kinds of entity."""

from __future__ import annotations

from shared.casework.model.schema import Kind
from shared.casework.model.views.choice import Consequence, Decision, Option
from shared.casework.model.views.ending import (
    AdverseEffect,
    AftercareCheck,
    AftercarePlan,
    Closure,
    Disclosure,
    Referral,
    Reminder,
)
from shared.casework.model.views.intake import (
    Case,
    Concern,
    ConflictCheck,
    Consent,
    Contact,
    Explanation,
    Impact,
    Incident,
    Note,
    Party,
    VaultOpening,
)
from shared.casework.model.views.private import Identity, WorkingNote
from shared.casework.model.views.route import Document, Guard, Route, Step, Version
from shared.casework.model.views.statistics import StatRow
from shared.casework.model.views.view import View

__all__ = [
    "KIND_OF",
    "VIEWS",
    "AdverseEffect",
    "AftercareCheck",
    "AftercarePlan",
    "Case",
    "Closure",
    "Concern",
    "ConflictCheck",
    "Consent",
    "Consequence",
    "Contact",
    "Decision",
    "Disclosure",
    "Document",
    "Explanation",
    "Guard",
    "Identity",
    "Impact",
    "Incident",
    "Note",
    "Option",
    "Party",
    "Referral",
    "Reminder",
    "Route",
    "StatRow",
    "Step",
    "VaultOpening",
    "Version",
    "View",
    "WorkingNote",
]

VIEWS: dict[Kind, type[View]] = {
    Kind.CASE: Case,
    Kind.PARTY: Party,
    Kind.CONFLICT_CHECK: ConflictCheck,
    Kind.EXPLANATION: Explanation,
    Kind.CONCERN: Concern,
    Kind.INCIDENT: Incident,
    Kind.IMPACT: Impact,
    Kind.CONTACT: Contact,
    Kind.NOTE: Note,
    Kind.CONSENT: Consent,
    Kind.VAULT_OPENING: VaultOpening,
    Kind.OPTION: Option,
    Kind.CONSEQUENCE: Consequence,
    Kind.DECISION: Decision,
    Kind.ROUTE: Route,
    Kind.STEP: Step,
    Kind.GUARD: Guard,
    Kind.DOCUMENT: Document,
    Kind.VERSION: Version,
    Kind.REFERRAL: Referral,
    Kind.AFTERCARE_PLAN: AftercarePlan,
    Kind.AFTERCARE_CHECK: AftercareCheck,
    Kind.ADVERSE_EFFECT: AdverseEffect,
    Kind.DISCLOSURE: Disclosure,
    Kind.CLOSURE: Closure,
    Kind.REMINDER: Reminder,
    Kind.IDENTITY: Identity,
    Kind.WORKING_NOTE: WorkingNote,
    Kind.STAT_ROW: StatRow,
}
KIND_OF: dict[type[View], Kind] = {view: kind for kind, view in VIEWS.items()}
