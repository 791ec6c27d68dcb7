"""What waits for the passphrase while the program is locked: unsaved text, and where one was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.screens.form import Draft, FormScreen
from tui.screens.places import Place, place_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.screen import Screen

    from tui.app import LuisterApp
    from tui.local.port import SessionPort


class Held:
    """Lies in memory only, and shows nothing of itself."""

    def __init__(self, screens: Iterable[Screen[object]]) -> None:
        """Of the screens that are open, the first below."""
        screens = list(screens)
        drafts = (screen.draft() for screen in screens if isinstance(screen, FormScreen))
        self._drafts: list[Draft] = [draft for draft in drafts if draft is not None]
        places = map(place_of, screens)
        self._places: list[Place] = [place for place in places if place is not None]

    @property
    def forms(self) -> int:
        """How many forms with text that was not saved there are."""
        return len(self._drafts)

    async def give_back(self, app: LuisterApp, session: SessionPort) -> None:
        """Open again what was open, as far as it can still be read."""
        from tui.screens.case_acts import CaseActs
        from tui.screens.case_form import CaseworkForm

        for place in self._places:
            if place.there(session):
                await app.push_screen(place.make())
        for draft in self._drafts:
            form, below = draft.screen(), app.screen
            own = isinstance(below, CaseActs) and getattr(form, "circle", b"") == below.circle
            if own and isinstance(form, CaseworkForm) and isinstance(below, CaseActs):
                await below.show_form(form)
            else:
                await app.push_screen(form)

    def __repr__(self) -> str:
        return "Held(…)"
