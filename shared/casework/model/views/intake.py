"""Typed views of the case itself and of what is written down in first talks."""

from __future__ import annotations

from typing import ClassVar

from shared.casework.model.codes import (
    Absence,
    Anonymity,
    Attribution,
    CaseStatus,
    Channel,
    ConcernSubtype,
    ConcernType,
    ConflictDecision,
    ConflictKind,
    ConflictMethod,
    ConflictResult,
    ConsentForm,
    ConsentScope,
    ConsentStatus,
    ContactKind,
    Counterpart,
    DiscriminationGround,
    Domain,
    Employment,
    Frequency,
    HowFound,
    IntegrityClass,
    IntegrityKind,
    Involvement,
    LocationKind,
    PartyRole,
    PlaceKind,
    Presence,
    Relation,
    ReporterRole,
    UnionLawArea,
    Urgency,
)
from shared.casework.model.views.view import View


class Case(View, frozen=True, kw_only=True):
    """The case itself; its id is that of its circle."""

    code: str = ""
    client: str = ""
    channel: Channel | None = None
    how_found: HowFound | None = None
    callsign: str = ""
    safe_channel: Channel | None = None
    safe_times: str = ""
    safe_never: str = ""
    urgency: Urgency | None = None
    anonymity: Anonymity | None = None
    reporter_role: ReporterRole | None = None
    employment: Employment | None = None
    domain: Domain | None = None
    status: CaseStatus | None = None
    opened_on: str = ""
    first_response_due: str = ""
    wish_of_reporter: str = ""
    count_only: bool | None = None
    tipping_point_passed: bool | None = None
    linked_case: bytes | None = None
    closed_on: str = ""
    stat_row: bytes | None = None


class Party(View, frozen=True, kw_only=True):
    """Somebody involved, or a group, by a label that is no name."""

    label: str = ""
    role: PartyRole | None = None
    relation_to_reporter: Relation | None = None
    involvement: Involvement | None = None
    unit: str = ""
    group_size: int | None = None


class ConflictCheck(View, frozen=True, kw_only=True):
    """Whether the adviser is free, asked before the story is told."""

    MOMENT: ClassVar[str] = "done_on"
    done_on: str = ""
    method: ConflictMethod | None = None
    result: ConflictResult | None = None
    subjects: tuple[bytes, ...] = ()
    reason: str = ""
    conflict_kind: ConflictKind | None = None
    against_adviser: bytes | None = None
    decision: ConflictDecision | None = None
    reporter_told: bool | None = None


class Explanation(View, frozen=True, kw_only=True):
    """What the reporter was told about the work of an adviser, before telling the story."""

    MOMENT: ClassVar[str] = "given_on"
    given_on: str = ""
    role: bool | None = None
    independence: bool | None = None
    secrecy_unless: bool | None = None
    no_truth_finding: bool | None = None
    control_with_reporter: bool | None = None
    what_is_recorded: bool | None = None
    retention: bool | None = None
    rights: bool | None = None
    complaint_about_adviser: bool | None = None
    integrity_tipping_point: bool | None = None


class Concern(View, frozen=True, kw_only=True):
    """What the reporter comes with, as the reporter tells it."""

    concern_type: ConcernType | None = None
    subtypes: tuple[ConcernSubtype, ...] = ()
    grounds: tuple[DiscriminationGround, ...] = ()
    integrity_class: IntegrityClass | None = None
    integrity_kind: IntegrityKind | None = None
    union_law_area: UnionLawArea | None = None
    description_by_reporter: str = ""
    attribution: Attribution | None = None
    started_on: str = ""
    frequency: Frequency | None = None
    ongoing: bool | None = None
    location_kind: LocationKind | None = None
    power_difference: bool | None = None
    minors_involved: bool | None = None
    criminal_offence_possible: bool | None = None


class Incident(View, frozen=True, kw_only=True):
    """Something that happened, according to whoever says so."""

    MOMENT: ClassVar[str] = "happened"
    happened: str = ""
    what: str = ""
    attribution: Attribution | None = None
    where_kind: LocationKind | None = None
    witnesses: Presence | None = None
    own_record: bool | None = None


class Impact(View, frozen=True, kw_only=True):
    """How the reporter is, as the reporter tells it."""

    MOMENT: ClassVar[str] = "noted_on"
    noted_on: str = ""
    sleep: str = ""
    work_performance: str = ""
    absence: Absence | None = None
    home: str = ""
    safety: str = ""
    scale: int | None = None
    self_harm_signal: bool | None = None


class Contact(View, frozen=True, kw_only=True):
    """A talk, call or message. `with_party` is a party's id, None for the reporter."""

    MOMENT: ClassVar[str] = "start"
    kind: ContactKind | None = None
    channel: Channel | None = None
    with_party: bytes | None = None
    start: str = ""
    minutes: int | None = None
    place_kind: PlaceKind | None = None
    summary: str = ""
    agreements: str = ""
    mood_before: int | None = None
    mood_after: int | None = None
    next_agreed: str = ""


class Note(View, frozen=True, kw_only=True):
    """A note in the file: whoever shares the case reads it."""

    MOMENT: ClassVar[str] = "noted_on"
    text: str = ""
    attribution: Attribution | None = None
    noted_on: str = ""


class Consent(View, frozen=True, kw_only=True):
    """What the reporter was asked and answered. `recipient` is a member's id."""

    scope: ConsentScope | None = None
    recipient: bytes | None = None
    recipient_role: Counterpart | None = None
    purpose: str = ""
    what: str = ""
    wording_read: str = ""
    form: ConsentForm | None = None
    status: ConsentStatus | None = None
    given_on: str = ""
    valid_until: str = ""
    withdrawn_on: str = ""
    effect_of_withdrawal: str = ""


class VaultOpening(View, frozen=True, kw_only=True):
    """That somebody looked at names, and why."""

    MOMENT: ClassVar[str] = "opened_at"
    opened_at: str = ""
    reason: str = ""
