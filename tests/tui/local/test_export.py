"""Writing a file that somebody asked for: whole, for its owner alone, and never over another."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.local.export import NotWritten, write_new, write_new_in_parts


def test_a_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Whatever the mask of the process."""
    write_new(tmp_path / "a", b"one")
    write_new_in_parts(tmp_path / "b", iter([b"one", b"", b"two"]))

    assert (tmp_path / "a").read_bytes() == b"one"
    assert (tmp_path / "b").read_bytes() == b"onetwo"
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in tmp_path.iterdir())


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """Neither a file nor a link, and what was there stays."""
    (tmp_path / "a").write_bytes(b"mine")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    for name in ("a", "b"):
        with pytest.raises(NotWritten):
            write_new(tmp_path / name, b"other")
    assert (tmp_path / "a").read_bytes() == b"mine"


def test_half_a_file_is_not_left_behind(tmp_path: Path) -> None:
    """What goes wrong while the parts are made goes on, and the file is gone."""

    def parts() -> Iterator[bytes]:
        yield b"half"
        raise LookupError

    with pytest.raises(LookupError):
        write_new_in_parts(tmp_path / "a", parts())
    assert list(tmp_path.iterdir()) == []
