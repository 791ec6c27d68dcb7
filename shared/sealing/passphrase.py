"""What opens a device: a passphrase, stretched with Argon2id (RFC 9106).

A locked file is

    "luister lock 1\\n" ‖ length of the profile's name (1) ‖ its name ‖ salt (16)
    ‖ length of the content (4, big-endian)
    ‖ nonce (24) ‖ AEAD(stretched passphrase, nonce, all before it, wrapping key (32))
    ‖ nonce (24) ‖ AEAD(wrapping key, nonce, all before it, content)
    ‖ BLAKE2b-256 of all before it

The wrapping key is random and new with every `lock`, so a change of passphrase leaves
nothing that the old passphrase and an old copy could open. The sum at the end tells a
damaged file from a wrong passphrase. The form is local and no part of the protocol.
"""

from __future__ import annotations

import unicodedata
from enum import Enum
from hashlib import blake2b

import nacl.bindings as sodium
from msgspec import Struct

from shared.sealing.device import Random
from shared.sealing.discreet import Discreet
from shared.sealing.fault import TestProfile, TooLittleMemory
from shared.sealing.sealed import NONCE_BYTES, OVERHEAD, open_text, seal_text
from shared.wording import N_

CONTENT_LIMIT = 16_777_216
"""The most bytes that one lock holds."""
_MAGIC = b"luister lock 1\n"
_KEY_BYTES = 32
_SALT_BYTES = 16
_SUM_BYTES = 32
_LENGTH_BYTES = 4
_WRAP_BYTES = OVERHEAD + _KEY_BYTES


class Profile(Struct, frozen=True):
    """How a passphrase is stretched. A profile never changes; a better one gets another
    name, and old files name the one that they were made with."""

    name: str
    since: str
    """The month in which it came into use."""
    passes: int
    """Argon2id's t."""
    memory: int
    """Argon2id's m, in bytes."""
    for_tests: bool = False


STANDARD = Profile("argon2id-2026-11", "2026-11", passes=3, memory=256 * 1_048_576)
"""Four times the memory of RFC 9106's second recommendation, at one lane."""
FOR_TESTS = Profile("test-only", "2026-11", passes=1, memory=8_192, for_tests=True)
PROFILES = {profile.name: profile for profile in (STANDARD, FOR_TESTS)}


class LockFault(Enum):
    """Why a locked file does not open, in plain English."""

    wrong_passphrase = N_("This is not the passphrase.")
    damaged = N_("The key file is damaged. Put back a copy of it.")
    truncated = N_("The key file is cut off. Put back a copy of it.")
    unknown_profile = N_("The key file was made by a newer version of the program.")
    test_profile = N_("The key file was made for tests only and protects nothing.")
    too_little_memory = TooLittleMemory.text


def lock(
    passphrase: str,
    content: bytes,
    profile: Profile,
    random: Random,
    *,
    allow_test_profile: bool = False,
) -> bytes:
    """The file that holds `content` under this passphrase.

    Every call makes a new salt and a new wrapping key. Takes the profile's memory, and
    about a second. Raises `TestProfile` when the profile is for tests and that is not
    allowed, `TooLittleMemory`, and `ValueError` for an empty passphrase or content over
    `CONTENT_LIMIT`.
    """
    if profile.for_tests and not allow_test_profile:
        raise TestProfile
    if not passphrase or len(content) > CONTENT_LIMIT:
        raise ValueError("a lock has a passphrase, and at most 16 MiB of content")
    name = profile.name.encode("ascii")
    salt = random(_SALT_BYTES)
    wrapping_key = random(_KEY_BYTES)
    head = _MAGIC + bytes([len(name)]) + name + salt + len(content).to_bytes(_LENGTH_BYTES, "big")
    wrap = seal_text(_stretched(passphrase, salt, profile), head, wrapping_key, random(NONCE_BYTES))
    body = head + wrap + seal_text(wrapping_key, head + wrap, content, random(NONCE_BYTES))
    return body + _sum(body)


def unlock(passphrase: str, blob: bytes, *, allow_test_profile: bool = False) -> bytes | LockFault:
    """The content of a locked file, or why it does not open."""
    parts = _parts(blob)
    if isinstance(parts, LockFault):
        return parts
    profile = PROFILES.get(parts.profile)
    if profile is None:
        return LockFault.unknown_profile
    if profile.for_tests and not allow_test_profile:
        return LockFault.test_profile
    try:
        stretched = _stretched(passphrase, parts.salt, profile)
    except TooLittleMemory:
        return LockFault.too_little_memory
    wrapping_key = open_text(stretched, parts.head, parts.wrap)
    if wrapping_key is None:
        return LockFault.wrong_passphrase
    content = open_text(wrapping_key, parts.head + parts.wrap, parts.sealed)
    return LockFault.damaged if content is None else content


def profile_of(blob: bytes) -> Profile | LockFault:
    """The profile that a locked file was made with, without opening it: to offer a
    better one when the passphrase is next changed."""
    parts = _parts(blob)
    if isinstance(parts, LockFault):
        return parts
    return PROFILES.get(parts.profile, LockFault.unknown_profile)


class _Parts(Discreet, frozen=True):
    profile: str
    salt: bytes
    head: bytes
    wrap: bytes
    sealed: bytes


def _parts(blob: bytes) -> _Parts | LockFault:
    """The parts of a whole, undamaged file."""
    if not blob.startswith(_MAGIC):
        return LockFault.truncated if _MAGIC.startswith(blob) else LockFault.damaged
    name_end = len(_MAGIC) + 1 + (blob[len(_MAGIC)] if len(blob) > len(_MAGIC) else 255)
    salt_end = name_end + _SALT_BYTES
    head_end = salt_end + _LENGTH_BYTES
    if len(blob) < head_end:
        return LockFault.truncated
    count = int.from_bytes(blob[salt_end:head_end], "big")
    wrap_end = head_end + _WRAP_BYTES
    end = wrap_end + OVERHEAD + count
    whole = blob[-_SUM_BYTES:] == _sum(blob[:-_SUM_BYTES])
    if len(blob) < end + _SUM_BYTES and count <= CONTENT_LIMIT and not whole:
        return LockFault.truncated
    if len(blob) != end + _SUM_BYTES or not whole:
        return LockFault.damaged
    return _Parts(
        blob[len(_MAGIC) + 1 : name_end].decode("ascii", "replace"),
        blob[name_end:salt_end],
        blob[:head_end],
        blob[head_end:wrap_end],
        blob[wrap_end:end],
    )


def _stretched(passphrase: str, salt: bytes, profile: Profile) -> bytes:
    try:
        return sodium.crypto_pwhash_alg(
            _KEY_BYTES,
            _plain(passphrase),
            salt,
            profile.passes,
            profile.memory,
            sodium.crypto_pwhash_ALG_ARGON2ID13,
        )
    except RuntimeError:  # libsodium's sign that it got no memory
        raise TooLittleMemory from None


def _plain(passphrase: str) -> bytes:
    """The bytes of a passphrase, the same from every keyboard: composed characters, and
    one kind of blank (RFC 8265, section 4.2.2)."""
    blanks = "".join(" " if unicodedata.category(sign) == "Zs" else sign for sign in passphrase)
    return unicodedata.normalize("NFC", blanks).encode("utf-8", "surrogatepass")


def _sum(body: bytes) -> bytes:
    return blake2b(body, digest_size=_SUM_BYTES).digest()
