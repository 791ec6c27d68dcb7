"""Templates of the documents that a reporter writes with an adviser's help.

A template is a list of headings, each with a question. Names, addresses and signatures are
blanks: the reporter fills them in on paper, so that they are never in here. What a complaint
must hold is that of a scheme in Dutch practice (signed, name and address, a description of
the behaviour); what a request to the House for Whistleblowers must hold is its own list of
eight parts.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

import msgspec

from shared.casework.model.codes import DocumentKind, RouteType
from shared.wording import N_

Translate = Callable[[str], str]
"""From English source text to what the reader reads."""


class PartKind(Enum):
    """What belongs under a heading."""

    ON_PAPER = "on_paper"
    """A blank that the reporter fills in on paper."""
    FACTS = "facts"
    """What was seen, heard, done: no feelings, no judgement."""
    FEELINGS = "feelings"
    """What it does to the reporter."""
    OTHER = "other"
    """What is asked, agreed or planned."""


class Part(msgspec.Struct, frozen=True):
    """A heading with its question (source texts). `required` says that it can not be missed."""

    heading: str
    question: str
    kind: PartKind
    required: bool = False


class Template(msgspec.Struct, frozen=True):
    """A template: its title (source text) and its parts in their order."""

    title: str
    parts: tuple[Part, ...]


BLANK = "_" * 24
"""What is filled in on paper."""

_NAME = Part(N_("Name"), N_("fill in on paper"), PartKind.ON_PAPER, required=True)
_ADDRESS = Part(N_("Address"), N_("fill in on paper"), PartKind.ON_PAPER, required=True)
_DATE = Part(N_("Date"), N_("fill in on paper"), PartKind.ON_PAPER, required=True)
_SIGNATURE = Part(N_("Signature"), N_("sign on paper"), PartKind.ON_PAPER, required=True)
_WHAT_HAPPENED = Part(
    N_("What happened"),
    N_("What was said and done? What did you see and hear yourself? One event after the other."),
    PartKind.FACTS,
    required=True,
)
_WHEN = Part(
    N_("When and where"),
    N_("On which days, or about when? In which kind of place? How often?"),
    PartKind.FACTS,
)
_WHO_ELSE = Part(
    N_("Who else saw it"),
    N_("Were others there? Write “a colleague”, no names."),
    PartKind.FACTS,
)
_DOES_TO_ME = Part(
    N_("What it does to me"),
    N_("What do you feel? What has changed at work and at home?"),
    PartKind.FEELINGS,
)
_SO_FAR = Part(
    N_("What was done so far"),
    N_("Did you say anything to anybody? What came of it?"),
    PartKind.FACTS,
)
_ASK = Part(N_("What I ask"), N_("What must happen now? What would help you?"), PartKind.OTHER)

COMPLAINT = Template(
    N_("Complaint"),
    (
        _NAME,
        _ADDRESS,
        _DATE,
        Part(
            N_("Whom it is about"),
            N_("fill in the name on paper"),
            PartKind.ON_PAPER,
            required=True,
        ),
        _WHAT_HAPPENED,
        _WHEN,
        _WHO_ELSE,
        _SO_FAR,
        _DOES_TO_ME,
        _ASK,
        _SIGNATURE,
    ),
)
_SUSPICION = Part(
    N_("What I suspect"),
    N_("Which rule is broken, or what is in danger? For whom outside yourself?"),
    PartKind.FACTS,
    required=True,
)
_KNOWLEDGE = Part(
    N_("How I know it"),
    N_("What did you see, hear or read yourself in your work? Hearsay is not protected."),
    PartKind.FACTS,
    required=True,
)
REPORT = Template(
    N_("Report"),
    (
        Part(N_("Name"), N_("fill in on paper, or leave out"), PartKind.ON_PAPER),
        _DATE,
        _SUSPICION,
        _KNOWLEDGE,
        _WHEN,
        _SO_FAR,
        Part(
            N_("What I ask"),
            N_("A receipt within 7 days, and within 3 months what was done with the report."),
            PartKind.OTHER,
        ),
    ),
)
REPORT_TO_HOUSE = Template(
    N_("Request to the House for Whistleblowers"),
    (
        _NAME,
        _ADDRESS,
        Part(
            N_("What I report or ask"),
            N_("An investigation of a wrongdoing, of how you were treated, or of both?"),
            PartKind.OTHER,
            required=True,
        ),
        Part(
            N_("What I suspect, and on what ground"),
            N_("What is wrong, and what did you see, hear or read yourself in your work?"),
            PartKind.FACTS,
            required=True,
        ),
        Part(
            N_("Name and address of the organisation"),
            N_("fill in on paper"),
            PartKind.ON_PAPER,
            required=True,
        ),
        Part(
            N_("Court cases about it"),
            N_("Are there any? How do they stand, was there a judgment? Or: none."),
            PartKind.FACTS,
            required=True,
        ),
        _DATE,
        _SIGNATURE,
    ),
)
LETTER = Template(
    N_("Letter"),
    (
        _DATE,
        Part(N_("To"), N_("fill in the name on paper"), PartKind.ON_PAPER),
        _WHAT_HAPPENED,
        _DOES_TO_ME,
        _ASK,
        _SIGNATURE,
    ),
)
TALK_PLAN = Template(
    N_("Plan for a talk"),
    (
        Part(N_("Goal"), N_("When are you content afterwards?"), PartKind.OTHER, required=True),
        Part(N_("First sentence"), N_("How do you begin?"), PartKind.OTHER, required=True),
        Part(
            N_("What I tell"),
            N_("What happened, in two or three examples?"),
            PartKind.FACTS,
            required=True,
        ),
        _DOES_TO_ME,
        Part(
            N_("What is not said"),
            N_("Which names and which facts stay out of the talk?"),
            PartKind.OTHER,
            required=True,
        ),
        Part(
            N_("My limit"),
            N_("When do you stop, and what do you say then?"),
            PartKind.OTHER,
        ),
        Part(
            N_("If it is made small"),
            N_("What do you say when the other laughs it off or denies it?"),
            PartKind.OTHER,
        ),
        Part(
            N_("Who does what"),
            N_("You speak, the adviser is there as support. Who writes down what is agreed?"),
            PartKind.OTHER,
        ),
        Part(N_("What I want to agree"), N_("What, by whom, by when?"), PartKind.OTHER),
    ),
)
TEMPLATES: tuple[Template, ...] = (COMPLAINT, REPORT, REPORT_TO_HOUSE, LETTER, TALK_PLAN)

_OF_KIND: dict[DocumentKind, Template] = {
    DocumentKind.COMPLAINT: COMPLAINT,
    DocumentKind.REPORT: REPORT,
    DocumentKind.LETTER: LETTER,
    DocumentKind.TALK_PLAN: TALK_PLAN,
}


def template_for(kind: DocumentKind | None, route_type: RouteType | None = None) -> Template | None:
    """The template for a kind of document on a route; None where there is none."""
    if kind is DocumentKind.REPORT and route_type is RouteType.WHISTLEBLOWERS_HOUSE_INVESTIGATION:
        return REPORT_TO_HOUSE
    return None if kind is None else _OF_KIND.get(kind)


def filled_out(template: Template, translate: Translate) -> str:
    """The text to begin with: headings, each with its question or a blank for on paper."""
    blocks = [translate(template.title)]
    for part in template.parts:
        heading, question = translate(part.heading), asked(part, translate)
        blank = f"\n{BLANK}" if part.kind is PartKind.ON_PAPER else ""
        blocks.append(f"{heading}\n{question}{blank}")
    return "\n\n".join(blocks) + "\n"


def asked(part: Part, translate: Translate) -> str:
    """The question of a part as it stands in the text, on a line of its own."""
    return f"({translate(part.question)})"


class Section(msgspec.Struct, frozen=True):
    """A part of a text: from `start` (behind its heading) up to `end`, in characters.

    `part` is None for what stands before the first heading of the template.
    """

    part: Part | None
    start: int
    end: int


def sections(text: str, template: Template, translate: Translate) -> list[Section]:
    """A text cut at the headings of its template, in the order of the text."""
    headings = {_plain(translate(part.heading)): part for part in template.parts}
    found: list[Section] = []
    part: Part | None = None
    start = at = 0
    for line in text.splitlines(keepends=True):
        heading = headings.get(_plain(line))
        if heading is not None:
            found.append(Section(part, start, at))
            part, start = heading, at + len(line)
        at += len(line)
    found.append(Section(part, start, at))
    return found


def _plain(line: str) -> str:
    return line.strip().strip("#:").strip().casefold()


def missing_parts(text: str, template: Template, translate: Translate) -> list[Part]:
    """The parts that a text can not do without and that are not there or say nothing."""
    said: set[Part] = set()
    for section in sections(text, template, translate):
        if section.part is None:
            continue
        body = text[section.start : section.end].replace(asked(section.part, translate), "")
        # What is filled in on paper only needs its place.
        if section.part.kind is PartKind.ON_PAPER or body.strip():
            said.add(section.part)
    return [part for part in template.parts if part.required and part not in said]


def without_questions(text: str, template: Template, translate: Translate) -> str:
    """The text as it is handed over: without the questions of the template, and without
    headings under which nothing stands. What is filled in on paper keeps its place."""
    questions = {asked(part, translate) for part in template.parts}
    kept: list[str] = []
    for section in sections(text, template, translate):
        lines = text[section.start : section.end].splitlines()
        body = "\n".join(line for line in lines if line.strip() not in questions).strip()
        if section.part is None:
            kept.append(body)
        elif body or section.part.kind is PartKind.ON_PAPER:
            kept.append(f"{_heading(text, section)}\n{body}".strip())
    return "\n\n".join(kept).strip() + "\n"


def _heading(text: str, section: Section) -> str:
    """The heading of a section as it stands in the text."""
    return text[: section.start].splitlines()[-1]


def under(text: str, template: Template, part: Part, written: str, translate: Translate) -> str:
    """The text with something written at the end of a part; the text as it was where it has
    no such part."""
    for section in sections(text, template, translate):
        if section.part == part:
            body = text[: section.end].rstrip()
            return f"{body}\n{written}\n\n{text[section.end :]}".rstrip() + "\n"
    return text
