"""Names of the vault in the texts of a case: where they stand, and labels in their place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from shared.casework.model.kinds import FIELDS, Form
from tui.commands.ending import Exit
from tui.commands.finding import case_of, short_ids
from tui.commands.parsing import Nouns, add_code, add_saving
from tui.language import _

if TYPE_CHECKING:
    from shared.casework.model.case_file import CaseFile
    from shared.casework.model.views import View
    from shared.casework.names import Span
    from shared.replica.change import Edit
    from tui.commands.errand import Errand


class Standing(NamedTuple):
    """A name of the vault in a field of an entry; the label that can stand there."""

    view: View
    field: str
    span: Span
    label: str


def add_to(nouns: Nouns) -> None:
    """Let the parser know `names`."""
    command = nouns.command(
        "names",
        _("find names of the vault in the texts of a case"),
        names,
        description=_(
            "Finds names of the vault in the texts of a case, and puts the labels of the people"
            " there with --replace. The names themselves are not shown. With --plain: id, field,"
            " place in the text, length, label."
        ),
    )
    add_code(command)
    command.add_argument(
        "--replace", action="store_true", help=_("put the label in the place of each name")
    )
    add_saving(command, texts=False)


async def names(errand: Errand) -> Exit:
    """Find names, and replace them when that is asked."""
    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        known = session.vault_names(file.circle)
        labels = {party.id: party.label for party in file.parties}
        by_name = {name: labels.get(party or b"", "") for name, party in known.items()}
        found = list(standing(file, by_name))
        left, sent, changed = found, {}, 0
        if errand.given.replace and found:
            edits, left = _replaced(file, found, by_name, errand.today)
            session.save(file.circle, edits)
            sent, changed = await errand.send(session), len(edits)
    if not found:
        errand.terminal.say(_("No name of the vault stands in a text of this case."))
    elif errand.given.replace and left:
        errand.terminal.say(
            _("These names could not be replaced: they have no label, or stand in what is fixed.")
        )
    data = {
        "code": file.case.code,
        "found": [_data(one) for one in left],
        "changed": changed,
        **sent,
    }
    errand.put(data, lambda: [_cells(one) for one in left], lambda: _lines(file, left))
    return Exit.OK


def standing(file: CaseFile, by_name: dict[str, str]) -> Iterator[Standing]:
    """Where names stand, in the order of the case; `by_name` gives the label of each."""
    from shared.casework.model.views import KIND_OF
    from shared.casework.names import names_in

    for view in file.views() if by_name else ():
        for name, field in FIELDS[KIND_OF[type(view)]].items():
            if field.form in (Form.LINE, Form.TEXT):
                for span in names_in(getattr(view, name), by_name):
                    yield Standing(view, name, span, by_name.get(span.name, ""))


def _replaced(
    file: CaseFile, found: list[Standing], by_name: dict[str, str], on: str
) -> tuple[list[Edit], list[Standing]]:
    """The edits that put labels in the place of names, and where that can not be done."""
    from shared.casework import verbs
    from shared.casework.names import replaced

    edits: list[Edit] = []
    left = [one for one in found if not one.label]
    for view in {one.view.id: one.view for one in found}.values():
        here = [one for one in found if one.view.id == view.id and one.label]
        for field in dict.fromkeys(one.field for one in here):
            spans = [one.span for one in here if one.field == field]
            text = replaced(getattr(view, field), spans, by_name)
            outcome = verbs.change(file, view, {field: text}, on)
            if isinstance(outcome, list):
                edits += outcome
            else:
                left += [one for one in here if one.field == field]
    return edits, left


def _data(one: Standing) -> dict[str, Any]:
    from shared.casework.model.views import KIND_OF

    return {
        "type": str(KIND_OF[type(one.view)]),
        "id": one.view.id.hex(),
        "field": one.field,
        "start": one.span.start,
        "end": one.span.end,
        "label": one.label,
    }


def _cells(one: Standing) -> list[str]:
    start, length = one.span.start, one.span.end - one.span.start
    return [one.view.id.hex(), one.field, str(start), str(length), one.label]


def _lines(file: CaseFile, found: Iterable[Standing]) -> Iterable[str]:
    from shared.casework.model.views import KIND_OF

    short = short_ids(file)
    for one in found:
        kind = KIND_OF[type(one.view)]
        where = f"{_(kind.label)}, {_(FIELDS[kind][one.field].label)}"
        place = short.get(one.view.id, file.case.code)
        who = one.label or _("somebody without a label")
        yield f"{place}  {where}: {who}"
