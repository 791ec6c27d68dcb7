"""Typed views of referrals, aftercare, disclosure and closing."""

from __future__ import annotations

from typing import ClassVar

from shared.casework.model.codes import (
    AdverseEffectKind,
    Answer,
    Attribution,
    CaseStatus,
    Channel,
    Counterpart,
    DisclosureBasis,
    Helpful,
    Initiator,
    Outcome,
    ReferralCategory,
    ReferralMode,
    ReferralStatus,
)
from shared.casework.model.views.view import View


class Referral(View, frozen=True, kw_only=True):
    """Somebody else who can help."""

    MOMENT: ClassVar[str] = "proposed_on"
    category: ReferralCategory | None = None
    service: str = ""
    mode: ReferralMode | None = None
    consent: bytes | None = None
    information_shared: str = ""
    status: ReferralStatus | None = None
    proposed_on: str = ""
    check_on: str = ""
    feedback: Helpful | None = None
    reason_declined: str = ""


class AftercarePlan(View, frozen=True, kw_only=True):
    """What was agreed about being in touch afterwards."""

    MOMENT: ClassVar[str] = "agreed_on"
    agreed_on: str = ""
    weeks: str = ""
    initiator: Initiator | None = None
    channel: Channel | None = None
    consent: bytes | None = None
    ends_on: str = ""


class AftercareCheck(View, frozen=True, kw_only=True):
    """How it is afterwards."""

    MOMENT: ClassVar[str] = "held_on"
    plan: bytes | None = None
    due: str = ""
    held_on: str = ""
    behaviour_stopped: Answer | None = None
    sufficiently_addressed: Answer | None = None
    improvements_needed: str = ""
    feels_safe: int | None = None
    work_relation: str = ""
    help_needed: bool | None = None


class AdverseEffect(View, frozen=True, kw_only=True):
    """What somebody suffers for having spoken up."""

    MOMENT: ClassVar[str] = "seen_on"
    kind: AdverseEffectKind | None = None
    seen_on: str = ""
    described: str = ""
    attribution: Attribution | None = None
    step: bytes | None = None
    action: str = ""
    legal_protection_relevant: bool | None = None
    resolved_on: str = ""


class Disclosure(View, frozen=True, kw_only=True):
    """That secrecy was broken, or something handed over, and on which ground."""

    MOMENT: ClassVar[str] = "given_on"
    basis: DisclosureBasis | None = None
    to_whom: Counterpart | None = None
    what: str = ""
    given_on: str = ""
    consent: bytes | None = None
    reporter_informed: bool | None = None
    consent_sought: str = ""
    conscience: str = ""
    no_other_way: str = ""
    serious_harm: str = ""
    prevents_harm: str = ""
    no_further: str = ""
    advice_from: str = ""
    rationale: str = ""


class Closure(View, frozen=True, kw_only=True):
    """How and when the case ended."""

    MOMENT: ClassVar[str] = "closed_on"
    closed_on: str = ""
    outcome: Outcome | None = None
    closed_with_reporter: bool | None = None
    door_open_told: bool | None = None
    hours_total: int | None = None
    evaluation: int | None = None
    status_before: CaseStatus | None = None


class Reminder(View, frozen=True, kw_only=True):
    """Something not to forget; outside the open case only its kind is shown."""

    what: str = ""
    due: str = ""
    done_on: str = ""
