"""What a closed case is counted by: coarse groups and bands, and nothing finer."""

from __future__ import annotations

from shared.casework.model.code import Code
from shared.wording import N_


class RelationGroup(Code):
    """What the alleged cause is to the reporter, coarsely."""

    MANAGER = "manager", N_("Manager")
    HIGHER_MANAGEMENT = "higher_management", N_("Higher management")
    COLLEAGUE = "colleague", N_("Colleague")
    GROUP = "group", N_("Group of colleagues")
    SUBORDINATE = "subordinate", N_("Subordinate")
    OUTSIDE = "outside", N_("Somebody outside the organisation")
    ORGANISATION = "organisation", N_("The organisation itself")
    UNKNOWN = "unknown", N_("Unknown or not said")


class RoleGroup(Code):
    """What the reporter is in the matter, coarsely."""

    AFFECTED = "affected", N_("Directly affected")
    WITNESS = "witness", N_("Witness or reporter of a matter")
    MANAGER = "manager", N_("Manager with a question")
    ACCUSED = "accused", N_("Accused")
    OTHER = "other", N_("Other or unknown")


class ChannelGroup(Code):
    """How the case came in, coarsely."""

    SPOKEN = "spoken", N_("By phone or video")
    IN_PERSON = "in_person", N_("In person")
    WRITTEN = "written", N_("In writing")
    VIA_ADVISER = "via_adviser", N_("Through another adviser")
    UNKNOWN = "unknown", N_("Unknown")


class RouteGroup(Code):
    """How far the reporter went, in the order of the ladder."""

    NONE = "none", N_("No further step")
    SELF = "self", N_("By the reporter")
    MANAGER = "manager", N_("Through a manager")
    HR = "hr", N_("Through HR or the occupational physician")
    MEDIATION = "mediation", N_("Mediation or work with the team")
    SIGNAL = "signal", N_("Anonymous signal")
    REPORT = "report", N_("Report")
    COMPLAINT = "complaint", N_("Complaint")
    POLICE = "police", N_("Police")
    LEGAL = "legal", N_("Lawyer, union or court")
    MOVED = "moved", N_("Other work, or leaving")
    REFERRED = "referred", N_("Referral only")


class OutcomeGroup(Code):
    """How the case ended, coarsely."""

    HEARD = "heard", N_("Heard or advised")
    INFORMAL = "informal", N_("Solved informally")
    MEDIATION = "mediation", N_("Mediation")
    UPHELD = "upheld", N_("Complaint or report confirmed, also in part")
    NOT_UPHELD = "not_upheld", N_("Complaint or report not confirmed")
    STOPPED = "stopped", N_("Stopped, left or out of touch")
    ELSEWHERE = "elsewhere", N_("Referred or handed over")
    UNKNOWN = "unknown", N_("Unknown")


class ContactsBand(Code):
    """How often there was contact."""

    ONE = "1", N_("1 contact")
    TWO_TO_THREE = "2-3", N_("2 or 3 contacts")
    FOUR_TO_SIX = "4-6", N_("4 to 6 contacts")
    SEVEN_OR_MORE = "7+", N_("7 contacts or more")


class DurationBand(Code):
    """How long the case was open."""

    UNDER_A_MONTH = "under_1_month", N_("Less than a month")
    ONE_TO_THREE = "1_3_months", N_("1 to 3 months")
    THREE_TO_SIX = "3_6_months", N_("3 to 6 months")
    SIX_TO_TWELVE = "6_12_months", N_("6 to 12 months")
    OVER_A_YEAR = "over_1_year", N_("More than a year")
    UNKNOWN = "unknown", N_("Unknown")
