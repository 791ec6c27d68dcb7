"""What `pip install` brings: every file that the program needs, and the licence."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, ROOT, files


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from the tree as it is."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_every_file_of_the_packages(wheel: Path) -> None:
    """Style sheet, compiled catalogues and type marks are installed with the modules."""
    expected = {
        path.relative_to(ROOT).as_posix()
        for path in files()
        if path.relative_to(ROOT).parts[0] in PACKAGES
    }

    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}

    assert packed == expected
    assert {Path(name).suffix for name in packed} >= {".py", ".tcss", ".mo", ".typed"}


def test_the_wheel_brings_its_licence_and_its_two_commands(wheel: Path) -> None:
    """Whoever gets the program gets its licence; `luister` and `luister-relay` are there."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = Parser().parsestr(_text(archive, names, "METADATA"))
        commands = _text(archive, names, "entry_points.txt")

    assert metadata["License-Expression"] == "EUPL-1.2"
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    assert "luister = tui.__main__:main" in commands
    assert "luister-relay = sync_server.__main__:main" in commands


def _text(archive: zipfile.ZipFile, names: list[str], ending: str) -> str:
    return archive.read(next(name for name in names if name.endswith(ending))).decode("utf-8")
