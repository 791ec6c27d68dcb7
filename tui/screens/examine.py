"""Is this device healthy? The lines of an examination, as they come."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from tui.language import _, fill
from tui.local.doctor.finding import Finding, Grade
from tui.local.fault import LocalFault
from tui.screens.base import MainScreen
from tui.widgets.finding_words import SIGN, finding_advice, finding_text, summary
from tui.widgets.safe import fit, one_line, visible
from tui.widgets.source import Line, Listed
from tui.widgets.windowed import WindowedList

_STYLES = {Grade.OK: "dim", Grade.LOOK: "strong", Grade.WRONG: "alert"}


class FindingList(WindowedList[Finding]):
    """One line for each thing that was looked at."""

    OPENS = False

    def __init__(self) -> None:
        super().__init__(Listed(()), empty="", id="findings")

    def draw(self, row: Finding, width: int) -> Sequence[Line]:
        del width
        style = _STYLES[row.grade]
        return [Line([(fit(SIGN[row.grade], 4), style), (one_line(finding_text(row)), "")])]

    def key(self, row: Finding) -> Hashable:
        return row


class ExamineScreen(MainScreen[None]):
    """Looks at everything and changes nothing; can be left at any time."""

    AUTO_FOCUS = "#findings"

    def __init__(self) -> None:
        super().__init__()
        self._found: list[Finding] = []
        self._done = False

    def heading(self) -> str:
        return _("Is this device healthy?")

    def body(self) -> ComposeResult:
        yield Static(_("Everything is looked at; nothing is changed."), id="aside-text")
        yield FindingList()
        yield Static("", id="notice-text", markup=False)

    def on_mount(self) -> None:
        self.run_worker(self._examine(), group="examine", exclusive=True)

    async def _examine(self) -> None:
        head = self.query_one("#aside-text", Static)

        def told(done: int, all_: int) -> None:
            # From another thread: that of the store.
            head.call_later(self._tell, done, all_)

        try:
            async for finding in self.session.examine(told):
                self._found.append(finding)
                self.query_one(FindingList).set_source(Listed(list(self._found)))
        except LocalFault as fault:
            head.update(visible(fill(fault.text, fault.blanks)))
            return
        self._done = True
        head.update(summary(self._found))
        self._go_to_first()

    def _tell(self, done: int, all_: int) -> None:
        if not self._done:
            words = _("{done} of {all} records looked at.").format(done=done, all=all_)
            self.query_one("#aside-text", Static).update(words)

    def _go_to_first(self) -> None:
        """Put the cursor on the worst, or the first that is no more than to be looked at."""
        order = list(Grade)
        if self._found:
            first = max(self._found, key=lambda one: order.index(one.grade))
            self.query_one(FindingList).go_to(first)
        self._read()

    @on(WindowedList.Highlighted, "#findings")
    def _read(self) -> None:
        finding = self.query_one(FindingList).row
        parts = [] if finding is None else [finding_text(finding), finding_advice(finding)]
        text = " ".join(part for part in parts if part)
        self.query_one("#notice-text", Static).update(visible(text))
