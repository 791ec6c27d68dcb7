"""What makes a passphrase good enough, and the words that say so."""

from __future__ import annotations

import enum

from shared.wording import N_

LEAST = 12
"""Fewest characters of a passphrase."""

ADVICE = N_(
    "Take five or more words that have nothing to do with each other or with you. You type it"
    " every day. Nobody can get it back for you."
)


class Strength(enum.Enum):
    """How hard a passphrase is to guess, with what is said about it."""

    SHORT = N_("Too short: use at least 12 characters, five words for instance.")
    SAME = N_("Too simple: it repeats the same few characters.")
    NAME = N_("Too simple: a name that others know is in it. Leave that out.")
    FAIR = N_("It will do. One more word makes it much stronger.")
    GOOD = N_("Good.")

    @property
    def enough(self) -> bool:
        """Whether it may be used."""
        return self in (Strength.FAIR, Strength.GOOD)


def strength(passphrase: str, known: tuple[str, ...] = ()) -> Strength:
    """How strong it is; `known` are words that others know: names of person and firm.

    Length is what counts against somebody who has the disk; a list of rules about
    digits and signs would only make it harder to remember.
    """
    folded = passphrase.casefold()
    if len(passphrase) < LEAST:
        return Strength.SHORT
    if len(set(folded)) < 6:
        return Strength.SAME
    words = [word for name in known for word in name.casefold().split() if len(word) > 3]
    rest = folded
    for word in words:
        rest = rest.replace(word, "")
    if len(rest.strip()) < LEAST:
        return Strength.NAME
    return Strength.GOOD if len(passphrase) >= 24 or len(folded.split()) >= 5 else Strength.FAIR
