"""Writing a file that somebody asked for: the only way in which something leaves a home in
plain text."""

from __future__ import annotations

import os
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
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        with os.fdopen(os.open(path, flags, FILE_MODE), "wb") as file:
            file.write(content)
    except OSError as refused:
        raise NotWritten(why=refused.strerror or type(refused).__name__) from None
