"""Notices: their words, and the bar that shows the most urgent one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content
from textual.widget import Widget

from shared.replica.notice import Notice, Tone
from shared.wording import N_
from tui.language import _, fill, ngettext
from tui.widgets.safe import one_line

_TONE_WORDS = {
    Tone.alarm: N_("ALARM"),
    Tone.warning: N_("Warning"),
    Tone.info: N_("Note well"),
}
_LOUDNESS = (Tone.alarm, Tone.warning, Tone.info)


def loudest_first(notices: Sequence[Notice]) -> list[Notice]:
    """Alarms first, then warnings; the newest first among equals."""
    return sorted(notices, key=lambda n: (_LOUDNESS.index(n.told.tone), -n.place))


def tone_word(notice: Notice) -> str:
    """The word for how loud a notice is."""
    return _(_TONE_WORDS[notice.told.tone])


def notice_text(notice: Notice) -> str:
    """The notice in the language in use, blanks filled, on one line."""
    return one_line(fill(notice.told.text, notice.blanks))


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
