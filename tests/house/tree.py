"""The project's own files, for the tests of the house."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("shared", "tui", "sync_server")


@cache
def files() -> tuple[Path, ...]:
    """Every file that is kept under version control, or would be: absolute, sorted."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    found = {ROOT / name for name in listed.split("\0") if name}
    return tuple(sorted(path for path in found if path.is_file()))


def modules(*tops: str) -> list[Path]:
    """The Python files below the given top folders (all three packages when none is given)."""
    return [
        path
        for path in files()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in (tops or PACKAGES)
    ]


def dotted(path: Path) -> str:
    """The import name of a module's file."""
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    if parts[-1] == "__init__":
        parts.pop()
    return ".".join(parts)


def shown(path: Path) -> str:
    """The path below the root, for messages."""
    return path.relative_to(ROOT).as_posix()


def texts() -> list[tuple[Path, str]]:
    """Every file that is text, with its text."""
    found: list[tuple[Path, str]] = []
    for path in files():
        data = path.read_bytes()
        if b"\0" in data:
            continue
        found.append((path, data.decode("utf-8")))
    return found
