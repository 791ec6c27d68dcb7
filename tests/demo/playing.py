"""Playing the demonstration as its users do: as a program of its own."""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

from tests.house.tree import ROOT

END_SECONDS = 30


class Playing:
    """One program, marked so that all that it starts can be found."""

    def __init__(self, code: str, temporary: Path, language: str) -> None:
        self.mark = secrets.token_hex(8)
        self.temporary = temporary
        temporary.mkdir(parents=True, exist_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={
                **os.environ,
                "LUISTER_LANG": language,
                "TMPDIR": str(temporary),
                "PLAYING": self.mark,
            },
        )

    def finish(self) -> Played:
        """Wait for its end."""
        out, err = self.process.communicate(timeout=110)
        return Played(self.process.returncode, out, err, self.left_behind(), self.temporary)

    def left_behind(self) -> list[str]:
        """The command lines of processes that it started and that still run."""
        found = []
        for folder in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if folder.name.isdecimal() and self.mark in (folder / "environ").read_text():
                    found.append((folder / "cmdline").read_text().replace("\0", " "))
        return found

    def wait_for_nothing(self) -> None:
        """Wait until nothing of it runs, and its folders are gone."""
        deadline = time.monotonic() + END_SECONDS
        while self.left_behind() or any(self.temporary.iterdir()):
            if time.monotonic() > deadline:
                raise AssertionError(self.left_behind(), list(self.temporary.iterdir()))
            time.sleep(0.05)


class Played:
    """What a program printed, how it ended, and what it left."""

    def __init__(
        self, code: int, out: str, err: str, left_behind: list[str], temporary: Path
    ) -> None:
        self.code = code
        self.out = out
        self.err = err
        self.left_behind = left_behind
        self.temporary = temporary


def command(*words: str) -> str:
    """Python code that carries out a command of the program."""
    return f"import sys; from tui.__main__ import main; sys.exit(main({list(words)!r}))"
