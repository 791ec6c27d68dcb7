"""A value of a case in words: codes translated, dates as people say them, ids as what
they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from shared.casework.choice.choosing import decisions
from shared.casework.consent.standing import standing
from shared.casework.flags import flags
from shared.casework.model.case_file import CaseFile
from shared.casework.model.code import Code
from shared.casework.model.codes import ConsentStatus
from shared.casework.model.kinds import Field, Form, Kind
from shared.casework.model.views import (
    KIND_OF,
    VIEWS,
    AftercarePlan,
    Case,
    Consent,
    Document,
    Option,
    Party,
    Route,
    Step,
    View,
)
from shared.casework.rules import Said
from tui.language import _
from tui.local.port import MemberRow
from tui.widgets.source import Line
from tui.widgets.when import day


class Context(NamedTuple):
    """What ids mean, and which day it is."""

    parties: dict[bytes, str]
    members: dict[bytes, str]
    devices: dict[bytes, str]
    """Whose device it is: the member's name."""
    today: date
    things: dict[bytes, str]
    """Options, routes, steps, consents, agreements and documents of the case."""
    flags: Mapping[bytes, tuple[Said, ...]] = MappingProxyType({})
    """The rules that an entry breaks as it stands, where they were looked for."""
    replaced: frozenset[bytes] = frozenset()
    """Choices whose place a later one has taken."""


REFERRED = (Kind.OPTION, Kind.CONSENT, Kind.ROUTE, Kind.STEP, Kind.AFTERCARE_PLAN, Kind.DOCUMENT)
"""The kinds that fields of other kinds refer to, besides people."""


def context(file: CaseFile, members: Iterable[MemberRow], today: date) -> Context:
    """The names of a case's parties, of what else is referred to, and of the firm's members."""
    members = list(members)
    about = Context(
        {party.id: party.label for party in file.parties},
        {member.member: member.name for member in members},
        {device.device: member.name for member in members for device in member.devices},
        today,
        {file.circle: file.case.code},
        replaced=frozenset(one.id for one in decisions(file)[:-1]),
    )
    for kind in REFERRED:
        about.things.update((view.id, called(view, about)) for view in file.all(VIEWS[kind]))
    return about


def with_flags(about: Context, file: CaseFile) -> Context:
    """The same, with the rules that entries of the case break as they stand."""
    found: dict[bytes, tuple[Said, ...]] = {}
    for flag in flags(file, about.today.isoformat()):
        found[flag.entity] = (*found.get(flag.entity, ()), flag.rule)
    return about._replace(flags=found)


def called(view: View, about: Context) -> str:
    """What something is called where something else refers to it."""
    match view:
        case Party():
            return view.label
        case Case():
            return view.code
        case Option():
            return view.title or words(about, view.option_type)
        case Consent():
            scope = words(about, view.scope) or _("something of a newer version of the program")
            to = words(about, view.recipient) or words(about, view.recipient_role)
            return joined(f"{scope}: {to}" if to else scope, consent_words(view, about))
        case Route():
            return joined(words(about, view.route_type), words(about, view.counterpart))
        case Step():
            on = view.done_on or view.planned_for or view.due
            return joined(words(about, view.step_type), day(on, about.today) if on else "")
        case AftercarePlan():
            return _("agreed {day}").format(day=day(view.agreed_on, about.today))
        case Document():
            return view.title or words(about, view.kind)
        case _:
            return _(KIND_OF[type(view)].label)


def moment_words(iso: str, today: date) -> str:
    """`Thu 5 Feb 18:30` of `2026-02-05T18:30`."""
    return f"{day(iso, today)} {iso[11:16]}".rstrip()


def about_words(iso: str, today: date) -> str:
    """`2025`, `Nov 2025` or the day."""
    if len(iso) == 7:
        return day(f"{iso}-01").split(" ", 2)[2]
    return iso if len(iso) == 4 else day(iso, today)


def value_words(field: Field | None, value: Any, about: Context) -> str:
    """A field's value as it is shown; empty for nothing."""
    if value is None or value == "" or value == ():
        return ""
    if isinstance(value, Code):
        return _(value.label)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, tuple):
        return ", ".join(value_words(field, one, about) for one in value)
    if isinstance(value, bytes):
        return _id_words(field, value, about)
    text = str(value)
    form = field.form if field is not None else Form.LINE
    if form is Form.DATE:
        return day(text, about.today)
    if form is Form.MOMENT:
        return moment_words(text, about.today)
    if form is Form.ABOUT:
        return about_words(text, about.today)
    return text


def _id_words(field: Field | None, value: bytes, about: Context) -> str:
    known = about.parties.get(value) or about.members.get(value) or about.things.get(value)
    if known:
        return known
    refers = field.refers if field is not None else None
    if refers is None or refers is Kind.PARTY:
        return _("somebody who is not in the list")
    if refers is Kind.CASE:
        return _("another case")
    return _("something that was deleted")


def words(about: Context, *values: Any) -> str:
    """Values side by side, those that there are."""
    return joined(*(value_words(None, value, about) for value in values))


def joined(*parts: str) -> str:
    """Texts side by side, without empty ones."""
    return " · ".join(part for part in parts if part)


def on_day(iso: str, about: Context) -> str:
    """An ISO day as people say it, empty for none."""
    return day(iso, about.today) if iso else ""


def consent_words(view: Consent, about: Context) -> str:
    """How a consent stands today."""
    status = standing(view, about.today.isoformat())
    if status is None:
        return _("Unknown")
    said = _(status.label)
    if status is ConsentStatus.GIVEN and view.valid_until:
        return joined(said, _("until {day}").format(day=day(view.valid_until, about.today)))
    return said


def dated(when: str, what: str, rest: str, about: Context) -> Line:
    """A head with its day, what it is, and what else deserves the first line."""
    line = Line()
    if when:
        line.append((f"{about_words(when, about.today)}  ", "dim"))
    line.append((what, "strong"))
    if rest:
        line.append((f" · {rest}", "dim"))
    return line
