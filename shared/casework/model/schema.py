"""What an entity of casework is: its kind, and the fields that it may have."""

from __future__ import annotations

from enum import Enum

import msgspec

from shared.casework.model.code import Code
from shared.wording import N_


class Kind(Code):
    """What an entity is. The case itself has its circle's id as entity id."""

    CASE = "case", N_("Case")
    PARTY = "party", N_("Person involved")
    CONFLICT_CHECK = "conflict_check", N_("Check for conflicts of interest")
    EXPLANATION = "explanation", N_("Explanation")
    CONCERN = "concern", N_("Concern")
    INCIDENT = "incident", N_("Incident")
    IMPACT = "impact", N_("Impact on the reporter")
    CONTACT = "contact", N_("Contact")
    NOTE = "note", N_("Note")
    CONSENT = "consent", N_("Consent")
    VAULT_OPENING = "vault_opening", N_("Opening of the identity vault")
    OPTION = "option", N_("Option")
    CONSEQUENCE = "consequence", N_("Consequence")
    DECISION = "decision", N_("Choice of the reporter")
    ROUTE = "route", N_("Route")
    STEP = "step", N_("Step")
    GUARD = "guard", N_("Watch over the route")
    DOCUMENT = "document", N_("Document")
    VERSION = "version", N_("Version of a document")
    REFERRAL = "referral", N_("Referral")
    AFTERCARE_PLAN = "aftercare_plan", N_("Agreement on aftercare")
    AFTERCARE_CHECK = "aftercare_check", N_("Aftercare talk")
    ADVERSE_EFFECT = "adverse_effect", N_("Adverse effect")
    DISCLOSURE = "disclosure", N_("Disclosure")
    CLOSURE = "closure", N_("Closure")
    REMINDER = "reminder", N_("Reminder")
    IDENTITY = "identity", N_("Name and address")
    WORKING_NOTE = "working_note", N_("Working note of one's own")
    STAT_ROW = "stat_row", N_("Row of statistics")


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
    """A whole number from `least` to `most`; None for none."""
    FLAG = "flag"
    """Yes or no; None for not asked."""
    ID = "id"
    """16 bytes: an entity of the kind `refers`, or a member of the firm; None for none."""
    IDS = "ids"
    """Several of them, each once, at most `IDS_LIMIT`; () for none."""


LINE_LIMIT = 200
TEXT_LIMIT = 100_000
"""The longest line and text that are saved, in characters."""
IDS_LIMIT = 100
"""The most references that one field holds."""

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
    least: int = 0
    most: int = 0
    refers: Kind | None = None
    """The kind of entity that an id is of; None where it is a member of the firm."""
    by_act: bool = False
    """Written by an act such as closing, and never asked in a form nor shown."""


Table = dict[Kind, dict[str, Field]]
"""Fields of kinds, by name, in the order in which forms ask them."""


def table_of(*fields: Field) -> dict[str, Field]:
    """Fields by their names."""
    return {field.name: field for field in fields}
