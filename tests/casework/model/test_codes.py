"""Choices and fields: codes that stay, labels for all."""

from __future__ import annotations

import pytest

from shared.casework.model import codes
from shared.casework.model.codes import SUBTYPES, Code, ConcernSubtype, ConsentScope, Domain
from shared.casework.model.kinds import FIELDS, Form, Kind
from shared.casework.model.reading import NOTHING
from shared.casework.model.views import VIEWS

ENUMERATIONS = sorted(
    (one for one in vars(codes).values() if isinstance(one, type) and issubclass(one, Code)),
    key=lambda one: one.__name__,
)


@pytest.mark.parametrize("enumeration", [*ENUMERATIONS[1:], Kind], ids=lambda one: one.__name__)
def test_every_choice_has_a_code_for_records_and_a_label_for_people(
    enumeration: type[Code],
) -> None:
    """Codes are lower-case words; no two choices of a list look the same."""
    for choice in enumeration:
        assert str(choice).isascii()
        assert str(choice) == str(choice).lower()
        assert choice.label.strip()
        assert enumeration.of(str(choice)) is choice
    labels = [choice.label for choice in enumeration]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("code", ["", "NEW", "Both", None, 3, b"both", "both "])
def test_only_the_code_itself_names_a_choice(code: object) -> None:
    """Another spelling or form of a code is no code."""
    assert Domain.of(code) is None


def test_a_choice_is_written_as_its_code() -> None:
    """In text and in comparison a choice is its code."""
    assert f"{ConsentScope.SHARE_WITH_COLLEAGUE}" == "share_with_colleague"


def test_each_form_of_behaviour_belongs_to_one_kind_of_behaviour() -> None:
    """No subtype is missing in the table, and none stands twice."""
    listed = [subtype for group in SUBTYPES.values() for subtype in group]

    assert sorted(listed) == sorted(ConcernSubtype)


@pytest.mark.parametrize("kind", list(Kind))
def test_views_and_fields_are_the_same(kind: Kind) -> None:
    """A view has an attribute for every field, which reads as nothing when it is empty."""
    empty = VIEWS[kind](id=b"E" * 16)

    for name, field in FIELDS[kind].items():
        assert name == field.name
        assert getattr(empty, name) == NOTHING[field.form]
        assert (field.codes is not None) == (field.form in (Form.CODE, Form.CODES))
        assert (field.most > 0) == (field.form is Form.NUMBER)
        assert len(name.encode()) <= 64
