"""Looking for plain text where there must be none: in files, and in files without a name."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path

SHORTEST = 8
"""Shorter words are not looked for: by chance they stand in what is sealed."""


def disguises(text: str) -> list[bytes]:
    """A text as it could lie in a file: UTF-8, UTF-16, hex, and base64 at any offset."""
    plain = text.encode()
    found = [plain, text.encode("utf-16-le"), text.encode("utf-16-be")]
    found += [plain.hex().encode(), plain.hex().upper().encode()]
    for before in range(3):
        code = base64.b64encode(bytes(before) + plain)
        # The first and last signs also hang on what stands around the text.
        whole = code[(before * 4 + 2) // 3 : len(code.rstrip(b"=")) - 1]
        found += [whole, whole.replace(b"+", b"-").replace(b"/", b"_")]
    return list(dict.fromkeys(found))


def files_below(folder: Path) -> Iterator[Path]:
    """All files below a folder."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def family(pids: Iterable[int]) -> list[int]:
    """Processes and those that they have started, and so on (Linux)."""
    found: list[int] = []
    left = list(pids)
    while left:
        pid = left.pop()
        if pid and pid not in found:
            found.append(pid)
            with contextlib.suppress(OSError):
                children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
                left += map(int, children.split())
    return found


def unlinked_files(pids: Iterable[int]) -> Iterator[Path]:
    """Files that processes have open although they have no name any more (Linux)."""
    for pid in pids:
        descriptors = Path(f"/proc/{pid}/fd")
        with contextlib.suppress(OSError):
            for descriptor in descriptors.iterdir():
                with contextlib.suppress(OSError):
                    if str(descriptor.readlink()).endswith(" (deleted)"):
                        yield descriptor


def find_plain(paths: Iterable[Path], texts: Iterable[str]) -> list[tuple[Path, str]]:
    """Where any of the texts stands, in any disguise."""
    wanted = [(text, disguises(text)) for text in texts if len(text.encode()) >= SHORTEST]
    found = []
    for path in paths:
        with contextlib.suppress(OSError):
            content = path.read_bytes()
            found += [
                (path, text) for text, forms in wanted if any(form in content for form in forms)
            ]
    return found
