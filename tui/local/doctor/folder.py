"""The folder of a home and the machine around it, as far as no passphrase is needed."""

from __future__ import annotations

import os
import shlex
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

from shared.wording import N_
from tui.local.doctor.finding import Finding, Grade, found
from tui.local.home import FILE_MODE, FOLDER_MODE, JOINING, KEYS, LOCK, POSIX, SNAPSHOT, STORE

LITTLE_ROOM = 512 * 2**20
"""Free bytes below which it is said that the disk fills up."""
NO_ROOM = 32 * 2**20
"""Free bytes below which saving will soon fail."""
KNOWN = frozenset(
    {LOCK, STORE, KEYS, SNAPSHOT, JOINING, f"{STORE}-wal", f"{STORE}-shm", "keys.toml"}
)
"""The files that belong in a home. `keys.toml` is the user's own table of keys."""
SHOWN = 5
"""How many names of files are said at most."""


def examine_folder(folder: Path) -> Iterator[Finding]:
    """Whose the folder is, who may look into it, what lies in it, and how much room is left.

    Changes nothing.
    """
    try:
        info = folder.stat()
        names = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        yield found(
            "folder", Grade.WRONG, N_("The folder {path} can not be read: {why}."),
            N_("Nothing was changed. Look whether the disk is there and whose folder it is."),
            path=folder, why=error.strerror or type(error).__name__,
        )  # fmt: skip
        return
    yield _folder_mode(folder, info)
    yield _file_modes(folder, names)
    yield _strays(names)
    yield _room(folder)
    yield _core_dumps()
    yield _versions()


def _folder_mode(folder: Path, info: os.stat_result) -> Finding:
    if not POSIX:
        return found("folder", Grade.OK, N_("The folder is in your own profile."))
    if info.st_uid != os.getuid():
        return found(
            "folder", Grade.WRONG, N_("The folder belongs to another user of this machine."),
            N_("Do not go on in it: find out who made it."),
        )  # fmt: skip
    if stat.S_IMODE(info.st_mode) & ~FOLDER_MODE:
        return found(
            "folder", Grade.WRONG, N_("Others on this machine can look into the folder."),
            N_("What lies in it is sealed, but close it: {fix}"),
            fix=f"chmod 700 {shlex.quote(str(folder))}",
        )  # fmt: skip
    return found("folder", Grade.OK, N_("The folder is yours, and closed to others."))


def _file_modes(folder: Path, names: list[str]) -> Finding:
    loose = [name for name in names if POSIX and _is_loose(folder / name)]
    if not loose:
        return found("files", Grade.OK, N_("The files in it are closed to others."))
    fix = " ".join(["chmod", "600", *(shlex.quote(str(folder / name)) for name in loose[:SHOWN])])
    return found(
        "files", Grade.WRONG,
        N_("Files in the folder that others may read or that are no plain files: {names}."),
        N_("What the program wrote is sealed, but close them: {fix}"),
        names=_few(loose), fix=fix,
    )  # fmt: skip


def _is_loose(path: Path) -> bool:
    try:
        info = path.lstat()
    except OSError:
        return False
    if stat.S_ISDIR(info.st_mode):
        return bool(stat.S_IMODE(info.st_mode) & ~FOLDER_MODE)
    return not stat.S_ISREG(info.st_mode) or bool(stat.S_IMODE(info.st_mode) & ~FILE_MODE)


def _strays(names: list[str]) -> Finding:
    strange = [name for name in names if name not in KNOWN]
    if not strange:
        return found("strays", Grade.OK, N_("Nothing lies in it that does not belong there."))
    return found(
        "strays", Grade.LOOK, N_("Files in the folder that are not the program's: {names}."),
        N_(
            "The program does not use them. If one is a copy or a text of yours, it may hold what"
            " is secret: move it to a safe place, or destroy it."
        ),
        names=_few(strange),
    )  # fmt: skip


def _few(names: list[str]) -> str:
    more = f" … (+{len(names) - SHOWN})" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _room(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    mebibytes = free // 2**20
    if free >= LITTLE_ROOM:
        return found("room", Grade.OK, N_("Free room on the disk: {free} MiB."), free=mebibytes)
    grade = Grade.WRONG if free < NO_ROOM else Grade.LOOK
    return found(
        "room", grade, N_("Free room on the disk: {free} MiB."),
        N_("What was saved is safe. Make room: on a full disk nothing new can be saved."),
        free=mebibytes,
    )  # fmt: skip


def _core_dumps() -> Finding:
    if not POSIX:
        return found("core_dumps", Grade.OK, N_("This system writes no memory of the program."))
    import resource

    if resource.getrlimit(resource.RLIMIT_CORE)[0] == 0:
        return found("core_dumps", Grade.OK, N_("Core dumps are off for this program."))
    return found(
        "core_dumps", Grade.WRONG, N_("Core dumps are on: a crash could write cases to the disk."),
        N_("Start the program by its own command, luister: it switches them off."),
    )  # fmt: skip


def _versions() -> Finding:
    import nacl

    return found(
        "versions", Grade.OK, N_("SQLite {sqlite}; libsodium as PyNaCl {pynacl} brings it."),
        sqlite=sqlite3.sqlite_version, pynacl=nacl.__version__,
    )  # fmt: skip
