"""The trail of a case: who wrote what, and when, from the records themselves.

It is made of the values that stand now. What a later write took the place of is not kept
by the merge and is not in it; nor are entities of kinds that only a newer program knows.
When something was written is what the writer's clock said, which a modified program can
set; the place in the log, which it can not choose alone, orders what has one.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from shared.casework.model.case_file import CaseFile
from shared.casework.model.code import Code
from shared.casework.model.codes import ConsentStatus
from shared.casework.model.kinds import DELETED, FIELDS, Kind
from shared.casework.model.views import KIND_OF, View
from shared.replica.change import Live
from shared.wording import N_


class Act(Code):
    """What somebody did."""

    WROTE = "wrote", N_("Wrote")
    STATUS = "status", N_("Set the status")
    ASKED = "asked", N_("Asked for consent")
    ANSWERED = "answered", N_("Wrote down the answer")
    OPENED_VAULT = "opened_vault", N_("Opened the names")
    DELETED = "deleted", N_("Deleted")
    PUT_BACK = "put_back", N_("Brought back")


class _Key(NamedTuple):
    entity: bytes
    device: bytes
    time: int
    place: int | None
    act: Act


class Entry(msgspec.Struct, frozen=True):
    """That a device (16 bytes) wrote fields of an entity (16 bytes), at a time.

    `time` is in milliseconds since 1970; `place` is where it stands in the log, None for
    an own write that the relay has not kept yet. `fields` are names of fields in the
    order in which they were written; those that only a newer program knows are left out.
    """

    time: int
    place: int | None
    device: bytes
    act: Act
    kind: Kind
    entity: bytes
    fields: tuple[str, ...]


def trail(file: CaseFile) -> list[Entry]:
    """All that stands in a case by who wrote it, the newest first.

    Fields of one entity that were written together are one entry. Deletions, putting
    back, answers to consents, and openings of the names stand out.
    """
    written: dict[_Key, list[tuple[int, str]]] = {}
    kinds: dict[bytes, Kind] = {}
    for view in (*file.views(), *file.deleted):
        kinds[view.id] = KIND_OF[type(view)]
        for name, lives in view.fields.items():
            for live in lives:
                key = _Key(view.id, live.device, live.time, live.place, _act(view, name, live))
                written.setdefault(key, []).append((live.number, name))
    entries = [
        Entry(
            time=key.time,
            place=key.place,
            device=key.device,
            act=key.act,
            kind=kinds[key.entity],
            entity=key.entity,
            fields=tuple(name for _, name in sorted(fields) if name in FIELDS[kinds[key.entity]]),
        )
        for key, fields in written.items()
    ]
    return sorted(entries, key=_newest)


def _act(view: View, name: str, live: Live) -> Act:
    kind = KIND_OF[type(view)]
    if name == DELETED:
        return Act.PUT_BACK if live.value in (None, False) else Act.DELETED
    if kind is Kind.VAULT_OPENING:
        return Act.OPENED_VAULT
    if name == "status" and kind is Kind.CASE:
        return Act.STATUS
    if name == "status" and kind is Kind.CONSENT:
        return Act.ASKED if live.value == str(ConsentStatus.ASKED) else Act.ANSWERED
    return Act.WROTE


def _newest(entry: Entry) -> tuple[bool, int, int, bytes, bytes, str]:
    # What has no place yet comes last in the log, and so first here.
    kept = entry.place is not None
    return kept, -(entry.place or 0), -entry.time, entry.entity, entry.device, str(entry.act)
