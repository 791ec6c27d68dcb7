"""One row of statistics for each closed case, also where closing went another way.

Why a case can have none or several, and why any device may mend it:
docs/decisions/0011-one-row-of-statistics.md.
"""

from __future__ import annotations

import secrets
from datetime import date
from typing import TYPE_CHECKING

from shared.casework.ending.closing import mend_count, read_rows, row_ids, rows_that_count
from shared.casework.model.codes import CaseStatus
from shared.casework.model.kinds import Kind
from shared.casework.model.showing import read_view
from shared.casework.model.views import Case

if TYPE_CHECKING:
    from tui.local.session import Session


def mend_counts(session: Session, today: date) -> int:
    """Write or delete the rows that closed cases lack or have too many; how many cases.

    Cases that were closed today are left alone: closing can still be undone.
    """
    rows = read_rows(session.stat_rows())
    counted = {row.id for row in rows_that_count(rows)}
    on = today.isoformat()
    mended = 0
    for entity in list(session.entities_of([str(Kind.CASE)], [str(CaseStatus.CLOSED)])):
        case = read_view(Kind.CASE, entity.id, entity.fields)
        if not isinstance(case, Case) or case.closed_on >= on:
            continue
        file = session.case(entity.circle)
        ids = row_ids(file)
        if len(ids) == 1 and ids[0] in counted:
            continue
        mending = mend_count(file, rows, lambda: secrets.token_bytes(16), on)
        if mending is not None:
            session.save_all(
                {entity.circle: mending.case, session.advisers_circle: mending.advisers}
            )
            mended += 1
    return mended
