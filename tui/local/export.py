"""Writing a file that somebody asked for: the only way in which something leaves a home."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from shared.wording import N_
from tui.local.fault import LocalFault
from tui.local.home import FILE_MODE


class NotWritten(LocalFault):
    """The file could not be written. Nothing was changed on the disk."""

    text = N_("The file was not written: {why}.")


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, for its owner alone to read.

    Raises NotWritten when a file of that name is there, and when the disk refuses.
    """
    write_new_in_parts(path, (content,))


def write_new_in_parts(path: Path, parts: Iterable[bytes]) -> None:
    """The same, in parts that are made while it is written; what `parts` raises goes on, and
    no half of a file is left behind."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        with os.fdopen(os.open(path, flags, FILE_MODE), "wb") as file:
            try:
                for part in parts:
                    file.write(part)
                file.flush()
            except BaseException:
                path.unlink(missing_ok=True)
                raise
    except OSError as refused:
        raise NotWritten(why=refused.strerror or type(refused).__name__) from None
