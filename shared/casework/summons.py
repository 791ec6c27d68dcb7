"""The summons kit: what exists of a case, what can be handed over, and when one may speak.

For an adviser who is summoned or asked to hand something over, in plain words. It is made of
an inventory, so nothing of what stands in the case is in it; the grounds and the form of the
six conditions are the same for every case.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator

import msgspec

from shared.casework.ending.disclosing import CARDS, CONDITIONS
from shared.casework.inventory import Counted, Inventory, NamesKept
from shared.casework.model.codes import DisclosureBasis
from shared.casework.model.kinds import FIELDS, Kind
from shared.wording import N_

Translate = Callable[[str], str]
Day = Callable[[str], str]

TITLE = N_("What there is of case {code}")
INTRO = (
    N_(
        "Made on {day}. This paper tells what exists of one case, and nothing of what stands in"
        " it: kinds, numbers and days only."
    ),
    N_(
        "It is for you, and for a lawyer who helps you. It is no advice about what you must do."
        " Give nothing away before you have read the order and spoken with a lawyer."
    ),
)
FIRST = (
    N_("Ask for the order in writing: who asks, on which ground, and for exactly what."),
    N_(
        "An employer, an investigator or a client of your firm can ask; that is no order. Duties"
        " that hold within an organisation do not bind you for what you learned as an adviser."
    ),
    N_("Tell the reporter that something was asked, unless the law forbids that."),
    N_(
        "From now on, destroy nothing of this case that was asked for. Destroying what an order is"
        " about can be a crime."
    ),
    N_("Write down each step, with day and time. If you hand something over, note it as a"
       " disclosure in the case."),
)  # fmt: skip
NOTHING = N_("Nothing.")
READABLE = N_(
    "What stands in the case can be read by the people named here, each on the devices named"
    " here, with the passphrase of that device; or with that person's recovery sheet and what lies"
    " at the relay. Nobody else has a key to it: not whoever hosts the relay, and not the makers of"
    " the program."
)
FORMER = N_(
    "Who had the case before has no key to what was written since. What they read before, they"
    " may know, and may have kept."
)
HAD_IT = N_("had it before")
AT_RELAY = N_(
    "At the relay lie sealed records of this case, as far as this device knows: {count}, together"
    " about {kibibytes} KiB. The relay can not read them and does not know that they belong"
    " together. A copy of its disk gives nobody the case who has not a key of it, too."
)
WAITING = N_("Changes that are on this device alone and not yet at the relay: {count}.")
DELETED_STAYS = N_(
    "What was deleted is still there for whoever has the case: it can be put back, and it can be"
    " asked for."
)
OVERWRITTEN = N_(
    "What was changed shows its newest text. Older texts are not shown any more; their sealed"
    " records can still be there, on the devices and at the relay, and whoever has the keys and"
    " the right tools can open those."
)
NAMES_NONE = N_("No names were ever kept in this case.")
NAMES_HERE = N_("Names were kept since {made}, and are still there: this device can open them.")
NAMES_ELSEWHERE = N_(
    "Names were kept since {made}, and are still there, but this device can not open them."
)
NAMES_GONE = N_(
    "Names were kept since {made}, and were destroyed on {gone}. This device has neither the names"
    " nor their keys in use any more. What the program can not promise of destroyed names stands"
    " in docs/threat-model.md, “Names that were destroyed”: read it before you say that nothing is"
    " left."
)
WORKING_NOTES = N_(
    "Working notes of your own about this case: {count}. They are in no colleague's hands. Whether"
    " they belong to what was asked, ask a lawyer."
)
UNKNOWN = N_("Entries that only a newer version of the program can show: {count}.")
MAY = N_("You may or must speak only on one of these grounds. Find the one that holds, or none.")
SIX = N_(
    "For a conflict of duties all six must hold. Fill in by hand, in full sentences, why each"
    " does. If you can not fill in one, keep silent."
)
SIGNED = N_("Day, place, signature")


class Section(msgspec.Struct, frozen=True):
    """A part of the paper: paragraphs, then rows of a table, then questions with room to
    write an answer by hand."""

    title: str
    says: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    asks: tuple[str, ...] = ()


class SummonsKit(msgspec.Struct, frozen=True):
    """The paper in the language of the adviser, ready to be laid out. `unprinted` is what a
    printer adds when its letters do not hold every sign of a name."""

    title: str
    intro: tuple[str, ...]
    sections: tuple[Section, ...]
    unprinted: str


def summons_kit(found: Inventory, translate: Translate, day: Day = str) -> SummonsKit:
    """The kit of a case; `day` writes an ISO date for people."""
    _ = translate
    return SummonsKit(
        title=_(TITLE).format(code=found.code),
        intro=tuple(_(text).format(day=day(found.on)) for text in INTRO),
        sections=tuple(_sections(found, translate, day)),
        unprinted=_(N_("Some signs can not be printed. A square stands in their place.")),
    )


def _sections(found: Inventory, _: Translate, day: Day) -> Iterator[Section]:
    yield Section(_(N_("First")), tuple(_(text) for text in FIRST))
    yield Section(_(N_("The case")), (), tuple(_about(found, _, day)))
    entries = tuple(_counted(found.counted, _, day))
    more = () if not found.unknown else (_(UNKNOWN).format(count=found.unknown),)
    yield Section(_(N_("What stands in it")), more or _nothing(entries, _), entries)
    gone = tuple(_counted(found.deleted, _, day))
    yield Section(
        _(N_("What was deleted in it")), (_(DELETED_STAYS),) if gone else _nothing(gone, _), gone
    )
    yield Section(_(N_("Names")), tuple(_names(found.around.names, _, day)))
    notes = _(WORKING_NOTES).format(count=found.around.working_notes)
    yield Section(_(N_("Your own working notes")), (notes,))
    left = tuple(
        (
            day(one.on) if one.on else _(N_("no day")),
            _(one.how.label) + (f": {_(one.kind)}" if one.kind else ""),
            _(one.to) if one.to else "",
        )
        for one in found.left
    )
    yield Section(_(N_("What left the case")), _nothing(left, _), left)
    around = found.around
    rows = [(one.name, ", ".join(one.devices)) for one in around.holders]
    rows += [(name, _(HAD_IT)) for name in around.former]
    says = (_(READABLE), *((_(FORMER),) if around.former else ()))
    yield Section(_(N_("Who can read it, and on which devices")), says, tuple(rows))
    yield Section(
        _(N_("What is elsewhere, and what can not be given")), tuple(_elsewhere(found, _))
    )
    cards = tuple(f"{_(basis.label)}. {_(CARDS[basis].text)}" for basis in DisclosureBasis)
    yield Section(_(N_("When you may or must speak")), (_(MAY), *cards))
    fields = FIELDS[Kind.DISCLOSURE]
    asked = [_(fields[name].label) for name in (*CONDITIONS, "advice_from", "rationale")]
    yield Section(_(N_("The six conditions")), (_(SIX),), asks=(*asked, _(SIGNED)))


def _nothing(rows: tuple[tuple[str, ...], ...], _: Translate) -> tuple[str, ...]:
    return () if rows else (_(NOTHING),)


def _about(found: Inventory, _: Translate, day: Day) -> Iterator[tuple[str, ...]]:
    yield _(N_("Code")), found.code
    for label, on in ((N_("Opened on"), found.opened_on), (N_("Closed on"), found.closed_on)):
        if on:
            yield _(label), day(on)
    if found.status:
        yield _(N_("Status")), _(found.status)


def _counted(counted: tuple[Counted, ...], _: Translate, day: Day) -> Iterator[tuple[str, ...]]:
    for one in counted:
        first, last = day(one.first) if one.first else "", day(one.last) if one.last else ""
        yield _(one.kind.label), str(one.count), first if first == last else f"{first} – {last}"


def _names(names: tuple[NamesKept, ...], _: Translate, day: Day) -> Iterator[str]:
    if not names:
        yield _(NAMES_NONE)
    for one in names:
        made = day(one.made_on) if one.made_on else _(N_("no day"))
        if one.destroyed_on:
            yield _(NAMES_GONE).format(made=made, gone=day(one.destroyed_on))
        else:
            yield _(NAMES_HERE if one.here else NAMES_ELSEWHERE).format(made=made)


def _elsewhere(found: Inventory, _: Translate) -> Iterator[str]:
    around = found.around
    yield _(AT_RELAY).format(count=around.records, kibibytes=(around.sealed_bytes + 1_023) // 1_024)
    if around.waiting:
        yield _(WAITING).format(count=around.waiting)
    yield _(OVERWRITTEN)


def as_text(kit: SummonsKit) -> str:
    """The kit as plain text."""
    lines = [kit.title, "=" * len(kit.title), ""]
    for words in kit.intro:
        lines += [*_wrapped(words), ""]
    for section in kit.sections:
        lines += [section.title, "-" * len(section.title), ""]
        for words in section.says:
            lines += [*_wrapped(words), ""]
        lines += [_row(row) for row in section.rows]
        lines += [""] if section.rows else []
        for words in section.asks:
            lines += [words, "", "_" * 72, "", "_" * 72, ""]
    return "\n".join(lines).rstrip() + "\n"


def _wrapped(words: str) -> list[str]:
    return textwrap.wrap(words, 76) or [""]


def _row(row: tuple[str, ...]) -> str:
    first, *rest = row
    return "  ".join([f"{first:<36}", *(f"{cell:<6}" for cell in rest)]).rstrip()


def file_name(code: str) -> str:
    """What the file of a case with this code is called, without an ending. It tells nobody
    whose the case is."""
    safe = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in code)[:40]
    return f"luister-{safe or 'case'}"
