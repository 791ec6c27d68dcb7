"""The names of the people in a case: opened with a reason, shown here only, gone by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shared.casework.model.kinds import Kind
from shared.casework.model.views import Identity, View
from shared.casework.model.wiping import wipe
from shared.casework.verbs import Outcome
from tui.language import _
from tui.local.port import VaultState
from tui.screens.aside import AsideScreen
from tui.screens.base import MainScreen
from tui.screens.entity_form import EntityForm


def open_names(screen: MainScreen[Any]) -> None:
    """Ask why the names of the case of a screen are opened, write that down, show them."""
    circle: bytes = getattr(screen, "circle", b"")
    session, luister = screen.session, screen.luister
    match session.vault_state(circle):
        case VaultState.elsewhere:
            luister.tell(
                _("A colleague keeps the names of this case. They were not shared with you."),
                severity="error",
            )
        case VaultState.open:
            form = OpeningForm(circle, Kind.VAULT_OPENING)

            def saved(yes: bool | None) -> None:
                if yes:
                    screen.app.push_screen(NamesScreen(circle))

            screen.app.push_screen(form, saved)
        case _:
            screen.app.push_screen(NamesScreen(circle))


class OpeningForm(EntityForm):
    """Writes down in the case that its names are opened, and why."""

    def outcome(self, new: bytes, given: Mapping[str, Any]) -> Outcome:
        return super().outcome(new, {**given, "opened_at": f"{self.luister.now():%Y-%m-%dT%H:%M}"})


class IdentityForm(EntityForm):
    """Writes down who somebody is. It is kept apart from the case."""

    @property
    def shown(self) -> View | None:
        vault = self.session.vault(self.circle)
        found = vault.identities if vault is not None else ()
        return next((one for one in found if one.id == self._entity), None)

    def explanation(self) -> Sequence[str]:
        return (
            _(
                "Names are kept apart from the story, and only as long as they are needed. Ask"
                " the reporter first."
            ),
        )

    def keep(self, edits: list[Any]) -> None:
        vault = self.session.vault(self.circle)
        if vault is None:
            self.session.save(self.session.new_vault(self.circle), edits)
        else:
            place = vault.places.get(self._entity or b"", vault.circle)
            self.session.save(place, edits)


class NamesScreen(AsideScreen):
    """Who is who in one case."""

    def heading(self) -> str:
        return self.session.case(self.circle).case.code + " · " + _("Names")

    def told(self) -> str:
        if self.session.vault_state(self.circle) is not VaultState.open:
            return _("Names are kept apart from the case, and opened with a reason.")
        return _(
            "These names are shown here only, and go from the screen after a minute. That you"
            " opened them is written down in the case."
        )

    def empty(self) -> str:
        return _("No names are kept. Press n to keep one apart from the case.")

    def found(self) -> Sequence[View]:
        vault = self.session.vault(self.circle)
        return vault.identities if vault is not None else ()

    def action_new(self) -> None:
        self.opened(IdentityForm(self.circle, Kind.IDENTITY))

    def action_edit(self) -> None:
        if self.view is not None:
            self.opened(IdentityForm(self.circle, Kind.IDENTITY, self.view.id))

    def destroy(self, view: View) -> None:
        vault = self.session.vault(self.circle)
        assert vault is not None
        assert isinstance(view, Identity)
        self.session.save(vault.places[view.id], wipe(view))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """All is destroyed, and shared, where there is something."""
        if action in ("destroy_all", "share") and self.is_mounted:
            return self.session.vault_state(self.circle) is VaultState.open
        return super().check_action(action, parameters)

    def action_destroy_all(self) -> None:
        from tui.screens.ask import AskScreen

        def answered(yes: bool | None) -> None:
            if yes and self.luister.attempt(self._shred):
                self.luister.tell(_("The names are destroyed."))
                self._look()

        self.app.push_screen(
            AskScreen(
                _("Destroy all names of this case?"),
                _(
                    "They are gone from this device at once, and from every other device that"
                    " holds them at its next sync. Nobody can bring them back; the case stays."
                ),
                yes=_("Yes, destroy"),
                no=_("No"),
            ),
            answered,
        )

    def _shred(self) -> None:
        self.session.shred_vault(self.circle)

    def action_share(self) -> None:
        """Let a colleague who reads the case on a consent see its names, too."""
        from shared.casework.consent import consenting
        from tui.screens.pick import Choice, PickScreen

        vault = self.session.vault(self.circle)
        held = vault.holders if vault is not None else ()
        file, today = self.session.case(self.circle), self.luister.now().date().isoformat()
        colleagues = [m for m in self.session.holders(self.circle) if m.member not in held]
        grounds = {m.member: consenting.consents_for(file, m.member, today) for m in colleagues}
        choices = [Choice(m.member, m.name) for m in colleagues if grounds[m.member]]
        if not choices:
            self.luister.tell(
                _("No colleague reads this case on a consent. Share the case first."),
                severity="error",
            )
            return

        def chosen(member: bytes | None) -> None:
            if member is not None and self.luister.attempt(
                lambda: self.session.share_vault(self.circle, member, grounds[member][-1].id)
            ):
                self.luister.tell(_("The names are shared at the next sync."))

        self.app.push_screen(PickScreen(_("Who may see the names?"), choices), chosen)
