"""Watching over a route: whether all keep to what was agreed, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from shared.casework.consent.covering import Need, consent_check
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import (
    AdverseEffectKind,
    ConsentScope,
    ContactKind,
    RouteStatus,
)
from shared.casework.model.views import (
    AdverseEffect,
    Contact,
    Guard,
    Party,
    Route,
)
from shared.casework.route.routing import (
    RUNNING,
    need_of,
    steps_of,
)
from shared.casework.route.terms import days_after, terms_of
from shared.casework.route.who_knows import role_of, who_knows
from shared.casework.rules import Broken, Flag, Said
from shared.wording import N_

GUARD_DAYS = 14
"""Days after which is looked again whether all keep to what was agreed, while a route runs."""


class GuardRule(Said):
    """What can not be written down about watching over a route."""

    IN_FUTURE = N_("This day has not come yet. Write down what you have seen.")
    NOT_LOOKED = N_("No question is answered yet. Answer at least one that you looked at.")


class Alert(Said):
    """Something that is wrong on a route and asks for a word with the reporter."""

    LEAK = N_("A leak is suspected. Ask the reporter what is needed to be safe.")
    NOT_KEPT = N_("Confidence is not kept. Say so to whom it concerns, if the reporter wants.")
    RETALIATION = N_("Retaliation is seen. Talk about what protects the reporter.")
    PROCEDURE = N_("The procedure is not followed. Help the reporter to ask for it.")
    TERMS = N_("Terms are not kept. Help the reporter to ask for an answer.")
    ONE_SIDE = N_("Only one side is heard. Help the reporter to be heard.")
    EFFECT = N_("The reporter suffers from having spoken up, and that is not solved.")
    TERM_PAST = N_("A term has gone by without an answer.")
    TALKED = N_(
        "There was a talk with somebody else, and no consent for it stands here. Ask the"
        " reporter, and write down the answer."
    )


OUTLAST = {Alert.LEAK, Alert.NOT_KEPT, Alert.RETALIATION}
"""What goes on hurting the reporter when the route is over."""


class Alerted(msgspec.Struct, frozen=True):
    """An alert: what it is about (`entity`, 16 bytes) and since which day."""

    alert: Alert
    entity: bytes
    since: str


def guard_due(file: CaseFile, route: Route) -> str:
    """By which day is looked again whether all keep to what was agreed; "" when not.

    While the route runs: on the day of a step by which something left since the last look,
    and else two weeks after it, or after the route began.
    """
    if route.status not in RUNNING or route.status is RouteStatus.PLANNED:
        return ""
    last = _last_look(file, route)
    since = route.started_on if last is None else last.checked_on
    left = [
        step.done_on
        for step in steps_of(file, route)
        if step.done_on > since and need_of(route, step) is not None
    ]
    return min([*left, *([days_after(since, GUARD_DAYS)] if since else [])], default="")


def _last_look(file: CaseFile, route: Route) -> Guard | None:
    return next(reversed(_looks(file, route)), None)


def _looks(file: CaseFile, route: Route) -> list[Guard]:
    """The looks at a route by day; one that names no route looks at all of them. What answers
    nothing, as another program may write it, is no look."""
    looks = [
        one
        for one in file.all(Guard)
        if one.route in (route.id, None) and one.checked_on and looked(one)
    ]
    return sorted(looks, key=lambda one: (one.checked_on, one.written, one.id))


def next_guard(file: CaseFile, route: Route, guard: bytes, on: str) -> Guard:
    """A look at a route to fill in today: who knows stands in it already."""
    return Guard(id=guard, route=route.id, checked_on=on, who_knows=tuple(who_knows(file)))


def alerts(file: CaseFile, on: str) -> list[Alerted]:
    """What is wrong on the routes, by day: from the last answer to each question, from
    adverse effects that are not solved, from terms that have gone by, and from talks with
    others on no consent. A leak and retaliation outlast the route: only a later look that
    answers just that question ends them."""
    found: set[tuple[str, bytes, Alert]] = set()
    for route in file.all(Route):
        found |= {
            (look.checked_on, look.id, alert)
            for look, alert in _seen(_looks(file, route))
            if route.status in RUNNING or alert in OUTLAST
        }
        if route.status not in RUNNING:
            continue
        found |= {
            (term.due, route.id, Alert.TERM_PAST)
            for term in terms_of(route, on, steps_of(file, route))
            if term.past(on)
        }
    for effect in file.all(AdverseEffect):
        if not effect.resolved_on and effect.kind is not AdverseEffectKind.EFFECT_AT_HOME:
            leak = effect.kind is AdverseEffectKind.IDENTITY_LEAKED
            found.add((effect.seen_on, effect.id, Alert.LEAK if leak else Alert.EFFECT))
    found |= {(one.start[:10], one.id, Alert.TALKED) for one in _talked(file)}
    order = list(Alert)
    return [
        Alerted(alert, entity, since)
        for since, entity, alert in sorted(
            found, key=lambda one: (one[0], order.index(one[2]), one[1])
        )
    ]


def to_answer(file: CaseFile, on: str) -> list[Alerted]:
    """The alerts that are answered by a word with the reporter: adverse effects are followed
    by themselves, and so are terms."""
    effects = {effect.id for effect in file.all(AdverseEffect)}
    return [
        one
        for one in alerts(file, on)
        if one.entity not in effects and one.alert is not Alert.TERM_PAST
    ]


def _talked(file: CaseFile) -> Iterator[Contact]:
    """Talks with others on a day on which no consent to talk with anybody was in force."""
    need = Need((ConsentScope.TALK_TO, ConsentScope.ATTEND_TALK), None)
    for contact in file.all(Contact):
        party = file.find_as(Party, contact.with_party)
        if party is None or role_of(party) is None or contact.kind is ContactKind.MISSED:
            continue
        if not any(
            consent_check(file, consent.id, need, contact.start[:10], looking_back=True) is None
            for consent in file.consents
        ):
            yield contact


_WRONG: tuple[tuple[str, bool, Alert], ...] = (
    ("leak_suspected", True, Alert.LEAK),
    ("confidentiality_ok", False, Alert.NOT_KEPT),
    ("retaliation_seen", True, Alert.RETALIATION),
    ("procedure_followed", False, Alert.PROCEDURE),
    ("terms_kept", False, Alert.TERMS),
    ("both_sides_heard", False, Alert.ONE_SIDE),
)
"""The questions of a look, and the answer to each that asks for a word with the reporter."""


def _seen(looks: list[Guard]) -> Iterator[tuple[Guard, Alert]]:
    """What is wrong by the last answer to each question, with the look that says so: a look
    that leaves a question open takes back nothing."""
    for name, wrong, alert in _WRONG:
        last = next((one for one in reversed(looks) if getattr(one, name) is not None), None)
        if last is not None and getattr(last, name) is wrong:
            yield last, alert


def looked(guard: Guard) -> bool:
    """Whether a look answers any question; who knows is filled in beforehand, and is no answer."""
    return any(getattr(guard, name) is not None for name, _wrong, _alert in _WRONG)


def check_guard(file: CaseFile, before: Guard | None, after: Guard, on: str) -> Broken | None:
    """What was seen was seen on a day that has come, and something was looked at: a look
    that answers nothing would pass for one that found nothing wrong."""
    del file
    if after.checked_on > on and (before is None or before.checked_on != after.checked_on):
        return Broken(GuardRule.IN_FUTURE, "checked_on")
    if not looked(after) and (before is None or looked(before)):
        return Broken(GuardRule.NOT_LOOKED, "confidentiality_ok")
    return None


def flags_of_guards(file: CaseFile, on: str) -> Iterator[Flag]:
    """Checks of a route that are said to be of a day that has not come."""
    for guard in file.all(Guard):
        if guard.checked_on > on:
            yield Flag(GuardRule.IN_FUTURE, guard.id, "checked_on")
