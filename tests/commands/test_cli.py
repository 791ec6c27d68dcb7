"""The program as a whole: usage, damaged homes, crashes, languages."""

from __future__ import annotations

import argparse
import gettext
import io
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.commands.desk import DOOR, PASSPHRASE, Desk, Relay, asked, found
from tui.cli import crash_text, main, parser
from tui.commands.terminal import Terminal
from tui.language import _InUse, use
from tui.local.home import KEYS, STORE, Home
from tui.local.session import Session

CANARY = "kanarie in de kooi"


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """The language of other tests stays theirs."""
    yield
    use("en")


@pytest.fixture
def nothing(tmp_path: Path) -> Desk:
    """A folder with nothing in it."""
    return Desk(tmp_path / "nothing", "Nobody")


@pytest.fixture(scope="module")
def firm(relay: Relay, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A firm of its own, whose home is copied to be damaged."""
    desk = found(relay, tmp_path_factory.mktemp("firm") / "home")
    desk("case", "new", "--code", "boot-11")
    return desk


@pytest.fixture
def copy(firm: Desk, tmp_path: Path) -> Desk:
    """A copy of that home. It only reads: two homes with the same keys must not write."""
    shutil.copytree(firm.folder, tmp_path / "copy")
    return Desk(tmp_path / "copy", firm.name)


def commands(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Every command below a parser."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield below
                yield from commands(below)


def test_without_a_terminal_and_a_command_there_is_help(nothing: Desk) -> None:
    """On standard error: there is no data."""
    done = nothing.tried()

    assert (done.code, done.out) == (2, "")
    assert "usage: luister" in done.err
    assert nothing.tried("case").code == 2


@pytest.mark.parametrize("words", [["nonsense"], ["case", "show"], ["case", "list", "--nonsense"]])
def test_what_is_not_understood_is_told_in_one_line(nothing: Desk, words: list[str]) -> None:
    """With the usage of the command."""
    done = nothing.tried(*words)

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("usage: ")


def test_control_signs_on_the_command_line_are_not_echoed(nothing: Desk) -> None:
    """A name pasted from somewhere can not write on the screen by way of an error."""
    done = nothing.tried("case", "list", "--\x1b[2J")

    assert done.code == 2
    assert "\x1b" not in done.err


def test_every_command_says_what_it_does() -> None:
    """Each with help for itself and for each of its arguments."""
    found_commands = list(commands(parser()))

    assert len(found_commands) > 30
    for command in found_commands:
        assert command.description, command.prog
        for action in command._actions:
            below = isinstance(action, argparse._SubParsersAction)
            assert action.help or below, (command.prog, action.dest)


@pytest.mark.parametrize(
    "words",
    [
        ["case", "list"], ["case", "show", "x"], ["status"], ["sync"], ["search", "x"],
        ["members"], ["invite", "x"], ["admit"], ["passphrase"], ["join", "--resume"],
    ],
)  # fmt: skip
def test_where_there_is_no_home_it_is_said_how_to_begin(nothing: Desk, words: list[str]) -> None:
    """No folder is made, no passphrase asked."""
    done = nothing.tried(*words, secrets=None)

    assert done.code == 1
    assert done.err
    assert not nothing.folder.exists()


def test_a_home_in_use_is_not_opened_twice(firm: Desk) -> None:
    """Two programs at once would damage the cases."""
    with Home.open(firm.folder):
        done = firm.tried("case", "list")

    assert done.code == 1
    assert "already running" in done.err
    assert firm("case", "list").code == 0


def _garbage(path: Path) -> None:
    path.write_bytes(b"this is no database" * 100)


def _foreign(path: Path) -> None:
    path.unlink()
    database = sqlite3.connect(path)
    database.execute("create table log (place integer)")
    database.commit()
    database.close()


def _cut(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [_garbage, _foreign, _cut, _empty, Path.unlink])
def test_a_damaged_or_foreign_database_is_told_and_left_as_it_is(
    copy: Desk, damage: object
) -> None:
    """Opening changes no byte of it."""
    assert callable(damage)
    path = copy.folder / STORE
    damage(path)
    before = path.read_bytes() if path.exists() else None

    done = copy.tried("case", "list")

    assert (done.code, done.out) == (1, "")
    assert str(copy.folder) in done.err
    assert (path.read_bytes() if path.exists() else None) == before


def test_the_database_of_another_home_is_told(copy: Desk, noor: Desk) -> None:
    """Its keys are others."""
    shutil.copy(noor.folder / STORE, copy.folder / STORE)

    done = copy.tried("case", "list")

    assert done.code == 1
    assert "does not belong to the keys" in done.err


@pytest.mark.parametrize("damage", [_garbage, _cut, _empty])
def test_a_damaged_key_file_is_no_wrong_passphrase(copy: Desk, damage: object) -> None:
    """It says to put a copy back."""
    assert callable(damage)
    damage(copy.folder / KEYS)

    done = copy.tried("case", "list")

    assert done.code == 1
    assert "key file" in done.err


def test_a_crash_shows_places_and_nothing_of_the_user(
    firm: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the text of an exception nor a variable; the code is 70, the home let go."""

    def fail(self: Session, text: str, limit: int) -> None:
        secret = CANARY
        raise ValueError(f"{secret} {text}")

    monkeypatch.setattr(Session, "search", fail)
    done = firm.tried("search", CANARY)
    monkeypatch.undo()

    assert (done.code, done.out) == (70, "")
    assert CANARY not in done.err
    assert "ValueError" in done.err
    assert "search.py" in done.err
    assert firm("case", "list").code == 0


def test_a_crash_names_what_it_came_from() -> None:
    """The kinds of all exceptions, the first one first."""
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as error:
            raise RuntimeError(CANARY) from error
    except RuntimeError as error:
        text = crash_text(error)

    assert text.index("KeyError") < text.index("RuntimeError")
    assert CANARY not in text


def test_the_language_is_chosen_before_or_after_the_command(firm: Desk) -> None:
    """By an option or the environment; Dutch when nobody says."""

    def said(*words: str, **surroundings: Any) -> str:
        return firm.tried(*words, secrets=("not this one",), **surroundings).err

    dutch = {
        said("sync", "--lang", "nl"),
        said("--lang=nl", "sync"),
        said("sync", environ={"LUISTER_LANG": "nl"}),
        said("sync", environ={"PATH": ""}),
    }
    english = {said("sync", "--lang", "en"), said("sync", environ={"LC_ALL": "en_GB.UTF-8"})}

    assert (len(dutch), len(english)) == (1, 1)
    assert "This is not the passphrase" in english.pop()
    assert "wachtzin" in dutch.pop()


def test_help_is_in_the_language_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """What argparse says itself as well."""

    class Quoted(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return f"«{message}»"

    monkeypatch.setattr(_InUse, "translations", Quoted())

    help = parser().format_help()

    assert help.startswith("«usage: »luister")
    assert "«options»:" in help
    assert "«show this help message and exit»" in help


def test_the_home_comes_from_the_environment(firm: Desk) -> None:
    """`LUISTER_HOME`, unless --home says otherwise."""
    environ = {"LUISTER_LANG": "en", "LUISTER_HOME": str(firm.folder)}
    out = io.StringIO()
    terminal = Terminal(io.StringIO(), out, io.StringIO(), environ, asked((PASSPHRASE,)))

    code = main(["case", "list", "--plain"], door=DOOR, terminal=terminal)

    assert (code, out.getvalue()[:8]) == (0, "boot-11\t")
    assert Desk(firm.folder / "none", "Nobody").tried("case", "list", environ=environ).code == 1


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], (True, None, None, None)),
        (["--headless", "--keep", "kept"], (True, Path("kept"), None, None)),
        (["--variant", "v2", "--until", "7"], (True, None, "v2", 7)),
    ],
)
def test_the_demonstration_without_a_terminal_has_no_screen(
    nothing: Desk,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    expected: tuple[bool, Path | None, str | None, int | None],
) -> None:
    """What it gives back is the exit code: 1 when a promise is broken."""
    played: list[tuple[bool, Path | None, str | None, int | None]] = []

    def play(headless: bool, keep: Path | None, variant: str | None, until: int | None) -> int:
        played.append((headless, keep, variant, until))
        return 1

    monkeypatch.setattr("tui.demo.run", play)
    done = nothing.tried("demo", *words, secrets=None)

    assert (done.code, played) == (1, [expected])
    assert not nothing.folder.exists()
