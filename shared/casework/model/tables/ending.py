"""Fields of referrals, aftercare, disclosure and closing."""

from __future__ import annotations

from shared.casework.model import codes
from shared.casework.model.schema import Field, Form, Kind, Table, table_of
from shared.wording import N_

ENDING: Table = {
    Kind.REFERRAL: table_of(
        Field(
            "category",
            Form.CODE,
            N_("To what kind of helper"),
            codes.ReferralCategory,
            required=True,
        ),
        Field("service", Form.LINE, N_("Which one")),
        Field("mode", Form.CODE, N_("How"), codes.ReferralMode, required=True),
        Field("consent", Form.ID, N_("On which consent"), refers=Kind.CONSENT),
        Field("information_shared", Form.TEXT, N_("What was shared")),
        Field("status", Form.CODE, N_("Status"), codes.ReferralStatus, required=True),
        Field("proposed_on", Form.DATE, N_("Proposed on")),
        Field("check_on", Form.DATE, N_("Ask how it went on")),
        Field("feedback", Form.CODE, N_("Did it help"), codes.Helpful),
        Field("reason_declined", Form.LINE, N_("Why not")),
    ),
    Kind.AFTERCARE_PLAN: table_of(
        Field("agreed_on", Form.DATE, N_("Agreed on"), required=True),
        Field("weeks", Form.LINE, N_("After how many weeks")),
        Field("initiator", Form.CODE, N_("Who may get in touch"), codes.Initiator, required=True),
        Field("channel", Form.CODE, N_("Channel"), codes.Channel),
        Field("consent", Form.ID, N_("On which consent"), refers=Kind.CONSENT),
        Field("ends_on", Form.DATE, N_("Ends on")),
    ),
    Kind.AFTERCARE_CHECK: table_of(
        Field("plan", Form.ID, N_("Of which agreement"), refers=Kind.AFTERCARE_PLAN),
        Field("due", Form.DATE, N_("Planned for")),
        Field("held_on", Form.DATE, N_("Held on")),
        Field("behaviour_stopped", Form.CODE, N_("Has the behaviour stopped"), codes.Answer),
        Field(
            "sufficiently_addressed",
            Form.CODE,
            N_("Was the complaint taken up enough"),
            codes.Answer,
        ),
        Field("improvements_needed", Form.TEXT, N_("What must be better")),
        Field("feels_safe", Form.NUMBER, N_("Feels safe (1 to 10)"), least=1, most=10),
        Field("work_relation", Form.LINE, N_("Relations at work")),
        Field("help_needed", Form.FLAG, N_("Needs professional help")),
    ),
    Kind.ADVERSE_EFFECT: table_of(
        Field("kind", Form.CODE, N_("What it is"), codes.AdverseEffectKind, required=True),
        Field("seen_on", Form.DATE, N_("Seen on"), required=True),
        Field("described", Form.TEXT, N_("What is seen of it")),
        Field("attribution", Form.CODE, N_("Who says so"), codes.Attribution),
        Field("step", Form.ID, N_("After which step"), refers=Kind.STEP),
        Field("action", Form.TEXT, N_("What is done about it")),
        Field("legal_protection_relevant", Form.FLAG, N_("Protected by the whistleblowers' act")),
        Field("resolved_on", Form.DATE, N_("Solved on")),
    ),
    Kind.DISCLOSURE: table_of(
        Field("basis", Form.CODE, N_("On which ground"), codes.DisclosureBasis, required=True),
        Field("to_whom", Form.CODE, N_("To whom"), codes.Counterpart, required=True),
        Field("what", Form.TEXT, N_("What"), required=True),
        Field("given_on", Form.DATE, N_("Given on"), required=True),
        Field("consent", Form.ID, N_("On which consent"), refers=Kind.CONSENT),
        Field("reporter_informed", Form.FLAG, N_("The reporter was told")),
        Field("consent_sought", Form.TEXT, N_("1. All was done to get consent")),
        Field("conscience", Form.TEXT, N_("2. Silence is against my conscience")),
        Field("no_other_way", Form.TEXT, N_("3. There is no other way")),
        Field("serious_harm", Form.TEXT, N_("4. Silence almost surely does serious harm")),
        Field("prevents_harm", Form.TEXT, N_("5. Speaking almost surely prevents it")),
        Field("no_further", Form.TEXT, N_("6. No more is told than needed")),
        Field("advice_from", Form.LINE, N_("Advice taken from")),
        Field("rationale", Form.TEXT, N_("Why, all weighed")),
    ),
    Kind.CLOSURE: table_of(
        Field("closed_on", Form.DATE, N_("Closed on"), required=True),
        Field("outcome", Form.CODE, N_("Outcome"), codes.Outcome, required=True),
        Field("closed_with_reporter", Form.FLAG, N_("Together with the reporter")),
        Field("door_open_told", Form.FLAG, N_("Told: the door stays open")),
        Field("hours_total", Form.NUMBER, N_("Hours in all"), most=10_000),
        Field("evaluation", Form.NUMBER, N_("Mark by the reporter (1 to 10)"), least=1, most=10),
        Field("status_before", Form.CODE, N_("Status before"), codes.CaseStatus, by_act=True),
    ),
    Kind.REMINDER: table_of(
        Field("what", Form.LINE, N_("What"), required=True),
        Field("due", Form.DATE, N_("When"), required=True),
        Field("done_on", Form.DATE, N_("Done on")),
    ),
}
