"""Fields of routes, their steps, documents, and the watch over them."""

from __future__ import annotations

from shared.casework.model import codes
from shared.casework.model.schema import Field, Form, Kind, Table, table_of
from shared.wording import N_

ROUTE: Table = {
    Kind.ROUTE: table_of(
        Field("route_type", Form.CODE, N_("Route"), codes.RouteType, required=True),
        Field("option", Form.ID, N_("Chosen option"), refers=Kind.OPTION),
        Field("goal", Form.TEXT, N_("Goal")),
        Field("counterpart", Form.CODE, N_("With whom"), codes.Counterpart),
        Field("status", Form.CODE, N_("Status"), codes.RouteStatus, required=True),
        Field("started_on", Form.DATE, N_("Started on")),
        Field("submitted_on", Form.DATE, N_("Handed in on")),
        Field("filing_limit_on", Form.DATE, N_("Hand in before")),
        Field("receipt_days", Form.NUMBER, N_("Days for the receipt"), most=3_650),
        Field("response_days", Form.NUMBER, N_("Days for an answer"), most=3_650),
        Field("decision_days", Form.NUMBER, N_("Days for the decision"), most=3_650),
        Field("appeal_days", Form.NUMBER, N_("Days for appeal"), most=3_650),
        Field("outcome", Form.CODE, N_("Outcome"), codes.Outcome),
        Field("finished_on", Form.DATE, N_("Finished on")),
    ),
    Kind.STEP: table_of(
        Field("route", Form.ID, N_("Of which route"), required=True, refers=Kind.ROUTE),
        Field("step_type", Form.CODE, N_("Step"), codes.StepType, required=True),
        Field("actor", Form.CODE, N_("Who does it"), codes.Actor),
        Field("counterpart", Form.CODE, N_("With or to whom"), codes.Counterpart),
        Field("consent", Form.ID, N_("On which consent"), refers=Kind.CONSENT),
        Field("due", Form.DATE, N_("Due")),
        Field("planned_for", Form.MOMENT, N_("Planned for")),
        Field("goal", Form.TEXT, N_("What for, what may be said")),
        Field("done_on", Form.DATE, N_("Done on")),
        Field("result", Form.TEXT, N_("What came of it")),
        Field("agreement_text", Form.TEXT, N_("Agreements made")),
        Field("next", Form.LINE, N_("What next")),
    ),
    Kind.GUARD: table_of(
        Field("route", Form.ID, N_("Of which route"), refers=Kind.ROUTE),
        Field("checked_on", Form.DATE, N_("Looked at on"), required=True),
        Field("confidentiality_ok", Form.FLAG, N_("Confidence is kept")),
        Field("who_knows", Form.CODES, N_("Who knows (roles)"), codes.Counterpart),
        Field("leak_suspected", Form.FLAG, N_("A leak is suspected")),
        Field("procedure_followed", Form.FLAG, N_("The procedure is followed")),
        Field("terms_kept", Form.FLAG, N_("Terms are kept")),
        Field("both_sides_heard", Form.FLAG, N_("The body hears both sides")),
        Field("retaliation_seen", Form.FLAG, N_("Retaliation is seen")),
        Field("action", Form.TEXT, N_("What is done about it")),
    ),
    Kind.DOCUMENT: table_of(
        Field("kind", Form.CODE, N_("Kind of document"), codes.DocumentKind, required=True),
        Field("title", Form.LINE, N_("Title (no names)")),
        Field("route", Form.ID, N_("Of which route"), refers=Kind.ROUTE),
        Field("addressee", Form.CODE, N_("To whom"), codes.Counterpart),
        Field("stored", Form.CODE, N_("What is kept"), codes.Stored),
        Field("submitted_on", Form.DATE, N_("Handed in on")),
        Field("handed_back_on", Form.DATE, N_("Given back on")),
    ),
    Kind.VERSION: table_of(
        Field("document", Form.ID, N_("Of which document"), required=True, refers=Kind.DOCUMENT),
        Field("number", Form.NUMBER, N_("Number"), required=True, least=1, most=100_000),
        Field("text", Form.TEXT, N_("Text"), required=True),
        Field("written_on", Form.DATE, N_("Written on"), required=True),
        Field("checked", Form.FLAG, N_("Facts and feelings apart, no names")),
    ),
}
