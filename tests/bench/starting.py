"""Row `start`: from the start of the process until the passphrase is asked for."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

from tests.bench.bare_app import PROMPT
from tests.bench.firm import Firm
from tests.bench.relay import ROOT, RelayProcess
from tests.bench.row import Row, cost

TRIES = 5
"""How often each program is started in a round; the quickest counts."""
LIMIT = 30.0
"""Seconds after which a program that shows nothing has failed."""


async def start(folder: Path, rounds: int) -> list[Row]:
    """The program with a home that is there, and the bare application, in turns."""
    with RelayProcess(folder / "relay") as relay:
        firm = await Firm.found(folder, relay)
        home = firm.first.home.folder
        firm.close()
    ours = [sys.executable, "-m", "tui", "--home", str(home)]
    bare = [sys.executable, "-m", "tests.bench.bare_app"]
    both = [(painted(ours), painted(bare)) for _ in range(TRIES * rounds)]
    value, least = min(one for one, _ in both), min(other for _, other in both)
    return [cost("start", 1, value * 1e3, "ms", least * 1e3)]


def painted(command: list[str]) -> float:
    """Seconds until a program has drawn its prompt on a terminal of its own."""
    screen, terminal = os.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "LUISTER_LANG": "en"}
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        cwd=ROOT,
        env=environment,
        start_new_session=True,
    )
    os.close(terminal)
    try:
        _wait_for(screen, PROMPT.encode("ascii"), began + LIMIT)
        return time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        os.close(screen)


def _wait_for(screen: int, wanted: bytes, until: float) -> None:
    seen = b""
    while wanted not in seen:
        ready, _, _ = select.select([screen], [], [], max(0.0, until - time.perf_counter()))
        try:
            chunk = os.read(screen, 65_536) if ready else b""
        except OSError:
            chunk = b""
        if not chunk:
            raise RuntimeError(f"the program did not ask for the passphrase: {seen[-2_000:]!r}")
        seen += chunk
