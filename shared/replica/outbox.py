"""What waits on this device: saved edits, and acts that are done at the next sync."""

from __future__ import annotations

import msgspec

from shared.replica.change import Edit
from shared.sealing.discreet import Discreet


class Save(Discreet, array_like=True, frozen=True):
    """Edits to one circle, numbered on from `first`; `time` in milliseconds."""

    circle: bytes
    first: int
    edits: tuple[Edit, ...]
    time: int


class NewCircle(msgspec.Struct, array_like=True, frozen=True, tag="new"):
    """A circle that this device opens; its key is in the ring already."""

    circle: bytes
    epoch: bytes


class Found(msgspec.Struct, array_like=True, frozen=True, tag="found"):
    """The founding of the firm: the first batch of its log."""

    statement: bytes
    firm: str
    name: str
    roles: tuple[str, ...]
    device_name: str
    relay_key: bytes


class Share(msgspec.Struct, array_like=True, frozen=True, tag="share"):
    """Give a case to a member, on a ground in it: the id of a consent, or of the act of a
    quorum (`shared.replica.ground`)."""

    circle: bytes
    member: bytes
    entity: bytes
    ground: str = "consent"


class Leave(msgspec.Struct, array_like=True, frozen=True, tag="leave"):
    """Take another member out of a case that this member leads."""

    circle: bytes
    member: bytes


class Admit(msgspec.Struct, array_like=True, frozen=True, tag="admit"):
    """Let a member into the firm; the fields are those of the act."""

    member: bytes
    name: str
    roles: tuple[str, ...]
    member_key: bytes
    device_key: bytes
    device_name: str
    proof: bytes


class Remove(msgspec.Struct, array_like=True, frozen=True, tag="remove"):
    """Take a member out of the firm."""

    member: bytes


class AddDevice(msgspec.Struct, array_like=True, frozen=True, tag="device"):
    """Put a device or sheet of one's own into the roster, of a `roster.DeviceKind`."""

    device_key: bytes
    name: str
    proof: bytes
    kind: str = "machine"


class Revoke(msgspec.Struct, array_like=True, frozen=True, tag="revoke"):
    """Take a device out of the roster, with what falls with it but the `kept` ones."""

    device: bytes
    kept: tuple[bytes, ...] = ()


class SetRoles(msgspec.Struct, array_like=True, frozen=True, tag="roles"):
    """Give a member these roles in place of those of before."""

    member: bytes
    roles: tuple[str, ...]


class Turn(Discreet, array_like=True, frozen=True, tag="turn"):
    """Make a new generation of one's own member key; `private` is 32 bytes."""

    private: bytes
    loss: bool

    def __repr__(self) -> str:
        return f"Turn(<redacted>, loss={self.loss})"


class NewIdentity(Discreet, array_like=True, frozen=True, tag="identity"):
    """Take a new device identity because the old one was copied; 32 bytes each."""

    seed: bytes
    exchange: bytes
    name: str

    def __repr__(self) -> str:
        return "NewIdentity(<redacted>)"


Intent = Found | Share | Leave | Admit | Remove | SetRoles | AddDevice | Revoke | Turn | NewIdentity


class Item(Discreet, array_like=True, frozen=True):
    """One thing that was saved: an edit of one or more circles in one piece, a new
    circle, or an act that waits for the next sync. `number` orders items."""

    number: int
    saves: tuple[Save, ...] = ()
    opens: tuple[NewCircle, ...] = ()
    intent: Intent | None = None


class FlightRecord(msgspec.Struct, array_like=True, frozen=True):
    """A formed record: the wire bytes, their id, in which epoch and under which
    counter; and the item (0 for none) whose saves to `circle` it carries."""

    wire: bytes
    id: bytes
    epoch: bytes
    counter: int
    item: int = 0
    circle: bytes | None = None


class Flight(msgspec.Struct, array_like=True, frozen=True):
    """The one batch that is formed and not yet seen in the own verified chain.

    `seen` is the place that the fence's witness names; `old` are ids of records
    that were given up before: they can not stand any more. `landed` counts the records
    of the batch that have their place already.
    """

    records: tuple[FlightRecord, ...] = ()
    fence: bool = False
    seen: int = 0
    parcels: tuple[tuple[bytes, bytes, bytes], ...] = ()
    old: tuple[bytes, ...] = ()
    landed: int = 0


NO_FLIGHT = Flight()


_encode_item = msgspec.msgpack.Encoder()
_decode_item = msgspec.msgpack.Decoder(Item)
_decode_flight = msgspec.msgpack.Decoder(Flight)


def encode(value: Item | Flight) -> bytes:
    """The bytes of an item or a flight, for the device's own store."""
    return _encode_item.encode(value)


def decode_item(data: bytes) -> Item:
    """An item from its bytes. Raises `msgspec.MsgspecError`."""
    return _decode_item.decode(data)


def decode_flight(data: bytes) -> Flight:
    """A flight from its bytes. Raises `msgspec.MsgspecError`."""
    return _decode_flight.decode(data)
