"""The terminal: data and narration apart, questions, and harmless text."""

from __future__ import annotations

import io

import pytest

from tests.commands.desk import Keyboard, asked
from tui.commands.columns import columns
from tui.commands.ending import Ended
from tui.commands.terminal import NoTerminalError, Terminal, as_text, harmless


def made(typed: str = "", *, screen: bool = False) -> Terminal:
    """A terminal at which something is typed."""
    out = Keyboard() if screen else io.StringIO()
    return Terminal(Keyboard(typed), out, io.StringIO(), {}, asked(None))


def written(terminal: Terminal) -> tuple[str, str]:
    """What stands on standard output and standard error."""
    out, err = terminal.stdout, terminal.stderr
    assert isinstance(out, io.StringIO)
    assert isinstance(err, io.StringIO)
    return out.getvalue(), err.getvalue()


def test_data_and_narration_go_different_ways() -> None:
    """A pipe holds data alone."""
    terminal = made("yes\n")
    terminal.put("data")
    terminal.say("said")
    terminal.ask("asked?")

    assert written(terminal) == ("data\n", "said\nasked? ")


@pytest.mark.parametrize(
    ("typed", "agrees"), [("yes\n", True), ("JA\n", True), ("y\n", False), ("\n", False)]
)
def test_only_yes_in_full_is_yes(typed: str, agrees: bool) -> None:
    """A slip on the enter key admits nobody."""
    assert made(typed).agrees("Sure?") is agrees


def test_no_answer_at_all_ends_the_command() -> None:
    """The end of the input is not a yes."""
    with pytest.raises(Ended):
        made("").agrees("Sure?")


def test_a_secret_is_never_asked_of_a_pipe() -> None:
    """It would show what is typed."""
    with pytest.raises(NoTerminalError):
        made().secret("Passphrase:")


def test_control_signs_become_visible_and_line_ends_stay() -> None:
    """C0, C1, and what turns the direction of a line."""
    assert harmless("a\x1b[31mb\nc") == "a␛[31mb\nc"
    assert not set(harmless("\x9b\x07\u202e\u200b\r")) & set("\x9b\x07\u202e\u200b\r")


def test_cells_hold_neither_tabs_nor_line_ends() -> None:
    """One line is one row, whatever stands in it."""
    terminal = made()
    terminal.put_cells(["a\tb", "c\nd\\", ""])

    assert written(terminal)[0] == "a    b\tc\\nd\\\\\t\n"


def test_bytes_that_are_no_text_are_named_by_their_source() -> None:
    """The file is said, its content not."""
    with pytest.raises(Ended) as caught:
        as_text(b"\xff", "notes.txt")

    assert "notes.txt" in caught.value.text


def test_columns_count_cells_not_characters() -> None:
    """Wide signs take two; a column nobody uses is left out."""
    lines = list(columns(["A", "B", "C"], [["日本", "", "x"], ["ab", "", "y"]], None))

    assert lines == ["A     C", "日本  x", "ab    y"]


def test_on_a_screen_long_cells_are_cut_and_the_last_column_is_whole() -> None:
    """It says what needs attention."""
    (_head, row) = columns(["A", "B"], [["a" * 100, "b" * 100]], 80)

    assert row == "a" * 39 + "…  " + "b" * 100
    assert list(columns(["A"], [], 80)) == [""]
