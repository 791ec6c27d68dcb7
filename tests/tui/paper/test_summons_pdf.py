"""The summons kit as PDF: all of its words, room to write, and nothing about its making."""

from __future__ import annotations

import re

from shared.casework.summons import Section, SummonsKit
from tests.tui.paper.pdf_words import pages
from tui.paper.page import SQUARE
from tui.paper.summons_pdf import summons_pdf


def kit(name: str = "Joost Terlouw", rows: int = 2, asks: int = 1) -> SummonsKit:
    """A kit with a table and a form."""
    return SummonsKit(
        "What there is of case kiezel-47",
        ("Made on Monday.",),
        (
            Section("What stands in it", (), (("Note", "2", "5 Feb – 9 Feb"),) * rows),
            Section("Who can read it", ("These people.",), ((name, "laptop, phone"),)),
            Section("The six conditions", ("Fill in.",), asks=("1. All was done.",) * asks),
        ),
        "Some signs are missing.",
    )


def words(made: SummonsKit) -> str:
    return " ".join(" ".join(pages(summons_pdf(made).data)).split())


def test_every_word_is_printed_in_its_order() -> None:
    """Tables row by row, and the number of the page."""
    assert words(kit()) == (
        "What there is of case kiezel-47 Made on Monday. What stands in it"
        " Note 2 5 Feb – 9 Feb Note 2 5 Feb – 9 Feb"
        " Who can read it These people. Joost Terlouw laptop, phone"
        " The six conditions Fill in. 1. All was done. 1"
    )


def test_long_cells_are_folded_and_long_tables_go_on() -> None:
    """No word is lost at the foot of a page or beside a narrow column."""
    long = "Marie-Antoinette van der Veen-Huizinga tot Oudekerk aan den Amstel " * 3
    text = words(kit(long, rows=120, asks=9))
    assert text.count("5 Feb – 9 Feb") == 120
    assert text.count("1. All was done.") == 9
    assert text.count("Oudekerk") == 3


def test_an_answer_has_its_lines_on_the_page_of_its_question() -> None:
    """Who writes by hand needs not turn the page: no page begins with lines to write on."""
    for page in pages(summons_pdf(kit(asks=30)).data)[1:]:
        assert page.lstrip().startswith("1. All was done.")


def test_signs_without_a_letter_become_squares_and_that_is_said() -> None:
    """A name in a script that can not be printed shows that something is missing."""
    made = summons_pdf(kit("שרה"))
    assert made.unprinted
    assert SQUARE * 3 in words(kit("שרה"))
    assert "Some signs are missing." in words(kit("שרה"))
    assert not summons_pdf(kit()).unprinted


def test_the_file_says_nothing_of_its_making() -> None:
    """The same kit gives the same bytes, without a day, an author or an identifier."""
    data = summons_pdf(kit()).data
    assert data == summons_pdf(kit()).data
    assert not re.search(rb"/(CreationDate|Producer|Author|ID)\b", data)
