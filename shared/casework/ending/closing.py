"""Closing a case: the closure, and the one row that it leaves behind for the annual report.

How it stays one row when two advisers close a case at once, and why the row does not lead
back to the case: docs/decisions/0011-one-row-of-statistics.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from shared.casework import verbs
from shared.casework.ending.closed import SHUT, ClosedRule, is_closed
from shared.casework.ending.leftovers import Left, leftovers
from shared.casework.intake.conflict import ConflictRule, last_check
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import CaseStatus
from shared.casework.model.codes import Outcome as HowEnded
from shared.casework.model.kinds import DELETED, FIELDS, Kind
from shared.casework.model.reading import is_date
from shared.casework.model.showing import read_view
from shared.casework.model.views import (
    Closure,
    StatRow,
    View,
)
from shared.casework.model.writing import Written, write
from shared.casework.rules import Broken, Rule, Said
from shared.casework.statistics import count
from shared.replica.change import Edit, Fields
from shared.wording import N_


class ClosingRule(Said):
    """What stands in the way of closing, or of undoing it."""

    BEFORE_OPENING = N_("This day is before the case was opened.")
    NOT_CLOSED = N_("This case is not closed.")
    TOO_LATE = N_(
        "Closing can be undone on the day itself only. Open a new case when the reporter comes"
        " back."
    )


class Closing(msgspec.Struct, frozen=True):
    """The edits that close a case or undo that, by circle, and what is left over.

    Both lists belong in one save: `case` in the circle of the case, `advisers` in that of
    all advisers. `row` is the id of the row (16 bytes), `left` what is left over.
    """

    case: list[Edit]
    advisers: list[Edit]
    row: bytes
    left: tuple[Left, ...] = ()


def read_rows(rows: Iterable[tuple[bytes, Fields]]) -> list[StatRow]:
    """The rows that lie in the circle of all advisers, deleted ones included.

    Never raises; what a row may not hold (text, ids, days) is no field of it and not read.
    """
    views = (read_view(Kind.STAT_ROW, id, fields) for id, fields in rows)
    return [view for view in views if isinstance(view, StatRow)]


def rows_that_count(rows: Iterable[StatRow]) -> list[StatRow]:
    """The rows of which a report is made: one for each case."""
    return [row for row in rows if not row.deleted and row.year is not None and row.half]


def close(
    file: CaseFile,
    rows: Iterable[StatRow],
    new: Callable[[], bytes],
    on: str,
    values: Mapping[str, Any],
    counted: Mapping[str, Any] | None = None,
) -> Closing | Broken:
    """Close a case today (`on`, an ISO date) and count it once (rule 18).

    `values` are fields of a closure (`outcome` at least), `counted` fields of the row that
    the adviser corrects, `rows` those that lie with all advisers, `new` makes an id (16
    bytes) at each call.
    """
    broken = _may_close(file, on)
    if broken is not None:
        return broken
    kept = {**values, "closed_on": on, "status_before": file.case.status}
    closure = _written(Kind.CLOSURE, kept)
    if isinstance(closure, Broken):
        return closure
    outcome = HowEnded.of(closure["outcome"])
    row = _written(Kind.STAT_ROW, {**count(file, outcome, on), **(counted or {})})
    if isinstance(row, Broken):
        return row
    ids = row_ids(file)
    counts_as = ids[0] if ids else new()
    standing = max(file.all(Closure), key=lambda one: (one.written, one.id), default=None)
    case = [
        *(_fresh(Kind.CLOSURE, new(), closure) if standing is None else _over(standing, closure)),
        verbs.edit(file.case, "status", str(CaseStatus.CLOSED)),
        verbs.edit(file.case, "closed_on", on),
    ]
    if not ids:
        case.append(verbs.edit(file.case, "stat_row", counts_as))
    return Closing(case, _row_edits(rows, counts_as, row), counts_as, leftovers(file, on))


def _may_close(file: CaseFile, on: str) -> Broken | None:
    if not is_date(on):
        return Broken(Rule.NOT_A_DATE, "closed_on")
    if is_closed(file):
        return Broken(ClosedRule.CLOSED)
    if file.case.status is None:
        return Broken(Rule.STATUS_STEP, "status")
    if file.case.status is CaseStatus.NEW and last_check(file) is None:
        return Broken(ConflictRule.CHECK_FIRST, "status")
    if on < file.case.opened_on:
        return Broken(ClosingRule.BEFORE_OPENING, "closed_on")
    return None


def undo(file: CaseFile, rows: Iterable[StatRow], on: str) -> Closing | Broken:
    """Take back a closing on the day itself: the case goes on where it was, uncounted."""
    if file.case.status is not CaseStatus.CLOSED:
        return Broken(ClosingRule.NOT_CLOSED, "status")
    if file.case.closed_on != on:
        return Broken(ClosingRule.TOO_LATE, "closed_on")
    closures = file.all(Closure)
    before = [one.status_before for one in closures if one.status_before not in (None, *SHUT)]
    case = [
        verbs.edit(file.case, "status", str(before[-1] if before else CaseStatus.SUPPORTING)),
        verbs.edit(file.case, "closed_on", None),
    ]
    case += [verbs.gone(closure) for closure in closures]
    ids = row_ids(file)
    standing = {row.id: row for row in rows if not row.deleted}
    advisers = [edit for id in ids for edit in _gone(standing, id)]
    return Closing(case, advisers, ids[0] if ids else b"")


def row_ids(file: CaseFile) -> list[bytes]:
    """The ids under which the case is counted, the one that counts first.

    More than one stand side by side only where two devices closed a case that was opened
    without one; all devices take the lowest.
    """
    lives = file.case.fields.get("stat_row", ())
    found = {x.value for x in lives if type(x.value) is bytes and len(x.value) == 16}
    return sorted(found)


def is_counted(file: CaseFile, rows: Iterable[StatRow]) -> bool:
    """Whether the row of a closed case lies with all advisers: before that, nothing of the
    case is destroyed (rule 18)."""
    ids = row_ids(file)
    return bool(ids) and any(row.id == ids[0] for row in rows_that_count(rows))


def mend_count(
    file: CaseFile, rows: Iterable[StatRow], new: Callable[[], bytes], on: str
) -> Closing | None:
    """What makes one row of none or of several, for a case closed before today; or None.

    Rows are missing where another program closed a case, and one too many where two
    devices closed one that was opened without an id for its row. Devices that mend the
    same case write the same.
    """
    if not is_closed(file) or not file.case.closed_on or file.case.closed_on >= on:
        return None
    rows = list(rows)
    ids = row_ids(file)
    counts_as = ids[0] if ids else new()
    case = [] if len(ids) == 1 else [verbs.edit(file.case, "stat_row", counts_as)]
    # Also a row that has not arrived yet is gone: nobody will know of it later.
    advisers = [Edit(str(Kind.STAT_ROW), id, DELETED, True) for id in ids[1:]]
    if not is_counted(file, rows):
        closures = file.all(Closure)
        outcome = closures[-1].outcome if closures else None
        row = _written(Kind.STAT_ROW, count(file, outcome, file.case.closed_on))
        if not isinstance(row, Broken):
            advisers += _row_edits(rows, counts_as, row)
    return Closing(case, advisers, counts_as) if case or advisers else None


def _written(kind: Kind, values: Mapping[str, Any]) -> dict[str, Written] | Broken:
    unknown = values.keys() - FIELDS[kind].keys()
    if unknown:
        raise KeyError(f"{kind} has no field {min(unknown)}")
    written: dict[str, Written] = {}
    for name, field in FIELDS[kind].items():
        value = write(field, values.get(name))
        if isinstance(value, Broken):
            return value
        written[name] = value
    return written


def _fresh(kind: Kind, entity: bytes, written: Mapping[str, Written]) -> list[Edit]:
    return [Edit(str(kind), entity, name, x) for name, x in written.items() if x is not None]


def _over(shown: View, written: Mapping[str, Written]) -> list[Edit]:
    return [
        verbs.edit(shown, name, value)
        for name, value in written.items()
        if value is not None or name in shown.fields
    ]


def _row_edits(rows: Iterable[StatRow], id: bytes, written: Mapping[str, Written]) -> list[Edit]:
    standing = next((row for row in rows if row.id == id), None)
    if standing is None:
        return _fresh(Kind.STAT_ROW, id, written)
    edits = _over(standing, written)
    return [*edits, verbs.edit(standing, DELETED, None)] if DELETED in standing.fields else edits


def _gone(standing: Mapping[bytes, StatRow], id: bytes) -> list[Edit]:
    row = standing.get(id)
    return [] if row is None else [verbs.edit(row, DELETED, True)]
