"""What has to reach the disk in one piece after a save, a page or the forming of a batch."""

from __future__ import annotations

import msgspec

from shared.replica.outbox import Flight, Item


class Row(msgspec.Struct, array_like=True, frozen=True):
    """A place of the log as kept on the device; `wire` is None for other circles' records."""

    place: int
    tag: bytes
    id: bytes
    wire: bytes | None


class Commit(msgspec.Struct):
    """What has to reach the disk in one piece.

    `filled` are rows of places that are kept already, which have bytes now; `dropped` are
    places whose bytes are forgotten; `shredded` are numbers of unsent items that are
    destroyed; `flight` and `ring` (encoded,
    secret) are None when they did not change; `head` is the newest head that the
    relay signed, encoded.
    """

    rows: list[Row] = []
    items: list[Item] = []
    done: list[int] = []
    unsent: list[Item] = []
    filled: list[Row] = []
    dropped: list[int] = []
    shredded: list[int] = []
    flight: Flight | None = None
    ring: bytes | None = None
    head: bytes | None = None

    def __repr__(self) -> str:
        return f"Commit({len(self.rows)} rows, {len(self.items)} items, …)"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return []

    def empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (
            self.rows
            or self.items
            or self.done
            or self.unsent
            or self.filled
            or self.dropped
            or self.shredded
            or self.flight is not None
            or self.ring is not None
            or self.head is not None
        )

    def followed_by(self, later: Commit) -> Commit:
        """Both in one piece."""
        return Commit(
            rows=[*self.rows, *later.rows],
            items=[*self.items, *later.items],
            done=[*self.done, *later.done],
            unsent=[*self.unsent, *later.unsent],
            filled=[*self.filled, *later.filled],
            dropped=[*self.dropped, *later.dropped],
            shredded=[*self.shredded, *later.shredded],
            flight=self.flight if later.flight is None else later.flight,
            ring=self.ring if later.ring is None else later.ring,
            head=self.head if later.head is None else later.head,
        )
