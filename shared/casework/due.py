"""One thing that is due: its kind, how pressing it is, and the line of it.

Outside an open case a line says the code of the case and the kind of what is due, and
nothing else (rule 29): no party, no client, no word of what was told. `Due` has no place
for more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import msgspec

from shared.casework.model.code import Code
from shared.replica.change import Fields
from shared.wording import N_


class DueKind(Code):
    """What is due; it says nothing about the case."""

    DANGER = "danger", N_("Look at this first")
    LEAK = "leak", N_("A leak is suspected")
    HARM = "harm", N_("Harm was seen")
    NOT_AS_AGREED = "not_as_agreed", N_("Not as was agreed on a route")
    NO_CONSENT = "no_consent", N_("A consent is missing for a talk")
    ADVERSE_EFFECT = "adverse_effect", N_("Adverse effect")
    FIRST_RESPONSE = "first_response", N_("First response")
    CALL_BACK = "call_back", N_("Try to reach again")
    APPOINTMENT = "appointment", N_("Appointment")
    REFLECTION = "reflection", N_("Time to think ends")
    OPTION_DEADLINE = "option_deadline", N_("Last day of an option")
    STEP = "step", N_("Step of a route")
    DAY_BEFORE = "day_before", N_("Prepare a talk, the day before")
    FILING = "filing", N_("Last day to hand in")
    RECEIPT = "receipt", N_("Receipt expected")
    FEEDBACK = "feedback", N_("Answer to a report expected")
    RESPONSE = "response", N_("Answer expected")
    DECISION = "decision", N_("Decision expected")
    APPEAL = "appeal", N_("Last day of appeal")
    GUARD = "guard", N_("Watch over a route")
    REFERRAL = "referral", N_("Ask how a referral went")
    CONSENT = "consent", N_("Consent ends")
    ASK_AGAIN = "ask_again", N_("Ask again for a consent")
    AFTERCARE_CALL = "aftercare_call", N_("Aftercare call")
    AFTERCARE_DAY = "aftercare_day", N_("Day of aftercare (do not call)")
    REMINDER = "reminder", N_("Reminder")
    NOTE_GOES = "note_goes", N_("Own working note goes")


SINCE = frozenset(
    (
        DueKind.DANGER,
        DueKind.LEAK,
        DueKind.HARM,
        DueKind.NOT_AS_AGREED,
        DueKind.NO_CONSENT,
        DueKind.ADVERSE_EFFECT,
        DueKind.ASK_AGAIN,
    )
)
"""What stands since its day until it is answered: it is of today, and never too late."""


class Pressing(Code):
    """How soon something is due."""

    ACUTE = "acute", N_("Acute")
    OVERDUE = "overdue", N_("Too late")
    TODAY = "today", N_("Today")
    SOON = "soon", N_("Within a week")
    LATER = "later", N_("Later")


ROUTE = N_("route {number}")


class Due(msgspec.Struct, frozen=True):
    """Something that is due: in which case (16 bytes, code), what, and on which day.

    `due` is an ISO date; `entity` (16 bytes) is what to open in the case, None for the
    case itself. `quiet` says that it is a day to know of and no reason to get in touch.
    `route` tells the routes of a case apart, where it has several: 1 for the first of them,
    2 for the next; 0 where there is one only, and for what is of no route.
    """

    circle: bytes
    code: str
    kind: DueKind
    due: str
    pressing: Pressing
    entity: bytes | None = None
    quiet: bool = False
    route: int = 0

    def what(self, say: Callable[[str], str]) -> str:
        """What is due, in the words of `say`, with its route where there are several."""
        told = say(self.kind.label)
        return f"{told} · " + say(ROUTE).format(number=self.route) if self.route else told


class Dated(Protocol):
    """An entity of some case, as a query over all cases gives it."""

    @property
    def circle(self) -> bytes:
        """The circle of its case (16 bytes)."""

    @property
    def code(self) -> str:
        """The code of its case."""

    @property
    def kind(self) -> str:
        """Its kind."""

    @property
    def id(self) -> bytes:
        """Its id (16 bytes)."""

    @property
    def fields(self) -> Fields:
        """Its live values."""
