"""A user's own keys, from a file beside the home's other files."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from shared.wording import N_
from tui.actions import keymap_of

NAME = "keys.toml"
"""A table `[keys]` with keys by action: `"case.note" = "b"`, `"app.capture" = "f6,ctrl+n"`."""

UNREADABLE = N_("{path} can not be read: {why}. The usual keys are used.")
UNKNOWN = N_("{path} names what is no action: {names}.")


class Keys(NamedTuple):
    """Keys by action, and what is wrong with the file: a source text and its blanks."""

    keymap: dict[str, str]
    wrong: str = ""
    blanks: tuple[tuple[str, str], ...] = ()


def read_keys(folder: Path) -> Keys:
    """The keys of the file in a folder; none when there is no such file. Never raises for
    what stands in it."""
    path = folder / NAME
    try:
        given: Any = tomllib.loads(path.read_text(encoding="utf-8")).get("keys", {})
    except FileNotFoundError:
        return Keys({})
    except (OSError, ValueError) as bad:
        why = bad.strerror if isinstance(bad, OSError) else str(bad)
        return Keys({}, UNREADABLE, (("path", str(path)), ("why", why or type(bad).__name__)))
    keymap, unknown = keymap_of(given if isinstance(given, dict) else {"keys": given})
    if unknown:
        return Keys(keymap, UNKNOWN, (("names", ", ".join(unknown)), ("path", str(path))))
    return Keys(keymap)
