"""The ledger: which records of a log stand, however it was cut, and what ends it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.casework.consent.grounds import lets_in
from shared.protocol.record import Entry, entry_of, record_id
from shared.replica.change import Edit, Fields, Name
from shared.replica.content import MemoryContent
from shared.replica.ledger import UNSURE, Ledger
from shared.replica.memory import remember
from shared.replica.notice import Notice, Told
from shared.replica.outbox import Leave
from shared.replica.payload import NO_FENCE, Kind, changes_of, encode
from shared.replica.ring import decode_ring, encode_ring
from shared.replica.taken import Taken
from shared.sealing.envelope import Draft
from tests.replica.desk import START, Desk, flaws, keys_of, trio
from tests.replica.story import NOTE, erased, told, unsigned

EXAMPLES = 30


def windows(entries: list[Entry], sizes: Sequence[int]) -> Iterator[list[Entry]]:
    """A log in windows of these sizes, the last of them again and again."""
    at, turn = 0, 0
    while at < len(entries):
        size = sizes[min(turn, len(sizes) - 1)]
        yield entries[at : at + size]
        at, turn = at + size, turn + 1


class Outcome(NamedTuple):
    """Everything that came of a log, but in which order it was told."""

    chain: bytes
    roster: Any
    circles: Any
    epochs: Any
    expected: frozenset[bytes]
    heard: Any
    presence: Any
    own_places: list[int]
    bare: bytes
    gaps: list[tuple[int, bytes]]
    ring: dict[str, Any]
    content: list[tuple[str, bytes, Fields]]
    rows: list[Any]
    stood: set[bytes]
    fell: set[bytes]
    joined: list[bytes]
    lost: list[bytes]
    dropped: list[int]
    notices: Counter[Notice]


def taken_in(desk: Desk, entries: list[Entry], sizes: Sequence[int]) -> Outcome:
    """What a device that begins anew makes of a log, in windows of these sizes."""
    ring = decode_ring(desk.first_ring)
    ledger, content = Ledger(ring, lets_in), MemoryContent()
    me = desk.replica.ledger.me
    mine = {entry.id for entry in entries if _signer(desk, entry) == me}
    whole = Taken()
    # While bytes are missing, what may come of that is not told; a copy is, once a window.
    bare = any(entry.wire is None for entry in entries)
    untold = {Told.CLONED, *(UNSURE if bare else ())}
    for window in windows(entries, sizes):
        taken = ledger.take(window, content, mine)
        assert not isinstance(taken, Notice), taken
        for field in ("rows", "notices", "joined", "lost", "dropped"):
            getattr(whole, field).extend(getattr(taken, field))
        whole.stood |= taken.stood
        whole.fell |= taken.fell
    return Outcome(
        bytes(ledger.chain),
        ledger.roster,
        ledger.circles,
        {
            epoch.id: (
                epoch.kind,
                epoch.begun,
                epoch.ended,
                epoch.next,
                epoch.previous,
                epoch.holders,
                epoch.lead,
                epoch.ground,
                list(epoch.places),
                {
                    device: (
                        track.counter,
                        track.tag,
                        track.last,
                        [record.place for record in track.run],
                        track.erased,
                        track.doubtful,
                    )
                    for device, track in epoch.tracks.items()
                },
            )
            for epoch in ledger.epochs.values()
        },
        frozenset(ledger.expected),
        ledger.heard,
        ledger.presence,
        sorted(ledger.own_places),
        bytes(ledger.bare),
        [(place, epoch.id) for place, (epoch, _) in sorted(ledger.gaps.items())],
        {field: getattr(ring, field) for field in ring.__struct_fields__},
        [
            (kind, entity, fields)
            for circle in sorted(ledger.circles)
            for kind, entity, fields in content.entities(circle)
            if fields
        ],
        whole.rows,
        whole.stood,
        whole.fell,
        whole.joined,
        whole.lost,
        whole.dropped,
        Counter(notice for notice in whole.notices if notice.told not in untold),
    )


def _signer(desk: Desk, entry: Entry) -> bytes | None:
    """Which device's record this device took an entry for, in its own life."""
    place = next(p for p, e in enumerate(desk.firm.relay.entries, 1) if e.id == entry.id)
    return desk.replica.ledger.me if place in _own(desk) else None


def _own(desk: Desk) -> set[int]:
    return set(desk.replica.ledger.own_places)


LENGTH = len(told().relay.entries)
READERS = range(len(told().desks))


@pytest.mark.parametrize("reader", READERS)
def test_a_window_of_any_size_ends_the_same(reader: int) -> None:
    """From one record at a time to the whole log at once."""
    firm = told()
    whole = taken_in(firm.desks[reader], firm.relay.entries, [LENGTH])
    for size in (1, 2, 3, 5, 7, 11, 20):
        assert taken_in(firm.desks[reader], firm.relay.entries, [size]) == whole


@given(
    st.sampled_from(READERS),
    st.lists(st.integers(1, LENGTH), min_size=1, max_size=12),
    st.sets(st.integers(2, LENGTH), max_size=8),
)
@settings(max_examples=EXAMPLES)
@example(0, [1], set())
@example(0, [1], {3, 4, 93})
@example(3, [1], {88, 89})
def test_windows_decide_nothing(reader: int, sizes: list[int], gone: set[int]) -> None:
    """Nor windows of mixed sizes, nor when the relay has lost bytes."""
    firm = told()
    entries = erased(firm.relay.entries, gone)
    whole = taken_in(firm.desks[reader], entries, [LENGTH])
    assert taken_in(firm.desks[reader], entries, sizes) == whole


@pytest.mark.parametrize("reader", READERS)
def test_the_log_read_anew_is_what_was_lived(reader: int) -> None:
    """A device that reads the log from the start has what it had, record by record."""
    desk = told().desks[reader]
    outcome = taken_in(desk, desk.firm.relay.entries[: desk.engine.place], [7])
    lived = [(kind, entity, fields) for (_, kind, entity), fields in desk.standing().items()]
    assert outcome.content == lived
    assert outcome.roster == desk.replica.ledger.roster
    assert outcome.circles == desk.replica.ledger.circles
    assert outcome.own_places == sorted(desk.replica.ledger.own_places)


def test_a_false_witness_ends_everything() -> None:
    """A signed record whose author saw another log: nothing of the page counts."""
    firm = trio()
    noor, joost, _ = firm.desks
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    firm.settle()
    noor.write(case, NOTE, text="before")
    noor.sync()
    epoch = joost.replica.ledger.current(case)
    assert epoch is not None
    track = epoch.tracks[joost.replica.ledger.me]
    body = encode(changes_of(1, []))
    draft = Draft(Kind.CHANGES, NO_FENCE, track.last, 3, b"w" * 32, START, body)
    record = firm.seal(joost, epoch.keys, track.counter, draft)
    place = firm.put(record.wire)
    phone = firm.desks[0]
    content = list(phone.content.entities(case))
    phone.sync()
    notice = phone.heard(Told.FORKED)[0]
    assert notice.place == place
    assert dict(notice.blanks)["record"] == record.id.hex()
    assert list(phone.content.entities(case)) == content
    assert phone.engine.stopped

    # The two compare by voice and find the same: the record can be left out.
    phone.disk.left_out = frozenset([record.id])
    phone.start()
    assert flaws(phone) == ["bad_signature"]
    assert not phone.engine.stopped


def test_a_false_witness_by_another_hand_is_no_alarm() -> None:
    """What is not signed by its device can not stop anybody."""
    firm = trio()
    noor, joost, _ = firm.desks
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    firm.settle()
    epoch = joost.replica.ledger.current(case)
    assert epoch is not None
    track = epoch.tracks[joost.replica.ledger.me]
    draft = Draft(Kind.CHANGES, NO_FENCE, track.last, 3, b"w" * 32, START, b"")
    signer = noor.replica.ring.signer()
    firm.put(firm.seal(joost, epoch.keys, track.counter, draft, signer).wire)
    assert flaws(noor) == ["bad_signature"]


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        (lambda wire: wire[:-1] + bytes([wire[-1] ^ 1]), "bad_mac"),
        (lambda wire: wire[:300], "truncated"),
        (lambda wire: wire + b"\x00", "bad_mac"),
    ],
    ids=["a bit", "cut off", "a byte more"],
)
def test_bytes_that_were_changed(change: Any, flaw: str) -> None:
    """A damaged record is told and left out; the next one goes on after its counter."""
    firm = trio()
    noor, joost, _ = firm.desks
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    firm.settle()
    keys = keys_of(joost, case)
    bodies = [changes_of(n, []) for n in (1, 2)]
    records = firm.forge(joost, *((keys, Kind.CHANGES, b) for b in bodies), fence=False)
    firm.put(change(records[0].wire))
    firm.put(records[1].wire)
    assert flaws(noor) == [flaw, "bad_signature"]
    epoch = noor.replica.ledger.current(case)
    assert epoch is not None
    assert epoch.tracks[joost.replica.ledger.me].counter == records[1].counter + 1


def test_records_of_others_are_only_tags() -> None:
    """Of circles that a device is not in it keeps tag and id and nothing else."""
    firm = trio()
    noor, _, samira = firm.desks
    noor.open_case(code="kiezel")
    noor.sync()
    samira.sync()
    for row, entry in zip(samira.disk.rows, firm.relay.entries, strict=True):
        assert (row.tag, row.id) == (entry.tag, entry.id)
    assert any(row.wire is None for row in samira.disk.rows)
    bare = samira.replica.ledger.bare
    assert [row.wire is None for row in samira.disk.rows] == [bool(b) for b in bare[1:]]


def test_erased_bytes_are_told_and_passed_over() -> None:
    """Devices that come later miss what the relay lost, say so, and go on."""
    firm = trio()
    noor, joost, _ = firm.desks
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    firm.settle()
    for text in ("one", "two"):
        noor.write(case, NOTE, text=text)
        noor.sync()
    lost = firm.relay.place - 1
    entry = firm.relay.entries[lost - 1]
    firm.relay.entries[lost - 1] = Entry(entry.tag, entry.id)
    joost.sync()
    assert [notice.place for notice in joost.heard(Told.ERASED)] == [lost]
    assert joost.shown(case, NOTE, "text") == ["two"]
    assert list(joost.replica.ledger.gaps) == [lost]


@pytest.mark.parametrize("window", [1, 2])
def test_a_gap_at_the_end_may_have_been_a_closing(window: int) -> None:
    """Whatever counts before it, in the same window or not: nobody writes there until the
    device has written something else."""
    firm = trio()
    noor, joost, _ = firm.desks
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    firm.settle()
    for text in ("one", "two"):
        noor.write(case, NOTE, text=text)
        noor.sync()
    entries = firm.relay.entries
    entries[-1] = Entry(entries[-1].tag, entries[-1].id)
    firm.page_entries = window
    joost.sync()
    epoch = joost.replica.ledger.current(case)
    assert epoch is not None
    assert joost.shown(case, NOTE, "text") == ["one"]
    assert epoch.doubtful(joost.replica.ledger.roster)
    joost.write(case, NOTE, text="waits")
    joost.sync()
    assert len(joost.replica.items) == 1
    noor.write(case, NOTE, text="three")
    noor.sync()
    joost.sync()
    assert joost.replica.items == {}


def test_content_of_an_epoch_has_seen_its_opening() -> None:
    """Who was let in can not date anything back to before; the same record with a later
    witness stands."""
    firm = trio()
    noor, joost, _ = firm.desks
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    firm.settle()
    epoch = joost.replica.ledger.current(case)
    assert epoch is not None
    assert epoch.begun is not None
    last = epoch.tracks[joost.replica.ledger.me].last
    for counter, witness in enumerate((epoch.begun - 1, epoch.begun)):
        chain = firm.relay.chain[witness]
        body = encode(changes_of(counter + 1, []))
        draft = Draft(Kind.CHANGES, NO_FENCE, last, witness, chain, START, body)
        record = firm.seal(joost, epoch.keys, counter, draft)
        firm.put(record.wire)
        last = record.id
    assert flaws(noor) == ["not_allowed"]


def test_what_waits_when_its_epoch_ends_is_rejected() -> None:
    """It is told, nothing is claimed on it any more, and a snapshot can be made again."""
    firm = trio()
    noor, joost, samira = firm.desks
    case = noor.open_case(code="kiezel")
    for other in (joost, samira):
        noor.share(case, other)
        firm.settle()
    joost.write(case, NOTE, text="true")
    firm.settle()
    false = Name(joost.replica.ledger.me, 2)
    firm.put(unsigned(firm, joost, case, Edit("note", NOTE, "text", "false")))
    noor.sync()
    noor.save(case, Edit("note", NOTE, "text", "over it", (false,)))
    noor.sync()
    ledger = noor.replica.ledger
    assert [claim.number for claim in ledger.circles[case].claims] == [2]
    assert (flaws(noor), remember(ledger)) == ([], None)
    noor.intend(Leave(case, samira.member))
    assert flaws(noor) == ["bad_signature"]
    assert ledger.circles[case].claims == []
    assert remember(ledger) is not None


def test_a_relay_that_signed_another_chain_is_an_alarm() -> None:
    """Entries must lead to the chain value that the relay signed for their last place."""
    firm = trio()
    noor = firm.noor
    wire = b"t" * 16 + bytes(600)
    entry = Entry(wire[:16], record_id(wire), wire)
    content = MemoryContent()
    ledger = Ledger(decode_ring(encode_ring(noor.replica.ring)), lets_in)
    ledger.take(firm.relay.entries, content, replay=True)
    place = ledger.place
    outcome = ledger.take([entry], content, head=(place + 1, b"c" * 32))
    assert outcome == Notice(Told.REWRITTEN, place + 1)
    assert isinstance(ledger.take([entry_of(wire)], content), Taken)
