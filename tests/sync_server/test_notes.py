"""The relay's own log says where something went wrong, and nothing about whom."""

from __future__ import annotations

import logging
import sqlite3
import sys
from io import StringIO

import pytest

from sync_server import notes


def _written(error: Exception) -> str:
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(notes.Formatter())
    logger = logging.getLogger("luister.test")
    logger.propagate = False
    logger.handlers = [handler]
    try:
        _fail(error)
    except Exception:
        logger.exception("something failed", stack_info=True)
    return stream.getvalue()


def _fail(error: Exception) -> None:
    canary_local = "canary of a local"
    try:
        raise LookupError(f"canary of a cause {len(canary_local)}")
    except LookupError as cause:
        raise error from cause


def test_kind_and_places_are_written_without_text_or_values() -> None:
    """Texts of errors hold what they were about: it may be an id."""
    written = _written(ValueError("canary in the text"))

    assert "something failed" in written
    assert written.index("LookupError") < written.index("ValueError")
    assert "in _fail" in written
    # Lines of the source stand there, as they are the same for everybody.
    for value in ("canary of a local of", "canary in the text", "canary of a cause 17"):
        assert value not in written


def test_errors_of_disk_and_database_speak() -> None:
    """An operator must know that the disk is full; such a text names no firm."""
    assert "OSError: [Errno 28] No space left" in _written(OSError(28, "No space left"))
    assert "OperationalError: disk full" in _written(sqlite3.OperationalError("disk full"))


def test_what_nobody_caught_is_written_in_the_same_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also the end of the process tells no values."""
    stream = StringIO()
    root = logging.getLogger()
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(root, "handlers", root.handlers)
    monkeypatch.setattr(root, "level", root.level)
    levels = {name: logging.getLogger(name).level for name in ("luister.relay", "uvicorn.error")}
    error: Exception = ValueError("canary in the text")
    notes.write_to(stream)
    try:
        try:
            _fail(error)
        except ValueError as caught:
            sys.excepthook(type(caught), caught, caught.__traceback__)
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)

    assert "CRITICAL the relay failed" in stream.getvalue()
    assert "ValueError" in stream.getvalue()
    assert "canary in the text" not in stream.getvalue()
