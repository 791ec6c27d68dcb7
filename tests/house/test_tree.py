"""The shape of the tree: what lies where, how long, and that it says what it is."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, ROOT, files, modules, shown

TOP = {
    ".ci",
    ".editorconfig",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "SECURITY.md",
    "docs",
    "justfile",
    "pyproject.toml",
    "shared",
    "sync_server",
    "tests",
    "tui",
}
LONGEST = 350
MAY_BE_LONGER: frozenset[str] = frozenset()
NAMES_THAT_SAY_NOTHING = {"util", "utils", "helper", "helpers", "common", "misc", "tools"}


def test_the_top_of_the_tree_holds_what_it_should_and_nothing_else() -> None:
    """Who opens the project for the first time finds everything where the README says."""
    found = {path.relative_to(ROOT).parts[0] for path in files()}

    assert found == TOP


def test_the_core_has_the_four_parts_of_the_design() -> None:
    """The parts that docs/architecture.md names are the folders that there are."""
    found = {
        path.relative_to(ROOT).parts[1]
        for path in modules("shared")
        if len(path.relative_to(ROOT).parts) > 2
    }

    assert found == {"protocol", "sealing", "replica", "casework"}


@pytest.mark.parametrize("path", modules(), ids=shown)
def test_a_module_stays_short_enough_to_be_read_in_one_go(path: Path) -> None:
    """No module of the program is longer than 350 lines."""
    lines = len(path.read_text(encoding="utf-8").splitlines())

    assert lines <= LONGEST or shown(path) in MAY_BE_LONGER


@pytest.mark.parametrize("path", modules(*PACKAGES, "tests", "docs"), ids=shown)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    """Each module that holds anything begins with a docstring of at least a sentence."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if not tree.body:
        return

    docstring = ast.get_docstring(tree) or ""

    assert len(docstring.split()) >= 3


@pytest.mark.parametrize("path", modules(*PACKAGES, "tests"), ids=shown)
def test_a_module_is_named_for_one_thing(path: Path) -> None:
    """No module is a drawer for whatever fits nowhere else."""
    assert path.stem not in NAMES_THAT_SAY_NOTHING


def test_each_package_tells_type_checkers_that_it_has_types() -> None:
    """The packages carry the mark of PEP 561."""
    assert [name for name in PACKAGES if not (ROOT / name / "py.typed").is_file()] == []
