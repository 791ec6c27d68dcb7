"""Documents of the reporter and their versions: writing, handing in, exporting.

A version is never changed: the next one follows it, so that what was read and agreed to
stays what it was. Handing in is a step of the route (`shared.casework.route.doing`): it needs a
consent, and it sets the day.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from shared.casework.drafting.templates import (
    Template,
    Translate,
    filled_out,
    template_for,
    without_questions,
)
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import Stored
from shared.casework.model.views import Document, Route, Version
from shared.casework.route.routing import RouteRule, was_handed_in
from shared.casework.rules import Broken, Flag, Said
from shared.wording import N_


class DraftRule(Said):
    """What can not be done with a document or a version of it."""

    VERSION_FIXED = N_("A version is not changed. Write a new one; the old one stays beside it.")
    NOT_NEXT = N_("The versions of a document are numbered on. Take the next number.")
    REFERENCE_ONLY = N_("Of this document only a reference is kept. Its text does not belong here.")
    TEXT_KEPT = N_("The text of this document is kept already. Delete its versions first.")
    IN_FUTURE = N_("This day has not come yet. Write down what has happened.")
    NOTHING_WRITTEN = N_("There is no text of this document yet.")


_FIXED = ("document", "number", "text", "written_on")


def check_version(file: CaseFile, before: Version | None, after: Version, on: str) -> Broken | None:
    """A version is written once: only whether it was checked can be said later."""
    if before is not None:
        changed = next(
            (name for name in _FIXED if getattr(before, name) != getattr(after, name)), None
        )
        return None if changed is None else Broken(DraftRule.VERSION_FIXED, changed)
    document = file.find_as(Document, after.document)
    if document is not None and document.stored is Stored.ONLY_REFERENCE:
        return Broken(DraftRule.REFERENCE_ONLY, "document")
    if after.number != next_number(file, after.document):
        return Broken(DraftRule.NOT_NEXT, "number")
    if after.written_on > on:
        return Broken(DraftRule.IN_FUTURE, "written_on")
    return None


def check_document(
    file: CaseFile, before: Document | None, after: Document, on: str
) -> Broken | None:
    """A document is handed in by a step of its route; of a reference no text is kept."""
    for name in ("submitted_on", "handed_back_on"):
        day = getattr(after, name)
        if day > on and (before is None or getattr(before, name) != day):
            return Broken(DraftRule.IN_FUTURE, name)
    day = after.submitted_on
    fresh = before is None or before.submitted_on != day
    if day and fresh and not was_handed_in(file, after.route, day):
        return Broken(RouteRule.HAND_IN, "submitted_on")
    fresh = before is None or before.stored is not after.stored
    if fresh and after.stored is Stored.ONLY_REFERENCE and versions_of(file, after.id):
        return Broken(DraftRule.TEXT_KEPT, "stored")
    return None


def versions_of(file: CaseFile, document: bytes | None) -> list[Version]:
    """The versions of a document (its id), the oldest first.

    Two that were written at once on two devices may have one number; both stay.
    """
    found = [one for one in file.all(Version) if one.document == document]
    return sorted(found, key=lambda one: (one.number or 0, one.written, one.id))


def last_version(file: CaseFile, document: Document) -> Version | None:
    """The newest version of a document; None when nothing was written."""
    return next(iter(reversed(versions_of(file, document.id))), None)


def next_number(file: CaseFile, document: bytes | None) -> int:
    """The number of the next version of a document (its id)."""
    return max((one.number or 0 for one in versions_of(file, document)), default=0) + 1


def template_of(file: CaseFile, document: Document) -> Template | None:
    """The template of a document, by its kind and its route."""
    route = file.find_as(Route, document.route)
    return template_for(document.kind, None if route is None else route.route_type)


def text_to_begin(file: CaseFile, document: Document, translate: Translate) -> str:
    """What stands in the editor: the last version, or the template, or nothing."""
    version = last_version(file, document)
    if version is not None:
        return version.text
    template = template_of(file, document)
    return "" if template is None else filled_out(template, translate)


def export(
    file: CaseFile, document: Document, translate: Translate, version: Version | None = None
) -> str | Broken:
    """The text of a document as the reporter gets it, of its newest version when none is given.

    The questions of the template are left out, and headings under which nothing stands; the
    blanks for on paper stay. No firm, code or name is added.
    """
    chosen = version or last_version(file, document)
    if chosen is None:
        return Broken(DraftRule.NOTHING_WRITTEN)
    template = template_of(file, document)
    if template is None:
        return chosen.text.strip() + "\n"
    return without_questions(chosen.text, template, translate)


def flags_of_documents(file: CaseFile, on: str) -> Iterator[Flag]:
    """Versions that were changed, and documents handed in without a step for it."""
    for version in file.all(Version):
        field = _rewritten(version)
        if field is not None:
            yield Flag(DraftRule.VERSION_FIXED, version.id, field)
        if version.written_on > on:
            yield Flag(DraftRule.IN_FUTURE, version.id, "written_on")
    for document in file.all(Document):
        day = document.submitted_on
        if day and not was_handed_in(file, document.route, day):
            yield Flag(RouteRule.HAND_IN, document.id, "submitted_on")


def _rewritten(version: Version) -> str | None:
    """The field of a version that was written later than the rest of it, or beside it.

    The writes of a device are numbered on, and a version is written in one go, field after
    field (`_FIXED`): a write over one of them comes from elsewhere or has a higher number
    than the field behind it.
    """
    lives = [(name, live) for name in _FIXED for live in version.fields.get(name, ())]
    for (name, live), (after, later) in pairwise(lives):
        if later.device != live.device or after == name:
            return after
        if not 0 < later.number - live.number <= _GAP:
            return name if later.number < live.number else after
    return None


_GAP = 16
"""How far apart the numbers of two fields in one go may be: a newer program has more fields."""
