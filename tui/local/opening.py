"""Opening a home: from a passphrase to a session, and making a home that is new."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Iterator

import msgspec

from shared.casework.consent.grounds import lets_in
from shared.protocol.messages import Head, decode
from shared.replica.commit import Commit
from shared.replica.memory import recall
from shared.replica.replica import Replica
from shared.replica.ring import Ring, decode_ring, encode_ring
from shared.sealing.passphrase import STANDARD, LockFault, Profile, lock, unlock
from tui.local.facts import Facts, decode_facts
from tui.local.facts import encode as encode_facts
from tui.local.fault import LocalFault, StoreDamaged
from tui.local.home import Home
from tui.local.keeping import FACTS, Keeping, wall_clock
from tui.local.projection import Projection
from tui.local.sealer import Sealer
from tui.local.session import Session
from tui.local.snapshot import read_snapshot
from tui.local.store import Loaded, Store

KEY_BYTES = 32
Random = Callable[[int], bytes]
Progress = Callable[[int, int], None]


class Door(msgspec.Struct):
    """How homes are opened: the clock, the randomness, the passphrase's profile.

    `test_profile` lets a profile in that is for tests only; no option of the program
    sets it.
    """

    now: Callable[[], int] = wall_clock
    random: Random = secrets.token_bytes
    profile: Profile = STANDARD
    test_profile: bool = False


def open_home(
    home: Home, passphrase: str, door: Door, progress: Progress | None = None
) -> Session | LockFault:
    """Open a home with its passphrase. `progress` is told places done and in all.

    Takes the passphrase profile's time and memory. Raises `LocalFault` for files that
    can not be used; nothing was changed then.
    """
    key = unlock(passphrase, home.read(home.keys), allow_test_profile=door.test_profile)
    if isinstance(key, LockFault):
        return key
    if len(key) != KEY_BYTES:
        return LockFault.damaged
    sealer = Sealer(key, door.random)
    store = Store.open(home.store, sealer)
    try:
        return _session(home, sealer, store, door, progress)
    except BaseException:
        store.close()
        raise


def make_home(home: Home, passphrase: str, ring: Ring, facts: Facts, door: Door) -> Session:
    """Make the files of a home that has none, and open it.

    The key file comes last, so a home with a key file is whole. Raises `LocalFault`.
    """
    key = door.random(KEY_BYTES)
    store = Store.create(home.store, Sealer(key, door.random))
    try:
        store.commit(Commit(ring=encode_ring(ring)))
        store.keep(FACTS, encode_facts(facts))
        home.write(
            home.keys,
            [
                lock(
                    passphrase,
                    key,
                    door.profile,
                    door.random,
                    allow_test_profile=door.test_profile,
                )
            ],
        )
        return _session(home, Sealer(key, door.random), store, door, None)
    except BaseException:
        store.close()
        clear_home(home)
        raise


def clear_home(home: Home) -> None:
    """Take away the files of a home that was not finished."""
    home.keys.unlink(missing_ok=True)
    for path in home.folder.glob(f"{home.store.name}*"):
        path.unlink(missing_ok=True)
    home.snapshot.unlink(missing_ok=True)


def change_passphrase(session: Session, old: str, new: str, door: Door) -> LockFault | None:
    """Lock the home under another passphrase; the old one must be right."""
    home = session.home
    key = unlock(old, home.read(home.keys), allow_test_profile=door.test_profile)
    if isinstance(key, LockFault):
        return key
    locked = lock(new, key, door.profile, door.random, allow_test_profile=door.test_profile)
    home.write(home.keys, [locked])
    return None


def _session(
    home: Home, sealer: Sealer, store: Store, door: Door, progress: Progress | None
) -> Session:
    loaded = store.load()
    told = store.kept(FACTS)
    if loaded.ring is None or told is None:
        raise StoreDamaged(path=str(home.store))
    with _damaged(home):
        ring, facts = decode_ring(loaded.ring), decode_facts(told)
    projection = Projection.empty()
    replica = _from_snapshot(home, sealer, loaded, ring, facts, projection, door)
    newest = replica is not None and replica.ledger.place == loaded.place
    if replica is not None:
        _go_on(home, store, loaded, replica)
    else:
        projection.close()
        projection = Projection.empty()
        replica = _from_log(home, store, loaded, ring, facts, projection, door, progress)
    replica.next_item = max(replica.next_item, loaded.number + 1)
    projection.flush()
    head = decode(Head, loaded.head) if loaded.head is not None else None

    def restore(session: Keeping) -> Replica:
        again = session.store.load()
        if again.ring is None:
            raise StoreDamaged(path=str(home.store))
        session.projection.close()
        session.projection = Projection.empty()
        ring = decode_ring(again.ring)
        return _from_log(
            home, session.store, again, ring, session.facts, session.projection, door, None
        )

    return Session(home, sealer, store, projection, replica, facts, head, restore, door.now, newest)


def _from_log(
    home: Home,
    store: Store,
    loaded: Loaded,
    ring: Ring,
    facts: Facts,
    projection: Projection,
    door: Door,
    progress: Progress | None,
) -> Replica:
    def told() -> Iterator[list]:  # type: ignore[type-arg]
        done = 0
        for run in store.rows():
            yield run
            projection.flush()
            done += len(run)
            if progress is not None:
                progress(done, loaded.place)

    with _damaged(home):
        return Replica.restore(
            ring,
            projection,
            lets_in,
            door.random,
            told(),
            loaded.items,
            loaded.unsent,
            loaded.flight,
            frozenset(facts.left_out),
        )


def _from_snapshot(
    home: Home,
    sealer: Sealer,
    loaded: Loaded,
    ring: Ring,
    facts: Facts,
    projection: Projection,
    door: Door,
) -> Replica | None:
    """The replica as it was when the snapshot was written."""
    memory = read_snapshot(home, sealer, loaded, projection)
    left_out = frozenset(facts.left_out)
    ledger = None if memory is None else recall(memory, ring, lets_in, left_out)
    if ledger is None or ledger.place > loaded.place:
        return None
    return Replica(ring, projection, lets_in, door.random, left_out, ledger)


def _go_on(home: Home, store: Store, loaded: Loaded, replica: Replica) -> None:
    """Take what came after the snapshot, and what waits."""
    with _damaged(home):
        replica.catch_up(store.rows(replica.ledger.place))
    replica.resume(loaded.items, loaded.unsent, loaded.flight)


@contextlib.contextmanager
def _damaged(home: Home) -> Iterator[None]:
    """What is sealed in the store and does not fit is damage, not a bug."""
    try:
        yield
    except LocalFault:
        raise
    except (ValueError, msgspec.MsgspecError):
        raise StoreDamaged(path=str(home.store)) from None
