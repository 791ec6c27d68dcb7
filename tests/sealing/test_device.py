"""Keys of a device: what they sign, and that they do not show."""

from __future__ import annotations

import nacl.bindings as sodium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.protocol import access
from shared.protocol.access import device_id
from shared.sealing.device import (
    PROOF,
    Signer,
    exchange_public,
    make_device,
    member_public,
    proof_text,
)
from tests.sealing.cast import JOOST_KEY, LAPTOP, LOG, NOOR, NOOR_KEY, OTHER_SIGNER, seeded

SEEDS = st.binary(min_size=32, max_size=32)


@given(SEEDS, st.binary(max_size=200))
def test_a_signature_is_over_its_use_and_the_text(seed: bytes, text: bytes) -> None:
    """It is Ed25519 over the label, a zero byte and the text, and fits no other use."""
    signer = Signer.of(seed)
    signature = signer.sign("luister/v1/proof", text)

    assert sodium.crypto_sign_open(signature + b"luister/v1/proof\0" + text, signer.key)
    assert access.check(signer.key, "luister/v1/proof", text, signature)
    assert not access.check(signer.key, "luister/v1/login", text, signature)
    assert not access.check(OTHER_SIGNER.key, "luister/v1/proof", text, signature)


def test_a_device_is_named_by_its_key() -> None:
    """The id is the hash of the public key."""
    assert LAPTOP.signer.device == device_id(LAPTOP.signer.key)
    assert len(LAPTOP.signer.device) == 16


def test_a_device_follows_from_the_randomness_that_comes_in() -> None:
    """A seed can replay a run, and two draws are two devices."""
    random = seeded("device")

    assert make_device(seeded("device")) == make_device(seeded("device"))
    assert make_device(random) != make_device(random)


def test_a_proof_covers_log_member_and_both_keys() -> None:
    """A proof can not be carried to another firm, person or key."""
    text = proof_text(LOG, NOOR, NOOR_KEY, LAPTOP.signer.key)
    proof = LAPTOP.signer.sign(PROOF, text)

    assert text == LOG + NOOR + NOOR_KEY + LAPTOP.signer.key
    assert access.check(LAPTOP.signer.key, PROOF, text, proof)
    for other in (
        proof_text(bytes(32), NOOR, NOOR_KEY, LAPTOP.signer.key),
        proof_text(LOG, bytes(16), NOOR_KEY, LAPTOP.signer.key),
        proof_text(LOG, NOOR, JOOST_KEY, LAPTOP.signer.key),
        proof_text(LOG, NOOR, NOOR_KEY, OTHER_SIGNER.key),
    ):
        assert not access.check(LAPTOP.signer.key, PROOF, other, proof)


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_private_keys_of_other_lengths_are_refused(length: int) -> None:
    """libsodium would read past the end of a short one."""
    for make in (Signer.of, exchange_public, member_public):
        with pytest.raises(ValueError, match=r"seed|32 bytes"):
            make(bytes(length))


@given(SEEDS)
def test_no_private_key_shows_in_the_representation(seed: bytes) -> None:
    """Neither the seed nor libsodium's form of it, alone or within the device's keys."""
    signer = Signer.of(seed)
    device = make_device(lambda _: seed)
    shown = repr(signer) + str(signer) + repr(device) + f"{device}"

    assert seed.hex() not in shown
    assert repr(seed)[2:-1] not in shown
