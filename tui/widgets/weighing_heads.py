"""Heads of what is weighed and chosen: options, their consequences, and the choice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shared.casework.model.codes import Direction, OptionStatus
from shared.casework.model.kinds import FIELDS, Kind
from shared.casework.model.views import Consequence, Decision, Option, View
from tui.language import _
from tui.widgets.safe import one_line
from tui.widgets.source import Line
from tui.widgets.values import Context, dated, joined, on_day, value_words, words

_SIGNS = {Direction.POSITIVE: "+", Direction.NEGATIVE: "-", Direction.NEUTRAL: "○"}
"""Stand before a consequence, so that for and against are seen at once."""

_CHOSEN = FIELDS[Kind.DECISION]["chosen"]


def option(view: Option, about: Context) -> tuple[Line, str]:
    """What could be done, how it stands, and what it keeps."""
    kind = words(about, view.option_type)
    head = Line([(view.title or kind or _("Option"), "strong")])
    if view.status is OptionStatus.CHOSEN:
        head.append(("  ✓ " + words(about, view.status), "strong"))
    elif view.status is not None:
        head.append((f"  {words(about, view.status)}", "dim"))
    if view.deadline:
        before = _("before {day}").format(day=on_day(view.deadline, about))
        head.append((f" · {before}", "dim"))
    kept = joined(
        kind if view.title else "",
        _said(_("can be done: {answer}"), view.feasibility, about),
        _said(_("anonymous: {answer}"), view.keeps_anonymity, about),
        _said(_("in control: {answer}"), view.keeps_control, about),
        _said(_("can be undone: {answer}"), view.reversible, about),
        one_line(view.cost),
    )
    return head, kept


def _said(text: str, answer: object, about: Context) -> str:
    said = words(about, answer)
    return text.format(answer=said) if said else ""


def weight(view: Consequence, about: Context) -> str:
    """Chance and severity of a consequence."""
    return joined(
        _said(_("chance: {answer}"), view.likelihood, about),
        _("serious: {number} of 5").format(number=view.severity)
        if view.severity is not None
        else "",
    )


def consequence(view: Consequence, about: Context) -> tuple[Line, str]:
    """For or against, for whom, how likely and how serious; then the text."""
    sign = _SIGNS.get(view.direction, "?") if view.direction is not None else "?"
    who = words(about, view.direction, view.for_whom)
    head = Line([(f"{sign} ", "strong"), (who or _("Consequence"), "strong")])
    if said := weight(view, about):
        head.append((f" · {said}", "dim"))
    softer = (
        _("Softened by: {what}").format(what=one_line(view.mitigation)) if view.mitigation else ""
    )
    return head, "\n".join(part for part in (one_line(view.text), softer) if part)


def decision(view: Decision, about: Context) -> tuple[Line, str]:
    """What the reporter chose, in the reporter's words."""
    chosen = value_words(_CHOSEN, view.chosen, about) or _("no further step")
    until = (
        _("time to think until {day}").format(day=on_day(view.reflection_until, about))
        if view.reflection_until
        else ""
    )
    again = (
        _("confirmed again {day}").format(day=on_day(view.reconfirmed_on, about))
        if view.reconfirmed_on
        else ""
    )
    report = _("becomes a report") if view.tipping_point else ""
    head = dated(view.made_on, _("Choice of the reporter"), chosen, about)
    if view.id in about.replaced:
        head.append((" · " + _("a later choice took its place"), "dim"))
    quoted = f"“{one_line(view.in_words)}”" if view.in_words else ""
    return head, "\n".join(part for part in (quoted, joined(report, until, again)) if part)


WEIGHING_HEADS: dict[type[View], Callable[[Any, Context], tuple[Line, str]]] = {
    Option: option,
    Consequence: consequence,
    Decision: decision,
}
