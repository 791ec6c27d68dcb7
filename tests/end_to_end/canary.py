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


class Aviary:
    """Hands out canaries, and finds them."""

    def __init__(self) -> None:
        self._numbers = itertools.count()
        self._secrets: dict[str, bytes] = {}
        self._heard: dict[tuple[int, bytes], list[tuple[str, str]]] = {}
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

    def find(self, content: bytes, where: str = "") -> list[Found]:
        """Everything that sings in some bytes."""
        key = (len(self._secrets), hashlib.blake2b(content).digest())
        if key not in self._heard:
            self._heard[key] = self._listen(content)
        return [Found(where, what, disguise) for what, disguise in self._heard[key]]

    def _listen(self, content: bytes) -> list[tuple[str, str]]:
        lower = content.lower()
        return [
            (what, disguise)
            for what, secret in [(MARK, MARK.encode()), *self._secrets.items()]
            for disguise, form in _forms(secret)
            if form in (content if disguise in CASE_COUNTS else lower)
        ]

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
