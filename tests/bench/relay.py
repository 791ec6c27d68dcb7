"""The relay that is measured: a process of its own, watched from outside."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
STOP_SECONDS = 10


class RelayProcess:
    """`luister-relay serve` over a folder; `address` and `code` enrol one firm, which may
    have so many devices."""

    def __init__(self, folder: Path, devices: int = 1_000) -> None:
        self.folder = folder
        self._devices = devices
        self.address = ""
        self.code = ""
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        environment = {
            **os.environ,
            "LUISTER_RELAY_OPEN_REQUESTS": "100000",
            "LUISTER_RELAY_DEVICES": str(self._devices),
        }
        command = [sys.executable, "-m", "sync_server"]
        made = subprocess.run(
            [*command, "enrol", "--data", str(self.folder)],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env=environment,
        )
        self.code = made.stdout.split()[0]
        self._process = subprocess.Popen(
            [*command, "serve", "--data", str(self.folder), "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=ROOT,
            env=environment,
        )
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().strip()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End it cleanly: what it keeps is then in its database alone."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        process.wait(STOP_SECONDS)
        if process.stdout is not None:
            process.stdout.close()

    def cpu_seconds(self) -> float:
        """The processor time, its own and the system's for it, since it started."""
        assert self._process is not None
        return cpu_seconds(self._process.pid)

    def memory_bytes(self) -> int:
        """What of its memory is in the machine's: the resident set."""
        assert self._process is not None
        return memory_bytes(self._process.pid)

    def disk_bytes(self) -> int:
        """What its folder takes on the disk: whole blocks, all files."""
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return sum(path.stat().st_blocks * 512 for path in files)


def cpu_seconds(pid: int) -> float:
    """The processor time of a process, in seconds: in nanoseconds where the system tells
    them of each thread, else in its ticks (10 ms)."""
    told = [path.read_text(encoding="ascii").split() for path in _schedstats(pid)]
    if told:
        return sum(int(fields[0]) for fields in told) / 1e9
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def memory_bytes(pid: int) -> int:
    """The resident set of a process."""
    pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _schedstats(pid: int) -> list[Path]:
    return list(Path(f"/proc/{pid}/task").glob("*/schedstat"))
