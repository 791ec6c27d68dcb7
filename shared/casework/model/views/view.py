"""What all typed views of entities have in common."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from shared.casework.model.reading import Odd
from shared.replica.change import Fields


class View(msgspec.Struct, frozen=True, kw_only=True):
    """An entity as it is shown.

    `id` is 16 bytes. `fields` are the live values by field, unknown fields included.
    `conflicts` are names of fields with several different live values; `deleted` is
    among them when somebody wrote what the one who deleted had not seen, and the
    entity is then shown. `odd` marks fields whose value is not shown as it stands.
    """

    MOMENT: ClassVar[str] = ""
    """The field that says where it stands in the timeline of its case; "" for nowhere."""

    id: bytes
    fields: Fields = {}
    conflicts: tuple[str, ...] = ()
    odd: dict[str, Odd] = {}
    deleted: bool = False

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id.hex()}, <redacted>)"

    @property
    def when(self) -> str:
        """Where it stands in the timeline: an ISO date, perhaps with a time; "" for nowhere."""
        return getattr(self, self.MOMENT) if self.MOMENT else ""

    @property
    def written(self) -> int:
        """When it was last written, in milliseconds since 1970, as its writer's clock says."""
        return max((live.time for lives in self.fields.values() for live in lives), default=0)
