"""What stands in a case, in words: one value, a row of a list, a whole entry.

Codes are translated, dates are said as people say them, ids become labels of parties
or names of colleagues. Nothing here is markup.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from shared.casework.case_file import CaseFile
from shared.casework.codes import Code, ConsentStatus
from shared.casework.consenting import standing
from shared.casework.kinds import DELETED, FIELDS, Field, Form
from shared.casework.reading import read
from shared.casework.views import KIND_OF, Case, Concern, Consent, Contact, Note, Party, View
from shared.wording import N_
from tui.language import _
from tui.local.port import MemberRow
from tui.widgets.safe import one_line, wrapped
from tui.widgets.when import day
from tui.widgets.windowed import Line

DIFFERS = "≠"
UNKEPT = "◌"
_SHORT_LABELS = {"with_party": N_("With"), "label": N_("Label"), "started_on": N_("Since")}
"""Labels for reading, where those of the form say how to fill it in."""
_DELETION = N_("Deleted")
_NOT_DELETED = N_("Not deleted")


class Context(NamedTuple):
    """What ids mean, and which day it is."""

    parties: dict[bytes, str]
    members: dict[bytes, str]
    devices: dict[bytes, str]
    """Whose device it is: the member's name."""
    today: date


def context(file: CaseFile, members: Iterable[MemberRow], today: date) -> Context:
    """The names of a case's parties and of the firm's members."""
    members = list(members)
    return Context(
        {party.id: party.label for party in file.parties},
        {member.member: member.name for member in members},
        {device.device: member.name for member in members for device in member.devices},
        today,
    )


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
        known = about.parties.get(value) or about.members.get(value)
        return known or _("somebody who is not in the list")
    text = str(value)
    form = field.form if field is not None else Form.LINE
    if form is Form.DATE:
        return day(text, about.today)
    if form is Form.MOMENT:
        return moment_words(text, about.today)
    if form is Form.ABOUT:
        return about_words(text, about.today)
    return text


def raw_words(view: View, name: str, raw: object, about: Context) -> str:
    """A live value as it stands in a record, in words: for values side by side."""
    if name == DELETED:
        return _(_DELETION) if raw else _(_NOT_DELETED)
    field = FIELDS[KIND_OF[type(view)]].get(name)
    if field is None:
        return _("something of a newer version of the program")
    value, odd = read(field, raw)
    return value_words(field, value, about) or (odd.given if odd is not None else _("(empty)"))


def field_label(view: View, name: str) -> str:
    """The label of a field, translated."""
    if name == DELETED:
        return _(_DELETION)
    field = FIELDS[KIND_OF[type(view)]].get(name)
    return _(field.label) if field is not None else name


def details(view: View, about: Context) -> list[tuple[str, str]]:
    """Label and text of every field of a view that holds something, in their order."""
    found: list[tuple[str, str]] = []
    for name, field in FIELDS[KIND_OF[type(view)]].items():
        text = value_words(field, getattr(view, name), about)
        odd = view.odd.get(name)
        if odd is not None:
            text = f"{text} [{odd.given}: {_(odd.mark.text)}]".strip()
        if name in view.conflicts:
            text = f"{DIFFERS} {text} (" + _("also otherwise: press x") + ")"
        if text:
            found.append((_(_SHORT_LABELS.get(name, field.label)), text))
    return found


def marks(view: View) -> Line:
    """What deserves attention, with its word beside its sign."""
    line = Line()
    if view.conflicts:
        line.append((f"  {DIFFERS} " + _("differs"), "alert"))
    if any(live.place is None for lives in view.fields.values() for live in lives):
        line.append((f"  {UNKEPT} " + _("not yet kept"), "dim"))
    if view.odd:
        line.append(("  ? " + _("partly unreadable"), "dim"))
    return line


def rows(view: View, width: int, about: Context) -> list[Line]:
    """The lines of a view in a list: a head and up to two lines of text."""
    head, text = _head(view, about)
    # The marks stand before what may be cut off.
    after = next((at for at, (_text, part) in enumerate(head, 1) if part == "strong"), len(head))
    lines = [Line([*head[:after], *marks(view), *head[after:]])]
    lines.extend(Line([(f"   {part}", "")]) for part in wrapped(text, width - 4, 2))
    return lines


def title(view: View, about: Context) -> str:
    """What a view is called where it stands alone: its day and kind, or its label."""
    head, _text = _head(view, about)
    return one_line("".join(text for text, _part in head[:2])).strip()


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _head(view: View, about: Context) -> tuple[Line, str]:
    """The pieces of the first line, and the text below it."""
    if isinstance(view, Contact):
        withs = value_words(None, view.with_party, about)
        minutes = _("{count} min").format(count=view.minutes) if view.minutes is not None else ""
        rest = _joined(
            value_words(None, view.channel, about),
            minutes,
            _("with {who}").format(who=withs) if withs else "",
        )
        head = Line(
            [
                (f"{moment_words(view.start, about.today)}  ", "dim"),
                (value_words(None, view.kind, about), "strong"),
                (f" · {rest}" if rest else "", "dim"),
            ]
        )
        agreed = _("Agreed: {text}").format(text=view.agreements) if view.agreements else ""
        return head, "\n".join(part for part in (view.summary, agreed) if part)
    if isinstance(view, Note):
        head = Line([(f"{day(view.noted_on, about.today)}  ", "dim"), (_("Note"), "strong")])
        return head, view.text
    if isinstance(view, Party):
        size = _("group of {count}").format(count=view.group_size) if view.group_size else ""
        head = Line(
            [(view.label or _("(no label)"), "strong"), (f"  {_words(about, view.role)}", "")]
        )
        words = _words(about, view.involvement, view.relation_to_reporter)
        return head, _joined(words, size)
    if isinstance(view, Concern):
        return _concern(view, about)
    if isinstance(view, Consent):
        return _consent(view, about)
    assert isinstance(view, Case)
    return Line([(view.code, "strong"), (f"  {view.client}", "")]), ""


def _words(about: Context, *values: Any) -> str:
    return _joined(*(value_words(None, value, about) for value in values))


def _concern(view: Concern, about: Context) -> tuple[Line, str]:
    kind = view.concern_type or view.integrity_class or view.integrity_kind
    rest = _words(about, view.subtypes, view.grounds, view.frequency)
    since = (
        _("since {when}").format(when=about_words(view.started_on, about.today))
        if view.started_on
        else ""
    )
    going = {True: _("still going on"), False: _("has stopped"), None: ""}[view.ongoing]
    words = _joined(rest, since, going)
    head = Line([(value_words(None, kind, about) or _("Concern"), "strong"), (f"  {words}", "dim")])
    quoted = f"“{view.description_by_reporter}”" if view.description_by_reporter else ""
    return head, quoted


def consent_words(view: Consent, about: Context) -> str:
    """How a consent stands today."""
    status = standing(view, about.today.isoformat())
    if status is None:
        return _("Unknown")
    words = _(status.label)
    if status is ConsentStatus.GIVEN and view.valid_until:
        return _joined(words, _("until {day}").format(day=day(view.valid_until, about.today)))
    return words


def _consent(view: Consent, about: Context) -> tuple[Line, str]:
    to = value_words(None, view.recipient, about)
    scope = value_words(None, view.scope, about) or _("something of a newer version of the program")
    given = day(view.given_on, about.today) if view.given_on else ""
    head = Line([(f"{scope}: {to}" if to else scope, "strong")])
    state = _joined(consent_words(view, about), _words(about, view.form), given)
    return head, state + "\n" + _joined(one_line(view.purpose), one_line(view.what))
