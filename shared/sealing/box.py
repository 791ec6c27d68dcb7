"""Secrets on their way: an epoch's to a holder, and a turn's to a member's own devices
(docs/protocol.md §5.4)."""

from __future__ import annotations

from typing import NamedTuple

import nacl.bindings as sodium
from nacl.exceptions import CryptoError

from shared.sealing.device import exchange_public as public_of
from shared.sealing.epoch import SECRET_BYTES, epoch_id
from shared.sealing.fault import SmallOrder
from shared.sealing.sealed import NONCE_BYTES, OVERHEAD, open_text, seal_text

BOX_BYTES = OVERHEAD + SECRET_BYTES
TURN_BOX_BYTES = 2 * SECRET_BYTES + 48


class Turned(NamedTuple):
    """What a turn gives to a device: the member's new private key (32 bytes) and the
    secret (32 bytes) of the next epoch of `self`."""

    member_private: bytes
    secret: bytes

    def __repr__(self) -> str:
        return "Turned(…)"


def seal_box(
    box_key: bytes, circle: bytes, next_epoch: bytes, secret: bytes, nonce: bytes
) -> bytes:
    """The box (72 bytes) that gives a holder the secret of the circle's next epoch.

    `box_key` is that of the pair or `self` epoch between giver and holder; `nonce` is
    24 random bytes.
    """
    return seal_text(box_key, circle + next_epoch, secret, nonce)


def open_box(box_key: bytes, circle: bytes, next_epoch: bytes, box: bytes) -> bytes | None:
    """The secret (32 bytes) in a box, or None when the box is not for this key, circle
    and epoch, or when the secret is not the one that the epoch id commits to."""
    if len(box) != BOX_BYTES:
        return None
    secret = open_text(box_key, circle + next_epoch, box)
    return secret if secret is not None and epoch_id(circle, secret) == next_epoch else None


def seal_turn(
    exchange_public: bytes, member_private: bytes, secret: bytes, ephemeral: bytes | None = None
) -> bytes:
    """The box (112 bytes) that gives a device of the same member what a turn made.

    It is libsodium's `crypto_box_seal`. `ephemeral` is its one-time private key (32
    random bytes); without it libsodium draws one. Raises `SmallOrder` when the exchange
    key is no real key, `ValueError` when it is not 32 bytes.
    """
    text = member_private + secret
    try:
        if ephemeral is None:
            return sodium.crypto_box_seal(text, exchange_public)
        public = public_of(ephemeral)
        nonce = sodium.crypto_generichash_blake2b_salt_personal(
            public + exchange_public, digest_size=NONCE_BYTES
        )
        return public + sodium.crypto_box_easy(text, nonce, exchange_public, ephemeral)
    except RuntimeError:  # libsodium's sign of a point of small order
        raise SmallOrder from None


def open_turn(exchange_private: bytes, box: bytes) -> Turned | None:
    """What a turn's box holds, or None when it is not for this device's exchange key.

    Anybody can make such a box, so the caller compares the secret with the epoch id
    of the closing, and the member key with the one of the act.
    """
    if len(box) != TURN_BOX_BYTES:
        return None
    try:
        text = sodium.crypto_box_seal_open(box, public_of(exchange_private), exchange_private)
    except CryptoError:
        return None
    return Turned(text[:SECRET_BYTES], text[SECRET_BYTES:])
