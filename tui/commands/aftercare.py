"""Aftercare: agreeing on it, holding its talks, and whether the adviser may call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.casework.model.codes import Initiator
from shared.casework.model.kinds import FIELDS, Kind
from tui.commands import entry
from tui.commands.ending import Ended, Exit
from tui.commands.finding import case_of, entry_of
from tui.commands.parsing import Nouns, add_code, add_day, add_entry, add_reading, add_saving
from tui.commands.saving import edits_of, save, tell_all
from tui.commands.typed_fields import add_field, add_fields, day_of, values
from tui.language import _

if TYPE_CHECKING:
    from shared.casework.model.case_file import CaseFile
    from shared.casework.model.views import AftercareCheck
    from tui.commands.errand import Errand

_ANSWERS = [name for name in FIELDS[Kind.AFTERCARE_CHECK] if name not in ("plan", "due", "held_on")]


def add_to(nouns: Nouns) -> None:
    """Let the parser know `aftercare`."""
    care = nouns.noun("aftercare", _("agree on aftercare, and hold its talks"))
    planning = care.command(
        "plan",
        _("agree on aftercare; plans a talk for each week"),
        plan,
        description=_(
            "Writes down what was agreed on aftercare, and plans a talk for each week. An adviser"
            " calls only when the reporter has consented to it."
        ),
    )
    add_code(planning)
    planning.add_argument(
        "--weeks", metavar=_("WEEKS"), default="2, 4, 6", help=_("after how many weeks: 2, 4, 6")
    )
    add_day(planning)
    add_fields(planning, Kind.AFTERCARE_PLAN, ["initiator", "channel", "consent"])
    add_saving(planning)

    holding = care.command("hold", _("write down an aftercare talk that was planned"), hold)
    add_code(holding)
    holding.add_argument(
        "id",
        nargs="?",
        metavar="ID",
        help=_("which talk; without it the first that was planned and not held"),
    )
    add_day(holding)
    add_fields(holding, Kind.AFTERCARE_CHECK, _ANSWERS)
    add_saving(holding)

    calling = care.command(
        "may-call",
        _("say whether you may call the reporter today; exit code 1 when not"),
        may_call,
    )
    add_code(calling)
    add_reading(calling)

    talk = care.command("add", _("write down an aftercare talk that was not planned"), add)
    add_code(talk)
    add_fields(talk, Kind.AFTERCARE_CHECK, FIELDS[Kind.AFTERCARE_CHECK])
    add_saving(talk)

    changing = care.command("edit", _("change what was written down of a talk"), edit)
    add_code(changing)
    add_entry(changing)
    add_fields(changing, Kind.AFTERCARE_CHECK, FIELDS[Kind.AFTERCARE_CHECK])
    add_saving(changing)
    entry.add_deleting(care, Kind.AFTERCARE_CHECK)

    agreed = care.command("change-plan", _("change the agreement, or end it"), change_plan)
    add_code(agreed)
    for name in ("initiator", "channel", "consent", "ends_on"):
        add_field(agreed, FIELDS[Kind.AFTERCARE_PLAN][name])
    add_saving(agreed)


async def add(errand: Errand) -> Exit:
    """Write down a talk that was not planned."""
    return await entry.add(Kind.AFTERCARE_CHECK, errand)


async def edit(errand: Errand) -> Exit:
    """Change what was written down of a talk."""
    return await entry.edit(Kind.AFTERCARE_CHECK, errand)


async def plan(errand: Errand) -> Exit:
    """Agree on aftercare."""
    from shared.casework.ending import agreeing
    from shared.casework.ending.aftercare import AftercareRule, weeks_of
    from shared.casework.rules import Broken

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        given = values(
            errand, session, Kind.AFTERCARE_PLAN, file, ["initiator", "channel", "consent"]
        )
        weeks = weeks_of(errand.given.weeks)
        initiator = given.get("initiator") or Initiator.REPORTER
        consent = given.get("consent")
        if consent is None and initiator is Initiator.ADVISER_ALLOWED:
            consent = _consent(file, errand.today)
        outcome = (
            Broken(AftercareRule.WEEKS, "weeks")
            if weeks is None
            else agreeing.plan(
                file,
                errand.new_id,
                day_of(errand, errand.given.on),
                errand.today,
                initiator=initiator,
                weeks=weeks,
                channel=given.get("channel") or file.case.safe_channel,
                consent=consent,
            )
        )
        edits = edits_of(Kind.AFTERCARE_PLAN, outcome, {"agreed_on": "--on"})
        kind = str(Kind.AFTERCARE_CHECK)
        talks = dict.fromkeys(one.entity.hex() for one in edits if one.kind == kind)
        entity = edits[0].entity
        return await save(
            errand, session, file, Kind.AFTERCARE_PLAN, entity, edits, more={"talks": list(talks)}
        )


def _consent(file: CaseFile, on: str) -> bytes | None:
    """The newest consent to be called for aftercare that is in force."""
    from shared.casework.consent.covering import covering
    from shared.casework.ending.aftercare import CONTACT

    found = covering(file, CONTACT, on)
    return None if found is None else found.id


async def hold(errand: Errand) -> Exit:
    """Write down a talk that was planned."""
    from shared.casework.ending import agreeing
    from shared.casework.ending.aftercare import hints_on_check
    from shared.casework.model.views import AftercareCheck

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        check = _planned(file, errand.given.id)
        given = values(errand, session, Kind.AFTERCARE_CHECK, file, _ANSWERS)
        held = {**given, "held_on": day_of(errand, errand.given.on)}
        outcome = agreeing.hold_check(file, check, held, errand.today)
        end = await save(
            errand, session, file, Kind.AFTERCARE_CHECK, check.id, outcome,
            words={"held_on": "--on"}, given=given,
        )  # fmt: skip
        after = session.case(file.circle)
        now = after.find_as(AftercareCheck, check.id)
        if now is not None:
            tell_all(errand, hints_on_check(after, now))
        return end


def _planned(file: CaseFile, word: str | None) -> AftercareCheck:
    from shared.casework.ending.aftercare import left
    from shared.casework.model.views import AftercareCheck

    if word is not None:
        found = entry_of(file, word, Kind.AFTERCARE_CHECK)
        assert isinstance(found, AftercareCheck)
        return found
    waiting = left(file)
    if not waiting:
        raise Ended(
            _("No aftercare talk is planned."),
            hints=[f"luister aftercare add {file.case.code}"],
            name="none_planned",
        )
    return waiting[0]


async def may_call(errand: Errand) -> Exit:
    """Whether a call for aftercare fits what was agreed (rule 14)."""
    from shared.casework.ending.aftercare import why_not_call

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
    broken = why_not_call(file, errand.today)
    text = _("You may call today.") if broken is None else _(broken.rule.text)
    why = None if broken is None else broken.rule.name.lower()
    data = {"may_call": broken is None, "why": why, "text": text}
    errand.put(data, lambda: [("yes" if broken is None else "no", text)], lambda: [text])
    return Exit.OK if broken is None else Exit.FAILED


async def change_plan(errand: Errand) -> Exit:
    """Change the agreement that runs."""
    from shared.casework import verbs
    from shared.casework.ending.aftercare import AftercareRule, running_plan

    names = ("initiator", "channel", "consent", "ends_on")
    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        running = running_plan(file, errand.today)
        if running is None:
            raise Ended.by(AftercareRule.NO_PLAN)
        given = values(errand, session, Kind.AFTERCARE_PLAN, file, names)
        outcome = verbs.change(file, running, given, errand.today)
        return await save(errand, session, file, Kind.AFTERCARE_PLAN, running.id, outcome)
