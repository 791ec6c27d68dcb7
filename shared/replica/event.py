"""What happens to the sync engine: answers of the relay, hints, saves and time."""

from __future__ import annotations

import msgspec

from shared.protocol.messages import Appended, DeviceKey, Limits, Page
from shared.protocol.refusal import Refusal


class Connected(msgspec.Struct, frozen=True):
    """The relay let this device in; its limits."""

    limits: Limits


class Disconnected(msgspec.Struct, frozen=True):
    """The relay can not be reached, or the connection broke."""


class Paged(msgspec.Struct, frozen=True):
    """A page came, as the answer to `Pull`."""

    page: Page


class Answered(msgspec.Struct, frozen=True):
    """A batch was stored, as the answer to `Push`."""

    appended: Appended


class Refused(msgspec.Struct, frozen=True):
    """The relay refused what was asked, with a page where it gives one."""

    refusal: Refusal
    page: Page | None = None


class Nonsense(msgspec.Struct, frozen=True):
    """The relay answered what no relay may answer."""


class Hinted(msgspec.Struct, frozen=True):
    """The relay says that its head is at a place: a hint only."""

    place: int


class Listed(msgspec.Struct, frozen=True):
    """The device keys that the relay lets in, as the answer to `Compare`."""

    keys: tuple[DeviceKey, ...]


class Given(msgspec.Struct, frozen=True):
    """The relay has carried out `Access`."""


class Erased(msgspec.Struct, frozen=True):
    """The relay has carried out `Erase`."""


class Wake(msgspec.Struct, frozen=True):
    """Something was saved, or the time of a `Wait` has passed."""


Event = (
    Connected
    | Disconnected
    | Paged
    | Answered
    | Refused
    | Nonsense
    | Hinted
    | Listed
    | Given
    | Erased
    | Wake
)
