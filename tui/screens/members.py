"""Colleagues and their devices; inviting and admitting."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import datetime
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from shared.wording import N_
from tui.actions import Where, bindings
from tui.language import _
from tui.local.port import SHEET_NAME, DeviceRow, MemberRow
from tui.screens.base import MainScreen
from tui.widgets.when import days_since, moment, silence
from tui.widgets.windowed import Line, Listed, WindowedList

ROLES = {
    "adviser": N_("adviser"),
    "supervisor": N_("supervisor of the referral directory"),
    "coordinator": N_("coordinator"),
}


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


def _is_paper(device: DeviceRow) -> bool:
    """Whether a device is a recovery sheet: one's own, or what looks like a colleague's.

    Which device of a colleague is a sheet, only the colleague's devices know; by its name
    it is not said to be silent.
    """
    return device.is_sheet or (device.name == SHEET_NAME and device.last_heard is None)


def device_words(device: DeviceRow) -> str:
    """What a device is called; a recovery sheet in the user's language."""
    return _(SHEET_NAME) if _is_paper(device) else device.name


def heard_words(device: DeviceRow, now: datetime) -> str:
    """When something of a device was last seen, with silence said as such."""
    if device.this_one:
        return _("this device")
    if _is_paper(device):
        return _("on paper")
    if device.last_heard is None:
        return _("nothing heard yet")
    days = days_since(device.last_heard, now)
    if days >= 3:
        return _("nothing heard for {days}").format(days=silence(days))
    return _("last heard {when}").format(when=moment(device.last_heard, now))


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
