"""An unlocked home: reads for the screens, saves that are durable, and syncing.

Everything here happens in one thread. `save` returns when the edit is on the disk;
what the relay has to do with it happens in `run`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from shared.casework.model.case_file import CaseFile, read_case
from shared.casework.model.kinds import Kind
from shared.casework.model.showing import read_view
from shared.casework.model.views import WorkingNote
from shared.replica.change import Edit, Fields
from shared.replica.circle import holders
from shared.replica.engine import Engine
from shared.replica.notice import Notice
from shared.replica.outbox import Intent, Share
from shared.replica.payload import CircleKind
from shared.replica.register import visible
from shared.sealing.entry import KeyEntry
from shared.sealing.pair import ADVISERS, self_circle
from tui.local import vault
from tui.local.keeping import Keeping
from tui.local.lookup import VAULT
from tui.local.people import comparison, members, words_with
from tui.local.port import (
    CaseRow,
    Entity,
    Hit,
    Invitation,
    MemberRow,
    SyncStatus,
    Vault,
    VaultState,
)
from tui.local.problem import Problem
from tui.local.standing import status_of

if TYPE_CHECKING:
    from shared.casework.inventory import Around
    from tui.local.carrying import CarriedIn, CarriedOut, Declined
    from tui.local.doctor.finding import Finding

STAT_ROW = "stat_row"
"""The kind of the rows of the statistics, in the circle of all advisers."""


class Session(Keeping):
    """What `tui.local.opening` gives to whoever has the passphrase."""

    _last_case: tuple[object, CaseFile] | None = None

    # Who and where

    @property
    def firm_name(self) -> str:
        """The firm's name, as the founding record says it."""
        return self.replica.ledger.roster.firm or self.facts.firm

    @property
    def my_member(self) -> bytes:
        """This member's id (16 bytes)."""
        return self.replica.ring.member

    @property
    def my_device(self) -> bytes:
        """This device's id (16 bytes)."""
        return self.replica.ledger.me

    @property
    def self_circle(self) -> bytes:
        """The member's own circle (16 bytes)."""
        return self_circle(self.replica.ring.log, self.my_member)

    @property
    def advisers_circle(self) -> bytes:
        """The circle of all advisers (16 bytes)."""
        return ADVISERS

    # Reading cases

    def case_count(self, filter: str = "") -> int:
        """How many cases match a filter."""
        return self.projection.case_count(filter)

    def case_rows(self, filter: str, offset: int, limit: int) -> list[CaseRow]:
        """A window of the caseload, newest activity first."""
        return self.projection.case_rows(filter, offset, limit, self._shared_with)

    def _shared_with(self, circle: bytes) -> int:
        return max(len(self._holders(circle)) - 1, 0)

    def case(self, circle: bytes) -> CaseFile:
        """A case as it is to be shown. The last one is kept until something changes: a
        screen looks again whenever the connection turns, too."""
        edition, last = self.projection.edition, self._last_case
        if last is not None and last[0] is edition and last[1].circle == circle:
            return last[1]
        shown = (
            (kind, entity, visible(fields))
            for kind, entity, fields in self.projection.entities(circle)
            if kind != VAULT
        )
        file = read_case(circle, shown)
        self._last_case = (edition, file)
        return file

    def case_named(self, code: str) -> bytes | None:
        """The circle of the case with a code; None when there is none or several."""
        found = [
            row.circle
            for row in self.case_rows(code, 0, 50)
            if row.code.casefold() == code.casefold()
        ]
        return found[0] if len(found) == 1 else None

    def has_case(self, circle: bytes) -> bool:
        """Whether this device holds a case."""
        return vault.kind_of(self.replica, circle) == CircleKind.CASE

    def holders(self, circle: bytes) -> list[MemberRow]:
        """The members who hold a case."""
        held = self._holders(circle)
        return [row for row in self.members() if row.member in held]

    def _holders(self, circle: bytes) -> tuple[bytes, ...]:
        ledger = self.replica.ledger
        known, epoch = ledger.circles.get(circle), ledger.current(circle)
        if known is None or epoch is None:
            return (self.my_member,)
        return holders(known, epoch, ledger.roster)

    def lead(self, circle: bytes) -> bytes:
        """The member who leads a case."""
        known = self.replica.ledger.circles.get(circle)
        return self.my_member if known is None or known.lead is None else known.lead

    def author(self, device: bytes) -> str:
        """The name of the member whose device wrote something, or an empty string."""
        roster = self.replica.ledger.roster
        entry = roster.devices.get(device)
        if entry is None:
            own = device == self.replica.author
            return roster.members[self.my_member].name if own and roster.members else ""
        return roster.members[entry.member].name

    def search(self, text: str, limit: int) -> list[Hit]:
        """Where words stand in the cases that this device holds."""
        return self.projection.search(text, limit)

    def entities_of(
        self, kinds: Collection[str], statuses: Collection[str] | None = None
    ) -> Iterator[Entity]:
        """The entities of some kinds in all cases, deleted ones included; by kind."""
        return self.projection.entities_of(kinds, statuses)

    def working_notes(self, case: bytes | None) -> list[WorkingNote]:
        """This member's own notes about a case or all, oldest first, without deleted ones."""
        kind = Kind.WORKING_NOTE
        views = (
            read_view(kind, entity, fields)
            for entity, fields in self.projection.entities_in(self.self_circle, str(kind))
        )
        notes = [view for view in views if isinstance(view, WorkingNote)]
        kept = [note for note in notes if case in (None, note.case) and not note.deleted]
        return sorted(kept, key=lambda note: (note.noted_on, note.id))

    def stat_rows(self) -> list[tuple[bytes, Fields]]:
        """The rows of the statistics, by id, with their live values."""
        return [
            (entity, visible(fields))
            for entity, fields in self.projection.entities_in(ADVISERS, STAT_ROW)
        ]

    def do_what_is_due(self, today: date) -> int:
        """End shares whose consent is over, wipe what was to go, count what was closed."""
        from tui.local.falling_due import do_what_is_due

        return do_what_is_due(self, today)

    # The names of a case's people

    def vault_state(self, case: bytes) -> VaultState:
        """What there is of a case's names."""
        return vault.state_of(self, case)

    def vault(self, case: bytes) -> Vault | None:
        """The names of a case's people; None unless this device holds them."""
        return vault.read_vault(self, case)

    def vault_names(self, case: bytes) -> dict[str, bytes | None]:
        """The names, and which party (id) each is; empty when they are not open here."""
        held = self.vault(case)
        return {} if held is None else {one.name: one.party for one in held.identities if one.name}

    def new_vault(self, case: bytes) -> bytes:
        """Make the vault of a case, held by this member alone; returns its circle."""
        return vault.make_vault(self, case)

    def share_vault(self, case: bytes, member: bytes, consent: bytes) -> None:
        """Keep the wish to let a holder of the case into its vault, on a consent's ground."""
        vault.share_vault(self, case, member, consent)

    def unshare_vault(self, case: bytes, member: bytes) -> None:
        """Keep the wish to take a member out of a case's vaults that this member leads."""
        vault.unshare_vault(self, case, member)

    def shred_vault(self, case: bytes) -> bool:
        """Destroy the names of a case, here at once; False when none are open here."""
        return vault.shred_vault(self, case)

    # People and state

    def members(self) -> list[MemberRow]:
        """The members of today, oneself first."""
        return members(self.replica)

    def pair_words(self, member: bytes) -> tuple[str, ...]:
        """The ten words that this member and another compare by voice."""
        return words_with(self.replica, member)

    def confirm_words(self, member: bytes) -> None:
        """Write into `self` that the words were compared with a member."""
        circle, edit = comparison(self.replica, member)
        self.put({circle: [edit]})

    def status(self) -> SyncStatus:
        """What the status line says."""
        state = "stopped" if self.engine.stopped else self._state
        return status_of(self.engine, state, self.facts, self.now())

    def dismiss(self, notice: Notice) -> None:
        """The user has read a notice."""
        self.facts.notices = [kept for kept in self.facts.notices if kept != notice]
        self.keep_facts()
        self.show()

    def leave_out(self, record: bytes) -> None:
        """Leave a record with a false witness out, once the user has compared numbers."""
        self.facts.left_out.append(record)
        self.keep_facts()
        self.stopped(restore=True)
        self.engine = Engine(self.replica, self.engine.head)

    # Inspecting, and the log by hand

    def around(self, case: bytes) -> Around:
        """What there is of a case beside its content, for the summons kit."""
        from tui.local.surroundings import around

        return around(self, case)

    def examine(self, told: Callable[[int, int], None]) -> AsyncIterator[Finding]:
        """Examine this device; changes nothing. `told` is called from another thread."""
        from tui.local.doctor.examination import examine_session

        return examine_session(self, told)

    def carry_out(self, path: Path, after: int) -> CarriedOut | Declined:
        """Write the log after a place into a sealed file for another device of the firm."""
        from tui.local.carrying import carry_out

        return carry_out(self, path, after)

    async def carry_in(self, path: Path, told: Callable[[int, int], None]) -> CarriedIn | Declined:
        """Take in what such a file carries."""
        from tui.local.carrying import carry_in

        return await carry_in(self, path, told)

    # Writing

    def new_case(self, edits: Sequence[Edit], circle: bytes) -> None:
        """Open a case: its key, its circle and its first edits in one piece."""
        entry = self.replica.new_key(circle, CircleKind.CASE)
        self.put({circle: edits}, [entry])

    def save(self, circle: bytes, edits: Sequence[Edit]) -> None:
        """Keep edits to a case; they are on the disk when this returns."""
        if edits:
            self.put({circle: edits})

    def save_all(
        self, edits: Mapping[bytes, Sequence[Edit]], new_cases: Sequence[bytes] = ()
    ) -> None:
        """Keep edits to several circles, and new cases, durably and in one piece."""
        entries = [self.replica.new_key(circle, CircleKind.CASE) for circle in new_cases]
        wanted = {circle: part for circle, part in edits.items() if part}
        if wanted or entries:
            self.put(wanted, entries)

    def share(self, circle: bytes, member: bytes, consent: bytes) -> None:
        """Keep the wish to share a case on the ground of a consent."""
        self.intend(Share(circle, member, consent))

    def intend(self, intent: Intent) -> None:
        """Keep an act that is done at the next sync."""
        self.put({}, intent=intent)

    # Invitations

    async def invite(self, name: str, role: str, now: int) -> Invitation | Problem:
        """Make an invitation; its link is good for three days and one person."""
        from tui.local.inviting import invite

        return await invite(self, name, role, now)

    async def check_invitations(self) -> list[Invitation] | Problem:
        """The open invitations; with words when somebody has answered."""
        from tui.local.inviting import check

        return await check(self)

    async def admit(self, invitation: Invitation) -> Problem | None:
        """Let the one who answered an invitation into the firm."""
        from tui.local.inviting import admit

        return await admit(self, invitation)


def place_of(session: Session) -> tuple[int, bytes]:
    """The last place taken and the chain value there."""
    ledger = session.replica.ledger
    return ledger.place, ledger.head()


def entries_for(session: Session, circles: Sequence[bytes]) -> tuple[KeyEntry, ...]:
    """The ring's entries of some circles, in a fixed order."""
    entries = session.replica.ring.entries
    return tuple(entry for _, entry in sorted(entries.items()) if entry.circle in circles)
