"""Erasing: what every store promises of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.protocol import access
from shared.protocol.chain import extend
from shared.protocol.messages import Gap
from shared.protocol.record import Entry, entry_of
from shared.protocol.refusal import Refusal
from sync_server.store.base import Batch, Placed, Store
from tests.sync_server.caller import a_wire
from tests.sync_server.storing import (
    FOUNDER,
    LOG,
    OTHER_LOG,
    ROOMY,
    STRANGER,
    append_to,
    batch_of,
    begin_log,
    bring_tail,
    do,
    make_store,
    signed_head,
    wires_in,
)
from tests.sync_server.test_store_tail import ENTRIES

GAPS = [Gap(entry.tag, entry.id) for entry in ENTRIES]


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store with one firm, whose log has four entries."""
    made = make_store(request.param, tmp_path)
    begin_log(made)
    assert append_to(made, batch_of(0, *"abcd")) == Placed(1)
    yield made
    made.close()


def _erase(store: Store, *tags: bytes, by: bytes = FOUNDER, log: bytes = LOG) -> object:
    return do(store, lambda: store.erase(log, by, tags))


def test_what_is_erased_leaves_its_tag_and_id(store: Store) -> None:
    """The bytes are gone, the place is not: the chain still leads to the head."""
    before = store.firm(LOG)
    assert before is not None
    assert _erase(store, ENTRIES[1].tag, ENTRIES[3].tag) == 2

    assert wires_in(store) == [ENTRIES[0].wire, GAPS[1], ENTRIES[2].wire, GAPS[3]]
    firm = store.firm(LOG)
    assert firm is not None
    assert (firm.place, firm.chain) == (before.place, before.chain)
    assert firm.chain == extend(LOG, ENTRIES)


def test_erased_records_are_told_as_such(store: Store) -> None:
    """They are not missing; and the room that they took on the disk stays taken."""
    _erase(store, ENTRIES[0].tag)

    totals = store.totals()
    assert (totals.records, totals.bytes, totals.gaps, totals.erased) == (4, 2_400, 0, 1)


def test_erasing_again_is_answered_as_the_first_time(store: Store) -> None:
    """A device whose answer got lost asks again; nothing is counted twice."""
    assert _erase(store, ENTRIES[0].tag) == 1
    before = store.firm(LOG)

    assert _erase(store, ENTRIES[0].tag) == 1
    assert store.firm(LOG) == before
    assert _erase(store, ENTRIES[0].tag, ENTRIES[1].tag) == 2
    assert store.totals().erased == 2


def test_a_tag_that_is_not_there_is_no_matter(store: Store) -> None:
    """The others are erased all the same; another firm's log is not touched."""
    begin_log(store, OTHER_LOG)
    append_to(store, batch_of(0, "a"), log=OTHER_LOG)

    assert _erase(store, b"x" * 16) == 0
    assert _erase(store, b"x" * 16, ENTRIES[0].tag) == 1
    assert wires_in(store, OTHER_LOG) == [ENTRIES[0].wire]


def test_who_is_not_let_in_erases_nothing(store: Store) -> None:
    """Between its token and the erasing a device may have been shut out."""
    stranger = access.device_id(STRANGER)

    assert _erase(store, ENTRIES[0].tag, by=stranger) is Refusal.NOT_ADMITTED
    assert _erase(store, ENTRIES[0].tag, log=OTHER_LOG) is Refusal.NOT_ADMITTED
    assert wires_in(store) == [entry.wire for entry in ENTRIES]


def test_nobody_gives_back_what_was_erased(store: Store) -> None:
    """Neither by `give` nor with a lost tail."""
    _erase(store, ENTRIES[0].tag)

    assert do(store, lambda: store.give(LOG, ENTRIES)) == 0
    assert bring_tail(store, signed_head(store, ENTRIES), list(ENTRIES)) is None
    assert wires_in(store)[0] == GAPS[0]
    assert store.totals().bytes == 2_400


def test_what_was_missing_can_be_erased_too(store: Store) -> None:
    """A record whose bytes the relay lost does not come back after it was to go."""
    more = [*ENTRIES, *(entry_of(a_wire(name, 600)) for name in "ef")]
    bare = [Entry(entry.tag, entry.id) for entry in more]
    assert bring_tail(store, signed_head(store, more), bare[4:]) is None
    assert store.totals().gaps == 2

    assert _erase(store, more[4].tag) == 1
    assert (store.totals().gaps, store.totals().erased) == (1, 1)
    assert do(store, lambda: store.give(LOG, more[4:])) == 1
    assert wires_in(store)[4:] == [Gap(more[4].tag, more[4].id), more[5].wire]
    assert (store.totals().gaps, store.totals().erased) == (0, 1)


def test_what_was_given_back_can_be_erased_too(store: Store) -> None:
    """Bytes that came after a restore go like all others, and come no second time."""
    more = [*ENTRIES, *(entry_of(a_wire(name, 600)) for name in "ef")]
    bare = [Entry(entry.tag, entry.id) for entry in more]
    assert bring_tail(store, signed_head(store, more), bare[4:]) is None
    assert do(store, lambda: store.give(LOG, more[4:])) == 2
    batch = batch_of(4, "e", "f")
    assert append_to(store, batch) == Placed(5, again=True)

    assert _erase(store, more[4].tag) == 1
    assert do(store, lambda: store.give(LOG, more[4:])) == 0
    assert wires_in(store)[4:] == [Gap(more[4].tag, more[4].id), more[5].wire]
    assert append_to(store, batch) == Placed(5, again=True)
    assert (store.totals().gaps, store.totals().erased) == (0, 1)


def test_a_record_that_looks_erased_is_served_as_it_came(store: Store) -> None:
    """Whatever a device sends is passed on byte by byte: no bytes are a sign of their own."""
    odd = [a_wire("odd", 48) + bytes(552), a_wire("odder", 600)[:40] + bytes(560)]
    batch = Batch(FOUNDER, 4, False, [entry_of(wire) for wire in odd])
    assert append_to(store, batch) == Placed(5)

    assert wires_in(store)[4:] == odd
    assert append_to(store, batch) == Placed(5, again=True)
    assert _erase(store, odd[0][:16]) == 1
    assert wires_in(store)[4:] == [Gap(odd[0][:16], batch.entries[0].id), odd[1]]
    assert append_to(store, batch) == Placed(5, again=True)


def test_a_batch_that_was_erased_is_still_answered_as_the_first_time(store: Store) -> None:
    """Its tags stay taken, and its device may not have heard the answer."""
    _erase(store, ENTRIES[1].tag)

    assert append_to(store, batch_of(0, *"abcd")) == Placed(1, again=True)
    clone = a_wire("b", 600)[:16] + bytes(584)
    other = batch_of(4, "b")
    assert append_to(store, other) == Placed(2, again=True)
    other.entries[0] = entry_of(clone)  # type: ignore[index]
    assert append_to(store, other) is Refusal.TAG_TAKEN


def test_erasing_and_appending_in_one_commit_follow_each_other(store: Store) -> None:
    """Steps that share a commit see each other."""
    late = entry_of(a_wire("late", 700))
    outcomes = store.commit(
        [
            lambda: store.append(LOG, batch_of(4, "e"), ROOMY),
            lambda: store.erase(LOG, FOUNDER, [entry_of(a_wire("e", 600)).tag, late.tag]),
            lambda: store.append(LOG, batch_of(5, "f"), ROOMY),
        ]
    )

    assert outcomes == [Placed(5), 1, Placed(6)]
    assert [isinstance(one, Gap) for one in wires_in(store)] == [False] * 4 + [True, False]


@given(data=st.data())
@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_whatever_is_erased_and_given_the_log_keeps_its_places(
    kind: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Each place serves the record, or its tag and id once it was erased."""
    made = make_store(kind, tmp_path_factory.mktemp("store"))
    try:
        begin_log(made)
        standing = [entry_of(a_wire(n, 600 + 7_000 * (n % 3))) for n in range(9)]
        batch = batch_of(0, "x")
        wires = [*standing, *batch.entries]
        for seen, entry in enumerate(wires):
            made_batch = batch_of(seen, "y")
            made_batch.entries[0] = entry  # type: ignore[index]
            assert append_to(made, made_batch) == Placed(seen + 1)
        gone: set[int] = set()
        for _ in range(data.draw(st.integers(1, 4))):
            chosen = data.draw(st.sets(st.integers(0, len(wires) - 1)))
            tags = sorted(wires[n].tag for n in chosen)
            assert _erase(made, *tags) == len(chosen)
            gone |= chosen
            assert do(made, lambda: made.give(LOG, wires)) == 0
            assert wires_in(made) == [
                Gap(entry.tag, entry.id) if n in gone else entry.wire
                for n, entry in enumerate(wires)
            ]
            firm = made.firm(LOG)
            assert firm is not None
            assert firm.erased == len(gone)
    finally:
        made.close()
