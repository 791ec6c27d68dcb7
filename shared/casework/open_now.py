"""What is open in a case now: the next things to do, for the panel beside its timeline."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from shared.casework.model.case_file import CaseFile
from shared.casework.model.schema import Kind
from shared.casework.rules import Said


class Open(msgspec.Struct, frozen=True):
    """Something to do next in a case.

    `text` says what (source text of the stage that says it). `due` is the ISO date by
    which, "" for no day. `kind` is what is made or looked at for it; `entity` (16 bytes)
    is the one that it is about, None where it has still to be made.
    """

    text: Said
    due: str
    kind: Kind
    entity: bytes | None = None
    route: bytes | None = None
    """The route (16 bytes) that it belongs to, where it belongs to one."""


def open_now(file: CaseFile, on: str) -> list[Open]:
    """All that is open in a case on the day `on` (an ISO date): what has a day by that
    day, then the rest in the order of the work."""
    found = [one for stage in _stages() for one in stage(file, on)]
    return sorted(found, key=lambda one: (not one.due, one.due))


def _stages() -> tuple[Callable[[CaseFile, str], Iterator[Open]], ...]:
    # Each of these imports `Open` from here.
    from shared.casework.choice.stage import open_in_choice
    from shared.casework.ending.open_in_ending import open_in_ending
    from shared.casework.intake.open_in_intake import open_in_intake
    from shared.casework.route.open_in_route import open_in_route

    return (open_in_intake, open_in_choice, open_in_route, open_in_ending)
