"""The folder in which a device keeps everything: whose it is, who may look, who uses it.

The folder has mode 0700 and is refused when it is looser; one program at a time works
in it, held by a lock that the system takes back when the program ends in any way.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shlex
import stat
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from tui.local.fault import (
    HomeInUse,
    HomeNotAFolder,
    HomeNotYours,
    HomeOpenToOthers,
    HomeUnreachable,
)
from tui.local.last_words import guard_last_words

POSIX = os.name == "posix"
FOLDER_MODE = 0o700
FILE_MODE = 0o600
LOCK = "lock"
STORE = "caseload.db"
KEYS = "keys.sealed"
"""What the passphrase opens."""
SNAPSHOT = "snapshot.sealed"
"""A cache: may be deleted at any time."""
JOINING = "joining.sealed"
"""An answer to an invitation, until the firm has let this device in."""
_FRESH = ".new"


def default_folder(environ: Mapping[str, str]) -> Path:
    """`LUISTER_HOME`, or else the platform's folder for the data of programs."""
    chosen = environ.get("LUISTER_HOME")
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_data_path

    return user_data_path("luister", appauthor=False, roaming=False)


def close_the_process() -> None:
    """Let what this process makes be its user's alone, and let it leave no core dump, nor
    the text of an exception that nobody caught."""
    guard_last_words()
    os.umask(0o077)
    if POSIX:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Home:
    """The folder, held by this program until it is closed."""

    def __init__(self, folder: Path, lock: int) -> None:
        self.folder = folder
        self._lock = lock

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Make the folder if it is not there, and hold it.

        Raises `HomeFault`: the folder can not be made or written to, is something
        else, belongs to somebody else, is open to others, or is in use.
        """
        folder = folder.absolute()
        try:
            folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        except FileExistsError:
            raise HomeNotAFolder(path=str(folder)) from None
        except OSError as error:
            raise HomeUnreachable(path=str(folder), why=_why(error)) from None
        check_folder(folder)
        home = cls(folder, _hold(folder))
        home._sweep()
        return home

    @classmethod
    def look(cls, folder: Path) -> Self:
        """Hold a folder that is there, to look at it: nothing is made, swept or judged.

        Raises `HomeFault`: there is nothing to hold, or it is in use.
        """
        folder = folder.absolute()
        if not (folder / LOCK).is_file():
            raise HomeUnreachable(path=str(folder), why=os.strerror(errno.ENOENT))
        return cls(folder, _hold(folder))

    @property
    def store(self) -> Path:
        """The database of sealed records."""
        return self.folder / STORE

    @property
    def keys(self) -> Path:
        """The file that the passphrase opens."""
        return self.folder / KEYS

    @property
    def snapshot(self) -> Path:
        """The sealed snapshot."""
        return self.folder / SNAPSHOT

    @property
    def joining(self) -> Path:
        """The sealed answer to an invitation."""
        return self.folder / JOINING

    def read(self, path: Path) -> bytes:
        """A small file of the home. Raises `HomeUnreachable`."""
        try:
            return path.read_bytes()
        except OSError as error:
            raise HomeUnreachable(path=str(path), why=_why(error)) from None

    def write(self, path: Path, chunks: Iterable[bytes]) -> None:
        """Put a file in place as a whole, or leave what was there. Raises `OSError`.

        When it returns, the file is on the disk, and so is its name.
        """
        fresh = path.with_name(path.name + _FRESH)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
        try:
            with os.fdopen(os.open(fresh, flags, FILE_MODE), "wb") as file:
                for chunk in chunks:
                    file.write(chunk)
                file.flush()
                sync_file(file.fileno())
            fresh.replace(path)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
        sync_folder(self.folder)

    def _sweep(self) -> None:
        """Take away what a program that was killed had not finished writing."""
        for left in self.folder.glob(f"*{_FRESH}*"):
            with contextlib.suppress(OSError):
                left.unlink()

    def close(self) -> None:
        """Let the folder go."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def check_folder(folder: Path) -> None:
    """Whether a folder is this user's and closed to others. Raises `HomeFault`."""
    try:
        found = folder.stat()
    except OSError as error:
        raise HomeUnreachable(path=str(folder), why=_why(error)) from None
    if not stat.S_ISDIR(found.st_mode):
        raise HomeNotAFolder(path=str(folder))
    if not POSIX:
        # Folders of a user's profile are closed to other users by the system.
        return
    if found.st_uid != os.getuid():
        raise HomeNotYours(path=str(folder))
    if found.st_mode & 0o077:
        fix = f"chmod 700 {shlex.quote(str(folder))}"
        raise HomeOpenToOthers(path=str(folder), fix=fix)


def sync_file(descriptor: int) -> None:
    """Bring a file to the disk itself, on macOS past the disk's own cache."""
    if sys.platform == "darwin":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Bring a folder's list of names to the disk."""
    if not POSIX:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        sync_file(descriptor)
    finally:
        os.close(descriptor)


def _hold(folder: Path) -> int:
    try:
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, FILE_MODE)
    except OSError as error:
        raise HomeUnreachable(path=str(folder), why=_why(error)) from None
    try:
        _lock(descriptor)
    except OSError:
        os.close(descriptor)
        raise HomeInUse(path=str(folder)) from None
    return descriptor


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__
