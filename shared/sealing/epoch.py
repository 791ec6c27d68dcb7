"""The keys of one epoch of a circle, all made from its secret (docs/protocol.md §3)."""

from __future__ import annotations

from shared.protocol.hashing import hash16, keyed32
from shared.sealing.discreet import Discreet

SECRET_BYTES = 32
CIRCLE_BYTES = 16


class EpochKeys(Discreet, frozen=True, gc=False):
    """Everything that a holder of an epoch's secret can compute."""

    circle: bytes
    """Circle id, 16 bytes."""
    epoch: bytes
    """Epoch id, 32 bytes: the commitment to the secret."""
    secret: bytes
    """32 bytes."""
    seal: bytes
    """Seal key, 32 bytes: XChaCha20-Poly1305 of the epoch's records."""
    tag_key: bytes
    """Tag key, 32 bytes: from it, each record's token and tag."""
    box: bytes
    """Box key, 32 bytes: seals other epochs' secrets in a pair or `self` circle."""

    @classmethod
    def of(cls, circle: bytes, secret: bytes) -> EpochKeys:
        """The keys of the epoch of `circle` (16 bytes) with this secret (32 bytes).

        Raises `ValueError` for other lengths, which a caller has checked before.
        """
        if len(circle) != CIRCLE_BYTES:
            raise ValueError(f"a circle id has 16 bytes, not {len(circle)}")
        if len(secret) != SECRET_BYTES:
            raise ValueError(f"an epoch secret has 32 bytes, not {len(secret)}")
        return cls(
            circle,
            keyed32(secret, "lv1.epoch", circle),
            secret,
            keyed32(secret, "lv1.seal"),
            keyed32(secret, "lv1.tagkey"),
            keyed32(secret, "lv1.boxkey"),
        )

    def token(self, device: bytes, counter: int) -> bytes:
        """The token (32 bytes) of a device's record number `counter`, from 0.

        Only who has the secret can make it; its hash is the record's tag.
        """
        return keyed32(self.tag_key, "lv1.token", device + counter.to_bytes(8, "big"))

    def tag(self, device: bytes, counter: int) -> bytes:
        """The tag (16 bytes) of a device's record number `counter`, from 0."""
        return hash16("lv1.tag", self.token(device, counter))

    def __repr__(self) -> str:
        return f"EpochKeys(circle={self.circle.hex()}, epoch={self.epoch.hex()}, secret=…)"


def epoch_id(circle: bytes, secret: bytes) -> bytes:
    """The epoch id (32 bytes) that commits to a circle (16) and a secret (32).

    Whoever receives a secret compares this with the epoch id that it came with.
    """
    return keyed32(secret, "lv1.epoch", circle)
