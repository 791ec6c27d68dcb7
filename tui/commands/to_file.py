"""Writing a file in plain text: for its owner alone to read, never over another by accident."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tui.commands.ending import Ended
from tui.language import _

if TYPE_CHECKING:
    from tui.commands.errand import Errand


def add_force(parser: argparse.ArgumentParser) -> None:
    """Whether a file that is there is written over."""
    parser.add_argument(
        "--force", action="store_true", help=_("write over a file that is there already")
    )


def write_file(errand: Errand, path: Path, content: bytes, *, told: bool = True) -> None:
    """Write a file; say that it is not locked where it holds what was `told`.

    Raises `Ended` when there is a file of that name and `--force` was not given, and
    `LocalFault` when the disk refuses.
    """
    from tui.local.export import NotWritten, write_new

    try:
        is_there, is_file = path.exists() or path.is_symlink(), path.is_file()
    except OSError as refused:
        raise NotWritten(why=refused.strerror or type(refused).__name__) from None
    if errand.given.force and is_file and not path.is_symlink():
        _write_over(path, content, path.with_name(f".{path.name}.{errand.new_id().hex()[:8]}"))
    elif is_there:
        hints = [] if errand.given.force else [_("Say --force to write over it.")]
        raise Ended(
            _("There is a file {path} already. Nothing was written.").format(path=path),
            hints=hints,
            name="file_exists",
        )
    else:
        write_new(path, content)
    errand.terminal.say(_("Written: {path}").format(path=path))
    if told:
        errand.terminal.say(
            _(
                "This file is not locked: whoever has it can read it. Keep it in a safe place,"
                " and destroy it when it is not needed any more."
            )
        )


def _write_over(path: Path, content: bytes, beside: Path) -> None:
    """Write `beside` the old file first: either that is there, or all of the new one."""
    from tui.local.export import NotWritten, write_new

    write_new(beside, content)
    try:
        beside.replace(path)
    except OSError as refused:
        beside.unlink(missing_ok=True)
        raise NotWritten(why=refused.strerror or type(refused).__name__) from None
