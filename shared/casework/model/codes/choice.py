"""Weighing what could be done, and choosing."""

from __future__ import annotations

from shared.casework.model.code import Code
from shared.wording import N_


class RouteType(Code):
    """The ladder: from telling the story to court, in the order of how far one goes."""

    NONE_STORY_TOLD = "none_story_told", N_("Story told, no further step")
    REFLECT = "reflect", N_("Time to think")
    OWN_LOG = "own_log", N_("Keep an own log")
    SELF_ADDRESS = "self_address", N_("Address it oneself")
    WRITTEN_TO_PERSON = "written_to_person", N_("Letter to the person")
    TALK_WITH_SUPPORT = "talk_with_support", N_("Talk with the person, adviser there as support")
    TALK_MANAGER = "talk_manager", N_("Talk with the manager")
    TALK_HIGHER_MANAGER = "talk_higher_manager", N_("Talk with a higher manager")
    TALK_HR = "talk_hr", N_("Talk with HR")
    OCCUPATIONAL_PHYSICIAN = "occupational_physician", N_("Through the occupational physician")
    INFORMAL_MEDIATION = "informal_mediation", N_("Informal mediation (by a third person)")
    MEDIATION = "mediation", N_("Mediation (registered mediator)")
    TEAM_INTERVENTION = "team_intervention", N_("Work with the team")
    ANONYMOUS_SIGNAL = "anonymous_signal", N_("Anonymous signal by the adviser")
    INTERNAL_REPORT = "internal_report", N_("Internal report")
    CONFIDENTIAL_REPORT_VIA_VP = (
        "confidential_report_via_vp",
        N_("Confidential report through the adviser"),
    )
    COMPLAINT_INTERNAL = "complaint_internal", N_("Complaint to the internal committee")
    COMPLAINT_EXTERNAL = "complaint_external", N_("Complaint to an external or national committee")
    WHISTLEBLOWERS_HOUSE_ADVICE = (
        "whistleblowers_house_advice",
        N_("Advice of the House for Whistleblowers"),
    )
    EXTERNAL_REPORT_AUTHORITY = (
        "external_report_authority",
        N_("External report to the competent authority"),
    )
    WHISTLEBLOWERS_HOUSE_INVESTIGATION = (
        "whistleblowers_house_investigation",
        N_("Investigation by the House for Whistleblowers"),
    )
    LABOUR_INSPECTORATE = "labour_inspectorate", N_("Labour inspectorate")
    HUMAN_RIGHTS_INSTITUTE = "human_rights_institute", N_("Institute for Human Rights")
    ANTI_DISCRIMINATION = "anti_discrimination", N_("Anti-discrimination office")
    POLICE_TALK = "police_talk", N_("Informative talk with the police")
    POLICE_REPORT = "police_report", N_("Report to the police")
    LEGAL = "legal", N_("Lawyer, union or court")
    TRANSFER_WORK = "transfer_work", N_("Other place or task")
    LEAVE = "leave", N_("Leaving")
    REFERRAL_ONLY = "referral_only", N_("Referral only")


class RaisedBy(Code):
    """Who brought it up."""

    REPORTER = "reporter", N_("The reporter")
    ADVISER = "adviser", N_("The adviser")


class Feasible(Code):
    """Whether it can be done."""

    YES = "yes", N_("Yes")
    MAYBE = "maybe", N_("Maybe")
    NO = "no", N_("No")


class Degree(Code):
    """Wholly, partly or not."""

    YES = "yes", N_("Yes")
    PARTLY = "partly", N_("Partly")
    NO = "no", N_("No")


class OptionStatus(Code):
    """What became of an option."""

    OPEN = "open", N_("Still open")
    DISCARDED = "discarded", N_("Dropped")
    CHOSEN = "chosen", N_("Chosen")


class Concerned(Code):
    """Who would feel a consequence."""

    REPORTER = "reporter", N_("Reporter")
    ACCUSED = "accused", N_("Person it is about")
    TEAM = "team", N_("Team")
    ORGANISATION = "organisation", N_("Organisation")
    HOME = "home", N_("Home")


class Direction(Code):
    """Whether a consequence is for or against."""

    POSITIVE = "positive", N_("For")
    NEGATIVE = "negative", N_("Against")
    NEUTRAL = "neutral", N_("Neither")


class Likelihood(Code):
    """How likely a consequence is."""

    LOW = "low", N_("Small")
    MEDIUM = "medium", N_("Middling")
    HIGH = "high", N_("Large")
