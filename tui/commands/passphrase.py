"""The passphrase: where it comes from, and changing it.

It comes from a question, a file or an inherited file descriptor; never from the
command line or the environment, which other programs of this machine can read.
"""

from __future__ import annotations

import argparse
import os
import shlex
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from tui.commands.ending import Ended, Exit, Misused
from tui.commands.terminal import NoTerminalError, Terminal, nobody_to_ask
from tui.language import _

if TYPE_CHECKING:
    from tui.commands.errand import Errand
    from tui.commands.parsing import Nouns

BYTES_LIMIT = 4_096
"""The longest passphrase that is read, in bytes of UTF-8."""


def add_to(nouns: Nouns) -> None:
    """Let the parser know `passphrase`."""
    from tui.commands.parsing import whole_number

    command = nouns.command("passphrase", _("change the passphrase of this device"), change)
    source = command.add_mutually_exclusive_group()
    source.add_argument(
        "--new-passphrase-file",
        type=Path,
        metavar="FILE",
        help=_("read the new passphrase from a file"),
    )
    source.add_argument(
        "--new-passphrase-fd",
        type=whole_number,
        metavar="N",
        help=_("read the new passphrase from an open file descriptor"),
    )


def existing(given: argparse.Namespace, terminal: Terminal) -> str:
    """The passphrase that opens a home."""
    found = _given(given.passphrase_file, given.passphrase_fd)
    if found is not None:
        return found
    try:
        return terminal.secret(_("Passphrase:"))
    except NoTerminalError:
        raise _not_given() from None


def fresh(given: argparse.Namespace, terminal: Terminal, known: tuple[str, ...]) -> str:
    """A passphrase for a new home; asked twice. `known` are names that others know."""
    return _fresh(terminal, given.passphrase_file, given.passphrase_fd, known)


def _fresh(
    terminal: Terminal, file: Path | None, descriptor: int | None, known: tuple[str, ...]
) -> str:
    from tui.screens.passphrase import ADVICE, strength

    chosen = _given(file, descriptor)
    asked = chosen is None
    if chosen is None:
        terminal.say(_(ADVICE))
        try:
            chosen = terminal.secret(_("New passphrase:"))
        except NoTerminalError:
            raise _not_given() from None
    judged = strength(chosen, known)
    if not judged.enough:
        raise Ended(_(judged.value), name="weak_passphrase")
    if asked and terminal.secret(_("Once more:")) != chosen:
        raise Ended(_("The two passphrases differ. Nothing was changed."))
    return chosen


def _not_given() -> Misused:
    return nobody_to_ask(_("The passphrase"), "--passphrase-file, --passphrase-fd")


def _given(file: Path | None, descriptor: int | None) -> str | None:
    if file is not None:
        return _from_file(file)
    return _from_descriptor(descriptor) if descriptor is not None else None


def _from_file(path: Path) -> str:
    """The first line of a file that its owner alone can read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
        try:
            _check_owner(path, os.fstat(descriptor))
            return _line(descriptor)
        finally:
            os.close(descriptor)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise Ended(
            _("The passphrase can not be read from {path}: {why}.").format(path=path, why=why)
        ) from None


def _check_owner(path: Path, found: os.stat_result) -> None:
    if os.name != "posix":
        return
    if found.st_uid != os.getuid():
        raise Ended(
            _("The passphrase file {path} belongs to somebody else. It was not read.").format(
                path=path
            )
        )
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise Ended(
            _(
                "Others on this machine can read the passphrase file {path}. It was not read."
                " Close it with: {fix}. Change the passphrase if somebody may have seen it."
            ).format(path=path, fix=f"chmod 600 {shlex.quote(str(path))}")
        )


def _from_descriptor(descriptor: int) -> str:
    try:
        found = _line(descriptor)
    except OSError:
        raise Misused(
            _("There is no open file with descriptor {number}.").format(number=descriptor)
        ) from None
    if descriptor > 2:
        os.close(descriptor)
    return found


def _line(descriptor: int) -> str:
    """The first line; not a byte more is taken, so that standard input can hold a text
    after it."""
    data = bytearray()
    while len(data) <= BYTES_LIMIT:
        sign = os.read(descriptor, 1)
        if not sign or sign == b"\n":
            break
        data += sign
    if data.endswith(b"\r"):
        del data[-1:]
    if not data or len(data) > BYTES_LIMIT:
        raise Ended(_("There is no passphrase on the first line of what was given."))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Ended(_("The passphrase is not text in UTF-8.")) from None


async def change(errand: Errand) -> Exit:
    """Lock this device's keys under another passphrase."""
    from tui.local.opening import change_passphrase

    errand.check_home()
    old = existing(errand.given, errand.terminal)
    async with errand.opened(old) as session:
        me = session.members()[0]
        new = _fresh(
            errand.terminal,
            errand.given.new_passphrase_file,
            errand.given.new_passphrase_fd,
            (me.name, session.firm_name),
        )
        fault = change_passphrase(session, old, new, errand.front.door)
        if fault is not None:
            raise Ended(_(fault.value))
    errand.terminal.say(
        _(
            "The passphrase is changed. Copies of this folder that were made before still open"
            " with the old one."
        )
    )
    return Exit.OK
