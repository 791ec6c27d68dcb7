"""What happens by itself when its day has come, over a real relay."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.casework import verbs
from shared.casework.consent import consenting
from shared.casework.consent.effects import take_back
from shared.casework.model.codes import ConsentForm
from shared.casework.model.kinds import Kind
from shared.casework.model.views import Consent
from tests.end_to_end.people import admitted, founded, good, open_case, synced
from tests.end_to_end.relay_at_work import RelayAtWork
from tui.local.session import Session

TODAY = datetime.now(UTC).date()
"""A share is judged on the day of the relay's records, by the real clock."""
LAST_DAY = TODAY + timedelta(days=7)


@asynccontextmanager
async def shared_case(tmp_path: Path) -> AsyncIterator[tuple[Session, Session, bytes, bytes]]:
    """Noor's case, shared with Joost on a consent until `LAST_DAY`."""
    with RelayAtWork(tmp_path / "relay", tmp_path / "relay.log") as relay:
        noor = await founded(tmp_path / "noor", relay.address, relay.code)
        joost = await admitted(noor, tmp_path / "joost")
        noor.confirm_words(joost.my_member)
        case, consent = open_case(noor), secrets.token_bytes(16)
        asked = {
            "scope": "share_with_colleague",
            "recipient": joost.my_member,
            "valid_until": LAST_DAY.isoformat(),
        }
        given = consenting.record(consent, asked, True, TODAY.isoformat(), ConsentForm.WRITTEN)
        noor.save(case, good(given))
        noor.share(case, joost.my_member, consent)
        await synced(noor, joost)
        assert joost.has_case(case)
        yield noor, joost, case, consent
        for session in (noor, joost):
            session.lock()


@pytest.mark.parametrize("who", ["the lead", "the colleague"])
async def test_rule_05_a_share_ends_when_its_consent_is_withdrawn(tmp_path: Path, who: str) -> None:
    """Whoever writes it down: the lead's device takes the colleague out, and what is written
    afterwards opens with no key that the colleague had."""
    async with shared_case(tmp_path) as (noor, joost, case, consent):
        writer = noor if who == "the lead" else joost
        file = writer.case(case)
        shown = file.find_as(Consent, consent)
        assert shown is not None
        writer.save(case, good(take_back(file, shown, TODAY.isoformat())))
        await synced(writer, noor)

        assert joost.do_what_is_due(TODAY) == 0
        assert noor.do_what_is_due(TODAY) == 1
        assert noor.do_what_is_due(TODAY) == 0
        await synced(noor, joost)

        assert not joost.has_case(case)
        assert [row.name for row in noor.holders(case)] == ["Noor Haverkamp"]


async def test_rule_06_a_share_ends_after_its_last_day(tmp_path: Path) -> None:
    """On the last day the colleague still reads; on the next one no more."""
    async with shared_case(tmp_path) as (noor, joost, case, _consent):
        assert noor.do_what_is_due(LAST_DAY) == 0
        await synced(noor, joost)
        assert joost.has_case(case)

        assert noor.do_what_is_due(LAST_DAY + timedelta(days=1)) == 1
        await synced(noor, joost)
        assert not joost.has_case(case)


async def test_a_disputed_consent_ends_no_share(tmp_path: Path) -> None:
    """Two answers side by side wait until somebody settles them; then it ends."""
    async with shared_case(tmp_path) as (noor, joost, case, consent):
        for session, until in ((noor, LAST_DAY), (joost, LAST_DAY + timedelta(days=9))):
            shown = session.case(case).find_as(Consent, consent)
            assert shown is not None
            session.save(case, [verbs.edit(shown, "valid_until", until.isoformat())])
            if session is noor:
                back = good(take_back(noor.case(case), shown, TODAY.isoformat()))
                noor.save(case, back)
        await synced(noor, joost, noor)
        held = noor.case(case).find_as(Consent, consent)
        assert held is not None
        assert held.conflicts
        assert noor.do_what_is_due(TODAY) == 0
        assert joost.has_case(case)


async def test_rule_22_own_notes_and_names_go_on_their_day(tmp_path: Path) -> None:
    """Wiped, not only hidden: on the day for a note, after its last day for a name."""
    async with shared_case(tmp_path) as (noor, _joost, case, _consent):
        vault = noor.new_vault(case)
        file, on = noor.case(case), TODAY.isoformat()
        name = {"name": "Elisabeth", "reason_for_holding": "bellen", "delete_after": on}
        noor.save(vault, good(verbs.add(file, Kind.IDENTITY, b"i" * 16, name, on)))
        note = {"case": case, "text": "kanarie", "noted_on": on, "delete_by": LAST_DAY.isoformat()}
        noor.save(noor.self_circle, good(verbs.add(file, Kind.WORKING_NOTE, b"w" * 16, note, on)))

        assert noor.do_what_is_due(TODAY) == 0
        assert noor.do_what_is_due(TODAY + timedelta(days=1)) == 1
        assert noor.vault_names(case) == {}
        assert [one.text for one in noor.working_notes(case)] == ["kanarie"]
        # The share ends with its last day too, one day later.
        assert noor.do_what_is_due(LAST_DAY) == 1
        assert noor.working_notes(None) == []
