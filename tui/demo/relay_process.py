"""A relay of the demonstration's own: a process on this computer, in a folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Self

from tui.language import _

STOP_SECONDS = 10


class RelayDidNotStart(Exception):
    """The relay's program ended or said nothing; the text is for the user."""


class RelayProcess:
    """The relay process: its address, and the code that enrols one firm.

    Its log goes to `log`. It ends when this process does, in whatever way; then the
    folder `remove` is taken away.
    """

    def __init__(self, folder: Path, log: Path, remove: Path | None = None) -> None:
        self.folder = folder
        self.log = log
        self.address = ""
        self.code = ""
        self._remove = remove
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> Self:
        """Start it and wait until it listens. Raises `RelayDidNotStart`."""
        command = [sys.executable, "-m", "sync_server"]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONSAFEPATH": "1"}
        made = subprocess.run(  # noqa: S603
            [*command, "enrol", "--data", str(self.folder)],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
        )
        if made.returncode or not made.stdout.split():
            raise RelayDidNotStart(
                _("The relay does not start. Install it: pip install luister[relay]")
            )
        self.code = made.stdout.split()[0]
        leash = [sys.executable, "-m", "tui.demo.leash", str(self.log), str(self._remove or "-")]
        self._process = subprocess.Popen(  # noqa: S603
            [*leash, *command, "serve", "--data", str(self.folder), "--port", "0"],
            stdout=subprocess.PIPE,
            stdin=subprocess.PIPE,
            text=True,
            env=environment,
            start_new_session=True,
        )
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().strip()
        if not self.address:
            self.stop()
            raise RelayDidNotStart(
                _("The relay does not start. Its log says why: {log}").format(log=self.log)
            )
        return self

    @property
    def pid(self) -> int:
        """The process id while it runs, else 0."""
        return 0 if self._process is None else self._process.pid

    def stop(self) -> None:
        """End it."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()
