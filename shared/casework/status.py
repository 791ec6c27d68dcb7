"""From which status a case may go to which, by hand.

Statuses that stand for more than a choice (handed over, closed, kept, destroyed) are
set by the act that makes them true, not here.
"""

from __future__ import annotations

from shared.casework.model.codes import CaseStatus

_S = CaseStatus

_FORWARD: dict[CaseStatus, tuple[CaseStatus, ...]] = {
    _S.NEW: (_S.CONFLICT_CHECKED,),
    _S.CONFLICT_CHECKED: (_S.INTAKE,),
    _S.INTAKE: (_S.EXPLORING,),
    _S.EXPLORING: (_S.REFLECTION, _S.DECIDED),
    _S.REFLECTION: (_S.DECIDED,),
    _S.DECIDED: (_S.NO_FURTHER_STEP, _S.SUPPORTING),
    _S.NO_FURTHER_STEP: (_S.AFTERCARE,),
    _S.SUPPORTING: (_S.WAITING, _S.AFTERCARE),
    _S.WAITING: (_S.SUPPORTING, _S.AFTERCARE),
    _S.AFTERCARE: (),
}
ENDS = (_S.REFERRED_ON, _S.REDIRECTED, _S.LOST_CONTACT, _S.WITHDRAWN)
"""Ways in which an open case can end that are set by hand from any open status."""

OPEN: tuple[CaseStatus, ...] = tuple(_FORWARD)
"""Statuses of a case that is being worked on."""


def next_statuses(status: CaseStatus | None) -> tuple[CaseStatus, ...]:
    """The statuses that can be chosen after `status`, in the order of the work.

    One step forward, one step back (to mend a slip), or one of the ends; from an end
    back to any open status but new, for the reporter may come back. Nothing can be
    chosen where the status is not one of these: another act or version set it.
    """
    if status in ENDS:
        return OPEN[1:]
    if status is None or status not in _FORWARD:
        return ()
    back = tuple(before for before, after in _FORWARD.items() if status in after)
    wanted = {*_FORWARD[status], *back, *ENDS}
    return tuple(choice for choice in CaseStatus if choice in wanted)


def way(now: CaseStatus, wanted: CaseStatus) -> tuple[CaseStatus, ...]:
    """The statuses that lead from one open status to another, step by step, the last one
    included: the shortest way. Nothing where it stands there, or can not be reached."""
    ways: dict[CaseStatus, tuple[CaseStatus, ...]] = {now: ()}
    edge = [now] if now in OPEN else []
    while edge and wanted not in ways:
        reached = [(at, after) for at in edge for after in next_statuses(at) if after in OPEN]
        edge = []
        for at, after in reached:
            if after not in ways:
                ways[after] = (*ways[at], after)
                edge.append(after)
    return ways.get(wanted, ())
