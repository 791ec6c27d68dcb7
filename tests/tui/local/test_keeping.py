"""What a session refuses to save, it says; nothing is half saved then."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from shared.replica.change import Edit
from shared.replica.ring import Ring
from shared.sealing.passphrase import FOR_TESTS
from tui.local.facts import Facts
from tui.local.fault import NotSaved
from tui.local.home import Home
from tui.local.opening import Door, make_home, open_home
from tui.local.session import Session


@pytest.fixture
def session(tmp_path: Path) -> Session:
    ring = Ring(
        os.urandom(32),
        os.urandom(16),
        os.urandom(32),
        os.urandom(32),
        os.urandom(32),
        entries={},
        kept=set(),
    )
    home = Home.open(tmp_path / "home")
    door = Door(profile=FOR_TESTS, test_profile=True)
    return make_home(home, "test", ring, Facts("http://127.0.0.1:1", None, "Firm"), door)


@pytest.mark.parametrize("text", ["x" * 5_000_000, "half a sign: \ud800"], ids=["large", "half"])
def test_what_no_entry_can_hold_is_refused_in_one_piece(session: Session, text: str) -> None:
    """A text that is too large, or no text, is an expected failure; nothing waits after it."""
    circle = os.urandom(16)
    session.new_case([Edit("case", circle, "code", "kiezel-1")], circle)
    before = session.status().unkept

    with pytest.raises(NotSaved):
        session.save(circle, [Edit("note", os.urandom(16), "text", text)])

    assert session.status().unkept == before
    session.lock()


def test_a_lock_without_changes_leaves_the_snapshot_alone(session: Session) -> None:
    """It is written anew once the log went on or a key came; what only waits in the outbox is
    kept there, and comes back all the same."""
    home = session.home
    door = Door(profile=FOR_TESTS, test_profile=True)

    def bytes_after(*, opening: bool = False, saving: bytes = b"") -> bytes:
        opened = open_home(Home.open(home.folder), "test", door)
        assert isinstance(opened, Session)
        if opening:
            opened.new_case([Edit("case", circle, "code", "kiezel-1")], circle)
        if saving:
            opened.save(circle, [Edit("note", saving, "text", "over de kanarie")])
        found.append([hit.entity for hit in opened.search("kanarie", 5)])
        opened.lock()
        return home.snapshot.read_bytes()

    circle, note, found = os.urandom(16), os.urandom(16), list[list[bytes]]()
    session.lock()
    first = home.snapshot.read_bytes()

    assert bytes_after() == first
    with_case = bytes_after(opening=True)
    assert with_case != first
    assert bytes_after(saving=note) == with_case
    assert bytes_after() == with_case
    assert found == [[], [], [note], [note]]


def test_a_case_is_read_again_only_when_something_changed(session: Session) -> None:
    """What is looked at again without a change is the same; a change shows at once."""
    circle, note = os.urandom(16), os.urandom(16)
    session.new_case([Edit("case", circle, "code", "kiezel-1")], circle)
    before = session.case(circle)
    assert session.case(circle) is before

    session.save(circle, [Edit("note", note, "text", "over de kanarie")])

    assert before.find(note) is None
    assert session.case(circle).find(note) is not None
    assert session.case(os.urandom(16)).find(note) is None
    session.lock()
    assert "kanarie" not in repr(vars(session))
