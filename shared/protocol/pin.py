"""The pin: what a relay's certificate is known by when no authority vouches for it.

A pin is the SHA-256 of the certificate's SubjectPublicKeyInfo, in DER (RFC 5280,
4.1; the same value as in RFC 7469). It is of the key and not of the whole
certificate, because a certificate has an end and its key need not have one: with a
pin, names and dates in the certificate mean nothing.
"""

from __future__ import annotations

import hashlib

from shared.protocol.fault import Malformed

PIN_BYTES = 32
_SEQUENCE = 0x30
_VERSION = 0xA0
# Before the key stand serial number, algorithm, issuer, dates and subject.
_BEFORE_KEY = 5


def pin_of(certificate: bytes) -> bytes:
    """The pin (32 bytes) of a certificate in DER; raises `Malformed` for what is none."""
    body = _inside(_inside(certificate, 0), 0)
    at = _end(body, 0) if body[:1] == bytes([_VERSION]) else 0
    for _ in range(_BEFORE_KEY):
        at = _end(body, at)
    _inside(body, at)
    return hashlib.sha256(body[at : _end(body, at)]).digest()


def _inside(data: bytes, at: int) -> bytes:
    """The content of the sequence that begins at `at`."""
    start, end = _bounds(data, at)
    if data[at] != _SEQUENCE:
        raise Malformed("not a certificate: a sequence is expected")
    return data[start:end]


def _end(data: bytes, at: int) -> int:
    return _bounds(data, at)[1]


def _bounds(data: bytes, at: int) -> tuple[int, int]:
    """Where the content of the DER value at `at` begins and ends."""
    if at + 2 > len(data):
        raise Malformed("not a certificate: it ends too early")
    start, length = at + 2, data[at + 1]
    if length >= 0x80:
        size = length - 0x80
        start += size
        if not 1 <= size <= 4 or start > len(data):
            raise Malformed("not a certificate: a length is wrong")
        length = int.from_bytes(data[at + 2 : start], "big")
    if start + length > len(data):
        raise Malformed("not a certificate: it ends too early")
    return start, start + length
