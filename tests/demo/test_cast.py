"""A device of the demonstration as a process: what it says when it can not do its part."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tui.demo.cast import ActorFailed, Device

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills a process")


@pytest.fixture
async def device(tmp_path: Path) -> AsyncIterator[Device]:
    """A device that has nothing yet."""
    made = await Device("Noor", tmp_path / "noor").start()
    yield made
    await made.stop()


async def test_what_can_not_be_done_is_said_with_who_and_what(device: Device) -> None:
    """An act before there is a home, a name that does not exist: it goes on after both."""
    with pytest.raises(ActorFailed, match="Noor: sync: no session"):
        await device.ask("sync")
    with pytest.raises(ActorFailed, match="Noor: dance: AttributeError"):
        await device.ask("dance")
    with pytest.raises(ActorFailed, match="Noor: found:"):
        await device.ask(
            "found", relay="ftp://x", code="x", firm="x", name="x", device="x", passphrase="x"
        )
    assert device.pid > 0


async def test_a_device_that_is_killed_is_told(device: Device) -> None:
    """Not waited for."""
    os.kill(device.pid, 9)
    with pytest.raises(ActorFailed, match="Noor: sync: ended"):
        await device.ask("sync")


async def test_a_device_that_is_not_there(tmp_path: Path) -> None:
    """Before it was started, and after it was stopped; stopping twice does no harm."""
    made = Device("Noor", tmp_path / "noor")
    with pytest.raises(ActorFailed, match="Noor: not running"):
        await made.ask("sync")
    await made.start()
    await made.stop()
    await made.stop()
    assert made.pid == 0


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
async def test_nothing_of_what_it_is_told_is_on_its_command_line(device: Device) -> None:
    """The passphrase goes over its standard input."""
    line = _command_line(device.pid).split(b"\0")
    assert line[1:3] == [b"-m", b"tui.demo.actor"]
    assert len(line) == 5


def _command_line(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()
