"""Where the relay is, and whether it may be dialled there."""

from __future__ import annotations

import ipaddress

from msgspec import Struct

from shared.protocol.access import origin_of
from shared.protocol.fault import Malformed
from tui.local.problem import Problem, Trouble

LABEL_LIMIT = 63
"""The longest part of a host's name between two dots (RFC 1035, 2.3.4)."""


class RelayAddress(Struct, frozen=True):
    """The origin of a relay, as docs/protocol.md §8.2 writes it, and its parts."""

    origin: str
    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, text: str) -> RelayAddress | Problem:
        """The address that somebody typed or an invitation says.

        The problem is `bad_address`, or `plain_http` for a relay on another machine to
        which everything would go in the clear.
        """
        try:
            origin = origin_of(text.strip())
        except Malformed:
            return Problem(Trouble.bad_address)
        scheme, _, rest = origin.partition("://")
        host, _, port = rest.rpartition(":")
        address = cls(origin, scheme, host.strip("[]"), int(port))
        if not all(0 < len(label) <= LABEL_LIMIT for label in host.removesuffix(".").split(".")):
            return Problem(Trouble.bad_address)
        if scheme == "http" and not address.is_here:
            return Problem(Trouble.plain_http)
        return address

    @property
    def is_here(self) -> bool:
        """Whether it is on this computer."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def proxy(self) -> str | None:
        """The proxy that this computer is set to use on the way there, from the
        environment or the system's settings; none for a relay that is here."""
        import urllib.request

        if self.is_here or urllib.request.proxy_bypass(self.host):
            return None
        proxies = urllib.request.getproxies()
        proxy = proxies.get(self.scheme) or proxies.get("all")
        return f"http://{proxy}" if proxy and "://" not in proxy else proxy or None
