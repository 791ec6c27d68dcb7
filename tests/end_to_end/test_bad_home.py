"""A home that is damaged, foreign or opened wrongly: a clear word, and nothing lost.

What is refused is not changed: the files are the same afterwards, and with the true file
put back the home opens with all that was saved.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from shared.protocol.refusal import Refusal
from shared.sealing.passphrase import LockFault, lock
from tests.end_to_end.people import (
    DOOR,
    PASSPHRASE,
    add_note,
    content,
    founded,
    notes,
    open_case,
    second_device,
    synced,
    unlocked,
)
from tests.end_to_end.relay_at_work import RelayAtWork
from tui.local.fault import (
    HomeInUse,
    LocalFault,
    StoreDamaged,
    StoreForeign,
    StoreLocked,
    StoreMissing,
)
from tui.local.front import WRONG_PASSPHRASE, HomeFront
from tui.local.problem import Problem as RelayProblem
from tui.local.session import Session
from tui.ports import HomeState, Problem

KEYS, STORE, SNAPSHOT = "keys.sealed", "caseload.db", "snapshot.sealed"
SPOTS = 40


class Model:
    """A home with kept and unkept notes, locked, to be copied by each test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.circle = b""
        self.notes: dict[bytes, str] = {}

    @property
    def home(self) -> Path:
        """The home itself."""
        return self.folder / "noor"

    @property
    def other(self) -> Path:
        """The home of another firm at the same relay."""
        return self.folder / "other"

    async def make(self) -> None:
        """Two firms at one relay, one of them with work."""
        with RelayAtWork(self.folder / "relay", self.folder / "relay.log") as relay:
            noor = await founded(self.home, relay.address, relay.code)
            other = await founded(self.other, relay.address, relay.code)
            self.circle = open_case(noor)
            for number in range(30):
                add_note(noor, self.circle, f"bewaard {number}")
            await synced(noor)
            add_note(noor, self.circle, "wacht nog op de relay")
            self.notes = notes(noor, self.circle)
            open_case(other)
            noor.lock()
            other.lock()


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """Made once for this module."""
    made = Model(tmp_path_factory.mktemp("model"))
    asyncio.run(made.make())
    return made


@pytest.fixture
def home(model: Model, tmp_path: Path) -> Path:
    """A copy of the model's home, for one test."""
    shutil.copytree(model.home, tmp_path / "home")
    return tmp_path / "home"


def opened(home: Path, passphrase: str = PASSPHRASE) -> Session | Problem:
    """Try to open a home, as the screen does."""
    outcome = asyncio.run(HomeFront(home, DOOR).unlock(passphrase))
    assert isinstance(outcome, Session | Problem), outcome
    return outcome


def assert_whole(model: Model, home: Path) -> None:
    """The home opens and has everything."""
    session = opened(home)
    assert isinstance(session, Session), session
    assert notes(session, model.circle) == model.notes
    assert session.status().unkept == 1
    session.lock()


def digests(home: Path) -> dict[str, str]:
    """What is in the files of a home."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.iterdir())
        if path.is_file() and path.name != "lock"
    }


@contextmanager
def unchanged(home: Path) -> Iterator[None]:
    """Nothing in the home is changed meanwhile; SQLite's empty companions may come and go."""
    before = digests(home)
    yield
    after = digests(home)
    assert {name: after.get(name) for name in before} == before
    assert set(after) - set(before) <= {f"{STORE}-wal", f"{STORE}-shm"}


def is_told(outcome: Session | Problem, *faults: type[LocalFault]) -> bool:
    """Whether the outcome is one of these faults, told in its words."""
    return isinstance(outcome, Problem) and outcome.text in {fault.text for fault in faults}


# The passphrase and the keys


@pytest.mark.parametrize("passphrase", ["", " ", PASSPHRASE + " ", PASSPHRASE.upper(), "x" * 9_999])
def test_a_wrong_passphrase(model: Model, home: Path, passphrase: str) -> None:
    """It is said of the field that it was typed in; the right one opens afterwards."""
    with unchanged(home):
        outcome = opened(home, passphrase)
    assert outcome == Problem(WRONG_PASSPHRASE, field="passphrase")
    assert_whole(model, home)


@pytest.mark.parametrize("keep", [0, 1, 15, 40, 100, 150, -33, -1])
def test_a_key_file_that_was_cut_off(model: Model, home: Path, keep: int) -> None:
    """Told apart from a wrong passphrase, so that nobody doubts their memory."""
    path, whole = home / KEYS, (home / KEYS).read_bytes()
    path.write_bytes(whole[:keep])
    with unchanged(home):
        assert opened(home) == Problem(LockFault.truncated.value)
    path.write_bytes(whole)
    assert_whole(model, home)


def test_a_key_file_with_a_flipped_bit(model: Model, home: Path) -> None:
    """Wherever it is: damaged, not a wrong passphrase, and never another key."""
    path, whole = home / KEYS, (home / KEYS).read_bytes()
    for at in range(len(whole)):
        flipped = bytearray(whole)
        flipped[at] ^= 1 << at % 8
        path.write_bytes(flipped)
        outcome = opened(home)
        assert isinstance(outcome, Problem), at
        assert outcome.text in (LockFault.damaged.value, LockFault.truncated.value), at
    path.write_bytes(whole)
    assert_whole(model, home)


def test_a_key_file_of_the_tests_protects_nothing(home: Path) -> None:
    """The program itself refuses the quick profile that these tests use."""
    outcome = asyncio.run(HomeFront(home).unlock(PASSPHRASE))
    assert outcome == Problem(LockFault.test_profile.value)


def test_keys_of_another_home(model: Model, home: Path) -> None:
    """The passphrase is right, the database belongs to other keys."""
    shutil.copy(model.other / KEYS, home / KEYS)
    with unchanged(home):
        assert is_told(opened(home), StoreLocked)
    shutil.copy(model.home / KEYS, home / KEYS)
    assert_whole(model, home)


def test_a_key_file_that_holds_something_else(model: Model, home: Path) -> None:
    """Sealed as it should be, and no key in it."""
    path, whole = home / KEYS, (home / KEYS).read_bytes()
    for text in (b"", b"short", bytes(33)):
        sealed = lock(PASSPHRASE, text, DOOR.profile, DOOR.random, allow_test_profile=True)
        path.write_bytes(sealed)
        with unchanged(home):
            assert opened(home) == Problem(LockFault.damaged.value)
    path.write_bytes(whole)
    assert_whole(model, home)


# The database


@pytest.mark.parametrize("keep", [0, 1, 99, 100, 4_096, 20_000, -4_096])
def test_a_database_that_was_cut_off(model: Model, home: Path, keep: int) -> None:
    """Refused whole; nothing is made of what is left."""
    path = home / STORE
    path.write_bytes(path.read_bytes()[:keep])
    with unchanged(home):
        assert is_told(opened(home), StoreDamaged, StoreForeign, StoreMissing)
    shutil.copy(model.home / STORE, path)
    assert_whole(model, home)


def test_a_database_without_its_last_byte(model: Model, home: Path) -> None:
    """SQLite does not mind when nothing stood there; then nothing is missing."""
    path = home / STORE
    path.write_bytes(path.read_bytes()[:-1])
    (home / SNAPSHOT).unlink()
    outcome = opened(home)
    if isinstance(outcome, Session):
        assert notes(outcome, model.circle) == model.notes
        outcome.lock()
    else:
        assert is_told(outcome, StoreDamaged)


def test_a_database_with_noise_in_it(model: Model, home: Path) -> None:
    """Either it is told, or it was a spot that means nothing: never other notes."""
    path, whole = home / STORE, (home / STORE).read_bytes()
    chance = random.Random(11)
    told = 0
    for _ in range(SPOTS):
        at, length = chance.randrange(len(whole)), chance.choice((1, 8, 200))
        damaged = bytearray(whole)
        damaged[at : at + length] = chance.randbytes(min(length, len(whole) - at))
        path.write_bytes(damaged)
        # The snapshot would spare the reading of the log.
        (home / SNAPSHOT).unlink(missing_ok=True)
        outcome = opened(home)
        if isinstance(outcome, Problem):
            told += 1
            assert is_told(outcome, StoreDamaged, StoreForeign, StoreLocked), (at, outcome)
            assert path.read_bytes() == damaged
        else:
            assert notes(outcome, model.circle) == model.notes, at
            outcome.lock()
    assert told > SPOTS // 3
    for name in (f"{STORE}-wal", f"{STORE}-shm"):
        (home / name).unlink(missing_ok=True)
    path.write_bytes(whole)
    assert_whole(model, home)


def _delete(table: str, where: str) -> Callable[[sqlite3.Connection], object]:
    return lambda database: database.execute(f"delete from {table} where {where}")


TAMPERING: dict[str, Callable[[sqlite3.Connection], object]] = {
    "a record gone": _delete("log", "place = 9"),
    "the last record gone": _delete("log", "place = (select max(place) from log)"),
    "the outbox gone": _delete("outbox", "1"),
    "the ring gone": _delete("kept", "name = 'ring'"),
    "the sum gone": _delete("kept", "name = 'total'"),
    "the facts gone": _delete("kept", "name = 'facts'"),
    "records exchanged": lambda database: database.execute(
        "update log set wire = (select wire from log where place = 5) where place = 6"
    ),
    "an item exchanged": lambda database: database.execute(
        "update kept set sealed = (select sealed from kept where name = 'ring')"
        " where name = 'facts'"
    ),
    "a table gone": lambda database: database.execute("drop table unsent"),
    "another type": lambda database: database.execute("update log set tag = 'text', id = 7"),
    "nothing in it": lambda database: database.execute("update outbox set sealed = x''"),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_a_database_that_somebody_changed(model: Model, home: Path, what: str) -> None:
    """A database in order, but not as the program left it."""
    with closing(sqlite3.connect(home / STORE)) as database:
        TAMPERING[what](database)
        database.commit()
    (home / SNAPSHOT).unlink(missing_ok=True)
    with unchanged(home):
        assert is_told(opened(home), StoreDamaged, StoreLocked, StoreForeign)
    shutil.copy(model.home / STORE, home / STORE)
    assert_whole(model, home)


def _other_program(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as database:
        database.execute("create table log (place integer primary key, tag, id, wire)")
        database.commit()


FOREIGN: dict[str, tuple[Callable[[Path, Model], object], type[LocalFault]]] = {
    "a text": (lambda path, _: path.write_text("Beste Noor, " * 99), StoreForeign),
    "noise": (lambda path, _: path.write_bytes(random.Random(1).randbytes(9_999)), StoreForeign),
    "of another program": (lambda path, _: _other_program(path), StoreForeign),
    "of the relay": (
        lambda path, model: shutil.copy(next((model.folder / "relay").glob("*.db")), path),
        StoreForeign,
    ),
    "of another home": (lambda path, model: shutil.copy(model.other / STORE, path), StoreLocked),
    "missing": (lambda path, _: path.unlink(), StoreMissing),
}


@pytest.mark.parametrize("what", FOREIGN)
def test_a_database_that_is_none_of_this_home(model: Model, home: Path, what: str) -> None:
    """Each is called what it is, and left as it is."""
    put, fault = FOREIGN[what]
    put(home / STORE, model)
    with unchanged(home):
        assert is_told(opened(home), fault)
    shutil.copy(model.home / STORE, home / STORE)
    assert_whole(model, home)


# The snapshot: a cache, whatever is wrong with it


def _flipped(path: Path, at: float) -> None:
    data = bytearray(path.read_bytes())
    data[int(len(data) * at)] ^= 0x40
    path.write_bytes(data)


SNAPSHOTS: dict[str, Callable[[Path, Model], object]] = {
    "missing": lambda path, _: path.unlink(),
    "empty": lambda path, _: path.write_bytes(b""),
    "cut off": lambda path, _: path.write_bytes(path.read_bytes()[:-1]),
    "half": lambda path, _: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "flipped at its beginning": lambda path, _: _flipped(path, 0.001),
    "flipped in the middle": lambda path, _: _flipped(path, 0.5),
    "flipped at its end": lambda path, _: _flipped(path, 0.999),
    "longer": lambda path, _: path.write_bytes(path.read_bytes() + b"more"),
    "noise": lambda path, _: path.write_bytes(random.Random(2).randbytes(50_000)),
    "of another home": lambda path, model: shutil.copy(model.other / SNAPSHOT, path),
}


@pytest.mark.parametrize("what", SNAPSHOTS)
def test_a_snapshot_that_is_wrong_is_thrown_away(model: Model, home: Path, what: str) -> None:
    """The log is read instead; nothing is missing, and the next one is good."""
    SNAPSHOTS[what](home / SNAPSHOT, model)
    for _ in range(2):
        assert_whole(model, home)
        assert (home / SNAPSHOT).stat().st_size == (model.home / SNAPSHOT).stat().st_size


def test_a_snapshot_from_before_is_not_the_present(model: Model, home: Path) -> None:
    """A copy of an older one is whole and of this home; it is not taken all the same."""
    shutil.copy(home / SNAPSHOT, home.with_name("old"))
    session = opened(home)
    assert isinstance(session, Session)
    fresh = add_note(session, model.circle, "na de kopie")
    session.lock()
    shutil.copy(home.with_name("old"), home / SNAPSHOT)
    session = opened(home)
    assert isinstance(session, Session)
    assert notes(session, model.circle) == {**model.notes, fresh: "na de kopie"}
    session.lock()


# The folder


def test_a_home_that_is_open_already(model: Model, home: Path) -> None:
    """Two programs at once would damage it: the second is told, the first goes on."""
    first = opened(home)
    assert isinstance(first, Session)
    assert is_told(opened(home), HomeInUse)
    note = add_note(first, model.circle, "ik werk hier")
    first.lock()
    again = opened(home)
    assert isinstance(again, Session)
    assert note in notes(again, model.circle)
    again.lock()


def test_an_empty_folder_is_no_home(tmp_path: Path) -> None:
    """Nothing is there to open, and the front door knows."""
    assert HomeFront(tmp_path / "nothing", DOOR).state() is HomeState.empty


# The relay


async def test_a_home_of_a_firm_that_is_not_at_this_relay(tmp_path: Path) -> None:
    """Another relay at the address: it does not let this device in; what was typed waits."""
    with RelayAtWork(tmp_path / "relay", tmp_path / "relay.log") as relay:
        noor = await founded(tmp_path / "noor", relay.address, relay.code)
        circle = open_case(noor)
        await synced(noor)
        relay.stop()
        theirs = RelayAtWork(tmp_path / "theirs", tmp_path / "theirs.log")
        theirs.port, theirs.address, theirs.origins = relay.port, relay.address, relay.origins
        with theirs:
            note = add_note(noor, circle, "aan de verkeerde relay")
            problem = await noor.sync_once()
            assert isinstance(problem, RelayProblem)
            assert problem.refusal is Refusal.NOT_ADMITTED
            assert noor.status().unkept == 1
            # The same, with a firm of its own there.
            other = await founded(tmp_path / "other", theirs.address, theirs.code)
            assert isinstance(await noor.sync_once(), RelayProblem)
            other.lock()
        relay.start()
        await synced(noor)
        assert noor.status().unkept == 0
        noor.lock()
        noor = await unlocked(noor.home.folder)
        tablet = await second_device(noor, tmp_path / "tablet")
        assert note in notes(tablet, circle)
        assert content(tablet, circle) == content(noor, circle)
        noor.lock()
        tablet.lock()
