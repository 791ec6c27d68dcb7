"""The ledger as bytes and back, for the sealed snapshot: a cache, never the truth."""

from __future__ import annotations

from array import array
from typing import Any

import msgspec

from shared.replica.circle import Circle, Epoch, Track
from shared.replica.ledger import Ledger
from shared.replica.outlook import Grounds
from shared.replica.ring import Ring
from shared.replica.roster import Roster
from shared.sealing.discreet import Discreet
from shared.sealing.epoch import EpochKeys

FORM = 5
"""The version of the form; another one is not read."""


class _Track(msgspec.Struct, array_like=True):
    device: bytes
    counter: int
    last: bytes
    erased: list[bytes]
    doubtful: bool
    expected: bool


class _Epoch(Discreet, array_like=True, frozen=True):
    circle: bytes
    secret: bytes
    kind: str
    opener: bytes
    since: int
    begun: int | None
    ended: int | None
    next: bytes | None
    previous: bytes | None
    holders: tuple[bytes, ...] | None
    lead: bytes | None
    ground: list[Any] | None
    patchy: bool
    places: bytes
    tracks: list[_Track]


class _Memory(Discreet, array_like=True, frozen=True):
    form: int
    chain: bytes
    roster: Roster
    circles: list[Circle]
    epochs: list[_Epoch]
    heard: dict[bytes, tuple[int, int]]
    presence: dict[bytes, tuple[int, int]]
    witnessed: dict[bytes, int]
    own_places: bytes
    bare: bytes
    gaps: list[tuple[int, bytes, bytes]]


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Memory)


def remember(ledger: Ledger) -> bytes | None:
    """The ledger's state as bytes, which are secret; None while a record still waits
    for its author's next one, which only the log's own bytes can tell."""
    if any(track.run for epoch in ledger.epochs.values() for track in epoch.tracks.values()):
        return None
    return _encoder.encode(
        _Memory(
            FORM,
            bytes(ledger.chain),
            ledger.roster,
            list(ledger.circles.values()),
            [_epoch(ledger, epoch) for epoch in ledger.epochs.values()],
            ledger.heard,
            ledger.presence,
            ledger.witnessed,
            ledger.own_places.tobytes(),
            bytes(ledger.bare),
            [(place, epoch.id, device) for place, (epoch, device) in ledger.gaps.items()],
        )
    )


def recall(
    data: bytes, ring: Ring, grounds: Grounds, left_out: frozenset[bytes] = frozenset()
) -> Ledger | None:
    """The ledger that was remembered; None when the bytes are of another form, log or
    ring, so that it must be built from the log."""
    try:
        memory = _decoder.decode(data)
    except (msgspec.MsgspecError, RecursionError):
        return None
    if memory.form != FORM or memory.chain[:32] != ring.log or len(memory.chain) % 32:
        return None
    keys = [EpochKeys.of(part.circle, part.secret) for part in memory.epochs]
    openers = {key.epoch: part.opener for key, part in zip(keys, memory.epochs, strict=True)}
    # A key that came since, or that a new identity of this device opens, was not there.
    if any(openers.get(epoch) != entry.opener for epoch, entry in ring.entries.items()):
        return None
    # What the ring's entries make it look out for is remembered: it need not be found again.
    ledger = Ledger(msgspec.structs.replace(ring, entries={}), grounds, left_out)
    ledger.ring = ring
    ledger.chain = bytearray(memory.chain)
    ledger.roster = memory.roster
    ledger.circles = {circle.id: circle for circle in memory.circles}
    ledger.heard = memory.heard
    ledger.presence = memory.presence
    ledger.witnessed = memory.witnessed
    ledger.own_places = array("Q", memory.own_places)
    for key, part in zip(keys, memory.epochs, strict=True):
        ledger.epochs[key.epoch] = _recalled(ledger, key, part)
    ledger.bare = bytearray(memory.bare)
    ledger.gaps = {
        place: (ledger.epochs[epoch_id], device) for place, epoch_id, device in memory.gaps
    }
    return ledger


def _epoch(ledger: Ledger, epoch: Epoch) -> _Epoch:
    tracks = [
        _Track(
            device,
            track.counter,
            track.last,
            sorted(track.erased),
            track.doubtful,
            track.tag in ledger.expected,
        )
        for device, track in epoch.tracks.items()
    ]
    return _Epoch(
        epoch.circle,
        epoch.keys.secret,
        epoch.kind,
        epoch.opener,
        epoch.since,
        epoch.begun,
        epoch.ended,
        epoch.next,
        epoch.previous,
        epoch.holders,
        epoch.lead,
        epoch.ground,
        epoch.patchy,
        epoch.places.tobytes(),
        tracks,
    )


def _recalled(ledger: Ledger, keys: EpochKeys, part: _Epoch) -> Epoch:
    epoch = Epoch(part.kind, keys, part.opener, part.since)
    epoch.begun, epoch.ended = part.begun, part.ended
    epoch.next, epoch.previous = part.next, part.previous
    epoch.holders, epoch.lead, epoch.ground = part.holders, part.lead, part.ground
    epoch.patchy = part.patchy
    epoch.places = array("Q", part.places)
    for told in part.tracks:
        track = Track(told.counter, told.last)
        track.erased = set(told.erased)
        track.doubtful = told.doubtful
        track.tag = epoch.keys.tag(told.device, told.counter)
        epoch.tracks[told.device] = track
        if told.expected:
            ledger.expected[track.tag] = (epoch, told.device, track)
    return epoch
