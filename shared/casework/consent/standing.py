"""How the answers to a consent stand, whatever is written in it."""

from __future__ import annotations

from shared.casework.model.codes import ConsentStatus
from shared.casework.model.views import Consent


def statuses(consent: Consent) -> set[object]:
    """All live values of a consent's status; what is no text counts as unknown."""
    lives = consent.fields.get("status", ())
    return {live.value if isinstance(live.value, str) else None for live in lives}


_STRICTNESS = (
    ConsentStatus.WITHDRAWN,
    ConsentStatus.REFUSED,
    ConsentStatus.EXPIRED,
    ConsentStatus.ASKED,
    ConsentStatus.GIVEN,
)


def standing(consent: Consent, on: str) -> ConsentStatus | None:
    """How a consent stands on the day `on`: the strictest of its answers.

    `expired` when it was given and its last day is before `on`. None when there is
    no answer that this version knows.
    """
    found = statuses(consent)
    status = next((one for one in _STRICTNESS if str(one) in found), None)
    if status is ConsentStatus.GIVEN and _ended(consent, on):
        return ConsentStatus.EXPIRED
    return status


def _ended(consent: Consent, on: str) -> bool:
    lives = consent.fields.get("valid_until", ())
    return any(isinstance(live.value, str) and live.value < on for live in lives)
