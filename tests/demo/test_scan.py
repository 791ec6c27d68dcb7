"""The demonstration's own search for plain text finds what is there."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tui.demo import story
from tui.demo.scan import SHORTEST, family, files_below, find_plain, unlinked_files

WAYS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": lambda text: text.encode(),
    "UTF-16, little end first": lambda text: text.encode("utf-16-le"),
    "UTF-16, big end first": lambda text: text.encode("utf-16-be"),
    "hex": lambda text: text.encode().hex().encode(),
    "hex, upper case": lambda text: text.encode().hex().upper().encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64, one byte on": lambda text: base64.b64encode(b"\xff" + text.encode() + b"\xfe"),
    "base64, two bytes on": lambda text: base64.b64encode(b"\xff\xfe" + text.encode() + b"xyz"),
    "base64 of an address": lambda text: base64.urlsafe_b64encode(b"\xfb\xff" + text.encode()),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_word_of_the_story_is_found(tmp_path: Path, way: str) -> None:
    """In every disguise, in the middle of noise."""
    words = [word for word in story.SECRET_WORDS if len(word.encode()) >= SHORTEST]
    assert len(words) >= 9
    for number, word in enumerate(words):
        content = os.urandom(500 + number) + WAYS[way](word) + os.urandom(500)
        (tmp_path / f"{number}").write_bytes(content)
    found = find_plain(files_below(tmp_path), story.SECRET_WORDS)
    assert {(path.name, word) for path, word in found} >= {
        (str(number), word) for number, word in enumerate(words)
    }


def test_noise_holds_no_word(tmp_path: Path) -> None:
    """What is sealed is noise."""
    (tmp_path / "noise").write_bytes(os.urandom(3_000_000))
    assert find_plain(files_below(tmp_path), story.SECRET_WORDS) == []


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_files_without_a_name_are_found_in_what_a_process_started(tmp_path: Path) -> None:
    """Two generations down, as the relay of the demonstration is."""
    child = (
        f"file = open({str(tmp_path / 'gone')!r}, 'wb', 0); file.write(b'{story.CODE} x');"
        f"import os; os.unlink(file.name); print(1, flush=True); input()"
    )
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", parent], stdin=pipe, stdout=pipe) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdout.readline()
        pids = family([process.pid, 0])
        found = find_plain(unlinked_files(pids), [story.CODE])
        process.stdin.close()
    assert len(pids) == 2
    assert [word for _, word in found] == [story.CODE]


def test_a_file_that_goes_away_meanwhile_is_passed_over(tmp_path: Path) -> None:
    """SQLite's come and go."""
    assert find_plain([tmp_path / "gone"], story.SECRET_WORDS) == []
