"""The demonstration without a screen: each event, what the relay saw, the promises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from tui.demo.promises import Promise, check_promises
from tui.demo.stage import Played, Seen, Stage
from tui.demo.telling import Event, Story
from tui.language import _, ngettext


async def perform(
    folder: Path, out: TextIO, stories: Sequence[Story], remove: bool = False
) -> bool:
    """Play stories in `folder` and print them; whether every promise holds. With `remove`
    the folder goes away with this process."""

    def line(text: str = "") -> None:
        print(text, file=out, flush=True)

    def progress(text: str, step: int, steps: int) -> None:
        line(f"[{step}/{steps}] {text}")

    def tell(played: Played) -> None:
        event = played.event
        line(f"{event.number:>3}. {played.day}  {_what_happens(played)}")
        if event.steps:
            line(f"       {_what_was_seen(played)}")
        if event.later is not None:
            line(f"       {_left_out(event)}")

    stage = Stage(folder, progress, tell, stories, remove)
    try:
        await stage.set_up()
        for name, words in stage.words.items():
            line(
                "       "
                + _("safety words with {name}: {words}").format(name=name, words=" ".join(words))
            )
        await stage.play()
        line()
        promises = await check_promises(stage)
    finally:
        await stage.close()
    for promise in promises:
        line(_told(promise))
    return all(promise.holds for promise in promises)


def _what_happens(played: Played) -> str:
    """Who does what; of what is not done here, that it is the story which tells it."""
    title = _(played.event.title)
    if played.event.steps:
        return f"{played.who}: {title}"
    return _("In the story: {title}").format(title=title)


def _what_was_seen(played: Played) -> str:
    return ngettext(
        "the relay saw {count} record from device {device}: {sizes}",
        "the relay saw {count} records from device {device}: {sizes}",
        len(played.seen),
    ).format(
        count=len(played.seen),
        device=played.pseudonym,
        sizes=", ".join(
            _("{count} × {size} bytes (class {padded})").format(
                count=count, size=seen.size, padded=seen.padded
            )
            for seen, count in _grouped(played.seen)
        ),
    )


def _left_out(event: Event) -> str:
    """What of the story this version does not do, said where it would stand."""
    assert event.later is not None
    said = _("done in another way: {text}") if event.steps else _("not done: {text}")
    return said.format(text=_(event.later.text))


def _grouped(records: tuple[Seen, ...]) -> list[tuple[Seen, int]]:
    """Records of one size together, in the order in which each size first came."""
    sizes = Counter(record.size for record in records)
    return [(Seen(0, size), count) for size, count in sizes.items()]


def _told(promise: Promise) -> str:
    if promise.holds:
        return _("  holds   {promise}").format(promise=promise.text)
    return _("  BROKEN  {promise} ({found})").format(promise=promise.text, found=promise.broken)
