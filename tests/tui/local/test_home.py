"""The folder: who may look into it, who works in it, and files put there as a whole."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.local.fault import (
    HomeFault,
    HomeInUse,
    HomeNotAFolder,
    HomeOpenToOthers,
    HomeUnreachable,
)
from tui.local.home import Home, close_the_process, default_folder

posix = pytest.mark.skipif(os.name != "posix", reason="rights of folders as POSIX has them")
not_root = pytest.mark.skipif(
    os.name == "posix" and os.getuid() == 0, reason="root may write anywhere"
)


@posix
def test_a_new_folder_is_closed_to_others_whatever_the_mask_says(tmp_path: Path) -> None:
    """Folder and files are made for their user alone, also under a wide umask."""
    old = os.umask(0)
    try:
        with Home.open(tmp_path / "a" / "home") as home:
            home.write(home.keys, [b"sealed"])

            assert home.folder.stat().st_mode & 0o777 == 0o700
            assert {path.stat().st_mode & 0o777 for path in home.folder.iterdir()} == {0o600}
    finally:
        os.umask(old)


@posix
@pytest.mark.parametrize("mode", [0o755, 0o750, 0o701, 0o777])
def test_a_folder_open_to_others_is_refused_with_the_way_to_mend_it(
    tmp_path: Path, mode: int
) -> None:
    """The text holds the command that closes the folder; until then nothing is done."""
    folder = tmp_path / "my cases"
    folder.mkdir()
    folder.chmod(mode)

    with pytest.raises(HomeOpenToOthers) as caught:
        Home.open(folder)

    assert f"chmod 700 '{folder}'" in str(caught.value)
    assert list(folder.iterdir()) == []


def test_a_second_program_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    """One program at a time works in a folder."""
    first = Home.open(tmp_path / "home")

    with pytest.raises(HomeInUse):
        Home.open(tmp_path / "home")
    first.close()
    first.close()

    Home.open(tmp_path / "home").close()


def test_a_program_that_was_killed_does_not_keep_the_folder(tmp_path: Path) -> None:
    """The system takes the lock back: no stale lock has to be removed by hand."""
    script = (
        "import sys, pathlib; from tui.local.home import Home\n"
        "home = Home.open(pathlib.Path(sys.argv[1])); print('held', flush=True); input()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "home")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(HomeInUse):
            Home.open(tmp_path / "home")
        process.kill()

    Home.open(tmp_path / "home").close()


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    """What is there stays as it is."""
    place = tmp_path / "home"
    place.write_text("a letter")

    with pytest.raises(HomeNotAFolder):
        Home.open(place)

    assert place.read_text() == "a letter"


@posix
@not_root
def test_a_folder_that_can_not_be_made_says_why(tmp_path: Path) -> None:
    """A place without rights gives a clear fault."""
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(HomeUnreachable):
            Home.open(tmp_path / "home")
    finally:
        tmp_path.chmod(0o700)


def test_a_folder_below_a_file_can_not_be_made(tmp_path: Path) -> None:
    """A path that leads through a file gives a clear fault."""
    (tmp_path / "letter").write_text("")

    with pytest.raises(HomeFault):
        Home.open(tmp_path / "letter" / "home")


def test_writing_a_file_fails_as_a_whole(tmp_path: Path) -> None:
    """When the pieces end in an error, the old file stands and no half one is left."""

    def broken() -> Iterator[bytes]:
        yield b"new, but "
        raise OSError("the disk is full")

    with Home.open(tmp_path / "home") as home:
        home.write(home.keys, [b"old"])
        with pytest.raises(OSError, match="full"):
            home.write(home.keys, broken())

        assert home.keys.read_bytes() == b"old"
        assert sorted(path.name for path in home.folder.iterdir()) == ["keys.sealed", "lock"]


def test_what_a_killed_program_left_unfinished_is_taken_away(tmp_path: Path) -> None:
    """Half-written files do not pile up; whole ones stay."""
    with Home.open(tmp_path / "home") as home:
        (home.folder / "snapshot.sealed.new").write_bytes(b"half")
        home.write(home.keys, [b"whole"])

    with Home.open(tmp_path / "home") as home:
        assert sorted(path.name for path in home.folder.iterdir()) == ["keys.sealed", "lock"]


def test_a_link_planted_for_the_unfinished_file_is_not_followed(tmp_path: Path) -> None:
    """Writing never goes through a symbolic link to some other file."""
    other = tmp_path / "other"
    other.write_text("mine")
    with Home.open(tmp_path / "home") as home:
        (home.folder / "keys.sealed.new").symlink_to(other)
        with pytest.raises(OSError, match=r"."):
            home.write(home.keys, [b"secret"])

    assert other.read_text() == "mine"


def test_the_folder_comes_from_the_environment_or_the_platform() -> None:
    """`LUISTER_HOME` decides; without it the platform's data folder does."""
    assert default_folder({"LUISTER_HOME": "/cases"}) == Path("/cases")
    assert default_folder({}).name == "luister"


@posix
def test_a_process_leaves_no_core_dump() -> None:
    """The limit for core dumps is nothing, and what is made is closed to others."""
    script = (
        "import os, resource; from tui.local.home import close_the_process\n"
        "close_the_process(); print(resource.getrlimit(resource.RLIMIT_CORE), os.umask(0))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout == "(0, 0) 63\n"
    assert callable(close_the_process)


def test_a_file_that_can_not_be_read_is_said(tmp_path: Path) -> None:
    """A missing or closed file of the home is an expected failure with its path and why."""
    with Home.open(tmp_path / "home") as home, pytest.raises(HomeUnreachable) as told:
        home.read(home.keys)

    assert str(home.keys) in str(told.value)
