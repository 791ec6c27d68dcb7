"""Asking the relay to erase records (docs/protocol.md §8.7).

Who asks shows the token of each record, which only a holder of its circle's key can make
(§4.1), and not its tag, which everybody sees.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

from msgspec import Meta, Struct

from shared.protocol.hashing import hash16
from shared.protocol.messages import Bytes32, Count

TOKENS_LIMIT = 4_096
"""The most tokens in one request."""


class Erase(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The tokens (32 bytes each) of records whose bytes are to go: ascending, each once,
    so that their order tells nothing of what belongs together.

    Raises `ValueError` when they are not in this order, and so `decode` `Malformed`.
    """

    tokens: Annotated[tuple[Bytes32, ...], Meta(min_length=1, max_length=TOKENS_LIMIT)]

    def __post_init__(self) -> None:
        if any(one >= later for one, later in pairwise(self.tokens)):
            raise ValueError("the tokens must ascend")

    def __repr__(self) -> str:
        return f"Erase({len(self.tokens)} tokens)"


class Erased(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """How many of the named entries now have no bytes because somebody erased them."""

    count: Count


def tag_of_token(token: bytes) -> bytes:
    """The tag (16 bytes) of the record with this token (32 bytes)."""
    return hash16("lv1.tag", token)
