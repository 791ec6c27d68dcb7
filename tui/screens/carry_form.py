"""The log carried by hand: a file made for another device, or one taken in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shared.wording import N_
from tui.language import _, fill
from tui.local.carrying import Declined
from tui.local.port import SessionPort
from tui.screens.export_form import path_typed
from tui.screens.form import FormScreen, Wrong
from tui.widgets import fields
from tui.widgets.carry_words import in_lines, out_lines
from tui.widgets.fields import FieldSpec


class CarryForm(FormScreen):
    """What both ways have in common: a file, and what came of it in words."""

    @property
    def session(self) -> SessionPort:
        """The open home."""
        session = self.luister.session
        if session is None:
            raise RuntimeError("a form of an open home without a session")
        return session

    def first_values(self) -> Mapping[str, Any]:
        return {"path": "~/luister.carry"}

    told: tuple[str, Sequence[str]] | None = None
    """What was done, in words, for whoever opened the form to show."""


class CarryOutForm(CarryForm):
    """Make the file."""

    def heading(self) -> str:
        return _("Without the relay: a file for another device")

    def explanation(self) -> Sequence[str]:
        return (
            _(
                "The file holds what the relay has kept so far. Only devices of your firm can open"
                " it. Of what this device can not read itself, it holds only that it exists. What"
                " waits on this device is not in it: that travels by the relay alone."
            ),
        )

    def specs(self) -> Sequence[FieldSpec]:
        return [
            FieldSpec(
                "path", N_("File"), fields.Kind.LINE,
                N_("A new file; one that is there already is not written over."), None, True,
            ),
            FieldSpec(
                "after", N_("After place"), fields.Kind.LINE,
                N_("The place on the status page of the other device. 0 takes everything."),
                None, True,
            ),
        ]  # fmt: skip

    def first_values(self) -> Mapping[str, Any]:
        return {**super().first_values(), "after": "0"}

    def save_label(self) -> str:
        return _("Write the file")

    async def save(self, values: Mapping[str, Any]) -> Wrong | None:
        path, typed = path_typed(str(values["path"])), str(values["after"]).strip()
        if path is None:
            return Wrong(_("There is no such folder."), "path")
        if not (typed.isascii() and typed.isdecimal()) or len(typed) > 18:
            return Wrong(_("This is not a place: it is a number from 0."), "after")
        done = self.session.carry_out(path, int(typed))
        if isinstance(done, Declined):
            return Wrong(fill(done.text, done.blanks), "after")
        status = self.session.status()
        lines = out_lines(done, path, status.unkept + status.intents)
        self.told = (_("The file is written."), lines)
        return None


class CarryInForm(CarryForm):
    """Take a file in."""

    def heading(self) -> str:
        return _("Without the relay: take a file in")

    def explanation(self) -> Sequence[str]:
        return (
            _(
                "The file is checked as what comes from the relay is. One that was changed, cut"
                " off or made elsewhere changes nothing. What the other device could not read"
                " itself comes later, from the relay."
            ),
        )

    def specs(self) -> Sequence[FieldSpec]:
        return [
            FieldSpec(
                "path", N_("File"), fields.Kind.LINE,
                N_("The file that another device of your firm made."), None, True,
            )
        ]  # fmt: skip

    def save_label(self) -> str:
        return _("Take it in")

    async def save(self, values: Mapping[str, Any]) -> Wrong | None:
        def told(done: int, all_: int) -> None:
            self.busy(_("{done} of {all} places are taken.").format(done=done, all=all_))

        path = path_typed(str(values["path"]))
        if path is None:
            return Wrong(_("There is no such folder."), "path")
        self.busy(_("The file is read."))
        done = await self.session.carry_in(path, told)
        self.busy("")
        if isinstance(done, Declined):
            return Wrong(fill(done.text, done.blanks), "path")
        self.told = (_("The file was taken in."), in_lines(done))
        return None
