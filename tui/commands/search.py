"""Finding words in all the cases of this device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.commands.ending import Exit
from tui.commands.finding import short_ids
from tui.commands.parsing import Nouns, add_limit, add_reading
from tui.language import _

if TYPE_CHECKING:
    from tui.commands.errand import Errand
    from tui.local.port import Hit

LIMIT = 50


def add_to(nouns: Nouns) -> None:
    """Let the parser know `search`."""
    command = nouns.command(
        "search",
        _("find words in your cases"),
        search,
        description=_(
            "Finds entries in which words begin with all those that you give, the newest first."
            " With --plain: code, kind, id, excerpt."
        ),
    )
    command.add_argument("text", nargs="+", metavar=_("WORDS"), help=_("the words to find"))
    add_limit(command, LIMIT)
    add_reading(command)


async def search(errand: Errand) -> Exit:
    """Find the words."""
    async with errand.opened() as session:
        hits = session.search(" ".join(errand.given.text), errand.given.limit)
        short = {circle: short_ids(session.case(circle)) for circle in {h.circle for h in hits}}
    if not hits:
        errand.terminal.say(_("Nothing was found."))
    errand.put(
        [
            {
                "code": hit.code,
                "circle": hit.circle.hex(),
                "type": hit.kind,
                "id": hit.entity.hex(),
                "excerpt": hit.excerpt,
            }
            for hit in hits
        ],
        lambda: ((hit.code, hit.kind, hit.entity.hex(), hit.excerpt) for hit in hits),
        lambda: (_line(hit, short[hit.circle].get(hit.entity, "")) for hit in hits),
    )
    return Exit.OK


def _line(hit: Hit, id: str) -> str:
    from shared.casework.model.kinds import Kind

    kind = Kind.of(hit.kind)
    place = " ".join(part for part in (id, _(kind.label) if kind else hit.kind) if part)
    return f"{hit.code}  {place}: {hit.excerpt}"
