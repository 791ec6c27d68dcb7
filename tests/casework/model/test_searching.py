"""What can be found by its words, and what the list needs of an entity."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.casework.model.kinds import FIELDS, Kind
from shared.casework.model.searching import NO_GIST, TEXTS, Gist, gist_of, text_of
from shared.replica.change import Live
from tests.casework.made import JOOST, NOOR, lives
from tests.casework.model.test_case_file import values


def test_all_texts_of_an_entity_are_found_and_nothing_else() -> None:
    """Free text is searched; codes, dates and ids are not."""
    text = text_of(
        "contact",
        {
            "summary": lives("luisterend oor"),
            "agreements": lives("volgende week"),
            "kind": lives("first_talk"),
            "start": lives("2026-02-05"),
            "mood": lives("of a newer program"),
        },
    )

    assert text == "luisterend oor\nvolgende week"


def test_values_that_live_side_by_side_are_all_found() -> None:
    """A conflict hides no words; what an own waiting write lies over is hidden."""
    old = Live("old", JOOST, 1, 1, 0)
    waiting = Live("new", NOOR, 1, None, 0, (old.name,))

    assert text_of("note", {"text": lives("one", "two")}) == "one\ntwo"
    assert text_of("note", {"text": (old, waiting)}) == "new"


def test_names_and_own_notes_are_never_searched() -> None:
    """They lie outside the case; nobody finds a person by name."""
    for kind in (Kind.IDENTITY, Kind.WORKING_NOTE):
        assert text_of(str(kind), {name: lives("Lisa Verbeek") for name in FIELDS[kind]}) == ""


def test_what_was_deleted_is_not_found() -> None:
    """Nor is what is of an unknown kind."""
    fields = {"text": lives("secret")}

    assert text_of("note", {**fields, "deleted": lives([[NOOR, 1]])}) == ""
    assert text_of("note", {**fields, "deleted": lives(None)}) == "secret"
    assert text_of("option", fields) == ""


def test_the_gist_of_an_entity() -> None:
    """Conflicts, writes that wait, and the moment of a contact."""
    waiting = Live("b", JOOST, 9, None, 0)

    assert gist_of("note", {"text": lives("a")}) is NO_GIST
    assert gist_of("note", {"text": (*lives("a"), waiting)}) == Gist(1, 1, "")
    assert gist_of("contact", {"start": lives("2026-02-05T10:00")}).contact == "2026-02-05T10:00"
    assert gist_of("contact", {"start": lives("2026-02-05", "2026-02-06")}) == Gist(
        1, 0, "2026-02-06"
    )
    assert gist_of("contact", {"start": lives("soon")}).contact == ""
    assert gist_of("contact", {"start": lives("2026-02-05"), "deleted": lives(True)}) == NO_GIST
    assert gist_of("option", {"title": (waiting,)}) == Gist(0, 1, "")


@given(
    st.sampled_from([*TEXTS, "option"]),
    st.dictionaries(
        st.sampled_from(["text", "summary", "start", "label", "deleted", "code"]),
        st.lists(values, max_size=3),
    ),
)
def test_whatever_stands_in_a_record_has_a_text_and_a_gist(
    kind: str, written: dict[str, list[object]]
) -> None:
    """No value makes either stumble."""
    fields = {name: lives(*several) for name, several in written.items()}

    assert isinstance(text_of(kind, fields), str)
    gist = gist_of(kind, fields)
    assert gist.conflicts >= 0
    assert gist.unkept == 0
