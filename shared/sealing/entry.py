"""An epoch's secret with what a reader needs to begin with it (docs/protocol.md §5.5)."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from shared.protocol.messages import Bytes16, Bytes32, Count
from shared.sealing.discreet import Discreet
from shared.sealing.epoch import epoch_id

Text = Annotated[str, Meta(min_length=1, max_length=256)]
"""A name that people read: of a person, a firm or a device."""


class KeyEntry(Discreet, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The secret of one epoch, and where to begin."""

    circle: Bytes16
    kind: Annotated[str, Meta(max_length=64)]
    """The circle's kind."""
    epoch: Bytes32
    secret: Bytes32
    opener: Bytes16
    """Id of the device whose opening begins the epoch."""
    since: Count
    """The place up to which the giver had seen the log."""

    def fits(self) -> bool:
        """Whether the secret is the one that the epoch id commits to."""
        return epoch_id(self.circle, self.secret) == self.epoch

    def __repr__(self) -> str:
        return f"KeyEntry(circle={self.circle.hex()}, kind={self.kind!r}, secret=…)"
