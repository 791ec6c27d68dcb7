"""Where syncing stands: notices, the number to compare by phone, and who was heard when."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shared.replica.notice import Notice, Tone
from tui.actions import Where, bindings
from tui.language import _, ngettext
from tui.screens.base import MainScreen
from tui.screens.failing import failure_text
from tui.widgets.firm_words import chain_number
from tui.widgets.notice_words import loudest_first, notice_text, tone_word
from tui.widgets.safe import one_line, visible
from tui.widgets.source import Line, Listed
from tui.widgets.status_line import words
from tui.widgets.when import days_since, moment, silence
from tui.widgets.windowed import WindowedList


class NoticeList(WindowedList[Notice]):
    """What there is to tell, the most urgent first."""

    OPENS = False

    def __init__(self, notices: Sequence[Notice]) -> None:
        super().__init__(Listed(notices), id="notices", empty=_("There is nothing to tell."))

    def draw(self, row: Notice, width: int) -> Sequence[Line]:
        del width
        alert = "alert" if row.told.tone is not Tone.info else "strong"
        return [Line([(f"{tone_word(row)}: ", alert), (notice_text(row), "")])]

    def key(self, row: Notice) -> Hashable:
        return row


class StatusScreen(MainScreen[None]):
    """The page to read out to a colleague or to whoever hosts the relay."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.STATUS)]
    AUTO_FOCUS = "#notices"

    def heading(self) -> str:
        return _("Status · {firm}").format(firm=self.session.firm_name)

    def body(self) -> ComposeResult:
        with VerticalScroll(id="state", can_focus=False):
            yield Static(self.state(), id="state-text")
        yield Static(_("Notices"), id="notices-head", markup=False)
        yield NoticeList(loudest_first(self.session.status().notices))
        yield Static("", id="notice-text", markup=False)

    def session_changed(self) -> None:
        super().session_changed()
        self.query_one("#state-text", Static).update(self.state())
        notices = self.query_one(NoticeList)
        at = notices.row
        notices.set_source(Listed(loudest_first(self.session.status().notices)))
        if at is not None:
            notices.go_to(at)
        self._read()

    def state(self) -> Content:
        """The state of syncing, the number, and the devices that were heard."""
        status, now = self.session.status(), self.luister.now()
        said = words(status, now)
        parts: list[str | tuple[str, str]] = [(" · ".join(said.parts), "bold"), "\n\n"]
        if self.session.problem is not None:
            parts.append(f"{failure_text(self.session.problem)}\n\n")
        parts.append(
            _(
                "Place {place} of the log. To see whether the relay shows a colleague the same,"
            ).format(place=status.place)
            + " "
            + _("compare this number by phone when both of you are at the same place:")
        )
        parts.append((f"\n   {chain_number(status.chain)}\n", "bold"))
        if status.unsent:
            parts.append(
                ngettext(
                    "{count} change can not be shared any more; it is kept on this device.",
                    "{count} changes can not be shared any more; they are kept on this device.",
                    status.unsent,
                ).format(count=status.unsent)
            )
        parts.append(("\n" + _("Other devices") + "\n", "bold"))
        for device, time in status.heard:
            days = days_since(time, now)
            when = (
                _("nothing heard for {days}").format(days=silence(days))
                if days >= 3
                else _("in step, {when}").format(when=moment(time, now))
            )
            parts.append(f"   {one_line(device)}: {when}\n")
        if not status.heard:
            parts.append("   " + _("nothing heard of another device yet") + "\n")
        return Content.assemble(*parts)

    @on(WindowedList.Highlighted, "#notices")
    def _read(self) -> None:
        notice = self.query_one(NoticeList).row
        text = f"{tone_word(notice)}: {notice_text(notice)}" if notice is not None else ""
        self.query_one("#notice-text", Static).update(visible(text))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing is put away when there is no notice."""
        del parameters
        if action == "put_away" and self.query(NoticeList):
            return self.query_one(NoticeList).row is not None
        return True

    def action_put_away(self) -> None:
        from tui.screens.ask import AskScreen

        notice = self.query_one(NoticeList).row
        if notice is None:
            return
        read = notice

        def answered(yes: bool | None) -> None:
            if yes and self.luister.attempt(lambda: self.session.dismiss(read)):
                self.session_changed()

        if notice.told.tone is not Tone.alarm:
            answered(True)
            return

        self.app.push_screen(
            AskScreen(
                _("Put this alarm away?"),
                _("Do this only when you have called the people that it names."),
            ),
            answered,
        )

    def action_examine(self) -> None:
        from tui.screens.examine import ExamineScreen

        self.app.push_screen(ExamineScreen())

    def action_carry(self, way: str) -> None:
        """Without the relay: make a file for another device, or take one in."""
        from tui.screens.carry_form import CarryInForm, CarryOutForm
        from tui.screens.read_lines import ReadLines

        form = CarryOutForm() if way == "out" else CarryInForm()

        def done(_saved: bool | None) -> None:
            if form.told is not None:
                self.session_changed()
                self.app.push_screen(ReadLines(*form.told))

        self.app.push_screen(form, done)
