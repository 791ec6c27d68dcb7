"""The demonstration without a screen: each event, what the relay saw, the promises."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TextIO

from tui.demo.promises import Promise, check_promises
from tui.demo.stage import Played, Seen, Stage
from tui.demo.telling import day
from tui.language import _, ngettext


async def perform(folder: Path, out: TextIO, remove: bool = False) -> bool:
    """Play it in `folder` and print it; whether every promise holds. With `remove` the
    folder goes away with this process."""

    def line(text: str = "") -> None:
        print(text, file=out, flush=True)

    def progress(text: str, step: int, steps: int) -> None:
        line(f"[{step}/{steps}] {text}")

    def tell(played: Played) -> None:
        event = played.event
        line(f"{played.number:>3}. {day(event.day)}  {event.who}: {_(event.title)}")
        sizes = ngettext(
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
        line(f"       {sizes}")

    stage = Stage(folder, progress, tell, remove)
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


def _grouped(records: tuple[Seen, ...]) -> list[tuple[Seen, int]]:
    """Records of one size together, in the order in which each size first came."""
    sizes = Counter(record.size for record in records)
    return [(Seen(0, size), count) for size, count in sizes.items()]


def _told(promise: Promise) -> str:
    if promise.holds:
        return _("  holds   {promise}").format(promise=promise.text)
    return _("  BROKEN  {promise} ({found})").format(promise=promise.text, found=promise.broken)
