"""A case with all that belongs to it, as it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from operator import itemgetter
from typing import Any, TypeVar

import msgspec

from shared.casework.model.codes import RouteType
from shared.casework.model.kinds import IN_CASE, Kind
from shared.casework.model.showing import read_view
from shared.casework.model.views import (
    KIND_OF,
    VIEWS,
    Case,
    Concern,
    Consent,
    Contact,
    Note,
    Option,
    Party,
    Step,
    View,
)
from shared.replica.change import Fields

V = TypeVar("V", bound=View)


class CaseFile(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A case with all that belongs to it, without what was deleted.

    It never changes, so what is asked of it again and again is looked up once and kept.

    `parts` are the entities by kind, each in the order in which they are listed.
    `deleted` holds what was deleted, so that it can be looked at and put back.
    `unknown` counts entities of kinds that only a newer program knows.
    """

    circle: bytes
    case: Case
    parts: dict[Kind, tuple[View, ...]] = {}
    deleted: tuple[View, ...] = ()
    unknown: int = 0

    def __repr__(self) -> str:
        return f"CaseFile({self.circle.hex()}, <redacted>)"

    def all(self, kind: type[V]) -> tuple[V, ...]:
        """The entities of one kind, in the order in which they are listed."""
        found: Any = self.parts.get(KIND_OF[kind], ())
        return tuple(found)

    @property
    def parties(self) -> tuple[Party, ...]:
        """Who is involved, by label."""
        return self.all(Party)

    @property
    def concerns(self) -> tuple[Concern, ...]:
        """What the reporter comes with."""
        return self.all(Concern)

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """Talks, calls and messages, oldest first."""
        return self.all(Contact)

    @property
    def notes(self) -> tuple[Note, ...]:
        """Notes, oldest first."""
        return self.all(Note)

    @property
    def consents(self) -> tuple[Consent, ...]:
        """What the reporter was asked and answered, oldest answer first."""
        return self.all(Consent)

    @property
    def timeline(self) -> list[View]:
        """All that happened on a day, oldest first; talks and notes without one come first."""
        entries = [
            (when, view.id, view)
            for kind, views in self.parts.items()
            if VIEWS[kind].MOMENT
            for view in views
            if (when := view.when) or isinstance(view, Contact | Note)
        ]
        return [view for _, _, view in sorted(entries, key=itemgetter(0, 1))]

    def views(self) -> Iterator[View]:
        """The case and everything in it that was not deleted."""
        yield self.case
        for part in self.parts.values():
            yield from part

    def find(self, entity: bytes | None) -> View | None:
        """The view with this id, deleted ones included."""
        return None if entity is None else self._by_id.get(entity)

    @cached_property
    def _by_id(self) -> dict[bytes, View]:
        # Where a modified program gave one id to several, the first is found.
        return {view.id: view for view in reversed((*self.views(), *self.deleted))}

    def find_as(self, kind: type[V], entity: bytes | None) -> V | None:
        """The view of one kind with this id, if it was not deleted."""
        if entity is None:
            return None
        held: Any = self._by_kind.get(KIND_OF[kind], {})
        found: V | None = held.get(entity)
        return found

    @cached_property
    def _by_kind(self) -> dict[Kind, dict[bytes, View]]:
        return {
            kind: {view.id: view for view in reversed(views)} for kind, views in self.parts.items()
        }

    @cached_property
    def conflicts(self) -> int:
        """How many fields wait for somebody to settle them."""
        return sum(len(view.conflicts) for view in self.views() if view.conflicts)

    @cached_property
    def unkept(self) -> int:
        """How many values the relay has not kept yet, those of what was deleted included."""
        return sum(
            live.place is None
            for view in (*self.views(), *self.deleted)
            for lives in view.fields.values()
            for live in lives
        )


def read_case(circle: bytes, entities: Iterable[tuple[str, bytes, Fields]]) -> CaseFile:
    """A case from the entities of its circle, as `Content.entities` gives them.

    Entities of unknown kinds are counted, and so are those that have no place in the
    circle of a case, and a second entity of kind `case`. Never raises for what stands
    in them.
    """
    case = Case(id=circle)
    found: dict[Kind, list[View]] = {}
    deleted: list[View] = []
    unknown = 0
    for name, entity, fields in entities:
        kind = _KINDS.get(name)
        if kind is None or (kind is Kind.CASE and entity != circle):
            unknown += 1
            continue
        view = read_view(kind, entity, fields)
        if isinstance(view, Case):
            case = view
        elif view.deleted:
            deleted.append(view)
        else:
            found.setdefault(kind, []).append(view)
    return CaseFile(
        circle=circle,
        case=case,
        parts={kind: tuple(sorted(found[kind], key=order(kind))) for kind in Kind if kind in found},
        deleted=tuple(deleted),
        unknown=unknown,
    )


def order(kind: Kind) -> Callable[[View], Any]:
    """What the entities of a kind are sorted by."""
    return _ORDERS.get(kind, lambda view: (view.when, view.id))


_KINDS: dict[str, Kind] = {str(kind): kind for kind in IN_CASE}
_LADDER = {rung: at for at, rung in enumerate(RouteType)}


def _by_label(view: Any) -> tuple[str, bytes]:
    party: Party = view
    return party.label.casefold(), party.id


def _by_beginning(view: Any) -> tuple[str, bytes]:
    concern: Concern = view
    return concern.started_on, concern.id


def _by_answer(view: Any) -> tuple[str, int, bytes]:
    consent: Consent = view
    return consent.given_on, consent.written, consent.id


def _by_ladder(view: Any) -> tuple[int, str, bytes]:
    option: Option = view
    rung = len(_LADDER) if option.option_type is None else _LADDER[option.option_type]
    return rung, option.title, option.id


def _by_plan(view: Any) -> tuple[str, bytes]:
    step: Step = view
    return step.done_on or step.planned_for or step.due or "9999", step.id


_ORDERS: dict[Kind, Callable[[View], Any]] = {
    Kind.PARTY: _by_label,
    Kind.CONCERN: _by_beginning,
    Kind.CONSENT: _by_answer,
    Kind.OPTION: _by_ladder,
    Kind.STEP: _by_plan,
}
