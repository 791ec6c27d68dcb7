"""What every test gets: a home of its own, English text, and no way out of this machine."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# No assertion of ours is about elapsed time, and Hypothesis' deadline would be one.
settings.register_profile("here", deadline=None)
# In CI the same examples every time: a red run must be red again for who looks at it.
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

_HOME_VARIABLES = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "LUISTER_HOME")


@pytest.fixture(scope="session", autouse=True)
def own_surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Point every folder that the program would use at a temporary one; yields it.

    A test run must neither read nor touch the cases of the person who runs it. The
    text is English and the screen plain whatever that person has set.
    """
    away = tmp_path_factory.mktemp("surroundings")
    with pytest.MonkeyPatch.context() as patch:
        for name in _HOME_VARIABLES:
            folder = away / name.lower()
            folder.mkdir(mode=0o700)
            patch.setenv(name, str(folder))
        for name in list(os.environ):
            ours = name.startswith(("LUISTER_RELAY_", "TEXTUAL_")) or name == "NO_COLOR"
            # The plugin that compares screens tells itself with it where to put them.
            if ours and not name.startswith("TEXTUAL_SNAPSHOT_"):
                patch.delenv(name)
        patch.setenv("LUISTER_LANG", "en")
        patch.setenv("LC_ALL", "C.UTF-8")
        patch.setenv("TZ", "UTC")
        patch.setenv("TEXTUAL_ANIMATIONS", "none")
        yield away


@pytest.fixture(scope="session", autouse=True)
def only_this_machine() -> Iterator[None]:
    """Refuse every connection that does not go to the loopback addresses."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def refuse_outside(sock: socket.socket, address: Any) -> None:
        if sock.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            raise AssertionError("a test tried to reach another machine")

    def guarded_connect(sock: socket.socket, address: Any) -> None:
        refuse_outside(sock, address)
        connect(sock, address)

    def guarded_connect_ex(sock: socket.socket, address: Any) -> int:
        refuse_outside(sock, address)
        return connect_ex(sock, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        yield


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
