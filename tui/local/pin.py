"""Connections to a relay that is known by the key of its certificate.

For a relay that no authority vouches for; what a pin is stands in `shared.protocol.pin`.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from shared.protocol.fault import Malformed
from shared.protocol.pin import pin_of

if TYPE_CHECKING:
    import ssl


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
