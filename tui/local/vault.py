"""The names of a case's people: an `identity` circle of their own, and how it is destroyed.

The case tells of it by an entity of kind `vault` whose id is that circle's. To destroy it,
its `shredded` is set: whoever holds the vault and reads that drops it, key, records and
all. Decision 10 (docs/decisions) tells why it is done like this.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shared.casework.model.kinds import Kind
from shared.casework.model.showing import last, read_view
from shared.casework.model.views import Identity
from shared.replica.change import Edit, Fields
from shared.replica.circle import holders
from shared.replica.outbox import Leave, Share
from shared.replica.payload import CircleKind
from shared.replica.register import visible
from shared.replica.shredding import shred
from shared.sealing.entry import KeyEntry
from shared.sealing.pair import self_circle
from shared.wording import N_
from tui.local.fault import NotSaved
from tui.local.lookup import VAULT
from tui.local.port import Vault, VaultState

if TYPE_CHECKING:
    from shared.replica.commit import Commit
    from shared.replica.replica import Replica
    from tui.local.keeping import Keeping

MADE, SHREDDED = "made_on", "shredded"
IDENTITY, NOTE = str(Kind.IDENTITY), str(Kind.WORKING_NOTE)
IN_VAULT = frozenset({IDENTITY, str(Kind.CONSENT)})
"""What is saved in a vault: names, and the consents on which it is shared."""
NO_VAULT = N_("The names of this case are not on this device any more.")


def state_of(home: Keeping, case: bytes) -> VaultState:
    """What there is of a case's names."""
    marks = home.projection.entities_in(case, VAULT)
    if _open(home, marks):
        return VaultState.open
    if not marks:
        return VaultState.none
    live = any(not _is_shredded(home.replica, vault, fields) for vault, fields in marks)
    return VaultState.elsewhere if live else VaultState.shredded


def read_vault(home: Keeping, case: bytes) -> Vault | None:
    """The names of a case's people, when this device holds them."""
    circles = _open(home, home.projection.entities_in(case, VAULT))
    if not circles:
        return None
    found: list[Identity] = []
    places: dict[bytes, bytes] = {}
    for circle in circles:
        for entity, fields in home.projection.entities_in(circle, IDENTITY):
            view = read_view(Kind.IDENTITY, entity, fields)
            if isinstance(view, Identity) and not view.deleted and entity not in places:
                found.append(view)
                places[entity] = circle
    found.sort(key=lambda one: (one.name.casefold(), one.id))
    return Vault(circles[0], tuple(found), places, _holders(home.replica, circles[0]))


def make_vault(home: Keeping, case: bytes) -> bytes:
    """The circle of a case's names, made when there is none that is open here."""
    circles = _open(home, home.projection.entities_in(case, VAULT))
    if circles:
        return circles[0]
    circle = home.replica.random(16)
    entry = home.replica.new_key(circle, CircleKind.IDENTITY)
    today = datetime.fromtimestamp(home.now() / 1_000, UTC).date().isoformat()
    home.put({case: [Edit(VAULT, circle, MADE, today)]}, [entry])
    return circle


def share_vault(home: Keeping, case: bytes, member: bytes, consent: bytes) -> None:
    """Copy the terms of a consent into the vault, and keep the wish to share it on them."""
    kind = str(Kind.CONSENT)
    terms = visible(home.projection.fields(case, kind, consent))
    for circle in _open(home, home.projection.entities_in(case, VAULT)):
        there = visible(home.projection.fields(circle, kind, consent))
        edits = [
            Edit(
                kind,
                consent,
                field,
                last(lives).value,
                tuple(live.name for live in there.get(field, ())),
            )
            for field, lives in terms.items()
        ]
        if edits:
            home.put({circle: edits})
        home.put({}, intent=Share(circle, member, consent))


def unshare_vault(home: Keeping, case: bytes, member: bytes) -> None:
    """Keep the wish to take a member out of those vaults that this member leads."""
    for circle in _open(home, home.projection.entities_in(case, VAULT)):
        known = home.replica.ledger.circles.get(circle)
        led = known is not None and known.lead == home.replica.ring.member
        if led and member in _holders(home.replica, circle):
            home.put({}, intent=Leave(circle, member))


def shred_vault(home: Keeping, case: bytes) -> bool:
    """Destroy the names of a case here, and have the other devices do so."""
    marks = home.projection.entities_in(case, VAULT)
    circles = _open(home, marks)
    if not circles:
        return False
    order = [
        Edit(
            VAULT,
            circle,
            SHREDDED,
            True,
            tuple(live.name for live in visible(fields).get(SHREDDED, ())),
        )
        for circle, fields in marks
        if circle in circles
    ]
    home.destroy({case: order}, circles)
    return True


def due(home: Keeping, among: Collection[bytes] | None) -> list[bytes]:
    """Those circles on this device (all, or among some) that a holder of theirs has
    ordered to be destroyed."""
    here = _vaults(home.replica)
    if among is not None:
        here.intersection_update(among)
    if not here:
        return []
    marks = home.projection.vault_marks(here)
    return sorted({vault for vault, fields in marks if _is_shredded(home.replica, vault, fields)})


def shredded(replica: Replica, commit: Commit, circles: Sequence[bytes], now: int) -> Commit:
    """A commit, and the destruction of some circles in the same piece."""
    for circle in circles:
        commit = commit.followed_by(shred(replica, circle, now))
    return commit


def check_place(
    replica: Replica, edits: Mapping[bytes, Sequence[Edit]], opens: Sequence[KeyEntry]
) -> None:
    """Names are saved in a vault and nothing else is; own notes in the own circle.

    Raises `NotSaved` when the vault is not here any more, `ValueError` for what no
    program should ask for.
    """
    own = self_circle(replica.ring.log, replica.ring.member)
    for circle, wanted in edits.items():
        kinds = {edit.kind for edit in wanted}
        known = replica.ledger.circles.get(circle)
        kind = known.kind if known is not None else None
        if known is None and IDENTITY in kinds:
            new = [entry.kind for entry in opens if entry.circle == circle]
            kind = new[0] if new else kind_of(replica, circle)
            if kind is None:
                raise NotSaved(why=NO_VAULT)
        if IDENTITY in kinds and kind != CircleKind.IDENTITY:
            raise ValueError("names are kept in a vault only")
        if kind == CircleKind.IDENTITY and not kinds <= IN_VAULT:
            raise ValueError("a vault keeps names only")
        if NOTE in kinds and circle != own:
            raise ValueError("working notes are one's own")


def kind_of(replica: Replica, circle: bytes) -> str | None:
    """The kind of a circle that this device holds or is about to open."""
    known = replica.ledger.circles.get(circle)
    if known is not None:
        return known.kind
    for item in replica.items.values():
        for new in item.opens:
            if new.circle == circle:
                return replica.ring.entries[new.epoch].kind
    return None


def _vaults(replica: Replica) -> set[bytes]:
    """All vaults of which this device has something: those that it holds or is about to
    open, and those that it lost before what was saved there could be sent."""
    entries = replica.ring.entries
    known = replica.ledger.circles.values()
    held = {circle.id for circle in known if circle.kind == CircleKind.IDENTITY}
    opening = (new for item in replica.items.values() for new in item.opens)
    held.update(new.circle for new in opening if entries[new.epoch].kind == CircleKind.IDENTITY)
    for save in (save for item in replica.unsent for save in item.saves):
        if any(edit.kind == IDENTITY for edit in save.edits):
            held.add(save.circle)
    return held


def _open(home: Keeping, marks: Sequence[tuple[bytes, Fields]]) -> list[bytes]:
    """Those of a case's vaults that are open here, in an order that all devices have."""
    return [
        vault
        for vault, fields in marks
        if kind_of(home.replica, vault) == CircleKind.IDENTITY
        and not _is_shredded(home.replica, vault, fields)
    ]


def _is_shredded(replica: Replica, vault: bytes, fields: Fields) -> bool:
    """Whether the vault's end was ordered. Who holds the case alone can not order it, as
    far as this device knows who holds the vault."""
    orders = [live.device for live in fields.get(SHREDDED, ()) if live.value is True]
    if not orders:
        return False
    if kind_of(replica, vault) is None:
        return True
    members = replica.ledger.roster.devices
    held = {replica.ring.member}
    for epoch in replica.ledger.epochs.values():
        if epoch.circle == vault:
            held.update(epoch.holders or ())
    mine = (replica.ledger.me, replica.author)
    return any(
        device in mine or (device in members and members[device].member in held)
        for device in orders
    )


def _holders(replica: Replica, circle: bytes) -> tuple[bytes, ...]:
    ledger = replica.ledger
    known, epoch = ledger.circles.get(circle), ledger.current(circle)
    if known is None or epoch is None:
        return (replica.ring.member,)
    return holders(known, epoch, ledger.roster)
