"""Somebody at a keyboard: commands carried out in this process, and what came of them."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from shared.replica.change import Edit
from shared.sealing.passphrase import FOR_TESTS
from sync_server.cli import main as enrol
from tui.cli import main
from tui.commands.terminal import NoTerminalError, Terminal
from tui.local.front import HomeFront
from tui.local.opening import Door
from tui.local.session import Session

PASSPHRASE = "vijf losse woorden naast elkaar"
DOOR = Door(profile=FOR_TESTS, test_profile=True)


class Keyboard(io.StringIO):
    """Standard input or output that says that somebody sits at it."""

    def isatty(self) -> bool:
        return True


class Done:
    """What a command gave back."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    def __repr__(self) -> str:
        return f"Done({self.code}, {self.out!r}, {self.err!r})"

    @property
    def json(self) -> Any:
        """The one object or list that was printed."""
        return json.loads(self.out)

    @property
    def cells(self) -> list[list[str]]:
        """The lines that were printed, parted at tabs."""
        return [line.split("\t") for line in self.out.splitlines()]

    @property
    def word(self) -> str:
        """The one line that was printed."""
        (line,) = self.out.splitlines()
        return line


class Desk:
    """A home, and the commands of whoever works in it."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name

    def __call__(self, *words: str, **surroundings: Any) -> Done:
        """Carry out a command that must be done."""
        done = self.tried(*words, **surroundings)
        assert done.code == 0, done
        return done

    def tried(
        self,
        *words: str,
        typed: str | None = None,
        piped: str = "",
        secrets: tuple[str, ...] | None = (PASSPHRASE,),
        environ: dict[str, str] | None = None,
    ) -> Done:
        """Carry out a command. `typed` is what is typed at a terminal, `piped` what
        comes in where there is none; `secrets` answer the questions for a passphrase,
        the last one all that follow, and None says that there is nobody to ask."""
        stdin = io.StringIO(piped) if typed is None else Keyboard(typed)
        stdout, stderr = io.StringIO(), io.StringIO()
        terminal = Terminal(
            stdin, stdout, stderr, environ or {"LUISTER_LANG": "en"}, asked(secrets)
        )
        with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
            try:
                code = main(["--home", str(self.folder), *words], door=DOOR, terminal=terminal)
            except SystemExit as end:
                code = int(end.code or 0)
        return Done(code, stdout.getvalue(), stderr.getvalue())

    @contextlib.contextmanager
    def session(self) -> Iterator[Session]:
        """The open home, for what no command does: another version, a lying relay."""
        session = asyncio.run(HomeFront(self.folder, DOOR).unlock(PASSPHRASE))
        assert isinstance(session, Session), session
        try:
            yield session
        finally:
            session.lock()

    def write(self, code: str, *edits: Edit) -> None:
        """Save edits as another program would, past the rules of this one."""
        with self.session() as session:
            circle = session.case_named(code)
            assert circle is not None
            session.save(circle, list(edits))


def asked(secrets: tuple[str, ...] | None) -> Callable[[str], str]:
    """Who answers questions for a passphrase."""
    left = list(secrets or ())

    def answer(_question: str) -> str:
        if not left:
            raise NoTerminalError
        return left.pop(0) if len(left) > 1 else left[0]

    return answer


class Relay:
    """A relay in a process of its own."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = folder
        command = [sys.executable, "-m", "sync_server", "serve"]
        self._process = subprocess.Popen(
            [*command, "--data", str(folder), "--port", str(port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "LUISTER_RELAY_OPEN_REQUESTS": "100000"},
        )
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().strip()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.address.rpartition(":")[2])

    def code(self) -> str:
        """A new code with which a firm can begin."""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            assert enrol(["enrol", "--data", str(self.folder)]) == 0
        return printed.getvalue().strip()

    def stop(self) -> None:
        """End it."""
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait(10)
        if self._process.stdout is not None:
            self._process.stdout.close()


def found(relay: Relay, folder: Path, name: str = "Noor Haverkamp") -> Desk:
    """A new firm, with its founder."""
    desk = Desk(folder, name)
    desk(
        "init",
        *("--relay", relay.address, "--code", relay.code(), "--firm", "Bureau Veilig Spreken"),
        *("--name", name, "--device", "laptop"),
    )
    return desk


def joined(coordinator: Desk, folder: Path, name: str, *roles: str) -> Desk:
    """A new colleague, whom the coordinator has admitted."""
    desk = Desk(folder, name)
    asked_for = [word for role in roles for word in ("--role", role)]
    link = coordinator("invite", name, *asked_for).word
    desk("join", link, "--device", "tablet", "--no-wait")
    words = coordinator("admit", name, "--json").json[0]["words"]
    coordinator("admit", name, "--words", " ".join(words))
    desk("join", "--resume")
    return desk
