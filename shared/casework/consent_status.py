"""How the answers to a consent stand, whatever is written in it."""

from __future__ import annotations

from shared.casework.views import Consent


def statuses(consent: Consent) -> set[object]:
    """All live values of a consent's status; what is no text counts as unknown."""
    lives = consent.fields.get("status", ())
    return {live.value if isinstance(live.value, str) else None for live in lives}
