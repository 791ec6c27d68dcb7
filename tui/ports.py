"""What the screens ask of the place where they are opened: the front door.

`Front` gives a session (`tui.local.port.SessionPort`) to whoever shows the right
words. Outcomes that are expected come back as `Problem` values with text for the
user; an exception is a bug.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import msgspec

from shared.wording import N_

if TYPE_CHECKING:
    from tui.local.port import SessionPort


class HomeState(enum.Enum):
    """What the program finds when it starts."""

    empty = "empty"
    """Nothing yet: a new firm, a link to join, or the demonstration."""
    locked = "locked"
    """A home that a passphrase opens."""
    joining = "joining"
    """A home that has answered a link and waits to be admitted; a passphrase opens it."""
    demo = "demo"
    """The demonstration was asked for: prepare it and open it."""


class Failure(Protocol):
    """An expected failure, whoever found it."""

    @property
    def text(self) -> str:
        """A marked source string: what happened, what is safe and what to do."""


class Problem(msgspec.Struct, frozen=True):
    """An expected failure: what happened, what is safe and what to do.

    `text` is an English source string marked with `N_`, with `{name}` blanks.
    `field` is the input that it is about, if it is about one: `relay`, `code`,
    `firm`, `name`, `device`, `passphrase` or `link`.
    """

    text: str
    blanks: tuple[tuple[str, str], ...] = ()
    field: str = ""


SHEET_ADVICE = N_(
    "Write these twelve words on paper, in this order, and the address of the relay. They are"
    " for when you lose this device or your passphrase. This version has no command yet that"
    " sets up a device from them; a later one has. Whoever has the paper can do it then too:"
    " keep it in a safe place, not near this device. The words are shown only now."
)
"""What to do with the recovery sheet, and what it is good for."""


class Founded:
    """A new firm: its session, and what belongs on the recovery sheet.

    That is twelve words and the relay's address (without a pin: the host reads that out
    again). The words are shown once and kept by no screen; the repr does not show them.
    """

    __slots__ = ("relay", "session", "words")

    def __init__(self, session: SessionPort, words: tuple[str, ...], relay: str) -> None:
        self.session = session
        self.words = words
        self.relay = relay

    def __repr__(self) -> str:
        return "Founded(…)"


class Joining(Protocol):
    """A device that has answered a link. Its state is on the disk: closing the
    program loses nothing, `Front.resume` goes on from there."""

    firm_name: str
    """As the link says; empty when it does not."""

    async def safety_words(self) -> tuple[str, ...] | Problem:
        """The five safety words, once the coordinator's device has shown its keys.

        Waits for that as long as it takes; may be cancelled and asked again.
        """

    async def admitted(self) -> SessionPort | Problem:
        """The open session, once the coordinator has admitted this device.

        Waits for that as long as it takes; may be cancelled and asked again.
        """

    def close(self) -> None:
        """Let the home go; the answer stays on the disk."""


Progress = Callable[[str, int, int], None]
"""Called with a marked source string, the step (from 1) and the number of steps."""


class Front(Protocol):
    """The door of one home."""

    hint: str
    """A marked source string shown where the passphrase is asked: empty for a real home,
    in the demonstration the passphrase that opens it."""

    def state(self) -> HomeState:
        """What there is to open. Quick: looks at the folder, opens nothing."""

    def link_name(self, link: str) -> str | Problem:
        """The name that a pasted link invites, or what is wrong with the link.

        Looks at nothing but the text of the link.
        """

    async def unlock(self, passphrase: str) -> SessionPort | Problem:
        """Open the home."""

    async def found(
        self, relay: str, code: str, firm: str, name: str, device: str, passphrase: str
    ) -> Founded | Problem:
        """Make a firm with this device as its first, at the relay with address `relay`.

        `code` is the relay's one-time enrolment code. After a `Problem` nothing is
        left behind and it can be tried again.
        """

    async def join(self, link: str, name: str, device: str, passphrase: str) -> Joining | Problem:
        """Answer an invitation."""

    async def resume(self, passphrase: str) -> Joining | Problem:
        """Go on with an answer given before (`HomeState.joining`)."""

    async def demo(self, progress: Progress) -> SessionPort | Problem:
        """Set up the firm of the demonstration and open it."""
