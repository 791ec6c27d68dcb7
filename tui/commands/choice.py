"""Options, and what the reporter chooses; time to think, and whether a choice still stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from shared.casework.model.kinds import Kind
from tui.commands import entry
from tui.commands.ending import Ended, Exit
from tui.commands.finding import case_of, entries_of, entry_of
from tui.commands.parsing import Nouns, add_code, add_day, add_reading, add_saving
from tui.commands.saving import save
from tui.commands.typed_fields import add_fields, day_of, option_of, typed_text, values
from tui.language import _

if TYPE_CHECKING:
    from shared.casework.model.case_file import CaseFile
    from shared.casework.model.codes import RouteType
    from shared.casework.model.views import Decision
    from shared.casework.rules import Broken
    from tui.commands.errand import Errand

_MORE = (
    "reflection_waived", "reflection_until", "told_control_ends", "told_terms", "told_protection",
)  # fmt: skip


def add_to(nouns: Nouns) -> None:
    """Let the parser know `option`, `decide` and `decision`."""
    option = entry.add_kind(nouns, "option", Kind.OPTION, _("write down what could be done"))
    suggested = option.command(
        "suggest",
        _("show options to begin the talk with, in plain words"),
        suggest,
        description=_(
            "Shows options that fit the matter and do not stand in the case yet: a beginning,"
            " never the whole list. With --plain: option, what it keeps, words for the reporter."
        ),
    )
    add_code(suggested)
    suggested.add_argument("--all", action="store_true", help=_("the whole ladder"))
    add_reading(suggested)

    chosen = nouns.command(
        "decide",
        _("write down what the reporter chooses: options, or nothing"),
        decide,
        description=_(
            "Writes down the choice of the reporter, in the reporter's words. Without an option"
            " it is the choice to take no further step, and that is complete."
        ),
    )
    add_code(chosen)
    chosen.add_argument(
        "options", nargs="*", metavar=_("OPTION"), help=_("what is chosen: an id or a name")
    )
    chosen.add_argument(
        "--in-words",
        metavar=_("TEXT"),
        default="",
        help=_("the reporter's own words; - reads them from standard input"),
    )
    chosen.add_argument(
        "--drop", metavar=_("OPTIONS"), default="", help=_("what is put aside, with commas")
    )
    add_day(chosen)
    add_fields(chosen, Kind.DECISION, _MORE)
    add_saving(chosen)

    made = nouns.noun("decision", _("time to think, and whether a choice still stands"))
    thinking = made.command("think", _("the reporter takes time to think"), think)
    add_code(thinking)
    thinking.add_argument(
        "--until", metavar=_("DATE"), default="", help=_("the last day of it; a week from now")
    )
    add_saving(thinking)
    again = made.command("confirm", _("the reporter says that the choice still stands"), confirm)
    add_code(again)
    add_day(again)
    add_saving(again)
    entry.add_editing(made, Kind.DECISION)
    entry.add_deleting(made, Kind.DECISION)


async def suggest(errand: Errand) -> Exit:
    """Show where the talk about options can begin."""
    from shared.casework.choice.ladder import LADDER, starting_options
    from shared.casework.model.codes import RouteType

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
    rungs = tuple(RouteType) if errand.given.all else starting_options(file)
    errand.put(
        [_rung(rung) for rung in rungs],
        lambda: [
            [str(rung), *(str(part) for part in _keeps(rung).values()), _(LADDER[rung].says)]
            for rung in rungs
        ],
        lambda: _rung_lines(rungs),
    )
    return Exit.OK


def _keeps(rung: RouteType) -> dict[str, str]:
    from shared.casework.choice.ladder import suggested

    return {name: str(degree) for name, degree in suggested(rung).items()}


def _rung(rung: RouteType) -> dict[str, Any]:
    from shared.casework.choice.ladder import LADDER

    told = [str(one) for one in LADDER[rung].to]
    return {"option_type": str(rung), "says": _(LADDER[rung].says), "to": told, **_keeps(rung)}


def _rung_lines(rungs: Iterable[RouteType]) -> Iterable[str]:
    from shared.casework.choice.ladder import LADDER

    for rung in rungs:
        yield f"{rung}  {_(rung.label)}"
        yield f"      {_(LADDER[rung].says)}"


async def decide(errand: Errand) -> Exit:
    """Write down the choice of the reporter."""
    from shared.casework.choice import deciding
    from shared.casework.model.views import Decision
    from shared.casework.rules import Broken

    given = errand.given
    async with errand.opened() as session:
        file = session.case(case_of(session, given.code))
        chosen = [entry_of(file, word, Kind.OPTION).id for word in given.options]
        dropped = entries_of(file, given.drop, Kind.OPTION)
        more = values(errand, session, Kind.DECISION, file, _MORE)
        more["made_on"] = day_of(errand, given.on)
        words = typed_text(errand, given.in_words)
        new = errand.new_id()
        outcome = deciding.decide(file, new, chosen, words, errand.today, more, dropped)
        entity = _made(outcome, new)
        arguments = {"chosen": _("OPTION"), "made_on": "--on", "tipping_point": ""}
        if isinstance(outcome, Broken):
            wish = Decision(id=new, chosen=tuple(chosen), in_words=words, **more)
            _say_all(file, outcome, wish, errand.today, arguments)
        return await save(
            errand, session, file, Kind.DECISION, entity, outcome,
            words=arguments, given={**more, "in_words": words},
        )  # fmt: skip


def _say_all(
    file: CaseFile, broken: Broken, wish: Decision, on: str, words: Mapping[str, str]
) -> None:
    """Raises `Ended` with all that a choice lacks, each with all its options; not where
    something else stands in its way."""
    from shared.casework.choice.choosing import becomes_report, lacking

    tips = becomes_report(file, wish.chosen) or wish.tipping_point
    found = lacking(file, replace(wish, tipping_point=tips), on)
    if broken.rule not in dict(found):
        return
    lines = [
        f"{', '.join(words.get(name) or option_of(name) for name in fields)}: {_(rule.text)}"
        for rule, fields in found
    ]
    raise Ended(
        lines[0],
        hints=[*lines[1:], _("Nothing was saved.")],
        name=broken.rule.name.lower(),
        field=broken.field,
    )


def _made(outcome: Any, new: bytes) -> bytes:
    """The id of the choice: time to think that was running becomes it."""
    edits = outcome if isinstance(outcome, list) else []
    return next((one.entity for one in edits if one.kind == str(Kind.DECISION)), new)


async def think(errand: Errand) -> Exit:
    """The reporter takes time to think."""
    from shared.casework.choice import deciding

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        typed, new = errand.given.until, errand.new_id()
        until = day_of(errand, typed, "--until") if typed else ""
        outcome = deciding.reflect(file, new, until, errand.today)
        return await save(
            errand, session, file, Kind.DECISION, _made(outcome, new), outcome,
            words={"reflection_until": "--until"},
        )  # fmt: skip


async def confirm(errand: Errand) -> Exit:
    """The reporter says that the choice still stands."""
    from shared.casework.choice import deciding
    from shared.casework.choice.choosing import ChoiceRule, standing_decision

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        standing = standing_decision(file)
        if standing is None:
            raise Ended.by(ChoiceRule.NOT_MADE, [_("Nothing was saved.")])
        outcome = deciding.reconfirm(file, standing, day_of(errand, errand.given.on))
        return await save(
            errand, session, file, Kind.DECISION, standing.id, outcome,
            words={"reconfirmed_on": "--on"},
        )  # fmt: skip
