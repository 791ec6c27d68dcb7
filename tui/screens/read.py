"""One entry of a case, to read: every field in full."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shared.casework.consent.effects import dependents
from shared.casework.model.case_file import CaseFile
from shared.casework.model.views import KIND_OF, Consent, View
from tui.actions import Where, bindings
from tui.language import _
from tui.screens.base import Dialog
from tui.widgets.case_words import Context, details, written_by
from tui.widgets.safe import visible
from tui.widgets.values import called

_LONG = 60


def entry_content(view: View, about: Context, file: CaseFile | None = None) -> Content:
    """Label and text of every field; long texts below their label. Of a consent also what
    depends on it, when its case is given; and every rule that the entry breaks as it is."""
    parts: list[str | tuple[str, str]] = [(_(KIND_OF[type(view)].label), "bold underline"), "\n"]
    for label, text in details(view, about):
        shown = visible(text)
        if len(shown) > _LONG or "\n" in shown:
            parts.extend([(f"\n{visible(label)}\n", "bold"), f"{shown}\n"])
        else:
            parts.extend([(f"{visible(label)}: ", "bold"), f"{shown}\n"])
    broken = about.flags.get(view.id, ())
    parts.extend((f"\n! {_(rule.text)}\n", "bold $text-warning") for rule in broken)
    if isinstance(view, Consent) and file is not None:
        parts.extend(_resting(view, about, file))
    return Content.assemble(*parts)


def _resting(view: Consent, about: Context, file: CaseFile) -> list[str | tuple[str, str]]:
    """What a consent is the ground of: what was done on it, and what still waits for it."""
    resting = list(dependents(file, view))
    if not resting:
        return [("\n" + _("Nothing rests on this consent.") + "\n", "dim")]
    parts: list[str | tuple[str, str]] = [("\n" + _("What rests on it") + "\n", "bold")]
    for one in resting:
        state = _("done") if one.past else _("to come")
        kind = _(KIND_OF[type(one.view)].label)
        parts.append(f"  {kind}: {visible(called(one.view, about))} ({state})\n")
    return parts


class ReadScreen(Dialog[bool]):
    """Dismissed with True when it should be edited."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.READ)]
    AUTO_FOCUS = "#keys"

    def __init__(
        self, view: View, about: Context, *, may_edit: bool, file: CaseFile | None = None
    ) -> None:
        super().__init__()
        self._file = file
        self._view = view
        self._about = about
        self._may_edit = may_edit

    def box(self) -> ComposeResult:
        with VerticalScroll(id="keys"):
            content = entry_content(self._view, self._about, self._file)
            by = written_by(self._view, self._about, self.luister.now())
            yield Static(Content.assemble(content, "\n", (by, "dim")))

    def action_edit(self) -> None:
        if self._may_edit:
            self.dismiss(True)

    def action_back(self) -> None:
        self.dismiss(False)
