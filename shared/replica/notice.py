"""What the user is told about the log and the relay, as values with their text."""

from __future__ import annotations

import enum

import msgspec

from shared.wording import N_


class Tone(enum.Enum):
    """How loud a notice is: an alarm stops syncing until somebody looks."""

    info = "info"
    warning = "warning"
    alarm = "alarm"


class Told(enum.Enum):
    """Everything that can be told: tone, what happened, what is safe and what to do.

    The value is a code that stays the same; `text` is an English source string with
    `{name}` style blanks, which the screen translates and then fills.
    """

    tone: Tone
    text: str

    FORKED = (
        "forked",
        Tone.alarm,
        N_(
            "The relay has shown {author} another history than you. Or the program of {author}"
            " lies. What you typed is safe on this device. Syncing has stopped. Call {author}"
            " and compare the number on the status page; then call whoever hosts the relay."
        ),
    )
    REWRITTEN = (
        "rewritten",
        Tone.alarm,
        N_(
            "The relay has changed history that this device already checked. What you typed is"
            " safe on this device. Syncing has stopped. Call whoever hosts the relay."
        ),
    )
    ROLLED_BACK = (
        "rolled_back",
        Tone.alarm,
        N_(
            "The relay shows less than it has shown before, without saying that it was restored."
            " What you typed is safe on this device. Syncing has stopped. Call whoever hosts"
            " the relay."
        ),
    )
    RESTORED = (
        "restored",
        Tone.warning,
        N_(
            "The relay was put back from a backup. This device gives back what it holds. Nothing"
            " that you typed is lost; you need to do nothing."
        ),
    )
    BAD_HEAD = (
        "bad_head",
        Tone.alarm,
        N_(
            "The relay answers with a signature that is not its own. What you typed is safe on"
            " this device. Syncing has stopped. Call whoever hosts the relay."
        ),
    )
    NONSENSE = (
        "nonsense",
        Tone.warning,
        N_(
            "The relay answered something that this program does not understand. What you typed"
            " is safe on this device. It tries again by itself; if this stays, call whoever"
            " hosts the relay."
        ),
    )
    REFUSED = (
        "refused",
        Tone.warning,
        N_(
            "The relay did not take what this device sent: {why} What you typed is safe on this"
            " device. It tries again by itself; if this stays, call whoever hosts the relay."
        ),
    )
    NOT_STANDING = (
        "not_standing",
        Tone.warning,
        N_(
            "The relay has stored a record of {author} that the rules do not allow. It was left"
            " out ({flaw}). Nothing else is touched."
        ),
    )
    FELL = (
        "fell",
        Tone.warning,
        N_(
            "The relay has put a record of this device where it does not count. It is sent again;"
            " you need to do nothing. Tell whoever hosts the relay if you see this often."
        ),
    )
    TAG_TAKEN = (
        "tag_taken",
        Tone.warning,
        N_(
            "Somebody has put other bytes in the place of a record of this device. The record is"
            " sent again; nothing is lost. Tell whoever hosts the relay."
        ),
    )
    CLONED = (
        "cloned",
        Tone.warning,
        N_(
            "Another machine writes with the keys of this device: it was copied, or put back from"
            " a backup. This device takes new keys and sends its work again; nothing is lost."
            " If you made no copy, tell your coordinator today."
        ),
    )
    UNSENT = (
        "unsent",
        Tone.warning,
        N_(
            "{count} changes of yours can not be shared any more, because you no longer have"
            " access. They are kept on this device."
        ),
    )
    INTENT_FELL = (
        "intent_fell",
        Tone.warning,
        N_("It was not done: {what}. {why}"),
    )
    BAD_BOX = (
        "bad_box",
        Tone.warning,
        N_(
            "The key of a case of {author} did not arrive whole. Ask {author} to share it with"
            " you again."
        ),
    )
    NO_GROUND = (
        "no_ground",
        Tone.warning,
        N_(
            "{author} gave this device the key of a case without a consent that is in force. The"
            " key was not kept."
        ),
    )
    CHECKPOINT_DIFFERS = (
        "checkpoint_differs",
        Tone.warning,
        N_(
            "When {author} shared a case, what was handed over differs from what this device"
            " knows. Compare the case with {author}."
        ),
    )
    BAD_REFERENCE = (
        "bad_reference",
        Tone.warning,
        N_(
            "A change of {author} replaces something that {author} can not have seen. Both are"
            " kept."
        ),
    )
    UNKNOWN_STRUCTURE = (
        "unknown_structure",
        Tone.warning,
        N_(
            "A colleague uses a newer version of this program. Update it; until then you can"
            " read this case but not write in it."
        ),
    )
    FUTURE = (
        "future",
        Tone.info,
        N_("The clock of {author} runs ahead. Times of their changes may be wrong."),
    )
    ERASED = (
        "erased",
        Tone.warning,
        N_(
            "The relay no longer has the bytes of a record of {author}. Devices that hold it"
            " give it back."
        ),
    )
    REMOVED = (
        "removed",
        Tone.alarm,
        N_("You are no longer a member of this firm. Nothing new will arrive on this device."),
    )

    def __new__(cls, code: str, tone: Tone, text: str) -> Told:
        told = object.__new__(cls)
        told._value_ = code
        told.tone = tone
        told.text = text
        return told


class Notice(msgspec.Struct, frozen=True):
    """One thing told, at a place of the log; `blanks` fill its text."""

    told: Told
    place: int
    blanks: tuple[tuple[str, str], ...] = ()
