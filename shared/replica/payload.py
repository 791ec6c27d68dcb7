"""The bodies of records, by kind (docs/protocol.md §5): bytes to values and back."""

from __future__ import annotations

import enum
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta

from shared.protocol.messages import PLACE_LIMIT, Bytes16, Bytes32, Bytes64, Count
from shared.replica.change import Edit, Name
from shared.sealing.discreet import Discreet
from shared.sealing.entry import KeyEntry, Text

NO_FENCE = 255
NAME_LIMIT = 64
"""The longest kind or field name, in bytes of UTF-8."""
DEPTH_LIMIT = 32
"""How many arrays and maps may stand inside each other in a body."""
VALUE_DEPTH = 8
"""The depth of a value in an opening's state. Values of changes are held to it, though
they stand less deep there: what can be written can always be handed over."""


class Kind(enum.IntEnum):
    """What a record is. From 128 on it is structure: it decides who may read or write."""

    CHANGES = 0
    PRESENCE = 1
    OPENING = 128
    CLOSING = 129
    KEYS = 130
    ACT = 131


FIRST_STRUCTURE = 128


class CircleKind(enum.StrEnum):
    """The kinds of circle that this version knows."""

    EVERYONE = "everyone"
    ADVISERS = "advisers"
    SELF = "self"
    PAIR = "pair"
    CASE = "case"
    IDENTITY = "identity"
    COVER = "cover"


LISTED = frozenset({CircleKind.CASE, CircleKind.IDENTITY, CircleKind.COVER})
"""Kinds of circle with a lead, whose holders are listed and join with a ground."""


class Write(Discreet, array_like=True, frozen=True, forbid_unknown_fields=True):
    """A field gets a value and takes the place of the writes named in `over`."""

    field: str
    value: Any
    over: list[tuple[bytes, int | float]]


class EntityWrites(Discreet, array_like=True, frozen=True, forbid_unknown_fields=True):
    """The writes to one entity (id: 16 bytes)."""

    kind: str
    entity: bytes
    writes: list[Write]


class Changes(Discreet, array_like=True, frozen=True, forbid_unknown_fields=True):
    """Writes of one device to one circle, numbered on from `first`."""

    first: int | float
    # A float is told apart from an int only to be refused: no number here may be one.
    entities: list[EntityWrites]


class Presence(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """Up to where a device has verified the log, and the relay's signed head there."""

    place: Count
    chain: Bytes32
    incarnation: Bytes16
    signature: Bytes64


class Keys(Discreet, array_like=True, frozen=True, forbid_unknown_fields=True):
    """Secrets given to another member (with a ground) or kept for oneself."""

    entries: list[KeyEntry]
    ground: list[Any] | None


class Founding(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """Who founded the firm; `statement` is 112 bytes, its hash is the log id."""

    statement: bytes
    firm: Text
    name: Text
    roles: list[str]
    device_name: Text
    relay_key: Bytes32


LiveState = tuple[Any, Bytes16, Count]
FieldState = tuple[str, list[LiveState]]


class EntityState(Discreet, array_like=True, frozen=True, forbid_unknown_fields=True):
    """An entity's live values with the names of the original writes."""

    kind: Annotated[str, Meta(max_length=NAME_LIMIT)]
    entity: Bytes16
    fields: list[FieldState]


class Opening(Discreet, array_like=True, frozen=True, forbid_unknown_fields=True):
    """The first record of an epoch."""

    kind: str
    lead: Bytes16 | None
    holders: list[Bytes16] | None
    previous: Bytes32 | None
    ground: list[Any] | None
    coverage: list[tuple[Bytes16, Count]] | None
    state: list[EntityState] | None
    keys: list[KeyEntry] | None
    founding: Founding | None

    def __repr__(self) -> str:
        return f"Opening(kind={self.kind!r}, <redacted>)"


class Closing(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """The end of an epoch, and who holds the next one."""

    next: Bytes32
    holders: list[Bytes16] | None
    joiners: list[Bytes16]
    leavers: list[Bytes16]
    ground: list[Any] | None
    boxes: list[tuple[Bytes16, bytes]]


class BadPayload(ValueError):
    """The payload is not of the form of its kind."""


T = TypeVar("T")

_encoder = msgspec.msgpack.Encoder()
_decoders: dict[type, msgspec.msgpack.Decoder[Any]] = {
    form: msgspec.msgpack.Decoder(form) for form in (Changes, Presence, Keys, Opening, Closing)
}
_any = msgspec.msgpack.Decoder(list[Any])


def encode(payload: object) -> bytes:
    """The MessagePack bytes of a payload."""
    return _encoder.encode(payload)


def decode(form: type[T], data: bytes) -> T:
    """Read a payload of a form. Raises `BadPayload`.

    What is decided on it is worth a second look: msgspec takes 1.0 for 1, the format
    does not, so everything but changes is first read without a form.
    """
    try:
        if form is not Changes:
            check_value(_any.decode(data))
        value: T = _decoders[form].decode(data)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise BadPayload(form.__name__) from error
    if isinstance(value, Keys | Opening | Closing):
        _check_ground(value.ground)
    return value


def _check_ground(ground: list[Any] | None) -> None:
    match ground:
        case None | ["role"]:
            return
        case ["consent" | "quorum", bytes(entity)] if len(entity) == 16:
            return
    raise BadPayload("ground")


def decode_changes(data: bytes) -> Changes:
    """Read changes and check names, ids and values. Raises `BadPayload`."""
    changes = decode(Changes, data)
    count = 0
    for entity in changes.entities:
        count += len(entity.writes)
        if len(entity.entity) != 16 or len(entity.kind.encode()) > NAME_LIMIT:
            raise BadPayload("entity")
        for write in entity.writes:
            if len(write.field.encode()) > NAME_LIMIT:
                raise BadPayload("field")
            if type(write.value) is not str:
                check_value(write.value, VALUE_DEPTH)
            for device, number in write.over:
                if len(device) != 16 or type(number) is not int or not 0 <= number <= PLACE_LIMIT:
                    raise BadPayload("over")
    # Its last number has to fit into the coverage of an opening that hands it over.
    limit = PLACE_LIMIT + 1 - max(count, 1)
    if type(changes.first) is not int or not 1 <= changes.first <= limit:
        raise BadPayload("first")
    return changes


def decode_act(data: bytes) -> list[Any]:
    """Read an act as an array that begins with its name. Raises `BadPayload`."""
    try:
        act: list[Any] = _any.decode(data)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise BadPayload("act") from error
    if not act or not isinstance(act[0], str):
        raise BadPayload("act")
    check_value(act)
    return act


_PLAIN = (str, int, bool, type(None), bytes)


def check_value(value: Any, depth: int = 1) -> None:
    """Refuse floats, extension types, map keys that are no text, and deep nesting."""
    if isinstance(value, _PLAIN):
        return
    if depth > DEPTH_LIMIT:
        raise BadPayload("depth")
    if isinstance(value, list | tuple):
        for part in value:
            check_value(part, depth + 1)
    elif isinstance(value, dict):
        for key, part in value.items():
            if not isinstance(key, str):
                raise BadPayload("key")
            check_value(part, depth + 1)
    else:
        raise BadPayload("value")


def changes_of(first: int, edits: list[Edit] | tuple[Edit, ...]) -> Changes:
    """The payload for edits numbered on from `first`.

    Neighbouring edits of one entity share its head; the order, and so the numbers,
    stay.
    """
    entities: list[EntityWrites] = []
    for edit in edits:
        write = Write(edit.field, edit.value, list(edit.supersedes))
        last = entities[-1] if entities else None
        if last is not None and last.kind == edit.kind and last.entity == edit.entity:
            last.writes.append(write)
        else:
            entities.append(EntityWrites(edit.kind, edit.entity, [write]))
    return Changes(first, entities)


def edits_of(changes: Changes) -> list[Edit]:
    """The edits of a payload, in the order of their numbers."""
    return [
        Edit(
            part.kind,
            part.entity,
            write.field,
            write.value,
            tuple(Name(device, int(number)) for device, number in write.over),
        )
        for part in changes.entities
        for write in part.writes
    ]
