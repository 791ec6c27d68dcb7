"""Routes that the reporter chose, their steps, and the watch over them."""

from __future__ import annotations

import argparse
import functools
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from shared.casework.model.codes import Outcome as HowEnded
from shared.casework.model.kinds import Kind
from tui.commands import entry
from tui.commands.ending import Exit, Misused
from tui.commands.finding import case_of, entry_of, short_ids
from tui.commands.parsing import (
    Nouns,
    add_code,
    add_day,
    add_entry,
    add_reading,
    add_saving,
)
from tui.commands.saving import edits_of, save
from tui.commands.typed_fields import add_fields, day_of, typed_text, values
from tui.language import _

if TYPE_CHECKING:
    from shared.casework.model.case_file import CaseFile
    from shared.casework.model.views import Route, Step
    from tui.commands.errand import Errand

_DONE = ("consent", "counterpart", "agreement_text", "next")


def add_to(nouns: Nouns) -> None:
    """Let the parser know `route`, `step` and `guard`."""
    routes = nouns.noun("route", _("begin and end routes that the reporter chose"))
    starting = routes.command("start", _("begin a route of what the reporter chose"), start)
    add_code(starting)
    starting.add_argument(
        "option", nargs="?", metavar=_("OPTION"), help=_("the chosen option: an id or a name")
    )
    add_saving(starting)

    shown = routes.command(
        "show",
        _("show the routes with their steps, terms and what is wrong"),
        show,
        description=_(
            "Shows the routes of a case: steps, terms, and by when to look again. With --plain:"
            " route, step, kind of step, day, whether it is done."
        ),
    )
    add_code(shown)
    add_reading(shown)

    ending = routes.command("end", _("write down what a route led to"), end)
    add_code(ending)
    add_entry(ending)
    ending.add_argument(
        "--outcome",
        choices=[str(one) for one in HowEnded],
        metavar=_("CHOICE"),
        help=_("what it led to: {choices}").format(choices=", ".join(HowEnded)),
    )
    add_day(ending)
    add_saving(ending)
    entry.add_editing(routes, Kind.ROUTE)
    entry.add_deleting(routes, Kind.ROUTE)

    steps = entry.add_kind(nouns, "step", Kind.STEP, _("plan and do steps of a route"))
    doing = steps.command(
        "do",
        _("mark a step as done, with what follows from it"),
        do,
        description=_(
            "Marks a step as done. Where something leaves the case it needs a consent: the one"
            " that is named, or the newest that covers it. Who gets to know something by it is"
            " said."
        ),
    )
    add_code(doing)
    add_entry(doing)
    doing.add_argument(
        "--result",
        metavar=_("TEXT"),
        default="",
        help=_("what came of it; - reads it from standard input"),
    )
    doing.add_argument(
        "--document", metavar=_("WHICH"), help=_("the document that is handed in by it")
    )
    add_day(doing)
    add_fields(doing, Kind.STEP, _DONE)
    add_saving(doing)

    guards = entry.add_kind(nouns, "guard", Kind.GUARD, _("watch over confidence on a route"))
    known = guards.command(
        "knows",
        _("show who knows something of the case, by role, and from what"),
        knows,
        description=_(
            "Shows who knows something of the case, by role. With --plain: role, from what,"
            " since when, id of the entry."
        ),
    )
    _read(known)


def _read(command: argparse.ArgumentParser) -> None:
    add_code(command)
    add_reading(command)


async def start(errand: Errand) -> Exit:
    """Begin a route."""
    from shared.casework.model.views import Option
    from shared.casework.route.routing import RouteRule, chosen_now, start_route
    from shared.casework.rules import Broken

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        word = errand.given.option
        if word is None:
            chosen = chosen_now(file)
            if len(chosen) > 1:
                raise Misused(_("The reporter chose several options. Say which one begins."))
            option = chosen[0] if chosen else None
        else:
            found = entry_of(file, word, Kind.OPTION)
            option = found if isinstance(found, Option) else None
        outcome: Any = Broken(RouteRule.NOT_CHOSEN, "option")
        if option is not None:
            outcome = start_route(file, errand.new_id, option, errand.today)
        words = {"option": _("OPTION")}
        edits = edits_of(Kind.ROUTE, outcome, words)
        steps = [one.entity.hex() for one in edits if one.kind == str(Kind.STEP)]
        return await save(
            errand,
            session,
            file,
            Kind.ROUTE,
            edits[0].entity,
            edits,
            more={"steps": list(dict.fromkeys(steps))},
        )


async def end(errand: Errand) -> Exit:
    """A route has come to its end."""
    from shared.casework.model.views import Route
    from shared.casework.route import doing

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        route = entry_of(file, errand.given.id, Kind.ROUTE)
        assert isinstance(route, Route)
        outcome = doing.end_route(
            file, route, HowEnded.of(errand.given.outcome), day_of(errand, errand.given.on)
        )
        words = {"finished_on": "--on"}
        return await save(errand, session, file, Kind.ROUTE, route.id, outcome, words=words)


async def do(errand: Errand) -> Exit:
    """A step is done."""
    from shared.casework.model.views import Step
    from shared.casework.route import doing
    from shared.casework.route.who_knows import widens

    given = errand.given
    async with errand.opened() as session:
        file = session.case(case_of(session, given.code))
        step = entry_of(file, given.id, Kind.STEP)
        assert isinstance(step, Step)
        document = None
        if given.document is not None:
            document = entry_of(file, given.document, Kind.DOCUMENT).id
        more = values(errand, session, Kind.STEP, file, _DONE)
        more["done_on"] = day_of(errand, given.on)
        result = typed_text(errand, given.result) or step.result
        for one in widens(file, step, errand.today):
            errand.terminal.say(f"{_(one.role.label)}: {_(one.how.text)}")
        outcome = doing.do_step(file, step, errand.today, result, errand.new_id, more, document)
        _tell_how_to_ask(errand, file, step, outcome)
        return await save(
            errand, session, file, Kind.STEP, step.id, outcome,
            words={"done_on": "--on", "document": "--document"},
            given={**more, "result": result},
        )  # fmt: skip


def _tell_how_to_ask(errand: Errand, file: CaseFile, step: Step, outcome: Any) -> None:
    """Where a consent is missing, the command that writes one down."""
    from shared.casework.consent.covering import ConsentRule
    from shared.casework.model.views import Route
    from shared.casework.route.routing import need_of
    from shared.casework.rules import Broken

    need = need_of(file.find_as(Route, step.route), step)
    lacks = isinstance(outcome, Broken) and isinstance(outcome.rule, ConsentRule)
    if need is not None and lacks:
        words = ["luister", "consent", "add", file.case.code, str(need.scopes[0])]
        words += [] if need.counterpart is None else ["--to", str(need.counterpart)]
        errand.terminal.say(" ".join([*words, "--given", "--form", "written"]))


# Looking


async def show(errand: Errand) -> Exit:
    """The routes with their steps and terms."""
    from shared.casework.model.views import Route
    from shared.casework.route.routing import steps_of

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
    routes = file.all(Route)
    if not routes:
        errand.terminal.say(_("There is no route in this case."))
    errand.put(
        [_route_data(file, route, errand.today) for route in routes],
        lambda: [
            (route.id.hex(), step.id.hex(), str(step.step_type or ""), _day(step),
             "done" if step.done_on else "")
            for route in routes
            for step in steps_of(file, route)
        ],
        lambda: [line for route in routes for line in _route_lines(errand, file, route)],
    )  # fmt: skip
    return Exit.OK


def _day(step: Step) -> str:
    return step.done_on or step.planned_for or step.due


def _route_data(file: CaseFile, route: Route, on: str) -> dict[str, Any]:
    from shared.casework.route.guarding import guard_due
    from shared.casework.route.routing import steps_of
    from shared.casework.route.terms import terms_of
    from tui.commands.case_page import view_data

    steps = steps_of(file, route)
    return {
        **view_data(route),
        "steps": [view_data(step) for step in steps],
        "terms": [
            {
                "what": term.kind.name.lower(),
                "due": term.due,
                "met_on": term.met_on,
                "by_law": term.by_law,
                "past": term.past(on),
            }
            for term in terms_of(route, on, steps)
        ],
        "guard_due": guard_due(file, route),
    }


def _route_lines(errand: Errand, file: CaseFile, route: Route) -> Iterable[str]:
    from shared.casework.route.guarding import guard_due
    from shared.casework.route.routing import steps_of
    from shared.casework.route.terms import terms_of
    from tui.widgets.values import called, context, words
    from tui.widgets.when import day

    about = context(file, (), errand.now.date())
    short, today = short_ids(file), errand.today
    steps = steps_of(file, route)
    yield f"{short[route.id]}  {called(route, about)}: {words(about, route.status)}"
    for step in steps:
        done = "x" if step.done_on else " "
        yield f"  [{done}] {short[step.id]}  {called(step, about)}  {words(about, step.actor)}"
    for term in terms_of(route, today, steps):
        mark = "!" if term.past(today) else "x" if term.met_on else " "
        yield f"   {mark}  {day(term.due, about.today)}: {_(term.kind.text)}"
    due = guard_due(file, route)
    if due:
        look = _("Look whether everybody keeps to what was agreed")
        yield f"      {day(due, about.today)}: {look}"


async def knows(errand: Errand) -> Exit:
    """Who knows something, by role."""
    from shared.casework.route.who_knows import who_knows

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
    found = who_knows(file)
    if not found:
        errand.terminal.say(_("Nobody but you knows of this case."))
    rows = [(role, one) for role, reasons in found.items() for one in reasons]
    errand.put(
        [
            {
                "role": str(role),
                "why": one.why.name.lower(),
                "since": one.since,
                "id": one.entity.hex(),
            }
            for role, one in rows
        ],
        lambda: [
            (str(role), one.why.name.lower(), one.since, one.entity.hex()) for role, one in rows
        ],
        functools.partial(_known_lines, errand, rows),
    )
    return Exit.OK


def _known_lines(errand: Errand, rows: Iterable[tuple[Any, Any]]) -> Iterable[str]:
    from tui.widgets.when import day

    for role, one in rows:
        since = f" ({day(one.since, errand.now.date())})" if one.since else ""
        yield f"{_(role.label)}: {_(one.why.text)}{since}"
