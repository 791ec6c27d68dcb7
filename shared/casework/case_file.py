"""A case as it is shown: typed views of the entities of its circle.

A view holds, beside its typed values, the live values of each field. Where several
different ones live side by side (two people wrote without knowing of each other) the
field stands in `conflicts`, and the typed value is that of the write that stands
last in the log; all devices with the same records show the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import msgspec

from shared.casework.codes import (
    CaseStatus,
    Channel,
    ConcernSubtype,
    ConcernType,
    ConsentForm,
    ConsentScope,
    ConsentStatus,
    ContactKind,
    DiscriminationGround,
    Domain,
    Frequency,
    IntegrityClass,
    IntegrityKind,
    Involvement,
    PartyRole,
    Relation,
)
from shared.casework.kinds import DELETED, FIELDS, Kind
from shared.casework.reading import Odd, read
from shared.replica.change import Fields, Live, Name
from shared.replica.register import visible

_LATER = 2**64


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What all entities have in common.

    `id` is 16 bytes. `fields` are the live values by field, unknown fields included.
    `conflicts` are names of fields with several different live values; `deleted` is
    among them when somebody wrote what the one who deleted had not seen, and the
    entity is then shown. `odd` marks fields whose value is not shown as it stands.
    """

    id: bytes
    fields: Fields = {}
    conflicts: tuple[str, ...] = ()
    odd: dict[str, Odd] = {}
    deleted: bool = False

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id.hex()}, <redacted>)"


class Case(View, frozen=True, kw_only=True):
    """The case itself; its id is that of its circle."""

    code: str = ""
    client: str = ""
    callsign: str = ""
    safe_channel: Channel | None = None
    safe_times: str = ""
    safe_never: str = ""
    domain: Domain | None = None
    status: CaseStatus | None = None
    opened_on: str = ""


class Party(View, frozen=True, kw_only=True):
    """Somebody involved, or a group, by a label that is no name."""

    label: str = ""
    role: PartyRole | None = None
    relation_to_reporter: Relation | None = None
    involvement: Involvement | None = None
    group_size: int | None = None


class Concern(View, frozen=True, kw_only=True):
    """What the reporter comes with, as the reporter tells it."""

    concern_type: ConcernType | None = None
    subtypes: tuple[ConcernSubtype, ...] = ()
    grounds: tuple[DiscriminationGround, ...] = ()
    integrity_class: IntegrityClass | None = None
    integrity_kind: IntegrityKind | None = None
    description_by_reporter: str = ""
    started_on: str = ""
    frequency: Frequency | None = None
    ongoing: bool | None = None
    power_difference: bool | None = None


class Contact(View, frozen=True, kw_only=True):
    """A talk, call or message. `with_party` is a party's id, None for the reporter."""

    kind: ContactKind | None = None
    channel: Channel | None = None
    with_party: bytes | None = None
    start: str = ""
    minutes: int | None = None
    summary: str = ""
    agreements: str = ""
    next_agreed: str = ""

    @property
    def when(self) -> str:
        """Where it stands in the timeline: an ISO date, perhaps with a time."""
        return self.start


class Note(View, frozen=True, kw_only=True):
    """A note in the file: whoever shares the case reads it."""

    text: str = ""
    noted_on: str = ""

    @property
    def when(self) -> str:
        """Where it stands in the timeline: an ISO date."""
        return self.noted_on


class Consent(View, frozen=True, kw_only=True):
    """What the reporter was asked and answered. `recipient` is a member's id."""

    scope: ConsentScope | None = None
    recipient: bytes | None = None
    purpose: str = ""
    what: str = ""
    wording_read: str = ""
    form: ConsentForm | None = None
    status: ConsentStatus | None = None
    given_on: str = ""
    valid_until: str = ""
    withdrawn_on: str = ""


VIEWS: dict[Kind, type[View]] = {
    Kind.CASE: Case,
    Kind.PARTY: Party,
    Kind.CONCERN: Concern,
    Kind.CONTACT: Contact,
    Kind.NOTE: Note,
    Kind.CONSENT: Consent,
}
KIND_OF: dict[type[View], Kind] = {view: kind for kind, view in VIEWS.items()}


class CaseFile(msgspec.Struct, frozen=True, kw_only=True):
    """A case with all that belongs to it, without what was deleted.

    `deleted` holds that, so that it can be looked at and put back. `unknown` counts
    entities of kinds that only a newer program knows.
    """

    circle: bytes
    case: Case
    parties: tuple[Party, ...] = ()
    concerns: tuple[Concern, ...] = ()
    contacts: tuple[Contact, ...] = ()
    notes: tuple[Note, ...] = ()
    consents: tuple[Consent, ...] = ()
    deleted: tuple[View, ...] = ()
    unknown: int = 0

    def __repr__(self) -> str:
        return f"CaseFile({self.circle.hex()}, <redacted>)"

    @property
    def timeline(self) -> list[Contact | Note]:
        """Contacts and notes, oldest first; those without a date come first."""
        entries: list[Contact | Note] = [*self.contacts, *self.notes]
        return sorted(entries, key=lambda entry: (entry.when, entry.id))

    def views(self) -> Iterator[View]:
        """The case and everything in it that was not deleted."""
        yield self.case
        for part in (self.parties, self.concerns, self.contacts, self.notes, self.consents):
            yield from part

    def find(self, entity: bytes) -> View | None:
        """The view with this id, deleted ones included."""
        for view in (*self.views(), *self.deleted):
            if view.id == entity:
                return view
        return None

    @property
    def conflicts(self) -> int:
        """How many fields wait for somebody to settle them."""
        return sum(len(view.conflicts) for view in self.views())


V = TypeVar("V", bound=View)


def read_view(kind: Kind, entity: bytes, fields: Fields) -> View:
    """The typed view of one entity from its live values. Never raises."""
    shown = visible(fields)
    values: dict[str, Any] = {}
    odd: dict[str, Odd] = {}
    conflicts: list[str] = []
    for name, lives in shown.items():
        field = FIELDS[kind].get(name)
        if field is None or not lives:
            continue
        if len(lives) > 1 and several(lives):
            conflicts.append(name)
        values[name], mark = read(field, last(lives).value)
        if mark is not None:
            odd[name] = mark
    deleted = False
    if DELETED in shown:
        deleted, disputed = _deletion(shown)
        if disputed:
            conflicts.append(DELETED)
    return VIEWS[kind](
        id=entity,
        fields=shown,
        conflicts=tuple(sorted(conflicts)),
        odd=odd,
        deleted=deleted,
        **values,
    )


def read_case(circle: bytes, entities: Iterable[tuple[str, bytes, Fields]]) -> CaseFile:
    """A case from the entities of its circle, as `Content.entities` gives them.

    Entities of unknown kinds are counted; a second entity of kind `case` counts as
    one of those. Never raises for what stands in them.
    """
    case = Case(id=circle)
    found: dict[Kind, list[View]] = {kind: [] for kind in Kind}
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
            found[kind].append(view)
    return CaseFile(
        circle=circle,
        case=case,
        parties=_sorted(found[Kind.PARTY], Party, lambda party: (party.label.casefold(), party.id)),
        concerns=_sorted(found[Kind.CONCERN], Concern, lambda one: (one.started_on, one.id)),
        contacts=_sorted(found[Kind.CONTACT], Contact, lambda one: (one.start, one.id)),
        notes=_sorted(found[Kind.NOTE], Note, lambda note: (note.noted_on, note.id)),
        consents=_sorted(found[Kind.CONSENT], Consent, _when_consented),
        deleted=tuple(deleted),
        unknown=unknown,
    )


_KINDS: dict[str, Kind] = {str(kind): kind for kind in Kind}


def _when_consented(one: Consent) -> tuple[str, int, bytes]:
    written = max((live.time for lives in one.fields.values() for live in lives), default=0)
    return one.given_on, written, one.id


def _sorted(views: list[View], of: type[V], key: Any) -> tuple[V, ...]:
    return tuple(sorted((view for view in views if isinstance(view, of)), key=key))


def last(lives: tuple[Live, ...]) -> Live:
    """The live value that is shown: that of the write that stands last in the log.

    Own writes that the relay has not kept yet come after all others.
    """
    if len(lives) == 1:
        return lives[0]
    return max(
        lives,
        key=lambda live: (
            _LATER if live.place is None else live.place,
            live.device,
            live.number,
        ),
    )


def several(lives: tuple[Live, ...]) -> bool:
    """Whether the live values differ; nothing and empty text are the same."""
    first = _plain(lives[0].value)
    return any(not same(_plain(live.value), first) for live in lives[1:])


def same(one: object, other: object) -> bool:
    """Whether two values are equal and of one form: True is not 1."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _plain(value: object) -> object:
    if value == "":
        return None
    return list(value) if isinstance(value, tuple) else value


def seen_by_deletion(fields: Fields) -> list[list[Any]]:
    """The value that deletes an entity: the names of all live values but its own field's."""
    names = {live.name for name, lives in fields.items() if name != DELETED for live in lives}
    return [[name.device, name.number] for name in sorted(names)]


def _deletion(shown: Fields) -> tuple[bool, bool]:
    """Whether an entity is deleted, and whether that is disputed."""
    lives = shown[DELETED]
    seen: set[Name] = set()
    whole = False
    kept = 0
    for live in lives:
        if isinstance(live.value, list | tuple):
            seen |= {
                Name(part[0], part[1])
                for part in live.value
                if isinstance(part, list | tuple)
                and len(part) == 2
                and isinstance(part[0], bytes)
                and isinstance(part[1], int)
            }
        elif live.value is True:
            whole = True
        else:
            kept += 1
    if kept:
        return False, kept < len(lives)
    if whole:
        return True, False
    others = {live.name for name, lives in shown.items() if name != DELETED for live in lives}
    return others <= seen, not others <= seen
