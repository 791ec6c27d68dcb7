"""Consents: what the reporter was asked and answered, and what rests on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from shared.casework.model.codes import ConsentForm, ConsentScope, Counterpart
from shared.casework.model.kinds import Kind
from tui.commands import entry
from tui.commands.ending import Exit, Misused
from tui.commands.finding import case_of, entry_of, member_of, short_ids
from tui.commands.parsing import Nouns, add_code, add_day, add_entry, add_reading, add_saving
from tui.commands.saving import check_names, edits_of, hints, tell_all
from tui.commands.typed_fields import add_fields, day_of, values
from tui.language import _

if TYPE_CHECKING:
    import argparse

    from shared.casework.consent.effects import LedgerRow
    from shared.casework.model.case_file import CaseFile
    from shared.casework.model.views import Consent
    from shared.casework.verbs import Outcome
    from tui.commands.errand import Errand
    from tui.local.session import Session

_FOR_WHOM = ("recipient", "recipient_role")
_ASKED = ("purpose", "what", "wording_read", "valid_until")


def add_to(nouns: Nouns) -> None:
    """Let the parser know `consent` and what can be done with one."""
    consents = nouns.noun("consent", _("write down what the reporter was asked and answered"))

    wording = consents.command("wording", _("show the sentence to read out"), show_wording)
    _scope(wording)
    add_reading(wording)

    asked = consents.command("add", _("write down a question, and its answer; prints the id"), add)
    add_code(asked)
    _scope(asked)
    asked.add_argument(
        "--to",
        metavar=_("WHO"),
        help=_("who gets to know something: a colleague by name, or a role: {roles}").format(
            roles=", ".join(Counterpart)
        ),
    )
    answer = asked.add_mutually_exclusive_group()
    answer.add_argument("--given", action="store_true", help=_("the reporter said yes"))
    answer.add_argument("--refused", action="store_true", help=_("the reporter said no"))
    add_day(asked)
    add_fields(asked, Kind.CONSENT, ["form", *_ASKED])
    add_saving(asked)

    for name, help, run in (
        ("give", _("write down that the reporter said yes"), give),
        ("refuse", _("write down that the reporter said no"), refuse),
        ("withdraw", _("write down that the reporter takes it back"), withdraw),
    ):
        command = consents.command(name, help, run)
        add_code(command)
        add_entry(command)
        add_day(command)
        if name == "give":
            add_fields(command, Kind.CONSENT, ["form"])
        add_saving(command)

    change = consents.command("edit", _("change a question that was not answered yet"), edit)
    add_code(change)
    add_entry(change)
    add_fields(change, Kind.CONSENT, [*_FOR_WHOM, *_ASKED])
    add_saving(change)

    listing = consents.command(
        "ledger",
        _("show all consents, how they stand, and what rests on each"),
        show_ledger,
        description=_(
            "Shows all consents of a case, how each stands today, and what rests on it. With"
            " --plain: id, scope, for whom, status, given on, valid until, what rests on it."
        ),
    )
    add_code(listing)
    add_reading(listing)
    entry.add_deleting(consents, Kind.CONSENT)


def _scope(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "scope",
        choices=[str(scope) for scope in ConsentScope],
        metavar=_("SCOPE"),
        help=_("what for: {scopes}").format(scopes=", ".join(ConsentScope)),
    )


def show_wording(errand: Errand) -> int:
    """What is read out before the reporter is asked."""
    from shared.casework.consent.wording import WORDING

    text = _(WORDING[ConsentScope(errand.given.scope)])
    data = {"scope": errand.given.scope, "wording": text}
    errand.put(data, lambda: [(errand.given.scope, text)], lambda: [text])
    return int(Exit.OK)


async def add(errand: Errand) -> Exit:
    """Write down a question, and the answer when there is one."""
    from shared.casework.consent import consenting
    from shared.casework.consent.wording import WORDING

    given = errand.given
    async with errand.opened() as session:
        file = session.case(case_of(session, given.code))
        scope = ConsentScope(given.scope)
        asked: dict[str, Any] = {
            "scope": scope,
            "wording_read": _(WORDING[scope]),
            **values(errand, session, Kind.CONSENT, file, _ASKED),
            **_recipient(session, scope, given.to),
        }
        new, form = errand.new_id(), _form(errand)
        if given.given or given.refused:
            day = day_of(errand, given.on)
            outcome = consenting.record(new, asked, given.given, day, form)
        else:
            outcome = consenting.ask(new, asked)
            errand.terminal.say(_("Read out: {text}").format(text=asked["wording_read"]))
        tell_all(errand, hints(Kind.CONSENT, asked))
        return await _save(errand, session, file, new, outcome)


def _recipient(session: Session, scope: ConsentScope, word: str | None) -> dict[str, Any]:
    """For whom a consent is: a colleague, or somebody else by role."""
    from shared.casework.consent.covering import FOR_COLLEAGUE, FOR_ROLE

    if word is None:
        return {}
    if scope in FOR_COLLEAGUE:
        others = [row for row in session.members() if not row.is_me]
        return {"recipient": member_of(others, word).member}
    if scope not in FOR_ROLE:
        raise Misused(_("This consent is for nobody in particular. Leave --to out."))
    role = Counterpart.of(word.strip().casefold().replace("-", "_"))
    if role is None:
        raise Misused(
            _("{word} is not one of these: {choices}").format(
                word=word, choices=", ".join(Counterpart)
            )
        )
    return {"recipient_role": role}


async def give(errand: Errand) -> Exit:
    """The reporter said yes to what was asked before."""
    from shared.casework.consent import consenting

    def answer(_file: CaseFile, shown: Consent, day: str) -> Outcome:
        return consenting.give(shown, day, _form(errand))

    return await _answer(errand, answer)


async def refuse(errand: Errand) -> Exit:
    """The reporter said no to what was asked before."""
    from shared.casework.consent import consenting

    return await _answer(errand, lambda _file, shown, day: consenting.refuse(shown, day))


async def withdraw(errand: Errand) -> Exit:
    """The reporter takes a consent back; what follows from it is said."""
    from shared.casework.consent.effects import effects_of, take_back

    def answer(file: CaseFile, shown: Consent, day: str) -> Outcome:
        effects = [_(one.text) for one in effects_of(file, shown)]
        outcome = take_back(file, shown, day, " ".join(effects))
        if isinstance(outcome, list):
            for effect in effects:
                errand.terminal.say(effect)
        return outcome

    return await _answer(errand, answer)


async def edit(errand: Errand) -> Exit:
    """Change what was asked, as long as there is no answer."""
    from shared.casework import verbs

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        shown = _shown(file, errand.given.id)
        wanted = values(errand, session, Kind.CONSENT, file, (*_FOR_WHOM, *_ASKED))
        outcome = verbs.change(file, shown, wanted, errand.today)
        return await _save(errand, session, file, shown.id, outcome)


def _shown(file: CaseFile, word: str) -> Consent:
    from shared.casework.model.views import Consent

    shown = entry_of(file, word, Kind.CONSENT)
    assert isinstance(shown, Consent)
    return shown


async def _answer(errand: Errand, verb: Callable[[CaseFile, Consent, str], Outcome]) -> Exit:
    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        shown = _shown(file, errand.given.id)
        outcome = verb(file, shown, day_of(errand, errand.given.on))
        return await _save(errand, session, file, shown.id, outcome)


def _form(errand: Errand) -> ConsentForm | None:
    return ConsentForm.of(getattr(errand.given, "field_form", None))


async def _save(
    errand: Errand, session: Session, file: CaseFile, consent: bytes, outcome: Outcome
) -> Exit:
    from shared.casework.consent import consenting

    words = {
        "recipient": "--to",
        "recipient_role": "--to",
        "given_on": "--on",
        "withdrawn_on": "--on",
    }
    edits = edits_of(Kind.CONSENT, outcome, words)
    check_names(errand, session, file, Kind.CONSENT, edits, words)
    session.save(file.circle, edits)
    session.do_what_is_due(errand.now.date())
    after = session.case(file.circle)
    tell_all(errand, consenting.hints_on_consents(after, errand.today))
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


# The ledger


async def show_ledger(errand: Errand) -> Exit:
    """All consents, with what rests on each."""
    from shared.casework.consent.effects import ledger
    from tui.widgets.values import called, context

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        about = context(file, session.members(), errand.now.date())
        rows = ledger(file, errand.today)
    short = short_ids(file)
    errand.put(
        [_row_data(row) for row in rows],
        lambda: [_cells(row) for row in rows],
        lambda: _ledger_lines(rows, short, lambda view: called(view, about)),
    )
    return Exit.OK


def _row_data(row: LedgerRow) -> dict[str, Any]:
    from shared.casework.model.views import KIND_OF
    from tui.commands.case_page import view_data

    return {
        **view_data(row.consent),
        "state": None if row.state is None else str(row.state),
        "disputed": row.disputed,
        "reader": None if row.reader is None else row.reader.hex(),
        "rests_on_it": [
            {"type": str(KIND_OF[type(one.view)]), "id": one.view.id.hex(), "past": one.past}
            for one in row.dependents
        ],
    }


def _cells(row: LedgerRow) -> list[str]:
    consent = row.consent
    whom = "" if consent.recipient is None else consent.recipient.hex()
    return [
        consent.id.hex(),
        str(consent.scope or ""),
        str(consent.recipient_role or whom),
        str(row.state or ""),
        consent.given_on,
        consent.valid_until,
        ",".join(one.view.id.hex() for one in row.dependents),
    ]


def _ledger_lines(
    rows: list[LedgerRow], short: dict[bytes, str], called: Callable[[Any], str]
) -> Iterable[str]:
    from shared.casework.model.views import KIND_OF
    from tui.widgets.case_words import DIFFERS

    if not rows:
        yield _("The reporter was not asked for any consent yet.")
    for row in rows:
        yield f"{short[row.consent.id]}  {called(row.consent)}"
        if row.disputed:
            yield f"      {DIFFERS} " + _(
                "Different answers of the reporter stand side by side. The strictest one counts."
                " Settle it first."
            )
        for one in row.dependents:
            kind = _(KIND_OF[type(one.view)].label)
            state = _("done") if one.past else _("to come")
            yield f"      {short[one.view.id]}  {kind}: {called(one.view)} ({state})"
