"""What there is of a case beside its content: holders, devices, names, sealed records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.casework.inventory import Around, Holder, NamesKept, day_of
from shared.casework.model.showing import last
from shared.replica.register import visible
from tui.local.lookup import VAULT
from tui.local.port import SHEET_NAME, VaultState
from tui.local.vault import MADE, SHREDDED, kind_of

if TYPE_CHECKING:
    from shared.replica.change import Fields
    from tui.local.session import Session


def around(session: Session, case: bytes) -> Around:
    """What there is of a case (circle of 16 bytes) beside what stands in it."""
    marks = [
        (vault, visible(fields)) for vault, fields in session.projection.entities_in(case, VAULT)
    ]
    places = _places(session, {case, *(vault for vault, _fields in marks)})
    sizes = [_bytes_at(session, place) for place in places]
    waiting = sum(
        save.circle == case for item in session.replica.items.values() for save in item.saves
    )
    open_here = session.vault_state(case) is VaultState.open
    return Around(
        holders=tuple(
            Holder(
                row.name,
                tuple(
                    one.name for one in row.devices if not one.is_sheet and one.name != SHEET_NAME
                ),
            )
            for row in session.holders(case)
        ),
        names=tuple(_names(session, vault, fields, open_here) for vault, fields in marks),
        working_notes=len(session.working_notes(case)),
        records=len(sizes),
        sealed_bytes=sum(sizes),
        waiting=waiting,
        former=_former(session, case),
    )


def _former(session: Session, case: bytes) -> tuple[str, ...]:
    """Who held an epoch of a case that this device knows, and holds it no more."""
    ledger = session.replica.ledger
    held = {
        member
        for epoch in ledger.epochs.values()
        if epoch.circle == case
        for member in epoch.holders or ()
    }
    gone = held - {row.member for row in session.holders(case)}
    members = ledger.roster.members
    return tuple(sorted(members[member].name for member in gone if member in members))


def _places(session: Session, circles: set[bytes]) -> list[int]:
    """The places of the records that this device knows of some circles."""
    epochs = session.replica.ledger.epochs.values()
    return [place for epoch in epochs if epoch.circle in circles for place in epoch.places]


def _bytes_at(session: Session, place: int) -> int:
    row = session.store.row(place)
    return 0 if row is None or row.wire is None else len(row.wire)


def _names(session: Session, vault: bytes, fields: Fields, open_here: bool) -> NamesKept:
    here = open_here and kind_of(session.replica, vault) is not None
    made = last(fields[MADE]).value if fields.get(MADE) else ""
    orders = [live.time for live in fields.get(SHREDDED, ()) if live.value is True]
    destroyed = bool(orders) and not here
    return NamesKept(
        made_on=made if isinstance(made, str) and _is_day(made) else "",
        destroyed_on=day_of(min(orders)) if destroyed else "",
        here=here,
    )


def _is_day(text: str) -> bool:
    """Whether what stands there is a day: another program may have written anything."""
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
