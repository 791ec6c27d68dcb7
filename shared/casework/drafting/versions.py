"""The act of writing a version of a document."""

from __future__ import annotations

from shared.casework.drafting.documents import last_version, next_number
from shared.casework.model.case_file import CaseFile
from shared.casework.model.kinds import Kind
from shared.casework.model.views import Document
from shared.casework.model.writing import clean
from shared.casework.verbs import Outcome, add


def write_version(
    file: CaseFile,
    document: Document,
    text: str,
    on: str,
    new: bytes,
    checked: bool | None = None,
) -> Outcome:
    """Keep a text as the next version of a document, with a new id (16 bytes).

    A text that says the same as the last version makes none. `checked` says that it was
    looked over: facts and feelings apart, no names. A text with a BSN is refused.
    """
    before = last_version(file, document)
    if before is not None and before.text == clean(text, line=False):
        return []
    values = {
        "document": document.id,
        "number": next_number(file, document.id),
        "text": text,
        "written_on": on,
        "checked": checked,
    }
    return add(file, Kind.VERSION, new, values, on)
