"""The options sheet: what was weighed together, on paper for the reporter to take home.

It holds options and what may follow from them, in plain words that speak to the reporter,
and nothing that tells whose case it is: no name, firm, code or callsign. Words of that kind
that were typed into an option are replaced. What the reporter told stays in the case.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator

import msgspec

from shared.casework.choice.choosing import reflecting
from shared.casework.choice.ladder import LADDER
from shared.casework.choice.weighing import Weighed, weighed
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import Code, Concerned, Degree, Likelihood, OptionStatus, RouteType
from shared.casework.model.views import Consequence, Option, Party
from shared.casework.model.writing import clean
from shared.casework.rules import hints_on_label
from shared.wording import N_

Translate = Callable[[str], str]
HIDDEN = "…"
"""What stands in the place of a name, a firm or a code."""

TITLE = N_("Options sheet")
INTRO = N_(
    "This is what we thought of together, with what speaks for it and against it. You decide"
    " what you do. Doing nothing is a choice too."
)
THINK = N_("You take time to think until {day}. Nobody asks for an answer before that day.")
NOTHING_YET = N_("We have not written down any options yet.")
UNWEIGHED = N_("We have not talked yet about what may follow from this.")
CLOSING = (
    N_("You can always think of something else, or come back to what you chose."),
    N_("This sheet is yours. It does not say who you are. Keep it in a safe place."),
)
UNPRINTED = N_("Some signs can not be printed. A square stands in their place.")
FOR, AGAINST, BESIDES = (
    N_("What speaks for it"),
    N_("What speaks against it"),
    N_("What may follow besides"),
)
SOFTENS = N_("What can soften it: {text}")
SERIOUS = N_("how serious: {number} of 5")
_FOR_WHOM = {
    Concerned.REPORTER: N_("for you"),
    Concerned.ACCUSED: N_("for the other person"),
    Concerned.TEAM: N_("for the team"),
    Concerned.ORGANISATION: N_("for the organisation"),
    Concerned.HOME: N_("at home"),
}
_CHANCE = {
    Likelihood.LOW: N_("small chance"),
    Likelihood.MEDIUM: N_("fair chance"),
    Likelihood.HIGH: N_("large chance"),
}
_QUESTIONS: tuple[tuple[str, str], ...] = (
    ("feasibility", N_("Can it be done?")),
    ("keeps_anonymity", N_("Can your name stay out of it?")),
    ("keeps_control", N_("Does it stay in your own hands?")),
    ("reversible", N_("Can you take it back?")),
)
UNTIL, COSTS = N_("Possible until"), N_("What it costs")


class Line(msgspec.Struct, frozen=True):
    """What may follow: its text, a few words about it, and what softens it ("" for none)."""

    text: str
    about: str = ""
    softens: str = ""


class Side(msgspec.Struct, frozen=True):
    """What speaks for an option, or against it."""

    sign: str
    title: str
    lines: tuple[Line, ...]


class SheetOption(msgspec.Struct, frozen=True):
    """An option as the reporter reads it: heading, what it is, answers, and its sides."""

    title: str
    says: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    sides: tuple[Side, ...]


class Sheet(msgspec.Struct, frozen=True):
    """The sheet in the language of the reporter, ready to be laid out.

    `hidden` counts the words that were replaced, for the adviser to know; `unprinted` is
    what a printer adds when its letters do not hold every sign.
    """

    title: str
    intro: tuple[str, ...]
    options: tuple[SheetOption, ...]
    closing: tuple[str, ...]
    unprinted: str
    hidden: int = 0

    def __repr__(self) -> str:
        return f"Sheet({len(self.options)} options, <redacted>)"


def options_sheet(
    file: CaseFile,
    translate: Translate,
    names: Iterable[str] = (),
    day: Callable[[str], str] = str,
) -> Sheet:
    """The sheet of a case: open and chosen options in the order of the ladder.

    `translate` gives a source text in the language of the reporter, `day` an ISO date as it
    is read there. `names` are hidden like the client organisation, the code and the callsign:
    give those of the firm and its advisers, and of the case's vault when it is open.
    """
    hide = _Hiding(file, translate, names)
    options = [one for one in weighed(file) if one.option.status is not OptionStatus.DISCARDED]
    intro = [translate(INTRO if options else NOTHING_YET)]
    thinking = reflecting(file)
    if thinking is not None:
        intro.append(translate(THINK).format(day=day(thinking.reflection_until)))
    shown = tuple(
        _option(number, one, translate, day, hide) for number, one in enumerate(options, 1)
    )
    return Sheet(
        title=translate(TITLE),
        intro=tuple(intro),
        options=shown,
        closing=tuple(map(translate, CLOSING)),
        unprinted=translate(UNPRINTED),
        hidden=hide.count,
    )


def _option(
    number: int, one: Weighed, translate: Translate, day: Callable[[str], str], hide: _Hiding
) -> SheetOption:
    option = one.option
    title = "" if option.option_type is None else translate(option.option_type.label)
    own = hide(option.title, line=True)
    says = [] if option.option_type is None else [translate(LADDER[option.option_type].says)]
    if own and title:
        says.append(own)
    sides = tuple(
        Side(sign, translate(words), tuple(_line(part, translate, hide) for part in parts))
        for sign, words, parts in (
            ("+", FOR, one.positive),
            ("-", AGAINST, one.negative),
            ("*", BESIDES, one.neutral),
        )
        if parts
    )
    # That the story was told needs no weighing, so the sheet does not ask for it.
    if not sides and option.option_type is not RouteType.NONE_STORY_TOLD:
        says.append(translate(UNWEIGHED))
    return SheetOption(
        title=f"{number}. {title or own or HIDDEN}",
        says=tuple(says),
        answers=tuple(_answers(option, translate, day, hide)),
        sides=sides,
    )


def _answers(
    option: Option, translate: Translate, day: Callable[[str], str], hide: _Hiding
) -> Iterator[tuple[str, str]]:
    for name, question in _QUESTIONS:
        answer: Degree | Code | None = getattr(option, name)
        if answer is not None:
            yield translate(question), translate(answer.label)
    if option.deadline:
        yield translate(UNTIL), day(option.deadline)
    if option.cost:
        yield translate(COSTS), hide(option.cost, line=True)


def _line(one: Consequence, translate: Translate, hide: _Hiding) -> Line:
    about = []
    if one.for_whom is not None:
        about.append(translate(_FOR_WHOM[one.for_whom]))
    if one.likelihood is not None:
        about.append(translate(_CHANCE[one.likelihood]))
    if one.severity is not None:
        about.append(translate(SERIOUS).format(number=one.severity))
    softens = hide(one.mitigation)
    return Line(
        text=hide(one.text) or HIDDEN,
        about=", ".join(about),
        softens=translate(SOFTENS).format(text=softens) if softens else "",
    )


# Marks that turn the direction of writing: on paper they only move words about.
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PART_LEAST = 4


class _Hiding:
    """Text as it may stand on paper, with the words replaced that tell whose case it is."""

    def __init__(self, file: CaseFile, translate: Translate, names: Iterable[str]) -> None:
        case = file.case
        self.count = 0
        self._instead = dict(_labels(file.parties, translate))
        whole = {case.code, case.client, case.callsign, *names, *self._instead}
        parts = {
            part
            for name in (case.client, *names)
            for part in re.findall(r"\w+", name)
            if len(part) >= _PART_LEAST and part[0].isupper()
        }
        self._words = [
            *_pattern(whole, re.IGNORECASE),
            # A word of a longer name is looked for as it is written: "Techniek", not "techniek".
            *_pattern(parts, 0),
        ]

    def __call__(self, text: str, line: bool = False) -> str:
        text = _TURNS.sub("", clean(text, line))
        for words in self._words:
            text, count = words.subn(self._replaced, text)
            self.count += count
        return text

    def _replaced(self, found: re.Match[str]) -> str:
        return self._instead.get(found.group().casefold(), HIDDEN)


def _labels(parties: Iterable[Party], translate: Translate) -> Iterator[tuple[str, str]]:
    """Labels of people that look like names, each with what is said instead."""
    for party in parties:
        if hints_on_label(party.label):
            role = "" if party.role is None else translate(party.role.label)
            yield clean(party.label, line=True).casefold(), role or HIDDEN


def _pattern(words: Iterable[str], flags: int) -> Iterator[re.Pattern[str]]:
    wanted = {clean(word, line=True) for word in words}
    found = sorted((word for word in wanted if len(word) > 1), key=len, reverse=True)
    if found:
        yield re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, found))})(?!\w)", flags)


def as_text(sheet: Sheet, width: int = 72) -> str:
    """The sheet as plain text with lines of at most `width` columns."""
    return "\n".join(_rows(sheet, width)) + "\n"


def _rows(sheet: Sheet, width: int) -> Iterator[str]:
    yield from _wrapped(sheet.title, width)
    yield "=" * min(len(sheet.title), width)
    for words in sheet.intro:
        yield ""
        yield from _wrapped(words, width)
    for option in sheet.options:
        yield ""
        yield from _wrapped(option.title, width)
        yield "-" * min(len(option.title), width)
        for words in option.says:
            yield from _wrapped(words, width)
        for question, answer in option.answers:
            yield from _wrapped(_answered(question, answer), width, "  ")
        for side in option.sides:
            yield from _wrapped(f"{side.title}:", width)
            for line in side.lines:
                yield from _wrapped(with_about(line), width, f"  {side.sign} ")
                if line.softens:
                    yield from _wrapped(line.softens, width, "    ")
    for words in sheet.closing:
        yield ""
        yield from _wrapped(words, width)


def with_about(line: Line) -> str:
    """The text of what may follow, and in brackets for whom and with what chance."""
    return f"{line.text} ({line.about})" if line.about else line.text


def _answered(question: str, answer: str) -> str:
    return f"{question} {answer}" if question.endswith("?") else f"{question}: {answer}"


def _wrapped(text: str, width: int, indent: str = "") -> Iterator[str]:
    """Lines of a text; its own lines stay apart, and long words are broken."""
    for at, part in enumerate(text.split("\n")):
        first = indent if at == 0 else " " * len(indent)
        yield from textwrap.wrap(
            part, width, initial_indent=first, subsequent_indent=" " * len(indent)
        ) or [""]
