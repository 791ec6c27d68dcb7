"""Saving what an act made: hints, the status that follows, the sync, and what is printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from shared.casework.model.kinds import FIELDS, Form, Kind
from tui.commands.ending import Ended, Exit
from tui.commands.finding import short_ids
from tui.commands.typed_fields import broken_text, option_of
from tui.language import _

if TYPE_CHECKING:
    from shared.casework.model.case_file import CaseFile
    from shared.casework.rules import Broken, Said
    from shared.casework.verbs import Outcome
    from shared.replica.change import Edit
    from tui.commands.errand import Errand
    from tui.local.session import Session


def refused(kind: Kind, broken: Broken, words: Mapping[str, str] | None = None) -> Ended:
    """The end of a command by a rule; `words` name arguments that are no options."""
    return Ended(
        broken_text(kind, broken, words),
        hints=[_("Nothing was saved.")],
        name=broken.rule.name.lower(),
        field=broken.field,
    )


def edits_of(kind: Kind, outcome: Outcome, words: Mapping[str, str] | None = None) -> list[Edit]:
    """The edits of an outcome; raises `Ended` where a rule would be broken."""
    from shared.casework.rules import Broken

    if isinstance(outcome, Broken):
        raise refused(kind, outcome, words)
    return outcome


async def save(
    errand: Errand,
    session: Session,
    file: CaseFile,
    kind: Kind,
    entity: bytes,
    outcome: Outcome,
    *,
    words: Mapping[str, str] | None = None,
    given: Mapping[str, Any] | None = None,
    more: Mapping[str, Any] | None = None,
) -> Exit:
    """Save an outcome in a case and tell what came of it.

    `entity` (16 bytes) is what is made or changed, and what is printed. `given` are fields
    that were typed: hints are told of them. `more` stands in the JSON besides.
    """
    edits = edits_of(kind, outcome, words)
    if kind is not Kind.VERSION:
        # A document is the reporter's own; its names are told by the look over it.
        check_names(errand, session, file, kind, edits, words)
    if given:
        tell_hints(errand, file, kind, given, entity)
    if not edits:
        errand.terminal.say(_("Nothing is different from what was there."))
    session.save(file.circle, edits)
    tell_names(errand, session, file.circle, entity)
    status = follow(errand, session, file)
    sent = await errand.send(session)
    after = session.case(file.circle)
    data = {
        "code": after.case.code,
        "type": str(kind),
        "id": entity.hex(),
        "changed": [one.field for one in edits if one.entity == entity],
        "status": status,
        **(more or {}),
        **sent,
    }
    short = short_ids(after).get(entity)
    errand.put(
        data,
        lambda: [(after.case.code, entity.hex())],
        lambda: [] if short is None else [short],
    )
    return Exit.OK


def follow(errand: Errand, session: Session, before: CaseFile) -> str | None:
    """Let the status of a case follow what stands in it, and say so where it is another than
    it was `before`; the status it has now."""
    from shared.casework.choice.stage import follow as following

    edits = following(session.case(before.circle), errand.today)
    if edits:
        session.save(before.circle, edits)
    now = session.case(before.circle).case.status
    if now is not before.case.status and now is not None:
        errand.terminal.say(_("The case is now: {status}").format(status=_(now.label)))
    return None if now is None else str(now)


def tell_hints(
    errand: Errand, file: CaseFile, kind: Kind, given: Mapping[str, Any], entity: bytes
) -> None:
    """Say what deserves a second look in what was typed; it is saved all the same."""
    from shared.casework.intake.open_in_intake import hints_on_writing

    tell_all(errand, hints(kind, given))
    tell_all(errand, hints_on_writing(file, kind, given, file.find(entity)))


def hints(kind: Kind, given: Mapping[str, Any]) -> list[Said]:
    """What deserves a second look in texts and labels, whatever case they are for."""
    from shared.casework.rules import hints_on_label, hints_on_text

    found: list[Said] = []
    for name, value in given.items():
        if not isinstance(value, str):
            continue
        if name == "label":
            found += hints_on_label(value)
        elif FIELDS[kind][name].form is Form.TEXT:
            found += hints_on_text(value)
    return found


def check_names(
    errand: Errand,
    session: Session,
    file: CaseFile,
    kind: Kind,
    edits: Iterable[Edit],
    words: Mapping[str, str] | None = None,
) -> None:
    """Raises `Ended` where a name of the vault stands in a text that would be saved (rule 15),
    unless that is meant. The name itself is not repeated: the label is what belongs there."""
    from shared.casework.names import names_in

    names = session.vault_names(file.circle)
    if not names or errand.given.keep_names:
        return
    labels = {party.id: party.label for party in file.parties}
    for one in edits:
        field = FIELDS[kind].get(one.field) if one.kind == str(kind) else None
        if field is None or field.form not in (Form.LINE, Form.TEXT):
            continue
        spans = names_in(one.value, names) if isinstance(one.value, str) else []
        if not spans:
            continue
        party = names.get(spans[0].name)
        label = labels.get(party or b"", "") or _("somebody without a label")
        where = (words or {}).get(one.field, option_of(one.field))
        raise Ended(
            _(
                "{field} ({option}): the name of {label} stands here. Names have their own place:"
                " write the label, or say --keep-names."
            ).format(field=_(field.label), option=where, label=label),
            hints=[_("Nothing was saved.")],
            name="name_in_text",
            field=one.field,
        )


def tell_names(errand: Errand, session: Session, circle: bytes, entity: bytes) -> None:
    """Say so where a name of the vault stands in what was written (rule 15)."""
    from shared.casework.model.views import KIND_OF
    from shared.casework.names import names_in

    names = session.vault_names(circle)
    file = session.case(circle)
    view = file.find(entity)
    if not names or view is None:
        return
    fields = FIELDS[KIND_OF[type(view)]].values()
    texts = [getattr(view, one.name) for one in fields if one.form in (Form.LINE, Form.TEXT)]
    if any(names_in(text, names) for text in texts):
        errand.terminal.say(
            _("A name stands in this text. Put the label there: {command}").format(
                command=f"luister names {file.case.code} --replace"
            )
        )


def tell_all(errand: Errand, said: Iterable[Said]) -> None:
    """Say some things, each once."""
    for one in dict.fromkeys(said):
        errand.terminal.say(_(one.text), one.name.lower())
