"""The key under which a device seals its own files, and what it does with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from shared.sealing.local import KEY_BYTES, open_blob, open_stream, seal_blob, seal_stream

NONCE_BYTES = 24


class Sealer:
    """Seals and opens blobs and streams, each for one purpose (a short name).

    `key` is 32 bytes; `random` gives n random bytes.
    """

    def __init__(self, key: bytes, random: Callable[[int], bytes]) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("the local key has 32 bytes")
        self._key = key
        self._random = random

    def seal(self, purpose: str, text: bytes) -> bytes:
        """A sealed blob."""
        return seal_blob(self._key, purpose, text, self._random(NONCE_BYTES))

    def open(self, purpose: str, blob: bytes) -> bytes | None:
        """The text of a blob; None when it was changed or sealed for something else."""
        return open_blob(self._key, purpose, blob)

    def seal_stream(self, purpose: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """A sealed stream, in pieces."""
        return seal_stream(self._key, purpose, chunks)

    def open_stream(self, purpose: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The text of a sealed stream, in pieces. Raises `SealingFault`."""
        return open_stream(self._key, purpose, chunks)

    def __repr__(self) -> str:
        return "Sealer(<redacted>)"
