"""Colleagues and their devices; inviting and admitting."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import datetime
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from tui.actions import Where, bindings
from tui.language import _
from tui.local.port import DeviceRow, MemberRow
from tui.screens.base import MainScreen
from tui.widgets.firm_words import ROLES, device_words, heard_words
from tui.widgets.source import Line, Listed
from tui.widgets.windowed import WindowedList


class PersonRow(NamedTuple):
    """A member, or (when `device` is one) a device below its member."""

    member: MemberRow
    device: DeviceRow | None


def person_rows(members: Sequence[MemberRow]) -> list[PersonRow]:
    """Members with their devices below them, oneself first."""
    rows: list[PersonRow] = []
    for member in sorted(members, key=lambda m: (not m.is_me, m.name.casefold())):
        rows.append(PersonRow(member, None))
        rows.extend(PersonRow(member, device) for device in member.devices)
    return rows


class PersonList(WindowedList[PersonRow]):
    """One line for a member, one for each of their devices."""

    def __init__(self, rows: Sequence[PersonRow], now: datetime) -> None:
        super().__init__(Listed(rows), id="people")
        self._now = now

    def draw(self, row: PersonRow, width: int) -> Sequence[Line]:
        del width
        member, device = row
        if device is not None:
            return [
                Line(
                    [
                        (f"    {device_words(device)}", ""),
                        (f"  {heard_words(device, self._now)}", "dim"),
                    ]
                )
            ]
        roles = ", ".join(_(ROLES.get(role, role)) for role in member.roles)
        line = Line([(member.name, "strong"), (f"  {roles}", "")])
        if member.is_me:
            line.append(("  (" + _("you") + ")", "dim"))
        elif member.compared:
            line.append(("  ✓ " + _("words compared"), "dim"))
        else:
            line.append(("  ! " + _("words not compared yet"), "alert"))
        return [line]

    def key(self, row: PersonRow) -> Hashable:
        return row.member.member, row.device.device if row.device else b""


class MembersScreen(MainScreen[None]):
    """Everybody in the firm."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.MEMBERS)]
    AUTO_FOCUS = "#people"

    def heading(self) -> str:
        return _("Colleagues · {firm}").format(firm=self.session.firm_name)

    def body(self) -> ComposeResult:
        yield PersonList(person_rows(self.session.members()), self.luister.now())

    def session_changed(self) -> None:
        super().session_changed()
        people = self.query_one(PersonList)
        at = people.key(people.row) if people.row is not None else None
        people.set_source(Listed(person_rows(self.session.members())))
        people.go_to(at)

    @property
    def coordinates(self) -> bool:
        """Whether this member may invite and admit."""
        return any(m.is_me and "coordinator" in m.roles for m in self.session.members())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a coordinator invites; nobody compares words with themselves."""
        del parameters
        if not self.query(PersonList):
            return True
        row = self.query_one(PersonList).row
        if action == "words":
            return row is not None and not row.member.is_me
        if action in ("invite", "admit"):
            return self.coordinates
        return True

    @on(WindowedList.Highlighted, "#people")
    def _moved(self) -> None:
        self.refresh_bindings()

    @on(WindowedList.Chosen, "#people")
    def _chosen(self) -> None:
        if self.check_action("words", ()):
            self.action_words()

    def action_words(self) -> None:
        from tui.screens.compare import CompareScreen

        row = self.query_one(PersonList).row
        if row is None or row.member.is_me:
            return
        member = row.member

        def compared(same: bool | None) -> None:
            if same and self.luister.attempt(lambda: self.session.confirm_words(member.member)):
                self.session_changed()

        self.app.push_screen(
            CompareScreen(
                member.name,
                self.session.pair_words(member.member),
                where=_(
                    "{name} finds the same ten words on the page “Colleagues”, with key w."
                ).format(name=member.name),
            ),
            compared,
        )

    def action_invite(self) -> None:
        from tui.screens.invite import InviteForm

        self.app.push_screen(InviteForm())

    def action_admit(self) -> None:
        from tui.screens.invite import AdmitScreen

        self.app.push_screen(AdmitScreen(), lambda _done: self.session_changed())
