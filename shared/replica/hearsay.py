"""Records that came by hand, from another device and not from the relay (docs/protocol.md §9).

The device that they come from has bytes of its own circles' records alone, and a modified
program could leave out bytes as it likes. So what the log says is believed when the relay
has signed it, but no circle goes on behind a record whose bytes are missing: its later
records are kept without bytes too, and the relay is asked for all of them before anything
else is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING

import msgspec

from shared.protocol.chain import link
from shared.protocol.messages import Head, Page
from shared.protocol.messages import encode as encode_message
from shared.replica.action import Action, Came, Keep, Stop, Tell
from shared.replica.notice import Notice, Told
from shared.replica.payload import CircleKind
from shared.sealing.carrying import Manifest
from shared.wording import N_

if TYPE_CHECKING:
    from shared.replica.circle import Epoch
    from shared.replica.engine import Engine
    from shared.replica.ledger import Ledger


class Unusable(Enum):
    """Why what was carried is not taken, though the file is whole. Nothing was changed."""

    connected = N_(
        "The relay can be reached: what is in this file comes from there by itself. Nothing was"
        " taken from the file."
    )
    begins_later = N_(
        "This file begins after place {after}, and this device is at place {place}. Let a file be"
        " made with: luister carry out FILE --after {place}"
    )
    nothing_new = N_(
        "There is nothing new in this file: it goes up to place {upto}, and this device is at"
        " place {place}."
    )
    not_begun = N_("This device has nothing of the log yet. It has to reach the relay once first.")
    not_signed = N_(
        "The relay's signature in this file is not that of your relay. Nothing was taken from it."
        " Do not trust who gave it to you before you have spoken to them."
    )
    not_the_log = N_(
        "What stands in this file does not lead to what the relay signed. Nothing was taken from"
        " it. Do not trust who gave it to you before you have spoken to them."
    )
    own_record = N_(
        "There is a record of this device in the file that it does not know, or can not have"
        " without the relay: this device was put back from a backup, or it was copied. Nothing"
        " was taken. Reach the relay first."
    )
    firm_record = N_(
        "A record about the members of the firm stands in this file without its content. Nothing"
        " was taken. Let a colleague who has all of it make the file, or reach the relay."
    )


class Hearsay:
    """What the ledger keeps of a record that came by hand; for one run of entries."""

    def __init__(self, ledger: Ledger) -> None:
        self._me = ledger.me
        self._circles = {epoch.circle for epoch, _ in ledger.gaps.values()}
        self.without = 0
        """How many of this device's circles' records came without bytes."""
        self.unusable: Unusable | None = None

    def wire(self, epoch: Epoch, device: bytes, wire: bytes | None) -> bytes | None:
        """The bytes of a recognised record that are kept, None for none."""
        if wire is not None and epoch.circle not in self._circles:
            return wire
        self._circles.add(epoch.circle)
        self.without += 1
        if device == self._me:
            self.unusable = Unusable.own_record
        elif epoch.kind == CircleKind.EVERYONE:
            self.unusable = Unusable.firm_record
        return None


class Surveyed(msgspec.Struct, frozen=True):
    """A carried range that leads to a head that the relay signed: the place after which it
    begins, the head, and the chain value (32 bytes) before each page."""

    after: int
    head: Head
    chains: tuple[bytes, ...]


def survey(
    ledger: Ledger, manifest: Manifest, pages: Iterator[Manifest | Page]
) -> Surveyed | Unusable | Notice:
    """Read all of a carried range once, before anything of it is taken.

    The notice is an alarm: then the relay has signed another log than this device took.
    The caller hands on what `open_carry` raises.
    """
    head, place = manifest.head, ledger.place
    if place == 0:
        return Unusable.not_begun
    if not ledger.signed_head(head.incarnation, head.place, head.chain, head.signature):
        return Unusable.not_signed
    chains: list[bytes] = []
    chain, at = manifest.chain, manifest.after
    differs = at <= place and ledger.chain_at(at) != chain
    for page in pages:
        if not isinstance(page, Page):
            raise TypeError("a manifest stands first")
        chains.append(chain)
        for entry in page.entries:
            chain, at = link(chain, entry.tag, entry.id), at + 1
            differs = differs or (at <= place and ledger.chain_at(at) != chain)
    if chain != head.chain:
        return Unusable.not_the_log
    if differs:
        # Hashes lead back from what the relay signed to this: it is the relay's own word.
        return Notice(Told.REWRITTEN, min(place, head.place))
    if manifest.after > place:
        return Unusable.begins_later
    if head.place <= place:
        return Unusable.nothing_new
    return Surveyed(manifest.after, head, tuple(chains))


class Heard(msgspec.Struct):
    """What came of a page that was carried: what is to be done, in order, how many records
    came without bytes, and why nothing of it may be done, if so."""

    actions: list[Action] = []
    without: int = 0
    unusable: Unusable | None = None


def take_carried(engine: Engine, page: Page, head: Head, now: int) -> Heard:
    """Take a page of a range that was surveyed; `now` in milliseconds.

    With `unusable`, replica and engine are not to be used any more: build them anew from
    the disk, on which nothing has changed.
    """
    if engine.stopped or engine.limits is not None:
        return Heard(unusable=Unusable.connected)
    replica, known = engine.replica, engine.head
    ledger = replica.ledger
    skip = ledger.place - page.after
    fresh = page.entries[max(skip, 0) :]
    if skip < 0 or not fresh:
        return Heard()
    ledger.hearsay = hearsay = Hearsay(ledger)
    try:
        learned = replica.take(fresh, now, (head.place, head.chain))
    finally:
        ledger.hearsay = None
    if isinstance(learned, Notice):
        engine.stopped = True
        return Heard([Tell(learned), Stop(restore=True)])
    if hearsay.unusable is not None:
        return Heard(unusable=hearsay.unusable)
    if (
        known is not None
        and known.place <= ledger.place
        and ledger.chain_at(known.place) != known.chain
    ):
        engine.stopped = True
        return Heard([Tell(Notice(Told.REWRITTEN, known.place)), Stop(restore=True)])
    if ledger.place >= head.place and (known is None or head.place >= known.place):
        engine.head = head
        learned.commit.head = encode_message(head)
    actions: list[Action] = [Keep(learned.commit)]
    # Whether bytes are gone, the relay alone can say.
    notices = [notice for notice in learned.notices if notice.told is not Told.ERASED]
    actions += [Tell(notice) for notice in notices]
    if learned.joined or learned.lost:
        actions.append(Came(tuple(learned.joined), tuple(learned.lost)))
    if learned.removed:
        engine.stopped = True
        actions += [Tell(Notice(Told.REMOVED, ledger.place)), Stop(restore=False)]
    return Heard(actions, hearsay.without)
