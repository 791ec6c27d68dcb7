"""The devices of the demonstration as processes, and the asking of them."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any, Self

LINE_LIMIT = 64 * 1024 * 1024
ANSWER_SECONDS = 120
STOP_SECONDS = 10


class ActorFailed(Exception):
    """A device could not do its part; the text says why."""


class Device:
    """A device's process, seen from the stage."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder
        self.device = ""
        self.member = ""
        self.at = 0
        """What its clock says, in milliseconds since 1970; 0 for the true time."""
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> Self:
        """Start the process. What it says on standard error goes to a file in its folder's
        neighbour, so that nothing is lost and nothing is shown in between."""
        errors = self.folder.with_name(self.folder.name + ".log").open("wb")
        with errors:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tui.demo.actor",
                str(self.folder),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                limit=LINE_LIMIT,
                env={**os.environ, "PYTHONSAFEPATH": "1"},
                start_new_session=True,
            )
        return self

    @property
    def pid(self) -> int:
        """The process id while it runs, else 0."""
        return 0 if self._process is None else self._process.pid

    @property
    def pseudonym(self) -> str:
        """By what the relay knows it: the first eight digits of its device id."""
        return self.device[:8]

    async def ask(self, do: str, **request: Any) -> Any:
        """Have it do something. Raises `ActorFailed`."""
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise ActorFailed(f"{self.name}: not running")
        try:
            asked = {"do": do, "at": self.at, **request}
            process.stdin.write(json.dumps(asked).encode() + b"\n")
            await process.stdin.drain()
            line = await asyncio.wait_for(process.stdout.readline(), ANSWER_SECONDS)
        except TimeoutError:
            raise ActorFailed(f"{self.name}: {do}: no answer") from None
        except ConnectionError:
            line = b""
        if not line:
            raise ActorFailed(f"{self.name}: {do}: ended")
        answer = json.loads(line)
        if "problem" in answer:
            raise ActorFailed(f"{self.name}: {do}: {answer['problem']}")
        told = answer["ok"]
        if isinstance(told, dict) and "device" in told:
            self.device, self.member = told["device"], told["member"]
        return told

    async def stop(self) -> None:
        """Let it lock its home and end."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None and process.returncode is None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()
