"""What exists of a case, without a word of what stands in it.

Kinds, numbers and days, made for an adviser who is summoned or asked to hand something over:
what there is can be said, and what is said shows nothing. Only labels of the program's own
codes and days come out of here: no text, name, label or place that anybody typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import msgspec

from shared.casework.ending.referring import may_have_shared
from shared.casework.model.case_file import CaseFile
from shared.casework.model.code import Code
from shared.casework.model.kinds import Kind
from shared.casework.model.views import (
    KIND_OF,
    Disclosure,
    Document,
    Referral,
    Route,
    Step,
    View,
)
from shared.casework.route.routing import need_of
from shared.wording import N_


class Counted(msgspec.Struct, frozen=True):
    """How many entries of a kind there are, and on which days (ISO) the first and the last
    thing was written in them, by the clocks of the writers."""

    kind: Kind
    count: int
    first: str
    last: str


class Sent(Code):
    """How something left the case."""

    SUBMITTED = "submitted", N_("Document handed in")
    HANDED_BACK = "handed_back", N_("Document given back to the reporter")
    STEP = "step", N_("Step in which something was told")
    REFERRAL = "referral", N_("Introduced to a helper")
    DISCLOSURE = "disclosure", N_("Disclosure")


class Left(msgspec.Struct, frozen=True):
    """That something left the case: how, of what kind, to whom, and on which day (ISO, "" when
    it is not known). `kind` and `to` are labels of codes, "" for none."""

    how: Sent
    kind: str
    to: str
    on: str


class Holder(msgspec.Struct, frozen=True):
    """A member who can open the case, with the names of the devices on which it is."""

    name: str
    devices: tuple[str, ...]


class NamesKept(msgspec.Struct, frozen=True):
    """A vault of names: the days on which it was made and destroyed (ISO, "" for not), and
    whether it is open on this device."""

    made_on: str
    destroyed_on: str
    here: bool


class Around(msgspec.Struct, frozen=True):
    """What there is of a case beside its content: who holds it, the vaults of names, how many
    working notes this member has about it, and what lies sealed at the relay.

    `former` are names of members who could open it before, as far as this device knows.
    `records` and `sealed_bytes` are of the circles of the case and of its names that this
    device holds; `waiting` is how much the relay has not got yet.
    """

    holders: tuple[Holder, ...]
    names: tuple[NamesKept, ...]
    working_notes: int
    records: int
    sealed_bytes: int
    waiting: int
    former: tuple[str, ...] = ()


class Inventory(msgspec.Struct, frozen=True):
    """Exactly what exists of one case, on a day (ISO)."""

    code: str
    on: str
    opened_on: str
    closed_on: str
    status: str
    counted: tuple[Counted, ...]
    deleted: tuple[Counted, ...]
    left: tuple[Left, ...]
    around: Around
    unknown: int
    """Entries of kinds that only a newer program knows."""


def inventory(file: CaseFile, around: Around, on: str) -> Inventory:
    """The inventory of a case; `on` is today."""
    case = file.case
    return Inventory(
        code=case.code,
        on=on,
        opened_on=case.opened_on,
        closed_on=case.closed_on,
        status="" if case.status is None else case.status.label,
        counted=_counted(view for view in file.views() if view is not case),
        deleted=_counted(file.deleted),
        left=tuple(sorted(_left(file), key=lambda one: (one.on, str(one.how), one.to))),
        around=around,
        unknown=file.unknown,
    )


def _counted(views: Iterable[View]) -> tuple[Counted, ...]:
    days: dict[Kind, list[str]] = {}
    counts: dict[Kind, int] = {}
    for view in views:
        kind = KIND_OF[type(view)]
        counts[kind] = counts.get(kind, 0) + 1
        written = days.setdefault(kind, [])
        for lives in view.fields.values():
            written += [day_of(live.time) for live in lives]
    return tuple(
        Counted(kind, counts[kind], min(days[kind], default=""), max(days[kind], default=""))
        for kind in Kind
        if kind in counts
    )


def day_of(time: int) -> str:
    """The ISO date (UTC) of a time in milliseconds."""
    return datetime.fromtimestamp(time / 1_000, UTC).date().isoformat()


def _left(file: CaseFile) -> Iterator[Left]:
    """Also of what was deleted: what left, left."""
    for view in (*file.views(), *file.deleted):
        match view:
            case Document():
                yield from _document(file, view)
            case Step() if view.done_on:
                yield from _step(file, view)
            case Referral() if may_have_shared(view):
                yield Left(
                    Sent.REFERRAL, _label(view.mode), _label(view.category), view.proposed_on
                )
            case Disclosure():
                yield Left(Sent.DISCLOSURE, _label(view.basis), _label(view.to_whom), view.given_on)


def _document(file: CaseFile, document: Document) -> Iterator[Left]:
    kind = _label(document.kind)
    if document.submitted_on:
        route = file.find(document.route)
        to = document.addressee
        if to is None and isinstance(route, Route):
            to = route.counterpart
        yield Left(Sent.SUBMITTED, kind, _label(to), document.submitted_on)
    if document.handed_back_on:
        yield Left(Sent.HANDED_BACK, kind, "", document.handed_back_on)


def _step(file: CaseFile, step: Step) -> Iterator[Left]:
    route = file.find(step.route)
    found = route if isinstance(route, Route) else None
    need = need_of(found, step)
    if need is not None:
        to = step.counterpart or (found.counterpart if found is not None else None)
        yield Left(Sent.STEP, _label(step.step_type), _label(to), step.done_on)


def _label(code: Code | None) -> str:
    return "" if code is None else code.label
