"""Why a request to the relay brought nothing, as values with text for the user."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from msgspec import Struct

from shared.protocol.refusal import Refusal
from shared.wording import N_

if TYPE_CHECKING:
    from shared.protocol.messages import Page


class Trouble(Enum):
    """What went wrong, in plain English."""

    unreachable = N_("The relay cannot be reached. What you save stays on this device.")
    timeout = N_("The relay does not answer in time. What you save stays on this device.")
    refused = N_("The relay refuses this.")
    nonsense = N_("What answers at the relay's address does not answer as a relay does.")
    wrong_certificate = N_(
        "The relay cannot prove who it is: its certificate is not the expected one."
        " Nothing was sent. Ask who runs the relay."
    )
    plain_http = N_(
        "The relay's address must begin with https://. Only a relay on this computer"
        " may have http://."
    )
    bad_address = N_("This is not a relay's address. It looks like https://relay.example.")
    not_yet = N_("Not yet: the coordinator has to do the next step. Your answer is kept.")
    no_answer = N_("Nobody has answered this invitation yet.")
    link_used = N_(
        "This invitation was used before. If that was not you, tell the coordinator; ask for a"
        " new one in any case."
    )
    bad_invitation = N_(
        "What came back does not fit this invitation: somebody may be in between. Nothing was"
        " joined. Call the coordinator and ask for a new invitation."
    )
    not_done = N_("It is not done yet. It stays in the outbox and is tried at the next sync.")
    no_room = N_(
        "The disk of this device is full. What was saved is safe; what the relay brings waits."
        " Make room: it goes on by itself."
    )
    bad_proxy = N_("The proxy that is set on this computer cannot be used.")


class Problem(Struct, frozen=True):
    """An expected failure of a request. With `refused` it has the relay's reason, and
    with the refusal `fence` the page that this device has not seen."""

    trouble: Trouble
    refusal: Refusal | None = None
    page: Page | None = None
    wait: int = 0
    """For how many seconds at least the relay wants to be left alone, at most 60."""

    @property
    def text(self) -> str:
        """What to tell the user: a marked source string."""
        return self.trouble.value if self.refusal is None else self.refusal.text

    @property
    def is_nonsense(self) -> bool:
        """Whether the relay, or what answers in its place, answered what no relay may."""
        return self.trouble is Trouble.nonsense

    def is_refusal(self, refusal: Refusal) -> bool:
        """Whether the relay refused for this reason."""
        return self.refusal is refusal
