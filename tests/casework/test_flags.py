"""Flags: what breaks a rule is shown with a mark, and nothing in a record stops reading."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.casework.ending import aftercare, referring
from shared.casework.ending.closing import close, mend_count, undo
from shared.casework.ending.leftovers import leftovers
from shared.casework.flags import flags
from shared.casework.model.case_file import read_case
from shared.casework.model.code import Code
from shared.casework.model.kinds import FIELDS, IN_CASE, Form, Kind
from shared.casework.open_now import open_now
from shared.casework.rules import Flag, Rule, Said
from shared.casework.statistics import count
from shared.replica.change import Fields, Live
from tests.casework.choice.made_choice import wrote
from tests.casework.ending.made_ending import NOW, case, ids
from tests.casework.made import CIRCLE, JOOST, NOOR

ENTITIES = (b"1" * 16, b"2" * 16, CIRCLE)
ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.text(max_size=12)
    | st.binary(max_size=17)
    | st.sampled_from(["2026-02-05", "9999-12-31", "0001-01-01", "111222333", "closed", "given"]),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


def fitting(kind: Kind, name: str) -> st.SearchStrategy[Any]:
    """Values of the form that a field has, so that rules get to look at them."""
    field = FIELDS[kind].get(name)
    if field is None:
        return ANY
    choices = [str(code) for code in field.codes] if field.codes is not None else [""]
    days = st.sampled_from(["2026-02-05", "9999-12-31", "0001-01-01", NOW])
    by_form: dict[Form, st.SearchStrategy[Any]] = {
        Form.CODE: st.sampled_from(choices),
        Form.CODES: st.lists(st.sampled_from(choices), max_size=3),
        Form.DATE: days,
        Form.ABOUT: days,
        Form.MOMENT: days,
        Form.NUMBER: st.integers(field.least, field.most),
        Form.FLAG: st.booleans(),
        Form.ID: st.sampled_from(ENTITIES),
        Form.IDS: st.lists(st.sampled_from(ENTITIES), max_size=2),
    }
    return by_form.get(field.form, st.text(max_size=12))


@st.composite
def an_entity(draw: st.DrawFn) -> tuple[str, bytes, Fields]:
    """An entity of any kind, its fields holding what fits them and what does not."""
    kind = draw(st.sampled_from(IN_CASE))
    names = draw(st.sets(st.sampled_from([*FIELDS[kind], "deleted", "unheard_of"]), max_size=8))
    fields: Fields = {}
    for name in sorted(names):
        values = draw(st.lists(fitting(kind, name) | ANY, min_size=1, max_size=2))
        fields[name] = tuple(
            Live(value, NOOR if at else JOOST, at + 1, draw(st.none() | st.just(at)), at)
            for at, value in enumerate(values)
        )
    entity = CIRCLE if kind is Kind.CASE else draw(st.sampled_from(ENTITIES))
    return str(kind), entity, fields


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(an_entity(), max_size=12),
    st.sampled_from([NOW, "0001-01-01", "9999-12-31"]),
)
def test_no_value_in_any_field_of_any_kind_stops_reading(
    entities: list[tuple[str, bytes, Fields]], on: str
) -> None:
    """Flags, what is open, warnings, counting and closing: an answer, never an error."""
    file = read_case(CIRCLE, entities)

    found = flags(file, on)
    assert len(found) == len(set(found))
    for flag in found:
        assert isinstance(flag, Flag)
        assert isinstance(flag.rule, Said)
        assert len(flag.entity) == 16
    open_now(file, on)
    leftovers(file, on)
    referring.crisis_notes(file)
    assert aftercare.may_call(file, on) is (aftercare.why_not_call(file, on) is None)
    assert all(value is None or not isinstance(value, bytes) for value in _values(file, on))
    close(file, [], ids(), on, {"outcome": "unknown"})
    undo(file, [], on)
    mend_count(file, [], ids(), on)


def _values(file: Any, on: str) -> list[Any]:
    return [
        one
        for value in count(file, None, on).values()
        for one in (value if isinstance(value, tuple) else (value,))
        if not isinstance(one, Code)
    ]


def test_a_case_in_order_has_no_flags() -> None:
    """Nothing is marked that the verbs would have taken."""
    assert flags(case().file(), NOW) == []


def test_content_with_a_flag_is_shown_all_the_same() -> None:
    """A number that may not be kept stands there, marked."""
    made = case()
    wrote(made, Kind.NOTE, b"n" * 16, text="nummer 111222333", noted_on=NOW)

    assert made.view(b"n" * 16).text == "nummer 111222333"
    assert flags(made.file(), NOW) == [Flag(Rule.BSN, b"n" * 16, "text")]
