"""What came of taking entries of the log, and the one thing that ends it."""

from __future__ import annotations

import msgspec

from shared.replica.commit import Row
from shared.replica.notice import Notice


class Taken(msgspec.Struct):
    """What came of a run of entries.

    `stood` and `fell` are ids of this device's own records; `joined` and `lost` are
    circle ids; `dropped` are places whose bytes are to be forgotten; `turned` tells that
    the member's key was renewed, so that this device owes a new exchange key. `strange`
    are ids of records that this device's own key has signed and it does not know of;
    `copies` are circle and payload of those of them that stand and hold changes.
    """

    rows: list[Row] = []
    notices: list[Notice] = []
    stood: set[bytes] = set()
    fell: set[bytes] = set()
    joined: list[bytes] = []
    lost: list[bytes] = []
    dropped: list[int] = []
    ring_changed: bool = False
    cloned: bool = False
    strange: set[bytes] = set()
    copies: list[tuple[bytes, bytes]] = []
    turned: bool = False
    removed: bool = False

    def __repr__(self) -> str:
        return f"Taken({len(self.rows)} rows, {self.notices}, …)"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return []


class Forked(Exception):
    """An author was shown another history than this device: nothing of the run counts."""

    def __init__(self, notice: Notice) -> None:
        super().__init__(notice.told.name)
        self.notice = notice
