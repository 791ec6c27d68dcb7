"""Content held back until a page was checked whole, and content in memory."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.replica.buffer import Buffer
from shared.replica.change import Fields, Live
from shared.replica.content import MemoryContent

ONE, TWO = b"1" * 16, b"2" * 16


def fields(value: int) -> Fields:
    return {"f": (Live(value, b"d" * 16, 1, 1, 0),)}


steps = st.lists(
    st.tuples(
        st.sampled_from(["put", "drop"]),
        st.sampled_from([ONE, TWO]),
        st.sampled_from(["a", "b"]),
        st.sampled_from([ONE, TWO]),
        st.integers(0, 9),
    ),
    max_size=12,
)


def carry_out(content: MemoryContent | Buffer, some: list[tuple]) -> None:
    for what, circle, kind, entity, value in some:
        if what == "put":
            content.put(circle, kind, entity, fields(value))
        else:
            content.drop(circle)


def everything(content: MemoryContent | Buffer) -> list[list[tuple[str, bytes, Fields]]]:
    return [list(content.entities(circle)) for circle in (ONE, TWO)]


@settings(max_examples=50)
@given(steps, steps)
def test_the_buffer_is_what_will_be(before: list[tuple], during: list[tuple]) -> None:
    """Read through the buffer, a page is carried out already; below it, not before the
    end, and then exactly."""
    below, wanted = MemoryContent(), MemoryContent()
    carry_out(below, before)
    carry_out(wanted, before + during)
    untouched = everything(below)
    buffer = Buffer()
    buffer.begin(below)
    carry_out(buffer, during)

    assert everything(buffer) == everything(wanted)
    for circle in (ONE, TWO):
        for kind, entity, kept in wanted.entities(circle):
            assert buffer.fields(circle, kind, entity) == kept
    assert everything(below) == untouched
    buffer.flush()
    assert everything(below) == everything(wanted)


@settings(max_examples=50)
@given(steps, steps)
def test_a_page_that_is_refused_leaves_nothing(before: list[tuple], during: list[tuple]) -> None:
    """After an alarm the content is as it was."""
    below = MemoryContent()
    carry_out(below, before)
    untouched = everything(below)
    buffer = Buffer()
    buffer.begin(below)
    carry_out(buffer, during)
    buffer.discard()
    assert everything(buffer) == everything(below) == untouched


def test_fields_may_be_changed_in_place() -> None:
    """Fields that were asked for are the caller's own until they are put back."""
    below = MemoryContent()
    below.put(ONE, "a", ONE, fields(1))
    buffer = Buffer()
    buffer.begin(below)
    buffer.fields(ONE, "a", ONE).clear()
    assert below.fields(ONE, "a", ONE) == fields(1)
    assert buffer.fields(ONE, "a", TWO) == {}
