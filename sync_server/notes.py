"""What the relay writes down: that it starts and stops, and its own faults.

No address, token, tag, id or path of a request gets there. Of an error its kind and
the places in the code are written, not its text or any value, for those may hold ids.
"""

from __future__ import annotations

import logging
import sqlite3
import sys
import traceback
from types import TracebackType
from typing import TextIO

from sync_server.store.base import StoreFault

_SPEAKING = (sqlite3.Error, OSError, StoreFault)
"""Errors whose text names at most a file of the relay's own."""

Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Formatter(logging.Formatter):
    """One line for what happened, and for a fault where in the code it was."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {message}", style="{")

    def formatException(self, ei: Fault) -> str:  # noqa: N802 - logging's name
        """Kind and places of the error and of what led to it, oldest first."""
        lines: list[str] = []
        error = ei[1]
        while error is not None:
            lines.insert(0, _told(error))
            error = error.__cause__ or error.__context__
        return "\n".join(lines)

    def formatStack(self, stack_info: str) -> str:  # noqa: N802 - logging's name
        """Nothing: a stack is written with an error only."""
        return ""


def write_to(stream: TextIO) -> None:
    """Send what all parts of the relay, and the libraries under it, write to `stream`."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Formatter())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("luister.relay").setLevel(logging.INFO)
    # A request that is no HTTP is the other side's matter; it would fill the disk.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    # What nobody caught, in a thread or a callback, comes by the same way.
    sys.excepthook = _hook


def _hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger("luister.relay").critical("the relay failed", exc_info=(kind, error, trace))


def _told(error: BaseException) -> str:
    places = traceback.format_list(traceback.extract_tb(error.__traceback__))
    text = f": {error}" if isinstance(error, _SPEAKING) else ""
    return f"{''.join(places)}{type(error).__name__}{text}"
