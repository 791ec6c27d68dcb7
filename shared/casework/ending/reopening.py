"""The same reporter comes back: a new case, linked to the old one only when that is wanted.

A closed case is not opened again. It was counted, its term for destruction runs, and what
it says stays what was said then. A slip is undone on the day itself (`closing.undo`): until
then nothing rests on the closing. After that a new case begins, and the reporter decides
what to tell again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.casework import verbs
from shared.casework.consent import consenting
from shared.casework.ending.closed import ClosedRule
from shared.casework.model.case_file import CaseFile, read_case
from shared.casework.model.codes import ConsentForm, ConsentScope, HowFound
from shared.casework.rules import Broken
from shared.casework.verbs import Outcome
from shared.replica.change import Edit, Fields, Live


def reopen(circle: bytes, code: str, on: str, values: Mapping[str, Any]) -> Outcome:
    """A new case (a new circle, 16 bytes) for a reporter who comes back, without a link."""
    if values.get("linked_case") is not None:
        return Broken(ClosedRule.LINK, "linked_case")
    return verbs.open_case(circle, code, on, {"how_found": HowFound.EARLIER_CONTACT, **values})


def reopen_linked(
    circle: bytes,
    code: str,
    on: str,
    values: Mapping[str, Any],
    *,
    old: bytes,
    consent: bytes,
    asked: Mapping[str, Any],
    form: ConsentForm | None,
) -> Outcome:
    """A new case that follows the case `old`, with the reporter's consent to link.

    `consent` is a new id (16 bytes) for it; `asked` its other fields (purpose, text that
    was read out); `form` how it was given today. It lies in the new case.
    """
    opened = reopen(circle, code, on, values)
    if isinstance(opened, Broken):
        return opened
    question = {**asked, "scope": ConsentScope.LINK_CASES}
    given = consenting.record(consent, question, True, on, form)
    if isinstance(given, Broken):
        return given
    linked = link(_as_saved(circle, [*opened, *given]), old, on)
    return linked if isinstance(linked, Broken) else [*opened, *given, *linked]


def link(file: CaseFile, old: bytes, on: str) -> Outcome:
    """Link a case to the one that it follows, on a consent to link that stands in it."""
    return verbs.change(file, file.case, {"linked_case": old}, on)


def unlink(file: CaseFile, on: str) -> Outcome:
    """Take the link away, as when the reporter takes back the consent."""
    return verbs.change(file, file.case, {"linked_case": None}, on)


def _as_saved(circle: bytes, edits: list[Edit]) -> CaseFile:
    """The case as it is once these edits stand."""
    entities: dict[tuple[str, bytes], Fields] = {}
    for edit in edits:
        fields = entities.setdefault((edit.kind, edit.entity), {})
        fields[edit.field] = (Live(edit.value, b"", 0, None, 0),)
    return read_case(circle, ((kind, id, fields) for (kind, id), fields in entities.items()))
