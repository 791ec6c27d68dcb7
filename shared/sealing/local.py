"""What a device keeps on its disk, sealed under a key of its own.

A blob is XChaCha20-Poly1305 (libsodium, 24-byte nonce in front) with its purpose as
associated data, so that one blob can not be put in another's place. A stream, for
what is too large to hold twice in memory, is libsodium's secretstream in pieces of
one mebibyte: pieces can not be changed, moved, left out or cut off unseen. These
forms are local and no part of the protocol.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import nacl.bindings as sodium

from shared.protocol.hashing import keyed32
from shared.sealing.fault import StreamCut, StreamDamaged
from shared.sealing.sealed import open_text, seal_text

KEY_BYTES = 32
PIECE_BYTES = 1_048_576
_FORM = b"luister/local/1\x00"
_HEADER_BYTES = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_MORE = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_LAST = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_PIECE_OVERHEAD = sodium.crypto_secretstream_xchacha20poly1305_ABYTES
_SIZE_BYTES = 4


def seal_blob(key: bytes, purpose: str, text: bytes, nonce: bytes) -> bytes:
    """`text` sealed under `key` (32 bytes) for one purpose; `nonce` is 24 random bytes.

    The purpose names table and row, or file, such as `outbox/17`.
    """
    return seal_text(key, _FORM + purpose.encode(), text, nonce)


def open_blob(key: bytes, purpose: str, blob: bytes) -> bytes | None:
    """The text in a blob, or None when it was cut, changed, or sealed under another key
    or for another purpose."""
    return open_text(key, _FORM + purpose.encode(), blob)


def seal_stream(key: bytes, purpose: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The sealed stream of `chunks`, in pieces of at most one mebibyte and 21 bytes.

    Its nonce is drawn by libsodium, which offers no other way.
    """
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    yield sodium.crypto_secretstream_xchacha20poly1305_init_push(state, _stream_key(key, purpose))
    for chunk in chunks:
        for start in range(0, len(chunk), PIECE_BYTES):
            yield _framed(state, chunk[start : start + PIECE_BYTES], _MORE)
    yield _framed(state, b"", _LAST)


def open_stream(key: bytes, purpose: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The text of a sealed stream, piece by piece; `chunks` may be cut anywhere.

    Raises `StreamCut` when the stream ends too early, `StreamDamaged` when a piece does
    not open or something follows the end. What came before is genuine, but it is the
    whole only when the end is reached.
    """
    source = _Source(chunks)
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    sodium.crypto_secretstream_xchacha20poly1305_init_pull(
        state, source.take(_HEADER_BYTES), _stream_key(key, purpose)
    )
    while True:
        size = int.from_bytes(source.take(_SIZE_BYTES), "big")
        if not _PIECE_OVERHEAD <= size <= PIECE_BYTES + _PIECE_OVERHEAD:
            raise StreamDamaged
        try:
            text, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, source.take(size))
        except RuntimeError:  # libsodium's sign that a piece does not open
            raise StreamDamaged from None
        if tag == _LAST:
            break
        yield text
    if not source.spent():
        raise StreamDamaged


class _Source:
    """Takes exact numbers of bytes from chunks that are cut anywhere."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = memoryview(b"")

    def take(self, count: int) -> bytes:
        parts: list[memoryview] = []
        while count:
            if self.spent():
                raise StreamCut
            part = self._rest[:count]
            self._rest = self._rest[len(part) :]
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def spent(self) -> bool:
        while not len(self._rest):
            chunk = next(self._chunks, None)
            if chunk is None:
                return True
            self._rest = memoryview(chunk)
        return False


def _framed(
    state: sodium.crypto_secretstream_xchacha20poly1305_state, text: bytes, tag: int
) -> bytes:
    piece = sodium.crypto_secretstream_xchacha20poly1305_push(state, text, None, tag)
    return len(piece).to_bytes(_SIZE_BYTES, "big") + piece


def _stream_key(key: bytes, purpose: str) -> bytes:
    """A key for the streams of one purpose, so that it never seals a blob too."""
    return keyed32(key, "local.stream", purpose.encode())
