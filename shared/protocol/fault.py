"""The one error of this package."""

from __future__ import annotations


class Malformed(ValueError):
    """Bytes or text are not of the form that docs/protocol.md gives them.

    The text names what was expected and where; it never holds the bytes themselves.
    """
