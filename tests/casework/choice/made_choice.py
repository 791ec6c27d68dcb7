"""A case at the point of choosing, for the tests of weighing and choosing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shared.casework import verbs
from shared.casework.model.codes import CaseStatus, Direction, RouteType
from shared.casework.model.kinds import Kind
from shared.replica.change import Edit, Live
from tests.casework.made import CIRCLE, JOOST, Firm

TALKED = "2026-02-12"
THOUGHT = "2026-02-19"
NONE, LOG, TALK, COMPLAINT, REPORT = (bytes([97 + at]) * 16 for at in range(5))
CHOICE, LATER = b"D" * 15 + b"1", b"D" * 15 + b"2"
TYPES = {
    NONE: RouteType.NONE_STORY_TOLD,
    LOG: RouteType.OWN_LOG,
    TALK: RouteType.TALK_MANAGER,
    COMPLAINT: RouteType.COMPLAINT_INTERNAL,
    REPORT: RouteType.CONFIDENTIAL_REPORT_VIA_VP,
}
TOLD = {"told_control_ends": True, "told_terms": True, "told_protection": True}


def firm(
    status: CaseStatus = CaseStatus.EXPLORING,
    options: Iterable[bytes] = TYPES,
    domain: str = "undesirable_behaviour",
) -> Firm:
    """A case with options of which nothing was weighed yet."""
    made = Firm()
    made.save(verbs.open_case(CIRCLE, "kiezel-47", "2026-02-02", {"domain": domain}))
    wrote(made, Kind.CONFLICT_CHECK, b"K" * 16, done_on="2026-02-03", method="oral", result="clear")
    for option in options:
        values = {"option_type": TYPES[option]}
        made.save(verbs.add(made.file(), Kind.OPTION, option, values, TALKED))
    # Last: a case that is closed takes no options.
    wrote(made, Kind.CASE, CIRCLE, status=str(status))
    return made


def weigh(made: Firm, *options: bytes, directions: Iterable[Direction] = ()) -> Firm:
    """Write down consequences, one of each direction (for and against unless said)."""
    for option in options:
        for direction in directions or (Direction.POSITIVE, Direction.NEGATIVE):
            values = {"option": option, "direction": direction, "text": f"{direction} gevolg"}
            entity = bytes([len(made.entities) + 1]) * 16
            made.save(verbs.add(made.file(), Kind.CONSEQUENCE, entity, values, TALKED))
    return made


def wrote(made: Firm, kind: Kind, entity: bytes, /, **values: Any) -> None:
    """Values as a modified program writes them: past every verb, in place of what stood."""
    fields = made.entities.get((str(kind), entity), {})
    made.save(
        [
            Edit(str(kind), entity, name, value, tuple(live.name for live in _live(fields, name)))
            for name, value in values.items()
        ],
        JOOST,
    )


def _live(fields: Any, name: str) -> tuple[Live, ...]:
    found: tuple[Live, ...] = fields.get(name, ())
    return found
