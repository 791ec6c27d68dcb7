"""The words for an expected failure."""

from __future__ import annotations

from tui.language import fill
from tui.ports import Failure, Problem


def failure_text(failure: Failure) -> str:
    """What happened, what is safe and what to do, in the language in use."""
    return fill(failure.text, failure.blanks if isinstance(failure, Problem) else ())
