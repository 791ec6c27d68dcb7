"""A session in memory with the case of the story, and a front door that opens it.

It merges with the same register rules as the real one, so that differences, unkept
changes and deletions look as they do there; only the relay is not there.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from shared.casework import verbs
from shared.casework.consent import consenting
from shared.casework.inventory import Around, Holder
from shared.casework.model.case_file import CaseFile, read_case
from shared.casework.model.codes import ConsentForm
from shared.casework.model.kinds import Kind
from shared.casework.rules import Broken
from shared.replica.change import Edit, Fields, Live, Name
from shared.replica.notice import Notice
from shared.replica.register import lay_over, stand, visible
from tests.tui.fake_vaults import FakeVaults
from tui.local.carrying import CarriedIn, CarriedOut, Declined
from tui.local.doctor.finding import Finding
from tui.local.port import CaseRow, DeviceRow, Hit, Invitation, MemberRow, SyncStatus
from tui.ports import Founded, HomeState, Problem, Progress

NOW = datetime(2026, 3, 16, 14, 30, tzinfo=UTC)
"""The Monday on which Noor is back from leave."""

NOOR, JOOST, SAMIRA = b"noor" * 4, b"joos" * 4, b"sami" * 4
NOOR_LAPTOP, NOOR_SHEET, JOOST_LAPTOP, SAMIRA_LAPTOP = (bytes([n]) * 16 for n in range(1, 5))
ON = "2026-02-05"
"""Today, for what is written beforehand."""
LISA = b"kiezelsteen-47!!"

TEN_WORDS = (
    "apple", "bread", "cloud", "dance", "eagle", "frost", "grape", "horse", "igloo", "juice",
)  # fmt: skip
FIVE_WORDS = ("kite", "lemon", "mango", "night", "ocean")
SHEET_WORDS = (
    "able", "acid", "also", "anger", "area", "army", "aunt", "away", "baby", "bacon", "badge",
    "bag",
)  # fmt: skip
PASSPHRASE = "acht paarse muizen dansen"
LINK = "luister:bWFkZS11cA"


def ms(day: int, hour: int = 12, month: int = 3) -> int:
    """Milliseconds of a time in the year of the story."""
    return int(datetime(2026, month, day, hour, tzinfo=UTC).timestamp() * 1000)


def entity(name: str) -> bytes:
    """An id that is easy to tell in a failing test."""
    return name.encode().ljust(16, b".")[:16]


class FakeSession(FakeVaults):
    """An unlocked home of Noor, kept in dictionaries."""

    def __init__(self, *, firm: str = "Bureau Veilig Spreken") -> None:
        super().__init__()
        self.firm_name = firm
        self.my_member = NOOR
        self.my_device = NOOR_LAPTOP
        self.cases: dict[bytes, dict[tuple[str, bytes], Fields]] = {}
        self.readers: dict[bytes, set[bytes]] = {}
        self.compared: set[bytes] = set()
        self.notices: list[Notice] = []
        self.state = "listening"
        self.heard: tuple[tuple[str, int], ...] = (
            ("Joost's laptop (Joost Terlouw)", ms(16, 14)),
            ("Samira's laptop (Samira Ait)", ms(11, 9)),
        )
        self.invitations: list[Invitation] = []
        self.shared: list[tuple[bytes, bytes, bytes]] = []
        self.admitted: list[str] = []
        self.locked = False
        self.problem: Problem | None = None
        self.runs = 0
        self.findings: list[Finding] = []
        self.carried: list[tuple[Path, int]] = []
        self.carry: CarriedIn | CarriedOut | Declined = Declined("", "")
        self.relay_away = False
        self.roles: dict[bytes, tuple[str, ...]] = {
            NOOR: ("adviser", "coordinator"), JOOST: ("adviser",), SAMIRA: ("adviser",),
        }  # fmt: skip
        self._number = 0
        self._place = 100
        self._watchers: list[Callable[[], None]] = []

    # What the tests do to it

    def write(
        self, circle: bytes, edits: Sequence[Edit], device: bytes, time: int, *, kept: bool = True
    ) -> None:
        """Let edits of a device into a case, standing in the log or waiting for that.

        Into a circle that is no case too, if there is such a one."""
        self.check_place(circle, edits)
        if circle in self.beside:
            entities = self.beside[circle]
        else:
            entities = self.cases.setdefault(circle, {})
            self.readers.setdefault(circle, {NOOR})
        for edit in edits:
            self._number += 1
            name = Name(device, self._number)
            fields = entities.setdefault((edit.kind, edit.entity), {})
            if kept:
                self._place += 1
                write = Live(edit.value, device, self._number, self._place, time)
                stand(fields, edit.field, write, edit.supersedes)
            else:
                lay_over(fields, edit, name, time)

    def around(self, case: bytes) -> Around:
        holders = tuple(
            Holder(row.name, tuple(device.name for device in row.devices))
            for row in self.holders(case)
        )
        return Around(holders, (), 0, 7, 8_192, 0)

    async def examine(self, told: Callable[[int, int], None]) -> AsyncIterator[Finding]:
        for number, finding in enumerate(self.findings, 1):
            told(number, len(self.findings))
            yield finding

    def carry_out(self, path: Path, after: int) -> CarriedOut | Declined:
        self.carried.append((path, after))
        assert not isinstance(self.carry, CarriedIn)
        return self.carry

    async def carry_in(self, path: Path, told: Callable[[int, int], None]) -> CarriedIn | Declined:
        self.carried.append((path, -1))
        told(1, 2)
        assert not isinstance(self.carry, CarriedOut)
        return self.carry

    def tell(self) -> None:
        """Say to the screens that something changed."""
        for watcher in self._watchers:
            watcher()

    # The port

    def _rows(self, filter: str) -> list[CaseRow]:
        rows = [self._row(circle) for circle in self.cases]
        wanted = filter.casefold()
        return sorted(
            (r for r in rows if wanted in f"{r.code} {r.client} {r.callsign}".casefold()),
            key=lambda r: r.code,
        )

    def _row(self, circle: bytes) -> CaseRow:
        file = self.case(circle)
        timeline = file.timeline
        return CaseRow(
            circle,
            file.case.code,
            file.case.client,
            file.case.callsign,
            str(file.case.status or ""),
            str(file.case.domain or ""),
            file.case.opened_on,
            timeline[-1].when[:10] if timeline else "",
            file.conflicts,
            len(self.readers[circle]) - 1,
            sum(
                live.place is None
                for fields in self.cases[circle].values()
                for lives in fields.values()
                for live in lives
            ),
        )

    def case_count(self, filter: str = "") -> int:
        return len(self._rows(filter))

    def case_rows(self, filter: str, offset: int, limit: int) -> list[CaseRow]:
        return self._rows(filter)[offset : offset + limit]

    def case(self, circle: bytes) -> CaseFile:
        entities = self.cases[circle]
        return read_case(circle, [(kind, id, fields) for (kind, id), fields in entities.items()])

    def holders(self, circle: bytes) -> list[MemberRow]:
        return [row for row in self.members() if row.member in self.readers[circle]]

    def search(self, text: str, limit: int) -> list[Hit]:
        found = []
        for circle, entities in self.cases.items():
            code = self.case(circle).case.code
            for (kind, id), fields in entities.items():
                for lives in visible(fields).values():
                    value = lives[-1].value
                    if isinstance(value, str) and text.casefold() in value.casefold():
                        found.append(Hit(circle, code, kind, id, value))
        return found[:limit]

    def members(self) -> list[MemberRow]:
        laptops = {
            NOOR: (
                DeviceRow(NOOR_LAPTOP, "Noor's laptop", True, True, False, ms(16, 14)),
                DeviceRow(NOOR_SHEET, "recovery sheet", True, False, True, None),
            ),
            JOOST: (DeviceRow(JOOST_LAPTOP, "Joost's laptop", False, False, False, ms(16, 14)),),
            SAMIRA: (DeviceRow(SAMIRA_LAPTOP, "Samira's laptop", False, False, False, ms(11, 9)),),
        }
        names = {NOOR: "Noor Haverkamp", JOOST: "Joost Terlouw", SAMIRA: "Samira Ait"}
        return [
            MemberRow(
                member, name, self.roles[member], member == NOOR,
                member in self.compared, laptops[member],
            )
            for member, name in names.items()
        ]  # fmt: skip

    def status(self) -> SyncStatus:
        unkept = sum(self._row(circle).unkept for circle in self.cases)
        return SyncStatus(
            self.state,
            self._place,
            bytes(range(32)),
            unkept,
            len(self.shared),
            0,
            self.heard,
            None,
            tuple(self.notices),
        )

    def new_case(self, edits: Sequence[Edit], circle: bytes) -> None:
        self.save(circle, edits)

    def save(self, circle: bytes, edits: Sequence[Edit]) -> None:
        self.write(circle, edits, NOOR_LAPTOP, int(NOW.timestamp() * 1000), kept=False)
        self.tell()

    def save_all(
        self, edits: Mapping[bytes, Sequence[Edit]], new_cases: Sequence[bytes] = ()
    ) -> None:
        for circle, wanted in edits.items():
            self.check_place(circle, wanted)
        for circle, wanted in edits.items():
            self.save(circle, wanted)

    def share(self, circle: bytes, member: bytes, consent: bytes) -> None:
        self.shared.append((circle, member, consent))
        self.tell()

    def pair_words(self, member: bytes) -> tuple[str, ...]:
        assert member != NOOR
        return TEN_WORDS

    def confirm_words(self, member: bytes) -> None:
        self.compared.add(member)
        self.tell()

    async def invite(self, name: str, role: str, now: int) -> Invitation | Problem:
        if self.relay_away:
            return RELAY_AWAY
        made = Invitation(name, role, LINK + "?" * 200, now + 72 * 3_600_000, None)
        self.invitations.append(made)
        return made

    async def check_invitations(self) -> list[Invitation] | Problem:
        return RELAY_AWAY if self.relay_away else list(self.invitations)

    async def admit(self, invitation: Invitation) -> Problem | None:
        if self.relay_away:
            return RELAY_AWAY
        self.invitations.remove(invitation)
        self.admitted.append(invitation.name)
        return None

    def dismiss(self, notice: Notice) -> None:
        self.notices.remove(notice)

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        self._watchers.append(changed)
        return lambda: self._watchers.remove(changed)

    async def run(self) -> None:
        self.runs += 1
        await asyncio.Event().wait()

    async def sync_once(self) -> Problem | None:
        self.tell()
        return RELAY_AWAY if self.relay_away else None

    def lock(self) -> None:
        self.locked = True


RELAY_AWAY = Problem(
    "The relay does not answer. What you typed is safe on this device. Try again later."
)


def _made(outcome: verbs.Outcome) -> list[Edit]:
    assert not isinstance(outcome, Broken), outcome
    return outcome


def lisas_case(session: FakeSession, *, differing: bool = True) -> None:
    """Lisa's case as Noor finds it after her leave; `differing`: Joost and Noor both
    changed the agreements of the first talk, and Noor has not synced yet."""
    case = _made(
        verbs.open_case(
            LISA,
            "kiezel-47",
            "2026-02-02",
            {
                "client": "Waterstaal Techniek BV",
                "callsign": "Lies",
                "safe_channel": "phone",
                "safe_times": "na 18:00, eigen mobiel",
                "safe_never": "werkmail",
                "domain": "undesirable_behaviour",
            },
        )
    )
    session.write(LISA, case, NOOR_LAPTOP, ms(2, 10, 2))
    file = session.case(LISA)
    for status in (
        "conflict_checked",
        "intake",
        "exploring",
        "reflection",
        "decided",
        "supporting",
    ):
        session.write(
            LISA,
            [verbs.edit(session.case(LISA).case, "status", status)],
            NOOR_LAPTOP,
            ms(19, 10, 2),
        )
    assert file.case.code == "kiezel-47"
    for name, values in _ENTRIES.items():
        kind = Kind(name.split("-")[0])
        made = _made(verbs.add(session.case(LISA), kind, entity(name), values, ON))
        session.write(LISA, made, NOOR_LAPTOP, ms(5))
    consent: dict[str, Any] = {"scope": "record_keeping", "purpose": "Begeleiding"}
    session.write(
        LISA,
        _made(consenting.record(entity("consent-keep"), consent, True, "2026-02-05",
                                ConsentForm.ORAL)),
        NOOR_LAPTOP,
        ms(5, 12, 2),
    )  # fmt: skip
    if differing:
        talk = session.case(LISA).find(entity("contact-talk"))
        assert talk is not None
        mine = _made(
            verbs.change(file, talk, {"agreements": "Lies belt donderdag zelf terug."}, ON)
        )
        theirs = _made(
            verbs.change(file, talk, {"agreements": "Joost belt Lies maandag na 18:00."}, ON)
        )
        session.write(LISA, theirs, JOOST_LAPTOP, ms(9, 20))
        session.write(LISA, mine, NOOR_LAPTOP, ms(6, 22))


_ENTRIES: dict[str, dict[str, Any]] = {
    "party-reporter": {"label": "Lies", "role": "reporter"},
    "party-a": {
        "label": "collega A", "role": "alleged", "involvement": "suspected_by_reporter",
        "relation_to_reporter": "peer_same_team",
    },
    "party-lunch": {
        "label": "groep lunch", "role": "alleged", "involvement": "named_by_reporter",
        "relation_to_reporter": "group_of_colleagues", "group_size": 5,
    },
    "party-l": {
        "label": "leidinggevende L", "role": "manager", "relation_to_reporter": "direct_manager",
    },
    "concern-bully": {
        "concern_type": "bullying", "subtypes": ["ignoring_excluding", "gossip"],
        "frequency": "weekly", "ongoing": True, "started_on": "2025-11", "power_difference": False,
        "description_by_reporter": "Ze praten in groepjes en stoppen als ik erbij kom staan.",
    },
    "contact-call": {
        "kind": "follow_up", "channel": "phone", "start": "2026-02-03T18:10", "minutes": 12,
        "summary": "Afspraak gemaakt voor donderdag. Eerst gevraagd over wie het gaat.",
    },
    "contact-talk": {
        "kind": "first_talk", "channel": "in_person", "start": "2026-02-05T10:00", "minutes": 70,
        "summary": "Luisterend oor in een café buiten het dorp. Wens: dat het stopt en dat ik"
        " weer mezelf ben. Slaapt slecht, presteert minder, thuis gemerkt. Geen gevaar.",
        "agreements": "Volgende afspraak donderdag 12 februari.",
        "next_agreed": "2026-02-12",
    },
    "contact-manager": {
        "kind": "accompaniment", "channel": "in_person", "start": "2026-03-03T09:30",
        "minutes": 45, "with_party": entity("party-l"),
        "summary": "L neemt het serieus. Teamregel: niet over, maar met elkaar.",
    },
    "note-after": {
        "noted_on": "2026-03-03",
        "text": "Opgelucht, maar bang dat ze herkend wordt. Geeft zichzelf een 5.",
    },
}  # fmt: skip


def many_cases(session: FakeSession, count: int) -> None:
    """Cases enough to page through."""
    for number in range(count):
        circle = number.to_bytes(16, "big")
        values = {"client": f"Client {number % 17}", "callsign": f"Roep {number}"}
        edits = _made(verbs.open_case(circle, f"code-{number:05}", "2026-01-05", values))
        session.write(circle, edits, NOOR_LAPTOP, ms(1))


class FakeJoining:
    """A joining whose steps a test lets go on."""

    def __init__(self, session: FakeSession) -> None:
        self.firm_name = session.firm_name
        self.seen = asyncio.Event()
        self.let_in = asyncio.Event()
        self.problem: Problem | None = None
        self.closed = False
        self._session = session

    async def safety_words(self) -> tuple[str, ...] | Problem:
        await self.seen.wait()
        return self.problem or FIVE_WORDS

    async def admitted(self) -> FakeSession | Problem:
        await self.let_in.wait()
        return self.problem or self._session

    def close(self) -> None:
        self.closed = True


class FakeFront:
    """Opens a `FakeSession` for the right passphrase."""

    def __init__(self, session: FakeSession, state: HomeState = HomeState.locked) -> None:
        self.session = session
        self.hint = ""
        self.found_with: tuple[str, ...] = ()
        self.problem: Problem | None = None
        self.joining: FakeJoining | None = None
        self._state = state

    def state(self) -> HomeState:
        return self._state

    def link_name(self, link: str) -> str | Problem:
        if not link.startswith("luister:"):
            return Problem("This is not a link of Luister. Paste the whole link.", (), "link")
        return "Samira Ait"

    async def unlock(self, passphrase: str) -> FakeSession | Problem:
        if passphrase != PASSPHRASE:
            return Problem(
                "This is not the passphrase. Nothing was changed; your cases are safe. Try again."
            )
        self.session.locked = False
        return self.session

    async def found(
        self, relay: str, code: str, firm: str, name: str, device: str, passphrase: str
    ) -> Founded | Problem:
        if self.problem is not None:
            return self.problem
        self.found_with = (relay, code, firm, name, device, passphrase)
        return Founded(self.session, SHEET_WORDS, relay.strip())

    async def join(
        self, link: str, name: str, device: str, passphrase: str
    ) -> FakeJoining | Problem:
        if self.problem is not None:
            return self.problem
        self.found_with = (link, name, device, passphrase)
        self.joining = FakeJoining(self.session)
        return self.joining

    async def resume(self, passphrase: str) -> FakeJoining | Problem:
        if passphrase != PASSPHRASE:
            return Problem("This is not the passphrase. Try again.")
        self.joining = FakeJoining(self.session)
        return self.joining

    async def demo(self, progress: Progress) -> FakeSession | Problem:
        progress("Starting a relay", 1, 2)
        if self.problem is not None:
            return self.problem
        progress("Telling the story", 2, 2)
        return self.session


def copied(notice: Notice) -> Notice:
    """Another notice of the same kind."""
    return msgspec.structs.replace(notice, place=notice.place + 1)


def earlier(days: int) -> int:
    """Milliseconds of so many days before `NOW`."""
    return int((NOW - timedelta(days=days)).timestamp() * 1000)
