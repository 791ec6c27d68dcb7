"""What this package raises. What can be expected of bytes from elsewhere is a value."""

from __future__ import annotations

from enum import Enum

from shared.wording import N_


class SealingFault(Exception):
    """The root of this package's errors. `text` is plain English, for the catalogue."""

    text = N_("Something went wrong while sealing.")

    def __init__(self) -> None:
        super().__init__(self.text)


class TooLarge(SealingFault):
    """What is to be sealed would be larger than the protocol allows (§4.2)."""

    text = N_("This is too large to be kept as one entry. Split it into smaller parts.")


class SmallOrder(SealingFault):
    """A public key is a point of small order: everybody would know the shared secret.

    RFC 7748, section 6.1. Only a faulty or hostile program makes such a key.
    """

    text = N_("Somebody's key is not a real key. Nothing is sealed with it.")


class TestProfile(SealingFault):
    """A passphrase was to be used with the profile that exists for tests only."""

    __test__ = False  # the name is not that of a test
    text = N_("This passphrase profile is for tests only and protects nothing.")


class TooLittleMemory(SealingFault):
    """The machine could not give the memory that the passphrase's profile asks for."""

    text = N_("There is too little free memory to use the passphrase. Close other programs.")


class StreamCut(SealingFault):
    """A sealed stream ends before its last piece."""

    text = N_("The stored file is cut off.")


class StreamDamaged(SealingFault):
    """A piece of a sealed stream does not open: changed, moved, or of another key."""

    text = N_("The stored file is damaged or belongs to something else.")


class Unreadable(Enum):
    """Why something that was sealed for us can not be used."""

    closed = N_("It does not open: it was changed, or sealed with another key.")
    malformed = N_("It opens, but does not hold what it should.")
    mismatch = N_("A key in it is not the one that was promised.")
    unproven = N_("Its sender does not show that the keys in it are theirs.")
