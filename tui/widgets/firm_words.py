"""Colleagues, their devices, and where the log of the firm stands, in words."""

from __future__ import annotations

from datetime import datetime

from shared.wording import N_
from tui.language import _
from tui.local.port import SHEET_NAME, DeviceRow
from tui.widgets.when import days_since, moment, silence

ROLES = {
    "adviser": N_("adviser"),
    "supervisor": N_("supervisor of the referral directory"),
    "coordinator": N_("coordinator"),
}


def _is_paper(device: DeviceRow) -> bool:
    """Whether a device is a recovery sheet: one's own, or what looks like a colleague's.

    Which device of a colleague is a sheet, only the colleague's devices know; by its name
    it is not said to be silent.
    """
    return device.is_sheet or (device.name == SHEET_NAME and device.last_heard is None)


def device_words(device: DeviceRow) -> str:
    """What a device is called; a recovery sheet in the user's language."""
    return _(SHEET_NAME) if _is_paper(device) else device.name


def heard_words(device: DeviceRow, now: datetime) -> str:
    """When something of a device was last seen, with silence said as such."""
    if device.this_one:
        return _("this device")
    if _is_paper(device):
        return _("on paper")
    if device.last_heard is None:
        return _("nothing heard yet")
    days = days_since(device.last_heard, now)
    if days >= 3:
        return _("nothing heard for {days}").format(days=silence(days))
    return _("last heard {when}").format(when=moment(device.last_heard, now))


def chain_number(chain: bytes) -> str:
    """The chain value as a number that two people can compare: 8 groups of 5 digits.

    The first 128 bits as a decimal number, 40 digits with leading zeros.
    """
    digits = f"{int.from_bytes(chain[:16], 'big'):040}"[-40:]
    return " ".join(digits[at : at + 5] for at in range(0, 40, 5))
