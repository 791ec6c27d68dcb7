"""The summons kit of a case as a file: what exists of it, without what stands in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from shared.casework.inventory import inventory
from shared.casework.summons import as_text, file_name, summons_kit
from tui.language import _
from tui.screens.export_form import ExportForm
from tui.widgets.when import day


class KitForm(ExportForm):
    """Asks where the kit goes; a name that ends in .pdf gives pages to print."""

    def __init__(self, circle: bytes) -> None:
        super().__init__()
        self.circle = circle

    def heading(self) -> str:
        return _("When you are summoned: what exists of this case")

    def explanation(self) -> Sequence[str]:
        return (
            _(
                "Kinds of entries with numbers and days, who can read them, what left the case,"
                " what was deleted or destroyed, what lies at the relay, the grounds on which you"
                " may speak, and the six conditions to fill in by hand. Nothing of what stands in"
                " the case is in it. A name that ends in .pdf gives pages to print, another one"
                " plain text."
            ),
        )

    def file_name(self) -> str:
        return f"{file_name(self.session.case(self.circle).case.code)}.pdf"

    def content(self, path: Path) -> Callable[[], bytes]:
        file = self.session.case(self.circle)
        today = self.luister.now().date().isoformat()
        kit = summons_kit(inventory(file, self.session.around(self.circle), today), _, day)
        if path.suffix.lower() != ".pdf":
            return lambda: as_text(kit).encode()

        def laid_out() -> bytes:
            from tui.paper.summons_pdf import summons_pdf

            return summons_pdf(kit).data

        return laid_out
