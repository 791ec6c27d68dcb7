"""Fields of the row that a closed case leaves behind for the annual report.

The row lies in the circle of all advisers. It names no case, no person, no day and no
free text; the client organisation is in it because the report is made for each client.
"""

from __future__ import annotations

from shared.casework.model import codes
from shared.casework.model.schema import Field, Form, Kind, Table, table_of
from shared.wording import N_

STATISTICS: Table = {
    Kind.STAT_ROW: table_of(
        Field("client", Form.LINE, N_("Client organisation")),
        Field("year", Form.NUMBER, N_("Year"), required=True, least=2000, most=9999),
        Field("half", Form.NUMBER, N_("Half of the year"), required=True, least=1, most=2),
        Field("domain", Form.CODE, N_("Field of work"), codes.Domain),
        Field("concern_types", Form.CODES, N_("Kinds of behaviour"), codes.ConcernType),
        Field("relation_group", Form.CODE, N_("Relation to the reporter"), codes.RelationGroup),
        Field("role_group", Form.CODE, N_("The reporter is"), codes.RoleGroup),
        Field("channel_group", Form.CODE, N_("Came in by"), codes.ChannelGroup),
        Field("route_group", Form.CODE, N_("Route"), codes.RouteGroup),
        Field("outcome_group", Form.CODE, N_("Outcome"), codes.OutcomeGroup),
        Field("addressed", Form.CODE, N_("Was the complaint taken up enough"), codes.Answer),
        Field("stopped", Form.CODE, N_("Has the behaviour stopped"), codes.Answer),
        Field("adverse", Form.FLAG, N_("Adverse effects")),
        Field("referrals", Form.CODES, N_("Referred to"), codes.ReferralCategory),
        Field("contacts_band", Form.CODE, N_("Contacts"), codes.ContactsBand),
        Field("duration_band", Form.CODE, N_("How long it was open"), codes.DurationBand),
    ),
}
