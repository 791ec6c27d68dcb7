"""A firm to measure: a real relay process, and real homes of one member's devices."""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from shared.casework import verbs
from shared.casework.kinds import Kind
from shared.replica.change import Edit
from shared.replica.outbox import AddDevice
from shared.replica.ring import Ring
from shared.replica.roster import NO_KEY
from shared.sealing.device import PROOF, make_device, proof_text
from shared.sealing.passphrase import FOR_TESTS
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

_WORDS = (
    "gesprek team leidinggevende afspraak pauze collega groep lunch roddel gevoel werk thuis"
    " slaap onzeker overleg vertrouwen week maandag terugkoppeling keuze gevolg optie rust"
    " veilig herstel steun luisteren vraag antwoord moment kantoor werkplaats brief"
).split()


def note_text(number: int) -> str:
    """About `NOTE_BYTES` of words that differ from note to note."""
    state = number * 2_654_435_761 + 12_345
    words: list[str] = [f"aantekening{number}"]
    size = len(words[0])
    while size < NOTE_BYTES:
        state = (state * 1_103_515_245 + 12_345) % 2**31
        word = _WORDS[state % len(_WORDS)]
        words.append(word)
        size += len(word) + 1
    return " ".join(words)


@contextlib.contextmanager
def relay_process(folder: Path) -> Iterator[tuple[str, str, int]]:
    """A relay of its own process: its address, an enrolment code, its process id."""
    environment = {**os.environ, "LUISTER_RELAY_OPEN_REQUESTS": "100000"}
    command = [sys.executable, "-m", "sync_server"]
    made = subprocess.run(
        [*command, "enrol", "--data", str(folder)],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    process = subprocess.Popen(
        [*command, "serve", "--data", str(folder), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip(), made.stdout.split()[0], process.pid
    finally:
        process.terminate()
        process.wait(10)


class Firm:
    """One adviser with several devices that hold the same cases."""

    def __init__(self, folder: Path, first: Session) -> None:
        self.folder = folder
        self.first = first
        self.devices = [first]
        self.cases: list[bytes] = []

    @classmethod
    async def found(cls, folder: Path, address: str, code: str) -> Firm:
        """Found it with its first device."""
        front = HomeFront(folder / "device1", DOOR)
        made = await front.found(address, code, "Bureau", "Noor", "laptop", PASSPHRASE)
        assert isinstance(made, Founded), made
        session = made.session
        assert isinstance(session, Session)
        return cls(folder, session)

    async def open_cases(self, count: int) -> None:
        """Open cases on the first device and send them."""
        for number in range(len(self.cases), count):
            circle = secrets.token_bytes(16)
            values = {"client": "Waterstaal Techniek BV", "callsign": f"Lies {number}"}
            edits = verbs.open_case(circle, f"kiezel-{number}", "2026-02-02", values)
            assert isinstance(edits, list)
            self.first.new_case(edits, circle)
            self.cases.append(circle)
        assert await self.first.sync_once() is None

    async def add_device(self) -> Session:
        """A further device with an empty log and the ring of the first."""
        ring = self.first.replica.ring
        keys = make_device(secrets.token_bytes)
        name = f"device {len(self.devices) + 1}"
        proof = keys.signer.sign(PROOF, proof_text(ring.log, ring.member, NO_KEY, keys.signer.key))
        self.first.intend(AddDevice(keys.signer.key, name, proof))
        assert await self.first.sync_once() is None
        fresh = Ring(
            ring.log,
            ring.member,
            keys.signer.seed,
            keys.exchange_private,
            ring.member_private,
            entries=dict(ring.entries),
            kept=set(ring.kept),
        )
        home = Home.open(self.folder / name.replace(" ", ""))
        facts = Facts(self.first.facts.relay, None, "Bureau")
        session = make_home(home, PASSPHRASE, fresh, facts, DOOR)
        self.devices.append(session)
        return session

    def write_note(self, session: Session, number: int) -> None:
        """Save one note, in a case that hangs on its number."""
        edits = verbs.add(
            Kind.NOTE,
            secrets.token_bytes(16),
            {"text": note_text(number), "noted_on": "2026-02-05"},
        )
        assert isinstance(edits, list), edits
        session.save(self.cases[number % len(self.cases)], edits)

    def close(self) -> None:
        """Let all homes go."""
        for session in self.devices:
            session.lock()


@contextlib.asynccontextmanager
async def firm(folder: Path) -> AsyncIterator[tuple[Firm, int]]:
    """A founded firm at a relay process of its own, and the process id."""
    with relay_process(folder / "relay") as (address, code, pid):
        made = await Firm.found(folder, address, code)
        try:
            yield made, pid
        finally:
            made.close()


def last_edit(session: Session, circle: bytes, edits: list[Edit]) -> None:
    """Save edits; kept apart so that what is timed is one call."""
    session.save(circle, edits)
