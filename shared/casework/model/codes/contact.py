"""Talks, calls and messages."""

from __future__ import annotations

from shared.casework.model.code import Code
from shared.wording import N_


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


class PlaceKind(Code):
    """What kind of place a talk was held in."""

    NEUTRAL = "neutral", N_("Neutral place")
    AT_WORK = "at_work", N_("At work")
    OFFICE_ADVISER = "office_adviser", N_("At the adviser's")
    ONLINE = "online", N_("Online")
    BY_PHONE = "by_phone", N_("By phone")
    OUTSIDE = "outside", N_("Outside, walking")
