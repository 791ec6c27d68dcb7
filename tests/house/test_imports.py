"""What is loaded when a part of the program starts, looked at in a process of its own.

The import contracts in pyproject.toml see what the source says; these see what really
happens, dependencies and imports inside functions included.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.house.tree import ROOT, dotted, modules

DISTRIBUTION_OF = {"fpdf": "fpdf2", "nacl": "pynacl", "sqlite_utils": "sqlite-utils"}


LATER = {
    "shared.casework.workdays": {"holidays"},
    "shared.casework.calendar_export": {"icalendar"},
}
"""What casework takes of the extra `tui`, where only the adviser's program asks for it."""


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def _loaded_by(names: Iterable[str]) -> set[str]:
    """All modules that a new interpreter holds after importing `names`."""
    script = (
        "import importlib, sys\n"
        f"for name in {sorted(names)!r}: importlib.import_module(name)\n"
        "print('\\n'.join(sys.modules))"
    )
    done = _run("-c", script)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def _loaded_by_command(*arguments: str) -> set[str]:
    """All modules that a command loads until it ends, as the interpreter itself lists them."""
    done = _run("-X", "importtime", *arguments)
    assert done.returncode == 0, done.stderr
    return set(re.findall(r"^import time: .*\|\s+([\w.]+)$", done.stderr, re.MULTILINE))


def _within(loaded: set[str], *tops: str) -> set[str]:
    return {name for name in loaded if any(name == t or name.startswith(t + ".") for t in tops)}


def test_the_relay_loads_no_screen_no_client_and_no_keys() -> None:
    """The relay could not open a record if it wanted to: it does not even load the code."""
    loaded = _loaded_by(dotted(path) for path in modules("sync_server"))

    forbidden = ("tui", "textual", "httpx", "shared.sealing", "shared.replica", "shared.casework")
    assert _within(loaded, *forbidden) == set()


def test_the_core_loads_no_sockets_files_or_screen() -> None:
    """The core can be run in a simulation because there is nothing in it to wait for."""
    loaded = _loaded_by(dotted(path) for path in modules("shared"))

    forbidden = ("socket", "sqlite3", "asyncio", "ssl", "subprocess", "textual", "httpx", "rich")
    assert _within(loaded, *forbidden) == set()


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_luister_answers_a_simple_question_without_loading_the_screen(argument: str) -> None:
    """`luister --version` and `--help` load neither Textual nor httpx."""
    loaded = _loaded_by_command("-m", "tui", argument)

    assert "argparse" in loaded or "click" in loaded
    assert _within(loaded, "textual", "httpx", "litestar") == set()


def test_the_relays_command_answers_without_loading_the_server() -> None:
    """`luister-relay --help` does not load the web framework."""
    loaded = _loaded_by_command("-m", "sync_server", "--help")

    assert _within(loaded, "litestar", "textual", "httpx") == set()


def test_the_packages_that_are_loaded_are_ours() -> None:
    """`shared`, `tui` and `sync_server` lie side by side: no other project's took their place."""
    done = _run(
        "-c", "import shared, tui, sync_server as s; print(*(m.__file__ for m in (shared, tui, s)))"
    )

    assert {Path(name).parents[1] for name in done.stdout.split()} == {ROOT}


def _imported(path: Path) -> set[str]:
    """The top-level names that a module imports, inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def _imported_distributions(path: Path) -> set[str]:
    foreign = _imported(path) - {"shared", "tui", "sync_server"} - sys.stdlib_module_names
    return {DISTRIBUTION_OF.get(name, name) for name in foreign}


def _declared(*extras: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = list(project["dependencies"])
    for extra in extras:
        lines += project["optional-dependencies"][extra]
    return {re.split(r"[\[<>=! ]", line)[0] for line in lines}


@pytest.mark.parametrize(
    ("top", "extras"), [("shared", ()), ("tui", ("tui",)), ("sync_server", ("relay",))]
)
def test_a_package_needs_only_what_its_extra_installs(top: str, extras: tuple[str, ...]) -> None:
    """Nothing works only because a tool of the developers happens to be installed."""
    needed: set[str] = set()
    for path in modules(top):
        needed |= _imported_distributions(path) - LATER.get(dotted(path), set())

    # Textual brings Rich and always will: it draws with it.
    assert needed - {"rich"} - _declared(*extras) == set()


def test_what_casework_takes_of_the_extra_is_loaded_when_it_is_asked_for() -> None:
    """Whoever installs the core alone can import all of it."""
    loaded = _loaded_by(dotted(path) for path in modules("shared"))

    later = {name for names in LATER.values() for name in names}
    assert later <= _declared("tui")
    assert _within(loaded, *later) == set()


def test_the_second_implementation_takes_nothing_from_the_first() -> None:
    """What tests/stranger knows of the protocol, it knows from the page alone."""
    stranger = [path for path in modules("tests") if path.parent.name == "stranger"]
    borrowed = {
        dotted(path): found
        for path in stranger
        # Its tests bring both implementations together.
        if not path.name.startswith("test_") and path.name != "conftest.py"
        if (found := _imported(path) & {"shared", "tui", "sync_server"})
    }

    assert stranger
    assert borrowed == {}
