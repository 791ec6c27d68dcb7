"""Sharing a case: with whom, on which consent, and what is handed over."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from shared.casework.consent import consenting
from shared.casework.model.codes import ConsentScope
from shared.casework.model.views import Consent
from tui.actions import Where, bindings
from tui.language import _, ngettext
from tui.local.port import MemberRow
from tui.screens.base import MainScreen, paragraphs
from tui.widgets.case_words import consent_words, context
from tui.widgets.source import Line, Listed
from tui.widgets.windowed import WindowedList


class ColleagueList(WindowedList[MemberRow]):
    """Every colleague, and how far sharing with them has come."""

    def __init__(self, screen: ShareScreen, colleagues: Sequence[MemberRow]) -> None:
        super().__init__(
            Listed(colleagues),
            row_height=2,
            empty=_("There is no colleague yet. Invite one on the page “Colleagues”."),
            id="colleagues",
        )
        self._share = screen

    def draw(self, row: MemberRow, width: int) -> Sequence[Line]:
        del width
        return [Line([(row.name, "strong")]), Line([("   " + self._share.state_of(row), "dim")])]

    def key(self, row: MemberRow) -> Hashable:
        return row.member


class ShareScreen(MainScreen[bool]):
    """Leads from the choice of a colleague to the wish to share."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.SHARE)]
    AUTO_FOCUS = "#colleagues"

    def __init__(self, circle: bytes) -> None:
        super().__init__()
        self.circle = circle

    def heading(self) -> str:
        code = self.session.case(self.circle).case.code
        return code + " · " + _("share with a colleague")

    def body(self) -> ComposeResult:
        yield paragraphs(
            _(
                "Nothing is shared without the consent of the reporter. Choose the colleague; the"
                " consent, the safety words and a last question follow."
            ),
            id="explanation",
        )
        yield ColleagueList(self, self._colleagues())
        yield Static("", id="said", markup=False)

    def _colleagues(self) -> list[MemberRow]:
        return [m for m in self.session.members() if not m.is_me and "adviser" in m.roles]

    def session_changed(self) -> None:
        super().session_changed()
        chosen = self.query_one(ColleagueList)
        at = chosen.row.member if chosen.row is not None else b""
        chosen.set_source(Listed(self._colleagues()))
        chosen.go_to(at)

    @property
    def _today(self) -> str:
        return self.luister.now().date().isoformat()

    def state_of(self, row: MemberRow) -> str:
        """How far sharing with a colleague has come, in words."""
        if self._reads(row):
            return _("reads this case already")
        file = self.session.case(self.circle)
        in_force = consenting.consents_for(file, row.member, self._today)
        consents = in_force or self._consents_about(row)
        about = context(file, self.session.members(), self.luister.now().date())
        said = consent_words(consents[-1], about) if consents else _("not asked yet")
        words = _("consent: {state}").format(state=said)
        if not row.compared:
            words += " · " + _("safety words not compared yet")
        return words

    def _reads(self, row: MemberRow) -> bool:
        return any(holder.member == row.member for holder in self.session.holders(self.circle))

    def _consents_about(self, row: MemberRow) -> list[Consent]:
        """What was asked about a colleague, the newest answer last: that one counts."""
        about = [
            one
            for one in self.session.case(self.circle).consents
            if one.scope is ConsentScope.SHARE_WITH_COLLEAGUE and one.recipient == row.member
        ]
        return sorted(about, key=consenting.answered_at)

    @on(WindowedList.Chosen, "#colleagues")
    def _chosen(self) -> None:
        row = self.query_one(ColleagueList).row
        if row is not None:
            self._go_on(row)

    def _go_on(self, row: MemberRow) -> None:
        """The next step towards sharing with a colleague."""
        if self._reads(row):
            self._say(_("{name} reads this case already.").format(name=row.name))
            return
        file = self.session.case(self.circle)
        in_force = consenting.consents_for(file, row.member, self._today)
        if not in_force:
            self._no_consent(row)
        elif not row.compared:
            self._compare(row)
        else:
            self._confirm(row, in_force[-1])

    def _no_consent(self, row: MemberRow) -> None:
        file = self.session.case(self.circle)
        about = self._consents_about(row)
        wanted = about[-1].id if about else b""
        broken = consenting.share_check(file, wanted, row.member, self._today)
        reason = _(broken.rule.text) if broken is not None else ""
        self._say(reason + " " + _("Press n to write down what the reporter says now."))

    def _say(self, text: str) -> None:
        self.query_one("#said", Static).update(text)

    def action_consent(self) -> None:
        from tui.screens.consent_form import NewConsentForm

        row = self.query_one(ColleagueList).row
        if row is None:
            return
        chosen = row

        def saved(yes: bool | None) -> None:
            if yes:
                self._say("")
                self.session_changed()
                self._go_on(chosen)

        self.app.push_screen(NewConsentForm(self.circle, row.member), saved)

    def _compare(self, row: MemberRow) -> None:
        from tui.screens.compare import CompareScreen

        def compared(same: bool | None) -> None:
            if same:
                if not self.luister.attempt(lambda: self.session.confirm_words(row.member)):
                    return
                self.session_changed()
                fresh = next((m for m in self._colleagues() if m.member == row.member), None)
                if fresh is not None:
                    self._go_on(fresh)
            else:
                self._say(_("Nothing was shared. Compare the words first; you can do it later."))

        self.app.push_screen(
            CompareScreen(
                row.name,
                self.session.pair_words(row.member),
                where=_(
                    "{name} finds these ten words on the page “Colleagues”, with key w."
                ).format(name=row.name),
            ),
            compared,
        )

    def _confirm(self, row: MemberRow, consent: Consent) -> None:
        from tui.screens.ask import AskScreen

        file = self.session.case(self.circle)
        count = len(list(file.views()))
        parts = ngettext(
            "{name} gets the case as it is now ({count} entry): people by label, concerns,"
            " contacts, notes and consents. Earlier versions are not handed over.",
            "{name} gets the case as it is now ({count} entries): people by label, concerns,"
            " contacts, notes and consents. Earlier versions are not handed over.",
            count,
        ).format(name=row.name, count=count)

        def answered(yes: bool | None) -> None:
            if yes and self.luister.attempt(
                lambda: self.session.share(self.circle, row.member, consent.id)
            ):
                self.luister.tell(
                    _("It is shared at the next sync; the status line says when that is done.")
                )
                self.dismiss(True)

        self.app.push_screen(
            AskScreen(
                _("Share {code} with {name}?").format(code=file.case.code, name=row.name),
                parts,
                _(
                    "From then on each of you sees what the other writes in this case. What"
                    " {name} has read can not be taken back."
                ).format(name=row.name),
                yes=_("Yes, share"),
                no=_("No"),
            ),
            answered,
        )
