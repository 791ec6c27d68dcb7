"""What one does in an opened case: making, changing, doing, answering, taking back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from shared.casework import verbs
from shared.casework.choice import deciding
from shared.casework.choice.stage import follow
from shared.casework.consent.effects import dependents, effects_of, take_back
from shared.casework.ending.closed import ClosedRule
from shared.casework.model.case_file import CaseFile
from shared.casework.model.kinds import Kind
from shared.casework.model.views import (
    Closure,
    Consent,
    Decision,
    Document,
    Option,
    Reminder,
    Route,
    View,
)
from shared.casework.open_now import Open
from shared.casework.route import routing
from shared.casework.rules import Broken
from shared.casework.verbs import Outcome
from tui.language import _
from tui.screens import case_keys, making
from tui.screens.base import MainScreen
from tui.screens.undoing import undo_closing
from tui.widgets.case_tabs import Tab
from tui.widgets.case_words import Context, title
from tui.widgets.safe import one_line
from tui.widgets.values import called

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import AwaitMount

    from tui.screens.case_form import CaseworkForm


class CaseActs(MainScreen[None]):
    """The acts of the screen of a case. What is shown, and where, its subclass says."""

    circle: bytes

    @property
    def file(self) -> CaseFile:
        """The case as it is shown."""
        raise TypeError(f"{type(self).__name__} shows no case")

    @property
    def about(self) -> Context:
        """Names of parties and colleagues."""
        raise TypeError(f"{type(self).__name__} shows no case")

    @property
    def tab(self) -> Tab:
        """The tab that is shown."""
        raise TypeError(f"{type(self).__name__} has no tabs")

    @property
    def view(self) -> View | None:
        """What is under the cursor."""
        raise TypeError(f"{type(self).__name__} has no entries")

    def _go_to(self, entity: bytes) -> None:
        """Put the cursor on an entry. The subclass knows where it is."""
        raise TypeError(f"{type(self).__name__} says not where entries are")

    @property
    def today(self) -> str:
        """Today, as an ISO date."""
        return self.luister.now().date().isoformat()

    def fits(self, action: str) -> bool:
        """Whether a key does something now: only such keys stand in the bar. The others say
        why they do nothing."""
        return case_keys.fits(action, self.view)

    def _fitting(self, action: str) -> View | None:
        """What is under the cursor, if an act does something there; else it is said why not."""
        view = self.view
        if view is not None and case_keys.fits(action, view):
            return view
        self.luister.tell(case_keys.why_not(action, view))
        return None

    # Saving

    def _save(self, outcome: Outcome) -> bool:
        if isinstance(outcome, Broken):
            self.luister.tell(_(outcome.rule.text), severity="error")
            return False
        if outcome and self.luister.attempt(lambda: self.session.save(self.circle, outcome)):
            self._follow()
        return True

    def _follow(self) -> None:
        """The status of the case follows what was written down, and that is said."""
        step = follow(self.session.case(self.circle), self.today)
        if step and self.luister.attempt(lambda: self.session.save(self.circle, step)):
            status = self.session.case(self.circle).case.status
            assert status is not None
            self.luister.tell(_("The case is now: {status}").format(status=_(status.label)))
        self.session_changed()

    def _push(self, form: CaseworkForm | None, again: Callable[[], None] = lambda: None) -> None:
        """Open a form; `again` opens another one like it, when that is asked."""
        if form is not None:
            self.show_form(form, again)

    def show_form(self, form: CaseworkForm, again: Callable[[], None] = lambda: None) -> AwaitMount:
        """Open a form over the case; what was saved in it is followed by the case."""

        def saved(yes: bool | None) -> None:
            if yes:
                self._follow()
                self._go_to(form.made)
                if form.one_more:
                    again()

        return self.app.push_screen(form, saved)

    # Making

    def action_new(self) -> None:
        """Ask what is added, the cursor on the most likely; with one possibility at once."""
        from tui.screens.pick import Choice, PickScreen

        names = making.offers(self.tab, self.file)
        if len(names) == 1:
            self.make(names[0])
            return
        if not names:
            self.luister.tell(_("Nothing is added here: the case is closed."))
            return

        def chosen(name: str | None) -> None:
            if name is not None:
                self.make(name)

        choices = [Choice(name, _(making.MAKINGS[name].label)) for name in names]
        at = names.index(making.likely(names, self.file, self.today))
        self.app.push_screen(PickScreen(_("What do you add?"), choices, at), chosen)

    def make(self, name: str, route: bytes | None = None) -> None:
        """Open the form that makes something: of a route, or of what the cursor is on."""
        view = self.view
        holds: Mapping[str, Any] = {}
        if name == "consequence":
            option = view if isinstance(view, Option) else None
            holds = {"option": option.id if option else getattr(view, "option", None)}
        elif name in ("step", "guard", "document"):
            here = view.id if isinstance(view, Route) else getattr(view, "route", None)
            route = route or here
            holds = {"route": route} if route is not None else {}
        elif name == "version":
            document = view.id if isinstance(view, Document) else getattr(view, "document", None)
            holds = {"document": document} if document is not None else {}
        if name == "route":
            self._begin_route()
        else:
            form = making.form_to_make(name, self.circle, self.file, holds)
            self._push(form, lambda: self.make(name))

    def _begin_route(self) -> None:
        """Begin a route of what the reporter chose; nothing else can become one."""
        from tui.screens.pick import Choice, PickScreen

        chosen = routing.chosen_now(self.file)
        if not chosen:
            self.luister.tell(_(routing.RouteRule.NOT_CHOSEN.text), severity="error")
            self.make("decision")
            return

        def begin(option: Option | None) -> None:
            if option is None:
                return
            started = routing.start_route(
                self.file, lambda: self.luister.random(16), option, self.today
            )
            if self._save(started) and isinstance(started, list) and started:
                self._go_to(started[0].entity)

        if len(chosen) == 1:
            begin(chosen[0])
            return
        choices = [Choice(one, one_line(called(one, self.about))) for one in chosen]
        self.app.push_screen(PickScreen(_("Which route begins?"), choices), begin)

    def action_note(self) -> None:
        self.make("note")

    def take_up(self, one: Open) -> None:
        """Open what deals with something that is open now."""
        view = self.file.find(one.entity) if one.entity is not None else None
        if view is not None and view.id == self.circle:
            self.action_head()
        elif view is not None:
            self._go_to(view.id)
            self._push(making.form_to_take_up(self.circle, view, one, self.today))
        elif one.kind is Kind.CASE:
            self.action_head()
        else:
            name = next(n for n, making_ in making.MAKINGS.items() if making_.kind is one.kind)
            self.make(name, one.route)

    # Changing

    def action_edit(self) -> None:
        view = self._fitting("edit")
        if view is None:
            return
        form = making.form_to_change(self.circle, view)
        if form is not None:
            self._push(form)
        elif isinstance(view, Consent):
            self.luister.tell(
                _("An answered question is not changed. w: withdraw it; n: ask again."),
                severity="error",
            )
        else:
            self.luister.tell(_(ClosedRule.CLOSED.text), severity="error")

    def action_head(self) -> None:
        from tui.screens.entity_form import EntityForm

        self._push(EntityForm(self.circle, Kind.CASE, self.circle))

    def action_done(self) -> None:
        """Do what waits under the cursor: a step, a talk, an answer, a reminder."""
        view = self._fitting("done")
        if isinstance(view, Reminder) and not view.done_on:
            self._save(verbs.change(self.file, view, {"done_on": self.today}, self.today))
        elif isinstance(view, Decision) and not view.reconfirmed_on:
            self._save(deciding.reconfirm(self.file, view, self.today))
        elif view is not None:
            self._push(making.form_to_do(self.circle, view))

    def action_answer(self) -> None:
        view = self._fitting("answer")
        if view is not None:
            self._push(making.form_to_do(self.circle, view))

    def action_withdraw(self) -> None:
        """The reporter takes a consent back: what follows is said before it is done."""
        consent = self._fitting("withdraw")
        if not isinstance(consent, Consent):
            return
        effects = " ".join(_(one.text) for one in effects_of(self.file, consent))
        resting = [one_line(called(one.view, self.about)) for one in dependents(self.file, consent)]
        texts = [effects] if effects else []
        if resting:
            texts.append(_("It is the ground of: {what}.").format(what="; ".join(resting)))
        self._ask(
            _("Does the reporter take this consent back?"),
            texts,
            lambda: take_back(self.file, consent, self.today, effects),
            lambda: self.session.do_what_is_due(self.luister.now().date()),
        )

    def action_delete(self) -> None:
        view = self._fitting("delete")
        if view is None:
            return
        self._ask(
            _("Delete “{what}”?").format(what=title(view, self.about)),
            [_("It goes to the tab “Closing”; from there you can put it back.")],
            lambda: verbs.delete(self.file, view, self.today),
        )

    def _ask(
        self,
        question: str,
        texts: list[str],
        do: Callable[[], Outcome],
        then: Callable[[], object] | None = None,
    ) -> None:
        from tui.screens.ask import AskScreen

        def answered(yes: bool | None) -> None:
            if yes:
                self._save(do())
                if then is not None:
                    self.luister.attempt(then)

        self.app.push_screen(AskScreen(question, *texts), answered)

    def action_undelete(self) -> None:
        view = self._fitting("undelete")
        if isinstance(view, Closure) and not view.deleted:
            undo_closing(self)
        elif view is not None and view.deleted:
            self._save(verbs.undelete(self.file, view, self.today))

    # Elsewhere

    def action_share(self) -> None:
        from tui.screens.share import ShareScreen

        self._visit(ShareScreen(self.circle))

    def action_settle(self) -> None:
        from tui.screens.settle import SettleScreen

        if self.file.conflicts:
            self._visit(SettleScreen(self.circle))
        else:
            self.luister.tell(_("There is no difference to settle."))

    def action_sheet(self) -> None:
        from tui.screens.sheet import SheetScreen

        self._visit(SheetScreen(self.circle))

    def action_trail(self) -> None:
        from tui.screens.trail import TrailScreen

        self._visit(TrailScreen(self.circle))

    def action_export(self) -> None:
        from tui.screens.version_form import DocumentExport

        view = self._fitting("export")
        document = view.id if isinstance(view, Document) else getattr(view, "document", None)
        if document is not None:
            self.app.push_screen(DocumentExport(self.circle, document))

    def action_kit(self) -> None:
        from tui.screens.kit_form import KitForm

        self.app.push_screen(KitForm(self.circle))

    def action_names(self) -> None:
        from tui.screens.names import open_names

        open_names(self)

    def action_own_notes(self) -> None:
        from tui.screens.own_notes import OwnNotesScreen

        self._visit(OwnNotesScreen(self.circle))

    def _visit(self, screen: Screen[Any]) -> None:
        self.app.push_screen(screen, lambda _done: self.session_changed())
