"""The payloads of section 5 and the messages of section 7: what form each must have."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, NamedTuple

from tests.stranger import primitives as p
from tests.stranger.primitives import Flaw
from tests.stranger.records import ACT, CHANGES, CLOSING, KEYS, OPENING, PRESENCE

Form = Callable[[Any], bool]
CIRCLE_KINDS = ("everyone", "advisers", "self", "pair", "case", "identity", "cover")
ROLES = ("adviser", "supervisor", "coordinator")


class Entry(NamedTuple):
    """A key to one epoch, as it is given and kept (section 5.5)."""

    circle: bytes
    kind: str
    epoch: bytes
    secret: bytes
    opener: bytes
    since: int


def blob(*lengths: int) -> Form:
    """A bin of one of these lengths; of any length when none is named."""
    return lambda value: isinstance(value, bytes) and (not lengths or len(value) in lengths)


def text(value: Any) -> bool:
    """A str."""
    return isinstance(value, str)


def name(value: Any) -> bool:
    """A str of at most 64 bytes."""
    return isinstance(value, str) and len(value.encode()) <= 64


def place(value: Any) -> bool:
    """A place or another count, from 0; booleans are no numbers."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 63


def called(value: Any) -> bool:
    """The name of a person, firm or device: 1 to 256 code points."""
    return isinstance(value, str) and 1 <= len(value) <= 256


def time(value: Any) -> bool:
    """Milliseconds since 1970, before the year 10000."""
    return place(value) and value < p.END_OF_TIME


def member_key(value: Any) -> bool:
    """An X25519 public key that is one."""
    return isinstance(value, bytes) and len(value) == 32 and p.is_member_key(value)


def counted(value: Any) -> bool:
    """The number of a write, from 1."""
    return place(value) and value > 0


def last_fits(body: Any) -> bool:
    """Whether the last write in a body of changes still has a number."""
    first, entities = body
    return place(first + max(sum(len(writes) for _, _, writes in entities), 1) - 1)


def flag(value: Any) -> bool:
    """A bool."""
    return isinstance(value, bool)


def anything(value: Any) -> bool:
    """Any value that MessagePack of this protocol can hold."""
    return True


def word(*words: str) -> Form:
    """One of these strings."""
    return lambda value: isinstance(value, str) and value in words


def maybe(form: Form) -> Form:
    """nil or the form."""
    return lambda value: value is None or form(value)


def many(form: Form) -> Form:
    """An array of the form."""
    return lambda value: isinstance(value, list) and all(map(form, value))


def row(*forms: Form) -> Form:
    """An array of exactly these."""
    return lambda value: (
        isinstance(value, list)
        and len(value) == len(forms)
        and all(form(part) for form, part in zip(forms, value, strict=True))
    )


def either(*forms: Form) -> Form:
    """One of several forms."""
    return lambda value: any(form(value) for form in forms)


def both(form: Form, then: Form) -> Form:
    """The one form, and what can be asked of who has it."""
    return lambda value: form(value) and then(value)


def ascending(form: Form) -> Form:
    """An array of the form, each above the one before."""
    return lambda value: many(form)(value) and all(a < b for a, b in itertools.pairwise(value))


ID, KEY, SIGNATURE = blob(16), blob(32), blob(64)
GROUND = maybe(either(row(word("consent", "quorum"), ID), row(word("role"))))
ENTRY = row(ID, word(*CIRCLE_KINDS), KEY, KEY, ID, place)
WRITE = row(name, anything, many(row(ID, place)))
LIVE = row(anything, ID, place)
STATE = many(row(name, ID, many(row(name, many(LIVE)))))


def role_list(value: Any) -> bool:
    """One to three different roles."""
    return many(word(*ROLES))(value) and 1 <= len(value) == len(set(value))


FOUNDING = row(blob(112), called, called, role_list, called, KEY)
BOX = row(ID, blob())

FORMS: dict[int, Form] = {
    CHANGES: both(row(counted, many(row(name, ID, many(WRITE)))), last_fits),
    PRESENCE: row(place, KEY, ID, SIGNATURE),
    OPENING: row(
        word("everyone", "advisers", "self", "case", "identity", "cover"),
        maybe(ID),
        maybe(ascending(ID)),
        maybe(KEY),
        GROUND,
        maybe(ascending(row(ID, place))),
        maybe(STATE),
        maybe(many(ENTRY)),
        maybe(FOUNDING),
    ),
    CLOSING: row(KEY, maybe(ascending(ID)), many(ID), many(ID), GROUND, many(BOX)),
    KEYS: row(many(ENTRY), GROUND),
    ACT: either(
        row(word("admit"), ID, called, role_list, member_key, KEY, called, SIGNATURE),
        row(word("device"), ID, KEY, called, word("machine", "paper", "shares"), SIGNATURE),
        row(word("revoke"), ID, ascending(ID)),
        row(word("roles"), ID, role_list),
        row(word("turn"), ID, member_key, flag),
    ),
}
LINK = row(lambda value: value == 1 and place(value), text, KEY, KEY, KEY, time, called, maybe(KEY))
ANSWER = row(ID, called, KEY, called, member_key, KEY, SIGNATURE)
REVEAL = row(KEY, ID, member_key, KEY)
WELCOME = row(KEY, many(ENTRY), place, KEY)
PARCEL = row(KEY, ID, place, KEY, KEY, many(ENTRY))
HEAD = row(ID, place, KEY, SIGNATURE)
PAGE = row(place, many(either(blob(), row(ID, KEY))), HEAD)


def formed(form: Form, body: bytes, deepest: int = p.DEEPEST) -> Any:
    """The value of a body that has this form, or Flaw bad-payload."""
    value = p.unpack(body, deepest)
    if not form(value):
        raise Flaw("bad-payload")
    return value


def payload(kind: int, body: bytes) -> Any:
    """The value of a record's payload; for a kind that is not known, whatever it holds."""
    deepest = p.DEEPEST - 2 if kind == CHANGES else p.DEEPEST
    return formed(FORMS.get(kind, anything), body, deepest)


def entries(rows: list[Any]) -> list[Entry]:
    """The entries in a body, each checked against its own commitment."""
    found = [Entry(*parts) for parts in rows]
    for entry in found:
        if p.hashed("lv1.epoch", entry.circle, key=entry.secret) != entry.epoch:
            raise Flaw("bad-commitment")
    return found
