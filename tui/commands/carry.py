"""Without the relay: the log carried by hand, as a sealed file, from one device to another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tui.commands.ending import Ended, Exit, Misused
from tui.commands.parsing import Nouns, add_forms
from tui.language import _, fill

if TYPE_CHECKING:
    from tui.commands.errand import Errand


def add_to(nouns: Nouns) -> None:
    """Let the parser know `carry`."""
    noun = nouns.noun("carry", _("bring the log to another device by hand, without the relay"))
    out = noun.command(
        "out",
        _("write what the relay has kept so far into a sealed file"),
        carry_out,
        description=_(
            "Writes the log, up to the last place that the relay has signed for this device, into"
            " a new file. Only devices of the firm can open it. It holds the content of what this"
            " device can read itself; of what is other people's, only that it exists. What you"
            " saved and the relay has not kept yet is not in it: that travels by the relay alone."
        ),
    )
    out.add_argument("file", type=Path, metavar="FILE", help=_("the file; it must be new"))
    out.add_argument(
        "--after",
        metavar="N",
        default="0",
        help=_(
            "only what comes after this place: the other device says it with luister status"
            " (default: everything)"
        ),
    )
    add_forms(out)
    into = noun.command(
        "in",
        _("take what such a file carries"),
        carry_in,
        description=_(
            "Takes the log from a file that another device of the firm made with luister carry"
            " out. It is checked as what comes from the relay is; a file that was changed, cut off"
            " or made elsewhere changes nothing. What the other device could not read itself comes"
            " later, from the relay."
        ),
    )
    into.add_argument("file", type=Path, metavar="FILE", help=_("the file"))
    add_forms(into)


def _after(word: str) -> int:
    if not (word.isascii() and word.isdecimal()) or len(word) > 18:
        raise Misused(_("{word} is not a place: it is a number from 0.").format(word=word))
    return int(word)


async def carry_out(errand: Errand) -> Exit:
    """Write the file."""
    from tui.local.carrying import Declined
    from tui.local.carrying import carry_out as write
    from tui.widgets.carry_words import out_lines

    path, after = errand.given.file, _after(errand.given.after)
    async with errand.opened() as session:
        done = write(session, path, after)
        status = session.status()
    if isinstance(done, Declined):
        raise Ended(fill(done.text, done.blanks), name=done.name)
    waiting = status.unkept + status.intents
    data = {
        "file": str(path),
        "after": done.after,
        "upto": done.upto,
        "bare": done.bare,
        "waiting": waiting,
    }
    errand.put(
        data,
        lambda: [(str(path), str(done.after), str(done.upto))],
        lambda: out_lines(done, path, waiting),
    )
    return Exit.OK


async def carry_in(errand: Errand) -> Exit:
    """Take a file in."""
    from tui.local.carrying import Declined
    from tui.local.carrying import carry_in as take
    from tui.widgets.carry_words import in_lines

    path = errand.given.file
    shown: list[int] = []

    def told(done: int, all_: int) -> None:
        tenth = done * 10 // max(all_, 1)
        if errand.terminal.width is not None and tenth not in shown and done < all_:
            shown.append(tenth)
            errand.terminal.say(_("{done} of {all} places are taken.").format(done=done, all=all_))

    async with errand.opened() as session:
        known = set(session.status().notices)
        done = await take(session, path, told)
        errand.tell([n for n in session.status().notices if n not in known])
    if isinstance(done, Declined):
        raise Ended(fill(done.text, done.blanks), name=done.name)
    data = {
        "places": done.places,
        "upto": done.upto,
        "without": done.without,
        "stopped": done.stopped,
    }
    errand.put(
        data,
        lambda: [(str(done.places), str(done.upto), str(done.without))],
        lambda: in_lines(done),
    )
    return Exit.FAILED if done.stopped else Exit.OK
