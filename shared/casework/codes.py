"""What may be chosen in a case: every enumeration, with its code and its label.

The code is what is written into records and never changes; the label is the plain
English source text that the screen translates.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from shared.wording import N_


class Code(StrEnum):
    """A choice: its code (the value, and the string itself) and its label."""

    label: str

    def __new__(cls, code: str, label: str = "") -> Self:
        """Make a choice from its code and its label."""
        choice = str.__new__(cls, code)
        choice._value_ = code
        choice.label = label
        return choice

    @classmethod
    def of(cls, code: object) -> Self | None:
        """The choice with this code, or None when this version knows none."""
        for choice in cls:
            if choice == code:
                return choice
        return None


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


class PartyRole(Code):
    """What somebody is in the case."""

    REPORTER = "reporter", N_("Reporter")
    AFFECTED = "affected", N_("Affected person")
    ALLEGED = "alleged", N_("Alleged cause")
    WITNESS = "witness", N_("Witness")
    MANAGER = "manager", N_("Manager")
    HR = "hr", N_("HR")
    COMMITTEE = "committee", N_("Committee")
    HELPER = "helper", N_("Helper")
    ADVISER = "adviser", N_("Adviser")


class Relation(Code):
    """What somebody is to the reporter."""

    DIRECT_MANAGER = "direct_manager", N_("Direct manager")
    HIGHER_MANAGER = "higher_manager", N_("Higher manager")
    DIRECTOR_BOARD = "director_board", N_("Directors or board")
    PEER_SAME_TEAM = "peer_same_team", N_("Colleague in the same team")
    PEER_OTHER_TEAM = "peer_other_team", N_("Colleague in another team")
    SUBORDINATE = "subordinate", N_("Subordinate")
    GROUP_OF_COLLEAGUES = "group_of_colleagues", N_("Group of colleagues")
    HR = "hr", N_("HR")
    ADVISER_VP = "adviser_vp", N_("Confidential adviser")
    WORKS_COUNCIL = "works_council", N_("Works council")
    EXTERNAL_CLIENT = "external_client", N_("Customer, client or patient")
    EXTERNAL_SUPPLIER = "external_supplier", N_("Supplier")
    STUDENT_PUPIL = "student_pupil", N_("Student or pupil")
    ORGANISATION = "organisation", N_("The organisation itself")
    UNKNOWN = "unknown", N_("Unknown")
    NOT_NAMED = "not_named", N_("Not said")


class Involvement(Code):
    """Where the idea comes from that somebody is involved; never a finding."""

    UNSPECIFIED = "unspecified", N_("Not specified")
    SUSPECTED_BY_REPORTER = "suspected_by_reporter", N_("Suspected by the reporter")
    NAMED_BY_REPORTER = "named_by_reporter", N_("Named by the reporter")
    NAMED_IN_DOCUMENT = "named_in_document", N_("Named in a document")


class ConcernType(Code):
    """Kinds of unwanted behaviour."""

    BULLYING = "bullying", N_("Bullying")
    HARASSMENT = "harassment", N_("Intimidation")
    SEXUAL_HARASSMENT = "sexual_harassment", N_("Sexual harassment")
    DISCRIMINATION = "discrimination", N_("Discrimination")
    AGGRESSION = "aggression", N_("Aggression")
    VIOLENCE = "violence", N_("Violence")
    THREAT = "threat", N_("Threat")
    STALKING = "stalking", N_("Stalking")
    ABUSE_OF_POWER = "abuse_of_power", N_("Abuse of power")
    OTHER_UNDESIRABLE = "other_undesirable", N_("Something else")


class ConcernSubtype(Code):
    """Forms that a concern takes; `SUBTYPES` tells which go with which type."""

    IGNORING_EXCLUDING = "ignoring_excluding", N_("Ignoring or shutting out")
    GOSSIP = "gossip", N_("Gossip")
    RUMOURS = "rumours", N_("Spreading rumours")
    RIDICULE = "ridicule", N_("Ridicule")
    HUMILIATION = "humiliation", N_("Humiliation")
    BELITTLING = "belittling", N_("Belittling")
    JOKES = "jokes", N_("Jokes about somebody, again and again")
    WORK_OBSTRUCTION = "work_obstruction", N_("Making work impossible or unpleasant")
    WITHHOLDING_INFORMATION = "withholding_information", N_("Withholding information")
    ONLINE = "online", N_("Online or in a group chat")
    MOBBING = "mobbing", N_("By a group")
    VERBAL = "verbal", N_("In words")
    NON_VERBAL = "non_verbal", N_("Without words")
    PHYSICAL = "physical", N_("Physical")
    DIGITAL_IMAGES = "digital_images", N_("Digital images")
    ASSAULT = "assault", N_("Sexual assault or rape")
    QUID_PRO_QUO = "quid_pro_quo", N_("A favour asked in return")
    SHOUTING = "shouting", N_("Shouting")
    THREATS_TO_JOB = "threats_to_job", N_("Threats about the job")
    SILENCING = "silencing", N_("Silencing")
    PUBLIC_CRITICISM = "public_criticism", N_("Criticism in front of others")
    SURVEILLANCE = "surveillance", N_("Being watched")
    ISOLATION = "isolation", N_("Isolation")


_S = ConcernSubtype
SUBTYPES: dict[ConcernType, tuple[ConcernSubtype, ...]] = {
    ConcernType.BULLYING: (
        _S.IGNORING_EXCLUDING,
        _S.GOSSIP,
        _S.RUMOURS,
        _S.RIDICULE,
        _S.HUMILIATION,
        _S.BELITTLING,
        _S.JOKES,
        _S.WORK_OBSTRUCTION,
        _S.WITHHOLDING_INFORMATION,
        _S.ONLINE,
        _S.MOBBING,
    ),
    ConcernType.SEXUAL_HARASSMENT: (
        _S.VERBAL,
        _S.NON_VERBAL,
        _S.PHYSICAL,
        _S.DIGITAL_IMAGES,
        _S.ASSAULT,
        _S.QUID_PRO_QUO,
    ),
    ConcernType.HARASSMENT: (
        _S.SHOUTING,
        _S.THREATS_TO_JOB,
        _S.SILENCING,
        _S.PUBLIC_CRITICISM,
        _S.SURVEILLANCE,
        _S.ISOLATION,
    ),
}


class DiscriminationGround(Code):
    """The grounds of the Dutch equal treatment acts, and pregnancy (a form of sex)."""

    ORIGIN_RACE = "origin_race", N_("Origin or race")
    SEX = "sex", N_("Sex")
    PREGNANCY = "pregnancy", N_("Pregnancy")
    SEXUAL_ORIENTATION = "sexual_orientation", N_("Sexual orientation")
    AGE = "age", N_("Age")
    DISABILITY_CHRONIC = "disability_chronic", N_("Disability or chronic illness")
    POLITICAL = "political", N_("Political opinion")
    WORKING_HOURS = "working_hours", N_("Working hours (full-time or part-time)")
    CONTRACT_TYPE = "contract_type", N_("Permanent or temporary contract")
    MARITAL_STATUS = "marital_status", N_("Marital status")
    NATIONALITY = "nationality", N_("Nationality")
    RELIGION = "religion", N_("Religion")
    BELIEF = "belief", N_("Belief")


class IntegrityClass(Code):
    """How a matter of integrity looks so far."""

    DILEMMA_SPARRING = "dilemma_sparring", N_("Dilemma, thinking aloud")
    IRREGULARITY = "irregularity", N_("Irregularity")
    INTEGRITY_BREACH = "integrity_breach", N_("Breach of integrity")
    WRONGDOING_PUBLIC_INTEREST = (
        "wrongdoing_public_interest",
        N_("Wrongdoing (public interest)"),
    )
    UNION_LAW_BREACH = "union_law_breach", N_("Breach of Union law")
    UNKNOWN_YET = "unknown_yet", N_("Not clear yet")


class IntegrityKind(Code):
    """What a matter of integrity is about."""

    CORRUPTION = "corruption", N_("Corruption or bribery")
    FRAUD_THEFT = "fraud_theft", N_("Fraud, theft or embezzlement")
    WASTE = "waste", N_("Poor performance and waste")
    ABUSE_OF_AUTHORITY = "abuse_of_authority", N_("Abuse of authority")
    CONFLICT_OF_INTEREST = "conflict_of_interest", N_("Conflicting posts and ties")
    MISUSE_OF_INFORMATION = "misuse_of_information", N_("Misuse or leaking of information")
    PRIVATE_MISCONDUCT = "private_misconduct", N_("Misconduct in free time")
    GIFTS = "gifts", N_("Doubtful gifts")
    UNDESIRABLE_TREATMENT = "undesirable_treatment", N_("Unwanted behaviour")
    SAFETY_ENVIRONMENT = "safety_environment", N_("Safety or environment in danger")
    PROCUREMENT_RULES = "procurement_rules", N_("Procurement rules")
    DATA_PROTECTION = "data_protection", N_("Privacy and data")
    RETALIATION = "retaliation", N_("Retaliation against a reporter")
    OTHER = "other", N_("Something else")


class Frequency(Code):
    """How often it happens."""

    ONCE = "once", N_("Once")
    SEVERAL = "several", N_("Several times")
    WEEKLY = "weekly", N_("Every week")
    DAILY = "daily", N_("Every day")


class ContactKind(Code):
    """What a contact was for."""

    FIRST_TALK = "first_talk", N_("First talk")
    FOLLOW_UP = "follow_up", N_("Follow-up talk")
    OPTIONS = "options", N_("Options")
    PREPARATION = "preparation", N_("Preparation")
    ACCOMPANIMENT = "accompaniment", N_("Going along")
    DEBRIEF = "debrief", N_("Talk afterwards")
    SUPPORT = "support", N_("Emotional support")
    AFTERCARE = "aftercare", N_("Aftercare")
    CLOSING = "closing", N_("Closing talk")
    ADMIN = "admin", N_("Practical matters")
    WITH_THIRD_PARTY = "with_third_party", N_("With a third party")
    MISSED = "missed", N_("Missed")


class ConsentScope(Code):
    """What a consent is for. A scope of a later version is kept, not shown as one of these."""

    RECORD_KEEPING = "record_keeping", N_("Keeping a record")
    SHARE_WITH_COLLEAGUE = "share_with_colleague", N_("Sharing with a colleague")


class ConsentForm(Code):
    """How a consent was given."""

    ORAL = "oral", N_("Spoken")
    WRITTEN = "written", N_("In writing")
    SIGNED = "signed", N_("Signed")
    MESSAGE = "message", N_("By message")


class ConsentStatus(Code):
    """How a consent stands. `expired` follows from its last day and is never written."""

    ASKED = "asked", N_("Asked")
    GIVEN = "given", N_("Given")
    REFUSED = "refused", N_("Refused")
    WITHDRAWN = "withdrawn", N_("Withdrawn")
    EXPIRED = "expired", N_("Expired")
