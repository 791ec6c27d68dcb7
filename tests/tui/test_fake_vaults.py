"""The session in memory answers as the real one does, for circles beside cases."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.replica.change import Edit
from shared.replica.ring import Ring
from shared.sealing.passphrase import FOR_TESTS
from tests.tui.fake_session import FakeSession
from tui.local.facts import Facts
from tui.local.fault import NotSaved
from tui.local.home import Home
from tui.local.opening import Door, make_home
from tui.local.port import SessionPort, VaultState

CASE, PARTY, PERSON = b"case" * 4, b"party" * 3 + b"!", b"person" * 2 + b"----"
NAME = "Lisa Verbeek"


@pytest.fixture(params=["fake", "real"])
def session(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SessionPort]:
    made: SessionPort
    if request.param == "fake":
        made = FakeSession()
    else:
        log, member, seed, exchange, private = (os.urandom(n) for n in (32, 16, 32, 32, 32))
        ring = Ring(log, member, seed, exchange, private, entries={}, kept=set())
        facts = Facts("http://127.0.0.1:1", None, "Firm")
        door = Door(profile=FOR_TESTS, test_profile=True)
        made = make_home(Home.open(tmp_path / "home"), "test", ring, facts, door)
    made.new_case([Edit("case", CASE, "code", "kiezel-47")], CASE)
    yield made
    made.lock()


def person(session: SessionPort) -> bytes:
    vault = session.new_vault(CASE)
    values = {"party": PARTY, "name": NAME}
    session.save(vault, [Edit("identity", PERSON, field, value) for field, value in values.items()])
    return vault


def test_a_vault_from_its_making_to_its_end(session: SessionPort) -> None:
    """Made once, read, shredded, and another one after it."""
    assert session.vault_state(CASE) is VaultState.none
    assert session.vault(CASE) is None
    vault = person(session)
    assert session.new_vault(CASE) == vault
    held = session.vault(CASE)
    assert held is not None
    assert [(one.id, one.name, one.party) for one in held.identities] == [(PERSON, NAME, PARTY)]
    assert (held.circle, held.places) == (vault, {PERSON: vault})
    assert held.holders == (session.my_member,)
    assert session.vault_names(CASE) == {NAME: PARTY}
    assert session.search("Lisa", 9) == []
    assert session.case_count() == 1
    assert session.case(CASE).unknown == 0

    assert session.shred_vault(CASE)
    assert not session.shred_vault(CASE)
    assert session.vault_state(CASE) is VaultState.shredded
    assert (session.vault(CASE), session.vault_names(CASE)) == (None, {})
    with pytest.raises(NotSaved):
        session.save(vault, [Edit("identity", PERSON, "name", NAME)])
    assert session.new_vault(CASE) != vault
    assert session.vault_state(CASE) is VaultState.open


def test_a_deleted_person_is_not_shown(session: SessionPort) -> None:
    """Nor where edits to it would go."""
    vault = person(session)
    session.save(vault, [Edit("identity", PERSON, "deleted", True)])
    held = session.vault(CASE)
    assert held is not None
    assert (held.identities, held.places, session.vault_names(CASE)) == ((), {}, {})


def test_names_stay_in_their_place(session: SessionPort) -> None:
    """Both refuse the same."""
    vault = person(session)
    with pytest.raises(ValueError, match="one's own"):
        session.save(CASE, [Edit("working_note", PERSON, "text", "x")])
    with pytest.raises(NotSaved):
        session.save(b"nowhere-" * 2, [Edit("identity", PERSON, "name", NAME)])
    session.save(vault, [Edit("consent", PERSON, "status", "given")])


def test_notes_rows_and_all_cases(session: SessionPort) -> None:
    """What is saved in one piece is read where it belongs."""
    fresh = b"fresh---" * 2
    note = {"case": CASE, "text": "niet vergeten", "noted_on": "2026-02-05"}
    session.save_all(
        {
            session.self_circle: [
                Edit("working_note", PERSON, field, value) for field, value in note.items()
            ],
            session.advisers_circle: [Edit("stat_row", PERSON, "year", 2026)],
            fresh: [Edit("case", fresh, "code", "zegge-12"), Edit("note", PERSON, "text", "x")],
        },
        [fresh],
    )
    assert [one.text for one in session.working_notes(CASE)] == ["niet vergeten"]
    assert session.working_notes(fresh) == []
    assert len(session.working_notes(None)) == 1
    [(row, fields)] = session.stat_rows()
    assert (row, fields["year"][0].value) == (PERSON, 2026)
    found = [(e.circle, e.code, e.kind, e.id) for e in session.entities_of(["note"])]
    assert found == [(fresh, "zegge-12", "note", PERSON)]
    assert list(session.entities_of(["working_note", "stat_row", "identity"])) == []
