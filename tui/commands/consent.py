"""Consents: what the reporter was asked, and the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.casework.codes import ConsentForm, ConsentScope
from shared.casework.kinds import FIELDS, Kind
from tui.commands import entry
from tui.commands.ending import Ended, Exit
from tui.commands.finding import case_of, entry_of, member_of, short_ids
from tui.commands.parsing import Nouns, add_forms, add_offline
from tui.commands.typed_fields import add_fields, broken_text, moment, values
from tui.language import _

if TYPE_CHECKING:
    import argparse

    from shared.casework.case_file import CaseFile
    from shared.casework.verbs import Outcome
    from tui.commands.errand import Errand
    from tui.local.session import Session

_ASKED = ("purpose", "what", "wording_read", "valid_until")


def add_to(nouns: Nouns) -> None:
    """Let the parser know `consent` and what can be done with one."""
    consents = nouns.noun("consent", _("write down what the reporter was asked and answered"))

    asked = consents.command("add", _("write down a question, and its answer; prints the id"), add)
    asked.add_argument("code", metavar=_("CODE"), help=_("the code of the case"))
    asked.add_argument(
        "scope",
        choices=[str(scope) for scope in ConsentScope],
        metavar=_("SCOPE"),
        help=_("what for: {scopes}").format(scopes=", ".join(ConsentScope)),
    )
    asked.add_argument("--to", metavar=_("NAME"), help=_("for sharing: with which colleague"))
    answer = asked.add_mutually_exclusive_group()
    answer.add_argument("--given", action="store_true", help=_("the reporter said yes"))
    answer.add_argument("--refused", action="store_true", help=_("the reporter said no"))
    _on(asked)
    add_fields(asked, Kind.CONSENT, ["form", *_ASKED])
    add_offline(asked)
    add_forms(asked)

    for name, help, run in (
        ("give", _("write down that the reporter said yes"), give),
        ("refuse", _("write down that the reporter said no"), refuse),
        ("withdraw", _("write down that the reporter takes it back"), withdraw),
    ):
        command = consents.command(name, help, run)
        command.add_argument("code", metavar=_("CODE"), help=_("the code of the case"))
        command.add_argument("id", metavar="ID", help=_("its id, or the beginning of it"))
        _on(command)
        if name == "give":
            add_fields(command, Kind.CONSENT, ["form"])
        add_offline(command)
        add_forms(command)
    entry.add_deleting(consents, Kind.CONSENT)


def _on(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--on", metavar=_("DATE"), default="", help=_("on which day; today when it is not said")
    )


async def add(errand: Errand) -> Exit:
    """Write down a question, and the answer when there is one."""
    from shared.casework import consenting

    given = errand.given
    async with errand.opened() as session:
        file = session.case(case_of(session, given.code))
        asked: dict[str, Any] = {
            "scope": ConsentScope.of(given.scope),
            **values(errand, session, Kind.CONSENT, file, _ASKED),
        }
        if given.to is not None:
            others = [row for row in session.members() if not row.is_me]
            asked["recipient"] = member_of(others, given.to).member
        new, form = errand.new_id(), _form(errand)
        if given.given or given.refused:
            outcome = consenting.record(new, asked, given.given, _day(errand), form)
        else:
            outcome = consenting.ask(new, asked)
        for hint in entry.hints(Kind.CONSENT, asked):
            errand.terminal.say(hint)
        return await _save(errand, session, file, new, outcome)


async def give(errand: Errand) -> Exit:
    """The reporter said yes to what was asked before."""
    from shared.casework import consenting

    return await _answer(errand, lambda shown: consenting.give(shown, _day(errand), _form(errand)))


async def refuse(errand: Errand) -> Exit:
    """The reporter said no to what was asked before."""
    from shared.casework import consenting

    return await _answer(errand, lambda shown: consenting.refuse(shown, _day(errand)))


async def withdraw(errand: Errand) -> Exit:
    """The reporter takes a consent back; what was shared stays shared."""
    from shared.casework import consenting

    return await _answer(errand, lambda shown: consenting.withdraw(shown, _day(errand)))


async def _answer(errand: Errand, verb: Any) -> Exit:
    from shared.casework.views import Consent

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        shown = entry_of(file, errand.given.id, Kind.CONSENT)
        assert isinstance(shown, Consent)
        return await _save(errand, session, file, shown.id, verb(shown))


def _day(errand: Errand) -> str:
    typed = errand.given.on
    return moment(errand, FIELDS[Kind.CONSENT]["given_on"], typed) if typed else errand.today


def _form(errand: Errand) -> ConsentForm | None:
    return ConsentForm.of(getattr(errand.given, "field_form", None))


async def _save(
    errand: Errand, session: Session, file: CaseFile, consent: bytes, outcome: Outcome
) -> Exit:
    from shared.casework import consenting
    from shared.casework.rules import Broken

    if isinstance(outcome, Broken):
        words = {"recipient": "--to", "given_on": "--on", "withdrawn_on": "--on"}
        raise Ended(broken_text(Kind.CONSENT, outcome, words), hints=[_("Nothing was saved.")])
    session.save(file.circle, outcome)
    after = session.case(file.circle)
    for hint in consenting.hints_on_consents(after, errand.today):
        errand.terminal.say(_(hint.text))
    sent = await errand.send(session)
    short = short_ids(after)[consent]
    shown = next(one for one in after.consents if one.id == consent)
    status = consenting.standing(shown, errand.today)
    data = {
        "code": file.case.code,
        "type": str(Kind.CONSENT),
        "id": consent.hex(),
        "status": None if status is None else str(status),
        **sent,
    }
    errand.put(data, lambda: [(file.case.code, consent.hex(), str(status))], lambda: [short])
    return Exit.OK
