"""The pin of the relay's own certificate, for the operator to pass on."""

from __future__ import annotations

import ssl
from pathlib import Path

from shared.protocol.fault import Malformed
from shared.protocol.pin import pin_of
from sync_server.settings import Settings, SettingsFault

_BEGIN = "-----BEGIN CERTIFICATE-----"
_END = "-----END CERTIFICATE-----"


def own_pin(settings: Settings) -> str:
    """The pin of the certificate that this relay shows, as 64 hex digits.

    Empty when it has none of its own: then another server speaks TLS for it, or nobody
    does. Of a file with a chain the first certificate counts, which is what TLS shows
    (RFC 8446, 4.4.2). Raises `SettingsFault` when the file holds no certificate.
    """
    if not settings.certificate:
        return ""
    try:
        text = Path(settings.certificate).read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise SettingsFault(f"certificate: {settings.certificate}: {error.strerror}") from error
    begin, end = text.find(_BEGIN), text.find(_END)
    try:
        if begin < 0 or end < begin:
            raise Malformed("there is no certificate in it")
        return pin_of(ssl.PEM_cert_to_DER_cert(text[begin : end + len(_END)])).hex()
    except ValueError as error:
        raise SettingsFault(
            f"certificate: {settings.certificate}: no certificate in PEM"
        ) from error
