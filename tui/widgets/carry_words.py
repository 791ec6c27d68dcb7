"""What is said of a log that was carried by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tui.language import _, ngettext

if TYPE_CHECKING:
    from tui.local.carrying import CarriedIn, CarriedOut


def out_lines(done: CarriedOut, path: Path, waiting: int) -> list[str]:
    """What is said of a file that was written; `waiting` are changes that are not in it."""
    lines = [
        _("Written: {path}").format(path=path),
        _("It holds places {first} to {last} of the log.").format(
            first=done.after + 1, last=done.upto
        ),
    ]
    if done.bare:
        lines.append(
            ngettext(
                "{count} of them is other people's: that it exists is in the file, not its"
                " content.",
                "{count} of them are other people's: that they exist is in the file, not their"
                " content.",
                done.bare,
            ).format(count=done.bare)
        )
    lines.append(
        _(
            "Only devices of the firm can open it. Destroy it when it has arrived: whoever gets it"
            " and one of your devices can read it."
        )
    )
    if waiting:
        lines.append(
            ngettext(
                "{count} change on this device is not in the file, for the relay has not kept it"
                " yet.",
                "{count} changes on this device are not in the file, for the relay has not kept"
                " them yet.",
                waiting,
            ).format(count=waiting)
        )
    return lines


def in_lines(done: CarriedIn) -> list[str]:
    """What is said of a file that was taken."""
    lines = []
    if done.stopped:
        lines.append(_("Syncing has stopped. Read the alarm: luister status"))
    if done.places:
        lines.append(
            ngettext(
                "{count} place of the log was taken. This device is at place {place} now.",
                "{count} places of the log were taken. This device is at place {place} now.",
                done.places,
            ).format(count=done.places, place=done.upto)
        )
    if done.without:
        lines.append(
            ngettext(
                "{count} record of yours came without its content, for the other device can not"
                " read it. Nothing is lost: the relay has it, and it is fetched at the next sync."
                " Until then that case stands still here.",
                "{count} records of yours came without their content, for the other device can not"
                " read them. Nothing is lost: the relay has them, and they are fetched at the next"
                " sync. Until then those cases stand still here.",
                done.without,
            ).format(count=done.without)
        )
    return lines
