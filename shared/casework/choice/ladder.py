"""The ladder of what can be done: each rung in plain words, and what it asks.

From telling the story to going to court, in the order of how far one goes. What a rung
does to anonymity, control and the way back is a suggestion for the form, to be weighed
with the reporter: an adviser knows the firm, this table does not.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import (
    ConcernSubtype,
    ConcernType,
    Counterpart,
    Degree,
    Domain,
    IntegrityClass,
    PartyRole,
    RaisedBy,
    Relation,
    ReporterRole,
    RouteType,
)
from shared.casework.model.views import Option
from shared.wording import N_

_R = RouteType
_C = Counterpart
_YES, _PARTLY, _NO = Degree.YES, Degree.PARTLY, Degree.NO


class Rung(msgspec.Struct, frozen=True):
    """One rung of the ladder.

    `says` is a plain sentence for the reporter (source text). `to` is who gets to know
    something, by role; nobody where it is empty. The degrees are the usual ones.
    """

    says: str
    to: tuple[Counterpart, ...]
    anonymity: Degree
    control: Degree
    reversible: Degree

    @property
    def leaves(self) -> bool:
        """Whether somebody else gets to know something, so that a consent is needed."""
        return bool(self.to)


LADDER: dict[RouteType, Rung] = {
    _R.NONE_STORY_TOLD: Rung(
        N_("You have told your story. You do nothing more with it, and that is fine."),
        (), _YES, _YES, _YES,
    ),
    _R.REFLECT: Rung(
        N_("You take some time to think before you choose."),
        (), _YES, _YES, _YES,
    ),
    _R.OWN_LOG: Rung(
        N_("You write down for yourself what happens, when, and who was there."),
        (), _YES, _YES, _YES,
    ),
    _R.SELF_ADDRESS: Rung(
        N_("You tell the person yourself what bothers you. We can practise it first."),
        (_C.ALLEGED,), _NO, _YES, _PARTLY,
    ),
    _R.WRITTEN_TO_PERSON: Rung(
        N_("You write the person a letter about what bothers you and what you want."),
        (_C.ALLEGED,), _NO, _YES, _NO,
    ),
    _R.TALK_WITH_SUPPORT: Rung(
        N_("You talk with the person. The adviser sits beside you as support."),
        (_C.ALLEGED,), _NO, _YES, _PARTLY,
    ),
    _R.TALK_MANAGER: Rung(
        N_("You talk with your manager, alone or together with the adviser."),
        (_C.DIRECT_MANAGER,), _PARTLY, _PARTLY, _PARTLY,
    ),
    _R.TALK_HIGHER_MANAGER: Rung(
        N_("You talk with a manager above your own, alone or together with the adviser."),
        (_C.HIGHER_MANAGER,), _PARTLY, _PARTLY, _PARTLY,
    ),
    _R.TALK_HR: Rung(
        N_("You talk with the personnel department, alone or together with the adviser."),
        (_C.HR,), _PARTLY, _PARTLY, _PARTLY,
    ),
    _R.OCCUPATIONAL_PHYSICIAN: Rung(
        N_("You talk with the occupational physician about what this does to your health."),
        (_C.OCCUPATIONAL_PHYSICIAN,), _YES, _YES, _YES,
    ),
    _R.INFORMAL_MEDIATION: Rung(
        N_("Somebody whom you both trust helps you two to talk. Only agreements are written down."),
        (_C.ALLEGED, _C.OTHER), _NO, _PARTLY, _PARTLY,
    ),
    _R.MEDIATION: Rung(
        N_("A trained mediator helps you both to find a solution. Both of you must want it."),
        (_C.ALLEGED, _C.MEDIATOR), _NO, _PARTLY, _PARTLY,
    ),
    _R.TEAM_INTERVENTION: Rung(
        N_("The whole team works on how people treat each other, without your name."),
        (_C.DIRECT_MANAGER, _C.COLLEAGUES), _PARTLY, _PARTLY, _PARTLY,
    ),
    _R.ANONYMOUS_SIGNAL: Rung(
        N_("The adviser tells the organisation that something is wrong, without your name."),
        (_C.DIRECTOR_BOARD,), _PARTLY, _PARTLY, _NO,
    ),
    _R.INTERNAL_REPORT: Rung(
        N_("You report it to the organisation, which from then on decides what happens with it."),
        (_C.COMPLIANCE,), _NO, _NO, _NO,
    ),
    _R.CONFIDENTIAL_REPORT_VIA_VP: Rung(
        N_("The adviser hands in your report. The organisation decides what happens with it."),
        (_C.COMPLIANCE,), _PARTLY, _NO, _NO,
    ),
    _R.COMPLAINT_INTERNAL: Rung(
        N_("You hand in a complaint. A committee of the organisation hears you and the other."),
        (_C.COMPLAINTS_COMMITTEE, _C.ALLEGED), _NO, _PARTLY, _PARTLY,
    ),
    _R.COMPLAINT_EXTERNAL: Rung(
        N_("You hand in a complaint with a committee outside. It hears you and the other."),
        (_C.NATIONAL_COMMITTEE, _C.ALLEGED), _NO, _PARTLY, _PARTLY,
    ),
    _R.WHISTLEBLOWERS_HOUSE_ADVICE: Rung(
        N_("The House for Whistleblowers gives you advice, in confidence and for free."),
        (_C.WHISTLEBLOWERS_HOUSE,), _YES, _YES, _YES,
    ),
    _R.EXTERNAL_REPORT_AUTHORITY: Rung(
        N_("You report it to a body that supervises this. It decides what happens with it."),
        (_C.AUTHORITY,), _PARTLY, _NO, _NO,
    ),
    _R.WHISTLEBLOWERS_HOUSE_INVESTIGATION: Rung(
        N_("You ask the House for Whistleblowers to look into it. It decides whether it does."),
        (_C.WHISTLEBLOWERS_HOUSE,), _PARTLY, _NO, _NO,
    ),
    _R.LABOUR_INSPECTORATE: Rung(
        N_("You tell the Labour Inspectorate. It decides whether it comes to look."),
        (_C.AUTHORITY,), _PARTLY, _NO, _NO,
    ),
    _R.HUMAN_RIGHTS_INSTITUTE: Rung(
        N_("You ask the Institute for Human Rights whether you were treated unequally."),
        (_C.AUTHORITY, _C.DIRECTOR_BOARD), _NO, _PARTLY, _PARTLY,
    ),
    _R.ANTI_DISCRIMINATION: Rung(
        N_("An anti-discrimination office near you thinks along and can help you."),
        (_C.HELPER,), _YES, _YES, _YES,
    ),
    _R.POLICE_TALK: Rung(
        N_("You talk with the police to hear what is possible. It is not a report yet."),
        (_C.POLICE,), _PARTLY, _PARTLY, _PARTLY,
    ),
    _R.POLICE_REPORT: Rung(
        N_("You report a crime to the police. The prosecutor decides whether it goes to court."),
        (_C.POLICE,), _NO, _NO, _NO,
    ),
    _R.LEGAL: Rung(
        N_("A lawyer or your union helps you with your rights, if need be in court."),
        (_C.LAWYER_UNION,), _PARTLY, _YES, _PARTLY,
    ),
    _R.TRANSFER_WORK: Rung(
        N_("You ask for another place or other work in the organisation."),
        (_C.DIRECT_MANAGER, _C.HR), _PARTLY, _PARTLY, _PARTLY,
    ),
    _R.LEAVE: Rung(
        N_("You leave, in your own time and in a way that is good for you."),
        (), _YES, _YES, _NO,
    ),
    _R.REFERRAL_ONLY: Rung(
        N_("Somebody else can help you better. We look together for who that is."),
        (), _YES, _YES, _YES,
    ),
}  # fmt: skip

FORMAL: frozenset[RouteType] = frozenset(
    {
        _R.INTERNAL_REPORT,
        _R.CONFIDENTIAL_REPORT_VIA_VP,
        _R.COMPLAINT_INTERNAL,
        _R.COMPLAINT_EXTERNAL,
        _R.EXTERNAL_REPORT_AUTHORITY,
        _R.WHISTLEBLOWERS_HOUSE_INVESTIGATION,
        _R.LABOUR_INSPECTORATE,
        _R.HUMAN_RIGHTS_INSTITUTE,
        _R.POLICE_REPORT,
        _R.LEGAL,
    }
)
"""Rungs that set a procedure going: a body or a court gets to handle the matter, by terms
and rules of its own, and mostly hears the other side. These are the upper rungs of the
ladders of the profession (formal complaint, external body, report to the police, court). A
talk, a signal, advice, or mediation that either side can end is not among them. A complaint
that was forwarded on the day it was written has harmed reporter and adviser alike; so these
ask for weighing and time first (rule 12)."""

REPORTS: frozenset[RouteType] = frozenset(
    {
        _R.INTERNAL_REPORT,
        _R.CONFIDENTIAL_REPORT_VIA_VP,
        _R.EXTERNAL_REPORT_AUTHORITY,
        _R.WHISTLEBLOWERS_HOUSE_INVESTIGATION,
    }
)
"""Rungs with which thinking aloud about an integrity matter becomes a report (rule 13)."""


def suggested(route_type: RouteType) -> dict[str, Degree]:
    """What the form of an option of this type is filled in with, by field, to be weighed."""
    rung = LADDER[route_type]
    return {
        "keeps_anonymity": rung.anonymity,
        "keeps_control": rung.control,
        "reversible": rung.reversible,
    }


def is_integrity_matter(file: CaseFile) -> bool:
    """Whether the rules for integrity matters hold: it is one, or nobody has said what it is."""
    if file.case.domain in (None, Domain.INTEGRITY, Domain.BOTH):
        return True
    return file.case.reporter_role is ReporterRole.INTEGRITY_REPORTER or any(
        one.integrity_class is not None or one.integrity_kind is not None for one in file.concerns
    )


def starting_options(file: CaseFile) -> tuple[RouteType, ...]:
    """Rungs to begin the talk about options with, from what the case is about, in order.

    A beginning, never the whole list; what stands in the case already is left out.
    """
    have = {option.option_type for option in file.all(Option)}
    wanted = set(_wanted(file))
    return tuple(rung for rung in RouteType if rung in wanted and rung not in have)


def starting_values(route_type: RouteType) -> dict[str, object]:
    """The fields of a new option of this type, brought up by the adviser."""
    return {
        "option_type": route_type,
        "raised_by": RaisedBy.ADVISER,
        **suggested(route_type),
    }


_OUTSIDE = {
    Domain.WORK_CONFLICT: (_R.TALK_MANAGER, _R.TALK_HR, _R.INFORMAL_MEDIATION, _R.MEDIATION),
    Domain.EMPLOYMENT_TERMS: (_R.TALK_HR, _R.LEGAL),
    Domain.WORKLOAD: (_R.TALK_MANAGER, _R.TALK_HR, _R.OCCUPATIONAL_PHYSICIAN),
    Domain.PRIVATE: (),
    Domain.QUESTION: (),
}
_FOR_TYPE: dict[ConcernType, tuple[RouteType, ...]] = {
    ConcernType.DISCRIMINATION: (_R.ANTI_DISCRIMINATION, _R.HUMAN_RIGHTS_INSTITUTE),
    ConcernType.SEXUAL_HARASSMENT: (_R.TALK_WITH_SUPPORT, _R.POLICE_TALK),
    ConcernType.VIOLENCE: (_R.POLICE_TALK, _R.POLICE_REPORT),
    ConcernType.THREAT: (_R.POLICE_TALK, _R.POLICE_REPORT),
    ConcernType.STALKING: (_R.POLICE_TALK, _R.POLICE_REPORT),
}
# Where going to the person on one's own may do harm, it is not proposed first.
_NOT_ALONE = {
    ConcernType.VIOLENCE,
    ConcernType.THREAT,
    ConcernType.STALKING,
    ConcernType.AGGRESSION,
}
_THE_MANAGER_IS_IT = {Relation.DIRECT_MANAGER}
_THE_TOP_IS_IT = {Relation.HIGHER_MANAGER, Relation.DIRECTOR_BOARD}


def _wanted(file: CaseFile) -> Iterator[RouteType]:
    domain = file.case.domain
    yield from (_R.NONE_STORY_TOLD, _R.OWN_LOG)
    if domain in _OUTSIDE:
        yield from _OUTSIDE[domain]
        yield _R.REFERRAL_ONLY
        return
    if domain in (Domain.INTEGRITY, Domain.BOTH):
        yield from (_R.TALK_MANAGER, _R.INTERNAL_REPORT, _R.CONFIDENTIAL_REPORT_VIA_VP)
        yield _R.WHISTLEBLOWERS_HOUSE_ADVICE
        if any(one.integrity_class in _SERIOUS for one in file.concerns):
            yield _R.EXTERNAL_REPORT_AUTHORITY
    if domain is not Domain.INTEGRITY:
        yield from _of_behaviour(file)


_SERIOUS = {IntegrityClass.WRONGDOING_PUBLIC_INTEREST, IntegrityClass.UNION_LAW_BREACH}


def _of_behaviour(file: CaseFile) -> Iterator[RouteType]:
    types = {one.concern_type for one in file.concerns}
    about = (party for party in file.parties if party.role in (None, PartyRole.ALLEGED))
    relations = {party.relation_to_reporter for party in about}
    if not types & _NOT_ALONE and not _assaulted(file):
        yield _R.SELF_ADDRESS
    if relations & _THE_TOP_IS_IT:
        yield _R.TALK_HR
    else:
        yield _R.TALK_HIGHER_MANAGER if relations & _THE_MANAGER_IS_IT else _R.TALK_MANAGER
    yield from (_R.ANONYMOUS_SIGNAL, _R.COMPLAINT_INTERNAL)
    for concern_type in types:
        if concern_type is not None:
            yield from _FOR_TYPE.get(concern_type, ())
    if _assaulted(file) or any(one.criminal_offence_possible for one in file.concerns):
        yield from (_R.POLICE_TALK, _R.POLICE_REPORT)


def _assaulted(file: CaseFile) -> bool:
    return any(ConcernSubtype.ASSAULT in one.subtypes for one in file.concerns)
