"""What screens and the command line may ask of a session: the seam between the
program that is seen and the program that keeps.

The real one is `tui.local.session.Session`; tests of screens use a small one in
memory. Nothing here blocks for the network: `save` is durable on the device when
it returns, everything else about the relay happens in `run`.
"""

from __future__ import annotations

import enum
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

import msgspec

from shared.casework.model.case_file import CaseFile
from shared.replica.change import Edit, Fields
from shared.replica.notice import Notice
from shared.wording import N_

if TYPE_CHECKING:
    from shared.casework.inventory import Around
    from shared.casework.model.views import Identity, WorkingNote
    from tui.local.carrying import CarriedIn, CarriedOut, Declined
    from tui.local.doctor.finding import Finding
    from tui.ports import Failure


SHEET_NAME = N_("recovery sheet")
"""What a recovery sheet is called in the roster, in every language."""


class CaseRow(msgspec.Struct, frozen=True):
    """One line of the caseload. `circle` is 16 bytes; dates are ISO strings."""

    circle: bytes
    code: str
    client: str
    callsign: str
    status: str
    domain: str
    opened_on: str
    last_contact: str
    conflicts: int
    shared_with: int
    unkept: int
    """How many of its changes the relay has not kept yet."""


class Hit(msgspec.Struct, frozen=True):
    """A place where searched words stand. `excerpt` is plain text, no markup."""

    circle: bytes
    code: str
    kind: str
    entity: bytes
    excerpt: str


class Entity(NamedTuple):
    """An entity of a case: the case's circle and code, kind, id, and its live values."""

    circle: bytes
    code: str
    kind: str
    id: bytes
    fields: Fields


class VaultState(enum.Enum):
    """What there is of the names of a case's people."""

    none = "none"
    """No vault was made."""
    open = "open"
    """This device holds it."""
    elsewhere = "elsewhere"
    """Somebody who holds the case has one that was not shared with this member."""
    shredded = "shredded"
    """There was one, and it was destroyed; a new one can be made."""


class Vault(msgspec.Struct, frozen=True):
    """Who the people of a case are. Edits to it are saved in `circle` (16 bytes).

    `holders` are the members who hold it, this one among them. Two holders of a case may
    each have made one at the same moment: `identities` are those of both, and what is
    added goes into the first. `places` tells in which circle each identity stands, by its
    id: edits to it are saved there.
    """

    circle: bytes
    identities: tuple[Identity, ...]
    places: dict[bytes, bytes]
    holders: tuple[bytes, ...]

    def __repr__(self) -> str:
        return "Vault(<redacted>)"


class DeviceRow(msgspec.Struct, frozen=True):
    """A device in the roster, and when something of it was last seen here."""

    device: bytes
    name: str
    mine: bool
    this_one: bool
    is_sheet: bool
    last_heard: int | None
    """Milliseconds since 1970 of its newest counted record that matches our chain."""


class MemberRow(msgspec.Struct, frozen=True):
    """A member of the firm."""

    member: bytes
    name: str
    roles: tuple[str, ...]
    is_me: bool
    compared: bool
    """Whether this member has compared the safety words with them."""
    devices: tuple[DeviceRow, ...]


class SyncStatus(msgspec.Struct, frozen=True):
    """What the status line says. Never "in step" as such: with whom, and when."""

    state: str
    """`offline`, `connecting`, `syncing`, `listening` or `stopped`."""
    place: int
    chain: bytes
    unkept: int
    """Changes saved here that the relay has not kept yet."""
    intents: int
    """Acts (sharing, admitting) that wait for the next sync."""
    unsent: int
    """Changes that can not be shared any more; kept on this device."""
    heard: tuple[tuple[str, int], ...]
    """(device's name with its member's, milliseconds): newest first."""
    progress: tuple[int, int] | None
    """(places done, places in all) while a long sync runs."""
    notices: tuple[Notice, ...]


class Invitation(msgspec.Struct):
    """A link that was made, until somebody was admitted with it."""

    name: str
    role: str
    link: str
    expires: int
    words: tuple[str, ...] | None
    """Five safety words once the answer lies in the drop-box, else None."""


class SessionPort(Protocol):
    """An unlocked home."""

    @property
    def firm_name(self) -> str: ...
    @property
    def my_member(self) -> bytes: ...
    @property
    def my_device(self) -> bytes: ...

    @property
    def problem(self) -> Failure | None:
        """Why the relay can not be reached, when it can not."""

    def case_count(self, filter: str = "") -> int: ...
    def case_rows(self, filter: str, offset: int, limit: int) -> list[CaseRow]: ...
    def case(self, circle: bytes) -> CaseFile: ...
    def holders(self, circle: bytes) -> list[MemberRow]: ...
    def search(self, text: str, limit: int) -> list[Hit]: ...
    def members(self) -> list[MemberRow]: ...
    def status(self) -> SyncStatus: ...
    def new_case(self, edits: Sequence[Edit], circle: bytes) -> None: ...
    def save(self, circle: bytes, edits: Sequence[Edit]) -> None: ...
    def save_all(
        self, edits: Mapping[bytes, Sequence[Edit]], new_cases: Sequence[bytes] = ()
    ) -> None:
        """Keep edits to several circles, and new cases (circle ids of 16 random bytes that
        stand among them), durably and in one piece: all of it or nothing."""

    def entities_of(
        self, kinds: Collection[str], statuses: Collection[str] | None = None
    ) -> Iterator[Entity]:
        """The entities of some kinds in all cases, deleted ones included; by kind.

        Where `statuses` are given, of the cases that are shown with one of them only.
        """

    @property
    def self_circle(self) -> bytes:
        """The member's own circle (16 bytes): `working_note` entities are saved here."""

    @property
    def advisers_circle(self) -> bytes:
        """The circle of all advisers (16 bytes): `stat_row` entities are saved here."""

    def working_notes(self, case: bytes | None) -> list[WorkingNote]:
        """This member's own notes about a case, or about all (None), oldest first, without
        deleted ones."""

    def stat_rows(self) -> list[tuple[bytes, Fields]]:
        """The rows of the statistics, by id, with their live values."""

    def do_what_is_due(self, today: date) -> int:
        """End shares whose consent is over, wipe own notes and names whose day has come,
        and let every closed case count once; how many things were done."""

    # Names: only in the vault of a case, an `identity` circle with holders of its own

    def vault_state(self, case: bytes) -> VaultState: ...
    def vault(self, case: bytes) -> Vault | None:
        """The names of a case's people; None unless the state is `open`. The caller logs
        the opening (`vault_opening` in the case)."""

    def vault_names(self, case: bytes) -> dict[str, bytes | None]:
        """The names in it, and which party (id) each is; empty when it is not open here."""

    def new_vault(self, case: bytes) -> bytes:
        """Make the vault of a case, held by this member alone; returns its circle. The
        one that there is, when it is open here."""

    def share_vault(self, case: bytes, member: bytes, consent: bytes) -> None:
        """Keep the wish to let a holder of the case into its vault, on the ground of a
        consent in the case; its terms are copied into the vault."""

    def unshare_vault(self, case: bytes, member: bytes) -> None:
        """Keep the wish to take a member out of the vaults of a case that this member leads:
        whoever leaves the case leaves its names too."""

    def shred_vault(self, case: bytes) -> bool:
        """Destroy the names of a case on this device at once, and on every other device
        that holds them at its next sync. For good; False when none are open here."""

    def share(self, circle: bytes, member: bytes, consent: bytes) -> None:
        """Keep the wish to share; it is done at the next sync."""

    def pair_words(self, member: bytes) -> tuple[str, ...]: ...
    def confirm_words(self, member: bytes) -> None: ...
    async def invite(self, name: str, role: str, now: int) -> Invitation | Failure: ...
    async def check_invitations(self) -> list[Invitation] | Failure: ...
    async def admit(self, invitation: Invitation) -> Failure | None: ...
    def dismiss(self, notice: Notice) -> None: ...
    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` whenever something that is shown may differ; returns the way to stop."""

    async def run(self) -> None:
        """Sync until cancelled: listen, pull, push, wait, and again."""

    async def sync_once(self) -> Failure | None:
        """Pull and push until nothing is left to do, then return."""

    def around(self, case: bytes) -> Around:
        """What there is of a case beside its content: holders, names, sealed records."""

    def examine(self, told: Callable[[int, int], None]) -> AsyncIterator[Finding]:
        """Examine this device and change nothing. `told` is called from another thread,
        with records looked at and records in all."""

    def carry_out(self, path: Path, after: int) -> CarriedOut | Declined:
        """Write the log after a place into a new, sealed file. Raises `LocalFault`."""

    async def carry_in(self, path: Path, told: Callable[[int, int], None]) -> CarriedIn | Declined:
        """Take in what such a file carries; `told` is called with places done and in all."""

    def lock(self) -> None:
        """Write the snapshot and drop keys and projection."""
