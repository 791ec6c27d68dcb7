"""Notices in words, the most urgent first."""

from __future__ import annotations

from collections.abc import Sequence

from shared.replica.notice import Notice, Tone
from shared.wording import N_
from tui.language import _, fill
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
