"""Advisers with real homes, brought together through a relay as the program does it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.casework import verbs
from shared.casework.consent import consenting
from shared.casework.model.codes import ConsentForm
from shared.casework.model.kinds import Kind
from shared.replica.change import Edit
from shared.replica.outbox import AddDevice
from shared.replica.ring import Ring
from shared.replica.roster import NO_KEY
from shared.sealing.device import PROOF, make_device, proof_text
from shared.sealing.passphrase import FOR_TESTS
from tui.local.facts import Facts
from tui.local.front import FrontJoining, HomeFront
from tui.local.home import Home
from tui.local.opening import Door, make_home
from tui.local.session import Session
from tui.ports import Founded

PASSPHRASE = "vier losse woorden samen"
DOOR = Door(profile=FOR_TESTS, test_profile=True)
"""The passphrase is stretched quickly; everything else is as in the program."""


async def founded(folder: Path, address: str, code: str, name: str = "Noor Haverkamp") -> Session:
    """The first device of a firm, with its home in `folder`."""
    made = await HomeFront(folder, DOOR).found(
        address, code, "Bureau Veilig Spreken", name, "laptop", PASSPHRASE
    )
    assert isinstance(made, Founded), made
    return real(made.session)


async def admitted(coordinator: Session, folder: Path, name: str = "Joost Terlouw") -> Session:
    """A colleague's first device, invited, compared with and let in."""
    invitation = await coordinator.invite(name, "adviser", coordinator.now())
    assert not hasattr(invitation, "trouble"), invitation
    joining = await HomeFront(folder, DOOR).join(invitation.link, name, "laptop", PASSPHRASE)
    assert isinstance(joining, FrontJoining), joining
    open_ones = await coordinator.check_invitations()
    assert isinstance(open_ones, list), open_ones
    [answered] = [one for one in open_ones if one.words is not None]
    assert answered.words == await joining.safety_words()
    assert await coordinator.admit(answered) is None
    return real(await joining.admitted())


async def second_device(first: Session, folder: Path) -> Session:
    """A further device of the same member, with the first one's ring and an empty log."""
    ring = first.replica.ring
    keys = make_device(secrets.token_bytes)
    proof = keys.signer.sign(PROOF, proof_text(ring.log, ring.member, NO_KEY, keys.signer.key))
    first.intend(AddDevice(keys.signer.key, "tablet", proof))
    assert await first.sync_once() is None
    fresh = Ring(
        ring.log,
        ring.member,
        keys.signer.seed,
        keys.exchange_private,
        ring.member_private,
        entries=dict(ring.entries),
        kept=set(ring.kept),
    )
    facts = Facts(first.facts.relay, None, first.firm_name)
    session = make_home(Home.open(folder), PASSPHRASE, fresh, facts, DOOR)
    assert await session.sync_once() is None
    return session


async def unlocked(folder: Path) -> Session:
    """A home opened again."""
    return real(await HomeFront(folder, DOOR).unlock(PASSPHRASE))


def real(session: object) -> Session:
    """A session, when it is one."""
    assert isinstance(session, Session), session
    return session


def open_case(session: Session, code: str = "kiezel-47", **values: Any) -> bytes:
    """A new case on a device; its circle."""
    circle = secrets.token_bytes(16)
    values = {"client": "Waterstaal Techniek BV", "callsign": "Lies", **values}
    session.new_case(good(verbs.open_case(circle, code, "2026-02-02", values)), circle)
    return circle


def add_note(session: Session, circle: bytes, text: str, id: bytes = b"") -> bytes:
    """A note in a case, saved; its id."""
    entity = id or secrets.token_bytes(16)
    values = {"text": text, "noted_on": "2026-02-05"}
    session.save(
        circle, good(verbs.add(session.case(circle), Kind.NOTE, entity, values, "2026-02-05"))
    )
    return entity


def change_case(session: Session, circle: bytes, values: Mapping[str, Any]) -> None:
    """Change fields of the case itself, over what is shown now."""
    file = session.case(circle)
    session.save(circle, good(verbs.change(file, file.case, dict(values), "2026-02-05")))


def share(session: Session, circle: bytes, member: bytes) -> None:
    """A consent in force, and the wish to share the case on its ground."""
    consent = secrets.token_bytes(16)
    values = {
        "scope": "share_with_colleague",
        "purpose": "waarneming verlof",
        "what": "wat nodig is",
        "recipient": member,
    }
    edits = consenting.record(consent, values, True, "2026-02-06", ConsentForm.WRITTEN)
    session.save(circle, good(edits))
    session.share(circle, member, consent)


def notes(session: Session, circle: bytes) -> dict[bytes, str]:
    """The texts of a case's notes, by id."""
    return {note.id: note.text for note in session.case(circle).notes}


def content(session: Session, circle: bytes) -> list[Any]:
    """All live values of a case with the names of their writes, comparable between devices."""
    return sorted(
        (kind, entity, name, sorted((repr(live.value), live.device, live.number) for live in lives))
        for kind, entity, fields in session.projection.entities(circle)
        for name, lives in fields.items()
    )


async def synced(*sessions: Session, rounds: int = 2) -> None:
    """Let devices sync in turn."""
    for _ in range(rounds):
        for session in sessions:
            assert await session.sync_once() is None


def good(outcome: Any) -> list[Edit]:
    """The edits of a verb that was allowed."""
    assert isinstance(outcome, list), outcome
    return outcome
