"""Fields of what lies in circles of their own: names, and an adviser's own notes."""

from __future__ import annotations

from shared.casework.model.schema import Field, Form, Kind, Table, table_of
from shared.wording import N_

PRIVATE: Table = {
    Kind.IDENTITY: table_of(
        Field("party", Form.ID, N_("Who (label)"), refers=Kind.PARTY),
        Field("name", Form.LINE, N_("Name")),
        Field("phone", Form.LINE, N_("Phone")),
        Field("email", Form.LINE, N_("E-mail")),
        Field("address", Form.TEXT, N_("Address")),
        Field("reason_for_holding", Form.LINE, N_("Why it is kept"), required=True),
        Field("delete_after", Form.DATE, N_("Delete after")),
    ),
    Kind.WORKING_NOTE: table_of(
        Field("case", Form.ID, N_("About which case"), refers=Kind.CASE),
        Field("text", Form.TEXT, N_("Text"), required=True),
        Field("noted_on", Form.DATE, N_("Date"), required=True),
        Field("delete_by", Form.DATE, N_("Gone by"), required=True),
    ),
}
