"""Thousands of runs in a minute: pure functions of libsodium remember their results.

In a simulation every device checks the same signatures and derives the same keys. What
is remembered here gives the same answer for the same input, so a run is the same to the
byte with and without it; failures are not remembered.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import nacl.bindings as sodium
import pytest

from shared.sealing import envelope

PURE = (
    "crypto_sign_open",
    "crypto_sign_seed_keypair",
    "crypto_scalarmult",
    "crypto_scalarmult_base",
)


@contextmanager
def remembering() -> Iterator[None]:
    """Remember the results of signature checks and key derivations while this lasts."""
    with pytest.MonkeyPatch.context() as patch:
        for name in PURE:
            patch.setattr(sodium, name, lru_cache(maxsize=65_536)(getattr(sodium, name)))
        patch.setattr(envelope, "_sign_open", sodium.crypto_sign_open)
        yield
