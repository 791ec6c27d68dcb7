"""Which language is shown, and that no text of a screen escapes the catalogue."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file

import tui
from tests.house.tree import modules
from tui import language

ROOT = Path(tui.__file__).parent


@pytest.mark.parametrize(
    ("flag", "environ", "expected"),
    [
        (None, {}, "nl"),
        (None, {"LANG": "nl_NL.UTF-8"}, "nl"),
        (None, {"LANG": "de_DE.UTF-8"}, "nl"),
        (None, {"LANG": "C.UTF-8"}, "nl"),
        (None, {"LANG": "en_GB.UTF-8"}, "en"),
        (None, {"LANG": "nl_NL.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        (None, {"LANG": "en_GB.UTF-8", "LC_MESSAGES": "nl_NL"}, "nl"),
        (None, {"LANG": "en_GB.UTF-8", "LUISTER_LANG": "nl"}, "nl"),
        ("en", {"LUISTER_LANG": "nl"}, "en"),
        ("nl", {"LANG": "en_GB.UTF-8"}, "nl"),
        (None, {"LC_ALL": "", "LANG": "en_GB"}, "en"),
    ],
)
def test_dutch_unless_somebody_asks_for_english(
    flag: str | None, environ: dict[str, str], expected: str
) -> None:
    """--lang, then LUISTER_LANG, then the locale; anything but English is Dutch."""
    assert language.choose(flag, environ) == expected


def test_an_unknown_language_is_a_fault() -> None:
    """`choose` gives only languages that there are."""
    with pytest.raises(ValueError, match="fr"):
        language.use("fr")


def test_a_filled_text_is_translated_and_its_reason_too() -> None:
    """Blanks with a reason are source texts themselves; names are left alone."""
    language.use("nl")
    text = "It was not done: {what}. {why}"
    blanks = (("what", "Sharing a case"), ("why", "Only a coordinator can do this."))

    assert language.fill(text, blanks) == (
        "Het is niet gedaan: Een zaak delen. Alleen een coördinator kan dit."
    )
    assert language.fill("{author} {count}", (("author", "Open"),)) == "Open …"


def test_plurals_follow_the_number() -> None:
    """One day, two days."""
    language.use("nl")

    assert language.ngettext("{count} day", "{count} days", 1) == "{count} dag"
    assert language.ngettext("{count} day", "{count} days", 2) == "{count} dagen"


# What must be marked


_MODULES = sorted(
    path
    for pattern in (
        "screens/*.py",
        "widgets/*.py",
        "cli*.py",
        "commands/*.py",
        "app.py",
        "actions.py",
    )
    for path in ROOT.glob(pattern)
)
_MARKS = {"_", "N_", "ngettext"}
_SHOWING = {
    "Static", "Label", "Button", "Content", "notify", "tell", "say", "say_wrong", "busy",
    "update", "paragraphs", "Wrong", "AskScreen", "_say", "_ask", "print", "assemble",
}  # fmt: skip
"""Calls whose text arguments are shown."""
_NAMES = {"id", "classes", "group", "name", "variant", "severity", "file", "end", "sep", "where"}


def _text(node: ast.expr) -> list[str]:
    """The literal pieces of an argument that are not inside a marked call."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.JoinedStr):
        return [part for value in node.values for part in _text(value)]
    if isinstance(node, ast.BinOp):
        return _text(node.left) + _text(node.right)
    if isinstance(node, ast.IfExp):
        return _text(node.body) + _text(node.orelse)
    return []


def _reads_like_words(text: str) -> bool:
    return any(len(word) > 1 and word.isalpha() for word in text.split())


def _called(node: ast.Call) -> str:
    function = node.func
    return (
        function.id
        if isinstance(function, ast.Name)
        else function.attr
        if isinstance(function, ast.Attribute)
        else ""
    )


def _unmarked(source: str) -> list[str]:
    """Shown literals of a module that nothing marks, with their lines."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (name := _called(node)) in _SHOWING:
            given = [*node.args, *(k.value for k in node.keywords if k.arg not in _NAMES)]
            found += [
                f"{node.lineno}: {text!r}"
                # The second value of `Wrong` is the name of a field.
                for argument in (given[:1] if name == "Wrong" else given)
                for text in _text(argument)
                if _reads_like_words(text) and not _is_style(text)
            ]
    return found


@pytest.mark.parametrize("path", _MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_shown_literal_is_marked(path: Path) -> None:
    """No sentence is given to a widget, a message or the terminal without a mark."""
    assert _unmarked(path.read_text(encoding="utf-8")) == []


def test_an_unmarked_literal_is_found() -> None:
    """The check above sees plain, joined and formatted text, and leaves marked text alone."""
    assert _unmarked('Static("Hello there")') == ["1: 'Hello there'"]
    assert _unmarked('self.tell("! " + "Hello")') == ["1: 'Hello'"]
    assert _unmarked('print(f"Hello {name}")') == ["1: 'Hello '"]
    assert _unmarked('Static(_("Hello") + " · ", id="greeting")') == []


_STYLES = {"bold", "dim", "reverse", "underline", "italic"}


def _is_style(text: str) -> bool:
    return all(word in _STYLES or word.startswith("$") for word in text.split())


@cache
def _seen() -> frozenset[str]:
    """Every text that the extraction finds in the program."""
    return frozenset(
        text if isinstance(text, str) else text[0]
        for path in modules()
        for _line, text, _comments, _context in extract_from_file("python", path)
    )


@pytest.mark.parametrize("path", _MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_extraction_sees_every_marked_text(path: Path) -> None:
    """A mark inside an f-string is not seen by the extraction, and so never translated."""
    marked = {
        node.args[0].value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and _called(node) in _MARKS
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }

    assert marked - _seen() == set()


def test_marked_texts_of_the_palette_hold_no_markup() -> None:
    """Textual's palette reads its prompts as markup; in no language may ours hold any."""
    from tui.actions import ACTIONS

    for tongue in language.LANGUAGES:
        language.use(tongue)
        for action in ACTIONS:
            for text in (action.label, action.description, action.group.value):
                assert "[" not in language._(text)
