"""A second look at a document: facts apart from feelings, names, and what is missing.

The checks are lists of words, so that everybody can see why something is marked. They stop
nothing: the document is the reporter's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from shared.casework.drafting.templates import (
    Part,
    PartKind,
    Section,
    Template,
    Translate,
    asked,
    missing_parts,
    sections,
)
from shared.casework.names import names_in
from shared.casework.rules import Said, hints_on_text
from shared.wording import N_

REMARKS_LIMIT = 200
"""The most remarks on one text: more are of no use to anybody."""


class Look(Said):
    """What deserves a second look in a document."""

    NAME = N_("A name stands here. A label like “colleague A” keeps others out of it.")
    FEELING = N_(
        "This tells a feeling. Under the facts, write what happened; under “What it does to"
        " me”, what it did to you."
    )
    JUDGEMENT = N_("This is a judgement, or a word that is seldom quite true. Give an example.")
    HEARSAY = N_("Was this seen or heard in person? Otherwise write from whom it comes.")
    MISSING = N_("This part is missing or still empty.")


class Remark(msgspec.Struct, frozen=True):
    """Something to look at: from `start` up to `end` in the text, in characters.

    `about` is the word, or the heading (source text) that is missing.
    """

    look: Said
    start: int
    end: int
    about: str


def _words(*lines: str) -> re.Pattern[str]:
    choices = "|".join(
        re.escape(word).replace(r"\ ", r"\s+") for line in lines for word in line.split(", ")
    )
    return re.compile(rf"(?<!\w)(?:{choices})(?!\w)", re.IGNORECASE)


FEELINGS = _words(
    "voel, voelt, voelde, voelden, gevoel, gevoelens, bang, angst, angstig, boos, verdrietig",
    "verdriet, onzeker, gekwetst, vernederd, machteloos, beschaamd, schaamte, eenzaam, wanhopig",
    "feel, feels, felt, feeling, feelings, afraid, scared, angry, sad, insecure, hurt, humiliated",
    "powerless, ashamed, shame, lonely, desperate",
)
"""Words for what somebody feels."""
JUDGEMENTS = _words(
    "altijd, nooit, iedereen, niemand, constant, expres, opzettelijk, gemeen, vals, vreselijk",
    "verschrikkelijk, belachelijk, walgelijk, overduidelijk, natuurlijk, zogenaamd, narcist",
    "always, never, everybody, everyone, nobody, constantly, deliberately, on purpose, nasty",
    "terrible, horrible, ridiculous, disgusting, obviously, of course, so-called, narcissist",
)
"""Words that judge, or that say more than anybody can know."""
HEARSAY = _words(
    "blijkbaar, schijnbaar, schijnt, waarschijnlijk, vermoedelijk, ik heb gehoord, ik hoorde dat",
    "er wordt gezegd, ze zeggen, men zegt",
    "apparently, probably, presumably, I have heard, I heard that, it is said, they say",
)
"""Words for what was not seen or heard in person."""


def look_over(
    text: str,
    names: Iterable[str] = (),
    template: Template | None = None,
    translate: Translate = str,
) -> list[Remark]:
    """What deserves a second look in a text, by place, what is missing last.

    `names` are those of the case's vault. With the `template` that the text was begun
    from, feelings are marked only outside the part that asks for them, and missing parts
    are told; `translate` is that of the text's language.
    """
    parts = (
        [Section(None, 0, len(text))] if template is None else sections(text, template, translate)
    )
    found = [
        *(
            Remark(Look.NAME, span.start, span.end, text[span.start : span.end])
            for span in names_in(text, names)
        ),
        *_on_lines(text),
        *(remark for section in parts for remark in _in_section(text, section, translate)),
    ]
    found.sort(key=lambda remark: (remark.start, remark.end, remark.look.text))
    missing = [] if template is None else missing_parts(text, template, translate)
    return found[: REMARKS_LIMIT - len(missing)] + [
        Remark(Look.MISSING, len(text), len(text), part.heading) for part in missing
    ]


def _in_section(text: str, section: Section, translate: Translate) -> Iterator[Remark]:
    kind = PartKind.FACTS if section.part is None else section.part.kind
    if kind is PartKind.ON_PAPER:
        return
    looks = [(JUDGEMENTS, Look.JUDGEMENT), (HEARSAY, Look.HEARSAY)]
    if kind is PartKind.FACTS:
        looks.append((FEELINGS, Look.FEELING))
    if kind is PartKind.FEELINGS:
        return
    own = _question(text, section, section.part, translate)
    for pattern, look in looks:
        for match in pattern.finditer(text, section.start, section.end):
            if not own[0] <= match.start() < own[1]:
                yield Remark(look, match.start(), match.end(), match.group())


def _question(
    text: str, section: Section, part: Part | None, translate: Translate
) -> tuple[int, int]:
    """Where the template's own question stands, which is nobody's word."""
    if part is None:
        return (0, 0)
    question = asked(part, translate)
    at = text.find(question, section.start, section.end)
    return (0, 0) if at < 0 else (at, at + len(question))


def _on_lines(text: str) -> Iterator[Remark]:
    """The hints that hold for every text, each with the line that it is about."""
    at = 0
    for line in text.splitlines(keepends=True):
        written = line.rstrip()
        for hint in hints_on_text(written):
            yield Remark(hint, at, at + len(written), written)
        at += len(line)
