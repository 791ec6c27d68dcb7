"""Every body that travels between a device and the relay (docs/protocol.md §8).

Bodies are MessagePack arrays. `decode` is strict: exact lengths of arrays and of
fixed fields, no floats, no extension types, no trailing bytes. Two bodies look other
on the wire than in the program, because the wire leaves out what can be computed: an
entry of a page is the record alone, and its tag and id are made when it is read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from shared.protocol.fault import Malformed as Malformed  # noqa: PLC0414
from shared.protocol.hashing import hash32
from shared.protocol.record import TAG_BYTES, WIRE_FLOOR, Entry

PLACE_LIMIT = 2**63 - 1
"""The highest place and the latest time that this implementation handles."""
PART_LIMIT = 65_536
"""The most bytes that one part of a drop-box holds."""
PARCEL_LIMIT = 1_048_576
"""The most bytes of a parcel."""
BOX_LIFE = 72 * 3_600_000
"""The longest life of a drop-box, in milliseconds."""
CODE_LENGTH_LIMIT = 64
"""The longest enrolment code, in ASCII characters."""

Bytes16 = Annotated[bytes, Meta(min_length=16, max_length=16)]
Bytes32 = Annotated[bytes, Meta(min_length=32, max_length=32)]
Bytes64 = Annotated[bytes, Meta(min_length=64, max_length=64)]
Count = Annotated[int, Meta(ge=0, le=PLACE_LIMIT)]
Wire = Annotated[bytes, Meta(min_length=WIRE_FLOOR)]
Served = Annotated[bytes, Meta(min_length=TAG_BYTES)]
"""A record in a page: any bytes with a tag. Whether it is a whole record is for the
reader of records to say, for a flawed one still uses its place and counter."""
Code = Annotated[str, Meta(min_length=1, max_length=CODE_LENGTH_LIMIT, pattern=r"\A[!-~]+\Z")]
Token = Annotated[str, Meta(min_length=1, max_length=256, pattern=r"\A[A-Za-z0-9_.-]+\Z")]


class _Body(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A body whose fields stand in the array in this order."""


class Done(_Body, frozen=True):
    """The empty answer of what has nothing to tell."""


class Head(_Body, frozen=True):
    """The newest place as the relay signs it (§8.3)."""

    incarnation: Bytes16
    place: Count
    chain: Bytes32
    signature: Bytes64


class Page(Struct, frozen=True):
    """Entries of the log right after the place `after`, and the relay's head."""

    after: int
    entries: tuple[Entry, ...]
    head: Head


class ParcelPut(_Body, frozen=True):
    """A parcel for the slot of `slot_key`, signed by that key (§7.2)."""

    slot_key: Bytes32
    parcel: bytes
    signature: Bytes64


class Append(_Body, frozen=True):
    """A batch: records to be placed together, and parcels that belong to them.

    `seen` is the place up to which the sender has verified the log; `fence` says
    that the batch changes who may read or write (§8.4).
    """

    seen: Count
    fence: bool
    records: Annotated[tuple[Wire, ...], Meta(min_length=1)]
    parcels: Annotated[tuple[ParcelPut, ...], Meta(max_length=64)]


class Appended(Struct, frozen=True):
    """The place of the batch's first record, and the page between `seen` and it."""

    first_place: int
    page: Page


class Enrol(_Body, frozen=True):
    """A new firm's log, and its founder's device (§8.1)."""

    code: Code
    log: Bytes32
    device_key: Bytes32
    signature: Bytes64

    def __repr__(self) -> str:
        return "Enrol(code=…)"


class Enrolled(_Body, frozen=True):
    """The relay's Ed25519 key and its incarnation."""

    relay_key: Bytes32
    incarnation: Bytes16


class ChallengeRequest(_Body, frozen=True):
    """Asks for a challenge to log in with (§8.2)."""

    log: Bytes32
    device: Bytes16


class Challenge(_Body, frozen=True):
    """Random bytes that one login signs."""

    challenge: Bytes32


class Login(_Body, frozen=True):
    """The signed challenge."""

    log: Bytes32
    device: Bytes16
    challenge: Bytes32
    signature: Bytes64


class Limits(_Body, frozen=True):
    """What the relay takes at most, each but the third in bytes."""

    record_bytes: Count
    batch_bytes: Count
    batch_records: Count
    page_bytes: Count


class LoggedIn(_Body, frozen=True):
    """A bearer token, how many seconds it is good for, and the relay's limits."""

    token: Token
    seconds: Count
    limits: Limits

    def __repr__(self) -> str:
        return f"LoggedIn(token=…, seconds={self.seconds}, limits={self.limits})"


class TailOffer(Struct, frozen=True):
    """A signed head that the relay has lost, and every entry after the relay's head
    up to it, with the bytes of those that the sender uploaded itself (§8.6)."""

    head: Head
    entries: tuple[Entry, ...]


class Give(_Body, frozen=True):
    """Records whose tag and id stand in the log without their bytes (§8.6)."""

    records: tuple[Wire, ...]


class Given(_Body, frozen=True):
    """How many of the given records were taken."""

    count: Count


class DeviceKey(_Body, frozen=True):
    """A device's Ed25519 key that the relay lets in, and whether it manages keys."""

    key: Bytes32
    manager: bool


class DeviceList(Struct, frozen=True):
    """All keys of a firm; on the wire a bare array of them."""

    devices: tuple[DeviceKey, ...]


class Parcel(_Body, frozen=True):
    """A parcel as it was put."""

    parcel: bytes


class BoxOpen(_Body, frozen=True):
    """Opens a drop-box until `expires` (milliseconds since 1970) for whoever has the
    pass; the relay gets the hash of it (§8)."""

    box: Bytes16
    pass_hash: Bytes32
    expires: Count


class Part(_Body, frozen=True):
    """One part of a drop-box."""

    data: bytes


class RefusalBody(Struct, frozen=True):
    """Why the relay did not do it: a code of §8.5, a text, and with `fence` the page
    that the sender has not seen."""

    code: str
    text: str
    page: Page | None = None


class Gap(_Body, frozen=True):
    """Tag and id of a record whose bytes are not there any more."""

    tag: Bytes16
    id: Bytes32


class PageForm(_Body, frozen=True):
    """A page as it stands on the wire: for who serves records without reading them."""

    after: Count
    entries: tuple[Served | Gap, ...]
    head: Head


class AppendedForm(_Body, frozen=True):
    """`Appended` with a page as it stands on the wire."""

    first_place: Count
    page: PageForm


class RefusalForm(_Body, frozen=True):
    """`RefusalBody` with a page as it stands on the wire."""

    code: Annotated[str, Meta(max_length=64)]
    text: Annotated[str, Meta(max_length=4096)]
    page: PageForm | UnsetType = UNSET


class _OfferEntry(_Body, frozen=True):
    tag: Bytes16
    id: Bytes32
    wire: Wire | None


class _OfferForm(_Body, frozen=True):
    head: Head
    entries: tuple[_OfferEntry, ...]


def _page_form(page: Page) -> tuple[object, ...]:
    entries = [(e.tag, e.id) if e.wire is None else e.wire for e in page.entries]
    return page.after, entries, page.head


def _page(form: PageForm) -> Page:
    entries = tuple(
        Entry(item[:TAG_BYTES], hash32("lv1.record", item), item)
        if type(item) is bytes
        else Entry(item.tag, item.id)  # type: ignore[union-attr]
        for item in form.entries
    )
    return Page(form.after, entries, form.head)


def _refusal_form(body: RefusalBody | RefusalForm) -> tuple[object, ...]:
    if isinstance(body.page, Page):
        return body.code, body.text, _page_form(body.page)
    if isinstance(body.page, PageForm):
        return body.code, body.text, body.page
    return body.code, body.text


def _refusal(form: RefusalForm) -> RefusalBody:
    page = None if isinstance(form.page, UnsetType) else _page(form.page)
    return RefusalBody(form.code, form.text, page)


def _offer(form: _OfferForm) -> TailOffer:
    for number, entry in enumerate(form.entries):
        if entry.wire is not None and (
            entry.wire[:TAG_BYTES] != entry.tag or hash32("lv1.record", entry.wire) != entry.id
        ):
            raise Malformed(f"the record does not have its tag and id - at `$[1][{number}]`")
    return TailOffer(form.head, tuple(Entry(e.tag, e.id, e.wire) for e in form.entries))


_TO_FORM: dict[type, Callable[[Any], object]] = {
    Page: _page_form,
    Appended: lambda body: (body.first_place, _page_form(body.page)),
    RefusalBody: _refusal_form,
    RefusalForm: _refusal_form,
    TailOffer: lambda body: (body.head, [(e.tag, e.id, e.wire) for e in body.entries]),
    DeviceList: lambda body: body.devices,
}

_FROM_FORM: dict[type, tuple[Any, Callable[[Any], object]]] = {
    Page: (PageForm, _page),
    Appended: (AppendedForm, lambda form: Appended(form.first_place, _page(form.page))),
    RefusalBody: (RefusalForm, _refusal),
    TailOffer: (_OfferForm, _offer),
    DeviceList: (tuple[DeviceKey, ...], DeviceList),
}

_encoder = msgspec.msgpack.Encoder()
_decoders: dict[type, msgspec.msgpack.Decoder[Any]] = {}

Body = TypeVar("Body", bound=Struct)


def encode(message: Struct) -> bytes:
    """The bytes of one of the bodies above."""
    to_form = _TO_FORM.get(type(message))
    return _encoder.encode(message if to_form is None else to_form(message))


def decode(kind: type[Body], data: bytes) -> Body:
    """The body of the given kind that `data` holds; raises `Malformed`."""
    form, from_form = _FROM_FORM.get(kind, (kind, None))
    decoder = _decoders.get(kind)
    if decoder is None:
        decoder = _decoders[kind] = msgspec.msgpack.Decoder(form)
    try:
        body = decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(_told(error)) from None
    return body if from_form is None else from_form(body)  # type: ignore[return-value]


def _told(error: Exception) -> str:
    """What was wrong, as msgspec words it: types, lengths and places, no values."""
    return str(error) if isinstance(error, msgspec.MsgspecError) else "not MessagePack"
