"""When a consent is a ground for giving a colleague the key of a case.

This decides the same on every device (docs/protocol.md §6.5): it looks at the live
values and at nothing else, and several values count as the strictest of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from shared.casework.model.codes import ConsentScope, ConsentStatus
from shared.casework.model.reading import is_date
from shared.replica.change import Live

LETS_READ = (str(ConsentScope.SHARE_WITH_COLLEAGUE), str(ConsentScope.TRANSFER_TO))
"""The scopes on which a colleague may read: reading along or standing in, and taking over."""
_DAY = 86_400_000
_EPOCH = date(1970, 1, 1).toordinal()


def consent_in_force(fields_of: Mapping[str, tuple[Live, ...]], joiner: bytes, on: str) -> bool:
    """Whether a consent lets the member `joiner` (16 bytes) read the case on a day.

    `fields_of` are the live values of the entity of kind `consent`; `on` is an ISO
    date. Every live `status` must be `given`, every `scope` one of `LETS_READ`, every
    `recipient` the joiner, and every `valid_until` nothing or a day not before
    `on`. Whatever does not read as that is not a consent.
    """
    return (
        _only(fields_of.get("status", ()), str(ConsentStatus.GIVEN))
        and any(_only(fields_of.get("scope", ()), scope) for scope in LETS_READ)
        and _only(fields_of.get("recipient", ()), joiner)
        and all(_not_over(live.value, on) for live in fields_of.get("valid_until", ()))
    )


def lets_in(fields_of: Mapping[str, tuple[Live, ...]], joiner: bytes, time: int) -> bool:
    """The same at a time in milliseconds since 1970; the day is that of UTC."""
    days = _EPOCH + time // _DAY
    if not 1 <= days <= date.max.toordinal():
        return False
    return consent_in_force(fields_of, joiner, date.fromordinal(days).isoformat())


def _only(lives: tuple[Live, ...], value: str | bytes) -> bool:
    return bool(lives) and all(
        type(live.value) is type(value) and live.value == value for live in lives
    )


def _not_over(value: object, on: str) -> bool:
    if value is None:
        return True
    # ISO dates of four-digit years sort as text.
    return isinstance(value, str) and is_date(value) and is_date(on) and value >= on
