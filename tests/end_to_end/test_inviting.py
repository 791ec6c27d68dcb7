"""Inviting over a real relay, when the coordinator's keys change meanwhile."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from shared.replica.outbox import Turn
from shared.sealing.device import member_public
from tests.end_to_end.people import DOOR, PASSPHRASE, founded, real, unlocked
from tests.end_to_end.relay_at_work import RelayAtWork
from tui.local.front import FrontJoining, HomeFront
from tui.local.port import Invitation
from tui.local.session import Session

HOUR = 3_600_000


async def turned(session: Session) -> None:
    """The member has a new key, and this device has forgotten the one before."""
    before = session.replica.ring.member_private
    session.intend(Turn(secrets.token_bytes(32), loss=False))
    assert await session.sync_once() is None
    assert not session.replica.items
    assert session.replica.ring.member_private != before


@pytest.mark.parametrize("when", ["before the answer", "before the admission"])
async def test_a_turn_of_the_coordinator_does_not_spoil_an_invitation(
    tmp_path: Path, when: str
) -> None:
    """The welcome goes by the key that the link promised, over a new start too."""
    with RelayAtWork(tmp_path / "relay", tmp_path / "relay.log") as relay:
        noor = await founded(tmp_path / "noor", relay.address, relay.code)
        invitation = await noor.invite("Joost", "adviser", noor.now())
        assert isinstance(invitation, Invitation)
        if when == "before the answer":
            await turned(noor)
        front = HomeFront(tmp_path / "joost", DOOR)
        joining = await front.join(invitation.link, "Joost", "laptop", PASSPHRASE)
        assert isinstance(joining, FrontJoining), joining
        if when == "before the admission":
            await turned(noor)
        noor.lock()
        noor = await unlocked(tmp_path / "noor")
        [answered] = await _open(noor)
        assert answered.words == await joining.safety_words()
        assert await noor.admit(answered) is None
        joost = real(await joining.admitted())
        assert {row.name for row in joost.members()} == {"Noor Haverkamp", "Joost"}
        assert noor.facts.invited == []
        joost.lock()
        noor.lock()


async def test_the_key_of_an_invitation_goes_with_its_drop_box(tmp_path: Path) -> None:
    """An answered invitation that is past its time keeps no key that a turn forgot."""
    with RelayAtWork(tmp_path / "relay", tmp_path / "relay.log") as relay:
        noor = await founded(tmp_path / "noor", relay.address, relay.code)
        invitation = await noor.invite("Joost", "adviser", noor.now())
        assert isinstance(invitation, Invitation)
        front = HomeFront(tmp_path / "joost", DOOR)
        joining = await front.join(invitation.link, "Joost", "laptop", PASSPHRASE)
        assert isinstance(joining, FrontJoining), joining
        await _open(noor)
        [kept] = noor.facts.invited
        assert member_public(kept.private) == noor.replica.ring.member_public()
        late = noor.now() + 73 * HOUR
        noor.now = lambda: late
        await _open(noor)
        [kept] = noor.facts.invited
        assert kept.private == b""
        joining.close()
        noor.lock()


async def _open(session: Session) -> list[Invitation]:
    found = await session.check_invitations()
    assert isinstance(found, list), found
    return found
