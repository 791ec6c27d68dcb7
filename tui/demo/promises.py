"""The promises of the program, checked on what the demonstration left behind."""

from __future__ import annotations

import re
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
    states = [await device.ask("state", circle=stage.circle) for device in stage.devices]
    held = [set((await device.ask("held"))["ids"]) for device in stage.devices]
    pids = [stage.relay.pid, *(device.pid for device in stage.devices)]
    nameless = list(unlinked_files(family(pids)))
    return [
        *_shared(stage),
        Promise(
            _("All three devices have verified the same log, up to the same number"),
            _differences(states, ("place", "chain")),
        ),
        Promise(
            _("Everything that was saved has been kept by the relay"), _nonzero(states, "unkept")
        ),
        *await _outsiders(stage, states, held),
        *_names(stage, states, held),
        *await _counted(stage),
        await _rules(stage),
        _unreadable(_("The relay's folder and log hold no word of it"), stage.relay.folder, stage),
        _unreadable(_("The three homes hold no word of it while they are open"), None, stage),
        Promise(
            _("No temporary file holds a word of it, with a name or without"),
            _found([*_temporary(stage.folder), *nameless]),
        ),
        Promise(
            _("Nobody was told that the relay cheats"),
            ", ".join(told for state in states for told in state["notices"]),
        ),
    ]


def _shared(stage: Stage) -> Iterable[Promise]:
    """What two holders saw when both were in touch again."""
    seen = stage.observed
    if seen is None:
        return
    noor, joost = seen.noor, seen.joost
    same = noor["entities"] and noor["entities"] == joost["entities"]
    yield Promise(
        _("Noor and Joost see the same, field by field"),
        "" if same else "entities",
    )
    if stage.differ:
        yield Promise(
            _("Both edits of one field are kept, and shown until somebody chooses"),
            "" if noor["conflicts"] == joost["conflicts"] == 1 else f"{noor['conflicts']}",
        )


async def _outsiders(stage: Stage, states: list[Any], held: list[set[str]]) -> list[Promise]:
    """Those who have no share of the case, or none any more."""
    records = set((await stage.noor.ask("records", circle=stage.circle))["ids"])
    found: list[Promise] = []
    for device, state, here in zip(stage.devices, states, held, strict=True):
        if device.name in stage.holders:
            continue
        unseen = _("{name}, who has no share, does not see the case")
        without = _("The device of {name} keeps the bytes of none of the case's {count} records")
        alone = state["cases"] == stage.opened_by(device) and not state["entities"]
        found += [
            Promise(unseen.format(name=device.name), "" if alone else str(state["cases"])),
            Promise(
                without.format(name=device.name, count=len(records)),
                "" if records and not records & here else "!",
            ),
        ]
    return found


def _names(stage: Stage, states: list[Any], held: list[set[str]]) -> Iterable[Promise]:
    """The names of the case: on one device, in no word of the case, and gone when destroyed."""
    names = stage.name_records
    if not names:
        return
    others = held[1] | held[2]
    if stage.observed is not None:
        others = others.union(*stage.observed.held)
    yield Promise(
        _("No other device keeps the bytes of the {count} records of the names").format(
            count=len(names)
        ),
        "" if not names & others else "!",
    )
    seen = [*states, *([stage.observed.joost] if stage.observed is not None else [])]
    yield Promise(
        _("What lies among the names stands nowhere in the case"),
        story.MOBILE if any(story.MOBILE in str(state["entities"]) for state in seen) else "",
    )
    if stage.shredded:
        gone = states[0]["vault"] == "shredded" and not names & held[0]
        yield Promise(
            _("The names are destroyed: Noor's own device keeps no byte of them either"),
            "" if gone else states[0]["vault"],
        )


_DAY = re.compile(r"\d{4}-\d{2}")


async def _counted(stage: Stage) -> list[Promise]:
    """The rows of statistics: one for each closed case, and nothing that leads back to it."""
    if not stage.closed:
        return []
    rows = await stage.noor.ask("rows")
    wrong = [] if rows["count"] == len(stage.closed) else [str(rows["count"])]
    if rows != await stage.samira.ask("rows"):
        wrong.append(stage.samira.name)
    ids = stage.ids
    wrong += [one for one in rows["ids"] if one in ids]
    for name, value in rows["values"]:
        if name == "client":
            continue
        said = str(value)
        if any(one in said for one in (*ids, *story.SECRET_WORDS)) or _DAY.search(said):
            wrong.append(name)
    return [
        Promise(
            _("Each closed case is counted once; its row holds no id, no day, no word of the case"),
            ", ".join(wrong),
        )
    ]


async def _rules(stage: Stage) -> Promise:
    broken: list[str] = []
    for device in stage.devices:
        broken += (await device.ask("broken", on=stage.today.isoformat()))["rules"]
    return Promise(_("No rule of the work is broken in what was written"), ", ".join(broken))


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
