"""No command but the screen itself loads Textual: it takes longer than many a command."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import tui.commands

FOLDER = Path(tui.commands.__file__).parent
SHOW_THE_SCREEN = {"demo"}
"""Commands that end in the screen."""


def borrowed() -> set[str]:
    """All of tui that commands import, inside functions too."""
    found: set[str] = set()
    for path in FOLDER.glob("*.py"):
        if path.stem in SHOW_THE_SCREEN:
            continue
        found.add(f"tui.commands.{path.stem}")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tui"):
                found.add(str(node.module))
    return found


def test_what_commands_borrow_loads_no_textual() -> None:
    """Not when it is imported, and not by way of something else."""
    names = sorted(borrowed())
    code = (
        "import importlib, sys\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        "print([name for name in sys.modules if name.split('.')[0] == 'textual'])"
    )

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert len(names) > 40
    assert told.stdout.strip() == "[]"
