"""Going a chosen route: steps, documents and watching over it."""

from __future__ import annotations

from shared.casework.model.code import Code
from shared.wording import N_


class RouteStatus(Code):
    """How a route stands."""

    PLANNED = "planned", N_("Planned")
    RUNNING = "running", N_("Under way")
    WAITING = "waiting", N_("Waiting")
    STALLED = "stalled", N_("Stuck")
    FINISHED = "finished", N_("Finished")
    ABANDONED = "abandoned", N_("Given up")


class StepType(Code):
    """What a step of a route is."""

    EXPLAIN_SCHEME = "explain_scheme", N_("Explain the scheme")
    DRAFT = "draft", N_("Draft")
    REVIEW = "review", N_("Read through")
    SLEEP_ON_IT = "sleep_on_it", N_("Sleep on it")
    SUBMIT = "submit", N_("Hand in")
    RECEIPT = "receipt", N_("Receipt")
    PREPARE_TALK = "prepare_talk", N_("Prepare a talk")
    ATTEND_TALK = "attend_talk", N_("Go along to a talk")
    DEBRIEF = "debrief", N_("Talk afterwards")
    AWAIT_RESPONSE = "await_response", N_("Wait for an answer")
    WRITTEN_ANSWER_OTHER_SIDE = "written_answer_other_side", N_("Written answer of the other side")
    HEARING = "hearing", N_("Hearing")
    INVESTIGATION = "investigation", N_("Investigation")
    ADVICE_RECEIVED = "advice_received", N_("Advice received")
    DECISION_RECEIVED = "decision_received", N_("Decision received")
    APPEAL_WINDOW = "appeal_window", N_("Time for appeal")
    AGREEMENT_MADE = "agreement_made", N_("Agreement made")
    FOLLOW_AGREEMENT = "follow_agreement", N_("Check the agreement")
    GUARD_CHECK = "guard_check", N_("Watch over the route")
    SUPPORT_CONTACT = "support_contact", N_("Support in between")
    STOP = "stop", N_("Stop")


class Actor(Code):
    """Who does a step."""

    REPORTER = "reporter", N_("The reporter")
    ADVISER = "adviser", N_("The adviser")
    BOTH = "both", N_("Together")
    COUNTERPART = "counterpart", N_("The other party")


class DocumentKind(Code):
    """What a document is."""

    COMPLAINT = "complaint", N_("Complaint")
    REPORT = "report", N_("Report")
    LETTER = "letter", N_("Letter")
    TALK_PLAN = "talk_plan", N_("Plan for a talk")
    AGREEMENT = "agreement", N_("Agreement")
    DECISION = "decision", N_("Decision")
    RECEIPT = "receipt", N_("Receipt")
    TIMELINE = "timeline", N_("Timeline")


class Stored(Code):
    """What is kept of a document."""

    TEXT = "text", N_("The text")
    ONLY_REFERENCE = "only_reference", N_("A reference only")
