"""Why the relay does not do what was asked: the codes of docs/protocol.md §8.5."""

from __future__ import annotations

from enum import Enum

from shared.wording import N_


class Refusal(Enum):
    """One code, with its HTTP status and what it means in plain English."""

    MALFORMED = ("malformed", 400, N_("The relay did not understand the request."))
    NOT_ADMITTED = ("not_admitted", 401, N_("The relay does not let this device in."))
    FORBIDDEN = ("forbidden", 403, N_("Only a coordinator's device may do this at the relay."))
    NOT_FOUND = ("not_found", 404, N_("The relay does not have this."))
    FENCE = ("fence", 409, N_("Others changed who may read. Get the newest records first."))
    TAG_TAKEN = ("tag_taken", 409, N_("The relay already has another record in this one's place."))
    TAKEN = ("taken", 409, N_("This is already there, and can be put only once."))
    RESTORING = ("restoring", 409, N_("The relay was put back and waits for its lost records."))
    NOT_MINE = ("not_mine", 409, N_("These records do not lead to what this relay had signed."))
    EXPIRED = ("expired", 410, N_("This is past its time."))
    TOO_LARGE = ("too_large", 413, N_("This is larger than the relay takes."))
    BUSY = ("busy", 429, N_("The relay is busy. Try again in a moment."))
    FULL = ("full", 507, N_("The relay has no room left for this firm."))
    FAILED = ("failed", 500, N_("Something went wrong at the relay."))

    def __init__(self, code: str, status: int, text: str) -> None:
        self.code = code
        self.status = status
        self.text = text

    @classmethod
    def of(cls, code: str) -> Refusal | None:
        """The refusal with this code, or None for a code of a later version."""
        return _BY_CODE.get(code)


_BY_CODE = {refusal.code: refusal for refusal in Refusal}
