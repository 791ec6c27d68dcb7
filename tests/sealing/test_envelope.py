"""Sealing and opening records: what must open opens, and what must be rejected is."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta

import nacl.bindings as sodium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.protocol.record import WIRE_FLOOR, WIRE_LIMIT
from shared.sealing.envelope import (
    NO_FENCE,
    OPENING,
    TIME_LIMIT,
    Draft,
    Flaw,
    Plain,
    genuine,
    seal,
    unseal,
)
from shared.sealing.epoch import EpochKeys
from shared.sealing.fault import TooLarge
from shared.sealing.padding import padded_length, padded_length_self_opening
from tests.sealing.cast import CIRCLE, KEYS, LAPTOP, LOG, NONCE, OTHER_SIGNER, TAG, flipped

SIGNER = LAPTOP.signer
HASHES = st.binary(min_size=32, max_size=32)
BYTES = st.integers(0, 255)
PLACES = st.integers(0, 2**63 - 1)
TIMES = st.integers(0, TIME_LIMIT - 1)
DRAFTS = st.builds(
    Draft,
    kind=BYTES,
    index=BYTES,
    predecessor=HASHES,
    witness_place=PLACES,
    witness_chain=HASHES,
    time=TIMES,
    payload=st.binary(max_size=3000),
)
DRAFT = Draft(0, NO_FENCE, b"p" * 32, 41, b"w" * 32, 1_700_000_000_000, b"\x93 a note")


def sealed(draft: Draft = DRAFT, nonce: bytes = NONCE) -> bytes:
    return seal(KEYS, LOG, SIGNER, TAG, draft, nonce)


def plaintext(wire: bytes) -> bytes:
    """The plaintext of a record, opened here without the package."""
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
        wire[40:], b"\x01" + LOG + wire[:16], wire[16:40], KEYS.seal
    )


def resealed(text: bytes, tag: bytes = TAG, nonce: bytes = NONCE) -> bytes:
    """A record of any plaintext, as a holder with another program could make it."""
    return (
        tag
        + nonce
        + sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
            text, b"\x01" + LOG + tag, nonce, KEYS.seal
        )
    )


def with_header(count: int, kind: int = 0, padded: int = 512) -> bytes:
    """A plaintext that says it has `count` bytes of payload."""
    header = struct.pack(">BBBBI32sQ32sQ", 1, kind, NO_FENCE, 0, count, b"", 0, b"", 0)
    return header.ljust(padded, b"\0")


def opened(wire: bytes, keys: EpochKeys = KEYS, log: bytes = LOG) -> Plain:
    plain = unseal(keys, log, wire)
    assert isinstance(plain, Plain)
    return plain


@given(DRAFTS)
def test_what_was_sealed_opens_and_is_genuine(draft: Draft) -> None:
    """All fields come back, and the signature fits."""
    wire = sealed(draft)
    plain = opened(wire)

    assert (
        plain.kind,
        plain.index,
        plain.predecessor,
        plain.witness_place,
        plain.witness_chain,
        plain.time,
        plain.payload,
    ) == (
        draft.kind,
        draft.index,
        draft.predecessor,
        draft.witness_place,
        draft.witness_chain,
        draft.time,
        draft.payload,
    )
    assert bytes(plain.payload_view) == draft.payload
    assert genuine(plain, KEYS, LOG, SIGNER.key, wire)
    assert len(wire) == 56 + padded_length(152 + len(draft.payload))


def test_the_plaintext_has_the_layout_of_the_protocol() -> None:
    """Each field stands at its offset, worked out here by hand."""
    text = plaintext(sealed())
    n = len(DRAFT.payload)

    assert text[0:4] == bytes([1, 0, 255, 0])
    assert text[4:8] == n.to_bytes(4, "big")
    assert text[8:40] == DRAFT.predecessor
    assert text[40:48] == (41).to_bytes(8, "big")
    assert text[48:80] == DRAFT.witness_chain
    assert text[80:88] == DRAFT.time.to_bytes(8, "big")
    assert text[88 : 88 + n] == DRAFT.payload
    assert text[152 + n :] == bytes(512 - 152 - n)
    signed = b"luister/v1/record\0" + LOG + CIRCLE + KEYS.epoch + TAG + NONCE + text[: 88 + n]
    assert sodium.crypto_sign_open(text[88 + n : 152 + n] + signed, SIGNER.key) == signed


def test_nothing_but_the_tag_and_nonce_is_in_the_clear() -> None:
    """Author, circle, epoch and payload are not to be found in the record's bytes."""
    wire = sealed(Draft(0, 255, b"p" * 32, 1, b"w" * 32, 1, b"canary" * 20))

    for hidden in (b"canary", SIGNER.device, SIGNER.key, CIRCLE, KEYS.epoch, b"p" * 32, b"w" * 32):
        assert hidden not in wire


@given(st.integers(0, 8 * 568 - 1))
def test_a_changed_bit_anywhere_is_a_bad_mac(bit: int) -> None:
    """Tag, nonce and text are all covered."""
    assert unseal(KEYS, LOG, flipped(sealed(), bit)) is Flaw.bad_mac


@pytest.mark.parametrize("size", [0, 1, 39, 40, 55, 56, 567])
def test_a_record_below_the_floor_is_truncated(size: int) -> None:
    """Shorter than 568 bytes is no record."""
    assert WIRE_FLOOR == 568
    assert unseal(KEYS, LOG, sealed()[:size]) is Flaw.truncated


def test_a_record_that_lost_its_end_does_not_open() -> None:
    """One byte less than it had, still over the floor."""
    wire = sealed(Draft(0, 255, bytes(32), 0, bytes(32), 0, b"x" * 900))

    assert unseal(KEYS, LOG, wire[:-1]) is Flaw.bad_mac


def test_a_record_over_the_limit_is_too_large() -> None:
    """It is not even opened."""
    assert unseal(KEYS, LOG, bytes(WIRE_LIMIT + 1)) is Flaw.too_large
    assert unseal(KEYS, LOG, bytes(WIRE_LIMIT)) is Flaw.bad_mac


@pytest.mark.parametrize("version", [0, 2, 255])
def test_another_version_is_rejected(version: int) -> None:
    """Opened with the right key, but of another form."""
    text = plaintext(sealed())

    assert unseal(KEYS, LOG, resealed(bytes([version]) + text[1:])) is Flaw.bad_version


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(flipped(with_header(4), 3 * 8), id="byte 3 is not zero"),
        pytest.param(with_header(361), id="the payload runs past the end"),
        pytest.param(with_header(2**32 - 1), id="the payload is said to be four gigabytes"),
        pytest.param(with_header(4, padded=544), id="padded to more than needed"),
        pytest.param(with_header(800, padded=1000), id="padded to a size that is no size"),
        pytest.param(with_header(4, padded=65_536), id="padded like an opening of self"),
        pytest.param(flipped(with_header(4), 8 * 511), id="the last byte is not zero"),
        pytest.param(flipped(with_header(4), 8 * 156), id="the first padding byte is not zero"),
    ],
)
def test_wrong_padding_is_rejected(text: bytes) -> None:
    """Exactly one size and one padding are permitted, so one plaintext has one form."""
    assert unseal(KEYS, LOG, resealed(text)) is Flaw.bad_padding


@pytest.mark.parametrize(
    ("place", "time"),
    [(2**63, 0), (2**64 - 1, 0), (0, TIME_LIMIT), (0, 2**64 - 1)],
)
def test_a_place_or_time_that_can_not_be_is_rejected(place: int, time: int) -> None:
    """No database or calendar of a reader ever sees one."""
    text = struct.pack(">BBBBI32sQ32sQ", 1, 0, 255, 0, 0, b"", place, b"", time)

    assert unseal(KEYS, LOG, resealed(text.ljust(512, b"\0"))) is Flaw.bad_payload
    with pytest.raises(ValueError, match="below 2"):
        sealed(Draft(0, 255, bytes(32), place, bytes(32), time, b""))


def test_the_latest_time_is_one_that_calendars_know() -> None:
    """The last millisecond of the year 9999."""
    latest = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=TIME_LIMIT - 1)
    wire = sealed(Draft(0, 255, bytes(32), 2**63 - 1, bytes(32), TIME_LIMIT - 1, b""))

    assert (latest.year, latest.month, latest.day) == (9999, 12, 31)
    assert opened(wire).time == TIME_LIMIT - 1


def test_a_payload_that_fills_the_size_has_no_padding() -> None:
    """No padding at all is right when the text fits its size."""
    wire = sealed(Draft(0, 255, bytes(32), 0, bytes(32), 0, b"x" * 360))

    assert len(wire) == WIRE_FLOOR
    assert opened(wire).payload == b"x" * 360


def test_only_an_opening_of_self_is_padded_by_the_other_rule() -> None:
    """The reader takes the rule from kind and circle, never from the record's size."""
    draft = Draft(OPENING, 0, bytes(32), 0, bytes(32), 0, b"ring")
    wide = seal(KEYS, LOG, SIGNER, TAG, draft, NONCE, padded_length_self_opening)
    other = Draft(0, 255, bytes(32), 0, bytes(32), 0, b"ring")
    wide_other = seal(KEYS, LOG, SIGNER, TAG, other, NONCE, padded_length_self_opening)

    assert len(wide) == 65_536 + 56
    assert isinstance(unseal(KEYS, LOG, wide, self_circle=True), Plain)
    assert unseal(KEYS, LOG, wide, self_circle=False) is Flaw.bad_padding
    assert unseal(KEYS, LOG, sealed(draft), self_circle=True) is Flaw.bad_padding
    assert unseal(KEYS, LOG, wide_other, self_circle=True) is Flaw.bad_padding
    assert isinstance(unseal(KEYS, LOG, sealed(other), self_circle=True), Plain)


def test_a_record_of_another_log_or_epoch_does_not_open() -> None:
    """The log is bound by the associated data, the epoch by its key."""
    wire = sealed()

    assert unseal(KEYS, flipped(LOG, 0), wire) is Flaw.bad_mac
    assert unseal(EpochKeys.of(CIRCLE, bytes(32)), LOG, wire) is Flaw.bad_mac


def test_the_signature_covers_everything_that_names_the_record() -> None:
    """The same plaintext under another log, circle, epoch, tag, nonce or key is not
    genuine, even for a holder who can seal it anew."""
    wire = sealed()
    plain, text = opened(wire), plaintext(wire)
    other_circle = EpochKeys.of(flipped(CIRCLE, 0), KEYS.secret)
    other_epoch = EpochKeys(
        CIRCLE, flipped(KEYS.epoch, 0), KEYS.secret, KEYS.seal, KEYS.tag_key, KEYS.box
    )
    other_tag = resealed(text, tag=KEYS.tag(SIGNER.device, 1))
    other_nonce = resealed(text, nonce=flipped(NONCE, 0))

    assert genuine(plain, KEYS, LOG, SIGNER.key, wire)
    assert not genuine(plain, KEYS, flipped(LOG, 0), SIGNER.key, wire)
    assert not genuine(plain, other_circle, LOG, SIGNER.key, wire)
    assert not genuine(plain, other_epoch, LOG, SIGNER.key, wire)
    assert not genuine(opened(other_tag), KEYS, LOG, SIGNER.key, other_tag)
    assert not genuine(opened(other_nonce), KEYS, LOG, SIGNER.key, other_nonce)
    assert not genuine(plain, KEYS, LOG, OTHER_SIGNER.key, wire)


@given(st.integers(8, 8 * (88 + len(DRAFT.payload) + 64) - 1))
def test_a_changed_bit_of_the_signed_text_is_not_genuine(bit: int) -> None:
    """A holder who changes what a colleague wrote is caught, or it is no record."""
    wire = resealed(flipped(plaintext(sealed()), bit))
    plain = unseal(KEYS, LOG, wire)

    assert plain in (Flaw.bad_padding, Flaw.bad_payload) or (
        isinstance(plain, Plain) and not genuine(plain, KEYS, LOG, SIGNER.key, wire)
    )


def test_a_signature_for_another_use_is_not_one_of_a_record() -> None:
    """What a device signs to log in can never become a record."""
    text = plaintext(sealed())
    n = 88 + len(DRAFT.payload)
    covered = LOG + CIRCLE + KEYS.epoch + TAG + NONCE + text[:n]
    forged = resealed(text[:n] + SIGNER.sign("luister/v1/login", covered) + text[n + 64 :])
    signed = resealed(text[:n] + SIGNER.sign("luister/v1/record", covered) + text[n + 64 :])

    assert not genuine(opened(forged), KEYS, LOG, SIGNER.key, forged)
    assert genuine(opened(signed), KEYS, LOG, SIGNER.key, signed)


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(33), bytes(32), b"\x01" + bytes(31)])
def test_a_key_that_is_none_is_never_genuine(key: bytes) -> None:
    """Wrong lengths and points of small order are no device's key."""
    wire = sealed()

    assert not genuine(opened(wire), KEYS, LOG, key, wire)


@given(st.binary(max_size=2000), st.booleans())
def test_any_bytes_are_a_flaw(data: bytes, self_circle: bool) -> None:
    """Whatever a relay serves, opening it has an outcome and raises nothing."""
    assert unseal(KEYS, LOG, data, self_circle) in (Flaw.truncated, Flaw.bad_mac)


@given(st.binary(min_size=512, max_size=2000), st.booleans())
def test_any_plaintext_is_a_flaw_or_a_record(text: bytes, self_circle: bool) -> None:
    """Whatever a holder seals, opening and checking it raises nothing."""
    wire = resealed(b"\x01" + text[1:])
    plain = unseal(KEYS, LOG, wire, self_circle)

    assert plain in (Flaw.bad_padding, Flaw.bad_payload) or (
        isinstance(plain, Plain) and not genuine(plain, KEYS, LOG, SIGNER.key, wire)
    )


@settings(max_examples=10)
@given(st.integers(-2, 2))
def test_what_is_too_large_is_refused_before_it_is_signed(more: int) -> None:
    """4,128,768 bytes is the largest size within a record's limit of four mebibytes."""
    largest = 4_128_768 - 152
    draft = Draft(0, 255, bytes(32), 0, bytes(32), 0, bytes(largest + more))

    if more > 0:
        with pytest.raises(TooLarge):
            seal(KEYS, LOG, SIGNER, TAG, draft, NONCE)
    else:
        assert len(seal(KEYS, LOG, SIGNER, TAG, draft, NONCE)) <= WIRE_LIMIT


@pytest.mark.parametrize(
    ("log", "tag", "predecessor", "chain"),
    [(31, 16, 32, 32), (32, 15, 32, 32), (32, 16, 0, 32), (32, 16, 32, 33)],
)
def test_fields_of_other_lengths_are_refused(
    log: int, tag: int, predecessor: int, chain: int
) -> None:
    """A short field would be filled up with zeros without a word."""
    draft = Draft(0, 255, bytes(predecessor), 0, bytes(chain), 0, b"")
    with pytest.raises(ValueError, match="bytes"):
        seal(KEYS, bytes(log), SIGNER, bytes(tag), draft, NONCE)


def test_no_text_shows_in_the_representation() -> None:
    """What a client said is not in a traceback."""
    draft = Draft(0, 255, bytes(32), 0, bytes(32), 0, b"canary")
    plain = opened(sealed(draft))

    assert "canary" not in repr(draft) + str(draft) + repr(plain) + str(plain)


def test_each_flaw_has_the_protocols_name_and_a_text() -> None:
    """The names are those of the page, and no two share a text."""
    assert {flaw.code for flaw in Flaw} == {
        "truncated",
        "too-large",
        "bad-mac",
        "bad-version",
        "bad-padding",
        "bad-signature",
        "bad-payload",
    }
    assert len({flaw.text for flaw in Flaw}) == len(Flaw)
