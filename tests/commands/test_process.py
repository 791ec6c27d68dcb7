"""The program as it is started for real: a process of its own, the passphrase stretched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.desk import PASSPHRASE, Relay


def run(*words: str, **more: object) -> subprocess.CompletedProcess[str]:
    """Start the program."""
    options: dict[str, object] = {"capture_output": True, "text": True, "timeout": 120, **more}
    return subprocess.run([sys.executable, "-m", "tui", *words], **options)  # type: ignore[call-overload]


def test_a_firm_and_a_case_in_processes_of_their_own(relay: Relay, tmp_path: Path) -> None:
    """Each command is a process; what one saved the next one finds."""
    home = ["--home", str(tmp_path / "home")]
    path = tmp_path / "pass"
    path.write_text(PASSPHRASE, encoding="utf-8")
    path.chmod(0o600)
    secret = [*home, "--passphrase-file", str(path)]

    made = run(
        *secret, "init", "--relay", relay.address, "--code", relay.code(), "--firm", "Bureau",
        "--name", "Noor", "--json",
    )  # fmt: skip
    opened = run(*home, "--passphrase-fd", "0", "case", "new", "--json", input=f"{PASSPHRASE}\n")

    for done in (made, opened):
        assert done.returncode == 0, done.stderr
    assert len(json.loads(made.stdout)["sheet"]) == 12
    assert json.loads(opened.stdout)["kept"]
    if os.name == "posix":
        assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700


def test_without_a_terminal_it_opens_no_screen(tmp_path: Path) -> None:
    """Started by a script by mistake it says how it is used."""
    done = run("--home", str(tmp_path / "home"), stdin=subprocess.DEVNULL)

    assert (done.returncode, done.stdout) == (2, "")
    assert "usage: luister" in done.stderr
    assert not (tmp_path / "home").exists()


@pytest.mark.skipif(os.name != "posix", reason="pipes as POSIX has them")
def test_a_reader_that_has_seen_enough_is_no_fault(tmp_path: Path) -> None:
    """`luister --help | head -1`, and no traceback."""
    command = f"{sys.executable} -m tui --help | head -n 1"

    done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=60)

    assert done.stdout.startswith("usage:")
    assert "Traceback" not in done.stderr
