"""Requests to erase, and the tags of tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.protocol.erasure import TOKENS_LIMIT, Erase, Erased, tag_of_token
from shared.protocol.fault import Malformed
from shared.protocol.messages import decode, encode
from shared.sealing.epoch import EpochKeys

tokens = st.binary(min_size=32, max_size=32)


@given(st.sets(tokens, min_size=1, max_size=20))
def test_tokens_survive_the_wire(given_tokens: set[bytes]) -> None:
    """Ascending, each once."""
    body = Erase(tuple(sorted(given_tokens)))

    assert decode(Erase, encode(body)) == body


@given(st.lists(tokens, min_size=1, max_size=6))
def test_another_order_is_malformed(listed: list[bytes]) -> None:
    """It would tell the relay which records belong together."""
    ascending = listed == sorted(set(listed))
    wire = b"\x91" + bytes([0x90 + len(listed)]) + b"".join(b"\xc4\x20" + t for t in listed)

    if ascending:
        assert decode(Erase, wire).tokens == tuple(listed)
        return
    with pytest.raises(Malformed, match="ascend"):
        decode(Erase, wire)
    with pytest.raises(ValueError, match="ascend"):
        Erase(tuple(listed))


def test_so_many_tokens_and_no_more() -> None:
    """One to the limit, of 32 bytes each."""
    full = tuple(n.to_bytes(32, "big") for n in range(TOKENS_LIMIT))

    assert decode(Erase, encode(Erase(full))).tokens == full
    for wrong in ((), (*full, b"\xff" * 32), (b"t" * 31,), (b"t" * 33,)):
        with pytest.raises(Malformed):
            decode(Erase, encode(Erase(wrong)))


def test_a_token_leads_to_the_tag_of_its_record() -> None:
    """The tag that the record stands under in the log."""
    keys = EpochKeys.of(b"c" * 16, b"s" * 32)

    assert tag_of_token(keys.token(b"d" * 16, 7)) == keys.tag(b"d" * 16, 7)


def test_tokens_are_not_shown() -> None:
    """Crash output tells how many there are."""
    assert repr(Erase((b"t" * 32,))) == "Erase(1 tokens)"
    assert decode(Erased, encode(Erased(3))) == Erased(3)
