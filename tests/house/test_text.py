"""The project's text speaks of the project alone and leaves nothing half done."""

from __future__ import annotations

import getpass
import os
import re
import socket
from pathlib import Path
from urllib.parse import urlsplit

from tests.house.tree import ROOT, modules, shown, texts

# Written with classes of one letter, so that this file does not find itself.
HOME_FOLDERS = re.compile(r"(?<![\w.])(/[h]ome/|/[U]sers/|/[r]oot/|[A-Z]:\\[U]sers\\)\w")
UNFINISHED = re.compile(r"\b(T[O]DO|F[I]XME|X[X]X|NotImplemented[E]rror)\b")
ORDINARY_HOSTS = {"localhost", "pypi.org", "files.pythonhosted.org"}


def _names_of_this_machine() -> set[str]:
    """Host, user, folder and registry of whoever runs this.

    A host or user that is called by an ordinary word (`laptop`, `runner`) tells nothing and
    may well stand in a text; one with a digit or a dot in it does not come there by chance.
    """
    people = {
        name for name in (socket.gethostname(), getpass.getuser()) if re.search(r"[\d.]", name)
    }
    registries = {
        urlsplit(value).hostname or ""
        for variable, value in os.environ.items()
        if variable.startswith(("PIP_", "UV_")) and "://" in value
    }
    names = {str(ROOT), *people, *registries}
    return {name for name in names if len(name) >= 6 and name not in ORDINARY_HOSTS}


def _places(pattern: re.Pattern[str], found: list[tuple[Path, str]]) -> list[str]:
    return [
        f"{shown(path)}:{number}"
        for path, text in found
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_text_names_a_folder_of_somebodys_machine() -> None:
    """What was true on one machine only does not get into the project."""
    assert _places(HOME_FOLDERS, texts()) == []


def test_no_text_names_the_machine_that_it_was_written_on() -> None:
    """Neither the name of this machine, its user or its registry stands anywhere."""
    # An empty list of names must match nothing, not everything.
    names = ["(?!)", *sorted(re.escape(name) for name in _names_of_this_machine())]
    pattern = re.compile("|".join(names))

    assert _places(pattern, texts()) == []


def test_the_program_is_finished_where_it_exists() -> None:
    """No module of the program says that something is still to be made."""
    found = [(path, path.read_text(encoding="utf-8")) for path in modules()]

    assert _places(UNFINISHED, found) == []


def test_text_files_end_with_one_newline_and_have_no_carriage_returns() -> None:
    """The files are the same on every system."""
    wrong = [
        shown(path)
        for path, text in texts()
        if text
        and (not text.endswith("\n") or text.endswith("\n\n") or "\r" in text)
        # Pictures of screens and catalogues are as their tools write them.
        and path.suffix not in (".svg", ".raw", ".po")
    ]

    assert wrong == []
