"""Taking out names and own notes: nothing is shown, and nothing is left to be shown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.casework.model.kinds import Kind
from shared.casework.model.showing import read_view
from shared.casework.model.views import Identity, WorkingNote
from shared.casework.model.wiping import wipe
from shared.replica.change import Fields, Live, Name
from shared.replica.register import lay_over, stand, visible
from tests.casework.made import JOOST, NOOR, lives

ID = b"i" * 16
texts = st.text(min_size=1, max_size=20)
person = st.dictionaries(
    st.sampled_from(["name", "phone", "email", "address", "of a newer program"]),
    st.lists(texts, min_size=1, max_size=3),
    min_size=1,
)


@given(person)
def test_nothing_is_left_of_a_person(written: dict[str, list[str]]) -> None:
    """Of no field, not of one with several values, nor of one of a newer program."""
    fields: Fields = {name: lives(*values) for name, values in written.items()}
    shown = read_view(Kind.IDENTITY, ID, fields)
    assert isinstance(shown, Identity)
    edits = wipe(shown)
    for number, one in enumerate(edits, 100):
        live = Live(one.value, NOOR, number, number, 0)
        stand(fields, one.field, live, one.supersedes)
    after = read_view(Kind.IDENTITY, ID, fields)
    assert after.deleted
    assert after.conflicts == ()
    left = [live.value for lives in fields.values() for live in lives]
    assert set(left) == {None, True}


def test_an_own_note_is_wiped_before_it_is_synced() -> None:
    """Its text is nowhere in what is shown from then on."""
    fields: Fields = {"text": lives("niet vergeten"), "noted_on": lives("2026-02-05")}
    shown = read_view(Kind.WORKING_NOTE, ID, fields)
    assert isinstance(shown, WorkingNote)
    for number, one in enumerate(wipe(shown), 100):
        lay_over(fields, one, Name(NOOR, number), 0)
    after = read_view(Kind.WORKING_NOTE, ID, fields)
    assert (after.deleted, after.conflicts) == (True, ())
    values = [live.value for lives in visible(fields).values() for live in lives]
    assert set(values) == {None, True}


def test_what_somebody_wrote_meanwhile_does_not_bring_it_back() -> None:
    """Unlike after a deletion: a name that was to go stays gone from the screen."""
    fields: Fields = {"name": lives("Lisa Verbeek")}
    shown = read_view(Kind.IDENTITY, ID, fields)
    assert isinstance(shown, Identity)
    stand(fields, "phone", Live("06", JOOST, 1, 50, 0), ())
    for number, one in enumerate(wipe(shown), 100):
        stand(fields, one.field, Live(one.value, NOOR, number, number, 0), one.supersedes)
    assert read_view(Kind.IDENTITY, ID, fields).deleted
