"""The first line and the text of an entry in a list, for each kind of entry.

A head begins with the day where there is one; the piece that says what it is is strong.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shared.casework.model.kinds import FIELDS, Form
from shared.casework.model.views import (
    KIND_OF,
    Case,
    Concern,
    ConflictCheck,
    Consent,
    Contact,
    Explanation,
    Identity,
    Impact,
    Incident,
    Note,
    Party,
    Reminder,
    VaultOpening,
    View,
    WorkingNote,
)
from tui.language import _
from tui.widgets.route_heads import ROUTE_HEADS
from tui.widgets.safe import one_line
from tui.widgets.source import Line
from tui.widgets.values import (
    Context,
    about_words,
    consent_words,
    dated,
    joined,
    moment_words,
    on_day,
    value_words,
    words,
)
from tui.widgets.weighing_heads import WEIGHING_HEADS

Head = tuple[Line, str]
"""The pieces of the first line, and the text below it."""


def head_of(view: View, about: Context) -> Head:
    """The head of any entry: its own, or one that is made from the table of its fields."""
    own = _HEADS.get(type(view))
    return own(view, about) if own is not None else _of_table(view, about)


def _of_table(view: View, about: Context) -> Head:
    """Day and kind; the choices on the first line, what was written below it."""
    kind = KIND_OF[type(view)]
    choices, texts = [], []
    for name, field in FIELDS[kind].items():
        if name == view.MOMENT:
            continue
        said = value_words(field, getattr(view, name), about)
        if field.form in (Form.TEXT, Form.LINE):
            texts.append(said)
        elif field.form in (Form.CODE, Form.CODES):
            choices.append(said)
    return dated(view.when, _(kind.label), joined(*choices), about), joined(*map(one_line, texts))


def _contact(view: Contact, about: Context) -> Head:
    withs = value_words(None, view.with_party, about)
    minutes = _("{count} min").format(count=view.minutes) if view.minutes is not None else ""
    rest = joined(
        words(about, view.channel),
        minutes,
        _("with {who}").format(who=withs) if withs else "",
    )
    head = Line(
        [
            (f"{moment_words(view.start, about.today)}  ", "dim"),
            (words(about, view.kind) or _("Contact"), "strong"),
            (f" · {rest}" if rest else "", "dim"),
        ]
    )
    agreed = _("Agreed: {text}").format(text=view.agreements) if view.agreements else ""
    return head, "\n".join(part for part in (view.summary, agreed) if part)


def _note(view: Note, about: Context) -> Head:
    head = dated(view.noted_on, _("Note"), words(about, view.attribution), about)
    return head, view.text


def _party(view: Party, about: Context) -> Head:
    size = _("group of {count}").format(count=view.group_size) if view.group_size else ""
    head = Line([(view.label or _("(no label)"), "strong"), (f"  {words(about, view.role)}", "")])
    said = words(about, view.involvement, view.relation_to_reporter)
    return head, joined(said, one_line(view.unit), size)


def _concern(view: Concern, about: Context) -> Head:
    kind = view.concern_type or view.integrity_class or view.integrity_kind
    rest = words(about, view.subtypes, view.grounds, view.frequency)
    since = (
        _("since {when}").format(when=about_words(view.started_on, about.today))
        if view.started_on
        else ""
    )
    going = {True: _("still going on"), False: _("has stopped"), None: ""}[view.ongoing]
    said = joined(rest, since, going)
    head = Line([(words(about, kind) or _("Concern"), "strong"), (f"  {said}", "dim")])
    quoted = f"“{view.description_by_reporter}”" if view.description_by_reporter else ""
    return head, quoted


def _consent(view: Consent, about: Context) -> Head:
    to = words(about, view.recipient) or words(about, view.recipient_role)
    scope = words(about, view.scope) or _("something of a newer version of the program")
    head = Line([(f"{scope}: {to}" if to else scope, "strong")])
    state = joined(
        consent_words(view, about), words(about, view.form), on_day(view.given_on, about)
    )
    return head, state + "\n" + joined(one_line(view.purpose), one_line(view.what))


def _incident(view: Incident, about: Context) -> Head:
    witnesses = words(about, view.witnesses)
    seen = _("witnesses: {answer}").format(answer=witnesses) if witnesses else ""
    rest = joined(words(about, view.attribution, view.where_kind), seen)
    return dated(view.happened, _("Incident"), rest, about), view.what


def _impact(view: Impact, about: Context) -> Head:
    scale = _("goes {number} of 10").format(number=view.scale) if view.scale is not None else ""
    head = dated(
        view.noted_on, _("Impact on the reporter"), joined(scale, words(about, view.absence)), about
    )
    if view.self_harm_signal:
        head.append(("  ! " + _("signs of self-harm"), "alert"))
    return head, joined(*map(one_line, (view.sleep, view.work_performance, view.home, view.safety)))


def _explanation(view: Explanation, about: Context) -> Head:
    flags = [f for f in FIELDS[KIND_OF[Explanation]].values() if f.form is Form.FLAG]
    open_ones = [_(field.label) for field in flags if not getattr(view, field.name)]
    told = _("{count} of {all} told").format(count=len(flags) - len(open_ones), all=len(flags))
    text = _("Not yet: {what}").format(what=", ".join(open_ones)) if open_ones else ""
    return dated(view.given_on, _("Explanation"), told, about), text


def _conflict_check(view: ConflictCheck, about: Context) -> Head:
    head = dated(
        view.done_on,
        _("Check for conflicts of interest"),
        words(about, view.result, view.method),
        about,
    )
    return head, joined(words(about, view.conflict_kind, view.decision), one_line(view.reason))


def _vault_opening(view: VaultOpening, about: Context) -> Head:
    when = moment_words(view.opened_at, about.today) if view.opened_at else ""
    line = Line([(f"{when}  ", "dim"), (_("Names were opened"), "strong")])
    return line, view.reason


def _reminder(view: Reminder, about: Context) -> Head:
    done = on_day(view.done_on, about)
    rest = _("done {day}").format(day=done) if done else ""
    return dated(view.due, _("Reminder"), rest, about), view.what


def _identity(view: Identity, about: Context) -> Head:
    who = words(about, view.party) or _("(no label)")
    head = Line([(who, "strong"), (f"  {view.name}", "")])
    return head, joined(*map(one_line, (view.phone, view.email, view.address)))


def _working_note(view: WorkingNote, about: Context) -> Head:
    gone = on_day(view.delete_by, about)
    rest = _("gone by {day}").format(day=gone) if gone else ""
    return dated(view.noted_on, _("Working note of one's own"), rest, about), view.text


def _case(view: Case, about: Context) -> Head:
    del about
    return Line([(view.code, "strong"), (f"  {view.client}", "")]), ""


_HEADS: dict[type[View], Callable[[Any, Context], Head]] = {
    Case: _case,
    Party: _party,
    ConflictCheck: _conflict_check,
    Explanation: _explanation,
    Concern: _concern,
    Incident: _incident,
    Impact: _impact,
    Contact: _contact,
    Note: _note,
    Consent: _consent,
    VaultOpening: _vault_opening,
    Reminder: _reminder,
    Identity: _identity,
    WorkingNote: _working_note,
    **WEIGHING_HEADS,
    **ROUTE_HEADS,
}
