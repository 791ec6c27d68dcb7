"""The keys of a device and of its member (docs/protocol.md §3)."""

from __future__ import annotations

from collections.abc import Callable

import nacl.bindings as sodium

from shared.protocol import access
from shared.protocol.access import device_id
from shared.sealing.discreet import Discreet

Random = Callable[[int], bytes]
"""Gives that many random bytes: the system's in the program, a seed's in a test."""

PROOF = "luister/v1/proof"
PRIVATE_BYTES = 32


class Signer(Discreet, frozen=True):
    """A device's Ed25519 key pair (RFC 8032)."""

    seed: bytes
    """32 bytes, to be kept."""
    secret: bytes
    """libsodium's form of it, 64 bytes: seed and public key."""
    key: bytes
    """The public key, 32 bytes."""
    device: bytes
    """The device id, 16 bytes."""

    @classmethod
    def of(cls, seed: bytes) -> Signer:
        """The pair of a seed; raises `ValueError` unless it is 32 bytes."""
        key, secret = sodium.crypto_sign_seed_keypair(seed)
        return cls(seed, secret, key, device_id(key))

    def sign(self, use: str, text: bytes) -> bytes:
        """`SIG(key, use, text)`, 64 bytes. `use` is a label of the protocol's table."""
        return access.sign(self.secret, use, text)

    def __repr__(self) -> str:
        return f"Signer(device={self.device.hex()}, seed=…)"


class DeviceKeys(Discreet, frozen=True):
    """What a device signs with, and the private key (32 bytes, X25519) at which it
    receives its member's new keys in a turn."""

    signer: Signer
    exchange_private: bytes

    def __repr__(self) -> str:
        return f"DeviceKeys({self.signer!r}, exchange_private=…)"


def make_device(random: Random) -> DeviceKeys:
    """A new device."""
    return DeviceKeys(Signer.of(random(PRIVATE_BYTES)), random(PRIVATE_BYTES))


def exchange_public(private: bytes) -> bytes:
    """The exchange key (32 bytes) of a device's exchange private key (32 bytes)."""
    return _public(private)


def member_public(private: bytes) -> bytes:
    """The member key (32 bytes) of a member private key (32 bytes)."""
    return _public(private)


def proof_text(log: bytes, member: bytes, member_key: bytes, device_key: bytes) -> bytes:
    """What a new device signs to show that it has its key, for use `PROOF` (§6.2).

    Log id (32 bytes), member id (16), member key (32; zeros when a member adds a
    further device), device key (32).
    """
    return log + member + member_key + device_key


def _public(private: bytes) -> bytes:
    if len(private) != PRIVATE_BYTES:
        raise ValueError(f"an X25519 private key has 32 bytes, not {len(private)}")
    return sodium.crypto_scalarmult_base(private)
