"""What is open in a case now: the next things to do, for the panel beside its timeline."""

from __future__ import annotations

import msgspec

from shared.casework.rules import Said
from shared.casework.schema import Kind


class Open(msgspec.Struct, frozen=True):
    """Something to do next in a case.

    `text` says what (source text of the stage that says it). `due` is the ISO date by
    which, "" for no day. `kind` is what is made or looked at for it; `entity` (16 bytes)
    is the one that it is about, None where it has still to be made.
    """

    text: Said
    due: str
    kind: Kind
    entity: bytes | None = None
