"""What happens by itself when its day has come: at each opening of a home, and at a sync.

A colleague's share ends with the consent that it rests on; own notes and names go when
their day is over; every closed case counts once. It needs no other device and no relay:
what changes who may read is kept as an act for the next sync, like any other.
"""

from __future__ import annotations

import secrets
from datetime import date
from typing import TYPE_CHECKING

from shared.casework.consent.effects import whose_share_ended
from shared.casework.ending.closing import mend_count, read_rows, row_ids, rows_that_count
from shared.casework.model.codes import CaseStatus
from shared.casework.model.kinds import Kind
from shared.casework.model.showing import read_view
from shared.casework.model.views import Case
from shared.casework.model.wiping import wipe
from shared.casework.working_notes import gone_by
from shared.replica.outbox import Leave
from shared.replica.payload import CircleKind
from tui.local.lookup import VAULT

if TYPE_CHECKING:
    from tui.local.session import Session


def do_what_is_due(session: Session, today: date) -> int:
    """Do all of it; how many things were done. Raises `StoreFault` when the disk does not
    take one: what was done before it stays done, and the rest is done the next time."""
    on = today.isoformat()
    return (
        end_shares(session, on) + wipe_notes(session, on) + wipe_names(session, on)
    ) + mend_counts(session, on)


def end_shares(session: Session, on: str) -> int:
    """Take colleagues out of cases that this member leads, when the consent on which a
    case was shared with them was withdrawn or has ended, and no other lets them read."""
    ledger, me = session.replica.ledger, session.my_member
    waiting = {
        (item.intent.circle, item.intent.member)
        for item in session.replica.items.values()
        if isinstance(item.intent, Leave)
    }
    ended = 0
    for circle, known in list(ledger.circles.items()):
        if known.kind != CircleKind.CASE or known.lead != me:
            continue
        others = [row.member for row in session.holders(circle) if not row.is_me]
        if not others:
            continue
        file = session.case(circle)
        for member in others:
            if (circle, member) not in waiting and whose_share_ended(file, member, on):
                session.intend(Leave(circle, member))
                session.unshare_vault(circle, member)
                ended += 1
    return ended


def wipe_notes(session: Session, on: str) -> int:
    """Take out the own working notes that were to be gone by today (rule 22)."""
    notes = [(note, gone_by(note)) for note in session.working_notes(None)]
    over = [note for note, day in notes if day and day <= on]
    for note in over:
        session.save(session.self_circle, wipe(note))
    return len(over)


def wipe_names(session: Session, on: str) -> int:
    """Take out the names and addresses that were to be kept until before today."""
    gone = 0
    for case in {mark.circle for mark in session.entities_of([VAULT])}:
        vault = session.vault(case)
        for identity in () if vault is None else vault.identities:
            if vault is not None and identity.delete_after and identity.delete_after < on:
                session.save(vault.places[identity.id], wipe(identity))
                gone += 1
    return gone


def mend_counts(session: Session, on: str) -> int:
    """Write or delete the rows that closed cases lack or have too many; how many cases.

    Cases that were closed today are left alone: closing can still be undone. Why a case
    can have none or several: docs/decisions/0011-one-row-of-statistics.md.
    """
    rows = read_rows(session.stat_rows())
    counted = {row.id for row in rows_that_count(rows)}
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
