"""Knowing a relay by the key of its certificate, for one that no authority vouches for.

A pin is the SHA-256 of the certificate's SubjectPublicKeyInfo, in DER (RFC 5280,
4.1; the same value as in RFC 7469). It is of the key and not of the whole
certificate, because a certificate has an end and its key need not have one: with a
pin, names and dates in the certificate mean nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING

from shared.protocol.fault import Malformed

if TYPE_CHECKING:
    import ssl

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


def pinned_context(pin: bytes) -> ssl.SSLContext:
    """A TLS context for connections to the relay with this pin, and to no other."""
    import ssl

    class PinnedConnection(ssl.SSLObject):
        """A connection that is given up when the other side has another key.

        The handshake has proved that the other side has the key of the certificate that
        it showed, and the check comes before anything is sent.
        """

        def do_handshake(self) -> None:
            super().do_handshake()
            if _pin_of_other_side(self.getpeercert(binary_form=True)) != pin:
                raise ssl.SSLCertVerificationError("the certificate does not have the pinned key")

    context = _unchecked_context()
    context.sslobject_class = PinnedConnection
    return context


def _unchecked_context() -> ssl.SSLContext:
    """A TLS context that takes whoever answers: only to look at the certificate."""
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def shown_pin(host: str, port: int) -> bytes | None:
    """The pin of the certificate that a host shows, or None when it shows none.

    It says who answers now, not that it is the right one: somebody must compare it.
    Raises `OSError` when the host cannot be reached; takes no proxy.
    """
    import ssl

    reader, writer = await asyncio.open_connection(host, port)
    received, to_send = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = _unchecked_context().wrap_bio(received, to_send, server_hostname=host)
    try:
        while True:
            try:
                tls.do_handshake()
            except ssl.SSLWantReadError:
                writer.write(to_send.read())
                received.write(await _some(reader))
            except ssl.SSLError:
                return None
            else:
                return _pin_of_other_side(tls.getpeercert(binary_form=True))
    finally:
        writer.transport.abort()


async def _some(reader: asyncio.StreamReader) -> bytes:
    data = await reader.read(65_536)
    if not data:
        raise ConnectionResetError("the connection was closed")
    return data


def _pin_of_other_side(certificate: bytes | None) -> bytes | None:
    try:
        return None if certificate is None else pin_of(certificate)
    except Malformed:
        return None


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
