"""A case in which the reporter chose, for the tests of routes."""

from __future__ import annotations

from itertools import count
from typing import Any

from shared.casework import verbs
from shared.casework.consent.consenting import record
from shared.casework.model.codes import ConsentForm, RouteType, StepType
from shared.casework.model.kinds import Kind
from shared.casework.model.views import Route, Step
from shared.casework.route.routing import start_route
from shared.casework.rules import Broken
from shared.replica.change import Edit
from tests.casework.made import Firm

OPTION = b"option----------"
OTHER = b"other-option----"
DECISION = b"decision--------"
TALK_CONSENT = b"talk-consent----"
SUBMIT_CONSENT = b"submit-consent--"
CHOSEN_ON = "2026-02-19"


class Case(Firm):
    """One circle with a case; ids of new entities are counted on."""

    def __init__(self) -> None:
        super().__init__()
        self.counter = count(1)

    def new(self) -> bytes:
        return b"new" + next(self.counter).to_bytes(13, "big")

    def add(self, kind: Kind, entity: bytes, on: str = CHOSEN_ON, /, **values: Any) -> None:
        self.save(verbs.add(self.file(), kind, entity, values, on))

    def forge(self, kind: Kind, entity: bytes, /, **values: Any) -> None:
        """Write what a modified program writes: no verb is asked."""
        shown = self.entities.get((str(kind), entity), {})
        self.save(
            [
                Edit(
                    str(kind),
                    entity,
                    name,
                    value,
                    tuple(live.name for live in shown.get(name, ())),
                )
                for name, value in values.items()
            ]
        )

    @property
    def route(self) -> Route:
        return self.file().all(Route)[0]

    def step(self, step_type: StepType) -> Step:
        return next(one for one in self.file().all(Step) if one.step_type is step_type)

    def consent(
        self,
        entity: bytes,
        scope: str,
        role: str,
        form: ConsentForm = ConsentForm.SIGNED,
        on: str = CHOSEN_ON,
        until: str | None = None,
    ) -> None:
        asked = {"scope": scope, "recipient_role": role, "valid_until": until}
        self.save(record(entity, asked, True, on, form))


def chosen(option_type: RouteType, /, **told: Any) -> Case:
    """The reporter chose one option; what was told at the tipping point in `told`."""
    case = Case()
    case.forge(Kind.CASE, b"C" * 16, code="kiezel-47", status="supporting", domain="integrity")
    case.forge(Kind.OPTION, OPTION, option_type=str(option_type), status="chosen")
    case.forge(Kind.OPTION, OTHER, option_type="own_log", status="open")
    case.forge(
        Kind.DECISION, DECISION, made_on=CHOSEN_ON, chosen=[OPTION], in_words="dit wil ik", **told
    )
    return case


TOLD = {
    "tipping_point": True,
    "told_control_ends": True,
    "told_terms": True,
    "told_protection": True,
}


def started(option_type: RouteType, on: str = CHOSEN_ON, /, **told: Any) -> Case:
    """The same, and the route was begun."""
    case = chosen(option_type, **told)
    outcome = start_route(case.file(), case.new, case.view(OPTION), on)
    assert not isinstance(outcome, Broken), outcome
    case.save(outcome)
    return case
