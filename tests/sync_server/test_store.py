"""What every store promises, held against the one in memory and the one on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.protocol import access
from shared.protocol.chain import extend
from shared.protocol.messages import DeviceKey, Gap, Head
from shared.protocol.record import Entry, entry_of
from shared.protocol.refusal import Refusal
from sync_server.store.base import (
    SWEPT_AFTER,
    Batch,
    Box,
    Ceilings,
    Code,
    Placed,
    Slot,
    Store,
    code_hash,
)
from sync_server.store.memory import MemoryStore
from sync_server.store.sqlite import SqliteStore
from tests.sync_server.caller import a_wire, some_bytes

SEED = some_bytes("relay", 32)
INCARNATION = b"i" * 16
ROOMY = Ceilings(firm_bytes=10**9, devices=10, boxes=3)
LOG, OTHER_LOG = b"L" * 32, b"M" * 32
KEY, COLLEAGUE, STRANGER = b"1" * 32, b"2" * 32, b"3" * 32
FOUNDER = access.device_id(KEY)
NOW = 1_000_000

Making = Callable[[], Store]


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store with one firm, whose founder's device has `KEY`."""
    made = _make(request.param, tmp_path)
    _found(made)
    yield made
    made.close()


def _make(kind: str, folder: Path) -> Store:
    if kind == "memory":
        return MemoryStore(SEED, INCARNATION)
    return SqliteStore(folder / "data", SEED, INCARNATION, alone=True)


def _found(store: Store, log: bytes = LOG) -> None:
    _do(store, lambda: store.add_code(Code(log, NOW + 10)))
    assert _do(store, lambda: store.enrol(log, log, KEY, NOW)) is None


def _do(store: Store, step: Callable[[], object]) -> object:
    [outcome] = store.commit([step])
    return outcome


def _batch(
    seen: int,
    *names: object,
    fence: bool = False,
    device: bytes = FOUNDER,
    slots: tuple[Slot, ...] = (),
) -> Batch:
    return Batch(device, seen, fence, [entry_of(a_wire(name, 600)) for name in names], slots)


def _append(store: Store, batch: Batch, log: bytes = LOG, ceilings: Ceilings = ROOMY) -> object:
    return _do(store, lambda: store.append(log, batch, ceilings))


def _wires(store: Store, log: bytes = LOG) -> list[object]:
    firm = store.firm(log)
    assert firm is not None
    return list(store.served(log, 0, firm.place, 10**9))


def _head(store: Store, entries: list[Entry], incarnation: bytes = INCARNATION) -> Head:
    chain = extend(LOG, entries)
    text = access.head_text(LOG, incarnation, len(entries), chain)
    return Head(incarnation, len(entries), chain, access.sign(SEED, access.HEAD, text))


def _tail(store: Store, head: Head, entries: list[Entry], fresh: bytes = b"f" * 16) -> object:
    return _do(store, lambda: store.take_tail(LOG, head, entries, fresh))


# Appending


def test_batches_stand_in_order_and_move_the_head(store: Store) -> None:
    """Places count from 1, and the chain value is that of all entries."""
    assert _append(store, _batch(0, "a", "b")) == Placed(1)
    assert _append(store, _batch(2, "c")) == Placed(3)

    firm = store.firm(LOG)
    assert firm is not None
    assert firm.place == 3
    assert firm.chain == extend(LOG, [entry_of(a_wire(n, 600)) for n in "abc"])
    assert firm.size == 1_800
    assert _wires(store) == [a_wire(name, 600) for name in "abc"]


def test_the_same_batch_again_is_answered_as_the_first_time(store: Store) -> None:
    """A device whose answer got lost sends again, however much has come since."""
    _append(store, _batch(0, "a", "b", fence=True))
    _append(store, _batch(2, "c", fence=True))

    assert _append(store, _batch(0, "a", "b", fence=True)) == Placed(1, again=True)
    assert _append(store, _batch(2, "c", fence=True)) == Placed(3, again=True)
    assert len(_wires(store)) == 3


@pytest.mark.parametrize(
    "names",
    [("a", "c"), ("b", "c"), ("b", "a"), ("a", "b", "c"), ("x", "b"), ("x", "x"), ("a", "a")],
)
def test_a_batch_that_is_partly_there_is_refused_whole(store: Store, names: tuple[str]) -> None:
    """No tag is ever used twice, and nothing of the batch is stored."""
    _append(store, _batch(0, "a", "b"))
    before = store.firm(LOG)

    assert _append(store, _batch(2, *names)) is Refusal.TAG_TAKEN
    assert store.firm(LOG) == before
    assert len(_wires(store)) == 2


def test_other_bytes_under_a_tag_are_refused(store: Store) -> None:
    """A cloned device finds out that its tag is taken."""
    _append(store, _batch(0, "a"))
    clone = entry_of(a_wire("a", 600)[:16] + bytes(584))

    assert _append(store, Batch(FOUNDER, 1, False, [clone])) is Refusal.TAG_TAKEN
    mixed = [entry_of(a_wire("new", 600)), clone]
    assert _append(store, Batch(FOUNDER, 1, False, mixed)) is Refusal.TAG_TAKEN
    assert _wires(store) == [a_wire("a", 600)]


def test_who_has_not_seen_the_last_fence_is_refused(store: Store) -> None:
    """An append from before the fence's last record would be written under old rules."""
    _append(store, _batch(0, "a"))
    _append(store, _batch(1, "b", "c", fence=True))

    assert _append(store, _batch(2, "d")) is Refusal.FENCE
    assert _append(store, _batch(3, "d")) == Placed(4)
    assert _append(store, _batch(3, "e")) == Placed(5)


def test_a_fence_that_has_not_seen_the_head_is_refused(store: Store) -> None:
    """What a fence decides, it decides about everything that stands before it."""
    _append(store, _batch(0, "a"))

    assert _append(store, _batch(0, "b", fence=True)) is Refusal.FENCE
    assert _append(store, _batch(1, "b", fence=True)) == Placed(2)
    assert _append(store, _batch(0, "c")) is Refusal.FENCE


def test_who_has_seen_more_than_there_is_is_refused(store: Store) -> None:
    """A device that has seen beyond the head has to find out that the relay lost it."""
    assert _append(store, _batch(1, "a")) is Refusal.FENCE
    assert _append(store, _batch(1, "a", fence=True)) is Refusal.FENCE


def test_a_device_that_is_not_let_in_appends_nothing(store: Store) -> None:
    """Between its token and its batch a device may have been shut out."""
    stranger = access.device_id(STRANGER)

    assert _append(store, _batch(0, "a", device=stranger)) is Refusal.NOT_ADMITTED
    assert _append(store, _batch(0, "a"), log=OTHER_LOG) is Refusal.NOT_ADMITTED


def test_a_firm_that_is_full_takes_no_more(store: Store) -> None:
    """Records and parcels count; a firm at its limit can still read."""
    narrow = msgspec.structs.replace(ROOMY, firm_bytes=1_300)
    parcel = Slot(b"s" * 16, bytes(101))

    assert _append(store, _batch(0, "a", "b"), ceilings=narrow) == Placed(1)
    assert _append(store, _batch(2, "c"), ceilings=narrow) is Refusal.FULL
    assert len(_wires(store)) == 2
    wider = msgspec.structs.replace(ROOMY, firm_bytes=1_900)
    assert _append(store, _batch(2, "c", slots=(parcel,)), ceilings=wider) is Refusal.FULL
    assert store.parcel(b"s" * 16) is None


def test_firms_do_not_see_each_other(store: Store) -> None:
    """The same record may stand in two firms' logs; each has its own places."""
    _found(store, OTHER_LOG)
    _append(store, _batch(0, "a", "b"))

    assert _append(store, _batch(0, "b"), log=OTHER_LOG) == Placed(1)
    assert _wires(store, OTHER_LOG) == [a_wire("b", 600)]
    assert store.totals().records == 3
    assert store.totals().firms == 2


def test_parcels_are_written_with_their_batch(store: Store) -> None:
    """A parcel is there if and only if its batch is."""
    slot = b"s" * 16

    _append(store, _batch(1, "x", slots=(Slot(slot, b"early"),)))
    assert store.parcel(slot) is None
    _append(store, _batch(0, "a", slots=(Slot(slot, b"first"),)))
    assert store.parcel(slot) == b"first"
    _append(store, _batch(1, "b", slots=(Slot(slot, b"second!"),)))
    assert store.parcel(slot) == b"second!"
    _append(store, _batch(0, "a", slots=(Slot(slot, b"first"),)))

    assert store.parcel(slot) == b"second!"
    firm = store.firm(LOG)
    assert firm is not None
    assert firm.size == 1_207


def test_a_slot_of_another_firm_is_taken(store: Store) -> None:
    """Nobody writes over a sheet's parcel from outside its firm."""
    _found(store, OTHER_LOG)
    _append(store, _batch(0, "a", slots=(Slot(b"s" * 16, b"ours"),)))

    theirs = _batch(0, "b", slots=(Slot(b"s" * 16, b"theirs"),))
    assert _append(store, theirs, log=OTHER_LOG) is Refusal.TAKEN
    assert store.parcel(b"s" * 16) == b"ours"
    assert _wires(store, OTHER_LOG) == []


def test_pages_end_at_whole_entries(store: Store) -> None:
    """As many as fit, and one in any case."""
    _append(store, _batch(0, *"abcde"))

    assert store.served(LOG, 0, 5, 1_800) == [a_wire(name, 600) for name in "abc"]
    assert store.served(LOG, 0, 5, 1_799) == [a_wire(name, 600) for name in "ab"]
    assert store.served(LOG, 3, 5, 1) == [a_wire("d", 600)]
    assert store.served(LOG, 1, 3, 10**6) == [a_wire(name, 600) for name in "bc"]
    assert store.served(LOG, 5, 5, 10**6) == []


@given(data=st.data())
@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_any_run_of_appends_keeps_the_rules(
    kind: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever comes: no tag stands twice, the chain fits, a fence follows its head, and
    nothing follows a fence that its device had not seen."""
    store = _make(kind, tmp_path_factory.mktemp("store"))
    try:
        _found(store)
        standing: list[bytes] = []
        last_fence = 0
        for _ in range(data.draw(st.integers(1, 8))):
            names = data.draw(st.lists(st.integers(0, 9), min_size=1, max_size=3))
            seen, fence = data.draw(st.integers(0, 10)), data.draw(st.booleans())
            outcome = _append(store, _batch(seen, *names, fence=fence))
            if isinstance(outcome, Placed) and not outcome.again:
                assert last_fence <= seen <= len(standing)
                assert not fence or seen == len(standing)
                assert outcome.first == len(standing) + 1
                standing += [a_wire(name, 600) for name in names]
                last_fence = len(standing) if fence else last_fence
            firm = store.firm(LOG)
            assert firm is not None
            assert _wires(store) == standing
            assert len({wire[:16] for wire in standing}) == len(standing)
            assert firm.chain == extend(LOG, map(entry_of, standing))
    finally:
        store.close()


def test_the_relays_key_is_not_shown(store: Store) -> None:
    """`repr` of the identity redacts the seed, for logs and crash output."""
    assert store.identity.seed == SEED
    assert repr(SEED)[2:-1] not in repr(store.identity)
    assert SEED.hex() not in repr(store.identity)


# Committing


def test_steps_of_a_commit_see_each_other_and_fail_alone(store: Store) -> None:
    """Appends that share a commit follow each other; a refused or failing one changes
    nothing and takes nobody along."""

    def fails() -> object:
        store.append(LOG, _batch(1, "lost"), ROOMY)
        raise RuntimeError("a fault of the program")

    steps = [
        lambda: store.append(LOG, _batch(0, "a"), ROOMY),
        lambda: store.append(LOG, _batch(0, "b", "a"), ROOMY),
        lambda: store.append(LOG, _batch(1, "b"), ROOMY),
    ]
    first = store.commit(steps)
    assert first == [Placed(1), Refusal.TAG_TAKEN, Placed(2)]
    if isinstance(store, SqliteStore):
        outcomes = store.commit([steps[0], fails, lambda: store.append(LOG, _batch(2, "c"), ROOMY)])

        assert outcomes[0] == Placed(1, again=True)
        assert isinstance(outcomes[1], RuntimeError)
        assert outcomes[2] == Placed(3)
        assert _wires(store) == [a_wire(name, 600) for name in "abc"]


# Enrolment and devices


def test_a_code_is_used_up_by_one_firm(store: Store) -> None:
    """The second firm with the same code is told so; the first may ask again."""
    assert _do(store, lambda: store.enrol(LOG, LOG, KEY, NOW)) is None
    assert _do(store, lambda: store.enrol(LOG, LOG, STRANGER, NOW)) is Refusal.TAKEN
    assert _do(store, lambda: store.enrol(LOG, OTHER_LOG, KEY, NOW)) is Refusal.TAKEN
    assert _do(store, lambda: store.enrol(OTHER_LOG, LOG, KEY, NOW)) is Refusal.NOT_ADMITTED


def test_a_code_past_its_time_is_expired_and_a_log_is_begun_once(store: Store) -> None:
    """A code has an end; a log that is there is not begun again."""
    _do(store, lambda: store.add_code(Code(b"c" * 32, NOW)))
    _do(store, lambda: store.add_code(Code(b"d" * 32, NOW + 1)))

    assert _do(store, lambda: store.enrol(b"c" * 32, OTHER_LOG, KEY, NOW)) is Refusal.EXPIRED
    assert _do(store, lambda: store.enrol(b"d" * 32, LOG, KEY, NOW)) is Refusal.TAKEN
    assert store.firm(OTHER_LOG) is None


def test_a_code_is_found_however_it_was_typed() -> None:
    """Case and dashes of a code do not matter."""
    assert code_hash("abcde-FGHJK") == code_hash("ABCDEFGHJK")
    assert code_hash("ABCDE") != code_hash("ABCDF")


def test_devices_are_let_in_by_the_rules(store: Store) -> None:
    """Any device lets in a key that does not manage; managers do the rest."""
    colleague, stranger = access.device_id(COLLEAGUE), access.device_id(STRANGER)

    def put(by: bytes, key: bytes, manager: bool) -> object:
        return _do(store, lambda: store.put_device(LOG, by, DeviceKey(key, manager), ROOMY))

    assert put(stranger, STRANGER, False) is Refusal.NOT_ADMITTED
    assert put(FOUNDER, COLLEAGUE, False) is None
    assert put(colleague, STRANGER, True) is Refusal.FORBIDDEN
    assert put(colleague, KEY, False) is Refusal.FORBIDDEN
    assert put(colleague, STRANGER, False) is None
    assert put(FOUNDER, KEY, False) is Refusal.FORBIDDEN
    assert put(FOUNDER, COLLEAGUE, True) is None
    assert put(colleague, KEY, False) is None
    assert dict(store.devices(LOG)) == {
        FOUNDER: DeviceKey(KEY, False),
        colleague: DeviceKey(COLLEAGUE, True),
        stranger: DeviceKey(STRANGER, False),
    }


def test_devices_are_shut_out_by_managers(store: Store) -> None:
    """A device that is shut out is gone; the last manager can not be."""
    colleague = access.device_id(COLLEAGUE)

    def drop(by: bytes, device: bytes) -> object:
        return _do(store, lambda: store.drop_device(LOG, by, device))

    _do(store, lambda: store.put_device(LOG, FOUNDER, DeviceKey(COLLEAGUE, False), ROOMY))

    assert drop(colleague, FOUNDER) is Refusal.FORBIDDEN
    assert drop(FOUNDER, FOUNDER) is Refusal.FORBIDDEN
    assert drop(access.device_id(STRANGER), colleague) is Refusal.NOT_ADMITTED
    assert drop(FOUNDER, colleague) is None
    assert drop(FOUNDER, colleague) is Refusal.NOT_FOUND
    assert list(store.devices(LOG)) == [FOUNDER]


def test_a_firm_has_so_many_devices_and_no_more(store: Store) -> None:
    """Keys can not fill the relay; changing one is no new one."""
    few = msgspec.structs.replace(ROOMY, devices=2)

    def put(key: bytes, manager: bool = False) -> object:
        return _do(store, lambda: store.put_device(LOG, FOUNDER, DeviceKey(key, manager), few))

    assert put(COLLEAGUE) is None
    assert put(STRANGER) is Refusal.FULL
    assert put(COLLEAGUE, manager=True) is None


# Drop-boxes


def test_a_part_is_put_once(store: Store) -> None:
    """The same again is no refusal, other bytes are; parts do not touch each other."""
    box = Box(LOG, b"p" * 32, NOW + 100)

    def put(name: str, data: bytes) -> object:
        return _do(store, lambda: store.put_part(b"b" * 16, name, data))

    assert put("answer", b"x") is Refusal.NOT_FOUND
    assert _do(store, lambda: store.open_box(b"b" * 16, box, ROOMY, NOW)) is None
    assert store.box(b"b" * 16) == box
    assert put("answer", b"x") is None
    assert put("answer", b"x") is None
    assert put("answer", b"y") is Refusal.TAKEN
    assert put("reveal", b"y") is None
    assert store.part(b"b" * 16, "answer") == b"x"
    assert store.part(b"b" * 16, "reveal") == b"y"
    assert store.part(b"b" * 16, "welcome") is None


def test_a_box_is_opened_once_and_a_firm_has_few(store: Store) -> None:
    """Opening the same again is no refusal; boxes past their time do not count."""

    def opened(name: bytes, passed: bytes = b"p" * 32, expires: int = NOW + 100) -> object:
        box = Box(LOG, passed, expires)
        return _do(store, lambda: store.open_box(name * 16, box, ROOMY, NOW))

    assert opened(b"1") is None
    assert opened(b"1") is None
    assert opened(b"1", b"q" * 32) is Refusal.TAKEN
    assert opened(b"2") is None
    assert opened(b"3", expires=NOW) is None
    assert opened(b"4") is None
    assert opened(b"5") is Refusal.FULL


def test_sweeping_empties_boxes_at_once_and_forgets_them_later(store: Store) -> None:
    """What was in a box goes with its time; that it has expired is told for a while."""
    box = Box(LOG, b"p" * 32, NOW + 100)
    _do(store, lambda: store.open_box(b"b" * 16, box, ROOMY, NOW))
    _do(store, lambda: store.put_part(b"b" * 16, "answer", b"x"))
    _do(store, lambda: store.add_code(Code(b"c" * 32, NOW + 100)))

    _do(store, lambda: store.sweep(NOW + 99))
    assert store.part(b"b" * 16, "answer") == b"x"
    _do(store, lambda: store.sweep(NOW + 100))
    assert store.part(b"b" * 16, "answer") is None
    assert store.box(b"b" * 16) == box
    later = NOW + 100 + SWEPT_AFTER
    _do(store, lambda: store.sweep(later))
    assert store.box(b"b" * 16) is None
    assert _do(store, lambda: store.enrol(b"c" * 32, OTHER_LOG, KEY, later)) is Refusal.NOT_ADMITTED


# A lost tail


ENTRIES = [entry_of(a_wire(name, 600)) for name in "abcd"]


def test_a_lost_tail_is_taken_back_when_it_leads_to_a_signed_head(store: Store) -> None:
    """The chain value is the old one again, and bytes that are missing come by `give`."""
    _append(store, _batch(0, "a"))
    tail = [ENTRIES[1], Entry(ENTRIES[2].tag, ENTRIES[2].id), ENTRIES[3]]

    assert _tail(store, _head(store, ENTRIES), tail) is None

    firm = store.firm(LOG)
    assert firm is not None
    assert (firm.place, firm.chain) == (4, extend(LOG, ENTRIES))
    assert not firm.restoring
    gap = Gap(ENTRIES[2].tag, ENTRIES[2].id)
    assert _wires(store) == [ENTRIES[0].wire, ENTRIES[1].wire, gap, ENTRIES[3].wire]
    assert store.totals().gaps == 1
    assert _do(store, lambda: store.give(LOG, ENTRIES)) == 1
    assert _do(store, lambda: store.give(LOG, ENTRIES)) == 0
    assert _wires(store) == [entry.wire for entry in ENTRIES]
    assert store.totals().gaps == 0
    assert store.totals().bytes == 2_400


def test_after_a_tail_everybody_pulls_first(store: Store) -> None:
    """Which of the entries were fences is not known, so all count as one."""
    _append(store, _batch(0, "a"))
    _tail(store, _head(store, ENTRIES), ENTRIES[1:])

    assert _append(store, _batch(3, "e")) is Refusal.FENCE
    assert _append(store, _batch(4, "e")) == Placed(5)


def test_from_the_first_sight_of_a_lost_head_appends_wait(store: Store) -> None:
    """Also when the one who shows the head does not have the tail; reading goes on, and
    what was placed before is still answered."""
    _append(store, _batch(0, "a"))

    assert _tail(store, _head(store, ENTRIES), []) is Refusal.NOT_MINE
    assert _append(store, _batch(1, "e")) is Refusal.RESTORING
    assert _append(store, _batch(0, "a")) == Placed(1, again=True)
    assert store.totals().restoring == 1
    assert _tail(store, _head(store, ENTRIES[:2]), ENTRIES[1:2]) is None
    assert _append(store, _batch(2, "e")) is Refusal.RESTORING
    assert _tail(store, _head(store, ENTRIES), ENTRIES[1:]) is None
    assert _append(store, _batch(4, "e")) == Placed(5)


def test_a_tail_is_taken_from_nobody_but_this_relay(store: Store) -> None:
    """A head that this relay did not sign stops nothing and adds nothing."""
    _append(store, _batch(0, "a"))
    good = _head(store, ENTRIES)
    forged = [
        msgspec.structs.replace(good, signature=bytes(64)),
        msgspec.structs.replace(good, place=5),
        msgspec.structs.replace(good, chain=bytes(32)),
        msgspec.structs.replace(good, incarnation=b"x" * 16),
    ]

    for head in forged:
        assert _tail(store, head, ENTRIES[1:]) is Refusal.NOT_MINE
    assert _append(store, _batch(1, "e")) == Placed(2)


@pytest.mark.parametrize(
    "tail",
    [
        ENTRIES[1:3],
        ENTRIES[2:],
        [ENTRIES[2], ENTRIES[1], ENTRIES[3]],
        [ENTRIES[1], ENTRIES[1], ENTRIES[3]],
        [*ENTRIES[1:3], entry_of(a_wire("x", 600))],
        [*ENTRIES[1:], entry_of(a_wire("x", 600))],
    ],
)
def test_a_tail_that_does_not_lead_there_is_not_taken(store: Store, tail: list[Entry]) -> None:
    """Entries that are missing, in another order, doubled or others are refused whole."""
    _append(store, _batch(0, "a"))

    assert _tail(store, _head(store, ENTRIES), tail) is Refusal.NOT_MINE
    assert _wires(store) == [ENTRIES[0].wire]


def test_a_tail_that_others_brought_back_is_no_refusal(store: Store) -> None:
    """Two devices offer at the same time; the second may bring bytes that are missing."""
    _append(store, _batch(0, "a"))
    bare = [Entry(entry.tag, entry.id) for entry in ENTRIES]
    _tail(store, _head(store, ENTRIES[:3]), bare[1:3])

    assert _tail(store, _head(store, ENTRIES), ENTRIES[1:]) is None
    assert _tail(store, _head(store, ENTRIES[:2]), bare[1:2]) is None
    assert _wires(store) == [entry.wire for entry in ENTRIES]


def test_a_head_of_the_present_incarnation_begins_a_new_one(store: Store) -> None:
    """The store was put back and nobody said so: two heads of one incarnation would look
    like a relay that cheats."""
    _append(store, _batch(0, "a"))

    _tail(store, _head(store, ENTRIES), [], fresh=b"n" * 16)
    assert store.identity.incarnation == b"n" * 16
    _tail(store, _head(store, ENTRIES), ENTRIES[1:], fresh=b"o" * 16)
    assert store.identity.incarnation == b"n" * 16


def test_the_operator_begins_an_incarnation_and_gives_up_waiting(store: Store) -> None:
    """After `restored` old heads still count; after giving up they do not."""
    _append(store, _batch(0, "a"))
    _do(store, lambda: store.restored(b"n" * 16, wait=False))
    assert store.identity.incarnation == b"n" * 16
    _tail(store, _head(store, ENTRIES), [])
    assert store.identity.incarnation == b"n" * 16
    assert _append(store, _batch(1, "e")) is Refusal.RESTORING

    _do(store, lambda: store.restored(b"o" * 16, wait=False, give_up=True))
    assert _append(store, _batch(1, "e")) == Placed(2)
    assert _tail(store, _head(store, ENTRIES, b"n" * 16), ENTRIES[1:]) is Refusal.NOT_MINE
    assert _append(store, _batch(1, "f")) == Placed(3)


def test_giving_is_taken_only_where_bytes_are_missing(store: Store) -> None:
    """Strange records, and other bytes under a tag, are left."""
    _append(store, _batch(0, "a"))
    bare = [Entry(entry.tag, entry.id) for entry in ENTRIES]
    _tail(store, _head(store, ENTRIES), bare[1:])
    other = entry_of(ENTRIES[1].tag + bytes(584))

    given = [entry_of(a_wire("z", 600)), other, ENTRIES[0], ENTRIES[2]]
    assert _do(store, lambda: store.give(LOG, given)) == 1
    assert _do(store, lambda: store.give(OTHER_LOG, given)) == 0


def test_a_log_that_was_put_back_takes_nothing_new_until_its_end_is_back(store: Store) -> None:
    """A device that knew less can not write where lost records stood."""
    _append(store, _batch(0, "a"))
    _do(store, lambda: store.restored(b"n" * 16, wait=True))

    assert _append(store, _batch(1, "e")) is Refusal.RESTORING
    assert _tail(store, _head(store, ENTRIES), ENTRIES[1:]) is None
    assert _append(store, _batch(len(ENTRIES), "e")) == Placed(len(ENTRIES) + 1)


def test_where_nothing_was_lost_the_operator_says_to_go_on(store: Store) -> None:
    """The relay can not know by itself that its backup was complete."""
    _append(store, _batch(0, "a"))
    _do(store, lambda: store.restored(b"n" * 16, wait=True))
    assert _append(store, _batch(1, "e")) is Refusal.RESTORING

    _do(store, lambda: store.restored(b"o" * 16, wait=False, give_up=True))
    assert _append(store, _batch(1, "e")) == Placed(2)
