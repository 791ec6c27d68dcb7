"""A case on its way to the end, and the rows of all advisers, for the tests of both."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from shared.casework import verbs
from shared.casework.consent import consenting
from shared.casework.ending.closing import Closing, read_rows
from shared.casework.model.codes import CaseStatus, ConsentForm, ConsentScope
from shared.casework.model.kinds import Kind
from shared.casework.model.views import StatRow
from shared.casework.rules import Broken
from tests.casework.choice.made_choice import wrote
from tests.casework.made import CIRCLE, NOOR, Firm

OPENED = "2026-02-02"
NOW = "2026-04-07"
ROW = b"R" * 16
CONSENT = b"Y" * 16


def ids(start: int = 1) -> Callable[[], bytes]:
    """A maker of new ids, each once."""
    numbers = count(start)
    return lambda: next(numbers).to_bytes(16, "big")


def case(status: CaseStatus = CaseStatus.SUPPORTING, /, **values: Any) -> Firm:
    """A case that was checked, in a status; opened with an id for its row."""
    made = Firm()
    given = {"client": "Waterstaal Techniek BV", "stat_row": ROW, **values}
    made.save(verbs.open_case(CIRCLE, "kiezel-47", OPENED, given))
    wrote(made, Kind.CONFLICT_CHECK, b"K" * 16, done_on=OPENED, method="oral", result="clear")
    wrote(made, Kind.CASE, CIRCLE, status=str(status))
    return made


def added(made: Firm, kind: Kind, entity: bytes, /, **values: Any) -> Firm:
    """Something that the verbs take."""
    made.save(verbs.add(made.file(), kind, entity, values, NOW))
    return made


def consented(
    made: Firm,
    scope: ConsentScope,
    given: bool = True,
    on: str = OPENED,
    form: ConsentForm = ConsentForm.SIGNED,
    entity: bytes = CONSENT,
    **asked: Any,
) -> Firm:
    """A consent that was asked and answered."""
    made.save(consenting.record(entity, {"scope": scope, **asked}, given, on, form))
    return made


class Rows(Firm):
    """The circle of all advisers."""

    def all(self) -> list[StatRow]:
        return read_rows((id, dict(fields)) for (_, id), fields in sorted(self.entities.items()))


def save(made: Firm, rows: Rows, closing: Closing | Broken | None, device: bytes = NOOR) -> None:
    """Both circles in one save."""
    assert isinstance(closing, Closing), closing
    made.save(closing.case, device)
    rows.save(closing.advisers, device)
