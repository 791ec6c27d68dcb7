"""The plain form of what is sealed outside records: a nonce, and what it seals.

`nonce (24) ‖ AEAD(key, nonce, ad, text)`, with XChaCha20-Poly1305 as libsodium makes
it. `ad` says what the text is for, so that nothing can be put in another's place.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec
import nacl.bindings as sodium
from nacl.exceptions import CryptoError

from shared.sealing.fault import Unreadable

NONCE_BYTES = 24
OVERHEAD = NONCE_BYTES + 16

Body = TypeVar("Body", bound=msgspec.Struct)


def seal_text(key: bytes, ad: bytes, text: bytes, nonce: bytes) -> bytes:
    """`text` sealed under `key` (32 bytes) with 24 random bytes as `nonce`."""
    return nonce + sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(text, ad, nonce, key)


def open_text(key: bytes, ad: bytes, sealed: bytes) -> bytes | None:
    """The text, or None when it was cut, changed, or sealed with another key or `ad`."""
    if len(sealed) < OVERHEAD:
        return None
    try:
        return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
            sealed[NONCE_BYTES:], ad, sealed[:NONCE_BYTES], key
        )
    except CryptoError:
        return None


def read_body(form: type[Body], text: bytes) -> Body | Unreadable:
    """A body of this form from its MessagePack bytes, or `Unreadable.malformed`."""
    try:
        return msgspec.msgpack.decode(text, type=form)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return Unreadable.malformed


def open_body(key: bytes, ad: bytes, form: type[Body], sealed: bytes) -> Body | Unreadable:
    """The body of this form that was sealed, or why there is none."""
    text = open_text(key, ad, sealed)
    return Unreadable.closed if text is None else read_body(form, text)
