"""Who plays in the demonstration, which stories there are, and what nobody may find.

All persons and firms are invented. What was written down is data and stays Dutch; what the
demonstration says about it is translated.
"""

from __future__ import annotations

from collections.abc import Callable

from tui.demo.lisa import CODE, IN_THE_MIDDLE, lisa
from tui.demo.lisa_beginning import MOBILE
from tui.demo.lisa_route import CONFLICT_FIELD, SETTLED
from tui.demo.telling import Story
from tui.demo.variant_complaint import complaint
from tui.demo.variant_integrity import RECEIVED, integrity
from tui.demo.variant_short import heard_only, revealed

__all__ = ["CODE", "CONFLICT_FIELD", "IN_THE_MIDDLE", "MOBILE", "SETTLED"]

FIRM = "Bureau Veilig Spreken"
PASSPHRASE = "als praten moeilijk is"  # noqa: S105
BESIDE_CODE = "anker-31"
"""The case beside Lisa's in a first look."""
NOOR, JOOST, SAMIRA = "Noor Haverkamp", "Joost Terlouw", "Samira Ait"

SECRET_WORDS = (
    "Waterstaal Techniek BV",
    "Lies",
    "kiezel-47",
    "collega A",
    "groep lunch",
    "leidinggevende L",
    "buiten de groep gehouden",
    "weer mezelf ben",
    "heb jij geklaagd",
    "niet over maar met",
    "na 20:00, niet op dinsdag",
    "eigen mobiel",
    MOBILE,
    "Gemeente Veenoord",
    BESIDE_CODE,
    "die niet aanwezig waren",
)
"""Words of the stories that nobody but the holders of a case may find anywhere."""

VARIANTS: dict[str, Callable[[], Story]] = {
    "v1": heard_only,
    "v2": complaint,
    "v4": integrity,
    "v5": revealed,
}
"""Other ways in which the story goes, by the name that the command line has for them."""


def told(variant: str | None, until: int | None) -> Story:
    """The story that was asked for, up to the event `until` where one is given."""
    whole = lisa() if variant is None else VARIANTS[variant]()
    return whole if until is None else whole.until(until)


def first_look() -> list[Story]:
    """What is opened on the screen when nothing else is asked for: Lisa's case in the middle,
    and another one beside it, of somebody who waits for an answer to a report."""
    beside = (
        integrity()
        .until(RECEIVED)
        .retold({"Lies": "Bo", "Waterstaal Techniek BV": "Gemeente Veenoord", CODE: BESIDE_CODE})
    )
    return [lisa().until(IN_THE_MIDDLE), beside]
