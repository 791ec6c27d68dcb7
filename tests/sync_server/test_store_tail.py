"""A tail that a relay lost and is given back, in memory and on disk."""

from __future__ import annotations

import msgspec
import pytest

from shared.protocol.chain import extend
from shared.protocol.messages import Gap
from shared.protocol.record import Entry, entry_of
from shared.protocol.refusal import Refusal
from sync_server.store.base import (
    Placed,
    Store,
)
from tests.sync_server.caller import a_wire
from tests.sync_server.storing import (
    LOG,
    OTHER_LOG,
    append_to,
    batch_of,
    bring_tail,
    do,
    signed_head,
    wires_in,
)

ENTRIES = [entry_of(a_wire(name, 600)) for name in "abcd"]


def test_a_lost_tail_is_taken_back_when_it_leads_to_a_signed_head(store: Store) -> None:
    """The chain value is the old one again, and bytes that are missing come by `give`."""
    append_to(store, batch_of(0, "a"))
    tail = [ENTRIES[1], Entry(ENTRIES[2].tag, ENTRIES[2].id), ENTRIES[3]]

    assert bring_tail(store, signed_head(store, ENTRIES), tail) is None

    firm = store.firm(LOG)
    assert firm is not None
    assert (firm.place, firm.chain) == (4, extend(LOG, ENTRIES))
    assert not firm.restoring
    gap = Gap(ENTRIES[2].tag, ENTRIES[2].id)
    assert wires_in(store) == [ENTRIES[0].wire, ENTRIES[1].wire, gap, ENTRIES[3].wire]
    assert store.totals().gaps == 1
    assert do(store, lambda: store.give(LOG, ENTRIES)) == 1
    assert do(store, lambda: store.give(LOG, ENTRIES)) == 0
    assert wires_in(store) == [entry.wire for entry in ENTRIES]
    assert store.totals().gaps == 0
    assert store.totals().bytes == 2_400


def test_after_a_tail_everybody_pulls_first(store: Store) -> None:
    """Which of the entries were fences is not known, so all count as one."""
    append_to(store, batch_of(0, "a"))
    bring_tail(store, signed_head(store, ENTRIES), ENTRIES[1:])

    assert append_to(store, batch_of(3, "e")) is Refusal.FENCE
    assert append_to(store, batch_of(4, "e")) == Placed(5)


def test_from_the_first_sight_of_a_lost_head_appends_wait(store: Store) -> None:
    """Also when the one who shows the head does not have the tail; reading goes on, and
    what was placed before is still answered."""
    append_to(store, batch_of(0, "a"))

    assert bring_tail(store, signed_head(store, ENTRIES), []) is Refusal.NOT_MINE
    assert append_to(store, batch_of(1, "e")) is Refusal.RESTORING
    assert append_to(store, batch_of(0, "a")) == Placed(1, again=True)
    assert store.totals().restoring == 1
    assert bring_tail(store, signed_head(store, ENTRIES[:2]), ENTRIES[1:2]) is None
    assert append_to(store, batch_of(2, "e")) is Refusal.RESTORING
    assert bring_tail(store, signed_head(store, ENTRIES), ENTRIES[1:]) is None
    assert append_to(store, batch_of(4, "e")) == Placed(5)


def test_a_tail_is_taken_from_nobody_but_this_relay(store: Store) -> None:
    """A head that this relay did not sign stops nothing and adds nothing."""
    append_to(store, batch_of(0, "a"))
    good = signed_head(store, ENTRIES)
    forged = [
        msgspec.structs.replace(good, signature=bytes(64)),
        msgspec.structs.replace(good, place=5),
        msgspec.structs.replace(good, chain=bytes(32)),
        msgspec.structs.replace(good, incarnation=b"x" * 16),
    ]

    for head in forged:
        assert bring_tail(store, head, ENTRIES[1:]) is Refusal.NOT_MINE
    assert append_to(store, batch_of(1, "e")) == Placed(2)


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
    append_to(store, batch_of(0, "a"))

    assert bring_tail(store, signed_head(store, ENTRIES), tail) is Refusal.NOT_MINE
    assert wires_in(store) == [ENTRIES[0].wire]


def test_a_tail_that_others_brought_back_is_no_refusal(store: Store) -> None:
    """Two devices offer at the same time; the second may bring bytes that are missing."""
    append_to(store, batch_of(0, "a"))
    bare = [Entry(entry.tag, entry.id) for entry in ENTRIES]
    bring_tail(store, signed_head(store, ENTRIES[:3]), bare[1:3])

    assert bring_tail(store, signed_head(store, ENTRIES), ENTRIES[1:]) is None
    assert bring_tail(store, signed_head(store, ENTRIES[:2]), bare[1:2]) is None
    assert wires_in(store) == [entry.wire for entry in ENTRIES]


def test_a_head_of_the_present_incarnation_begins_a_new_one(store: Store) -> None:
    """The store was put back and nobody said so: two heads of one incarnation would look
    like a relay that cheats."""
    append_to(store, batch_of(0, "a"))

    bring_tail(store, signed_head(store, ENTRIES), [], fresh=b"n" * 16)
    assert store.identity.incarnation == b"n" * 16
    bring_tail(store, signed_head(store, ENTRIES), ENTRIES[1:], fresh=b"o" * 16)
    assert store.identity.incarnation == b"n" * 16


def test_the_operator_begins_an_incarnation_and_gives_up_waiting(store: Store) -> None:
    """After `restored` old heads still count; after giving up they do not."""
    append_to(store, batch_of(0, "a"))
    do(store, lambda: store.restored(b"n" * 16, wait=False))
    assert store.identity.incarnation == b"n" * 16
    bring_tail(store, signed_head(store, ENTRIES), [])
    assert store.identity.incarnation == b"n" * 16
    assert append_to(store, batch_of(1, "e")) is Refusal.RESTORING

    do(store, lambda: store.restored(b"o" * 16, wait=False, give_up=True))
    assert append_to(store, batch_of(1, "e")) == Placed(2)
    assert (
        bring_tail(store, signed_head(store, ENTRIES, b"n" * 16), ENTRIES[1:]) is Refusal.NOT_MINE
    )
    assert append_to(store, batch_of(1, "f")) == Placed(3)


def test_giving_is_taken_only_where_bytes_are_missing(store: Store) -> None:
    """Strange records, and other bytes under a tag, are left."""
    append_to(store, batch_of(0, "a"))
    bare = [Entry(entry.tag, entry.id) for entry in ENTRIES]
    bring_tail(store, signed_head(store, ENTRIES), bare[1:])
    other = entry_of(ENTRIES[1].tag + bytes(584))

    given = [entry_of(a_wire("z", 600)), other, ENTRIES[0], ENTRIES[2]]
    assert do(store, lambda: store.give(LOG, given)) == 1
    assert do(store, lambda: store.give(OTHER_LOG, given)) == 0


def test_a_log_that_was_put_back_takes_nothing_new_until_its_end_is_back(store: Store) -> None:
    """A device that knew less can not write where lost records stood."""
    append_to(store, batch_of(0, "a"))
    do(store, lambda: store.restored(b"n" * 16, wait=True))

    assert append_to(store, batch_of(1, "e")) is Refusal.RESTORING
    assert bring_tail(store, signed_head(store, ENTRIES), ENTRIES[1:]) is None
    assert append_to(store, batch_of(len(ENTRIES), "e")) == Placed(len(ENTRIES) + 1)


def test_where_nothing_was_lost_the_operator_says_to_go_on(store: Store) -> None:
    """The relay can not know by itself that its backup was complete."""
    append_to(store, batch_of(0, "a"))
    do(store, lambda: store.restored(b"n" * 16, wait=True))
    assert append_to(store, batch_of(1, "e")) is Refusal.RESTORING

    do(store, lambda: store.restored(b"o" * 16, wait=False, give_up=True))
    assert append_to(store, batch_of(1, "e")) == Placed(2)
