"""The kinds of entity in a case circle, and the fields of each with form and label.

One table serves reading, checking, searching and the forms on the screen. What is
not in it (a newer program's kinds and fields) is kept by the merge and ignored here.
"""

from __future__ import annotations

from enum import Enum

import msgspec

from shared.casework import codes
from shared.casework.codes import Code
from shared.wording import N_


class Kind(Code):
    """What an entity is. The case itself has its circle's id as entity id."""

    CASE = "case", N_("Case")
    PARTY = "party", N_("Person involved")
    CONCERN = "concern", N_("Concern")
    CONTACT = "contact", N_("Contact")
    NOTE = "note", N_("Note")
    CONSENT = "consent", N_("Consent")


class Form(Enum):
    """What a field's value is, and how it reads when there is none."""

    LINE = "line"
    """Text on one line; "" for none."""
    TEXT = "text"
    """Text of any length up to `TEXT_LIMIT`; "" for none."""
    CODE = "code"
    """One of `codes`; None for none."""
    CODES = "codes"
    """Several of `codes`, in their order; () for none."""
    DATE = "date"
    """`YYYY-MM-DD`; "" for none."""
    ABOUT = "about"
    """`YYYY`, `YYYY-MM` or `YYYY-MM-DD`; "" for none."""
    MOMENT = "moment"
    """`YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`, local time; "" for none."""
    NUMBER = "number"
    """A whole number from 0 to `most`; None for none."""
    FLAG = "flag"
    """Yes or no; None for not asked."""
    ID = "id"
    """16 bytes: a party of the case or a member of the firm; None for none."""


LINE_LIMIT = 200
TEXT_LIMIT = 100_000
"""The longest line and text that are saved, in characters."""

DELETED = "deleted"
"""The field, in every kind, that says that an entity was deleted: the names of the
live values that the one who deleted it had before them, or nothing."""


class Field(msgspec.Struct, frozen=True):
    """A field: its name in records, form, label, and what else holds for its value."""

    name: str
    form: Form
    label: str
    codes: type[Code] | None = None
    required: bool = False
    most: int = 0


def _fields(*fields: Field) -> dict[str, Field]:
    return {field.name: field for field in fields}


FIELDS: dict[Kind, dict[str, Field]] = {
    Kind.CASE: _fields(
        Field("code", Form.LINE, N_("Code"), required=True),
        Field("client", Form.LINE, N_("Client organisation")),
        Field("callsign", Form.LINE, N_("Callsign")),
        Field("safe_channel", Form.CODE, N_("Safe way to reach"), codes.Channel),
        Field("safe_times", Form.LINE, N_("Safe times")),
        Field("safe_never", Form.LINE, N_("Never by")),
        Field("domain", Form.CODE, N_("Field of work"), codes.Domain),
        Field("status", Form.CODE, N_("Status"), codes.CaseStatus, required=True),
        Field("opened_on", Form.DATE, N_("Opened on")),
    ),
    Kind.PARTY: _fields(
        Field("label", Form.LINE, N_("Label (no name)"), required=True),
        Field("role", Form.CODE, N_("Role"), codes.PartyRole),
        Field("relation_to_reporter", Form.CODE, N_("Relation to the reporter"), codes.Relation),
        Field("involvement", Form.CODE, N_("Involvement"), codes.Involvement),
        Field("group_size", Form.NUMBER, N_("Size of the group"), most=100_000),
    ),
    Kind.CONCERN: _fields(
        Field("concern_type", Form.CODE, N_("Kind of behaviour"), codes.ConcernType),
        Field("subtypes", Form.CODES, N_("Forms"), codes.ConcernSubtype),
        Field("grounds", Form.CODES, N_("Grounds"), codes.DiscriminationGround),
        Field("integrity_class", Form.CODE, N_("How it looks so far"), codes.IntegrityClass),
        Field("integrity_kind", Form.CODE, N_("Kind of integrity matter"), codes.IntegrityKind),
        Field("description_by_reporter", Form.TEXT, N_("In the reporter's words")),
        Field("started_on", Form.ABOUT, N_("Since (about)")),
        Field("frequency", Form.CODE, N_("How often"), codes.Frequency),
        Field("ongoing", Form.FLAG, N_("Still going on")),
        Field("power_difference", Form.FLAG, N_("Difference in power")),
    ),
    Kind.CONTACT: _fields(
        Field("kind", Form.CODE, N_("Kind of contact"), codes.ContactKind, required=True),
        Field("channel", Form.CODE, N_("Channel"), codes.Channel),
        Field("with_party", Form.ID, N_("With (empty: the reporter)")),
        Field("start", Form.MOMENT, N_("When"), required=True),
        Field("minutes", Form.NUMBER, N_("Minutes"), most=1_440),
        Field("summary", Form.TEXT, N_("Gist")),
        Field("agreements", Form.TEXT, N_("Agreements")),
        Field("next_agreed", Form.DATE, N_("Next appointment, as the reporter wants")),
    ),
    Kind.NOTE: _fields(
        Field("text", Form.TEXT, N_("Text"), required=True),
        Field("noted_on", Form.DATE, N_("Date"), required=True),
    ),
    Kind.CONSENT: _fields(
        Field("scope", Form.CODE, N_("Consent to"), codes.ConsentScope, required=True),
        Field("recipient", Form.ID, N_("For which colleague")),
        Field("purpose", Form.LINE, N_("Purpose")),
        Field("what", Form.TEXT, N_("Which data")),
        Field("wording_read", Form.TEXT, N_("Text that was read out")),
        Field("form", Form.CODE, N_("How it was given"), codes.ConsentForm),
        Field("status", Form.CODE, N_("Status"), codes.ConsentStatus, required=True),
        Field("given_on", Form.DATE, N_("Given on")),
        Field("valid_until", Form.DATE, N_("Valid until")),
        Field("withdrawn_on", Form.DATE, N_("Withdrawn on")),
    ),
}
