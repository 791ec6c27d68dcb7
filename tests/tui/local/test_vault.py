"""The names of a case's people on one device: where they are, where they are not, and how
they go. What other devices do of it is in tests/end_to_end/test_vaults.py."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from shared.casework.model.kinds import Kind
from shared.replica.change import Edit
from shared.replica.payload import CircleKind
from shared.replica.register import visible
from shared.replica.ring import Ring
from shared.sealing.passphrase import FOR_TESTS
from tui.local.facts import Facts
from tui.local.fault import NotSaved, StoreFull
from tui.local.home import Home
from tui.local.opening import Door, make_home, open_home
from tui.local.port import VaultState
from tui.local.session import Session

DOOR = Door(profile=FOR_TESTS, test_profile=True)
CASE, PARTY, PERSON = b"case" * 4, b"party" * 3 + b"!", b"person" * 2 + b"----"
KINDS = [*map(str, Kind), "vault"]
NAME, PHONE = "Zwaluwina Kwetternagel", "06-kwetter-99"


@pytest.fixture
def session(tmp_path: Path) -> Session:
    log, member, seed, exchange, private = (os.urandom(n) for n in (32, 16, 32, 32, 32))
    ring = Ring(log, member, seed, exchange, private, entries={}, kept=set())
    home = Home.open(tmp_path / "home")
    made = make_home(home, "test", ring, Facts("http://127.0.0.1:1", None, "Firm"), DOOR)
    made.new_case([Edit("case", CASE, "code", "kiezel-47")], CASE)
    return made


def same(session: Session) -> Session:
    """Not closed at all."""
    return session


def again(session: Session) -> Session:
    """Locked, and opened with the passphrase."""
    session.lock()
    opened = open_home(Home.open(session.home.folder), "test", DOOR)
    assert isinstance(opened, Session)
    return opened


def without_lock(session: Session) -> Session:
    """Opened as after the end of a program that was killed: nothing was written since."""
    session.store.close()
    session.home.close()
    opened = open_home(Home.open(session.home.folder), "test", DOOR)
    assert isinstance(opened, Session)
    return opened


def fill(session: Session, name: str = NAME) -> bytes:
    """A vault with one person; its circle."""
    vault = session.new_vault(CASE)
    values: dict[str, Any] = {"party": PARTY, "name": name, "phone": PHONE}
    session.save(vault, [Edit("identity", PERSON, field, value) for field, value in values.items()])
    return vault


def secrets_of(session: Session, circle: bytes) -> list[bytes]:
    return [e.secret for e in session.replica.ring.entries.values() if e.circle == circle]


def assert_shredded(session: Session, vault: bytes, *secrets: bytes) -> None:
    """Neither memory nor disk has a key, a name or an item of it."""
    assert session.vault_state(CASE) is VaultState.shredded
    assert session.vault(CASE) is None
    assert session.vault_names(CASE) == {}
    assert list(session.projection.entities(vault)) == []
    image = session.projection.image()
    assert b"Zwaluw" not in image
    assert b"kwetter" not in image
    loaded = session.store.load()
    assert loaded.ring is not None
    for secret in secrets:
        assert secret not in loaded.ring
    items = [*loaded.items, *loaded.unsent]
    assert vault not in {save.circle for item in items for save in item.saves}
    assert vault not in {new.circle for item in items for new in item.opens}


def test_a_case_has_no_vault_until_one_is_made(session: Session) -> None:
    """And then one: making it again gives the same."""
    assert session.vault_state(CASE) is VaultState.none
    assert session.vault(CASE) is None
    vault = session.new_vault(CASE)
    assert session.new_vault(CASE) == vault
    held = session.vault(CASE)
    assert held is not None
    assert (held.circle, held.identities, held.holders) == (vault, (), (session.my_member,))
    [entry] = [e for e in session.replica.ring.entries.values() if e.circle == vault]
    assert entry.kind == CircleKind.IDENTITY
    session.lock()


@pytest.mark.parametrize("reopen", [again, without_lock])
def test_names_are_in_the_vault_after_a_start(session: Session, reopen: Any) -> None:
    """After a lock, and after a program that was killed."""
    vault = fill(session)
    opened = reopen(session)
    held = opened.vault(CASE)
    assert held is not None
    [person] = held.identities
    assert (person.id, person.name, person.phone) == (PERSON, NAME, PHONE)
    assert (person.party, held.places) == (PARTY, {PERSON: vault})
    assert opened.vault_names(CASE) == {NAME: PARTY}
    opened.lock()


def test_names_are_nowhere_else(session: Session) -> None:
    """No search, no list, no case and no agenda has a word of them, also after a start."""
    fill(session)
    for reopen in (same, again):
        opened = session = reopen(session)
        for text in ("Zwaluwina", "kwetternagel", "kwetter", "06"):
            assert opened.search(text, 10) == []
            assert opened.case_count(text) == 0
        assert opened.case_count() == 1
        assert "waluw" not in repr(opened.case_rows("", 0, 9))
        file = opened.case(CASE)
        assert file.unknown == 0
        values = [
            live.value
            for e in opened.entities_of(KINDS)
            for lives in e.fields.values()
            for live in lives
        ]
        assert "kiezel-47" in values
        assert not {NAME, PHONE, PARTY}.intersection(values)
        assert list(opened.entities_of(["identity"])) == []
        words = [
            name
            for (name,) in opened.projection._db.execute("select name from sqlite_master")
            if name.startswith("words_") and name.endswith("_data")
        ]
        assert words
        for table in words:
            rows = opened.projection._db.execute(f"select * from {table}").fetchall()
            assert b"kwetter" not in b"".join(bytes(row[1] or b"") for row in rows)
    assert "waluw" not in repr(opened.vault(CASE))
    opened.lock()


def test_names_are_saved_in_a_vault_only_and_a_vault_keeps_names_only(session: Session) -> None:
    """A program that asks for something else has a bug; nothing is saved."""
    vault = fill(session)
    before = session.status().unkept
    for circle, kind in ((CASE, "identity"), (session.self_circle, "identity")):
        with pytest.raises((ValueError, NotSaved)):
            session.save(circle, [Edit(kind, PERSON, "name", NAME)])
    with pytest.raises(ValueError, match="one's own"):
        session.save(CASE, [Edit("working_note", PERSON, "text", "x")])
    assert session.status().unkept == before
    assert vault != CASE
    session.lock()


@pytest.mark.parametrize("reopen", [same, again, without_lock])
def test_shredding_leaves_nothing_on_the_device(session: Session, reopen: Any) -> None:
    """At once, without a relay; not after a start either, and the case is whole."""
    vault = fill(session)
    session = again(session)
    assert session.home.snapshot.exists()
    secrets = secrets_of(session, vault)
    assert len(secrets) == 1
    assert session.shred_vault(CASE)
    assert not session.home.snapshot.exists()
    wal = session.home.store.with_name(session.home.store.name + "-wal")
    assert not wal.exists() or wal.stat().st_size == 0
    assert secrets_of(session, vault) == []
    assert_shredded(session, vault, *secrets)
    session = reopen(session)
    assert_shredded(session, vault, *secrets)
    assert session.case(CASE).case.code == "kiezel-47"
    session.lock()


def test_an_old_snapshot_does_not_bring_it_back(session: Session) -> None:
    """A copy of that file from before, put back, is taken for none of this store."""
    vault = fill(session)
    session = again(session)
    secrets = secrets_of(session, vault)
    snapshot = session.home.snapshot
    old = snapshot.read_bytes()
    session.shred_vault(CASE)
    snapshot.write_bytes(old)
    session = without_lock(session)
    assert_shredded(session, vault, *secrets)
    assert not [e for e in session.replica.ledger.epochs.values() if e.circle == vault]
    assert not snapshot.exists()
    session.lock()


def test_what_was_shredded_can_not_be_saved_to_or_shredded_again(session: Session) -> None:
    """A form that was open meanwhile says that the names are gone; a new vault is another."""
    vault = fill(session)
    assert session.shred_vault(CASE)
    with pytest.raises(NotSaved):
        session.save(vault, [Edit("identity", PERSON, "phone", PHONE)])
    assert not session.shred_vault(CASE)
    assert_shredded(session, vault)
    fresh = fill(session, "Iemand Anders")
    assert fresh != vault
    assert session.vault_state(CASE) is VaultState.open
    assert session.vault_names(CASE) == {"Iemand Anders": PARTY}
    assert list(session.projection.entities(vault)) == []
    session.lock()


def test_a_full_disk_shreds_nothing_and_says_so(session: Session) -> None:
    """Half a destruction would be worse: all is as it was, and it can be done again."""
    vault = fill(session)
    session = again(session)
    (pages,) = session.store._db.execute("pragma page_count").fetchone()
    session.store._db.execute(f"pragma max_page_count = {pages}")
    session.store._db.execute("pragma query_only = on")
    with pytest.raises(StoreFull):
        session.shred_vault(CASE)
    assert session.vault_names(CASE) == {NAME: PARTY}
    session.store._db.execute("pragma query_only = off")
    session.store._db.execute("pragma max_page_count = 1073741823")
    assert session.vault_names(CASE) == {NAME: PARTY}
    assert session.shred_vault(CASE)
    assert_shredded(session, vault)
    session.lock()


def test_a_destruction_that_was_ordered_is_done_at_the_next_start(session: Session) -> None:
    """The program ended between reading the order and obeying: it is shown nowhere, and
    destroyed when the home is opened."""
    vault = fill(session)
    session._destroying = True
    session.save(CASE, [Edit("vault", vault, "shredded", True)])
    assert secrets_of(session, vault) != []
    assert session.vault(CASE) is None
    secrets = secrets_of(session, vault)
    session = without_lock(session)
    assert_shredded(session, vault, *secrets)
    session.lock()


def test_the_name_of_a_case_as_vault_destroys_no_case(session: Session) -> None:
    """A modified program that orders another circle's end is not obeyed."""
    other = os.urandom(16)
    session.new_case([Edit("case", other, "code", "zegge-12")], other)
    session.save(CASE, [Edit("vault", other, "shredded", True)])
    session.save(CASE, [Edit("vault", session.self_circle, "shredded", True)])
    assert session.case(other).case.code == "zegge-12"
    assert session.case_count() == 2
    session = again(session)
    assert session.case_count() == 2
    session.lock()


def test_a_name_that_was_deleted_is_not_shown(session: Session) -> None:
    """Nor flagged in free text."""
    vault = fill(session)
    session.save(vault, [Edit("identity", PERSON, "deleted", True)])
    held = session.vault(CASE)
    assert held is not None
    assert held.identities == ()
    assert session.vault_names(CASE) == {}
    session.lock()


# Own notes, rows for all advisers, several circles in one piece, many cases


def note(session: Session, text: str, on: str = "2026-02-05", case: bytes = CASE) -> bytes:
    entity = os.urandom(16)
    values = {"case": case, "text": text, "noted_on": on, "delete_by": "2026-03-07"}
    edits = [Edit("working_note", entity, field, value) for field, value in values.items()]
    session.save(session.self_circle, edits)
    return entity


def test_working_notes_are_ones_own_and_stay(session: Session) -> None:
    """They are in `self`, by case and date; a deleted one is not shown; none is searched."""
    late, early = note(session, "later", "2026-02-09"), note(session, "vroeger")
    gone = note(session, "weg")
    note(session, "van een ander dossier", case=b"x" * 16)
    session.save(session.self_circle, [Edit("working_note", gone, "deleted", True)])
    for reopen in (same, again):
        opened = session = reopen(session)
        found = opened.working_notes(CASE)
        assert [(one.id, one.text) for one in found] == [(early, "vroeger"), (late, "later")]
        assert opened.search("vroeger", 5) == []
        assert list(opened.entities_of(["working_note"])) == []
        assert not [e for e in opened.projection.entities(CASE) if e[0] == "working_note"]
    opened.lock()


def test_several_circles_are_saved_in_one_piece(session: Session) -> None:
    """Closing a case writes the row of the statistics with it: both or none."""
    row, closure = os.urandom(16), os.urandom(16)
    edits = {
        CASE: [Edit("closure", closure, "date", "2026-03-01")],
        session.advisers_circle: [Edit("stat_row", row, "year", 2026)],
    }
    before = len(session.store.load().items)
    session.save_all(edits)
    assert len(session.store.load().items) == before + 1
    [(found, fields)] = session.stat_rows()
    assert (found, fields["year"][0].value) == (row, 2026)
    with pytest.raises(NotSaved):
        session.save_all(
            {
                CASE: [Edit("closure", closure, "date", "2026-04-01")],
                session.advisers_circle: [Edit("stat_row", row, "year", "\ud800")],
            }
        )
    session = without_lock(session)
    [(_, fields)] = session.stat_rows()
    assert fields["year"][0].value == 2026
    dates = visible(session.projection.fields(CASE, "closure", closure))["date"]
    assert [live.value for live in dates] == ["2026-03-01"]
    session.lock()


def test_new_cases_can_come_with_other_edits(session: Session) -> None:
    """A case that is opened again as a new one is linked in the same piece."""
    fresh = os.urandom(16)
    edits = {
        fresh: [Edit("case", fresh, "code", "zegge-12")],
        CASE: [Edit("case", CASE, "callsign", "Lies")],
    }
    session.save_all(edits, [fresh])
    session = without_lock(session)
    assert {row.code for row in session.case_rows("", 0, 9)} == {"kiezel-47", "zegge-12"}
    assert session.case(CASE).case.callsign == "Lies"
    session.lock()


def test_entities_of_all_cases_by_kind(session: Session) -> None:
    """With the code of their case, in one question."""
    other = os.urandom(16)
    session.new_case([Edit("case", other, "code", "zegge-12")], other)
    for circle, kind in ((CASE, "note"), (other, "note"), (other, "reminder"), (CASE, "contact")):
        session.save(circle, [Edit(kind, PERSON, "text", kind)])
    found = [(e.code, e.kind, e.id) for e in session.entities_of(["note", "reminder"])]
    assert sorted(found) == [
        ("kiezel-47", "note", PERSON),
        ("zegge-12", "note", PERSON),
        ("zegge-12", "reminder", PERSON),
    ]
    assert {e.circle for e in session.entities_of(["note"])} == {CASE, other}
    assert [e.fields["text"][0].value for e in session.entities_of(["reminder"])] == ["reminder"]
    session.save(other, [Edit("case", other, "status", "intake")])
    assert {e.circle for e in session.entities_of(["note"], ["intake", "new"])} == {other}
    assert list(session.entities_of(["note"], [])) == []
    session.lock()
