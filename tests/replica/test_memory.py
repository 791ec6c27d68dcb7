"""The ledger as bytes and back: a cache that tells the same, or nothing."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.casework.consent.grounds import lets_in
from shared.replica.change import Edit
from shared.replica.content import MemoryContent
from shared.replica.ledger import Ledger
from shared.replica.memory import recall, remember
from shared.replica.notice import Notice
from shared.replica.ring import Ring, decode_ring, encode_ring
from tests.replica.desk import Desk, trio
from tests.replica.story import NOTE, erased, told, unsigned

WAITS = len(told().relay.entries) - 2
"""Up to where the story is told without a record that still waits."""


def ledger_of(desk: Desk, until: int, gone: set[int]) -> tuple[Ledger, MemoryContent]:
    """What a device that begins anew makes of a log."""
    entries = erased(desk.firm.relay.entries[:until], gone)
    ledger, content = Ledger(decode_ring(desk.first_ring), lets_in), MemoryContent()
    assert not isinstance(ledger.take(entries, content, replay=True), Notice)
    return ledger, content


def copy(ring: Ring) -> Ring:
    return decode_ring(encode_ring(ring))


def same(one: Ledger, other: Ledger) -> None:
    """Both would remember the same and expect the same tags of the same devices."""
    assert remember(one) == remember(other) is not None
    assert one.expected.keys() == other.expected.keys()
    for tag, (epoch, device, track) in one.expected.items():
        again = other.expected[tag]
        assert (again[0].id, again[1]) == (epoch.id, device)
        assert (again[2].counter, again[2].last) == (track.counter, track.last)
        assert again[2] is again[0].tracks[device]
    assert one.gaps.keys() == other.gaps.keys()
    for place, (epoch, _) in other.gaps.items():
        assert epoch is other.epochs[one.gaps[place][0].id]


@settings(max_examples=30)
@given(
    st.sampled_from(range(len(told().desks))),
    st.integers(1, WAITS),
    st.sets(st.integers(2, WAITS), max_size=3),
)
@example(1, 64, {58})
def test_what_was_remembered_goes_on_like_what_was_lived(
    reader: int, until: int, gone: set[int]
) -> None:
    """Recalled anywhere in a log, a ledger is the one that was remembered, and takes the
    rest of the log as that one does."""
    desk = told().desks[reader]
    lived, content = ledger_of(desk, until, gone)
    memory = remember(lived)
    if memory is None:
        return
    again = recall(memory, copy(lived.ring), lets_in)
    assert again is not None
    same(lived, again)

    rest = erased(desk.firm.relay.entries[:WAITS], gone)[until:]
    copied = MemoryContent()
    for circle in lived.circles:
        for kind, entity, fields in content.entities(circle):
            copied.put(circle, kind, entity, fields)
    taken, retaken = (
        lived.take(rest, content, replay=True),
        again.take(rest, copied, replay=True),
    )
    assert taken == retaken
    if not isinstance(taken, Notice) and remember(lived) is not None:
        same(lived, again)
    for circle in lived.circles:
        assert list(content.entities(circle)) == list(copied.entities(circle))


def test_what_waits_can_not_be_remembered() -> None:
    """Only the log's own bytes tell what becomes of a record that waits."""
    firm = trio()
    noor = firm.noor
    noor.write(noor.own, NOTE, text="mine")
    noor.sync()
    assert remember(noor.replica.ledger) is not None
    phone = firm.add_device(noor, "phone")
    phone.write(noor.own, NOTE, text="phone")
    phone.sync()
    firm.put(unsigned(firm, phone, noor.own, Edit("note", NOTE, "text", "?")))
    noor.sync()
    assert remember(noor.replica.ledger) is None


def test_a_memory_of_something_else_is_none() -> None:
    """Of another form, another log, a ring that holds more, or of no form at all."""
    desk = told().desks[0]
    lived, _ = ledger_of(desk, 40, set())
    memory = remember(lived)
    assert memory is not None
    parts = msgspec.msgpack.decode(memory)

    other = copy(lived.ring)
    other.log = b"o" * 32
    assert recall(memory, other, lets_in) is None
    more = copy(lived.ring)
    more.entries[b"e" * 32] = next(iter(more.entries.values()))
    assert recall(memory, more, lets_in) is None
    assert recall(msgspec.msgpack.encode([parts[0] + 1, *parts[1:]]), lived.ring, lets_in) is None
    assert recall(memory[:-1], lived.ring, lets_in) is None
    assert recall(memory, copy(lived.ring), lets_in) is not None


@given(st.binary(max_size=60))
def test_damaged_bytes_are_no_memory(data: bytes) -> None:
    """A damaged snapshot means reading the log again, and nothing worse."""
    assert recall(data, Ring(b"l" * 32, b"m" * 16, b"s" * 32, b"", b""), lets_in) is None


def test_what_was_left_out_stays_left_out() -> None:
    """The user's decision comes from the caller, not from the snapshot."""
    desk = told().desks[0]
    lived, _ = ledger_of(desk, 40, set())
    memory = remember(lived)
    assert memory is not None
    again = recall(memory, copy(lived.ring), lets_in, frozenset([b"r" * 32]))
    assert again is not None
    assert again.left_out == {b"r" * 32}


@pytest.mark.parametrize("reader", range(len(told().desks)))
def test_a_memory_is_as_small_as_it_can_be(reader: int) -> None:
    """Nothing that somebody wrote is in it."""
    lived, _ = ledger_of(told().desks[reader], WAITS, set())
    memory = remember(lived)
    assert memory is not None
    assert b"from the phone" not in memory
    assert b"kiezel" not in memory
