"""What every store promises, held against the one in memory and the one on disk."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.protocol import access
from shared.protocol.chain import extend
from shared.protocol.record import entry_of
from shared.protocol.refusal import Refusal
from sync_server.store.base import (
    Batch,
    Placed,
    Slot,
    Store,
)
from sync_server.store.sqlite import SqliteStore
from tests.sync_server.caller import a_wire
from tests.sync_server.storing import (
    FOUNDER,
    LOG,
    OTHER_LOG,
    ROOMY,
    SEED,
    STRANGER,
    append_to,
    batch_of,
    begin_log,
    make_store,
    wires_in,
)

# Appending


def test_batches_stand_in_order_and_move_the_head(store: Store) -> None:
    """Places count from 1, and the chain value is that of all entries."""
    assert append_to(store, batch_of(0, "a", "b")) == Placed(1)
    assert append_to(store, batch_of(2, "c")) == Placed(3)

    firm = store.firm(LOG)
    assert firm is not None
    assert firm.place == 3
    assert firm.chain == extend(LOG, [entry_of(a_wire(n, 600)) for n in "abc"])
    assert firm.size == 1_800
    assert wires_in(store) == [a_wire(name, 600) for name in "abc"]


def test_the_same_batch_again_is_answered_as_the_first_time(store: Store) -> None:
    """A device whose answer got lost sends again, however much has come since."""
    append_to(store, batch_of(0, "a", "b", fence=True))
    append_to(store, batch_of(2, "c", fence=True))

    assert append_to(store, batch_of(0, "a", "b", fence=True)) == Placed(1, again=True)
    assert append_to(store, batch_of(2, "c", fence=True)) == Placed(3, again=True)
    assert len(wires_in(store)) == 3


@pytest.mark.parametrize(
    "names",
    [("a", "c"), ("b", "c"), ("b", "a"), ("a", "b", "c"), ("x", "b"), ("x", "x"), ("a", "a")],
)
def test_a_batch_that_is_partly_there_is_refused_whole(store: Store, names: tuple[str]) -> None:
    """No tag is ever used twice, and nothing of the batch is stored."""
    append_to(store, batch_of(0, "a", "b"))
    before = store.firm(LOG)

    assert append_to(store, batch_of(2, *names)) is Refusal.TAG_TAKEN
    assert store.firm(LOG) == before
    assert len(wires_in(store)) == 2


def test_other_bytes_under_a_tag_are_refused(store: Store) -> None:
    """A cloned device finds out that its tag is taken."""
    append_to(store, batch_of(0, "a"))
    clone = entry_of(a_wire("a", 600)[:16] + bytes(584))

    assert append_to(store, Batch(FOUNDER, 1, False, [clone])) is Refusal.TAG_TAKEN
    mixed = [entry_of(a_wire("new", 600)), clone]
    assert append_to(store, Batch(FOUNDER, 1, False, mixed)) is Refusal.TAG_TAKEN
    assert wires_in(store) == [a_wire("a", 600)]


def test_who_has_not_seen_the_last_fence_is_refused(store: Store) -> None:
    """An append from before the fence's last record would be written under old rules."""
    append_to(store, batch_of(0, "a"))
    append_to(store, batch_of(1, "b", "c", fence=True))

    assert append_to(store, batch_of(2, "d")) is Refusal.FENCE
    assert append_to(store, batch_of(3, "d")) == Placed(4)
    assert append_to(store, batch_of(3, "e")) == Placed(5)


def test_a_fence_that_has_not_seen_the_head_is_refused(store: Store) -> None:
    """What a fence decides, it decides about everything that stands before it."""
    append_to(store, batch_of(0, "a"))

    assert append_to(store, batch_of(0, "b", fence=True)) is Refusal.FENCE
    assert append_to(store, batch_of(1, "b", fence=True)) == Placed(2)
    assert append_to(store, batch_of(0, "c")) is Refusal.FENCE


def test_who_has_seen_more_than_there_is_is_refused(store: Store) -> None:
    """A device that has seen beyond the head has to find out that the relay lost it."""
    assert append_to(store, batch_of(1, "a")) is Refusal.FENCE
    assert append_to(store, batch_of(1, "a", fence=True)) is Refusal.FENCE


def test_a_device_that_is_not_let_in_appends_nothing(store: Store) -> None:
    """Between its token and its batch a device may have been shut out."""
    stranger = access.device_id(STRANGER)

    assert append_to(store, batch_of(0, "a", device=stranger)) is Refusal.NOT_ADMITTED
    assert append_to(store, batch_of(0, "a"), log=OTHER_LOG) is Refusal.NOT_ADMITTED


def test_a_firm_that_is_full_takes_no_more(store: Store) -> None:
    """Records and parcels count; a firm at its limit can still read."""
    narrow = msgspec.structs.replace(ROOMY, firm_bytes=1_300)
    parcel = Slot(b"s" * 16, bytes(101))

    assert append_to(store, batch_of(0, "a", "b"), ceilings=narrow) == Placed(1)
    assert append_to(store, batch_of(2, "c"), ceilings=narrow) is Refusal.FULL
    assert len(wires_in(store)) == 2
    wider = msgspec.structs.replace(ROOMY, firm_bytes=1_900)
    assert append_to(store, batch_of(2, "c", slots=(parcel,)), ceilings=wider) is Refusal.FULL
    assert store.parcel(b"s" * 16) is None


def test_firms_do_not_see_each_other(store: Store) -> None:
    """The same record may stand in two firms' logs; each has its own places."""
    begin_log(store, OTHER_LOG)
    append_to(store, batch_of(0, "a", "b"))

    assert append_to(store, batch_of(0, "b"), log=OTHER_LOG) == Placed(1)
    assert wires_in(store, OTHER_LOG) == [a_wire("b", 600)]
    assert store.totals().records == 3
    assert store.totals().firms == 2


def test_parcels_are_written_with_their_batch(store: Store) -> None:
    """A parcel is there if and only if its batch is."""
    slot = b"s" * 16

    append_to(store, batch_of(1, "x", slots=(Slot(slot, b"early"),)))
    assert store.parcel(slot) is None
    append_to(store, batch_of(0, "a", slots=(Slot(slot, b"first"),)))
    assert store.parcel(slot) == b"first"
    append_to(store, batch_of(1, "b", slots=(Slot(slot, b"second!"),)))
    assert store.parcel(slot) == b"second!"
    append_to(store, batch_of(0, "a", slots=(Slot(slot, b"first"),)))

    assert store.parcel(slot) == b"second!"
    firm = store.firm(LOG)
    assert firm is not None
    assert firm.size == 1_207


def test_a_slot_of_another_firm_is_taken(store: Store) -> None:
    """Nobody writes over a sheet's parcel from outside its firm."""
    begin_log(store, OTHER_LOG)
    append_to(store, batch_of(0, "a", slots=(Slot(b"s" * 16, b"ours"),)))

    theirs = batch_of(0, "b", slots=(Slot(b"s" * 16, b"theirs"),))
    assert append_to(store, theirs, log=OTHER_LOG) is Refusal.TAKEN
    assert store.parcel(b"s" * 16) == b"ours"
    assert wires_in(store, OTHER_LOG) == []


def test_pages_end_at_whole_entries(store: Store) -> None:
    """As many as fit, and one in any case."""
    append_to(store, batch_of(0, *"abcde"))

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
    store = make_store(kind, tmp_path_factory.mktemp("store"))
    try:
        begin_log(store)
        standing: list[bytes] = []
        last_fence = 0
        for _ in range(data.draw(st.integers(1, 8))):
            names = data.draw(st.lists(st.integers(0, 9), min_size=1, max_size=3))
            seen, fence = data.draw(st.integers(0, 10)), data.draw(st.booleans())
            outcome = append_to(store, batch_of(seen, *names, fence=fence))
            if isinstance(outcome, Placed) and not outcome.again:
                assert last_fence <= seen <= len(standing)
                assert not fence or seen == len(standing)
                assert outcome.first == len(standing) + 1
                standing += [a_wire(name, 600) for name in names]
                last_fence = len(standing) if fence else last_fence
            firm = store.firm(LOG)
            assert firm is not None
            assert wires_in(store) == standing
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
        store.append(LOG, batch_of(1, "lost"), ROOMY)
        raise RuntimeError("a fault of the program")

    steps = [
        lambda: store.append(LOG, batch_of(0, "a"), ROOMY),
        lambda: store.append(LOG, batch_of(0, "b", "a"), ROOMY),
        lambda: store.append(LOG, batch_of(1, "b"), ROOMY),
    ]
    first = store.commit(steps)
    assert first == [Placed(1), Refusal.TAG_TAKEN, Placed(2)]
    if isinstance(store, SqliteStore):
        outcomes = store.commit(
            [steps[0], fails, lambda: store.append(LOG, batch_of(2, "c"), ROOMY)]
        )

        assert outcomes[0] == Placed(1, again=True)
        assert isinstance(outcomes[1], RuntimeError)
        assert outcomes[2] == Placed(3)
        assert wires_in(store) == [a_wire(name, 600) for name in "abc"]
