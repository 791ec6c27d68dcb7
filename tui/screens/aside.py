"""What lies outside the case itself: a list with few keys, gone from the screen by itself."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from shared.casework.model.views import View
from tui.actions import Where, bindings
from tui.language import _
from tui.screens.base import MainScreen
from tui.widgets.case_words import Context, context, rows, title
from tui.widgets.source import Line, Listed
from tui.widgets.windowed import WindowedList

HIDE_AFTER = 60
"""Seconds without a key after which the screen goes away."""


class AsideList(WindowedList[View]):
    """What lies aside of the case."""

    def __init__(self, screen: AsideScreen) -> None:
        super().__init__(Listed(()), row_height=3, id="aside")
        self._screen = screen

    def draw(self, row: View, width: int) -> Sequence[Line]:
        return rows(row, width, self._screen.about)

    def key(self, row: View) -> Hashable:
        return row.id


class AsideScreen(MainScreen[None]):
    """A subclass says what is listed, and how one is added, changed and destroyed."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.ASIDE)]
    AUTO_FOCUS = "#aside"

    def __init__(self, circle: bytes) -> None:
        super().__init__()
        self.circle = circle

    def found(self) -> Sequence[View]:
        """What is listed."""
        return ()

    def told(self) -> str:
        """The sentence above the list, translated."""
        return ""

    def empty(self) -> str:
        """What stands there when nothing is listed, translated."""
        return ""

    @property
    def about(self) -> Context:
        """Names of parties and colleagues."""
        file = self.session.case(self.circle)
        return context(file, self.session.members(), self.luister.now().date())

    @property
    def view(self) -> View | None:
        """What is under the cursor."""
        return self.query_one(AsideList).row

    def body(self) -> ComposeResult:
        yield Static(self.told(), id="aside-text", markup=False)
        yield AsideList(self)

    def on_mount(self) -> None:
        self._hide = self.set_timer(HIDE_AFTER, self._gone)
        self._look()

    def on_key(self, event: events.Key) -> None:
        """A key shows that somebody is there."""
        del event
        self._hide.reset()

    def _gone(self) -> None:
        if self.is_current:
            self.dismiss()
        else:
            # A form or a question stands over it: it goes when that is done.
            self._hide = self.set_timer(HIDE_AFTER, self._gone)

    def session_changed(self) -> None:
        super().session_changed()
        self._look()

    def _look(self) -> None:
        listed = self.query_one(AsideList)
        listed.empty = self.empty()
        listed.set_source(Listed(self.found()))
        self.query_one("#aside-text", Static).update(self.told())
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only the keys that do something now are offered."""
        del parameters
        if action in ("edit", "delete") and self.is_mounted and self.query("#aside"):
            return self.view is not None
        return True

    @on(WindowedList.Chosen, "#aside")
    def _chosen(self) -> None:
        self.action_edit()

    def action_new(self) -> None:
        raise TypeError(f"{type(self).__name__} says not how one is added")

    def action_edit(self) -> None:
        raise TypeError(f"{type(self).__name__} says not how one is changed")

    def destroy(self, view: View) -> None:
        """Destroy one, for good."""
        raise TypeError(f"{type(self).__name__} says not how one is destroyed")

    def action_destroy_all(self) -> None:
        """Nothing is destroyed all at once, unless a subclass says so."""

    def action_share(self) -> None:
        """Nothing is shared, unless a subclass says so."""

    def action_delete(self) -> None:
        from tui.screens.ask import AskScreen

        view = self.view
        if view is None:
            return
        gone = view

        def answered(yes: bool | None) -> None:
            if yes and self.luister.attempt(lambda: self.destroy(gone)):
                self._look()

        self.app.push_screen(
            AskScreen(
                _("Destroy “{what}”?").format(what=title(gone, self.about)),
                _("It is gone for good: it can not be put back."),
            ),
            answered,
        )

    def opened(self, form: object) -> None:
        """Open a form over the list, and look again after it."""
        from tui.screens.form import FormScreen

        assert isinstance(form, FormScreen)
        self.app.push_screen(form, lambda _done: self._look())
