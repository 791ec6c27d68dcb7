"""Aftercare by agreement: when, by whom, and nothing outbound beside it."""

from __future__ import annotations

from collections.abc import Iterator

from shared.casework.consent.covering import Need, consent_check
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import ConsentScope, Initiator
from shared.casework.model.views import AdverseEffect, AftercareCheck, AftercarePlan
from shared.casework.rules import Broken, Flag, Said
from shared.wording import N_


class AftercareRule(Said):
    """What aftercare may not be."""

    REPORTER_CALLS = N_(
        "Only the reporter gets in touch in aftercare: that is what was agreed. Do not call."
    )
    NO_PLAN = N_("No aftercare was agreed. Agree on it with the reporter first; do not call.")
    NOT_NOW = N_("No aftercare talk was agreed for this day. Do not call before the day.")
    WEEKS = N_("Give the weeks as numbers from 1 to 52, each once: 2, 4, 6.")
    PLAN_OVER = N_("The last day of the agreement is before its first.")
    ANSWERS = N_(
        "Ask whether the behaviour has stopped and whether the complaint was taken up enough,"
        " and write both answers down. “Unknown” is an answer too."
    )
    TO_COME = N_("This day is still to come. Write it down afterwards.")
    SOLVED_BEFORE = N_("It can not be solved before it was seen.")
    AGREED_ALREADY = N_("Aftercare is agreed already. Change that agreement, or end it first.")


class AftercareHint(Said):
    """What an answer in aftercare calls for; it stops nothing."""

    IMPROVE = N_(
        "Not taken up enough, or it goes on: ask what must be better, and whether the reporter"
        " wants another step."
    )
    REFER = N_("The reporter needs help: look together at who can give it.")
    SMALLEST = N_("An adverse effect is not solved: see what makes it as small as possible.")
    PROTECTED = N_(
        "Who reports wrongdoing is protected by law against this. Advice: House for Whistleblowers."
    )


class AftercareAsk(Said):
    """What there is to do in aftercare."""

    TALK = N_("Have the aftercare talk that was agreed")
    AWAIT = N_("The reporter may get in touch for aftercare; do not call")


CONTACT = Need((ConsentScope.AFTERCARE_CONTACT,), None)
"""The consent to be called for aftercare."""


def weeks_of(text: str) -> tuple[int, ...] | None:
    """The weeks that a line names, like "2, 4, 6", in order; None when it names none."""
    parts = text.replace(";", ",").replace(",", " ").split()
    if not parts or not all(
        part.isascii() and part.isdecimal() and len(part) < 3 for part in parts
    ):
        return None
    weeks = tuple(sorted({int(part) for part in parts}))
    return weeks if len(weeks) == len(parts) and weeks[0] >= 1 and weeks[-1] <= 52 else None


def check_plan(
    file: CaseFile, before: AftercarePlan | None, after: AftercarePlan, on: str
) -> Broken | None:
    """Rule 14: an adviser may get in touch only with a consent to be called for aftercare."""
    stood = set() if before is None else set(_wrong_plan(before))
    fresh = next((one for one in _wrong_plan(after) if one not in stood), None)
    if fresh is not None:
        return fresh
    if before is None and running_plan(file, on) is not None:
        return Broken(AftercareRule.AGREED_ALREADY)
    if after.initiator is not Initiator.ADVISER_ALLOWED:
        return None
    if before is not None and _permission(before) == _permission(after):
        return None
    return consent_check(file, after.consent, CONTACT, on)


def _permission(plan: AftercarePlan) -> tuple[object, ...]:
    return plan.initiator, plan.consent, plan.channel, plan.ends_on


def _wrong_plan(plan: AftercarePlan) -> Iterator[Broken]:
    if plan.weeks and weeks_of(plan.weeks) is None:
        yield Broken(AftercareRule.WEEKS, "weeks")
    if plan.ends_on and plan.ends_on < plan.agreed_on:
        yield Broken(AftercareRule.PLAN_OVER, "ends_on")


def check_held(
    file: CaseFile, before: AftercareCheck | None, after: AftercareCheck, on: str
) -> Broken | None:
    """What is held has its two answers, and was held by today."""
    del file
    if after.held_on > on and (before is None or before.held_on != after.held_on):
        return Broken(AftercareRule.TO_COME, "held_on")
    stood = set() if before is None else set(_wrong_check(before))
    return next((one for one in _wrong_check(after) if one not in stood), None)


def _wrong_check(check: AftercareCheck) -> Iterator[Broken]:
    for name in ("behaviour_stopped", "sufficiently_addressed"):
        if check.held_on and getattr(check, name) is None:
            yield Broken(AftercareRule.ANSWERS, name)


def check_effect(
    file: CaseFile, before: AdverseEffect | None, after: AdverseEffect, on: str
) -> Broken | None:
    """An effect is seen by today, and solved after it was seen."""
    del file
    for field in ("seen_on", "resolved_on"):
        day = getattr(after, field)
        if day > on and (before is None or getattr(before, field) != day):
            return Broken(AftercareRule.TO_COME, field)
    if _solved_before(after) and (before is None or not _solved_before(before)):
        return Broken(AftercareRule.SOLVED_BEFORE, "resolved_on")
    return None


def _solved_before(effect: AdverseEffect) -> bool:
    return bool(effect.resolved_on) and effect.resolved_on < effect.seen_on


def running_plan(file: CaseFile, on: str) -> AftercarePlan | None:
    """The agreement on aftercare that holds on a day: of several, the last one made."""
    plans = [
        one
        for one in file.all(AftercarePlan)
        if one.agreed_on and one.agreed_on <= on and (not one.ends_on or on <= one.ends_on)
    ]
    return max(plans, key=lambda one: (one.agreed_on, one.written, one.id), default=None)


def to_hold(file: CaseFile, on: str) -> list[AftercareCheck]:
    """The aftercare talks of the running agreement that were planned for by `on`, not held."""
    plan = running_plan(file, on)
    return (
        [] if plan is None else [one for one in left(file) if one.plan == plan.id and one.due <= on]
    )


def left(file: CaseFile) -> list[AftercareCheck]:
    """All aftercare talks that were planned and not held, by day."""
    planned = (one for one in file.all(AftercareCheck) if one.due and not one.held_on)
    return sorted(planned, key=lambda one: (one.due, one.id))


def unsolved(file: CaseFile) -> list[AdverseEffect]:
    """The adverse effects of which nothing says that they are solved."""
    return [one for one in file.all(AdverseEffect) if not one.resolved_on]


def may_call(file: CaseFile, on: str) -> bool:
    """Rule 14: whether the adviser may get in touch for aftercare on a day."""
    return why_not_call(file, on) is None


def why_not_call(file: CaseFile, on: str) -> Broken | None:
    """What stands in the way of calling for aftercare on a day; None when nothing does.

    Who may get in touch first counts as the strictest of the answers that stand side by
    side, and the consent must be in force on the day itself.
    """
    plan = running_plan(file, on)
    if plan is None:
        return Broken(AftercareRule.NO_PLAN)
    allowed = {
        live.value for live in plan.fields.get("initiator", ()) if isinstance(live.value, str)
    }
    if (
        allowed != {str(Initiator.ADVISER_ALLOWED)}
        or plan.initiator is not Initiator.ADVISER_ALLOWED
    ):
        return Broken(AftercareRule.REPORTER_CALLS)
    lack = consent_check(file, plan.consent, CONTACT, on)
    if lack is not None:
        return lack
    return None if to_hold(file, on) else Broken(AftercareRule.NOT_NOW)


def hints_on_check(file: CaseFile, check: AftercareCheck) -> list[AftercareHint]:
    """What the answers of an aftercare talk call for."""
    hints: list[AftercareHint] = []
    answers = {str(check.behaviour_stopped), str(check.sufficiently_addressed)}
    if answers & {"no", "partly"} and not check.improvements_needed:
        hints.append(AftercareHint.IMPROVE)
    if check.help_needed:
        hints.append(AftercareHint.REFER)
    effects = unsolved(file)
    if effects:
        hints.append(AftercareHint.SMALLEST)
    if any(one.legal_protection_relevant for one in effects):
        hints.append(AftercareHint.PROTECTED)
    return hints


def flags_of_aftercare(file: CaseFile, on: str) -> Iterator[Flag]:
    """What another program wrote against these rules."""
    del on
    for plan in file.all(AftercarePlan):
        if plan.initiator is Initiator.ADVISER_ALLOWED:
            lack = consent_check(file, plan.consent, CONTACT, plan.agreed_on, looking_back=True)
            if lack is not None:
                yield Flag(lack.rule, plan.id, lack.field)
        for broken in _wrong_plan(plan):
            yield Flag(broken.rule, plan.id, broken.field)
    for check in file.all(AftercareCheck):
        for broken in _wrong_check(check):
            yield Flag(broken.rule, check.id, broken.field)
    for effect in file.all(AdverseEffect):
        if _solved_before(effect):
            yield Flag(AftercareRule.SOLVED_BEFORE, effect.id, "resolved_on")
