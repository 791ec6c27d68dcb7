"""Signatures hold for one key, one use and one text; origins have one spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.protocol import access
from shared.protocol.fault import Malformed
from shared.protocol.hashing import hash16, hash32

SEED = bytes(range(32))
KEY = access.public_key(SEED)


@given(seed=st.binary(min_size=32, max_size=32), text=st.binary(max_size=200))
def test_a_signature_is_good_for_its_key_use_and_text(seed: bytes, text: bytes) -> None:
    """What was signed is found good, with either form of the key."""
    key = access.public_key(seed)
    signature = access.sign(seed, access.LOGIN, text)

    assert access.check(key, access.LOGIN, text, signature)
    assert access.sign(access.signing_key(seed), access.LOGIN, text) == signature
    assert access.public_key(access.signing_key(seed)) == key


@given(text=st.binary(max_size=50), at=st.integers(0, 63), change=st.integers(1, 255))
def test_a_signature_is_good_for_nothing_else(text: bytes, at: int, change: int) -> None:
    """Another use, text, key or signature is not it."""
    signature = access.sign(SEED, access.LOGIN, text)
    other = bytearray(signature)
    other[at] ^= change

    assert not access.check(KEY, access.ENROL, text, signature)
    assert not access.check(KEY, access.LOGIN, text + b"x", signature)
    assert not access.check(access.public_key(bytes(32)), access.LOGIN, text, signature)
    assert not access.check(KEY, access.LOGIN, text, bytes(other))


@given(key=st.binary(max_size=70), signature=st.binary(max_size=70))
def test_any_bytes_are_simply_not_a_signature(key: bytes, signature: bytes) -> None:
    """Keys and signatures of any length never raise."""
    assert not access.check(key, access.HEAD, b"text", signature)


@pytest.mark.parametrize(
    "key",
    [bytes(32), bytes([1]) + bytes(31), b"\xec" + b"\xff" * 30 + b"\x7f", b"\xff" * 32],
    ids=["zero", "identity", "order two", "not canonical"],
)
def test_keys_of_small_order_are_not_accepted(key: bytes) -> None:
    """With such a key one signature would be good for many texts."""
    zero = bytes(64)
    identity = bytes([1]) + bytes(63)

    assert not access.check(key, access.HEAD, b"text", zero)
    assert not access.check(key, access.HEAD, b"text", identity)


def test_a_key_of_another_length_is_a_mistake_of_the_program() -> None:
    """Signing with 31 bytes raises instead of doing something."""
    for length in (0, 31, 33, 63, 65):
        with pytest.raises(ValueError, match="32 or 64 bytes"):
            access.sign(bytes(length), access.HEAD, b"")


def test_texts_are_the_bytes_of_the_protocol() -> None:
    """Fields follow each other in their fixed widths (docs/protocol.md §1, §7.2, §8)."""
    log, key, device = b"l" * 32, b"k" * 32, b"d" * 16

    assert access.enrol_text(log, key, "A-B") == log + key + b"A-B"
    assert access.login_text(log, device, b"c" * 32, "https://x:443") == (
        log + device + b"c" * 32 + b"https://x:443"
    )
    assert access.head_text(log, b"i" * 16, 258, b"h" * 32) == (
        log + b"i" * 16 + b"\0\0\0\0\0\0\1\2" + b"h" * 32
    )
    assert access.parcel_text(log, device, b"p") == log + device + b"p"


def test_ids_are_hashes_under_their_labels() -> None:
    """Ids of devices and slots differ even for one key."""
    assert access.device_id(KEY) == hash16("lv1.device", KEY)
    assert access.slot_id(KEY) == hash16("lv1.slot", KEY)
    assert access.pass_hash(KEY) == hash32("lv1.link.pass", KEY)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://relay.example", "https://relay.example:443"),
        ("HTTPS://Relay.Example/some/path?x=1#y", "https://relay.example:443"),
        ("http://localhost:8470/", "http://localhost:8470"),
        ("http://127.0.0.1", "http://127.0.0.1:80"),
        ("https://[2001:DB8::1]:8443", "https://[2001:db8::1]:8443"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example:443"),
    ],
)
def test_an_origin_has_one_spelling(url: str, origin: str) -> None:
    """Lower case, port written out, nothing after it; and it is its own origin."""
    assert access.origin_of(url) == origin
    assert access.origin_of(origin) == origin


@pytest.mark.parametrize(
    "url",
    [
        "",
        "relay.example",
        "ftp://relay.example",
        "https://",
        "https:///path",
        "https://user@relay.example",
        "https://user:word@relay.example",
        "https://relay.example:0",
        "https://relay.example:65536",
        "https://relay.example:x",
        "https://re lay.example",
        "https://relay.example\n",
        "https://rélay.example",
        "https://relay.example%2f",
        "https://[::1",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_address_has_no_origin(url: str) -> None:
    """Each is refused in words, and none raises anything else."""
    with pytest.raises(Malformed):
        access.origin_of(url)


@given(st.text(max_size=40))
def test_no_text_makes_an_origin_raise_anything_else(text: str) -> None:
    """An origin is ASCII without blanks, or there is none."""
    try:
        origin = access.origin_of(text)
    except Malformed:
        return
    assert origin.isascii()
    assert access.origin_of(origin) == origin
