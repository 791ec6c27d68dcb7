"""A device that was copied: it takes new keys, and both copies' work stays.

Two machines with one device's keys would write different records under one counter.
The first that sees a record which it did not form, signed by its own key, puts a new
device into the roster with the old one's last act, and names what waits anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shared.replica.change import Edit, Name
from shared.replica.commit import Commit
from shared.replica.intent import achieved
from shared.replica.merge import EXCHANGE
from shared.replica.outbox import NO_FLIGHT, NewIdentity, Save
from shared.replica.register import visible
from shared.sealing.device import Signer, exchange_public
from shared.sealing.pair import self_circle

if TYPE_CHECKING:
    from shared.replica.replica import Replica


def new_identity(replica: Replica) -> bytes | None:
    """The device id (16 bytes) that this device is about to take, if it is."""
    for item in replica.items.values():
        if isinstance(item.intent, NewIdentity):
            return Signer.of(item.intent.seed).device
    return None


def split(replica: Replica, commit: Commit, now: int) -> None:
    """Another machine writes with this device's keys: decide to take new ones.

    What was under way is thrown away. What waits keeps its names until the new device
    stands in the roster: until then records may come that turn out to be its own, sent
    before the device was put back from a backup.
    """
    entry = replica.ledger.roster.devices.get(replica.ledger.me)
    name = f"{entry.name if entry is not None else ''} 2".strip()
    replica.flight = NO_FLIGHT
    commit.flight = NO_FLIGHT
    intent = NewIdentity(replica.random(32), replica.random(32), name)
    commit.items += replica.intend(intent, now).items


def _renamed(replica: Replica, save: Save, old: bytes, names: dict[Name, Name]) -> Save:
    first = replica.numbers.get(save.circle, 0) + 1
    edits = []
    for offset, edit in enumerate(save.edits):
        # Names count per circle, so the mapping must as well.
        over = tuple(
            names.get(Name(save.circle + name.device, name.number), name)
            for name in edit.supersedes
        )
        names[Name(save.circle + old, save.first + offset)] = Name(replica.author, first + offset)
        edits.append(msgspec.structs.replace(edit, supersedes=over))
    replica.numbers[save.circle] = first + len(edits) - 1
    return Save(save.circle, first, tuple(edits), save.time)


def switch(replica: Replica, commit: Commit) -> bool:
    """Become the new device once the roster has it."""
    for item in replica.items.values():
        intent = item.intent
        if isinstance(intent, NewIdentity) and achieved(replica.ledger, intent):
            if replica.ring.former is None:
                replica.ring.former = replica.ring.seed
            replica.ring.seed = intent.seed
            replica.ring.exchange = intent.exchange
            replica.ring.next_exchange = None
            replica.ledger.me = replica.ring.signer().device
            replica.drop(item, commit)
            _rename(replica, commit)
            _open_as(replica, replica.author)
            return True
    return False


def _rename(replica: Replica, commit: Commit) -> None:
    """Name what waits anew, under the new device."""
    waiting = sorted(replica.items.values(), key=lambda item: item.number)
    old = replica.author
    for item in waiting:
        replica.take_off(item.saves, old)
    replica.author = replica.ledger.me
    replica.numbers.clear()
    names: dict[Name, Name] = {}
    for item in waiting:
        saves = tuple(_renamed(replica, save, old, names) for save in item.saves)
        renamed = msgspec.structs.replace(item, saves=saves)
        replica.replace(renamed, commit)
        replica.lay(renamed)


def _open_as(replica: Replica, device: bytes) -> None:
    """Circles that wait to be opened are opened by the new device."""
    for item in replica.items.values():
        for new in item.opens:
            entry = replica.ring.entries[new.epoch]
            replica.ledger.forget(replica.ledger.epochs[new.epoch])
            renamed = msgspec.structs.replace(entry, opener=device)
            replica.ring.entries[new.epoch] = renamed
            replica.ledger.learn(renamed)


def put_exchange(replica: Replica, commit: Commit, now: int) -> None:
    """Put this device's exchange key into `self`, for the member's next turn."""
    public = replica.ring.pending_exchange_public() or exchange_public(replica.ring.exchange)
    circle = self_circle(replica.ring.log, replica.ring.member)
    kind, field = EXCHANGE
    lives = visible(replica.content.fields(circle, kind, replica.author)).get(field, ())
    edit = Edit(kind, replica.author, field, public, tuple(live.name for live in lives))
    commit.items += replica.save({circle: [edit]}, now).items
