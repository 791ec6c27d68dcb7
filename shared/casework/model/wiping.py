"""Taking out what was written, not only out of sight: for names and for own notes.

A deletion leaves the texts where they are, so that it can be undone. For a person's name
and address, and for a memory aid whose time is over, that is not wanted.
"""

from __future__ import annotations

from shared.casework.model.schema import DELETED
from shared.casework.model.views import Identity, WorkingNote
from shared.casework.verbs import edit
from shared.replica.change import Edit


def wipe(shown: Identity | WorkingNote) -> list[Edit]:
    """Delete an entity for good, and leave nothing in any field that was shown.

    It can not be put back. What the records of before say stays in them until the keys
    with which they are read are gone.
    """
    written = [name for name in sorted(shown.fields) if name != DELETED]
    return [edit(shown, DELETED, True), *(edit(shown, name, None) for name in written)]
