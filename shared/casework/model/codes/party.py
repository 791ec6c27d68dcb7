"""Who is involved, and whether an adviser can be there for both."""

from __future__ import annotations

from shared.casework.model.code import Code
from shared.wording import N_


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


class ConflictMethod(Code):
    """How it was checked whether an adviser has a conflict of interest."""

    ORAL = "oral", N_("By asking, no names written down")
    TAG = "tag", N_("By name, privately")
    NONE_POSSIBLE = "none_possible", N_("Can not be checked")


class ConflictResult(Code):
    """What a check for conflicts of interest gave."""

    CLEAR = "clear", N_("No conflict")
    POSSIBLE = "possible", N_("A conflict is possible")
    CONFLICT = "conflict", N_("A conflict")
    NOT_CHECKABLE = "not_checkable", N_("Not checkable")


class ConflictKind(Code):
    """What makes that an adviser is not free."""

    ADVISER_IS_SUBJECT = "adviser_is_subject", N_("It is about the adviser")
    COLLEAGUE_ADVISER_IS_SUBJECT = (
        "colleague_adviser_is_subject",
        N_("It is about an adviser of the firm"),
    )
    SAME_ADVISER_OTHER_SIDE = (
        "same_adviser_other_side",
        N_("The adviser is there for the other side"),
    )
    SAME_FIRM_OTHER_SIDE = "same_firm_other_side", N_("The firm is there for the other side")
    SAME_ADVISER_OTHER_REPORTER_SAME_MATTER = (
        "same_adviser_other_reporter_same_matter",
        N_("The adviser is there for another reporter of the same matter"),
    )
    PERSONAL_RELATION = "personal_relation", N_("A personal tie")
    DUAL_ROLE = "dual_role", N_("Two roles in one person")
    CLIENT_DECISION_MAKER_IS_SUBJECT = (
        "client_decision_maker_is_subject",
        N_("It is about who decides at the client"),
    )
    EARLIER_INVOLVEMENT = "earlier_involvement", N_("Involved before")
    ADVISER_IS_WITNESS = "adviser_is_witness", N_("The adviser is a witness")


class ConflictDecision(Code):
    """What is done about a conflict of interest."""

    PROCEED = "proceed", N_("Go on")
    RECUSE = "recuse", N_("Step back")
    REFER_TO_COLLEAGUE = "refer_to_colleague", N_("To a colleague")
    REFER_TO_OTHER_FIRM = "refer_to_other_firm", N_("To another firm")
    BARRIER = "barrier", N_("Go on, with a wall between the cases")
