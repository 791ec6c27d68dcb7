"""Erasing: what the relay is asked to forget of a circle that was destroyed
(docs/protocol.md §6.9 and §8.7).

A token shows that its holder had the circle's key, and opens nothing: it can be kept when
the key is gone. All tokens that are due are asked for in one sorted list, right after a
turn, so that the relay sees one heap a month and no circle.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import msgspec

from shared.protocol.messages import Head
from shared.replica.action import Action, Erase, Keep
from shared.replica.circle import Epoch
from shared.replica.commit import Commit
from shared.replica.ledger import Ledger
from shared.replica.ring import Erasure, encode_ring

TOKEN_BYTES = 32
PIECE = 16_384
"""The most tokens in one request."""
KEPT = 90 * 86_400_000
"""For how many milliseconds tokens are kept after they were used: a relay that is put back
from a backup has the bytes again, and is asked again."""


def erasure_of(ledger: Ledger, circle: bytes, ordered_by: bytes | None, now: int) -> Erasure:
    """What is to be erased of a circle that this device is about to forget.

    `ordered_by` is the device (id of 16 bytes) whose last record in the circle is the order;
    None when that stands elsewhere. What leads a device that wakes up late to the order is
    kept apart: openings, closings, and the order itself.
    """
    epochs = [epoch for epoch in ledger.epochs.values() if epoch.circle == circle]
    content: set[bytes] = set()
    way: set[bytes] = set()
    holders: set[bytes] = set()
    for epoch in epochs:
        holders.update(epoch.holders or ())
        content.update(
            epoch.keys.token(device, counter)
            for device, track in epoch.tracks.items()
            for counter in range(track.counter)
        )
        if ordered_by is not None:
            way.update(_way(ledger, epoch, ordered_by))
    roster = ledger.roster
    devices = sorted(d.id for m in holders for d in roster.devices_of(m) if roster.active(d.id))
    way &= content
    return Erasure(_joined(content - way), _joined(way), ledger.place, devices, now)


def _way(ledger: Ledger, epoch: Epoch, ordered_by: bytes) -> Iterator[bytes]:
    yield epoch.keys.token(epoch.opener, 0)
    following = ledger.epochs.get(epoch.next) if epoch.next is not None else None
    closer = following.opener if following is not None else ordered_by
    track = epoch.tracks.get(closer)
    if track is not None and track.counter:
        yield epoch.keys.token(closer, track.counter - 1)


def not_turned(ledger: Ledger, erasure: Erasure) -> list[bytes]:
    """The devices (ids) that may still hold a key of what was destroyed: those that have
    not said to have taken in a turn of their member since."""
    return [
        device
        for device in erasure.devices
        if ledger.roster.active(device) and not _has_turned(ledger, device, erasure.place)
    ]


def _has_turned(ledger: Ledger, device: bytes, place: int) -> bool:
    turned = ledger.roster.member_of(device).turned
    if turned <= place:
        return False
    if device == ledger.me:
        return True
    return ledger.presence.get(device, (0, 0))[0] >= turned


def turn_is_owed(ledger: Ledger) -> bool:
    """Whether this member has not turned since something was destroyed here."""
    turned = ledger.roster.members[ledger.member].turned
    return any(erasure.place >= turned for erasure in ledger.ring.erasing)


def due(ledger: Ledger, incarnation: bytes) -> list[bytes]:
    """The tokens (32 bytes each, ascending) that a relay's incarnation is to be shown now."""
    turned = ledger.roster.members[ledger.member].turned
    tokens: set[bytes] = set()
    for erasure in ledger.ring.erasing:
        if erasure.place < turned and erasure.content_erased != incarnation:
            tokens.update(_parts(erasure.content))
        if erasure.way_erased != incarnation and not not_turned(ledger, erasure):
            tokens.update(_parts(erasure.way))
    return sorted(tokens)


def erased(ledger: Ledger, incarnation: bytes, shown: Collection[bytes], now: int) -> None:
    """Note in the ring what the relay was shown; what is long over is forgotten."""
    seen = set(shown)
    kept = []
    for erasure in ledger.ring.erasing:
        content, way = erasure.content_erased, erasure.way_erased
        if seen.issuperset(_parts(erasure.content)):
            content = incarnation
        if seen.issuperset(_parts(erasure.way)) and not not_turned(ledger, erasure):
            way = incarnation
        if not (content and way and now - erasure.time > KEPT):
            kept.append(msgspec.structs.replace(erasure, content_erased=content, way_erased=way))
    ledger.ring.erasing = kept


class Erasing:
    """What an engine has asked the relay to forget, a piece at a time."""

    def __init__(self) -> None:
        self._left: list[bytes] = []
        self._shown: list[bytes] = []
        self._incarnation = b""

    def begin_anew(self) -> None:
        """The connection was made anew: what was not answered is asked again."""
        self._left, self._shown = [], []

    def next(self, ledger: Ledger, head: Head) -> Erase | None:
        """The next piece to ask for; None when nothing is due."""
        if not self._left:
            self._left, self._shown = due(ledger, head.incarnation), []
            self._incarnation = head.incarnation
        if not self._left:
            return None
        piece, self._left = self._left[:PIECE], self._left[PIECE:]
        self._shown += piece
        return Erase(tuple(piece))

    def done(self, ledger: Ledger, now: int) -> list[Action]:
        """The relay has carried a piece out."""
        if self._left:
            return []
        erased(ledger, self._incarnation, self._shown, now)
        self._shown = []
        return [Keep(Commit(ring=encode_ring(ledger.ring)))]


def _joined(tokens: Iterable[bytes]) -> bytes:
    return b"".join(sorted(tokens))


def _parts(joined: bytes) -> Iterator[bytes]:
    return (joined[at : at + TOKEN_BYTES] for at in range(0, len(joined), TOKEN_BYTES))
