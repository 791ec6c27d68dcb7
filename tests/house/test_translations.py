"""Every text that a user sees is in the Dutch catalogue, and the compiled one is up to date."""

from __future__ import annotations

import string
from functools import cache
from pathlib import Path

import pytest
from babel.messages import Message
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tests.house.tree import modules, shown
from tui.language import LANGUAGES, LOCALES

TRANSLATED = [language for language in LANGUAGES if language != "en"]
Id = str | tuple[str, ...]


def _sources(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "luister.po"


@cache
def _marked() -> dict[Id, str]:
    """Every text marked with `_`, `N_` or `ngettext`, and where it stands."""
    found: dict[Id, str] = {}
    for path in modules():
        for line, text, _comments, _context in extract_from_file("python", path):
            found.setdefault(
                tuple(text) if isinstance(text, tuple | list) else text, f"{shown(path)}:{line}"
            )
    return found


def _read(language: str) -> Catalog:
    with _sources(language).open("rb") as file:
        return read_po(file, locale=language)


def _blanks(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


def _pairs(message: Message) -> list[tuple[str, str]]:
    """Source text and translation; of a plural, each form beside the plural source."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return [(message.id[-1], form) for form in _strings(message)]


def test_dutch_is_there() -> None:
    """The work is done in Dutch; the source texts are English."""
    assert "nl" in TRANSLATED


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_marked_text_is_translated(language: str) -> None:
    """Nobody meets half a screen in another language."""
    catalogue = _read(language)
    missing = [
        f"{place}: {text!r}"
        for text, place in _marked().items()
        if (message := catalogue.get(text)) is None or message.fuzzy or not all(_strings(message))
    ]

    assert missing == []


def _strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_catalogue_holds_no_text_that_is_not_shown_any_more(language: str) -> None:
    """A translation whose source is gone is taken out with it."""
    extra = [
        message.id for message in _read(language) if message.id and message.id not in _marked()
    ]

    assert extra == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_blanks_of_its_source(language: str) -> None:
    """No translated text asks for a name that the program does not fill in."""
    wrong = [
        (source, translation)
        for message in _read(language)
        if message.id
        for source, translation in _pairs(message)
        if translation
        # Of a plural, the form for one may leave the number out.
        and not (
            _blanks(translation) == _blanks(source)
            or (not isinstance(message.id, str) and _blanks(translation) < _blanks(source))
        )
    ]

    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalogue_is_the_one_that_was_written(language: str) -> None:
    """What the program loads says what the readable catalogue says."""
    with _sources(language).with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)
    written = {
        _key(m): _strings(m) for m in _read(language) if m.id and not m.fuzzy and all(_strings(m))
    }

    assert {_key(m): _strings(m) for m in compiled if m.id} == written


def _key(message: Message) -> Id:
    """The source text; babel gives a plural's two as a list."""
    return message.id if isinstance(message.id, str) else tuple(message.id)
