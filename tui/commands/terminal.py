"""The terminal that a command talks to: data out, narration beside it, questions.

Data goes to standard output and everything that is said about it to standard error,
so that a pipe holds data alone. For a program both are JSON: standard output has one
document, the data or the error, and standard error an object on each line. Whatever is
written is made harmless here, in one place: what people typed, on this device or another,
may hold signs that would move the cursor or recolour the screen.
"""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import shutil
import signal
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TextIO

from tui.commands.ending import Ended, Misused
from tui.language import _

READ_LIMIT = 1_000_000
"""The most bytes that are read of a text; more than a text field takes."""


class NoTerminalError(Exception):
    """There is nobody to ask."""


def ask_secret(question: str) -> str:
    """Ask for something that is not shown while it is typed. Raises `NoTerminalError`."""
    with warnings.catch_warnings():
        # getpass would go on with a warning and show what is typed.
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(question)
        except (getpass.GetPassWarning, EOFError, OSError):
            raise NoTerminalError from None


@contextlib.contextmanager
def breakable() -> Iterator[None]:
    """Let Ctrl-C break off a question at once.

    While an event loop runs it catches the signal itself and only takes note of it.
    """
    before = signal.getsignal(signal.SIGINT)
    if before in (signal.SIG_IGN, None):
        yield
        return
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    except ValueError:
        # Signals are for the main thread alone.
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class Terminal:
    """Streams and surroundings of one run of the program."""

    def __init__(
        self,
        stdin: TextIO,
        stdout: TextIO,
        stderr: TextIO,
        environ: Mapping[str, str],
        secret: Callable[[str], str] = ask_secret,
    ) -> None:
        """`secret` asks a question whose answer is not shown, or raises
        `NoTerminalError`."""
        self.stdin = stdin
        self.stdout = stdout
        self.stderr = stderr
        self.environ = environ
        self._secret = secret
        self.for_programs = False
        """Whether all that is written is JSON, but for questions."""
        self._has_put = False

    @classmethod
    def of_process(cls) -> Terminal:
        """The streams and the environment of this process."""
        for stream in (sys.stdout, sys.stderr):
            reconfigure = getattr(stream, "reconfigure", None)
            if reconfigure is not None:
                # A terminal that knows no ≠ shows a question mark instead.
                reconfigure(errors="replace")
        return cls(sys.stdin, sys.stdout, sys.stderr, os.environ)

    # Writing

    @property
    def width(self) -> int | None:
        """The cells of a line where data is read on a screen; None where it is not."""
        return shutil.get_terminal_size().columns if self.stdout.isatty() else None

    def put(self, text: str = "") -> None:
        """One or more lines of data."""
        self._has_put = True
        self.stdout.write(f"{harmless(text)}\n")

    def show(self, line: str) -> None:
        """What somebody needs to answer a question; for programs it is no data."""
        if self.for_programs:
            self.say(line)
        else:
            self.put(line)

    def put_cells(self, cells: Iterable[str]) -> None:
        """One line of data with tabs between its parts.

        In a part a line end is written `\\n` and a backslash `\\\\`.
        """
        parts = (harmless(cell).replace("\\", "\\\\").replace("\n", "\\n") for cell in cells)
        self.stdout.write("\t".join(parts) + "\n")

    def say(self, text: str = "", name: str = "told") -> None:
        """Something about what happens; for programs it is called `name`."""
        if not self.for_programs:
            self._beside(text)
        elif text:
            self._beside(json.dumps({"told": {"code": name, "text": text}}))

    def fail(self, name: str, text: str, hints: Iterable[str] = (), field: str = "") -> None:
        """Why a command can not go on, and what can be done (`hints`).

        Programs get it where they wait for the data; beside it when there was data.
        """
        if not self.for_programs:
            for line in (text, *hints):
                self._beside(line)
            return
        error = {"code": name, "field": field, "text": text, "next": list(hints)}
        written = json.dumps({"error": error})
        (self._beside if self._has_put else self.put)(written)

    def _beside(self, line: str) -> None:
        self.stdout.flush()
        self.stderr.write(f"{harmless(line)}\n")
        self.stderr.flush()

    def flush(self) -> None:
        """Bring out what was put."""
        self.stdout.flush()
        self.stderr.flush()

    def has_screen(self) -> bool:
        """Whether the program's screen can be shown. It is drawn on standard error: into
        a file it would leave what the screen shows in the clear."""
        return all(stream.isatty() for stream in (self.stdin, self.stdout, self.stderr))

    # Asking

    @property
    def can_ask(self) -> bool:
        """Whether somebody can answer a question."""
        return self.stdin.isatty()

    def ask(self, question: str) -> str:
        """The line that somebody types as an answer, trimmed."""
        self.stdout.flush()
        self.stderr.write(f"{harmless(question)} ")
        self.stderr.flush()
        with breakable():
            answer = self.stdin.readline()
        if not answer:
            self.say()
            raise Ended(_("Nothing was typed. Nothing was done."), name="nothing_typed")
        return answer.strip()

    def agrees(self, question: str) -> bool:
        """Whether somebody types yes in full; every other answer is no."""
        return self.ask(question).casefold() in ("yes", "ja")

    def secret(self, question: str) -> str:
        """An answer that is not shown. Raises `NoTerminalError`."""
        self.flush()
        with breakable():
            return self._secret(f"{harmless(question)} ")

    def read_text(self) -> str:
        """All of standard input, as text."""
        if self.can_ask:
            self.say(_("Type the text. End it with Ctrl-D on a line of its own."))
        buffer = getattr(self.stdin, "buffer", None)
        with breakable():
            if buffer is None:
                return self.stdin.read(READ_LIMIT + 1)
            data = buffer.read(READ_LIMIT + 1)
        return as_text(data, _("What came in"))


def as_text(data: bytes, source: str) -> str:
    """The text of bytes; `source` names where they come from when they are none."""
    if len(data) > READ_LIMIT:
        raise Ended(
            _("{source} is too long for a text. Nothing was saved.").format(source=source),
            name="too_long",
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Ended(
            _("{source} is not text in UTF-8. Nothing was saved.").format(source=source),
            name="not_text",
        ) from None


def harmless(text: str) -> str:
    """`text` with control signs made visible; line ends stay."""
    if text.isascii() and text.isprintable():
        return text
    from tui.widgets.safe import visible

    return visible(text)


def nobody_to_ask(what: str, options: str) -> Misused:
    """There is no terminal to ask for `what` at; `options` would give it."""
    return Misused(
        _("{what} is not given, and there is no terminal to ask for it. Use {options}.").format(
            what=what, options=options
        ),
        name="nobody_to_ask",
    )
