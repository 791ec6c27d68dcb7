"""What the sync engine wants done; carried out in order, answers come back as events."""

from __future__ import annotations

import msgspec

from shared.protocol.messages import Append, DeviceKey, Head
from shared.replica.commit import Commit
from shared.replica.notice import Notice


class Keep(msgspec.Struct, frozen=True):
    """Bring a commit to the disk before anything that follows."""

    commit: Commit


class Tell(msgspec.Struct, frozen=True):
    """Tell the user."""

    notice: Notice


class Came(msgspec.Struct, frozen=True):
    """Circles came or went; views must be read anew."""

    joined: tuple[bytes, ...]
    lost: tuple[bytes, ...]


class Pull(msgspec.Struct, frozen=True):
    """Ask for the page after a place."""

    after: int


class Push(msgspec.Struct, frozen=True):
    """Append a batch."""

    append: Append


class Offer(msgspec.Struct, frozen=True):
    """Give a relay that was put back its lost tail: the entries after a place up to
    the head that it once signed, with the bytes of those at `own` places alone.
    Report the page that it answers."""

    head: Head
    after: int
    own: tuple[int, ...]


class GiveBack(msgspec.Struct, frozen=True):
    """Give a relay the records at these places again, in case it lost their bytes."""

    places: tuple[int, ...]


class Compare(msgspec.Struct, frozen=True):
    """Ask which device keys the relay lets in."""


class Access(msgspec.Struct, frozen=True):
    """Let device keys in at the relay, and drop others (ids of 16 bytes)."""

    add: tuple[DeviceKey, ...]
    drop: tuple[bytes, ...]


class Erase(msgspec.Struct, frozen=True):
    """Ask the relay to forget the records with these tokens (32 bytes each, ascending)."""

    tokens: tuple[bytes, ...]


class Wait(msgspec.Struct, frozen=True):
    """Do nothing for some milliseconds, then report `Wake`."""

    milliseconds: int


class Reload(msgspec.Struct, frozen=True):
    """Bytes came to the disk that the replica was built without: restore replica and
    engine from there, as at a start, and connect again. Nothing is to be told."""


class Stop(msgspec.Struct, frozen=True):
    """End syncing: an alarm, or this member is no longer in the firm. After an alarm
    the replica must be restored from the disk before it is used again."""

    restore: bool


Action = (
    Keep
    | Tell
    | Came
    | Pull
    | Push
    | Offer
    | GiveBack
    | Compare
    | Access
    | Erase
    | Wait
    | Reload
    | Stop
)


def together(actions: list[Action]) -> list[Action]:
    """The same, with commits that follow each other as one, which is flushed once."""
    joined: list[Action] = []
    for action in actions:
        last = joined[-1] if joined else None
        if isinstance(action, Keep) and isinstance(last, Keep):
            joined[-1] = Keep(last.commit.followed_by(action.commit))
        else:
            joined.append(action)
    return joined
