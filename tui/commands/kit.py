"""The summons kit: what exists of one case, on paper, without anything that stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tui.commands.ending import Ended, Exit
from tui.commands.finding import case_of
from tui.commands.parsing import Nouns, add_code, add_forms
from tui.commands.to_file import add_force, write_file
from tui.language import _

if TYPE_CHECKING:
    from tui.commands.errand import Errand


def add_to(nouns: Nouns) -> None:
    """Let the parser know `kit`."""
    command = nouns.command(
        "kit",
        _("make the papers for when you are summoned: what exists of one case"),
        make,
        description=_(
            "Makes the summons kit of a case, as text and as pages to print: which kinds of entries"
            " there are, how many and of which days, who can read them on which devices, what left"
            " the case, what was deleted or destroyed, what lies at the relay, on which grounds you"
            " may speak, and the six conditions to fill in by hand. Nothing of what stands in the"
            " case is in it."
        ),
    )
    add_code(command)
    command.add_argument(
        "--out", type=Path, metavar="DIR", required=True, help=_("the folder for the two files")
    )
    add_force(command)
    add_forms(command)


async def make(errand: Errand) -> Exit:
    """Write both files, or none of them."""
    from shared.casework.inventory import inventory
    from shared.casework.summons import as_text, file_name, summons_kit
    from tui.paper.summons_pdf import summons_pdf
    from tui.widgets.when import day

    folder: Path = errand.given.out
    _check_folder(folder)
    async with errand.opened() as session:
        circle = case_of(session, errand.given.code)
        found = inventory(session.case(circle), session.around(circle), errand.today)
    kit = summons_kit(found, _, day)
    name = file_name(found.code)
    paths = [folder / f"{name}.{ending}" for ending in ("pdf", "txt")]
    if not errand.given.force:
        _check_free(paths)
    printed = summons_pdf(kit)
    for path, content in zip(paths, (printed.data, as_text(kit).encode()), strict=True):
        write_file(errand, path, content, told=False)
    errand.terminal.say(
        _(
            "Nothing of what stands in the case is in these files, but that there is such a case"
            " is, and who has it: keep them in a safe place."
        )
    )
    if printed.unprinted:
        errand.terminal.say(kit.unprinted)
    data = {
        "files": [str(path) for path in paths],
        "counted": {str(one.kind): one.count for one in found.counted},
        "deleted": {str(one.kind): one.count for one in found.deleted},
        "left": [
            {"how": str(one.how), "kind": one.kind, "to": one.to, "on": one.on}
            for one in found.left
        ],
        "holders": [one.name for one in found.around.holders],
        "working_notes": found.around.working_notes,
        "records": found.around.records,
        "sealed_bytes": found.around.sealed_bytes,
    }
    errand.put(data, lambda: [(str(path),) for path in paths], list)
    return Exit.OK


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise Ended(
            _("There is no folder {path}. Nothing was written.").format(path=folder),
            name="no_folder",
        )


def _check_free(paths: Sequence[Path]) -> None:
    taken = [path for path in paths if path.exists() or path.is_symlink()]
    if taken:
        raise Ended(
            _("There is a file {path} already. Nothing was written.").format(path=taken[0]),
            hints=[_("Say --force to write over it.")],
            name="file_exists",
        )
