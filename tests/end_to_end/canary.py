"""Canaries: rare words that are typed into a case, and the search for them everywhere else.

A canary sings wherever it is found: as text in three encodings, in hex or base64 at any
offset, in the pieces of a search index that keeps words folded and without their
beginning, in files, in files without a name, and in what a system shows of a process.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import itertools
import random
import string
import urllib.parse
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

MARK = "".join(random.SystemRandom().choices(string.ascii_lowercase, k=10))
"""Stands in every canary of this run, and nowhere else in the world."""


class Found(NamedTuple):
    """Where something sang: in what, which, and in which disguise."""

    where: str
    what: str
    disguise: str


class Song(NamedTuple):
    """A secret in one of its disguises, as bytes."""

    what: str
    disguise: str
    form: bytes


class Ear:
    """Finds which of many songs are in some bytes, in one walk over these.

    Of the bytes every `STEP`th piece of `PIECE` is looked up among all pieces of all songs.
    A song of `PIECE + STEP - 1` bytes holds one of these wherever it begins, so none is
    missed; those of which a piece was met are then looked for whole, and shorter ones too.
    """

    PIECE, STEP = 6, 4

    def __init__(self, songs: Iterable[Song]) -> None:
        self._short: list[Song] = []
        self._pieces: dict[bytes, set[Song]] = {}
        for song in songs:
            if len(song.form) < self.PIECE + self.STEP - 1:
                self._short.append(song)
                continue
            for start in range(len(song.form) - self.PIECE + 1):
                piece = song.form[start : start + self.PIECE]
                self._pieces.setdefault(piece, set()).add(song)

    def hear(self, content: bytes) -> list[Song]:
        """The songs that are in the bytes."""
        ends = range(self.PIECE, len(content) + 1, self.STEP)
        met = self._pieces.keys() & {content[end - self.PIECE : end] for end in ends}
        likely = {song for piece in met for song in self._pieces[piece]}
        return sorted(song for song in [*self._short, *likely] if song.form in content)


class Aviary:
    """Hands out canaries, and finds them."""

    def __init__(self) -> None:
        self._numbers = itertools.count()
        self._secrets: dict[str, bytes] = {}
        self._heard: dict[bytes, list[tuple[str, str]]] = {}
        self._ears: tuple[Ear, Ear] | None = None
        self.texts: list[str] = []

    def text(self, what: str = "") -> str:
        """A text for a field, with two canaries in it. Its words begin differently, so that
        an index that leaves out common beginnings keeps the mark."""
        start = random.SystemRandom().choices(string.ascii_lowercase, k=3)
        made = f"{''.join(start)}{MARK} over {what or 'iets'} {''.join(start[::-1])}{MARK}é"
        self.texts.append(made)
        return made

    def keep(self, what: str, secret: bytes | str) -> None:
        """A secret that no text is: a key, a passphrase, a link."""
        self._secrets[what] = secret.encode() if isinstance(secret, str) else secret
        self._heard.clear()
        self._ears = None

    def find(self, content: bytes, where: str = "") -> list[Found]:
        """Everything that sings in some bytes."""
        key = hashlib.blake2b(content).digest()
        if key not in self._heard:
            self._heard[key] = self._listen(content)
        return [Found(where, what, disguise) for what, disguise in self._heard[key]]

    def _listen(self, content: bytes) -> list[tuple[str, str]]:
        if self._ears is None:
            songs = [
                Song(what, disguise, form)
                for what, secret in [(MARK, MARK.encode()), *self._secrets.items()]
                for disguise, form in _forms(secret)
            ]
            self._ears = (
                Ear(song for song in songs if song.disguise in CASE_COUNTS),
                Ear(song for song in songs if song.disguise not in CASE_COUNTS),
            )
        exact, folded = self._ears
        heard = [*exact.hear(content), *folded.hear(content.lower())]
        return [(song.what, song.disguise) for song in heard]

    def find_in(self, paths: Iterable[Path]) -> list[Found]:
        """Everything that sings in files, or in their names."""
        found: list[Found] = []
        for path in paths:
            found += self.find(str(path).encode(), f"the name of {path}")
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                found += self.find(path.read_bytes(), str(path))
        return found


DISGUISES: dict[str, Callable[[bytes], list[bytes]]] = {
    "as it is": lambda plain: [plain],
    "utf-16": lambda plain: [_wide(plain, 2)],
    "utf-32": lambda plain: [_wide(plain, 4)],
    "hex": lambda plain: [plain.hex().encode(), plain.hex(":").encode()],
    "base64": lambda plain: list(_base64(plain)),
    "base32": lambda plain: list(_base32(plain)),
    "url": lambda plain: [urllib.parse.quote_from_bytes(plain).encode()],
    "escaped": lambda plain: [repr(plain)[2:-1].encode()],
    "numbers": lambda plain: [",".join(map(str, plain)).encode(), str(list(plain))[1:-1].encode()],
    "backwards": lambda plain: [plain[::-1]],
}
CASE_COUNTS = frozenset({"base64"})


@cache
def _forms(plain: bytes) -> list[tuple[str, bytes]]:
    return [
        (name, form if name in CASE_COUNTS else form.lower())
        for name, make in DISGUISES.items()
        for form in dict.fromkeys(make(plain))
    ]


def _wide(plain: bytes, width: int) -> bytes:
    """ASCII in UTF-16 or UTF-32 of either byte order: its signs with zeros in between."""
    return (b"\0" * (width - 1)).join(bytes([sign]) for sign in plain)


def _base64(plain: bytes) -> Iterator[bytes]:
    """The part of the base64 that does not hang on what stands around, at each offset."""
    for before in range(3):
        first, last = -(-before * 8 // 6), (before + len(plain)) * 8 // 6
        code = base64.b64encode(bytes(before) + plain)[first:last]
        yield code
        yield code.replace(b"+", b"-").replace(b"/", b"_")


def _base32(plain: bytes) -> Iterator[bytes]:
    for before in range(5):
        first, last = -(-before * 8 // 5), (before + len(plain)) * 8 // 5
        yield base64.b32encode(bytes(before) + plain)[first:last]


def below(*folders: Path) -> Iterator[Path]:
    """All files below folders."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path


def nameless(pids: Iterable[int]) -> Iterator[Path]:
    """What processes have open that has no name any more."""
    for pid in pids:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            for descriptor in Path(f"/proc/{pid}/fd").iterdir():
                with contextlib.suppress(FileNotFoundError):
                    if descriptor.readlink().name.endswith("(deleted)"):
                        yield descriptor


def shown(pids: Iterable[int]) -> Iterator[Path]:
    """What the system shows of processes to their user."""
    for pid in pids:
        for name in ("cmdline", "environ", "comm", "status", "stat"):
            yield Path(f"/proc/{pid}/{name}")


def threads_of(pid: int) -> list[int]:
    """A process and its threads, which have names of their own."""
    with contextlib.suppress(FileNotFoundError):
        return [int(path.name) for path in Path(f"/proc/{pid}/task").iterdir()]
    return []
