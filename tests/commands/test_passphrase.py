"""Where the passphrase comes from, and changing it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.commands.desk import PASSPHRASE, Desk, Relay, found
from tui.commands.passphrase import _line

posix = pytest.mark.skipif(os.name != "posix", reason="rights of files as POSIX has them")


def kept(path: Path, text: str, mode: int = 0o600) -> str:
    """A file with a passphrase; gives its name."""
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return str(path)


def test_a_wrong_passphrase_has_its_own_exit_code(noor: Desk) -> None:
    """Nothing was changed."""
    done = noor.tried("case", "list", secrets=("not this one",))

    assert (done.code, done.out) == (3, "")
    assert "not the passphrase" in done.err


def test_without_a_terminal_the_options_are_named(noor: Desk) -> None:
    """A script that forgot it is told how."""
    done = noor.tried("case", "list", secrets=None)

    assert done.code == 2
    assert "--passphrase-file" in done.err


@pytest.mark.parametrize("ending", ["", "\n", "\r\n", "\nand more\n"])
def test_the_first_line_of_a_file_is_it(noor: Desk, tmp_path: Path, ending: str) -> None:
    """With or without a line end; before or after the command."""
    path = kept(tmp_path / "pass", PASSPHRASE + ending)

    assert noor("case", "list", "--passphrase-file", path, secrets=None).code == 0
    assert noor("--passphrase-file", path, "case", "list", secrets=None).code == 0


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
def test_a_file_that_others_can_open_is_not_read(noor: Desk, tmp_path: Path, mode: int) -> None:
    """The way to close it is in the text, the passphrase is not."""
    path = kept(tmp_path / "my pass", PASSPHRASE, mode)

    done = noor.tried("case", "list", "--passphrase-file", path, secrets=None)

    assert done.code == 1
    assert f"chmod 600 '{path}'" in done.err
    assert PASSPHRASE not in done.err


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe\n", b"x" * 5_000])
def test_a_file_without_a_passphrase_is_refused(noor: Desk, tmp_path: Path, content: bytes) -> None:
    """Empty, no text, or far too long."""
    path = tmp_path / "pass"
    path.write_bytes(content)
    path.chmod(0o600)

    assert noor.tried("case", "list", "--passphrase-file", str(path)).code == 1
    assert noor.tried("case", "list", "--passphrase-file", str(tmp_path / "none")).code == 1


def test_a_descriptor_gives_its_first_line(noor: Desk) -> None:
    """A pipe that whoever starts the program holds."""
    read, write = os.pipe()
    os.write(write, f"{PASSPHRASE}\n".encode())
    os.close(write)

    assert noor("case", "list", "--passphrase-fd", str(read), secrets=None).code == 0
    assert noor.tried("case", "list", "--passphrase-fd", "987", secrets=None).code == 2


def test_what_follows_the_first_line_is_left_for_the_command() -> None:
    """Standard input can hold the passphrase and then a text."""
    read, write = os.pipe()
    os.write(write, f"{PASSPHRASE}\nthe text".encode())
    os.close(write)

    assert _line(read) == PASSPHRASE
    assert os.read(read, 100) == b"the text"
    os.close(read)


def test_a_passphrase_on_the_command_line_or_in_the_environment_is_no_way(noor: Desk) -> None:
    """Other programs of the machine can read both."""
    environ = {"LUISTER_LANG": "en", "LUISTER_PASSPHRASE": PASSPHRASE}

    assert noor.tried("case", "list", secrets=None, environ=environ).code == 2
    assert noor.tried("case", "list", "--passphrase", PASSPHRASE, secrets=None).code == 2


def test_the_passphrase_is_changed(relay: Relay, tmp_path: Path) -> None:
    """The new one opens, the old one does not; a weak one changes nothing."""
    desk = found(relay, tmp_path / "home")
    fresh = "heel andere losse woorden vandaag"

    weak = desk.tried("passphrase", secrets=(PASSPHRASE, "kort"))
    slip = desk.tried("passphrase", secrets=(PASSPHRASE, fresh, fresh + "."))
    wrong = desk.tried("passphrase", secrets=("not this one", fresh))
    still = desk("case", "list")
    desk("passphrase", secrets=(PASSPHRASE, fresh))

    assert [weak.code, slip.code, wrong.code, still.code] == [1, 1, 3, 0]
    assert desk.tried("case", "list").code == 3
    assert desk("case", "list", secrets=(fresh,)).code == 0
    path = kept(tmp_path / "pass", PASSPHRASE)
    desk("passphrase", "--new-passphrase-file", path, secrets=(fresh,))
    assert desk("case", "list").code == 0
