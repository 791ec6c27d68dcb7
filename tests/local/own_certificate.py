"""Certificates that a relay signed itself, made without a library for it (RFC 5280, 8410)."""

from __future__ import annotations

import base64
import hashlib
import ssl
from pathlib import Path

import nacl.bindings as sodium

_ED25519 = bytes.fromhex("300506032b6570")


def _value(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    length = bytes([size]) if size < 0x80 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


def key_info(seed: bytes) -> bytes:
    """The SubjectPublicKeyInfo of the Ed25519 key with this seed (32 bytes)."""
    public = sodium.crypto_sign_seed_keypair(seed)[0]
    return _value(0x30, _ED25519, _value(0x03, b"\x00", public))


def pin(seed: bytes) -> bytes:
    """What a certificate with this key is known by."""
    return hashlib.sha256(key_info(seed)).digest()


def certificate(
    seed: bytes, serial: int = 1, until: bytes = b"20991231235959Z", versioned: bool = True
) -> bytes:
    """A certificate in DER with this key, signed by itself."""
    common_name = _value(0x30, bytes.fromhex("0603550403"), _value(0x0C, b"relay"))
    name = _value(0x30, _value(0x31, common_name))
    dates = _value(0x30, _value(0x18, b"20200101000000Z"), _value(0x18, until))
    body = _value(
        0x30,
        _value(0xA0, _value(0x02, b"\x02")) if versioned else b"",
        _value(0x02, bytes([serial])),
        _ED25519,
        name,
        dates,
        name,
        key_info(seed),
    )
    secret = sodium.crypto_sign_seed_keypair(seed)[1]
    signature = sodium.crypto_sign(body, secret)[:64]
    return _value(0x30, body, _ED25519, _value(0x03, b"\x00", signature))


def server_context(folder: Path, seed: bytes, der: bytes | None = None) -> ssl.SSLContext:
    """TLS for a server with this key and certificate; files go into `folder`."""
    der = certificate(seed) if der is None else der
    private = bytes.fromhex("302e020100300506032b657004220420") + seed
    file = folder / "relay.pem"
    file.write_text(_pem("PRIVATE KEY", private) + _pem("CERTIFICATE", der), encoding="ascii")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def _pem(label: str, data: bytes) -> str:
    return f"-----BEGIN {label}-----\n{base64.encodebytes(data).decode()}-----END {label}-----\n"
