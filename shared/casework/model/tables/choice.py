"""Fields of options, their consequences, and the reporter's choice."""

from __future__ import annotations

from shared.casework.model import codes
from shared.casework.model.schema import Field, Form, Kind, Table, table_of
from shared.wording import N_

CHOICE: Table = {
    Kind.OPTION: table_of(
        Field("option_type", Form.CODE, N_("What could be done"), codes.RouteType, required=True),
        Field("title", Form.LINE, N_("In own words")),
        Field("raised_by", Form.CODE, N_("Brought up by"), codes.RaisedBy),
        Field("feasibility", Form.CODE, N_("Can it be done"), codes.Feasible),
        Field("deadline", Form.DATE, N_("Deadline")),
        Field("keeps_anonymity", Form.CODE, N_("Keeps anonymity"), codes.Degree),
        Field("keeps_control", Form.CODE, N_("Keeps control"), codes.Degree),
        Field("reversible", Form.CODE, N_("Can be undone"), codes.Degree),
        Field("cost", Form.LINE, N_("Cost")),
        Field("status", Form.CODE, N_("Status"), codes.OptionStatus),
    ),
    Kind.CONSEQUENCE: table_of(
        Field("option", Form.ID, N_("Of which option"), required=True, refers=Kind.OPTION),
        Field("for_whom", Form.CODE, N_("For whom"), codes.Concerned),
        Field("direction", Form.CODE, N_("For or against"), codes.Direction, required=True),
        Field("text", Form.TEXT, N_("What may follow"), required=True),
        Field("likelihood", Form.CODE, N_("Chance"), codes.Likelihood),
        Field("severity", Form.NUMBER, N_("How serious (1 to 5)"), least=1, most=5),
        Field("mitigation", Form.TEXT, N_("What softens it")),
        Field("raised_by", Form.CODE, N_("Brought up by"), codes.RaisedBy),
    ),
    Kind.DECISION: table_of(
        Field("made_on", Form.DATE, N_("Made on")),
        Field("chosen", Form.IDS, N_("Chosen (none: no further step)"), refers=Kind.OPTION),
        Field("in_words", Form.TEXT, N_("In the reporter's words")),
        Field("reflection_until", Form.DATE, N_("Time to think until")),
        Field("reflection_waived", Form.TEXT, N_("Why no time to think is wanted")),
        Field("reconfirmed_on", Form.DATE, N_("Confirmed again on")),
        Field("tipping_point", Form.FLAG, N_("It becomes a report")),
        Field("told_control_ends", Form.FLAG, N_("Told: control passes to the organisation")),
        Field("told_terms", Form.FLAG, N_("Told: 7 days and 3 months")),
        Field("told_protection", Form.FLAG, N_("Told: when a reporter is protected")),
    ),
}
