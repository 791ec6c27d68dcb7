"""A program that ends by a fault, with a note open, prints neither the note nor a key."""

from __future__ import annotations

import asyncio
import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.end_to_end.canary import MARK, Aviary
from tests.end_to_end.people import PASSPHRASE, add_note, founded, open_case, synced
from tests.end_to_end.relay_at_work import RelayAtWork
from tests.house.tree import ROOT
from tui.demo.cast import ActorFailed, Device
from tui.demo.story import PASSPHRASE as DEMO_PASSPHRASE
from tui.local.front import HomeFront
from tui.local.session import Session

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a pseudo terminal")

SCREEN_SECONDS = 30
LEAVES_SCREEN = b"\x1b[?1049l"
SPOKEN_TO_TERMINAL = re.compile(rb"\x1b[\]P_^X][^\x07\x1b]*")
"""What is told to the terminal itself and not drawn: OSC and the like."""


class Scene:
    """A home with a note in it, and the search for the note and the keys."""

    def __init__(self, home: Path, aviary: Aviary) -> None:
        self.home = home
        self.aviary = aviary

    def run(self, way: str) -> subprocess.CompletedProcess[bytes]:
        """A program that fails in some way."""
        return subprocess.run(
            self.command(way), cwd=ROOT, capture_output=True, timeout=60, check=False
        )

    def command(self, way: str) -> list[str]:
        """How the program is started."""
        return [sys.executable, "-m", "tests.end_to_end.crashing", way, str(self.home)]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Make the home, once for all tests of this module."""
    folder = tmp_path_factory.mktemp("crash")
    aviary = Aviary()

    async def make() -> None:
        with RelayAtWork(folder / "relay", folder / "relay.log") as relay:
            session = await founded(folder / "noor", relay.address, relay.code)
            circle = open_case(session, callsign=aviary.text())
            add_note(session, circle, aviary.text())
            await synced(session)
            ring = session.replica.ring
            aviary.keep("the device's seed", ring.seed)
            aviary.keep("the member's key", ring.member_private)
            for entry in ring.entries.values():
                aviary.keep(f"a secret {entry.epoch.hex()}", entry.secret)
            session.lock()

    asyncio.run(make())
    aviary.keep("passphrase", PASSPHRASE)
    return Scene(folder / "noor", aviary)


def test_a_command_says_where_it_failed_and_nothing_else(scene: Scene) -> None:
    """Kind and place of the fault, so that it can be mended."""
    done = scene.run("command")

    assert done.returncode == 70
    assert done.stdout == b""
    assert b"ValueError" in done.stderr
    assert b"crashing.py:" in done.stderr
    assert scene.aviary.find(done.stderr) == []


@pytest.mark.parametrize("way", ["main", "thread", "finaliser"])
def test_what_nobody_caught_is_told_without_its_text(scene: Scene, way: str) -> None:
    """In the main thread, in another, and where Python can raise nothing."""
    done = scene.run(way)

    assert b"ValueError" in done.stderr
    assert b"UnicodeError" in done.stderr
    assert b"crashing.py:" in done.stderr
    assert scene.aviary.find(done.stderr + done.stdout) == []


def test_the_screen_fails_without_showing_what_was_on_it(scene: Scene) -> None:
    """On the terminal that is left behind stands where the fault was; notes and keys were
    on the screen at most, which is gone."""
    terminal, far_end = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30"}
    with subprocess.Popen(
        scene.command("screen"),
        cwd=ROOT,
        stdin=far_end,
        stdout=far_end,
        stderr=far_end,
        env=environment,
        start_new_session=True,
    ) as process:
        os.close(far_end)
        shown = _read_until(terminal, b"Passphrase")
        os.write(terminal, PASSPHRASE.encode() + b"\r")
        shown += _read_until(terminal, b"kiezel-47")
        os.write(terminal, b"\r")
        shown += _read_until(terminal, MARK.encode())
        os.write(terminal, b"\x1bOP")
        shown += _read_until(terminal, b"")
        assert process.wait(10) != 0
    os.close(terminal)

    on_screen, _, left = shown.rpartition(LEAVES_SCREEN)
    assert MARK.encode() in on_screen
    # Titles of windows and what goes to the clipboard outlive the screen.
    assert scene.aviary.find(b" ".join(SPOKEN_TO_TERMINAL.findall(shown))) == []
    assert b"ValueError" in left
    assert b"crashing.py:" in left
    assert scene.aviary.find(left) == []


def _read_until(terminal: int, text: bytes) -> bytes:
    """What comes from the program until a text came, or with no text until it ends."""
    seen = b""
    deadline = time.monotonic() + SCREEN_SECONDS
    while not text or text not in seen:
        ready, _, _ = select.select([terminal], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            raise AssertionError(f"{text!r} did not come: {seen[-2000:]!r}")
        try:
            piece = os.read(terminal, 65_536)
        except OSError:
            break
        if not piece:
            break
        seen += piece
    return seen


async def test_a_device_of_the_demonstration_fails_without_texts(tmp_path: Path) -> None:
    """Its standard error goes into a file; what it was asked is not in it."""
    aviary = Aviary()
    with RelayAtWork(tmp_path / "relay", tmp_path / "relay.log") as relay:
        device = await Device("Noor", tmp_path / "noor").start()
        try:
            await device.ask(
                "found",
                relay=relay.address,
                code=relay.code,
                firm="Bureau",
                name="Noor",
                device="laptop",
                passphrase=DEMO_PASSPHRASE,
            )
            with pytest.raises(ActorFailed) as failed:
                await device.ask(
                    "consent", given=True, on="2026-02-02", form=aviary.text(), values={}
                )
            # It goes on: the fault has taken nothing with it.
            assert (await device.ask("sync"))["unkept"] == 0
        finally:
            await device.stop()
    log = (tmp_path / "noor.log").read_bytes()
    assert b"ValueError" in log
    assert aviary.find(log + str(failed.value).encode()) == []
    session = await HomeFront(tmp_path / "noor").unlock(DEMO_PASSPHRASE)
    assert isinstance(session, Session)
    session.lock()
