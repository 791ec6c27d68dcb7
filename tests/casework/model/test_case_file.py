"""Reading a case: typed views, conflicts, deletion, and values that nobody expected."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.casework.model.case_file import read_case
from shared.casework.model.codes import CaseStatus, Channel, ConcernSubtype, Domain
from shared.casework.model.kinds import FIELDS, LINE_LIMIT, TEXT_LIMIT, Kind
from shared.casework.model.reading import NOTHING, Mark
from shared.casework.model.showing import read_view
from shared.casework.model.views import Case, Contact, Note
from shared.casework.verbs import open_case
from shared.replica.change import Live
from tests.casework.made import (
    CIRCLE,
    JOOST,
    NOOR,
    Firm,
    add,
    change,
    delete,
    lives,
    settle,
    undelete,
    view,
)

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.text()
    | st.binary(max_size=40)
    | st.sampled_from(["new", "bullying", "2026-02-05", "2026-02-30", "-", "9999-99-99"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_a_case_reads_as_it_was_written() -> None:
    """Every field that was given stands in the view, typed."""
    firm = Firm()
    given = {
        "client": "Waterstaal Techniek BV",
        "callsign": "Lies",
        "safe_channel": "phone",
        "safe_times": "na 18:00",
        "safe_never": "werkmail",
        "domain": "undesirable_behaviour",
    }
    firm.save(open_case(CIRCLE, "kiezel-47", "2026-02-02", given))

    case = firm.file().case

    assert case.code == "kiezel-47"
    assert case.client == "Waterstaal Techniek BV"
    assert case.callsign == "Lies"
    assert case.safe_channel is Channel.PHONE
    assert (case.safe_times, case.safe_never) == ("na 18:00", "werkmail")
    assert case.domain is Domain.UNDESIRABLE_BEHAVIOUR
    assert case.status is CaseStatus.NEW
    assert case.opened_on == "2026-02-02"
    assert (case.conflicts, case.odd) == ((), {})


def test_a_circle_without_a_case_reads_as_an_empty_one() -> None:
    """A case whose first record has not arrived yet can be looked at."""
    file = read_case(CIRCLE, [])

    assert file.case == Case(id=CIRCLE)
    assert file.timeline == []


def test_contacts_and_notes_make_one_timeline() -> None:
    """Oldest first, whatever the order in which they were written."""
    firm = Firm()
    firm.save(add(Kind.NOTE, b"n" * 16, {"text": "b", "noted_on": "2026-02-06"}))
    firm.save(add(Kind.CONTACT, b"2" * 16, {"kind": "options", "start": "2026-02-12 14:00"}))
    firm.save(add(Kind.CONTACT, b"1" * 16, {"kind": "first_talk", "start": "2026-02-05 10:00"}))
    firm.save(add(Kind.NOTE, b"m" * 16, {"text": "a", "noted_on": "2026-02-05"}))

    assert [entry.id[:1] for entry in firm.file().timeline] == [b"m", b"1", b"n", b"2"]


def test_an_id_is_found_among_all_and_among_its_kind() -> None:
    """Where a modified program gave one id to two kinds, the first kind has it, and each is
    found by its own; what was deleted is found among all only."""
    firm = Firm()
    firm.save(add(Kind.NOTE, b"n" * 16, {"text": "b", "noted_on": "2026-02-06"}))
    firm.save(add(Kind.CONTACT, b"n" * 16, {"kind": "options", "start": "2026-02-12 14:00"}))
    firm.save(add(Kind.NOTE, b"d" * 16, {"text": "c", "noted_on": "2026-02-07"}))
    firm.save(delete(firm.view(b"d" * 16)))
    file = firm.file()

    assert file.find(b"n" * 16) == file.contacts[0]
    assert file.find_as(Note, b"n" * 16) == file.notes[0]
    assert file.find_as(Contact, b"n" * 16) == file.contacts[0]
    assert file.find(b"d" * 16) == file.deleted[0]
    assert file.find_as(Note, b"d" * 16) is None
    assert file.find(CIRCLE) == file.case
    assert file.find(None) is None
    assert file.find_as(Note, None) is None
    assert file.find_as(Contact, b"d" * 16) is None


def test_what_waits_for_the_relay_is_counted() -> None:
    """Each value that the relay has not kept counts once."""
    fields = {"text": lives("a"), "noted_on": lives("2026-02-06")}
    kept = read_case(CIRCLE, [(str(Kind.NOTE), b"n" * 16, fields)])
    own = (Live("b", NOOR, 9, None, 0),)
    waiting = read_case(CIRCLE, [(str(Kind.NOTE), b"n" * 16, {**fields, "text": own})])

    assert (kept.unkept, waiting.unkept) == (0, 1)


def test_what_two_people_wrote_stands_side_by_side_until_it_is_settled() -> None:
    """Neither value is lost; settling puts one in the place of both."""
    firm = Firm()
    firm.save(open_case(CIRCLE, "kiezel-47", "2026-02-02", {"callsign": "Lies"}))
    seen = firm.file().case
    firm.save(change(seen, {"callsign": "Loes"}), NOOR)
    firm.save(change(seen, {"callsign": "Liesje"}), JOOST)

    case = firm.file().case
    assert case.conflicts == ("callsign",)
    assert {live.value for live in case.fields["callsign"]} == {"Loes", "Liesje"}
    assert case.callsign == "Liesje"
    assert firm.file().conflicts == 1

    keep = next(live.name for live in case.fields["callsign"] if live.value == "Loes")
    firm.save(settle(case, "callsign", keep))

    case = firm.file().case
    assert (case.callsign, case.conflicts) == ("Loes", ())
    assert len(case.fields["callsign"]) == 1


def test_equal_values_are_no_conflict() -> None:
    """Two people who wrote the same agree; nothing and an empty text are the same."""
    same = read_view(Kind.CASE, CIRCLE, {"code": lives("a", "a"), "client": lives("", None)})

    assert same.conflicts == ()


def test_yes_and_one_are_different_values() -> None:
    """A value of another form is told, not taken for equal."""
    odd = read_view(Kind.CONCERN, CIRCLE, {"ongoing": lives(True, 1)})

    assert odd.conflicts == ("ongoing",)


def test_own_writes_that_wait_are_shown_last() -> None:
    """What was just typed is shown over what stood, and hides what it takes the place of."""
    standing = Live("Lies", JOOST, 1, 5, 0)
    waiting = Live("Loes", NOOR, 1, None, 0, (standing.name,))
    other = Live("Elly", JOOST, 2, 6, 0)

    over = read_view(Kind.CASE, CIRCLE, {"callsign": (standing, waiting)})
    beside = read_view(Kind.CASE, CIRCLE, {"callsign": (other, standing, waiting)})

    assert (getattr(over, "callsign", None), over.conflicts) == ("Loes", ())
    assert (getattr(beside, "callsign", None), beside.conflicts) == ("Loes", ("callsign",))


def test_unknown_fields_and_kinds_are_kept_out_of_the_way() -> None:
    """A newer program's entities are counted, its fields stay with the entity."""
    file = read_case(
        CIRCLE,
        [
            ("case", CIRCLE, {"code": lives("kiezel-47"), "urgency": lives("acute")}),
            ("case", b"x" * 16, {"code": lives("another case")}),
            ("poll", b"o" * 16, {"title": lives("?")}),
        ],
    )

    assert file.case.code == "kiezel-47"
    assert "urgency" in file.case.fields
    assert file.unknown == 2


def test_a_code_of_a_newer_program_is_shown_as_given() -> None:
    """It reads as nothing, with a mark and the code itself."""
    case = view(Kind.CASE, domain="hybrid", status="new")

    assert isinstance(case, Case)
    assert case.domain is None
    assert case.odd["domain"].mark is Mark.NEWER
    assert case.odd["domain"].given == "hybrid"
    assert case.status is CaseStatus.NEW


def test_known_codes_of_a_list_are_shown_beside_a_newer_one() -> None:
    """Of several choices only those that are known can be named."""
    concern = view(Kind.CONCERN, subtypes=["gossip", "tomorrow", "ridicule"])

    assert getattr(concern, "subtypes", None) == (ConcernSubtype.GOSSIP, ConcernSubtype.RIDICULE)
    assert concern.odd["subtypes"].mark is Mark.NEWER


def test_huge_text_is_cut_and_marked() -> None:
    """A text beyond the limit is shown as far as the limit."""
    note = view(Kind.NOTE, text="x" * (TEXT_LIMIT + 1))

    assert isinstance(note, Note)
    assert len(note.text) == TEXT_LIMIT
    assert note.odd["text"].mark is Mark.CUT

    party = view(Kind.PARTY, label="x" * (LINE_LIMIT + 1))
    assert len(getattr(party, "label", "")) == LINE_LIMIT
    assert party.odd["label"].mark is Mark.CUT


@given(
    st.sampled_from(list(Kind)),
    st.dictionaries(
        st.sampled_from([*{name for fields in FIELDS.values() for name in fields}, "deleted"]),
        st.lists(values, min_size=0, max_size=3),
        max_size=6,
    ),
)
def test_whatever_stands_in_a_record_can_be_read(kind: Kind, written: dict[str, list[Any]]) -> None:
    """No value of any form, in any number, keeps an entity from being shown."""
    fields = {name: lives(*several) for name, several in written.items()}

    shown = read_view(kind, CIRCLE, fields)

    for name, field in FIELDS[kind].items():
        value = getattr(shown, name)
        assert value is not None or NOTHING[field.form] is None
        assert isinstance(value, str | int | bool | bytes | tuple | type(None))
        if name in shown.odd:
            assert len(shown.odd[name].given) <= 200


def test_what_was_deleted_is_put_aside_and_can_be_put_back() -> None:
    """Deleting loses nothing."""
    firm = Firm()
    firm.save(add(Kind.NOTE, b"n" * 16, {"text": "a", "noted_on": "2026-02-05"}))
    firm.save(delete(firm.view(b"n" * 16)))

    assert firm.file().notes == ()
    assert [note.id for note in firm.file().deleted] == [b"n" * 16]

    firm.save(undelete(firm.view(b"n" * 16)))

    assert [note.text for note in firm.file().notes] == ["a"]
    assert firm.file().deleted == ()


def test_what_somebody_wrote_meanwhile_brings_a_deleted_note_back() -> None:
    """An edit that the one who deleted had not seen is shown, whoever was first."""
    for deletes_first in (True, False):
        firm = Firm()
        firm.save(add(Kind.NOTE, b"n" * 16, {"text": "a", "noted_on": "2026-02-05"}))
        seen = firm.view(b"n" * 16)
        outcomes = [(delete(seen), NOOR), (change(seen, {"text": "a, and more"}), JOOST)]
        for outcome, device in outcomes if deletes_first else reversed(outcomes):
            firm.save(outcome, device)

        (note,) = firm.file().notes
        assert note.text == "a, and more"
        assert note.conflicts == ("deleted",)

        (deletion,) = note.fields["deleted"]
        firm.save(settle(note, "deleted", deletion.name))
        assert firm.file().notes == ()


def test_deleting_and_putting_back_at_the_same_time_is_a_conflict() -> None:
    """The entity is shown until somebody settles it."""
    firm = Firm()
    firm.save(add(Kind.NOTE, b"n" * 16, {"text": "a", "noted_on": "2026-02-05"}))
    firm.save(delete(firm.view(b"n" * 16)))
    seen = firm.view(b"n" * 16)
    firm.save(undelete(seen), NOOR)
    firm.save(delete(seen), JOOST)

    (note,) = firm.file().notes
    assert note.conflicts == ("deleted",)


def test_two_who_delete_the_same_agree() -> None:
    """Deleting twice is not a conflict, also when one of them had seen more."""
    firm = Firm()
    firm.save(add(Kind.NOTE, b"n" * 16, {"text": "a", "noted_on": "2026-02-05"}))
    early = firm.view(b"n" * 16)
    firm.save(change(early, {"text": "b"}), JOOST)
    late = firm.view(b"n" * 16)
    firm.save(delete(early), NOOR)
    firm.save(delete(late), JOOST)

    assert firm.file().notes == ()
    assert firm.file().conflicts == 0


def test_nothing_of_a_case_is_in_a_repr() -> None:
    """Errors and logs that print a view tell only which it is."""
    firm = Firm()
    firm.save(open_case(CIRCLE, "kiezel-47", "2026-02-02", {"callsign": "canary"}))
    firm.save(add(Kind.CONTACT, b"1" * 16, {"kind": "options", "start": "2026-02-12"}))
    file = firm.file()

    assert isinstance(file.contacts[0], Contact)
    printed = repr(file) + repr(file.case) + repr(file.contacts)
    assert "canary" not in printed
    assert "kiezel" not in printed
