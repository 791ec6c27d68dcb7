"""What may be chosen about a case as a whole."""

from __future__ import annotations

from shared.casework.model.code import Code
from shared.wording import N_


class CaseStatus(Code):
    """How far a case has come."""

    NEW = "new", N_("New")
    CONFLICT_CHECKED = "conflict_checked", N_("Checked for conflicts of interest")
    INTAKE = "intake", N_("First talk")
    EXPLORING = "exploring", N_("Exploring")
    REFLECTION = "reflection", N_("Time to think")
    DECIDED = "decided", N_("Chosen")
    NO_FURTHER_STEP = "no_further_step", N_("No further step")
    SUPPORTING = "supporting", N_("Support")
    WAITING = "waiting", N_("Waiting for others")
    AFTERCARE = "aftercare", N_("Aftercare")
    REFERRED_ON = "referred_on", N_("Referred on")
    TRANSFERRED = "transferred", N_("Handed over")
    REDIRECTED = "redirected", N_("Sent elsewhere")
    LOST_CONTACT = "lost_contact", N_("Contact lost")
    WITHDRAWN = "withdrawn", N_("Reporter stopped")
    CLOSED = "closed", N_("Closed")
    RETAINED = "retained", N_("Kept until")
    REOPENED = "reopened", N_("Opened again")
    DESTROYED = "destroyed", N_("Destroyed")


class Domain(Code):
    """The field of work that a case belongs to."""

    UNDESIRABLE_BEHAVIOUR = "undesirable_behaviour", N_("Unwanted behaviour")
    INTEGRITY = "integrity", N_("Integrity")
    BOTH = "both", N_("Both")
    WORK_CONFLICT = "work_conflict", N_("Conflict at work (outside our field)")
    EMPLOYMENT_TERMS = "employment_terms", N_("Terms of employment (outside our field)")
    WORKLOAD = "workload", N_("Workload (outside our field)")
    PRIVATE = "private", N_("Private matter")
    QUESTION = "question", N_("Question or information")
    ADVISER_COMPLAINT = "adviser_complaint", N_("Complaint about an adviser")


class Channel(Code):
    """How people are in touch."""

    PHONE = "phone", N_("Phone")
    VIDEO = "video", N_("Video call")
    IN_PERSON = "in_person", N_("In person")
    EMAIL = "email", N_("E-mail")
    MESSAGE_APP = "message_app", N_("Message app")
    LETTER = "letter", N_("Letter")
    WEB_FORM = "web_form", N_("Web form")
    VIA_OTHER_VP = "via_other_vp", N_("Through another adviser")


class Urgency(Code):
    """How soon a case needs attention."""

    NORMAL = "normal", N_("Normal")
    SOON = "soon", N_("Soon")
    ACUTE = "acute", N_("Acute")


class Anonymity(Code):
    """By which name the reporter is known, and to whom."""

    NAMED = "named", N_("By name")
    KNOWN_TO_ADVISER = "known_to_adviser", N_("Known to the adviser")
    PSEUDONYMOUS = "pseudonymous", N_("By a callsign")
    FULLY_ANONYMOUS = "fully_anonymous", N_("Fully anonymous")


class HowFound(Code):
    """How the reporter found the way to an adviser."""

    INTRANET = "intranet", N_("Intranet")
    POSTER = "poster", N_("Poster")
    TRAINING = "training", N_("Training")
    COLLEAGUE = "colleague", N_("A colleague")
    MANAGER = "manager", N_("A manager")
    HR = "hr", N_("HR")
    OCCUPATIONAL_PHYSICIAN = "occupational_physician", N_("Occupational physician")
    HOME = "home", N_("At home, partner")
    EARLIER_CONTACT = "earlier_contact", N_("Earlier contact")
    OTHER = "other", N_("Other")


class ReporterRole(Code):
    """What the reporter is in the matter."""

    AFFECTED = "affected", N_("Directly affected")
    WITNESS = "witness", N_("Witness or bystander")
    ACCUSED = "accused", N_("Accused")
    MANAGER = "manager", N_("Manager with a question")
    COLLEAGUE_HELPER = "colleague_helper", N_("Colleague who thinks along")
    INTEGRITY_REPORTER = "integrity_reporter", N_("Reporter of an integrity matter")
    FORMER = "former", N_("Former employee")
    RELATIVE = "relative", N_("Relative or friend")
    INTERNAL_VP = "internal_vp", N_("Internal adviser who asks advice")


class Employment(Code):
    """How the reporter is bound to the organisation."""

    EMPLOYEE = "employee", N_("Employee")
    TEMP_AGENCY = "temp_agency", N_("Through an agency")
    SECONDED = "seconded", N_("Seconded")
    SELF_EMPLOYED = "self_employed", N_("Self-employed")
    TRAINEE = "trainee", N_("Trainee")
    VOLUNTEER = "volunteer", N_("Volunteer")
    FORMER = "former", N_("Former employee")
    APPLICANT = "applicant", N_("Applicant")
    STUDENT = "student", N_("Student")
    CLIENT_PATIENT = "client_patient", N_("Client or patient")
    BOARD_MEMBER = "board_member", N_("Member of a board")
    UNKNOWN = "unknown", N_("Unknown")
