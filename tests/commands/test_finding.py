"""What a word on the command line means: colleagues by name, entries by a short id."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.casework.model.case_file import CaseFile
from shared.casework.model.kinds import Kind
from shared.casework.model.views import Case, Note
from tui.commands.ending import Ended
from tui.commands.finding import SHORTEST, entry_of, member_of, short_ids
from tui.local.port import MemberRow

CIRCLE = bytes(16)


def file_of(*ids: bytes) -> CaseFile:
    """A case with notes of these ids."""
    case = Case(id=CIRCLE, code="boot-11")
    notes = tuple(Note(id=id) for id in ids)
    return CaseFile(circle=CIRCLE, case=case, parts={Kind.NOTE: notes})


def person(name: str, number: int) -> MemberRow:
    """A member of the firm."""
    return MemberRow(bytes([number]) * 16, name, ("adviser",), False, False, ())


@given(st.sets(st.binary(min_size=16, max_size=16), min_size=1).map(lambda ids: ids - {CIRCLE}))
def test_a_short_id_leads_to_one_entry(ids: set[bytes]) -> None:
    """However alike the ids are; and it is as short as it can be."""
    file = file_of(*ids)
    short = short_ids(file)

    assert set(short) == ids
    for id, word in short.items():
        assert entry_of(file, word, Kind.NOTE).id == id
        assert len(word) == SHORTEST or any(
            other != id and other.hex().startswith(word[:-1]) for other in ids
        )


def test_alike_ids_get_as_many_signs_as_they_need() -> None:
    """Two that differ in their last sign alone."""
    one, other = bytes([1] * 15 + [0x10]), bytes([1] * 15 + [0x11])

    assert {len(word) for word in short_ids(file_of(one, other)).values()} == {32}


def test_a_name_is_found_by_its_beginning_unless_it_can_be_two() -> None:
    """A whole name goes before the beginning of a longer one."""
    rows = [person("Jo", 1), person("Joost Terlouw", 2), person("Joost Bakker", 3)]

    assert member_of(rows, "JO").name == "Jo"
    assert member_of(rows, "joost  t").name == "Joost Terlouw"
    assert member_of(rows, "0303").name == "Joost Bakker"
    for word in ("joost", "", "piet", "0"):
        with pytest.raises(Ended):
            member_of(rows, word)


def test_several_that_it_can_be_are_named() -> None:
    """With what tells them apart."""
    rows = [person("Joost Terlouw", 2), person("Joost Bakker", 3)]

    with pytest.raises(Ended) as caught:
        member_of(rows, "joost")

    assert [hint.split()[-1] for hint in caught.value.hints] == ["02020202", "03030303"]
