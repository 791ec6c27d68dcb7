"""Referring to helpers."""

from __future__ import annotations

from shared.casework.model.code import Code
from shared.wording import N_


class ReferralCategory(Code):
    """What kind of helper somebody is referred to."""

    MENTAL_HEALTH = "mental_health", N_("Mental health care")
    GP = "gp", N_("General practitioner")
    OCCUPATIONAL_PHYSICIAN = "occupational_physician", N_("Occupational physician")
    VICTIM_SUPPORT = "victim_support", N_("Victim support")
    DEBT_COUNSELLING = "debt_counselling", N_("Debt counselling")
    COACH = "coach", N_("Coach")
    OCCUPATIONAL_SOCIAL_WORK = "occupational_social_work", N_("Social work at work")
    MEDIATOR = "mediator", N_("Mediator")
    LEGAL_AID = "legal_aid", N_("Legal aid")
    TRADE_UNION = "trade_union", N_("Trade union")
    WHISTLEBLOWERS_HOUSE = "whistleblowers_house", N_("House for Whistleblowers")
    SEXUAL_ASSAULT_CENTRE = "sexual_assault_centre", N_("Sexual Assault Centre")
    DOMESTIC_VIOLENCE = "domestic_violence", N_("Safe Home (domestic violence)")
    ANTI_DISCRIMINATION = "anti_discrimination", N_("Anti-discrimination office")
    SUICIDE_PREVENTION = "suicide_prevention", N_("113 Suicide Prevention")
    ADDICTION = "addiction", N_("Addiction care")
    POLICE = "police", N_("Police")
    HR = "hr", N_("HR")
    INTERNAL_VP = "internal_vp", N_("Internal adviser")
    OTHER_VP_FIRM = "other_vp_firm", N_("Adviser of another firm")
    PEER_SUPPORT = "peer_support", N_("Peer support")
    SPIRITUAL_CARE = "spiritual_care", N_("Spiritual care")


class ReferralMode(Code):
    """How somebody is referred."""

    INFORMATION = "information", N_("Information")
    SIGNPOSTING = "signposting", N_("Pointing the way")
    WARM_HANDOVER = "warm_handover", N_("Introducing in person")


class ReferralStatus(Code):
    """What became of a referral."""

    CONSIDERED = "considered", N_("Considered")
    PROPOSED = "proposed", N_("Proposed")
    DECLINED = "declined", N_("Declined")
    CONSENTED = "consented", N_("Agreed")
    SIGNPOSTED = "signposted", N_("Way pointed")
    HANDED_OVER = "handed_over", N_("Introduced")
    CONTACT_MADE = "contact_made", N_("In contact")
    STARTED = "started", N_("Started")
    FINISHED = "finished", N_("Completed")
    NOT_SUITABLE = "not_suitable", N_("Not suitable")
    WAITING_LIST = "waiting_list", N_("Waiting list")
    UNKNOWN = "unknown", N_("Unknown")


class Helpful(Code):
    """Whether a referral helped."""

    HELPFUL = "helpful", N_("It helped")
    PARTLY = "partly", N_("Partly")
    NOT = "not", N_("It did not help")
    UNKNOWN = "unknown", N_("Unknown")
