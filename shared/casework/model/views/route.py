"""Typed views of routes, their steps, documents, and the watch over them."""

from __future__ import annotations

from typing import ClassVar

from shared.casework.model.codes import (
    Actor,
    Counterpart,
    DocumentKind,
    Outcome,
    RouteStatus,
    RouteType,
    StepType,
    Stored,
)
from shared.casework.model.views.view import View


class Route(View, frozen=True, kw_only=True):
    """What the reporter chose to do, as it goes."""

    route_type: RouteType | None = None
    option: bytes | None = None
    goal: str = ""
    counterpart: Counterpart | None = None
    status: RouteStatus | None = None
    started_on: str = ""
    submitted_on: str = ""
    filing_limit_on: str = ""
    receipt_days: int | None = None
    response_days: int | None = None
    decision_days: int | None = None
    appeal_days: int | None = None
    outcome: Outcome | None = None
    finished_on: str = ""


class Step(View, frozen=True, kw_only=True):
    """A step of a route: who does what, when, and on which consent."""

    MOMENT: ClassVar[str] = "done_on"
    route: bytes | None = None
    step_type: StepType | None = None
    actor: Actor | None = None
    counterpart: Counterpart | None = None
    consent: bytes | None = None
    due: str = ""
    planned_for: str = ""
    goal: str = ""
    done_on: str = ""
    result: str = ""
    agreement_text: str = ""
    next: str = ""


class Guard(View, frozen=True, kw_only=True):
    """Whether everybody keeps to what was agreed on a route."""

    MOMENT: ClassVar[str] = "checked_on"
    route: bytes | None = None
    checked_on: str = ""
    confidentiality_ok: bool | None = None
    who_knows: tuple[Counterpart, ...] = ()
    leak_suspected: bool | None = None
    procedure_followed: bool | None = None
    terms_kept: bool | None = None
    both_sides_heard: bool | None = None
    retaliation_seen: bool | None = None
    action: str = ""


class Document(View, frozen=True, kw_only=True):
    """A document of the reporter; its text stands in its versions."""

    kind: DocumentKind | None = None
    title: str = ""
    route: bytes | None = None
    addressee: Counterpart | None = None
    stored: Stored | None = None
    submitted_on: str = ""
    handed_back_on: str = ""


class Version(View, frozen=True, kw_only=True):
    """A text that a document had. A version is never changed: the next one follows it."""

    MOMENT: ClassVar[str] = "written_on"
    document: bytes | None = None
    number: int | None = None
    text: str = ""
    written_on: str = ""
    checked: bool | None = None
