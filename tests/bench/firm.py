"""A firm to measure: one adviser's devices, real homes, at a real relay."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from shared.casework import verbs
from shared.casework.model.case_file import CaseFile
from shared.casework.model.kinds import Kind
from shared.casework.model.views import Case
from shared.replica.change import Edit
from shared.replica.commit import Commit
from shared.replica.outbox import AddDevice
from shared.replica.payload import CircleKind
from shared.replica.ring import Ring
from shared.replica.roster import NO_KEY
from shared.sealing.device import PROOF, make_device, proof_text
from shared.sealing.passphrase import FOR_TESTS
from tests.bench.relay import RelayProcess
from tui.local.facts import Facts
from tui.local.front import HomeFront
from tui.local.home import Home
from tui.local.opening import Door, make_home
from tui.local.session import Session
from tui.ports import Founded

PASSPHRASE = "measure"
DOOR = Door(profile=FOR_TESTS, test_profile=True)
NOTE_BYTES = 700
"""Text of a note: a record of about 1 KiB on the wire."""
AT_ONCE = 1_000
"""How many saves are brought to the disk together where saving is not what is measured."""

_SPEECH = (
    "gesprek team leidinggevende afspraak pauze collega groep lunch roddel gevoel werk thuis"
    " slaap onzeker overleg vertrouwen week maandag terugkoppeling keuze gevolg optie rust"
    " veilig herstel steun luisteren vraag antwoord moment kantoor werkplaats brief"
)
_WORDS = _SPEECH.split()


def cases_for(n: int) -> int:
    """Over how many cases so many notes are spread."""
    return min(200, max(4, n // 4))


def marker(number: int) -> str:
    """A word that only this note has."""
    return f"aantekening{number:07}"


def note_text(number: int) -> str:
    """About `NOTE_BYTES` of words that differ from note to note."""
    state = number * 2_654_435_761 + 12_345
    words = [marker(number)]
    size = len(words[0])
    while size < NOTE_BYTES:
        state = (state * 1_103_515_245 + 12_345) % 2**31
        word = _WORDS[(state >> 16) % len(_WORDS)]
        words.append(word)
        size += len(word) + 1
    return " ".join(words)


def note_edits(number: int) -> list[Edit]:
    """The edits that add note `number`."""
    values = {"text": note_text(number), "noted_on": "2026-02-05"}
    file = CaseFile(circle=b"", case=Case(id=b""))
    edits = verbs.add(file, Kind.NOTE, secrets.token_bytes(16), values, "2026-02-05")
    assert isinstance(edits, list), edits
    return edits


class Firm:
    """One adviser with several devices that hold the same cases."""

    def __init__(self, folder: Path, first: Session) -> None:
        self.folder = folder
        self.devices = [first]
        self.cases: list[bytes] = []
        self._made = 1

    @property
    def first(self) -> Session:
        """The founder's device."""
        return self.devices[0]

    @classmethod
    async def found(cls, folder: Path, relay: RelayProcess) -> Self:
        """Found it with its first device."""
        front = HomeFront(folder / "device1", DOOR)
        made = await front.found(relay.address, relay.code, "Bureau", "Noor", "laptop", PASSPHRASE)
        assert isinstance(made, Founded), made
        assert isinstance(made.session, Session)
        return cls(folder, made.session)

    async def open_cases(self, count: int) -> None:
        """Open cases on the first device, as so many saves, and send them."""
        session = self.first
        waiting: list[Commit] = []
        for number in range(count):
            circle = secrets.token_bytes(16)
            values = {"client": "Waterstaal Techniek BV", "callsign": f"Lies {number}"}
            edits = verbs.open_case(circle, f"kiezel-{number}", "2026-02-02", values)
            assert isinstance(edits, list)
            key = session.replica.new_key(circle, CircleKind.CASE)
            waiting.append(session.replica.save({circle: edits}, session.now(), [key]))
            self.cases.append(circle)
            if len(waiting) == AT_ONCE or number == count - 1:
                session.keep(_together(waiting))
                waiting.clear()
        await synced(session)

    async def add_device(self) -> Session:
        """A further device with an empty log and the ring of the first."""
        ring = self.first.replica.ring
        keys = make_device(secrets.token_bytes)
        self._made += 1
        name = f"device{self._made}"
        proof = keys.signer.sign(PROOF, proof_text(ring.log, ring.member, NO_KEY, keys.signer.key))
        self.first.intend(AddDevice(keys.signer.key, name, proof))
        await synced(self.first)
        fresh = Ring(
            ring.log,
            ring.member,
            keys.signer.seed,
            keys.exchange_private,
            ring.member_private,
            entries=dict(ring.entries),
            kept=set(ring.kept),
        )
        home = Home.open(self.folder / name)
        facts = Facts(self.first.facts.relay, None, "Bureau")
        session = make_home(home, PASSPHRASE, fresh, facts, DOOR)
        self.devices.append(session)
        return session

    def write_note(self, session: Session, number: int) -> None:
        """Save one note, in a case that hangs on its number."""
        session.save(self.cases[number % len(self.cases)], note_edits(number))

    def write_notes(self, session: Session, numbers: Iterable[int]) -> None:
        """Save notes as so many saves, which become so many records; they come to the
        disk together, because here saving is not what is measured."""
        items: list[Commit] = []
        for number in numbers:
            circle = self.cases[number % len(self.cases)]
            items.append(session.replica.save({circle: note_edits(number)}, session.now()))
            if len(items) == AT_ONCE:
                session.keep(_together(items))
                items.clear()
        if items:
            session.keep(_together(items))

    def let_go(self, session: Session) -> None:
        """Lock a device; it is no longer one of `devices`."""
        self.devices.remove(session)
        session.lock()

    def close(self) -> None:
        """Let all homes go."""
        for session in list(self.devices):
            self.let_go(session)


def _together(commits: Iterable[Commit]) -> Commit:
    commits = list(commits)
    items = [item for commit in commits for item in commit.items]
    return Commit(items=items, ring=commits[-1].ring)


async def synced(session: Session) -> None:
    """Pull and push until nothing is left to do."""
    problem = await session.sync_once()
    assert problem is None, problem
    assert not session.replica.items
