"""Consents of the reporter."""

from __future__ import annotations

from shared.casework.model.code import Code
from shared.wording import N_


class ConsentScope(Code):
    """What a consent is for. A scope of a later version is kept, not shown as one of these."""

    RECORD_KEEPING = "record_keeping", N_("Keeping a record")
    HOLD_IDENTITY = "hold_identity", N_("Keeping name or contact details")
    CONTACT_BY_CHANNEL = "contact_by_channel", N_("Being contacted")
    AFTERCARE_CONTACT = "aftercare_contact", N_("Being called for aftercare")
    TALK_TO = "talk_to", N_("Talking to somebody")
    ATTEND_TALK = "attend_talk", N_("Going along to a talk")
    SUBMIT_DOCUMENT = "submit_document", N_("Handing in a document")
    CONFIDENTIAL_REPORT_VIA_VP = "confidential_report_via_vp", N_("Reporting through the adviser")
    REFERRAL_WARM = "referral_warm", N_("Introducing to a helper")
    SHARE_WITH_COLLEAGUE = "share_with_colleague", N_("Sharing with a colleague")
    TRANSFER_TO = "transfer_to", N_("Handing over to a colleague")
    CONFLICT_CHECK_BY_NAME = "conflict_check_by_name", N_("Checking for conflicts by name")
    INTERVISION_UNTRACEABLE = "intervision_untraceable", N_("Discussing with peers, untraceably")
    ANONYMOUS_SIGNAL_TO_BOARD = "anonymous_signal_to_board", N_("Anonymous signal to the board")
    PATTERN_MATCHING = "pattern_matching", N_("Looking for a pattern")
    LINK_CASES = "link_cases", N_("Linking cases")
    EXTEND_RETENTION = "extend_retention", N_("Keeping longer")
    ACCESS_COPY_TO_REPORTER = "access_copy_to_reporter", N_("Copy for the reporter")


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


class Counterpart(Code):
    """Who in the organisation or outside gets to know something, by role and never by name."""

    DIRECT_MANAGER = "direct_manager", N_("Direct manager")
    HIGHER_MANAGER = "higher_manager", N_("Higher manager")
    DIRECTOR_BOARD = "director_board", N_("Directors or board")
    HR = "hr", N_("HR")
    WORKS_COUNCIL = "works_council", N_("Works council")
    OCCUPATIONAL_PHYSICIAN = "occupational_physician", N_("Occupational physician")
    COMPLIANCE = "compliance", N_("Compliance or integrity officer")
    COMPLAINTS_COMMITTEE = "complaints_committee", N_("Complaints committee")
    NATIONAL_COMMITTEE = "national_committee", N_("National complaints committee")
    ALLEGED = "alleged", N_("The person it is about")
    MEDIATOR = "mediator", N_("Mediator")
    WHISTLEBLOWERS_HOUSE = "whistleblowers_house", N_("House for Whistleblowers")
    AUTHORITY = "authority", N_("Competent authority")
    POLICE = "police", N_("Police or prosecutor")
    LAWYER_UNION = "lawyer_union", N_("Lawyer or union")
    HELPER = "helper", N_("Helper or therapist")
    COLLEAGUE_ADVISER = "colleague_adviser", N_("Colleague adviser")
    INTERNAL_VP = "internal_vp", N_("Internal adviser")
    HOME = "home", N_("Partner, family, friends")
    COLLEAGUES = "colleagues", N_("Colleagues")
    OTHER = "other", N_("Somebody else")
