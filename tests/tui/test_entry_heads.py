"""Every kind of entry has words in a list and in full, whatever stands in it."""

from __future__ import annotations

from typing import Any

import pytest

from shared.casework.model.kinds import FIELDS, Field, Form, Kind
from shared.casework.model.showing import read_view
from shared.casework.model.views import Guard, View
from shared.replica.change import Fields, Live
from tests.tui.fake_session import NOOR, NOW, FakeSession
from tui import language
from tui.widgets.case_words import context, details, rows, title
from tui.widgets.values import Context

_ID = b"0123456789abcdef"
_ODD = "[/b] [red]{0}\x1b[31m \u202e \U0001f469\u200d\U0001f692"


def _about() -> Context:
    from shared.casework.model.case_file import read_case

    return context(read_case(_ID, []), FakeSession().members(), NOW.date())


def _value(field: Field, text: str, day: str) -> Any:
    match field.form:
        case Form.CODE:
            assert field.codes is not None
            return str(next(iter(field.codes)))
        case Form.CODES:
            assert field.codes is not None
            return [str(one) for one in field.codes]
        case Form.DATE | Form.ABOUT | Form.MOMENT:
            return day
        case Form.NUMBER:
            return field.least or 1
        case Form.FLAG:
            return True
        case Form.ID:
            return NOOR
        case Form.IDS:
            return [_ID]
        case _:
            return text


def _view(kind: Kind, text: str = "Woorden", day: str = "2026-03-05") -> View:
    fields: Fields = {
        name: (Live(_value(field, text, day), b"d" * 16, 1, 1, 0),)
        for name, field in FIELDS[kind].items()
    }
    return read_view(kind, _ID, fields)


def _shown(view: View) -> str:
    return "\n".join("".join(text for text, _part in line) for line in rows(view, 90, _about()))


@pytest.mark.parametrize("tongue", language.LANGUAGES)
@pytest.mark.parametrize("kind", list(FIELDS), ids=str)
def test_a_full_entry_says_what_it_is(kind: Kind, tongue: str) -> None:
    """A row says more than its kind, and the page of it names every field that is filled."""
    language.use(tongue)
    view = _view(kind)

    assert len(_shown(view)) > 12
    assert title(view, _about())
    shown = [field for field in FIELDS[kind].values() if not field.by_act]
    assert len(details(view, _about())) == len(shown)


@pytest.mark.parametrize("kind", list(FIELDS), ids=str)
def test_an_empty_entry_has_a_row_too(kind: Kind) -> None:
    """What a modified program wrote without its fields is still to be seen in a list."""
    assert _shown(read_view(kind, _ID, {})).strip() or kind is Kind.CASE


@pytest.mark.parametrize("kind", list(FIELDS), ids=str)
def test_odd_text_is_kept_as_text(kind: Kind) -> None:
    """Nothing that looks like markup is taken for it, and no row has more than three lines."""
    view = _view(kind, _ODD, "geen dag")

    assert 1 <= len(rows(view, 60, _about())) <= 3


def test_a_look_that_answers_nothing_says_so() -> None:
    """What nobody looked at is not shown as found in order."""
    empty = _shown(Guard(id=_ID, checked_on="2026-03-05"))
    well = _shown(Guard(id=_ID, terms_kept=True))
    assert "nothing was answered" in empty
    assert "nothing wrong seen" in well


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.CONSEQUENCE, "+ For · Reporter · chance: Small · serious: 1 of 5"),
        (Kind.GUARD, "a leak is suspected · retaliation is seen"),
        (Kind.DECISION, "becomes a report · time to think until Thu 5 Mar"),
        (Kind.EXPLANATION, "10 of 10 told"),
        (Kind.STEP, "✓ Explain the scheme · done Thu 5 Mar"),
        (Kind.IMPACT, "! signs of self-harm"),
        (Kind.ADVERSE_EFFECT, "Shut out · The reporter"),
        (Kind.VAULT_OPENING, "Names were opened"),
    ],
)
def test_what_counts_stands_on_the_row(kind: Kind, words: str) -> None:
    """The row says what one looks for, with a sign and a word and not by colour."""
    assert words in _shown(_view(kind))
