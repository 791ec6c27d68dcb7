"""A batch in the making: counters, predecessors and the size of records."""

from __future__ import annotations

import pytest

from shared.protocol.record import WIRE_LIMIT
from shared.replica.batch import Batch, Fence
from shared.replica.circle import ZERO_ID
from shared.replica.outbox import Flight
from shared.replica.payload import NO_FENCE, Kind, changes_of, encode
from shared.sealing.envelope import Plain, unseal
from shared.sealing.epoch import EpochKeys
from shared.sealing.fault import TooLarge
from shared.sealing.pair import EVERYONE
from tests.replica.desk import Desk, Firm, keys_of, trio

EMPTY = encode(changes_of(1, []))


def opened(firm: Firm, keys: EpochKeys, wire: bytes) -> Plain:
    plain = unseal(keys, firm.log, wire)
    assert isinstance(plain, Plain)
    return plain


def batch(firm: Firm, desk: Desk, fence: bool = False, after: Flight | None = None) -> Batch:
    ledger, now = desk.replica.ledger, firm.now
    if after is not None:
        return Batch(ledger, firm.random, now, fence, after)
    return (Fence if fence else Batch)(ledger, firm.random, now, fence)


def test_records_go_on_where_the_log_ends() -> None:
    """Each has the next counter of its epoch, names the one before it, and witnesses the
    end of the log."""
    firm = trio()
    noor = firm.noor
    ledger = noor.replica.ledger
    own, everyone = keys_of(noor, noor.own), keys_of(noor, EVERYONE)
    epoch = ledger.current(noor.own)
    assert epoch is not None
    track = epoch.tracks[ledger.me]
    making = batch(firm, noor)
    for keys in (own, everyone, own):
        making.add(keys, Kind.CHANGES, EMPTY)
    first, _, second = making.records
    assert [r.counter for r in (first, second)] == [track.counter, track.counter + 1]
    plains = [opened(firm, keys, r.wire) for keys, r in ((own, first), (own, second))]
    assert [plain.predecessor for plain in plains] == [track.last, first.id]
    for plain in plains:
        assert (plain.witness_place, plain.witness_chain) == (ledger.place, ledger.head())
        assert (plain.index, plain.time) == (NO_FENCE, firm.now)
    assert making.bytes == sum(len(record.wire) for record in making.records)


def test_the_first_record_of_an_epoch_follows_nothing() -> None:
    """Counter 0, and zeros for a predecessor."""
    firm = trio()
    keys = EpochKeys.of(firm.random(16), firm.random(32))
    making = batch(firm, firm.noor)
    making.add(keys, Kind.CHANGES, EMPTY)
    assert making.records[0].counter == 0
    assert opened(firm, keys, making.records[0].wire).predecessor == ZERO_ID


def test_a_fence_numbers_its_records() -> None:
    """All but a first opening, which is no fence by itself, say their place in it."""
    firm = trio()
    own = keys_of(firm.noor, firm.noor.own)
    making = batch(firm, firm.noor, fence=True)
    making.add(own, Kind.CHANGES, EMPTY)
    making.add(own, Kind.CHANGES, EMPTY, own_fence=False)
    making.add(own, Kind.CHANGES, EMPTY)
    indices = [opened(firm, own, record.wire).index for record in making.records]
    assert indices == [0, NO_FENCE, 2]


def test_a_batch_after_a_flight_goes_on_behind_it() -> None:
    """What is formed ahead follows what is under way, and fits only if that has landed."""
    firm = trio()
    noor = firm.noor
    own = keys_of(noor, noor.own)
    noor.write(noor.own, b"n" * 16, text="one")
    noor.handle_until_pushed()
    flight = noor.replica.flight
    ahead = batch(firm, noor, after=flight)
    ahead.add(own, Kind.CHANGES, EMPTY)
    last = flight.records[-1]
    assert ahead.records[0].counter == last.counter + 1
    assert opened(firm, own, ahead.records[0].wire).predecessor == last.id
    assert not ahead.fits()
    noor.sync()
    assert ahead.fits()
    noor.write(noor.own, b"n" * 16, text="two")
    noor.sync()
    assert not ahead.fits()


def test_a_batch_does_not_fit_an_epoch_that_ended() -> None:
    """Nor one that this device does not have."""
    firm = trio()
    noor = firm.noor
    own = keys_of(noor, noor.own)
    making = batch(firm, noor)
    making.add(own, Kind.CHANGES, EMPTY)
    assert making.fits()
    epoch = noor.replica.ledger.current(noor.own)
    assert epoch is not None
    epoch.ended = noor.replica.ledger.place
    assert not making.fits()
    other = batch(firm, noor)
    other.add(EpochKeys.of(noor.own, firm.random(32)), Kind.CHANGES, EMPTY)
    assert not other.fits()


def test_what_is_too_large_takes_no_counter() -> None:
    """The next record has the counter that the large one would have had."""
    firm = trio()
    own = keys_of(firm.noor, firm.noor.own)
    making, other = batch(firm, firm.noor), batch(firm, firm.noor)
    with pytest.raises(TooLarge):
        making.add(own, Kind.CHANGES, bytes(WIRE_LIMIT))
    for some in (making, other):
        some.add(own, Kind.CHANGES, EMPTY)
    assert making.records[0].counter == other.records[0].counter
    assert len(making.records) == 1


def test_a_flight_is_the_batch_and_the_place_it_was_formed_at() -> None:
    """A fence can be told from content, and names the place of its witness."""
    firm = trio()
    making = batch(firm, firm.noor, fence=True)
    making.add(keys_of(firm.noor, EVERYONE), Kind.ACT, encode(["revoke", b"x" * 16, []]))
    parcels = ((b"k" * 32, b"parcel", b"s" * 64),)
    flight = making.flight((b"o" * 32,), parcels)
    assert flight.records == tuple(making.records)
    assert (flight.fence, flight.seen) == (True, firm.noor.engine.place)
    assert (flight.old, flight.parcels) == ((b"o" * 32,), parcels)
