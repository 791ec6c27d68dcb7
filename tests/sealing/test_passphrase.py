"""The lock of a device: one passphrase opens it, and each failure is told apart."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import nacl.bindings as sodium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sealing.device import Random
from shared.sealing.fault import TestProfile, TooLittleMemory
from shared.sealing.passphrase import (
    CONTENT_LIMIT,
    FOR_TESTS,
    PROFILES,
    STANDARD,
    LockFault,
    lock,
    profile_of,
    unlock,
)
from tests.sealing.cast import flipped, seeded

CONTENT = b"the keys of a device"
TEXTS = st.text(min_size=1, max_size=40)


def locked(
    passphrase: str = "een goed wachtwoord",
    content: bytes = CONTENT,
    random: Random | None = None,
) -> bytes:
    draw = random or seeded("lock")
    return lock(passphrase, content, FOR_TESTS, draw, allow_test_profile=True)


def opened(blob: bytes, passphrase: str = "een goed wachtwoord") -> bytes | LockFault:
    return unlock(passphrase, blob, allow_test_profile=True)


BLOB = locked()


def summed(body: bytes) -> bytes:
    """A file with a right sum at its end, as a faulty program could make it."""
    return body + blake2b(body, digest_size=32).digest()


@given(TEXTS, st.binary(max_size=500))
def test_a_lock_opens_with_its_passphrase(passphrase: str, content: bytes) -> None:
    """And gives back what was put in."""
    assert opened(locked(passphrase, content), passphrase) == content


@given(TEXTS.filter(lambda text: text != "een goed wachtwoord"))
def test_a_wrong_passphrase_is_told(passphrase: str) -> None:
    """As such, and not as damage."""
    assert opened(BLOB, passphrase) is LockFault.wrong_passphrase
    assert opened(BLOB, "") is LockFault.wrong_passphrase


@given(st.integers(0, 8 * len(BLOB) - 1))
def test_a_changed_bit_is_told_as_damage(bit: int) -> None:
    """Never as a wrong passphrase: nobody is sent to search their memory for nothing."""
    assert opened(flipped(BLOB, bit)) in (LockFault.damaged, LockFault.truncated)


@given(st.integers(0, len(BLOB) - 1))
def test_a_cut_file_is_told_as_cut(length: int) -> None:
    """Wherever it was cut."""
    assert opened(BLOB[:length]) is LockFault.truncated


@given(st.binary(min_size=1, max_size=400))
def test_more_or_other_bytes_are_damage(data: bytes) -> None:
    """A file with something after its end, and any other file."""
    assert opened(BLOB + data) is LockFault.damaged
    assert opened(data) is LockFault.damaged or b"luister lock 1\n".startswith(data)


def test_a_sealed_part_that_was_exchanged_is_damage() -> None:
    """Wrap and content belong together, even when the sum at the end is right."""
    other = locked(content=CONTENT[::-1], random=seeded("other"))

    assert opened(summed(BLOB[:-92] + other[-92:-32])) is LockFault.damaged


def test_a_profile_of_a_later_version_is_told() -> None:
    """Before any memory is taken."""
    newer = summed(BLOB[:-32].replace(b"test-only", b"argon2040"))

    assert opened(newer) is LockFault.unknown_profile
    assert profile_of(newer) is LockFault.unknown_profile


def test_the_test_profile_is_refused_outside_tests() -> None:
    """Neither made nor opened, so it never guards real keys."""
    with pytest.raises(TestProfile):
        lock("een goed wachtwoord", CONTENT, FOR_TESTS, seeded("lock"))
    assert unlock("een goed wachtwoord", BLOB) is LockFault.test_profile


def test_a_new_passphrase_makes_a_new_wrapping_key() -> None:
    """Nothing of the old file fits the new one, and the old passphrase opens nothing."""
    random = seeded("twice")
    before = locked(random=random)
    after = locked("een beter wachtwoord", random=random)
    wraps = {
        wrapping_key(before, "een goed wachtwoord"),
        wrapping_key(after, "een beter wachtwoord"),
    }

    assert opened(after, "een beter wachtwoord") == CONTENT
    assert opened(after) is LockFault.wrong_passphrase
    assert len(wraps) == 2
    assert locked(random=random) != locked(random=random)


def wrapping_key(blob: bytes, passphrase: str) -> bytes:
    """The wrapping key in a file of the test profile, by the layout in the docstring."""
    head = blob[: 15 + 1 + len("test-only") + 16 + 4]
    stretched = sodium.crypto_pwhash_alg(32, passphrase.encode(), head[-20:-4], 1, 8192, 2)
    wrap = blob[len(head) : len(head) + 72]
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(wrap[24:], head, wrap[:24], stretched)


@pytest.mark.parametrize(
    ("typed", "same"),
    [("caf\u00e9", "cafe\u0301"), ("een\u00a0zin", "een zin"), ("\ud83dx", "\ud83dx")],
)
def test_a_passphrase_is_the_same_from_every_keyboard(typed: str, same: str) -> None:
    """Composed or not, with whatever blank, and with bytes that are no text."""
    assert opened(locked(typed), same) == CONTENT


def test_case_and_length_matter() -> None:
    """Nothing else about a passphrase is forgiven."""
    for other in ("Een goed wachtwoord", "een goed wachtwoord ", "eengoed wachtwoord"):
        assert opened(BLOB, other) is LockFault.wrong_passphrase


def test_the_standard_profile_is_argon2id_with_256_mebibytes() -> None:
    """It has its name and month, opens what it locked, and is the libsodium function."""
    blob = lock("een goed wachtwoord", CONTENT, STANDARD, seeded("standard"))

    assert (STANDARD.passes, STANDARD.memory) == (3, 268_435_456)
    assert STANDARD.name.encode() in blob
    assert profile_of(blob) == STANDARD
    assert unlock("een goed wachtwoord", blob) == CONTENT


def test_profiles_are_found_by_their_names() -> None:
    """A name stands for one profile for ever, and only one is for tests."""
    assert {name: profile.name for name, profile in PROFILES.items()} == {
        "argon2id-2026-11": "argon2id-2026-11",
        "test-only": "test-only",
    }
    assert [profile for profile in PROFILES.values() if profile.for_tests] == [FOR_TESTS]


def test_too_little_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """libsodium says so by failing; the user hears what to do."""

    def fail(*_: Any) -> bytes:
        raise RuntimeError

    monkeypatch.setattr(sodium, "crypto_pwhash_alg", fail)

    assert opened(BLOB) is LockFault.too_little_memory
    with pytest.raises(TooLittleMemory):
        locked()


def test_what_can_not_be_locked_is_refused() -> None:
    """An empty passphrase, and more than a lock holds."""
    with pytest.raises(ValueError, match="passphrase"):
        locked("")
    with pytest.raises(ValueError, match="16 MiB"):
        locked(content=bytes(CONTENT_LIMIT + 1))


def test_nothing_of_the_content_is_in_the_clear() -> None:
    """Nor of the passphrase."""
    assert CONTENT[:8] not in BLOB
    assert b"wachtwoord" not in BLOB
