"""The promises of the program, checked on what the demonstration left behind."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from tui.demo import story
from tui.demo.scan import family, files_below, find_plain, unlinked_files
from tui.demo.stage import Stage
from tui.language import _


class Promise(msgspec.Struct, frozen=True):
    """One promise: what it says, and what was found where it does not hold."""

    text: str
    broken: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing was found against it."""
        return not self.broken


async def check_promises(stage: Stage) -> list[Promise]:
    """Check them while the devices and the relay still run."""
    noor, joost, samira = [
        await device.ask("state", circle=stage.circle) for device in stage.devices
    ]
    records = (await stage.noor.ask("records", circle=stage.circle))["ids"]
    held = (await stage.samira.ask("held"))["ids"]
    pids = [stage.relay.pid, *(device.pid for device in stage.devices)]
    nameless = list(unlinked_files(family(pids)))
    return [
        _same(_("Noor and Joost see the same, field by field"), noor, joost, "entities"),
        Promise(
            _("Both edits of one field are kept, and shown until somebody chooses"),
            "" if noor["conflicts"] == joost["conflicts"] == 1 else f"{noor['conflicts']}",
        ),
        Promise(
            _("All three devices have verified the same log, up to the same number"),
            _differences((noor, joost, samira), ("place", "chain")),
        ),
        Promise(
            _("Everything that was saved has been kept by the relay"),
            _nonzero((noor, joost, samira), "unkept"),
        ),
        Promise(
            _("Samira, who has no share, sees no case"),
            "" if samira["cases"] == 0 and not samira["entities"] else str(samira["cases"]),
        ),
        Promise(
            _("Samira's device keeps the bytes of none of the case's {count} records").format(
                count=len(records)
            ),
            "" if records and not set(records) & set(held) else "!",
        ),
        _unreadable(_("The relay's folder and log hold no word of it"), stage.relay.folder, stage),
        _unreadable(_("The three homes hold no word of it while they are open"), None, stage),
        Promise(
            _("No temporary file holds a word of it, with a name or without"),
            _found([*_temporary(stage.folder), *nameless]),
        ),
        Promise(
            _("Nobody was told that the relay cheats"),
            ", ".join(told for state in (noor, joost, samira) for told in state["notices"]),
        ),
    ]


def _same(text: str, one: Any, other: Any, name: str) -> Promise:
    return Promise(text, "" if one[name] and one[name] == other[name] else name)


def _differences(states: Iterable[Any], names: Iterable[str]) -> str:
    states = list(states)
    return ", ".join(name for name in names if len({state[name] for state in states}) != 1)


def _nonzero(states: Iterable[Any], name: str) -> str:
    return "" if not any(state[name] for state in states) else name


def _unreadable(text: str, folder: Path | None, stage: Stage) -> Promise:
    if folder is not None:
        return Promise(text, _found([*files_below(folder), stage.relay.log]))
    homes = [path for device in stage.devices for path in files_below(device.folder)]
    return Promise(text, _found(homes))


def _temporary(own: Path) -> list[Path]:
    """Files in the system's temporary folder that are not the demonstration's own."""
    root = Path(tempfile.gettempdir())
    return [path for path in root.glob("etilqs_*") if path.is_file() and own not in path.parents]


def _found(paths: Iterable[Path]) -> str:
    return ", ".join(f"{path.name}: {text}" for path, text in find_plain(paths, story.SECRET_WORDS))
