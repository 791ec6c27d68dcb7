"""The line that is always there: what of your work others can have, and since when.

It never says "in step" as such, only with which device and when (docs: promise 5),
and it never leaves the sign to colour: every state has its word.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from textual.content import Content
from textual.widget import Widget

from shared.replica.notice import Tone
from shared.wording import N_
from tui.language import _, ngettext
from tui.local.port import SyncStatus
from tui.widgets.safe import one_line
from tui.widgets.when import days_since, moment, silence

SILENT_AFTER = 3
"""Days after which the line names a device that nothing was heard from."""

_STATES = {
    "offline": ("○", N_("Offline")),
    "connecting": ("◌", N_("Connecting")),
    "syncing": ("◍", N_("Syncing")),
    "listening": ("●", N_("Connected")),
    "stopped": ("■", N_("Syncing has stopped")),
}


class Words(NamedTuple):
    """What the line says, most urgent first, and how loud it is."""

    parts: tuple[str, ...]
    tone: Tone


def words(status: SyncStatus, now: datetime) -> Words:
    """The parts of the line for `status`, in the language in use."""
    glyph, label = _STATES.get(status.state, ("?", N_("Unknown state")))
    alarm = any(notice.told.tone is Tone.alarm for notice in status.notices)
    tone = Tone.info
    parts: list[str] = []
    if alarm or status.state == "stopped":
        tone = Tone.alarm
        parts.append("! " + _("ALARM: see the status page"))
    parts.append(f"{glyph} {_(label)}")
    if status.progress is not None:
        done, all_of_it = status.progress
        parts.append(_("fetched {done} of {all}").format(done=done, all=all_of_it))
    if status.unsent:
        tone = max(tone, Tone.warning, key=_LOUDNESS.index)
        parts.append(
            ngettext(
                "{count} change can not be shared", "{count} changes can not be shared",
                status.unsent,
            ).format(count=status.unsent)
        )  # fmt: skip
    if status.unkept:
        parts.append(
            ngettext(
                "{count} change not yet kept by the relay",
                "{count} changes not yet kept by the relay",
                status.unkept,
            ).format(count=status.unkept)
        )
    if status.intents:
        parts.append(
            ngettext(
                "{count} act waits for sync", "{count} acts wait for sync",
                status.intents,
            ).format(count=status.intents)
        )  # fmt: skip
    parts.extend(_heard(status, now))
    return Words(tuple(parts), tone)


_LOUDNESS = (Tone.info, Tone.warning, Tone.alarm)


def _heard(status: SyncStatus, now: datetime) -> list[str]:
    if not status.heard:
        return [_("nothing heard of another device yet")]
    device, time = status.heard[0]
    parts = []
    if days_since(time, now) < SILENT_AFTER:
        parts.append(
            _("in step with {device}, {time}").format(
                device=one_line(device), time=moment(time, now)
            )
        )
    silent = [entry for entry in status.heard if days_since(entry[1], now) >= SILENT_AFTER]
    if silent:
        device, time = silent[-1]
        parts.append(
            _("nothing heard from {device} for {days}").format(
                device=one_line(device), days=silence(days_since(time, now))
            )
        )
    return parts


class StatusLine(Widget):
    """One line at the foot of every open screen."""

    DEFAULT_CSS = """
    StatusLine {
        height: 1; padding: 0 1; background: $panel; color: $text;
        text-wrap: nowrap; text-overflow: ellipsis;
        &.-warning { color: $text-warning; }
        &.-alarm { background: $error; color: $text; text-style: bold; }
    }
    """

    def __init__(self, status: Callable[[], SyncStatus], now: Callable[[], datetime]) -> None:
        super().__init__()
        self._status = status
        self._now = now

    def on_mount(self) -> None:
        self.set_interval(30, self.show)
        self.show()

    def show(self) -> None:
        """Look again."""
        tone = words(self._status(), self._now()).tone
        self.set_class(tone is Tone.warning, "-warning")
        self.set_class(tone is Tone.alarm, "-alarm")
        self.refresh()

    def render(self) -> Content:
        return Content(" · ".join(words(self._status(), self._now()).parts))
