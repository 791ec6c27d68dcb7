"""What a case counts for in the annual report: groups and bands, from what stands in it.

Counting looks at choices and at how many there are, never at what was written: no free
text, no id and no day of a case goes into a row (rule 19 of the work).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from shared.casework.ending.referring import REFERRED
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import (
    Answer,
    Channel,
    ChannelGroup,
    ConcernType,
    ContactKind,
    ContactsBand,
    Domain,
    DurationBand,
    Outcome,
    OutcomeGroup,
    PartyRole,
    ReferralCategory,
    Relation,
    RelationGroup,
    ReporterRole,
    RoleGroup,
    RouteGroup,
    RouteStatus,
    RouteType,
    StepType,
)
from shared.casework.model.views import (
    AdverseEffect,
    AftercareCheck,
    Decision,
    Option,
    Party,
    Referral,
    Route,
    Step,
)

_R, _O, _T = Relation, Outcome, RouteType

_RELATIONS: dict[Relation, RelationGroup] = {
    _R.DIRECT_MANAGER: RelationGroup.MANAGER,
    _R.HIGHER_MANAGER: RelationGroup.HIGHER_MANAGEMENT,
    _R.DIRECTOR_BOARD: RelationGroup.HIGHER_MANAGEMENT,
    _R.PEER_SAME_TEAM: RelationGroup.COLLEAGUE,
    _R.PEER_OTHER_TEAM: RelationGroup.COLLEAGUE,
    _R.SUBORDINATE: RelationGroup.SUBORDINATE,
    _R.GROUP_OF_COLLEAGUES: RelationGroup.GROUP,
    _R.HR: RelationGroup.COLLEAGUE,
    # One person in a firm: named more finely, the row would point at somebody.
    _R.ADVISER_VP: RelationGroup.UNKNOWN,
    _R.WORKS_COUNCIL: RelationGroup.COLLEAGUE,
    _R.EXTERNAL_CLIENT: RelationGroup.OUTSIDE,
    _R.EXTERNAL_SUPPLIER: RelationGroup.OUTSIDE,
    _R.STUDENT_PUPIL: RelationGroup.OUTSIDE,
    _R.ORGANISATION: RelationGroup.ORGANISATION,
    _R.UNKNOWN: RelationGroup.UNKNOWN,
    _R.NOT_NAMED: RelationGroup.UNKNOWN,
}
_OF_SEVERAL = (
    RelationGroup.HIGHER_MANAGEMENT,
    RelationGroup.MANAGER,
    RelationGroup.GROUP,
    RelationGroup.ORGANISATION,
    RelationGroup.OUTSIDE,
    RelationGroup.SUBORDINATE,
    RelationGroup.COLLEAGUE,
    RelationGroup.UNKNOWN,
)
"""Which one counts when a case is about several: first who has most power, then most people."""
_OF_PEOPLE = (RelationGroup.COLLEAGUE, RelationGroup.UNKNOWN)
_ROLES: dict[ReporterRole, RoleGroup] = {
    ReporterRole.AFFECTED: RoleGroup.AFFECTED,
    ReporterRole.FORMER: RoleGroup.AFFECTED,
    ReporterRole.WITNESS: RoleGroup.WITNESS,
    ReporterRole.INTEGRITY_REPORTER: RoleGroup.WITNESS,
    ReporterRole.MANAGER: RoleGroup.MANAGER,
    ReporterRole.ACCUSED: RoleGroup.ACCUSED,
    ReporterRole.COLLEAGUE_HELPER: RoleGroup.OTHER,
    ReporterRole.RELATIVE: RoleGroup.OTHER,
    ReporterRole.INTERNAL_VP: RoleGroup.OTHER,
}
_CHANNELS: dict[Channel, ChannelGroup] = {
    Channel.PHONE: ChannelGroup.SPOKEN,
    Channel.VIDEO: ChannelGroup.SPOKEN,
    Channel.IN_PERSON: ChannelGroup.IN_PERSON,
    Channel.EMAIL: ChannelGroup.WRITTEN,
    Channel.MESSAGE_APP: ChannelGroup.WRITTEN,
    Channel.LETTER: ChannelGroup.WRITTEN,
    Channel.WEB_FORM: ChannelGroup.WRITTEN,
    Channel.VIA_OTHER_VP: ChannelGroup.VIA_ADVISER,
}
_ROUTES: dict[RouteType, RouteGroup] = {
    _T.NONE_STORY_TOLD: RouteGroup.NONE,
    _T.REFLECT: RouteGroup.NONE,
    _T.OWN_LOG: RouteGroup.SELF,
    _T.SELF_ADDRESS: RouteGroup.SELF,
    _T.WRITTEN_TO_PERSON: RouteGroup.SELF,
    _T.TALK_WITH_SUPPORT: RouteGroup.SELF,
    _T.TALK_MANAGER: RouteGroup.MANAGER,
    _T.TALK_HIGHER_MANAGER: RouteGroup.MANAGER,
    _T.TALK_HR: RouteGroup.HR,
    _T.OCCUPATIONAL_PHYSICIAN: RouteGroup.HR,
    _T.INFORMAL_MEDIATION: RouteGroup.MEDIATION,
    _T.MEDIATION: RouteGroup.MEDIATION,
    _T.TEAM_INTERVENTION: RouteGroup.MEDIATION,
    _T.ANONYMOUS_SIGNAL: RouteGroup.SIGNAL,
    _T.INTERNAL_REPORT: RouteGroup.REPORT,
    _T.CONFIDENTIAL_REPORT_VIA_VP: RouteGroup.REPORT,
    _T.COMPLAINT_INTERNAL: RouteGroup.COMPLAINT,
    _T.COMPLAINT_EXTERNAL: RouteGroup.COMPLAINT,
    _T.WHISTLEBLOWERS_HOUSE_ADVICE: RouteGroup.REPORT,
    _T.EXTERNAL_REPORT_AUTHORITY: RouteGroup.REPORT,
    _T.WHISTLEBLOWERS_HOUSE_INVESTIGATION: RouteGroup.REPORT,
    _T.LABOUR_INSPECTORATE: RouteGroup.REPORT,
    _T.HUMAN_RIGHTS_INSTITUTE: RouteGroup.COMPLAINT,
    _T.ANTI_DISCRIMINATION: RouteGroup.COMPLAINT,
    _T.POLICE_TALK: RouteGroup.POLICE,
    _T.POLICE_REPORT: RouteGroup.POLICE,
    _T.LEGAL: RouteGroup.LEGAL,
    _T.TRANSFER_WORK: RouteGroup.MOVED,
    _T.LEAVE: RouteGroup.MOVED,
    _T.REFERRAL_ONLY: RouteGroup.REFERRED,
}
_OUTCOMES: dict[Outcome, OutcomeGroup] = {
    _O.HEARD_ONLY: OutcomeGroup.HEARD,
    _O.ADVISED_SELF: OutcomeGroup.HEARD,
    _O.SOLVED_BY_SELF: OutcomeGroup.INFORMAL,
    _O.SOLVED_INFORMAL: OutcomeGroup.INFORMAL,
    _O.SOLVED_BY_MANAGEMENT: OutcomeGroup.INFORMAL,
    _O.MEDIATION_AGREEMENT: OutcomeGroup.MEDIATION,
    _O.MEDIATION_FAILED: OutcomeGroup.MEDIATION,
    _O.COMPLAINT_UPHELD: OutcomeGroup.UPHELD,
    _O.COMPLAINT_PARTLY: OutcomeGroup.UPHELD,
    _O.REPORT_CONFIRMED: OutcomeGroup.UPHELD,
    _O.COMPLAINT_NOT_UPHELD: OutcomeGroup.NOT_UPHELD,
    _O.COMPLAINT_INADMISSIBLE: OutcomeGroup.NOT_UPHELD,
    _O.REPORT_NOT_CONFIRMED: OutcomeGroup.NOT_UPHELD,
    _O.REPORT_NOT_FOLLOWED_UP: OutcomeGroup.NOT_UPHELD,
    _O.COMPLAINT_WITHDRAWN: OutcomeGroup.STOPPED,
    _O.WITHDRAWN_BY_REPORTER: OutcomeGroup.STOPPED,
    _O.REPORTER_LEFT: OutcomeGroup.STOPPED,
    _O.LOST_CONTACT: OutcomeGroup.STOPPED,
    _O.REFERRED_ON: OutcomeGroup.ELSEWHERE,
    _O.TRANSFERRED: OutcomeGroup.ELSEWHERE,
    _O.OUTSIDE_REMIT_REDIRECTED: OutcomeGroup.ELSEWHERE,
    _O.UNKNOWN: OutcomeGroup.UNKNOWN,
}
_IN_TOUCH = (
    StepType.PREPARE_TALK,
    StepType.ATTEND_TALK,
    StepType.DEBRIEF,
    StepType.HEARING,
    StepType.SUPPORT_CONTACT,
)
_BANDS = (
    (1, ContactsBand.ONE),
    (3, ContactsBand.TWO_TO_THREE),
    (6, ContactsBand.FOUR_TO_SIX),
)
_MONTHS = (
    (1, DurationBand.UNDER_A_MONTH),
    (3, DurationBand.ONE_TO_THREE),
    (6, DurationBand.THREE_TO_SIX),
    (12, DurationBand.SIX_TO_TWELVE),
)


def count(file: CaseFile, outcome: Outcome | None, closed_on: str) -> dict[str, Any]:
    """What the case counts for, by the fields of a row of statistics.

    `closed_on` is an ISO date; of it, the year and its half go into the row.
    """
    case = file.case
    last = date.fromisoformat(closed_on)
    return {
        "client": case.client,
        "year": last.year,
        "half": 1 if last.month <= 6 else 2,
        "domain": _domain(file),
        "concern_types": _types(file),
        "relation_group": _relation(file),
        "role_group": RoleGroup.OTHER if case.reporter_role is None else _ROLES[case.reporter_role],
        "channel_group": (
            ChannelGroup.UNKNOWN if case.channel is None else _CHANNELS[case.channel]
        ),
        "route_group": _route(file),
        "outcome_group": OutcomeGroup.UNKNOWN if outcome is None else _OUTCOMES[outcome],
        "addressed": _answer(file, "sufficiently_addressed"),
        "stopped": _answer(file, "behaviour_stopped"),
        "adverse": bool(file.all(AdverseEffect)),
        "referrals": _referrals(file),
        "contacts_band": _contacts(file),
        "duration_band": _duration(case.opened_on, last),
    }


def _domain(file: CaseFile) -> Domain | None:
    if file.case.domain is Domain.ADVISER_COMPLAINT:
        # All advisers read the row, also the one whom the complaint is about.
        return None
    if file.case.domain is not None:
        return file.case.domain
    behaviour = any(concern.concern_type is not None for concern in file.concerns)
    integrity = any(
        concern.integrity_class is not None or concern.integrity_kind is not None
        for concern in file.concerns
    )
    if behaviour and integrity:
        return Domain.BOTH
    if integrity:
        return Domain.INTEGRITY
    return Domain.UNDESIRABLE_BEHAVIOUR if behaviour else None


def _types(file: CaseFile) -> tuple[ConcernType, ...]:
    found = {concern.concern_type for concern in file.concerns}
    return tuple(one for one in ConcernType if one in found)


def _relation(file: CaseFile) -> RelationGroup:
    """The group of those whom it is about; of several, the first of `_OF_SEVERAL`."""
    alleged = (party for party in file.parties if party.role is PartyRole.ALLEGED)
    groups = {_group(party) for party in alleged}
    return next((one for one in _OF_SEVERAL if one in groups), RelationGroup.UNKNOWN)


def _group(party: Party) -> RelationGroup:
    relation = party.relation_to_reporter
    group = RelationGroup.UNKNOWN if relation is None else _RELATIONS[relation]
    several = party.group_size is not None and party.group_size > 1
    return RelationGroup.GROUP if several and group in _OF_PEOPLE else group


def _route(file: CaseFile) -> RouteGroup:
    """The farthest route that was gone; without one, the farthest of the last choice."""
    gone = {
        route.route_type
        for route in file.all(Route)
        if route.status not in (RouteStatus.PLANNED, RouteStatus.ABANDONED)
    }
    if not gone:
        decisions = [one for one in file.all(Decision) if one.made_on]
        last = max(decisions, key=lambda one: (one.made_on, one.written, one.id), default=None)
        chosen = () if last is None else last.chosen
        gone = {one.option_type for one in file.all(Option) if one.id in chosen}
    return _farthest(gone)


def _farthest(types: Iterable[RouteType | None]) -> RouteGroup:
    groups = {_ROUTES[one] for one in types if one is not None}
    # A referral beside another route is counted with the referrals.
    if len(groups) > 1:
        groups.discard(RouteGroup.REFERRED)
    return next((one for one in reversed(RouteGroup) if one in groups), RouteGroup.NONE)


def _answer(file: CaseFile, field: str) -> Answer:
    """The last answer that was given in aftercare."""
    held = [one for one in file.all(AftercareCheck) if one.held_on and getattr(one, field)]
    last = max(held, key=lambda one: (one.held_on, one.written, one.id), default=None)
    return Answer.UNKNOWN if last is None else Answer(getattr(last, field))


def _referrals(file: CaseFile) -> tuple[ReferralCategory, ...]:
    taken = {one.category for one in file.all(Referral) if one.status in REFERRED}
    return tuple(one for one in ReferralCategory if one in taken)


def _contacts(file: CaseFile) -> ContactsBand:
    """Contacts that came about, and days with a talk that was written down as a step or as
    aftercare only. The one who came was in touch once at least."""
    held = [one for one in file.contacts if one.kind is not ContactKind.MISSED]
    days = {one.held_on for one in file.all(AftercareCheck) if one.held_on}
    days |= {one.done_on for one in file.all(Step) if one.done_on and one.step_type in _IN_TOUCH}
    times = len(held) + len(days - {one.start[:10] for one in held})
    return next((band for most, band in _BANDS if times <= most), ContactsBand.SEVEN_OR_MORE)


def _duration(opened_on: str, last: date) -> DurationBand:
    if not opened_on or opened_on > last.isoformat():
        return DurationBand.UNKNOWN
    first = date.fromisoformat(opened_on)
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    return next((band for under, band in _MONTHS if months < under), DurationBand.OVER_A_YEAR)
