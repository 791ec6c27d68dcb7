"""What is said of a fault that nobody caught: its kind and its places in the code.

The text of an exception, and the variables around it, hold notes, names and keys.
Python itself would print the text, wherever a fault ends: so its hooks are replaced.
"""

from __future__ import annotations

import sys
import threading
from types import TracebackType

FRAMES = -30
"""At most the last thirty places of each exception."""


def last_words(error: BaseException) -> str:
    """Kinds and places of an error and of what led to it, oldest first."""
    import traceback

    chain: list[BaseException] = []
    step: BaseException | None = error
    while step is not None and step not in chain:
        chain.append(step)
        step = step.__cause__ or step.__context__
    lines: list[str] = []
    for one in reversed(chain):
        lines.append(type(one).__qualname__)
        lines += [
            f"  {frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(one.__traceback__, limit=FRAMES)
        ]
    return "\n".join(lines)


def guard_last_words() -> None:
    """From now on, whatever this process does not catch is told in these words: in its
    main thread, in others, and where Python can raise nothing."""
    sys.excepthook = _uncaught
    threading.excepthook = _in_thread
    sys.unraisablehook = _unraisable


def _uncaught(
    _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
) -> None:
    _say(error)


def _in_thread(what: threading.ExceptHookArgs) -> None:
    if what.exc_value is not None:
        _say(what.exc_value)


def _unraisable(what: sys.UnraisableHookArgs) -> None:
    if what.exc_value is not None:
        _say(what.exc_value)


def _say(error: BaseException) -> None:
    if sys.stderr is not None:
        sys.stderr.write(last_words(error) + "\n")
