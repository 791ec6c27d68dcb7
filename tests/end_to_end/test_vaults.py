"""The names of a case's people among several devices and people, over a real relay."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from shared.casework.model.kinds import Kind
from shared.replica.change import Edit
from shared.replica.outbox import Leave, Share
from tests.end_to_end.canary import Aviary, below
from tests.end_to_end.people import (
    add_note,
    admitted,
    founded,
    notes,
    open_case,
    second_device,
    share,
    synced,
    unlocked,
)
from tests.end_to_end.relay_at_work import RelayAtWork
from tests.house.tree import ROOT
from tui.local.port import VaultState
from tui.local.session import Session

PERSON = b"person--" * 2


def name(session: Session, case: bytes, text: str) -> bytes:
    """Put a name into the vault of a case, which is made if need be; its circle."""
    vault = session.new_vault(case)
    session.save(vault, [Edit(str(Kind.IDENTITY), PERSON, "name", text)])
    return vault


def consent_of(session: Session, case: bytes) -> bytes:
    """The consent on which the case was shared last."""
    return session.case(case).consents[-1].id


def keys_of(session: Session, circle: bytes) -> list[bytes]:
    return [e.secret for e in session.replica.ring.entries.values() if e.circle == circle]


def wires_of(session: Session, circle: bytes) -> list[int]:
    """The places of the records of a circle that the device's ledger knows."""
    epochs = session.replica.ledger.epochs.values()
    return sorted(place for epoch in epochs if epoch.circle == circle for place in epoch.places)


def assert_gone(session: Session, case: bytes, vault: bytes, places: list[int]) -> None:
    """No key, no text, no bytes; and it is said that there was one."""
    assert session.vault_state(case) is VaultState.shredded
    assert session.vault(case) is None
    assert keys_of(session, vault) == []
    assert list(session.projection.entities(vault)) == []
    rows = [session.store.row(place) for place in places]
    assert [row.wire for row in rows if row is not None] == [None] * len(places)
    items = [*session.store.load().items, *session.store.load().unsent]
    assert vault not in {save.circle for item in items for save in item.saves}


@asynccontextmanager
async def firm(tmp_path: Path) -> AsyncIterator[tuple[Session, Session, bytes]]:
    """Noor and Joost, with a case that she has shared with him."""
    with RelayAtWork(tmp_path / "relay", tmp_path / "relay.log") as relay:
        noor = await founded(tmp_path / "noor", relay.address, relay.code)
        joost = await admitted(noor, tmp_path / "joost")
        noor.confirm_words(joost.my_member)
        case = open_case(noor)
        share(noor, case, joost.my_member)
        await synced(noor, joost)
        assert joost.has_case(case)
        yield noor, joost, case
        for session in (noor, joost):
            session.lock()


async def test_sharing_a_case_does_not_share_its_names(tmp_path: Path) -> None:
    """A colleague who has the case reads that there is a vault, and nothing of it; shared
    on its own, he reads the names too. The member's other device has them at once."""
    async with firm(tmp_path) as (noor, joost, case):
        tablet = await second_device(noor, tmp_path / "tablet")
        vault = name(noor, case, "Lisa Verbeek")
        await synced(noor, tablet, joost)
        assert tablet.vault_names(case) == {"Lisa Verbeek": None}
        assert joost.vault_state(case) is VaultState.elsewhere
        assert joost.vault_names(case) == {}
        assert keys_of(joost, vault) == []
        assert joost.case(case).unknown == 0

        noor.share_vault(case, joost.my_member, consent_of(noor, case))
        await synced(noor, joost, tablet)
        assert joost.vault_names(case) == {"Lisa Verbeek": None}
        held = tablet.vault(case)
        assert held is not None
        assert set(held.holders) == {noor.my_member, joost.my_member}

        joost.unshare_vault(case, noor.my_member)
        noor.unshare_vault(case, joost.my_member)
        await synced(noor, joost, tablet)
        assert joost.vault_state(case) is VaultState.elsewhere
        assert keys_of(joost, vault) == []
        assert tablet.vault_names(case) == {"Lisa Verbeek": None}
        assert joost.has_case(case)
        tablet.lock()


async def test_shredding_goes_to_every_device_and_every_holder(tmp_path: Path) -> None:
    """Ordered offline by one, it is obeyed at the next sync of the others, what they had
    not sent goes with it, and nothing brings it back."""
    async with firm(tmp_path) as (noor, joost, case):
        tablet = await second_device(noor, tmp_path / "tablet")
        vault = name(noor, case, "Lisa Verbeek")
        noor.share_vault(case, joost.my_member, consent_of(noor, case))
        await synced(noor, joost, tablet)
        places = {session: wires_of(session, vault) for session in (noor, joost, tablet)}
        assert all(places.values())
        add_note(noor, case, "blijft")

        joost.save(vault, [Edit(str(Kind.IDENTITY), PERSON, "phone", "06")])
        assert noor.shred_vault(case)
        assert_gone(noor, case, vault, places[noor])
        await synced(noor, joost, tablet)
        for session in (noor, joost, tablet):
            assert_gone(session, case, vault, places[session])
            assert list(notes(session, case).values()) == ["blijft"]
        assert (joost.status().unkept, joost.status().unsent) == (0, 0)
        assert joost.status().notices == noor.status().notices == tablet.status().notices == ()

        before = places[tablet]
        tablet.lock()
        tablet = await unlocked(tmp_path / "tablet")
        await synced(noor, joost, tablet)
        assert_gone(tablet, case, vault, before)
        late = await second_device(noor, tmp_path / "late")
        await synced(late, noor)
        assert late.vault_state(case) is VaultState.shredded
        assert keys_of(late, vault) == []
        late.lock()
        tablet.lock()


async def test_a_vault_that_is_shared_after_the_order_goes_too(tmp_path: Path) -> None:
    """The member's other device asked for that while it was offline: the page that brings
    the order and the record that shares are handled in one go. Nobody keeps a key."""
    async with firm(tmp_path) as (noor, joost, case):
        tablet = await second_device(noor, tmp_path / "tablet")
        vault = name(noor, case, "Lisa Verbeek")
        terms = {
            "status": "given",
            "scope": "share_with_colleague",
            "recipient": joost.my_member,
        }
        grounds = [Edit("consent", PERSON, field, value) for field, value in terms.items()]
        noor.save(vault, grounds)
        await synced(noor, tablet, joost)
        places = {session: wires_of(session, vault) for session in (noor, tablet)}
        tablet.intend(Share(vault, joost.my_member, PERSON))
        noor.shred_vault(case)
        await synced(noor, joost)
        assert joost.vault_state(case) is VaultState.shredded
        await synced(tablet, joost, noor)
        shared = joost.replica.ring.lost
        assert len(shared) == 1
        for session in (noor, tablet, joost):
            assert_gone(session, case, vault, places.get(session, []))
            assert not [e for e in session.replica.ledger.epochs.values() if e.circle == vault]
            assert session.status().intents == 0
        note = add_note(tablet, case, "gaat door")
        await synced(tablet, joost, noor)
        assert notes(noor, case) == notes(joost, case) == {note: "gaat door"}
        tablet.lock()


async def test_a_device_that_slept_shows_no_name_after_its_first_sync(tmp_path: Path) -> None:
    """It wakes with the names, syncs, and has none; also while its program runs."""
    async with firm(tmp_path) as (noor, joost, case):
        tablet = await second_device(noor, tmp_path / "tablet")
        vault = name(noor, case, "Lisa Verbeek")
        await synced(noor, tablet)
        places = wires_of(tablet, vault)
        tablet.lock()
        noor.shred_vault(case)
        for number in range(30):
            add_note(noor, case, f"later {'abcdefghij'[number % 10]}")
        await synced(noor)
        tablet = await unlocked(tmp_path / "tablet")
        assert tablet.vault_names(case) == {"Lisa Verbeek": None}
        seen = asyncio.Event()
        stop = tablet.watch(
            lambda: seen.set() if tablet.vault_state(case) is VaultState.shredded else None
        )
        running = asyncio.create_task(tablet.run())
        async with asyncio.timeout(20):
            await seen.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        stop()
        assert_gone(tablet, case, vault, places)
        assert joost.vault_state(case) is VaultState.none
        tablet.lock()


async def test_who_does_not_hold_the_vault_can_not_have_it_shredded(tmp_path: Path) -> None:
    """A modified program of a colleague who has the case writes the order: it is not obeyed."""
    async with firm(tmp_path) as (noor, joost, case):
        vault = name(noor, case, "Lisa Verbeek")
        await synced(noor, joost)
        joost.save(case, [Edit("vault", vault, "shredded", True)])
        joost.save(case, [Edit("vault", case, "shredded", True)])
        await synced(joost, noor)
        assert noor.vault_names(case) == {"Lisa Verbeek": None}
        assert len(keys_of(noor, vault)) == 1
        # Both hold the case: but it is no vault.
        for session in (noor, joost):
            assert session.case(case).case.code == "kiezel-47"
            assert len(keys_of(session, case)) >= 1


async def test_what_a_former_holder_could_not_send_is_shredded_too(tmp_path: Path) -> None:
    """He was taken out of the vault before he synced; the order reaches him by the case."""
    async with firm(tmp_path) as (noor, joost, case):
        vault = name(noor, case, "Lisa Verbeek")
        noor.share_vault(case, joost.my_member, consent_of(noor, case))
        await synced(noor, joost)
        joost.save(vault, [Edit(str(Kind.IDENTITY), PERSON, "phone", "06")])
        noor.intend(Leave(vault, joost.my_member))
        await synced(noor)
        await synced(joost)
        assert joost.status().unsent == 1
        assert joost.vault_state(case) is VaultState.elsewhere
        noor.shred_vault(case)
        await synced(noor, joost)
        assert joost.status().unsent == 0
        assert joost.vault_state(case) is VaultState.shredded
        assert joost.store.load().unsent == []


async def test_two_holders_who_made_a_vault_at_once_have_two(tmp_path: Path) -> None:
    """Each reads the own one, and both once they are shared; both are shredded together."""
    async with firm(tmp_path) as (noor, joost, case):
        hers, his = name(noor, case, "Lisa Verbeek"), joost.new_vault(case)
        joost.save(his, [Edit(str(Kind.IDENTITY), b"other---" * 2, "name", "Lisa V.")])
        await synced(noor, joost)
        assert noor.vault_names(case) == {"Lisa Verbeek": None}
        assert joost.vault_names(case) == {"Lisa V.": None}
        noor.share_vault(case, joost.my_member, consent_of(noor, case))
        await synced(noor, joost)
        both = joost.vault(case)
        assert both is not None
        assert both.places == {PERSON: hers, b"other---" * 2: his}
        assert joost.shred_vault(case)
        await synced(joost, noor)
        assert keys_of(noor, hers) == keys_of(joost, hers) == keys_of(joost, his) == []
        assert noor.vault_names(case) == joost.vault_names(case) == {}


async def test_own_notes_are_on_the_own_devices_alone(tmp_path: Path) -> None:
    """A further device of the member has them, a colleague in the case has not; rows of
    the statistics all advisers have."""
    async with firm(tmp_path) as (noor, joost, case):
        tablet = await second_device(noor, tmp_path / "tablet")
        edits = {"case": case, "text": "niet vergeten", "noted_on": "2026-02-05"}
        noor.save_all(
            {
                noor.self_circle: [
                    Edit(str(Kind.WORKING_NOTE), PERSON, field, value)
                    for field, value in edits.items()
                ],
                noor.advisers_circle: [Edit("stat_row", PERSON, "year", 2026)],
            }
        )
        await synced(noor, tablet, joost)
        assert [note.text for note in tablet.working_notes(case)] == ["niet vergeten"]
        assert joost.working_notes(case) == []
        assert [row for row, _ in joost.stat_rows()] == [PERSON]
        tablet.lock()


async def test_a_name_is_nowhere_in_the_clear(tmp_path: Path) -> None:
    """In no home, no log and not at the relay: while open, locked, and shredded."""
    aviary = Aviary()
    async with firm(tmp_path) as (noor, joost, case):
        name(noor, case, aviary.text("naam"))
        noor.save(
            noor.self_circle,
            [Edit(str(Kind.WORKING_NOTE), PERSON, "text", aviary.text("notitie"))],
        )
        await synced(noor, joost)
        assert aviary.find_in(below(tmp_path)) == []
        noor.write_snapshot()
        assert aviary.find_in(below(tmp_path)) == []
        for word in aviary.texts[0].split():
            assert noor.search(word, 5) == joost.search(word, 5) == []
        noor.shred_vault(case)
        await synced(noor, joost)
        assert aviary.find_in(below(tmp_path)) == []
    assert aviary.find_in(below(tmp_path)) == []


@pytest.mark.skipif(os.name != "posix", reason="kills a process")
async def test_a_program_that_is_killed_has_kept_and_shredded_what_it_said(tmp_path: Path) -> None:
    """Names that were saved are there afterwards, and those that were shredded are not."""
    async with firm(tmp_path) as (noor, _, case):
        noor.lock()

        def killed_after(what: str) -> None:
            module = "tests.end_to_end.vault_writer"
            order = [sys.executable, "-m", module, str(tmp_path / "noor"), case.hex(), what]
            process = subprocess.Popen(order, cwd=ROOT, stdout=subprocess.PIPE, text=True)
            assert process.stdout is not None
            with process.stdout:
                assert process.stdout.readline() == "done\n"
                process.kill()
            process.wait(20)

        await asyncio.to_thread(killed_after, "write")
        noor = await unlocked(tmp_path / "noor")
        held = noor.vault(case)
        assert held is not None
        assert [one.name for one in held.identities] == ["Zwaluwina Kwetternagel"]
        await synced(noor)
        places = wires_of(noor, held.circle)
        assert len(places) == 2
        noor.lock()
        await asyncio.to_thread(killed_after, "shred")
        noor = await unlocked(tmp_path / "noor")
        assert_gone(noor, case, held.circle, places)
        await synced(noor)
        assert_gone(noor, case, held.circle, places)
        noor.lock()
