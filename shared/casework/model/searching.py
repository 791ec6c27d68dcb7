"""What of an entity can be found by its words, and what the list of cases needs of it."""

from __future__ import annotations

from typing import NamedTuple

from shared.casework.model.kinds import DELETED, FIELDS, IN_CASE, TEXT_LIMIT, Form, Kind
from shared.casework.model.reading import is_moment
from shared.casework.model.showing import read_view
from shared.casework.model.views import Contact
from shared.replica.change import Fields
from shared.replica.register import visible

TEXTS: dict[str, tuple[str, ...]] = {
    str(kind): tuple(
        name for name, field in FIELDS[kind].items() if field.form in (Form.LINE, Form.TEXT)
    )
    for kind in IN_CASE
}
"""Of each kind, the fields whose words are searched: names of people and an adviser's own
notes, which lie outside the case, are not among them."""
_KINDS: dict[str, Kind] = {str(kind): kind for kind in Kind}


def text_of(kind: str, fields: Fields) -> str:
    """All words by which an entity can be found, its fields on lines of their own.

    Values that live side by side can all be found. "" for kinds of which nothing can,
    and for what was deleted.
    """
    names = TEXTS.get(kind)
    if names is None:
        return ""
    if DELETED in fields and read_view(_KINDS[kind], b"", fields).deleted:
        return ""
    found: list[str] = []
    for name in names:
        lives = fields.get(name)
        if lives is None:
            continue
        if len(lives) > 1:
            lives = visible({name: lives})[name]
        found += [
            live.value[:TEXT_LIMIT] for live in lives if isinstance(live.value, str) and live.value
        ]
    return "\n".join(found)


class Gist(NamedTuple):
    """What the list of cases needs of an entity: conflicts in it, own writes that the
    relay has not kept yet, and the moment of a contact ("" for anything else)."""

    conflicts: int
    unkept: int
    contact: str


NO_GIST = Gist(0, 0, "")


def gist_of(kind: str, fields: Fields) -> Gist:
    """The gist of an entity; nothing of what was deleted but its unkept writes."""
    known = _KINDS.get(kind)
    unkept = 0
    plain = DELETED not in fields
    for lives in fields.values():
        if len(lives) > 1:
            plain = False
        for live in lives:
            if live.place is None:
                unkept += 1
    if known is None or (plain and known is not Kind.CONTACT):
        return Gist(0, unkept, "") if unkept else NO_GIST
    if plain:
        lives = fields.get("start", ())
        moment = lives[0].value if lives else ""
        return Gist(0, unkept, moment if isinstance(moment, str) and is_moment(moment) else "")
    view = read_view(known, b"", fields)
    if view.deleted:
        return Gist(0, unkept, "")
    return Gist(len(view.conflicts), unkept, view.start if isinstance(view, Contact) else "")
