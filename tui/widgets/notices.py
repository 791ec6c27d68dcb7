"""The bar that shows the most urgent notice."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content
from textual.widget import Widget

from shared.replica.notice import Notice, Tone
from tui.language import ngettext
from tui.widgets.notice_words import loudest_first, notice_text, tone_word


class NoticeBar(Widget):
    """At most two lines with the most urgent notice; away when there is none."""

    DEFAULT_CSS = """
    NoticeBar {
        height: auto; max-height: 3; padding: 0 1; display: none;
        background: $panel; color: $text;
        &.-warning { background: $warning-muted; color: $text-warning; }
        &.-alarm { background: $error; color: $text; text-style: bold; }
    }
    """

    def __init__(self, notices: Callable[[], Sequence[Notice]]) -> None:
        super().__init__()
        self._notices = notices

    def on_mount(self) -> None:
        self.show()

    @property
    def shown(self) -> Notice | None:
        """The notice in the bar."""
        return next(iter(loudest_first(self._notices())), None)

    def show(self) -> None:
        """Look again."""
        notice = self.shown
        self.display = notice is not None
        tone = notice.told.tone if notice else None
        self.set_class(tone is Tone.warning, "-warning")
        self.set_class(tone is Tone.alarm, "-alarm")
        self.refresh(layout=True)

    def render(self) -> Content:
        notice = self.shown
        if notice is None:
            return Content("")
        text = f"{tone_word(notice)}: {notice_text(notice)}"
        more = len(self._notices()) - 1
        if more:
            text += " " + ngettext(
                "({count} more on the status page)", "({count} more on the status page)", more
            ).format(count=more)
        return Content(text)
