"""A leash: runs a command and ends it when whoever holds the leash is gone.

The holder keeps the writing end of this process's standard input. When it closes it,
or ends in any way, the command is ended and, if asked, a folder is taken away. So the
demonstration leaves no relay behind, not even when it is killed.

    python -m tui.demo.leash LOG FOLDER|- COMMAND…
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from pathlib import Path

STOP_SECONDS = 5


def hold(log: Path, folder: Path | None, command: list[str]) -> int:
    """Run `command`, its errors into `log`, until standard input ends; its exit code."""
    with log.open("ab") as errors:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=errors)  # noqa: S603
    threading.Thread(target=_wait_for_holder, args=(process,), daemon=True).start()
    code = process.wait()
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
    return code


def _wait_for_holder(process: subprocess.Popen[bytes]) -> None:
    while sys.stdin.buffer.read(4096):
        continue
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


if __name__ == "__main__":
    where, below, *what = sys.argv[1:]
    sys.exit(hold(Path(where), None if below == "-" else Path(below), what))
