"""A proposal for the code of a new case: a word and a number that say nothing."""

from __future__ import annotations

from collections.abc import Callable

WORDS = (
    "anker", "beuk", "boei", "brug", "duin", "eend", "eik", "esdoorn", "fluit", "gans",
    "grind", "haven", "hazelaar", "heide", "iep", "kade", "kiezel", "klaver", "klif", "kompas",
    "kraan", "kreek", "lantaarn", "lariks", "linde", "lis", "meeuw", "merel", "mos", "oever",
    "otter", "paal", "plein", "pluim", "polder", "populier", "reiger", "riet", "rots", "ruit",
    "schelp", "sleutel", "sluis", "snoek", "spar", "spreeuw", "steiger", "tegel", "terp", "tulp",
    "uil", "vaart", "varen", "venster", "vink", "vlier", "wilg", "wulp", "zeil", "zwaan",
)  # fmt: skip
"""Short nouns of things out of doors: easy on the phone, about nobody."""


def propose(random: Callable[[int], bytes], taken: Callable[[str], bool]) -> str:
    """A code like `kiezel-47` that is not `taken`; a longer number after many tries."""
    for attempt in range(50):
        draw = int.from_bytes(random(4), "big")
        numbers = 90 if attempt < 25 else 9_000
        code = f"{WORDS[draw % len(WORDS)]}-{draw // len(WORDS) % numbers + numbers // 9}"
        if not taken(code):
            return code
    return f"{WORDS[0]}-{int.from_bytes(random(8), 'big')}"
