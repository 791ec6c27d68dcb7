"""A user's own keys from a file: what is wrong with it is said, and the usual keys stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui import language
from tui.keymap_file import NAME, read_keys


def test_without_a_file_the_usual_keys_are_used(tmp_path: Path) -> None:
    """Nobody needs the file."""
    assert read_keys(tmp_path) == ({}, "", ())


def test_keys_are_read_by_action(tmp_path: Path) -> None:
    """Several keys for one action are parted by commas."""
    (tmp_path / NAME).write_text('[keys]\n"case.note" = "b"\n"app.capture" = "f6,ctrl+n"\n')

    keys = read_keys(tmp_path)

    assert keys.keymap == {"case.note": "b", "app.capture": "f6,ctrl+n"}
    assert keys.wrong == ""


@pytest.mark.parametrize(
    ("text", "keymap", "said"),
    [
        ('[keys]\n"case.note" = "b"\n"case.nota" = "c"\n', {"case.note": "b"}, "case.nota"),
        ("keys = 3\n", {}, "keys"),
        ("[keys\n", {}, "can not be read"),
        ("\x00", {}, "can not be read"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_works(
    tmp_path: Path, text: str, keymap: dict[str, str], said: str
) -> None:
    """A slip in the file keeps nobody from working."""
    (tmp_path / NAME).write_text(text)

    keys = read_keys(tmp_path)

    assert keys.keymap == keymap
    assert said in language.fill(keys.wrong, keys.blanks)


def test_a_file_of_another_encoding_is_no_crash(tmp_path: Path) -> None:
    """Bytes that are no text are told like any other fault."""
    (tmp_path / NAME).write_bytes(b"\xff\xfe[keys]")

    assert read_keys(tmp_path).wrong
