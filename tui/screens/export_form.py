"""Writing a file for somebody: what is in it is said first, and where it goes is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from shared.casework.choice.options_sheet import as_text, options_sheet
from shared.wording import N_
from tui.language import _, language
from tui.local.export import write_new
from tui.local.port import SessionPort
from tui.screens.form import FormScreen, Wrong
from tui.widgets import fields
from tui.widgets.fields import FieldSpec
from tui.widgets.when import day


class ExportForm(FormScreen):
    """Asks where a file goes. A subclass gives its content."""

    @property
    def session(self) -> SessionPort:
        """The open home."""
        session = self.luister.session
        if session is None:
            raise RuntimeError("a form of an open home without a session")
        return session

    def specs(self) -> Sequence[FieldSpec]:
        return [
            FieldSpec(
                "path",
                N_("File"),
                fields.Kind.LINE,
                N_("A new file; one that is there already is not written over."),
                None,
                True,
            )
        ]

    def file_name(self) -> str:
        """What the file is called when nothing else is typed."""
        return "luister.txt"

    def first_values(self) -> Mapping[str, Any]:
        return {"path": f"~/{self.file_name()}"}

    def save_label(self) -> str:
        return _("Write the file")

    def content(self, path: Path) -> Callable[[], bytes]:
        """What makes the bytes of the file. It may take seconds and looks at no session."""
        raise TypeError(f"{type(self).__name__} says not what it writes to {path.suffix}")

    async def save(self, values: Mapping[str, Any]) -> Wrong | None:
        path = path_typed(str(values["path"]))
        if path is None:
            return Wrong(_("There is no such folder."), "path")
        # Laying out many pages takes seconds: not on the thread of the screen.
        content = await asyncio.to_thread(self.content(path))
        await asyncio.to_thread(write_new, path, content)
        self.luister.tell(_("The file is written."))
        return None


def path_typed(typed: str) -> Path | None:
    """The path that was typed, with the user's own folder for `~`; None without a folder."""
    try:
        path = Path(typed).expanduser()
    except RuntimeError:
        return None
    return path if path.parent.is_dir() else None


class SheetForm(ExportForm):
    """The options sheet for the reporter, on paper or as text."""

    def __init__(self, circle: bytes) -> None:
        super().__init__()
        self.circle = circle

    def heading(self) -> str:
        return _("Options sheet for the reporter")

    def explanation(self) -> Sequence[str]:
        return (
            _(
                "The sheet holds the options with what speaks for and against them, in plain"
                " words: no name, no firm, no code. A name that ends in .pdf gives a page to"
                " print, another one plain text. The file is not locked: give it to the"
                " reporter, and destroy it."
            ),
        )

    def file_name(self) -> str:
        return "opties.pdf" if language() == "nl" else "options.pdf"

    def content(self, path: Path) -> Callable[[], bytes]:
        file = self.session.case(self.circle)
        sheet = options_sheet(file, _, list(self.session.vault_names(self.circle)), day)
        if path.suffix.lower() != ".pdf":
            return lambda: as_text(sheet).encode()

        def laid_out() -> bytes:
            # Laying out a page is loaded when somebody asks for one.
            from tui.paper.options_sheet_pdf import options_sheet_pdf

            return options_sheet_pdf(sheet).data

        return laid_out
