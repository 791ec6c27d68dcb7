"""The ring: everything secret that a device holds, apart from what it can compute."""

from __future__ import annotations

import msgspec

from shared.replica.payload import CircleKind
from shared.sealing.device import Signer, exchange_public, member_public
from shared.sealing.discreet import Discreet
from shared.sealing.entry import KeyEntry

NOT_SERVED = bytes(16)
"""No relay's incarnation: that which is now must be given own bytes again."""


class Erasure(Discreet, frozen=True):
    """What the relay is to forget of a circle that this device has destroyed.

    `content` and `way` are tokens (32 bytes each, joined): `way` are those of the records by
    which a device that wakes up late finds the order to destroy. `place` is up to where the
    log was taken then, `time` when (milliseconds); `devices` are those of all holders.
    `content_erased` and `way_erased` name the relay's incarnation that was shown them.
    """

    content: bytes
    way: bytes
    place: int
    devices: list[bytes]
    time: int
    content_erased: bytes = b""
    way_erased: bytes = b""


class Ring(msgspec.Struct):
    """The secrets of one device of one member.

    `seed` is the device's Ed25519 seed, `exchange` the private half of the exchange
    key that stands in `self`, `next_exchange` that of a new one that does not stand
    yet; `member_private` is the member's current private key (each 32 bytes).
    `entries` has the secret of every epoch but those of pairs, by epoch id; `kept`
    are those that stand in `self`; `lost` are ids of epochs of circles that the member
    was taken out of, and at which place: their secrets do not come back with an older
    record, nor with a late one of `self`; `uploaded` are places of what this
    device sent under keys that it has forgotten, whose bytes a relay that was put back
    may need; `served` is the relay's incarnation that has all that this device sent.
    `former` is the seed of the identity before, with which a device that was copied logs
    in until the relay lets its new one in. `turning` are private keys (32 bytes each) of
    turns that this device has sent and of which none stands whole: a relay that cuts a batch
    can make one of them the member's key, and what others then give goes by it.
    `erasing` is what the relay is still to be asked to forget.
    """

    log: bytes
    member: bytes
    seed: bytes
    exchange: bytes
    member_private: bytes
    next_exchange: bytes | None = None
    entries: dict[bytes, KeyEntry] = {}
    kept: set[bytes] = set()
    lost: dict[bytes, int] = {}
    uploaded: list[int] = []
    served: bytes = b""
    former: bytes | None = None
    turning: list[bytes] = []
    erasing: list[Erasure] = []

    def __repr__(self) -> str:
        return f"Ring({len(self.entries)} entries, <redacted>)"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return []

    def signer(self) -> Signer:
        """The device's signing key."""
        return Signer.of(self.seed)

    def login(self) -> Signer:
        """The key with which the relay lets this device in."""
        return Signer.of(self.seed if self.former is None else self.former)

    def member_public(self) -> bytes:
        """The public half of the member's key (32 bytes)."""
        return member_public(self.member_private)

    def private_of(self, public: bytes) -> bytes | None:
        """The private key (32 bytes) of a generation of this member, if it is here."""
        for private in (self.member_private, *self.turning):
            if member_public(private) == public:
                return private
        return None

    def pending_exchange_public(self) -> bytes | None:
        """The public half of the exchange key that still has to be put into `self`."""
        return None if self.next_exchange is None else exchange_public(self.next_exchange)

    def unkept(self) -> list[KeyEntry]:
        """The entries that do not stand in `self` yet, in a fixed order."""
        unkept = sorted(epoch for epoch in self.entries if epoch not in self.kept)
        return [self.entries[epoch] for epoch in unkept]

    def forget_circle(self, circle: bytes) -> list[bytes]:
        """Drop all secrets of a circle; returns the epoch ids."""
        gone = [epoch for epoch, entry in self.entries.items() if entry.circle == circle]
        for epoch in gone:
            del self.entries[epoch]
            self.kept.discard(epoch)
        return gone

    def current_self(self) -> KeyEntry | None:
        """The entry of the member's own circle."""
        for entry in self.entries.values():
            if entry.kind == CircleKind.SELF:
                return entry
        return None


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Ring)


def encode_ring(ring: Ring) -> bytes:
    """The bytes of a ring; they are secret."""
    return _encoder.encode(ring)


def decode_ring(data: bytes) -> Ring:
    """A ring from its bytes. Raises `msgspec.MsgspecError` when they are none."""
    return _decoder.decode(data)
