"""One case: what must be known at a glance, and tabs with all that belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from shared.casework import consenting, verbs
from shared.casework.case_file import CaseFile
from shared.casework.codes import ConsentStatus
from shared.casework.consent_status import statuses
from shared.casework.kinds import Kind
from shared.casework.rules import Broken
from shared.casework.verbs import Outcome
from shared.casework.views import Consent, View
from tui.actions import Where, bindings
from tui.language import _
from tui.screens.base import MainScreen, TitleBar
from tui.screens.read import entry_content
from tui.widgets.case_head import TABS, Tab, head, tab_line
from tui.widgets.case_words import Context, context, rows, title
from tui.widgets.windowed import Line, Listed, WindowedList

if TYPE_CHECKING:
    from tui.screens.case_form import CaseworkForm


class EntryList(WindowedList[View]):
    """What one tab shows."""

    def __init__(self, about: Callable[[], Context]) -> None:
        super().__init__(Listed(()), row_height=3, id="entries")
        self._about = about

    def draw(self, row: View, width: int) -> Sequence[Line]:
        return rows(row, width, self._about())

    def key(self, row: View) -> Hashable:
        return row.id


class CaseScreen(MainScreen[None]):
    """A case, opened."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.CASE)]
    AUTO_FOCUS = "#entries"

    def __init__(self, circle: bytes, entity: bytes = b"") -> None:
        """`entity` is where the cursor is put, empty for the newest of the timeline."""
        super().__init__()
        self.circle = circle
        self._entity = entity
        self._tab = 0
        self._cursors: dict[int, Hashable] = {}
        self._file: CaseFile | None = None
        self._about: Context | None = None

    # What is shown

    @property
    def file(self) -> CaseFile:
        """The case as it is shown."""
        if self._file is None:
            self._look()
        assert self._file is not None
        return self._file

    @property
    def about(self) -> Context:
        """Names of parties and colleagues."""
        if self._about is None:
            self._look()
        assert self._about is not None
        return self._about

    def _look(self) -> None:
        self._file = self.session.case(self.circle)
        self._about = context(self._file, self.session.members(), self.luister.now().date())

    @property
    def tab(self) -> Tab:
        """The tab that is shown."""
        return TABS[self._tab]

    @property
    def view(self) -> View | None:
        """What is under the cursor."""
        return self.query_one(EntryList).row

    def heading(self) -> str:
        case = self.file.case
        return f"{case.code} · {case.client}" if case.client else case.code

    def body(self) -> ComposeResult:
        yield Static(self._head(), id="case-head")
        yield Static(tab_line(self.file, self._tab), id="tabs")
        with Horizontal(id="panes"):
            yield EntryList(lambda: self.about)
            with VerticalScroll(id="reading", can_focus=False):
                yield Static("", id="entry", markup=False)

    def on_mount(self) -> None:
        self._show_tab(0)
        self._go_to(self._entity)

    def session_changed(self) -> None:
        super().session_changed()
        self._look()
        if not self.file.case.fields and self.is_current:
            self.luister.tell(_("You can not read this case any more."), severity="error")
            self.dismiss()
            return
        self.query_one(TitleBar).say(self.heading())
        self.query_one("#case-head", Static).update(self._head())
        self.query_one("#tabs", Static).update(tab_line(self.file, self._tab))
        entries = self.query_one(EntryList)
        at = entries.row.id if entries.row is not None else b""
        entries.set_source(Listed(self.tab.views(self.file)), self.tab.row_height)
        entries.go_to(at)
        self._read()

    def _head(self) -> Content:
        readers = [m.name for m in self.session.holders(self.circle) if not m.is_me]
        return head(self.file, self.about, readers)

    def _show_tab(self, number: int) -> None:
        entries = self.query_one(EntryList)
        if entries.row is not None:
            self._cursors[self._tab] = entries.row.id
        self._tab = number
        entries.empty = _(self.tab.empty)
        entries.set_source(Listed(self.tab.views(self.file)), self.tab.row_height)
        if number in self._cursors:
            entries.go_to(self._cursors[number])
        self.query_one("#tabs", Static).update(tab_line(self.file, self._tab))
        self._read()
        self.refresh_bindings()

    @on(WindowedList.Highlighted, "#entries")
    def _read(self) -> None:
        view = self.view
        content = entry_content(view, self.about) if view is not None else Content("")
        self.query_one("#entry", Static).update(content)
        self.refresh_bindings()

    # Moving

    def action_tab(self, number: int) -> None:
        if TABS[number].adds is not None or self.file.deleted:
            self._show_tab(number)

    def action_turn(self, step: int) -> None:
        most = len(TABS) if self.file.deleted else len(TABS) - 1
        self._show_tab((self._tab + step) % most)

    @on(WindowedList.Chosen, "#entries")
    def _chosen(self) -> None:
        from tui.screens.read import ReadScreen

        view = self.view
        if view is not None:
            screen: Screen[bool] = ReadScreen(view, self.about, may_edit=not view.deleted)
            self.app.push_screen(screen, self._edit_if)

    def _edit_if(self, edit: bool | None) -> None:
        if edit:
            self.action_edit()

    # Writing

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only the keys that do something now are offered."""
        del parameters
        if not self.is_mounted or not self.query(EntryList):
            return True
        view = self.view
        match action:
            case "new":
                return self.tab.adds is not None
            case "edit" | "delete":
                return view is not None and not view.deleted
            case "undelete":
                return view is not None and view.deleted
            case "answer":
                return isinstance(view, Consent) and _may(view, ConsentStatus.ASKED)
            case "withdraw":
                return isinstance(view, Consent) and _may(view, ConsentStatus.GIVEN)
            case "settle":
                return self.file.conflicts > 0
        return True

    def _save(self, outcome: Outcome) -> None:
        if isinstance(outcome, Broken):
            self.luister.tell(_(outcome.rule.text), severity="error")
        elif outcome and self.luister.attempt(lambda: self.session.save(self.circle, outcome)):
            self.session_changed()

    def _push(self, form: CaseworkForm) -> None:
        def saved(yes: bool | None) -> None:
            if yes:
                self.session_changed()
                self._go_to(form.made)

        self.app.push_screen(form, saved)

    def _go_to(self, entity: bytes) -> None:
        """Put the cursor on an entry, on whichever tab it is."""
        for number, tab in enumerate(TABS):
            if entity and any(view.id == entity for view in tab.views(self.file)):
                if number != self._tab:
                    self._show_tab(number)
                self.query_one(EntryList).go_to(entity)

    def action_new(self) -> None:
        from tui.screens.consent_form import NewConsentForm
        from tui.screens.entity_form import EntityForm

        kind = self.tab.adds
        if kind is Kind.CONSENT:
            self._push(NewConsentForm(self.circle))
        elif kind is not None:
            self._push(EntityForm(self.circle, kind))

    def action_note(self) -> None:
        from tui.screens.entity_form import EntityForm

        self._push(EntityForm(self.circle, Kind.NOTE))

    def action_edit(self) -> None:
        from tui.screens.consent_form import QuestionForm
        from tui.screens.entity_form import form_for

        view = self.view
        if view is None or view.deleted:
            return
        if isinstance(view, Consent):
            if not _may(view, ConsentStatus.ASKED):
                self.luister.tell(
                    _("An answered question is not changed. w: withdraw it; n: ask again."),
                    severity="error",
                )
                return
            self._push(QuestionForm(self.circle, view.id))
        else:
            self._push(form_for(self.circle, view))

    def action_head(self) -> None:
        from tui.screens.entity_form import EntityForm

        self._push(EntityForm(self.circle, Kind.CASE, self.circle))

    def action_answer(self) -> None:
        from tui.screens.consent_form import AnswerForm

        if isinstance(self.view, Consent):
            self._push(AnswerForm(self.circle, self.view.id))

    def action_withdraw(self) -> None:
        view = self.view
        if not isinstance(view, Consent):
            return
        consent = view
        self._ask(
            _("Does the reporter take this consent back?"),
            _("What was shared stays with who has it; nothing new may be shared on this ground."),
            lambda: consenting.withdraw(consent, self.luister.now().date().isoformat()),
        )

    def action_delete(self) -> None:
        view = self.view
        if view is None or view.deleted:
            return
        deleted = view
        self._ask(
            _("Delete “{what}”?").format(what=title(deleted, self.about)),
            _("It goes to the tab “Deleted”; from there you can put it back."),
            lambda: verbs.delete(deleted),
        )

    def _ask(self, question: str, text: str, do: Callable[[], Outcome]) -> None:
        from tui.screens.ask import AskScreen

        def answered(yes: bool | None) -> None:
            if yes:
                self._save(do())

        self.app.push_screen(AskScreen(question, text), answered)

    def action_undelete(self) -> None:
        if self.view is not None and self.view.deleted:
            self._save(verbs.undelete(self.view))
            if not self.file.deleted:
                self._show_tab(0)

    def action_share(self) -> None:
        from tui.screens.share import ShareScreen

        self.app.push_screen(ShareScreen(self.circle), lambda _done: self.session_changed())

    def action_settle(self) -> None:
        from tui.screens.settle import SettleScreen

        if self.file.conflicts:
            self.app.push_screen(SettleScreen(self.circle), lambda _done: self.session_changed())


def _may(consent: Consent, status: ConsentStatus) -> bool:
    return str(status) in statuses(consent)
