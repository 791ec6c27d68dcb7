"""Inviting somebody with a link, and admitting who used one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from shared.wording import N_
from tui.language import _
from tui.local.port import Invitation
from tui.ports import Failure
from tui.screens.base import MainScreen, paragraphs
from tui.screens.failing import failure_text
from tui.screens.form import FormScreen, Wrong
from tui.widgets.fields import FieldSpec, Kind
from tui.widgets.firm_words import ROLES
from tui.widgets.safe import visible
from tui.widgets.source import Line, Listed
from tui.widgets.when import moment
from tui.widgets.windowed import WindowedList


class InviteForm(FormScreen):
    """For whom a link is, and what they will be."""

    def heading(self) -> str:
        return _("Colleagues · invite somebody")

    def explanation(self) -> Sequence[str]:
        return (
            _(
                "You get a link that works once. With it your new colleague makes keys on their"
                " own device. Nobody is in before you have compared five words and admitted them."
            ),
        )

    def specs(self) -> Sequence[FieldSpec]:
        return (
            FieldSpec("name", N_("Name"), hint=N_("As colleagues will see it."), required=True),
            FieldSpec(
                "role", N_("Role"), Kind.CHOICE,
                N_("An adviser keeps cases. A supervisor only reviews the referral directory. A"
                   " coordinator also invites and admits."),
                lambda: [(role, _(text)) for role, text in ROLES.items()], required=True,
            ),
        )  # fmt: skip

    def first_values(self) -> Mapping[str, Any]:
        return {"role": "adviser"}

    def save_label(self) -> str:
        return _("Make the link")

    def again(self) -> Callable[[Mapping[str, Any]], FormScreen]:
        return InviteForm

    async def save(self, values: Mapping[str, Any]) -> Wrong | None:
        session = self.luister.session
        assert session is not None
        self.busy(_("Asking the relay for a drop-box."))
        now = int(self.luister.now().timestamp() * 1000)
        made = await session.invite(values["name"].strip(), values["role"], now)
        if not isinstance(made, Invitation):
            self.busy("")
            return Wrong(failure_text(made))
        self.app.call_later(self.app.push_screen, LinkScreen(made))
        return None


class LinkScreen(MainScreen[None]):
    """Shows a link that was made."""

    def __init__(self, invitation: Invitation) -> None:
        super().__init__()
        self._invitation = invitation

    def heading(self) -> str:
        return _("Colleagues · the link for {name}").format(name=self._invitation.name)

    def body(self) -> ComposeResult:
        name, now = self._invitation.name, self.luister.now()
        yield paragraphs(
            visible(
                _(
                    "Send this link to {name} in a way that only {name} reads. It works once,"
                    " until {when}."
                ).format(name=name, when=moment(self._invitation.expires, now))
            ),
            _(
                "Select it with the mouse (hold shift in most terminals) and copy it whole; line"
                " breaks in it do no harm."
            ),
            id="explanation",
        )
        yield Static(visible(self._invitation.link), markup=False, id="link")
        yield paragraphs(
            visible(
                _(
                    "When {name} has used it, press a on the page “Colleagues”: you both see five"
                    " words to compare by phone."
                ).format(name=name)
            ),
            id="said",
        )


class InvitationList(WindowedList[Invitation]):
    """Links that were made, until somebody was admitted with them."""

    def __init__(self) -> None:
        super().__init__(
            Listed(()), row_height=2, id="invitations",
            empty=_("Looking in the drop-boxes at the relay."),
        )  # fmt: skip

    def draw(self, row: Invitation, width: int) -> Sequence[Line]:
        del width
        if row.words:
            state = "   ✓ " + _("has used the link: press enter to compare and admit")
        else:
            state = "   " + _("has not used the link yet")
        return [
            Line([(row.name, "strong"), (f"  {_(ROLES.get(row.role, row.role))}", "")]),
            Line([(state, "dim")]),
        ]

    def key(self, row: Invitation) -> Hashable:
        return row.link


class AdmitScreen(MainScreen[None]):
    """Who used a link, the words to compare, and letting them in."""

    AUTO_FOCUS = "#invitations"

    def heading(self) -> str:
        return _("Colleagues · admit")

    def body(self) -> ComposeResult:
        yield InvitationList()
        yield Static("", id="said", markup=False)

    def on_mount(self) -> None:
        self._check()

    def session_changed(self) -> None:
        super().session_changed()
        self._check()

    def _check(self) -> None:
        self.run_worker(self._look(), group="look", exclusive=True)

    async def _look(self) -> None:
        found = await self.session.check_invitations()
        waiting = self.query_one(InvitationList)
        if not isinstance(found, list):
            waiting.empty = _("The relay could not be asked.")
            waiting.refresh()
            self._say(found)
            return
        self._say(None)
        waiting.empty = _("No link is waiting. Invite somebody first, with n on the page before.")
        at = waiting.row.link if waiting.row is not None else ""
        waiting.set_source(Listed(found))
        waiting.go_to(at)

    def _say(self, problem: Failure | None) -> None:
        said = self.query_one("#said", Static)
        text = "! " + failure_text(problem) if problem is not None else ""
        said.update(visible(text))
        said.set_class(problem is not None, "-wrong")

    @on(WindowedList.Chosen, "#invitations")
    def _chosen(self) -> None:
        from tui.screens.compare import CompareScreen

        row = self.query_one(InvitationList).row
        if row is None:
            return
        if not row.words:
            self.luister.tell(
                _("This link was not used yet. Look again later; the page looks by itself too.")
            )
            self._check()
            return
        invitation = row

        def compared(same: bool | None) -> None:
            if same:
                self.run_worker(self._admit(invitation), group="admit", exclusive=True)

        self.app.push_screen(
            CompareScreen(
                row.name,
                row.words,
                where=_("{name} sees these five words now, after using the link.").format(
                    name=row.name
                ),
            ),
            compared,
        )

    async def _admit(self, invitation: Invitation) -> None:
        problem = await self.session.admit(invitation)
        if problem is not None:
            self._say(problem)
            return
        self.luister.tell(_("Admitted. What the role may read follows at this sync."))
        self.dismiss()
