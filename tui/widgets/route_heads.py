"""Heads of what happens after the choice: routes and their steps, help, and the ending."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shared.casework.model.codes import RouteStatus
from shared.casework.model.views import (
    AdverseEffect,
    AftercareCheck,
    AftercarePlan,
    Closure,
    Disclosure,
    Document,
    Guard,
    Referral,
    Route,
    Step,
    Version,
    View,
)
from shared.casework.route.guarding import looked
from tui.language import _
from tui.widgets.safe import one_line
from tui.widgets.source import Line
from tui.widgets.values import Context, dated, joined, moment_words, on_day, words

Head = tuple[Line, str]


def _route(view: Route, about: Context) -> Head:
    head = Line([(words(about, view.route_type) or _("Route"), "strong")])
    status = words(about, view.status)
    stuck = view.status is RouteStatus.STALLED
    if status:
        head.append((f"  ! {status}" if stuck else f"  {status}", "alert" if stuck else ""))
    rest = joined(
        words(about, view.counterpart),
        _on(_("since {day}"), view.started_on, about),
        _on(_("handed in {day}"), view.submitted_on, about),
        "" if view.submitted_on else _on(_("hand in before {day}"), view.filing_limit_on, about),
    )
    head.append((f" · {rest}" if rest else "", "dim"))
    return head, joined(words(about, view.outcome), one_line(view.goal))


def _on(text: str, iso: str, about: Context) -> str:
    """A sentence with its day; nothing where there is none."""
    return text.format(day=on_day(iso, about)) if iso else ""


def _step(view: Step, about: Context) -> Head:
    sign = "✓" if view.done_on else "·"
    if view.done_on:
        when = _on(_("done {day}"), view.done_on, about)
    elif view.planned_for:
        when = _("planned for {moment}").format(moment=moment_words(view.planned_for, about.today))
    else:
        when = _on(_("due {day}"), view.due, about)
    late = not view.done_on and "" < (view.planned_for or view.due)[:10] < about.today.isoformat()
    head = Line([(f"{sign} ", ""), (words(about, view.step_type) or _("Step"), "strong")])
    if late:
        head.append(("  ! " + _("late"), "alert"))
    rest = joined(when, words(about, view.actor, view.counterpart))
    head.append((f" · {rest}" if rest else "", "dim"))
    text = view.agreement_text or view.result or view.goal
    after = _("Then: {what}").format(what=one_line(view.next)) if view.next else ""
    return head, "\n".join(part for part in (one_line(text), after) if part)


def _guard(view: Guard, about: Context) -> Head:
    alerts = [
        said
        for said, wrong in (
            (_("confidence is not kept"), view.confidentiality_ok is False),
            (_("a leak is suspected"), view.leak_suspected is True),
            (_("the procedure is not followed"), view.procedure_followed is False),
            (_("terms are not kept"), view.terms_kept is False),
            (_("not both sides are heard"), view.both_sides_heard is False),
            (_("retaliation is seen"), view.retaliation_seen is True),
        )
        if wrong
    ]
    head = dated(view.checked_on, _("Watch over the route"), "", about)
    if alerts:
        head.append(("  ! " + joined(*alerts), "alert"))
    else:
        seen = _("nothing wrong seen") if looked(view) else _("nothing was answered")
        head.append((" · " + seen, "dim"))
    knows = words(about, view.who_knows)
    known = _("Know of it: {who}").format(who=knows) if knows else ""
    return head, "\n".join(part for part in (known, one_line(view.action)) if part)


def _document(view: Document, about: Context) -> Head:
    kind = words(about, view.kind)
    head = Line([(kind or _("Document"), "strong"), (f"  {view.title}", "")])
    rest = joined(
        words(about, view.addressee, view.stored),
        _on(_("handed in {day}"), view.submitted_on, about),
        _on(_("given back {day}"), view.handed_back_on, about),
    )
    return head, rest


def _version(view: Version, about: Context) -> Head:
    number = "" if view.number is None else str(view.number)
    checked = _("checked") if view.checked else _("not checked yet")
    head = dated(
        view.written_on, _("Version {number}").format(number=number).strip(), checked, about
    )
    return head, view.text


def _referral(view: Referral, about: Context) -> Head:
    service = f": {view.service}" if view.service else ""
    what = (words(about, view.category) or _("Referral")) + service
    head = dated(view.proposed_on, what, words(about, view.status, view.mode, view.feedback), about)
    text = joined(
        one_line(view.information_shared),
        one_line(view.reason_declined),
        _on(_("ask how it went on {day}"), view.check_on, about),
    )
    return head, text


def _plan(view: AftercarePlan, about: Context) -> Head:
    weeks = _("after weeks {weeks}").format(weeks=view.weeks) if view.weeks else ""
    head = dated(view.agreed_on, _("Agreement on aftercare"), weeks, about)
    return head, joined(
        words(about, view.initiator, view.channel), _on(_("until {day}"), view.ends_on, about)
    )


def _check(view: AftercareCheck, about: Context) -> Head:
    planned = "" if view.held_on else _on(_("planned for {day}"), view.due, about)
    safe = (
        _("feels safe: {number} of 10").format(number=view.feels_safe)
        if view.feels_safe is not None
        else ""
    )
    head = dated(view.held_on, _("Aftercare talk"), joined(planned, safe), about)
    stopped, taken_up = (
        words(about, view.behaviour_stopped),
        words(about, view.sufficiently_addressed),
    )
    answers = joined(
        _("stopped: {answer}").format(answer=stopped) if stopped else "",
        _("taken up enough: {answer}").format(answer=taken_up) if taken_up else "",
        _("needs professional help") if view.help_needed else "",
        one_line(view.work_relation),
    )
    return head, "\n".join(part for part in (answers, one_line(view.improvements_needed)) if part)


def _effect(view: AdverseEffect, about: Context) -> Head:
    solved = _on(_("solved {day}"), view.resolved_on, about)
    kind = words(about, view.kind) or _("Adverse effect")
    head = dated(view.seen_on, kind, words(about, view.attribution), about)
    head.append((f" · {solved}", "dim") if solved else ("  ! " + _("not solved"), "alert"))
    action = _("Done about it: {what}").format(what=one_line(view.action)) if view.action else ""
    return head, "\n".join(part for part in (one_line(view.described), action) if part)


def _disclosure(view: Disclosure, about: Context) -> Head:
    told = _("the reporter was told") if view.reporter_informed else _("the reporter was not told")
    rest = joined(words(about, view.basis, view.to_whom), told)
    return dated(view.given_on, _("Disclosure"), rest, about), view.what


def _closure(view: Closure, about: Context) -> Head:
    mark = (
        _("mark {number} of 10").format(number=view.evaluation)
        if view.evaluation is not None
        else ""
    )
    together = _("together with the reporter") if view.closed_with_reporter else ""
    head = dated(view.closed_on, _("Closed"), words(about, view.outcome), about)
    return head, joined(together, mark)


ROUTE_HEADS: dict[type[View], Callable[[Any, Context], Head]] = {
    Route: _route,
    Step: _step,
    Guard: _guard,
    Document: _document,
    Version: _version,
    Referral: _referral,
    AftercarePlan: _plan,
    AftercareCheck: _check,
    AdverseEffect: _effect,
    Disclosure: _disclosure,
    Closure: _closure,
}
