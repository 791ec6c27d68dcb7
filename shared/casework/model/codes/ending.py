"""Aftercare, disclosure and closing."""

from __future__ import annotations

from shared.casework.model.code import Code
from shared.wording import N_


class Initiator(Code):
    """Who may get in touch first in aftercare."""

    REPORTER = "reporter", N_("Only the reporter")
    ADVISER_ALLOWED = "adviser_allowed", N_("The adviser may")


class Answer(Code):
    """Wholly, partly, not, or not known."""

    YES = "yes", N_("Yes")
    PARTLY = "partly", N_("Partly")
    NO = "no", N_("No")
    UNKNOWN = "unknown", N_("Unknown")


class AdverseEffectKind(Code):
    """What somebody suffers for having spoken up."""

    EXCLUSION = "exclusion", N_("Shut out")
    GOSSIP = "gossip", N_("Gossip")
    WORSE_ASSESSMENT = "worse_assessment", N_("Worse assessment")
    TASK_CHANGE = "task_change", N_("Other tasks")
    TRANSFER_UNWANTED = "transfer_unwanted", N_("Moved against their will")
    NO_EXTENSION = "no_extension", N_("Contract not extended")
    DISMISSAL = "dismissal", N_("Dismissal")
    SUSPENSION = "suspension", N_("Suspension")
    PAY = "pay", N_("Less pay")
    BLOCKED_PROMOTION = "blocked_promotion", N_("Promotion blocked")
    SICK_LEAVE = "sick_leave", N_("Sick leave")
    PRESSURE_TO_WITHDRAW = "pressure_to_withdraw", N_("Pressed to withdraw")
    IDENTITY_LEAKED = "identity_leaked", N_("Identity leaked")
    COUNTER_COMPLAINT = "counter_complaint", N_("Counter-complaint")
    LEGAL_ACTION = "legal_action", N_("Legal action")
    EFFECT_AT_HOME = "effect_at_home", N_("Effects at home")
    PRESSURE_ON_ADVISER = "pressure_on_adviser", N_("Pressure on the adviser")


class DisclosureBasis(Code):
    """On which ground an adviser speaks or hands something over."""

    CONSENT = "consent", N_("Consent")
    DUTY_160SV = "duty_160sv", N_("Duty to report (art. 160 Sv)")
    DUTY_162SV = "duty_162sv", N_("Duty of officials to report (art. 162 Sv)")
    DUTY_EDUCATION_MINOR = "duty_education_minor", N_("Duty in education (minors)")
    CHILD_PROTECTION_RIGHT = "child_protection_right", N_("Right to report (child protection)")
    COURT_OR_PROSECUTOR = "court_or_prosecutor", N_("Order of court or prosecutor")
    CONFLICT_OF_DUTIES = "conflict_of_duties", N_("Conflict of duties")
    LVV_COMPLAINT_DEFENCE = (
        "lvv_complaint_defence",
        N_("Own defence in a complaint about the adviser"),
    )
    AVG_ACCESS_REQUEST = "avg_access_request", N_("Request for access by the person concerned")


class Outcome(Code):
    """How a case ended."""

    HEARD_ONLY = "heard_only", N_("Story told, enough")
    ADVISED_SELF = "advised_self", N_("Advice, reporter goes on alone")
    SOLVED_BY_SELF = "solved_by_self", N_("Solved by the reporter")
    SOLVED_INFORMAL = "solved_informal", N_("Solved informally")
    SOLVED_BY_MANAGEMENT = "solved_by_management", N_("Solved by management")
    MEDIATION_AGREEMENT = "mediation_agreement", N_("Mediation, agreement")
    MEDIATION_FAILED = "mediation_failed", N_("Mediation, no agreement")
    COMPLAINT_UPHELD = "complaint_upheld", N_("Complaint well-founded")
    COMPLAINT_PARTLY = "complaint_partly", N_("Complaint partly well-founded")
    COMPLAINT_NOT_UPHELD = "complaint_not_upheld", N_("Complaint unfounded")
    COMPLAINT_INADMISSIBLE = "complaint_inadmissible", N_("Complaint not admitted")
    COMPLAINT_WITHDRAWN = "complaint_withdrawn", N_("Complaint withdrawn")
    REPORT_CONFIRMED = "report_confirmed", N_("Wrongdoing established")
    REPORT_NOT_CONFIRMED = "report_not_confirmed", N_("Wrongdoing not established")
    REPORT_NOT_FOLLOWED_UP = "report_not_followed_up", N_("Report not taken up")
    REFERRED_ON = "referred_on", N_("Referred on")
    TRANSFERRED = "transferred", N_("Handed over")
    OUTSIDE_REMIT_REDIRECTED = "outside_remit_redirected", N_("Outside our field, sent on")
    REPORTER_LEFT = "reporter_left", N_("Reporter left the organisation")
    LOST_CONTACT = "lost_contact", N_("Contact lost")
    WITHDRAWN_BY_REPORTER = "withdrawn_by_reporter", N_("Reporter stopped")
    UNKNOWN = "unknown", N_("Unknown")
