"""What a home keeps beside log and outbox: where the relay is, invitations, choices."""

from __future__ import annotations

import msgspec

from shared.replica.notice import Notice
from shared.sealing.discreet import Discreet

NOTICES_KEPT = 50


class Invited(msgspec.Struct, array_like=True):
    """An invitation that this device made: the link's text (secret), the reveal's bytes,
    and the answer's bytes once they came. `private` is the private half (32 bytes) of the
    member key that the reveal names: the welcome goes by it, also when the member has turned
    since. It is empty in an invitation by a program that did not keep it."""

    name: str
    role: str
    link: str
    expires: int
    reveal: bytes
    answer: bytes | None = None
    private: bytes = b""

    def __repr__(self) -> str:
        return f"Invited(name={self.name!r}, role={self.role!r}, <redacted>)"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return []


class Facts(msgspec.Struct, array_like=True):
    """Kept sealed under the home's local key.

    `relay` is the relay's address, `pin` that of its certificate (32 bytes) or None;
    `left_out` are ids of records that the user has decided to leave out.
    """

    relay: str
    pin: bytes | None
    firm: str
    invited: list[Invited] = []
    notices: list[Notice] = []
    left_out: list[bytes] = []

    def tell(self, notice: Notice) -> bool:
        """Keep a notice for the user; False when the same one is there already."""
        if any(kept.told is notice.told and kept.blanks == notice.blanks for kept in self.notices):
            return False
        self.notices.append(notice)
        del self.notices[:-NOTICES_KEPT]
        return True


class Joined(Discreet, array_like=True, frozen=True):
    """A device that has answered an invitation and waits to be admitted.

    All of it is secret: the link's text, the device's seed and exchange key, the
    member's id and private key, and the bytes of the answer.
    """

    link: str
    seed: bytes
    exchange: bytes
    member: bytes
    member_private: bytes
    answer: bytes


_encoder = msgspec.msgpack.Encoder()
_facts = msgspec.msgpack.Decoder(Facts)
_joined = msgspec.msgpack.Decoder(Joined)


def encode(value: Facts | Joined) -> bytes:
    """The bytes of facts or of a waiting join; they are secret."""
    return _encoder.encode(value)


def decode_facts(data: bytes) -> Facts:
    """Facts from their bytes. Raises `msgspec.MsgspecError`."""
    return _facts.decode(data)


def decode_joined(data: bytes) -> Joined:
    """A waiting join from its bytes. Raises `msgspec.MsgspecError`."""
    return _joined.decode(data)
