"""Settling what several people wrote differently, for all who share the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tui.commands.differing import Differing, differing
from tui.commands.ending import Ended, Exit, Misused
from tui.commands.finding import case_of, short_ids
from tui.commands.parsing import Nouns, add_forms, add_offline, whole_number
from tui.language import _

if TYPE_CHECKING:
    from tui.commands.errand import Errand


def add_to(cases: Nouns) -> None:
    """Let the parser know `case settle`."""
    command = cases.command(
        "settle",
        _("settle what several people wrote differently"),
        settle,
        description=_(
            "Keeps one of the values that several people wrote without knowing of each other."
            " Without a field it shows what there is to settle, with numbers."
        ),
    )
    command.add_argument("code", metavar=_("CODE"), help=_("the code of the case"))
    command.add_argument(
        "field",
        nargs="?",
        metavar=_("FIELD"),
        help=_("the field as case show names it, for instance status or 3f2a.summary"),
    )
    choice = command.add_mutually_exclusive_group()
    choice.add_argument(
        "--keep", type=whole_number, metavar="N", help=_("keep the value with this number")
    )
    choice.add_argument(
        "--both", action="store_true", help=_("keep all texts, one below the other")
    )
    add_offline(command)
    add_forms(command)


async def settle(errand: Errand) -> Exit:
    """Keep one value, or both; or show what there is to settle."""
    from shared.casework.rules import Broken

    given = errand.given
    if given.field is None and (given.keep is not None or given.both):
        raise Misused(_("Say which field, too."))
    async with errand.opened() as session:
        file = session.case(case_of(session, given.code))
        found = list(differing(file))
        if given.field is not None:
            found = [one for one in found if one.is_called(given.field)]
            if not found:
                raise Ended(
                    _("There is no difference to settle in {field}.").format(field=given.field)
                )
        if given.keep is None and not given.both:
            return _show(errand, session, file, found)
        if len(found) > 1:
            raise Ended(
                _("{field} can be several. Write more of the id.").format(field=given.field)
            )
        outcome = (
            found[0].keep_both(file, errand.today)
            if given.both
            else found[0].keep(given.keep, file, errand.today)
        )
        if isinstance(outcome, Broken):
            raise Ended.by(outcome.rule)
        session.save(file.circle, outcome)
        sent = await errand.send(session)
        after = session.case(file.circle).find(found[0].view.id)
        settled = after is None or given.field.rpartition(".")[2] not in after.conflicts
    data = {"code": file.case.code, "field": given.field, "settled": settled, **sent}
    errand.put(data, lambda: [(file.case.code, given.field)], list)
    return Exit.OK


def _show(errand: Errand, session: Any, file: Any, found: list[Differing]) -> Exit:
    from tui.widgets.case_words import context

    about = context(file, session.members(), errand.now.date())
    short = short_ids(file)
    data = [one.data(session) for one in found]
    if not found:
        errand.terminal.say(_("There is nothing to settle."))
    errand.put(
        data,
        lambda: [
            (one.address(short), str(option["number"]), str(option["value"]))
            for one, shown in zip(found, data, strict=True)
            for option in shown["options"]
        ],
        lambda: [line for one in found for line in one.lines(session, about, short, errand.now)],
    )
    return Exit.OK
