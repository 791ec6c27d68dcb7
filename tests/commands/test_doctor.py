"""Is this device healthy? What can be wrong is made wrong, and is found; nothing is changed."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from shared.replica.change import Edit
from shared.replica.notice import Notice, Told
from shared.replica.outbox import Revoke
from tests.commands.desk import PASSPHRASE, Desk, Relay, found, joined
from tui.local.doctor import folder as folder_module
from tui.local.doctor import keys as keys_module
from tui.local.home import KEYS, SNAPSHOT, STORE, Home
from tui.local.session import Session


@pytest.fixture
def copy(noor: Desk, shared: str, tmp_path: Path) -> Desk:
    """A copy of Noor's home, with a case in it, to do harm to."""
    noor("sync")
    shutil.copytree(noor.folder, tmp_path / "copy")
    return Desk(tmp_path / "copy", "Noor Haverkamp")


def grades(desk: Desk, *words: str, code: int = 0) -> dict[str, str]:
    """What was looked at, and how it was found: the worst of each."""
    done = desk.tried("doctor", "--json", *words)
    assert done.code == code, done
    order = ["ok", "look", "wrong"]
    told: dict[str, str] = {}
    for finding in done.json["findings"]:
        before = told.get(finding["check"], "ok")
        told[finding["check"]] = max(before, finding["grade"], key=order.index)
        assert (finding["grade"] == "ok") or finding["advice"], finding
    return told


def state(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Every file of a folder as it is: rights, time of the last change, bytes."""
    return {
        path.name: (path.stat().st_mode, path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.iterdir()
    }


def sql(desk: Desk, *statements: tuple[str, tuple[object, ...]]) -> None:
    with closing(sqlite3.connect(desk.folder / STORE, isolation_level=None)) as db:
        for text, values in statements:
            assert db.execute(text, values).rowcount != 0, text


def test_a_healthy_device_is_told_so(copy: Desk) -> None:
    """Everything that the page names is looked at, in words too, and all is in order."""
    told = grades(copy)

    assert set(told) == {
        "folder", "files", "strays", "room", "core_dumps", "versions", "database", "temp_store",
        "sealed", "snapshot", "records", "chain", "ring", "device", "exchange", "member_key",
        "owed", "gaps", "waiting", "unsent", "alarms", "heard", "records_clock", "relay",
        "certificate", "head", "clock",
    }  # fmt: skip
    # Tests leave core dumps on, where the system has them on. A sheet in a drawer is no silence.
    assert {c for c, grade in told.items() if grade != "ok"} <= {"core_dumps"}
    text = copy.tried("doctor").out
    assert "the very log that is here" in text
    assert "recovery sheet" not in text


def test_nothing_is_changed(copy: Desk) -> None:
    """Neither bytes nor times of any file, whether it is unlocked or not; also with a log of
    SQLite's own beside the store, as a crash leaves one."""
    before = state(copy.folder)
    for words in ((), ("--locked",), ("--offline",)):
        copy.tried("doctor", *words)
        assert state(copy.folder) == before
    with closing(sqlite3.connect(copy.folder / STORE, isolation_level=None)) as db:
        db.execute("pragma journal_mode = wal")
        db.execute("create table another (x)")
        shutil.copy(copy.folder / f"{STORE}-wal", copy.folder.parent / "wal")
    shutil.copy(copy.folder.parent / "wal", copy.folder / f"{STORE}-wal")
    (copy.folder / f"{STORE}-wal").chmod(0o600)
    before = state(copy.folder)
    assert before[f"{STORE}-wal"][2]
    assert grades(copy, "--offline")["records"] == "ok"
    assert state(copy.folder) == before


def test_locked_it_sees_what_needs_no_passphrase(copy: Desk) -> None:
    """And asks for none."""
    done = copy.tried("doctor", "--locked", "--json", secrets=None)

    checks = {finding["check"] for finding in done.json["findings"]}
    assert {"folder", "database", "records", "room"} <= checks
    assert not checks & {"ring", "relay", "sealed", "chain"}
    empty = Desk(copy.folder.parent / "nothing", "nobody").tried("doctor", "--locked", "--json")
    assert empty.json["findings"][0]["grade"] == "wrong"


def test_a_wrong_passphrase_and_a_home_in_use_are_said(copy: Desk) -> None:
    """With the exit codes that every command has."""
    assert copy.tried("doctor", secrets=("something else entirely",)).code == 3
    with Home.open(copy.folder):
        done = copy.tried("doctor")
        locked = grades(copy, "--locked")
    assert done.code == 1
    assert "already running" in done.err
    assert locked["in_use"] == locked["records"] == "ok"


def _flip(desk: Desk, table: str, column: str, where: str) -> None:
    with closing(sqlite3.connect(desk.folder / STORE, isolation_level=None)) as db:
        select = f"select rowid, {column} from {table} where {where} limit 1"
        if table == "kept":
            select = f"select name, {column} from {table} where {where} limit 1"
        key, blob = db.execute(select).fetchone()
        changed = bytes([blob[0] ^ 1]) + blob[1:]
        name = "name" if table == "kept" else "rowid"
        db.execute(f"update {table} set {column} = ? where {name} = ?", (changed, key))


HARM: dict[str, tuple[Callable[[Desk], object], str, str]] = {
    "a folder that others may look into": (
        lambda d: d.folder.chmod(0o755), "folder", "wrong",
    ),
    "a file that others may read": (
        lambda d: (d.folder / KEYS).chmod(0o644), "files", "wrong",
    ),
    "a file that is not the program's": (
        lambda d: _stray(d), "strays", "look",
    ),
    "a record with a changed byte": (
        lambda d: _flip(d, "log", "wire", "wire is not null and place > 3"), "records", "wrong",
    ),
    "a record with another id": (
        lambda d: _flip(d, "log", "id", "wire is null"), "chain", "wrong",
    ),
    "a record that is missing": (
        lambda d: sql(d, ("delete from log where place = 5", ())), "records", "wrong",
    ),
    "a ring that does not open": (
        lambda d: _flip(d, "kept", "sealed", "name = 'ring'"), "sealed", "wrong",
    ),
    "facts that are gone": (
        lambda d: sql(d, ("delete from kept where name = 'facts'", ())), "sealed", "wrong",
    ),
    "a snapshot that was cut": (
        lambda d: os.truncate(d.folder / SNAPSHOT, 200), "snapshot", "look",
    ),
    "a file that is no database": (
        lambda d: (d.folder / STORE).write_bytes(b"x" * 5_000), "database", "wrong",
    ),
    "a database with a damaged page": (
        lambda d: _damage(d.folder / STORE), "database", "wrong",
    ),
    "another program's database": (
        lambda d: sql(d, ("pragma application_id = 7", ())), "database", "wrong",
    ),
}  # fmt: skip


def _stray(desk: Desk) -> None:
    path = desk.folder / "notes.txt"
    path.write_text("mine")
    path.chmod(0o600)


def _damage(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(16_384)
        file.write(b"\xff" * 16_384)


@pytest.mark.parametrize("harm", HARM)
def test_harm_is_found(copy: Desk, harm: str) -> None:
    """Each with a line of its own, what is safe, and what to do; no fault of the program."""
    do, check, grade = HARM[harm]
    do(copy)

    told = grades(copy, "--offline", code=1 if grade == "wrong" else 0)

    assert told[check] == grade, told


def test_a_full_disk_is_said(copy: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before saving fails."""
    monkeypatch.setattr(folder_module, "LITTLE_ROOM", 2**62)
    assert grades(copy, "--locked")["room"] == "look"
    monkeypatch.setattr(folder_module, "NO_ROOM", 2**62)
    assert grades(copy, "--locked", code=1)["room"] == "wrong"


def test_what_waits_and_what_was_told_is_counted(copy: Desk, shared: str) -> None:
    """In the open: what is on this device alone, and alarms that nobody has read."""
    copy("note", "add", shared, "waits", "--offline")
    assert grades(copy, "--offline")["waiting"] == "look"
    with copy.session() as session:
        session.tell(Notice(Told.REWRITTEN, 3))
    assert grades(copy, "--offline", code=1)["alarms"] == "wrong"


def test_a_device_that_was_taken_out_is_told_so(relay: Relay, tmp_path: Path) -> None:
    """By the firm's own list, and by the relay that does not let it in."""
    boss = found(relay, tmp_path / "boss", "Noor Haverkamp")
    joost = joined(boss, tmp_path / "joost", "Joost Terlouw", "adviser")
    with boss.session() as session:
        (row,) = [row for row in session.members() if row.name == "Joost Terlouw"]
        session.intend(Revoke(row.devices[0].device))
    boss("sync")

    assert grades(joost, code=1)["relay"] == "wrong"


def test_a_device_that_nothing_was_heard_of_is_named(
    copy: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With since when; the names are those of the firm's list."""
    monkeypatch.setattr(keys_module, "SILENT_DAYS", 0)
    done = copy.tried("doctor", "--offline")
    assert "Days since something was heard of Joost Terlouw (tablet): 0." in done.out


def test_another_clock_is_a_hint(copy: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """An hour apart from the relay, and from what colleagues wrote."""
    from tests.commands import desk as desk_module
    from tui.local.keeping import wall_clock
    from tui.local.opening import Door

    slow = Door(lambda: wall_clock() - 3_600_000, profile=desk_module.DOOR.profile,
                test_profile=True)  # fmt: skip
    monkeypatch.setattr(desk_module, "DOOR", slow)

    told = grades(copy)

    assert told["clock"] == told["records_clock"] == "look"


def test_a_relay_that_is_away_is_no_fault_of_the_device(relay: Relay, tmp_path: Path) -> None:
    """What is saved stays here; the exit code says that nothing is wrong."""
    other = Relay(tmp_path / "other")
    desk = found(other, tmp_path / "home")
    other.stop()
    told = grades(desk)
    assert told["relay"] == "look"
    assert "head" not in told
    assert PASSPHRASE not in desk.tried("doctor").out


def looked_at(session: Session) -> dict[str, str]:
    """What an examination of an open home finds, as the screen asks for it."""

    async def look() -> dict[str, str]:
        return {one.check: one.grade.value async for one in session.examine(told.append_pair)}

    told = Heard()
    found_ = asyncio.run(look())
    assert told.pairs[-1][0] == told.pairs[-1][1] > 0
    return found_


class Heard:
    """What was told of progress."""

    def __init__(self) -> None:
        self.pairs: list[tuple[int, int]] = []

    def append_pair(self, done: int, all_: int) -> None:
        self.pairs.append((done, all_))


def test_an_open_home_is_examined_while_it_is_worked_in(copy: Desk, shared: str) -> None:
    """Beside the program's own connection: what was saved a moment ago is no damage."""
    with copy.session() as session:
        circle = session.case_named(shared)
        assert circle is not None
        session.save(circle, [Edit("note", b"n" * 16, "text", "just now")])
        before = {path.name for path in copy.folder.iterdir()}

        found_ = looked_at(session)

        assert {path.name for path in copy.folder.iterdir()} == before
    assert {check for check, grade in found_.items() if grade != "ok"} <= {
        "waiting", "core_dumps",
    }  # fmt: skip
    assert found_["waiting"] == "look"
    assert found_["memory"] == found_["chain"] == "ok"


def test_what_changed_below_an_open_program_is_found(copy: Desk) -> None:
    """The records on the disk are not those that it goes by."""
    with copy.session() as session:
        _flip(copy, "log", "id", "wire is null or wire is not null")
        found_ = looked_at(session)
    assert found_["records"] == "wrong"
    assert found_["memory"] == "wrong"
