"""The part of the session in memory that has circles beside cases: vaults, own notes, and
what all advisers share. It follows `tui.local.vault` without keys and records."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from shared.casework.model.kinds import Kind
from shared.casework.model.showing import read_view
from shared.casework.model.views import Case, Identity, WorkingNote
from shared.replica.change import Edit, Fields
from shared.replica.register import visible
from tui.local.fault import NotSaved
from tui.local.port import Entity, Vault, VaultState
from tui.local.vault import IN_VAULT, NO_VAULT

SELF, ADVISERS = b"self" * 4, b"advisers" * 2
IDENTITY, NOTE, STAT_ROW = str(Kind.IDENTITY), str(Kind.WORKING_NOTE), "stat_row"
Entities = dict[tuple[str, bytes], Fields]


class FakeVaults:
    """Circles beside cases."""

    self_circle = SELF
    advisers_circle = ADVISERS
    my_member: bytes
    cases: dict[bytes, Entities]

    def __init__(self) -> None:
        self.beside: dict[bytes, Entities] = {SELF: {}, ADVISERS: {}}
        """What stands in circles that are no cases."""
        self.vaults: dict[bytes, list[bytes]] = {}
        """The vaults of a case that this device holds."""
        self.vaults_elsewhere: set[bytes] = set()
        """Cases with a vault that only colleagues hold."""
        self.shredded: set[bytes] = set()
        """Cases whose vault was destroyed."""
        self.vault_shares: list[tuple[bytes, bytes, bytes]] = []

    def check_place(self, circle: bytes, edits: Sequence[Edit]) -> None:
        """Refuse what the real session refuses."""
        kinds = {edit.kind for edit in edits}
        known = circle in self.cases or circle in self.beside
        is_vault = any(circle in circles for circles in self.vaults.values())
        if IDENTITY in kinds and not known:
            raise NotSaved(why=NO_VAULT)
        if IDENTITY in kinds and not is_vault:
            raise ValueError("names are kept in a vault only")
        if is_vault and not kinds <= IN_VAULT:
            raise ValueError("a vault keeps names only")
        if NOTE in kinds and circle != SELF:
            raise ValueError("working notes are one's own")

    def entities_of(
        self, kinds: Collection[str], statuses: Collection[str] | None = None
    ) -> Iterator[Entity]:
        found = [
            Entity(circle, str(entities["case", circle]["code"][-1].value), kind, id, fields)
            for circle, entities in self.cases.items()
            for (kind, id), fields in entities.items()
            if kind in kinds and (statuses is None or self._status(circle) in statuses)
        ]
        yield from sorted(found, key=lambda entity: entity.kind)

    def _status(self, circle: bytes) -> str:
        view = read_view(Kind.CASE, circle, self.cases[circle]["case", circle])
        return str(view.status) if isinstance(view, Case) else ""

    def working_notes(self, case: bytes | None) -> list[WorkingNote]:
        views = [
            read_view(Kind.WORKING_NOTE, id, fields)
            for (kind, id), fields in self.beside[SELF].items()
            if kind == NOTE
        ]
        notes = [view for view in views if isinstance(view, WorkingNote)]
        kept = [note for note in notes if case in (None, note.case) and not note.deleted]
        return sorted(kept, key=lambda note: (note.noted_on, note.id))

    def stat_rows(self) -> list[tuple[bytes, Fields]]:
        rows = self.beside[ADVISERS].items()
        return sorted((id, visible(fields)) for (kind, id), fields in rows if kind == STAT_ROW)

    def do_what_is_due(self, today: date) -> int:
        """Nothing is due by itself here."""
        del today
        return 0

    def vault_state(self, case: bytes) -> VaultState:
        if self.vaults.get(case):
            return VaultState.open
        if case in self.vaults_elsewhere:
            return VaultState.elsewhere
        return VaultState.shredded if case in self.shredded else VaultState.none

    def vault(self, case: bytes) -> Vault | None:
        circles = self.vaults.get(case)
        if not circles:
            return None
        places = {
            id: circle for circle in circles for kind, id in self.beside[circle] if kind == IDENTITY
        }
        views = [
            read_view(Kind.IDENTITY, id, self.beside[circle][IDENTITY, id])
            for id, circle in places.items()
        ]
        shown = [view for view in views if isinstance(view, Identity) and not view.deleted]
        shown.sort(key=lambda one: (one.name.casefold(), one.id))
        shown_in = {view.id: places[view.id] for view in shown}
        return Vault(circles[0], tuple(shown), shown_in, (self.my_member,))

    def vault_names(self, case: bytes) -> dict[str, bytes | None]:
        held = self.vault(case)
        return {} if held is None else {one.name: one.party for one in held.identities if one.name}

    def new_vault(self, case: bytes) -> bytes:
        circles = self.vaults.setdefault(case, [])
        if not circles:
            circles.append(secrets.token_bytes(16))
            self.beside[circles[0]] = {}
        return circles[0]

    def share_vault(self, case: bytes, member: bytes, consent: bytes) -> None:
        if self.vaults.get(case):
            self.vault_shares.append((case, member, consent))

    def unshare_vault(self, case: bytes, member: bytes) -> None:
        self.vault_shares = [one for one in self.vault_shares if one[:2] != (case, member)]

    def shred_vault(self, case: bytes) -> bool:
        circles = self.vaults.pop(case, [])
        for circle in circles:
            del self.beside[circle]
        if circles:
            self.shredded.add(case)
        return bool(circles)
