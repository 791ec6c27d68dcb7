"""Typed view of the row that a closed case leaves behind for the annual report."""

from __future__ import annotations

from shared.casework.model.codes import (
    Answer,
    ChannelGroup,
    ConcernType,
    ContactsBand,
    Domain,
    DurationBand,
    OutcomeGroup,
    ReferralCategory,
    RelationGroup,
    RoleGroup,
    RouteGroup,
)
from shared.casework.model.views.view import View


class StatRow(View, frozen=True, kw_only=True):
    """What is counted of a closed case: coarse, and without a way back to the case."""

    client: str = ""
    year: int | None = None
    half: int | None = None
    domain: Domain | None = None
    concern_types: tuple[ConcernType, ...] = ()
    relation_group: RelationGroup | None = None
    role_group: RoleGroup | None = None
    channel_group: ChannelGroup | None = None
    route_group: RouteGroup | None = None
    outcome_group: OutcomeGroup | None = None
    addressed: Answer | None = None
    stopped: Answer | None = None
    adverse: bool | None = None
    referrals: tuple[ReferralCategory, ...] = ()
    contacts_band: ContactsBand | None = None
    duration_band: DurationBand | None = None
