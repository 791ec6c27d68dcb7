"""The search itself: a canary that is planted is heard."""

from __future__ import annotations

import base64
import json
import os
import pickle
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tests.end_to_end.canary import Aviary, below, nameless, shown

WAYS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": lambda text: text.encode(),
    "UTF-16, little end first": lambda text: text.encode("utf-16-le"),
    "UTF-16, big end first": lambda text: text.encode("utf-16-be"),
    "UTF-32": lambda text: text.encode("utf-32"),
    "upper case": lambda text: text.upper().encode(),
    "hex": lambda text: text.encode().hex().encode(),
    "hex, upper case": lambda text: text.encode().hex().upper().encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64, one byte on": lambda text: base64.b64encode(b"x" + text.encode()),
    "base64, two bytes on": lambda text: base64.b64encode(b"xy" + text.encode()),
    "base64 of a link": lambda text: base64.urlsafe_b64encode(b"\xff" + text.encode()),
    "base32": lambda text: base64.b32encode(b"x" + text.encode()),
    "MessagePack": lambda text: msgspec.msgpack.encode([1, {"text": text}]),
    "a piece of MessagePack": lambda text: msgspec.msgpack.encode({"t": text})[5:-3],
    "JSON": lambda text: json.dumps({"text": text}).encode(),
    "pickle": lambda text: pickle.dumps([text]),
    "a repr of bytes": lambda text: repr(text.encode()).encode(),
    "a list of numbers": lambda text: str(list(text.encode())).encode(),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_planted_canary_is_heard(way: str, tmp_path: Path) -> None:
    """In every disguise, at every offset, in the middle of a file of noise."""
    aviary = Aviary()
    disguised = WAYS[way](aviary.text())
    for offset in range(4):
        planted = tmp_path / f"file{offset}"
        planted.write_bytes(os.urandom(5_000 + offset) + disguised + os.urandom(5_000))
        assert aviary.find_in([planted]), offset


def test_a_key_is_heard(tmp_path: Path) -> None:
    """So is what is no text, as bytes and in hex and base64."""
    aviary, key = Aviary(), os.urandom(32)
    aviary.keep("a key", key)
    for code in (key, key.hex().encode(), base64.b64encode(b"ab" + key + b"c"), repr(key).encode()):
        assert aviary.find(os.urandom(99) + code + os.urandom(99)), code


def test_noise_does_not_sing() -> None:
    """What is sealed is noise; in noise nothing is heard."""
    aviary = Aviary()
    aviary.keep("a key", os.urandom(32))
    assert aviary.find(os.urandom(3_000_000)) == []


def test_a_word_in_a_search_index_is_heard(tmp_path: Path) -> None:
    """FTS5 keeps words folded and leaves out what two of them begin with."""
    aviary = Aviary()
    database = sqlite3.connect(tmp_path / "index.db")
    database.execute("create virtual table words using fts5(text, content='')")
    for number in range(50):
        database.execute("insert into words (rowid, text) values (?, ?)", (number, aviary.text()))
    database.commit()
    database.close()
    assert aviary.find_in(below(tmp_path))


def test_a_file_without_a_name_is_heard() -> None:
    """A temporary file that was unlinked while it is open."""
    aviary = Aviary()
    with tempfile.TemporaryFile() as file:
        file.write(aviary.text().encode())
        file.flush()
        assert aviary.find_in(nameless([os.getpid()]))
    assert not aviary.find_in(nameless([os.getpid()]))


@pytest.mark.parametrize("where", ["cmdline", "environ"])
def test_what_a_process_was_started_with_is_heard(where: str) -> None:
    """The command line and the environment can be read by others."""
    aviary = Aviary()
    text = aviary.text()
    command = [
        sys.executable,
        "-c",
        "print(input(), flush=True); input()",
        *([text] if where == "cmdline" else []),
    ]
    environment = {"PATH": os.environ["PATH"], **({"X": text} if where == "environ" else {})}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, env=environment) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"it runs\n")
        process.stdin.flush()
        process.stdout.readline()
        heard = {Path(found.where).name for found in aviary.find_in(shown([process.pid]))}
        process.kill()
    assert heard == {where}


def test_a_name_of_a_file_is_heard(tmp_path: Path) -> None:
    """Not only what is in it."""
    aviary = Aviary()
    (tmp_path / aviary.text()).touch()
    assert aviary.find_in(below(tmp_path))
