"""Who is let in at the relay: what is signed, by which key, and how it is checked.

The bytes are those of docs/protocol.md §1, §7.2 and §8. Signatures are Ed25519
(RFC 8032) through libsodium, over `use ‖ 0x00 ‖ text`.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import nacl.bindings as sodium
from nacl.exceptions import CryptoError

from shared.protocol.fault import Malformed
from shared.protocol.hashing import hash16, hash32

LOGIN = "luister/v1/login"
ENROL = "luister/v1/enrol"
HEAD = "luister/v1/head"
PARCEL = "luister/v1/parcel"

SEED_BYTES = 32
KEY_BYTES = 32
SIGNATURE_BYTES = 64
_DEFAULT_PORTS = {"http": 80, "https": 443}


def signing_key(seed: bytes) -> bytes:
    """libsodium's 64-byte form (seed ‖ public key) of a seed of 32 bytes.

    Making it costs as much as a signature, so who signs often keeps it.
    """
    return sodium.crypto_sign_seed_keypair(seed)[1]


def public_key(seed: bytes) -> bytes:
    """The Ed25519 public key (32 bytes) of a seed of 32 bytes, or of `signing_key`."""
    return seed[SEED_BYTES:] if len(seed) == 64 else sodium.crypto_sign_seed_keypair(seed)[0]


def sign(seed_key: bytes, use: str, text: bytes) -> bytes:
    """`SIG(key, use, text)`: 64 bytes. `seed_key` is a seed of 32 bytes, or the 64
    bytes of `signing_key`. Raises `ValueError` for any other length."""
    if len(seed_key) == SEED_BYTES:
        seed_key = signing_key(seed_key)
    elif len(seed_key) != SIGNATURE_BYTES:
        # libsodium would read past the end of a shorter one.
        raise ValueError("a signing key has 32 or 64 bytes")
    return sodium.crypto_sign(_signed(use, text), seed_key)[:SIGNATURE_BYTES]


def check(key: bytes, use: str, text: bytes, signature: bytes) -> bool:
    """Whether `signature` is the key's over this text for this use.

    A key or signature of another length, a key of small order and a signature that
    is not canonical are simply not it.
    """
    if len(key) != KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    try:
        sodium.crypto_sign_open(signature + _signed(use, text), key)
    except (CryptoError, ValueError):
        return False
    return True


def device_id(key: bytes) -> bytes:
    """The id (16 bytes) of the device with this Ed25519 public key."""
    return hash16("lv1.device", key)


def slot_id(key: bytes) -> bytes:
    """The id (16 bytes) of the parcel slot with this Ed25519 public key."""
    return hash16("lv1.slot", key)


def pass_hash(box_pass: bytes) -> bytes:
    """What the relay keeps (32 bytes) of the pass (32 bytes) of a drop-box."""
    return hash32("lv1.link.pass", box_pass)


def login_text(log: bytes, device: bytes, challenge: bytes, origin: str) -> bytes:
    """What a login signs: log id (32), device id (16), challenge (32), origin."""
    return log + device + challenge + origin.encode("ascii")


def enrol_text(log: bytes, device_key: bytes, code: str) -> bytes:
    """What an enrolment signs: log id (32), device key (32), the operator's code."""
    return log + device_key + code.encode("ascii")


def head_text(log: bytes, incarnation: bytes, place: int, chain: bytes) -> bytes:
    """What the relay signs: log id (32), incarnation (16), place, chain value (32)."""
    return log + incarnation + place.to_bytes(8, "big") + chain


def parcel_text(log: bytes, slot: bytes, parcel: bytes) -> bytes:
    """What a slot's key signs: log id (32), slot id (16), the parcel."""
    return log + slot + parcel


def origin_of(url: str) -> str:
    """The origin of an address, `scheme://host:port` (docs/protocol.md §8.2).

    Lower case, with the port written out; path, query and fragment are left off.
    Raises `Malformed` for what is not an http or https address with an ASCII host,
    and for one with a user name in it.
    """
    if not url.isascii() or any(sign <= " " or sign == "\x7f" for sign in url):
        raise Malformed("an address has ASCII letters only, and no blanks")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Malformed("this is not an address") from error
    scheme, host = parts.scheme, parts.hostname
    if scheme not in _DEFAULT_PORTS:
        raise Malformed("an address begins with http:// or https://")
    if not host or "@" in parts.netloc or not _plain_host(host):
        raise Malformed("an address has a host's name, and no user name")
    if port == 0:
        raise Malformed("an address has a port between 1 and 65535")
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}:{port or _DEFAULT_PORTS[scheme]}"


def _plain_host(host: str) -> bool:
    allowed = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-._:")
    return set(host) <= allowed


def _signed(use: str, text: bytes) -> bytes:
    return use.encode("ascii") + b"\x00" + text
