"""A relay as its operator runs it: a process of its own on a folder and a port."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Self

from sync_server.cli import main as relay_command
from tests.house.tree import ROOT

STOP_SECONDS = 10


class RelayAtWork:
    """The process; it may be killed and started again at the same address.

    `module` is what is run: the relay itself, or a test's way to start it. `origins`
    are further addresses under which devices dial it.
    """

    def __init__(
        self, folder: Path, log: Path, *, module: str = "sync_server", origins: tuple[str, ...] = ()
    ) -> None:
        self.folder = folder
        self.log = log
        self.module = module
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.origins = (self.address, *origins)
        self._process: subprocess.Popen[str] | None = None

    def new_code(self) -> str:
        """A one-time enrolment code, as the operator's command prints it."""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            assert relay_command(["enrol", "--data", str(self.folder)]) == 0
        return printed.getvalue().strip()

    @property
    def code(self) -> str:
        """A code that nobody has used."""
        return self.new_code()

    def start(self) -> Self:
        """Start it and wait until it listens."""
        arguments = ["serve", "--data", str(self.folder), "--port", str(self.port)]
        arguments += ["--origins", ",".join(self.origins)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    self.module,
                    *arguments,
                    "--origins",
                    ",".join(self.origins),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=ROOT,
                env={**os.environ, "LUISTER_RELAY_OPEN_REQUESTS": "100000"},
            )
        assert self._process.stdout is not None
        assert self._process.stdout.readline().strip() == self.address, self.log.read_text()
        return self

    @property
    def pid(self) -> int:
        """The process id while it runs, else 0."""
        return 0 if self._process is None else self._process.pid

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as its operator does."""
        self._end(signal.SIGTERM)

    def _end(self, number: int) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(number)
            process.wait(STOP_SECONDS)
            assert process.stdout is not None
            process.stdout.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number
