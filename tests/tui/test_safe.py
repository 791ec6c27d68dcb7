"""Text that users typed can neither break a line nor reach the terminal as a command."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content

from shared.replica.change import Edit
from shared.replica.notice import Notice, Told
from tests.tui.driving import lines, opened, press
from tests.tui.fake_session import LISA, NOOR_LAPTOP, FakeSession, entity, ms
from tui.widgets.safe import fit, one_line, plain, same_length, visible, wrapped

HOSTILE = (
    "[/b] [red]rood[/red] [@click=app.quit]x[/]",
    "\x1b[31mrood\x1b[0m \x1b]52;c;aGVsbG8=\x07",
    "voor\x00na",
    "\u202egespiegeld\u202c \u2066x\u2069",
    "שלום عليكم",
    "👨‍👩‍👧 🇳🇱 👍🏽 ❤️",
    "漢字 ｆｕｌｌ",
    "a\x9b31mb\x7f\x08\x08",
    "regel een\r\nregel twee\rdrie\ttab",
    "e\u0301\u0301\u0301 \u200b\ufeff",
    "\ud800 los",
    "{x} {0} %s \\",
    "x" * 500,
)


_ARABIC_NUMBER_SIGNS = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2"


def _controls(text: str) -> list[str]:
    return [
        character
        for character in text
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        and character not in _ARABIC_NUMBER_SIGNS
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_visible_text_holds_no_control_characters(text: str) -> None:
    """Whatever moves a cursor, hides or reorders is gone or a sign."""
    assert _controls(visible(text).replace("\n", "")) == []


@given(st.text(st.characters(codec=None)))
def test_any_text_becomes_harmless(text: str) -> None:
    """The same for whatever can be in a string, lone surrogates too."""
    shown = one_line(text)

    assert _controls(shown) == []
    shown.encode("utf-8")


@given(st.text(), st.integers(0, 60))
def test_a_fitted_line_has_exactly_its_width(text: str, width: int) -> None:
    """A row of a list never spills into the next."""
    line = fit(text, width)

    assert cell_len(line) == width
    assert "\n" not in line


@given(st.text(), st.integers(2, 40), st.integers(1, 4))
def test_wrapped_text_has_at_most_its_lines_and_width(text: str, width: int, most: int) -> None:
    """A note takes the lines that it is given and no more."""
    found = wrapped(text, width, most)

    assert len(found) <= most
    assert all(cell_len(line) <= width for line in found)


@given(
    st.lists(st.sampled_from(["een", "漢字", "x" * 30, "-", "  ", "é" * 9, "\n"])).map(" ".join),
    st.integers(1, 12),
    st.integers(1, 3),
)
def test_a_long_text_is_folded_as_if_all_of_it_was(text: str, width: int, most: int) -> None:
    """Only as much of it is folded as is shown; that shows nowhere."""
    whole = [
        line.plain.rstrip()
        for paragraph in visible(text).split("\n")
        for line in Content(paragraph).wrap(width)
    ]
    found = wrapped(text, width, most)

    assert found[: most - 1] == whole[: len(found[: most - 1])]
    if len(found) == most and len("".join(whole[most:])) > 0:
        assert found[-1].rstrip().endswith("…")


def test_wrapped_text_says_that_there_is_more() -> None:
    """A cut text ends with an ellipsis, a whole one does not."""
    assert wrapped("een twee drie vier", 8, 2) == ["een twee", "drie …"]
    assert wrapped("een twee", 8, 2) == ["een twee"]


@given(st.text())
def test_a_line_being_edited_keeps_its_length(text: str) -> None:
    """The cursor of a field stands where the text is changed."""
    assert len(same_length(text)) == len(text)


def test_plain_content_is_not_read_as_markup() -> None:
    """Brackets are shown as they were typed."""
    assert plain("[b]x[/b] [/]").plain == "[b]x[/b] [/]"


_PLACES = (
    ("case", LISA, "client"), ("case", LISA, "callsign"), ("case", LISA, "safe_times"),
    ("contact", entity("contact-talk"), "summary"), ("note", entity("note-after"), "text"),
    ("party", entity("party-l"), "label"), ("party", entity("party-a"), "label"),
    ("concern", entity("concern-bully"), "description_by_reporter"),
    ("consent", entity("consent-keep"), "purpose"),
    ("contact", entity("contact-talk"), "agreements"),
    ("contact", entity("contact-manager"), "summary"),
)  # fmt: skip
_JOURNEYS: tuple[tuple[tuple[str, ...], int], ...] = (
    ((), 0),
    (("enter", "enter"), 2),
    (("enter", "e"), 2),
    (("enter", "E"), 2),
    (("enter", "2", "e"), 2),
    (("enter", "3", "enter"), 2),
    (("enter", "4"), 1),
    (("enter", "x"), 2),
    (("i",), 1),
)
"""Keys to a screen, and how many times esc leads back from it."""


@pytest.mark.parametrize("shift", range(0, len(HOSTILE), 3))
async def test_no_screen_of_a_case_lets_user_text_through(session: FakeSession, shift: int) -> None:
    """Every screen and form that shows what was typed shows it harmlessly, in one piece."""
    texts = HOSTILE[shift:] + HOSTILE[:shift]
    for (kind, name, field), text in zip(_PLACES, texts, strict=False):
        session.write(LISA, [Edit(kind, name, field, text)], NOOR_LAPTOP, ms(16))
    session.heard = ((texts[0], ms(16)), (texts[1], ms(1)))
    session.notices = [Notice(Told.FUTURE, 3, (("author", texts[2]),))]

    async with opened(session) as (app, pilot):
        for keys, backs in _JOURNEYS:
            await press(pilot, *keys)
            drawn = lines(app)
            assert [c for line in drawn for c in _controls(line)] == []
            assert {cell_len(line) for line in drawn} == {80}
            await press(pilot, *["escape"] * backs)
