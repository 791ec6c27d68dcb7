"""The options sheet as PDF: all of its words, and nothing about its making."""

from __future__ import annotations

import logging
import re
import subprocess
import sys

import pytest

from shared.casework.choice.options_sheet import Line, Sheet, SheetOption, Side
from tests.house.tree import ROOT
from tests.tui.paper.pdf_words import pages
from tui.paper.options_sheet_pdf import options_sheet_pdf
from tui.paper.page import FONTS, SQUARE

UNPRINTED = "Sommige tekens ontbreken."


def sheet(text: str = "Het stopt misschien.", options: int = 1) -> Sheet:
    """A sheet with `text` in one line of each option."""
    option = SheetOption(
        title="1. Gesprek met leidinggevende",
        says=("U praat met uw leidinggevende.",),
        answers=(("Kunt u het terugdraaien?", "Deels"),),
        sides=(Side("+", "Wat ervoor spreekt", (Line(text, "voor u", "Verzacht: oefenen."),)),),
    )
    return Sheet(
        title="Weegblad",
        intro=("U bepaalt.",),
        options=(option,) * options,
        closing=("Dit blad is van u.",),
        unprinted=UNPRINTED,
    )


def words(made: Sheet) -> str:
    """All that is printed, on one line."""
    return " ".join(" ".join(pages(options_sheet_pdf(made).data)).split())


def test_every_word_of_the_sheet_is_printed_in_its_order() -> None:
    """From the title to the number of the page; it can be copied and searched."""
    assert words(sheet()) == (
        "Weegblad U bepaalt. 1. Gesprek met leidinggevende U praat met uw leidinggevende."
        " Kunt u het terugdraaien? Deels Wat ervoor spreekt + Het stopt misschien. (voor u)"
        " Verzacht: oefenen. Dit blad is van u. 1"
    )


def test_the_file_tells_nothing_about_its_making() -> None:
    """No author, program, day or identifier: the file is the same whoever prints it."""
    data = options_sheet_pdf(sheet()).data

    assert data.startswith(b"%PDF-")
    assert not re.search(
        rb"Author|Creator|Producer|CreationDate|ModDate|/Title|/ID|/Metadata|fpdf|D:20", data
    )
    script = (
        "import sys; from tests.tui.paper.test_options_sheet_pdf import *;"
        "sys.stdout.buffer.write(options_sheet_pdf(sheet()).data)"
    )
    again = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        check=True,
        env={"TZ": "Asia/Tokyo", "USER": "somebody", "PYTHONHASHSEED": "7", "LC_ALL": "C"},
    )
    assert again.stdout == data


@pytest.mark.parametrize(
    "text",
    [
        "Zoë, Łukasz, Şule, Ivković, Ελένη, Анна",
        "“krul” – streep … € ☐ ✓ →",
        "{nb} **vet** __streep__ \\ (haak) [/b] %PDF endobj",
        "œ\u0301ij",
    ],
)
def test_words_of_all_europe_are_printed_as_they_are(text: str) -> None:
    """No sign has a meaning for the printer, and the number of pages is put nowhere."""
    printed = options_sheet_pdf(sheet(text))

    assert not printed.unprinted
    assert f"+ {text} (voor u)" in words(sheet(text))


@pytest.mark.parametrize("sign", ["👩", "漢", "א", "ب", "\ud800", "\x07", "\U0010ffff"])
def test_a_sign_without_a_letter_becomes_a_square_and_the_sheet_says_so(sign: str) -> None:
    """Nothing is left out in silence, and nothing stops the printing."""
    printed = options_sheet_pdf(sheet(f"a{sign}b"))

    assert printed.unprinted
    assert f"+ a{SQUARE}b (voor u)" in words(sheet(f"a{sign}b"))
    assert UNPRINTED in words(sheet(f"a{sign}b"))
    assert UNPRINTED not in words(sheet("ab"))


def test_an_emoji_of_several_signs_leaves_no_joints() -> None:
    """What joins them, and turns writing about, is nothing on paper."""
    assert f"+ {SQUARE}{SQUARE} (voor u)" in words(sheet("👩\u200d👩\ufe0f\u202e"))


def test_a_long_word_and_a_long_text_are_broken_over_pages() -> None:
    """A hundred thousand signs, in one word: each of them is printed, on numbered pages."""
    found = pages(options_sheet_pdf(sheet("x" * 100_000)).data)

    assert sum(page.count("x") for page in found) == 100_000
    assert [page.splitlines()[-1] for page in found] == [str(at + 1) for at in range(len(found))]


def test_a_heading_is_not_left_alone_at_the_foot_of_a_page() -> None:
    """Where an option begins there is room for its first lines."""
    for page in pages(options_sheet_pdf(sheet(options=40)).data):
        # The last line is the number of the page.
        assert not page.splitlines()[-2].startswith("1. Gesprek")


def test_nothing_is_said_aloud_while_printing(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """The libraries below do not write text of a case into a log or a terminal."""
    with caplog.at_level(logging.WARNING):
        options_sheet_pdf(sheet("漢 geheim"))

    assert caplog.messages == []
    assert capfd.readouterr() == ("", "")
    assert "geheim" not in repr(options_sheet_pdf(sheet("geheim")))


def test_the_letters_lie_beside_their_licence() -> None:
    """The fonts may be passed on with it, and only so."""
    assert sorted(path.name for path in FONTS.iterdir()) == [
        "DejaVuSans-Bold.ttf",
        "DejaVuSans.ttf",
        "LICENSE.txt",
    ]
    assert "Bitstream Vera" in (FONTS / "LICENSE.txt").read_text(encoding="utf-8")


def test_the_library_is_loaded_when_something_is_printed_and_not_before() -> None:
    """The program starts without it."""
    script = (
        "import sys, tui.paper.options_sheet_pdf;"
        "print(*{'fpdf', 'PIL', 'fontTools'}.intersection(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True)

    assert done.stdout.split() == []
