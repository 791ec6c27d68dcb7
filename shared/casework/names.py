"""Names of a case's people in free text, and the label in their place (rule 15).

Names live in the vault of a case and nowhere else. Text that holds one is flagged, and
one key puts the party's label there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import msgspec

MOST_WORDS = 12
"""The most words, particles and initials included, that are taken for one name."""


class Span(msgspec.Struct, frozen=True):
    """Where a name stands in a text: from `start` up to `end`, in characters.

    `name` is the name of the vault as it was given.
    """

    start: int
    end: int
    name: str


_MARKS = "\u0300-\u036f"
_WORD = re.compile(f"(?:[^\\W\\d_][{_MARKS}]*)+")
_BETWEEN = re.compile(r"[ \t\u00a0.'’-]{1,3}")
"""What may stand between the parts of one name."""
_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
_SMALL = """
    aan af al bij bin ben d da das de del den der des di do dos du e el en het ibn in la las le
    les lo los of op over s sint st t te ten ter tot uit van vd vande vanden vander vom von voor y
    zu zum zur
    dhr dr drs heer ing ir jr meneer mevr mevrouw mr mrs ms mw prof sr
"""
_PARTICLES = frozenset(_SMALL.split())
"""Particles and titles: never a name by themselves."""
_WORDS_TOO = """
    april art augustus baas bakker beer berg best bill bloem boer bos brand broek brouwer brown
    bruin bush cook daal dag dam dean dijk engel faith field frank geel gene goed good goud grace
    graaf grant green groen groot haan haar hand hart heide hill hoek hof hond hoop hope huis
    hunter jager jong joy juli june juni kamp kant keizer kerk kind king klein kok koning kort
    koster laan lang leeuw lente leven licht lily linde long man may meer meester mei molen mooi
    nieuw noord oost open oud ouder pat peer pen post prins rich ridder rijk ring rob roos rood
    rose ruiter schipper schilder short slot snel spoor steen ster sterk stok stone storm straat
    stroom summer tuin vaart veld visser vogel vos vriend vrij water weg west white wijs wild will
    winter wit wolf wood young zand zee zomer zon zuid zwart
"""
_EVERYDAY = frozenset(_WORDS_TOO.split())
"""Names that are words as well: alone they count only with a capital."""


@lru_cache(maxsize=4_096)
def folded(word: str) -> str:
    """A word without case, accents and strokes, for comparing."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).translate(_STROKES)


class _Name(msgspec.Struct, frozen=True):
    given: str
    parts: frozenset[str]
    words: frozenset[str]
    initials: frozenset[str]


def names_in(text: str, names: Iterable[str]) -> list[Span]:
    """Where names of the vault stand in a text, in order, none over another.

    A name is found by each of its parts (first name, last name), whatever its case and
    accents, as a whole word, also with a Dutch or English s behind it; parts that stand
    together are one span, with the particles and initials that belong to them. A part
    that is an everyday word too, or of two letters, counts alone only with a capital.
    """
    known = [name for name in map(_name, names) if name.parts]
    parts = frozenset[str]().union(*(name.parts for name in known))
    words = list(_WORD.finditer(text))
    folds = [folded(word.group()) for word in words]
    hits = [at for at, word in enumerate(folds) if word in parts or word[:-1] in parts]
    spans: list[Span] = []
    at = 0
    for hit in hits:
        if hit < at:
            continue
        at = max(at, _front(folds, hit))
        while at <= hit:
            found = _longest(text, words, at, known)
            if found is None:
                at += 1
            else:
                span, at = found
                spans.append(span)
    return spans


def _front(folds: list[str], hit: int) -> int:
    """The first of the particles and initials in front of a part."""
    at = hit
    while at > max(0, hit - MOST_WORDS + 1) and (
        folds[at - 1] in _PARTICLES or len(folds[at - 1]) == 1
    ):
        at -= 1
    return at


def replaced(text: str, spans: Sequence[Span], labels: Mapping[str, str]) -> str:
    """The text with labels in the place of names, and a name without one left as it is.

    `spans` as `names_in` gives them for this text; `labels` by the name of the vault.
    """
    pieces: list[str] = []
    at = 0
    for span in spans:
        label = labels.get(span.name, "")
        if label:
            pieces += [text[at : span.start], label]
            at = span.end
    return "".join(pieces) + text[at:]


def _name(given: str) -> _Name:
    words = [folded(match.group()) for match in _WORD.finditer(given)]
    full = [word for word in words if word not in _PARTICLES]
    parts = frozenset(word for word in full if len(word) > 1)
    return _Name(given, parts, frozenset(words), frozenset(word[0] for word in full))


def _longest(
    text: str, words: list[re.Match[str]], at: int, known: list[_Name]
) -> tuple[Span, int] | None:
    """The longest name that begins at a word, and the word after it."""
    best: tuple[Span, int] | None = None
    for name in known:
        end = _run(text, words, at, name)
        if end is not None and (best is None or end > best[1]):
            best = Span(words[at].start(), words[end - 1].end(), name.given), end
    return best


def _run(text: str, words: list[re.Match[str]], at: int, name: _Name) -> int | None:
    """Behind which word the name ends that begins at a word; None where none does."""
    certain = False
    end: int | None = None
    for now in range(at, min(at + MOST_WORDS, len(words))):
        if now > at and not _BETWEEN.fullmatch(text, words[now - 1].end(), words[now].start()):
            break
        match = words[now]
        word = folded(match.group())
        part = _part(word, name)
        if part is not None:
            # Two parts together are a name, whatever else they mean.
            certain = certain or end is not None or _counts_alone(part, match.group())
            end = now + 1
        elif not (word in _PARTICLES and word in name.words) and not _is_initial(
            text, match, name, first=now == at
        ):
            break
    return end if certain else None


def _part(word: str, name: _Name) -> str | None:
    """The part of the name that a word is, perhaps with an s behind it."""
    if word in name.parts:
        return word
    without = word[:-1] if word.endswith("s") and len(word) > 3 else ""
    return without if without in name.parts else None


def _counts_alone(part: str, written: str) -> bool:
    everyday = part in _EVERYDAY or len(part) == 2
    return not everyday or written[0].isupper()


def _is_initial(text: str, match: re.Match[str], name: _Name, first: bool) -> bool:
    """Whether a word is a capital and a point; in front only one that the name has."""
    written = match.group()
    if len(written) > 1 or not written.isupper() or text[match.end() : match.end() + 1] != ".":
        return False
    return not first or folded(written) in name.initials
