"""A form: fields, a line of help, and the promise that typed text is not thrown away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Select, Static, TextArea

from tui.actions import Where, bindings
from tui.language import _, fill, ngettext
from tui.local.fault import LocalFault
from tui.screens.base import LuisterScreen, paragraphs
from tui.widgets.fields import EMPTY, ChoiceList, Field, FieldSpec
from tui.widgets.safe import visible


class Wrong(NamedTuple):
    """Why a form can not be saved: text in the language of the screen, and the field."""

    text: str
    field: str = ""
    named: bool = False
    """Whether the label of the field goes before the text."""


class Draft(NamedTuple):
    """A form that was open when the program was locked: how to open it again.

    It stays in memory only; nothing of it is shown until the home is open."""

    make: Callable[[Mapping[str, Any]], FormScreen]
    values: Mapping[str, Any]

    def screen(self) -> FormScreen:
        """The form with what was typed in it."""
        return self.make(self.values)

    def __repr__(self) -> str:
        return "Draft(…)"


class FormScreen(LuisterScreen[bool]):
    """Asks for some fields and saves them. Dismissed with True when something was saved.

    A subclass gives `heading`, `specs` and `save`, and `again` when the form may be
    opened again after a lock.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.FORM)]

    one_more = False
    """Whether another one like it is wanted after this one is saved."""
    repeats = False
    """Whether another one like it can be wanted."""

    def __init__(self, typed: Mapping[str, Any] | None = None) -> None:
        """`typed` are values that were typed before and not saved."""
        super().__init__()
        self._typed = dict(typed or {})
        self._begun: dict[str, Any] = {}
        self._busy = False
        self._unfolded = False
        self._wrong_value: Any = None
        """What stood in the field that was wrong, when that was said."""

    # What a subclass says

    def specs(self) -> Sequence[FieldSpec]:
        """The fields, in their order."""
        raise TypeError(f"{type(self).__name__} says not which fields it has")

    def first_values(self) -> Mapping[str, Any]:
        """What the fields hold at first."""
        return {}

    def explanation(self) -> Sequence[str]:
        """Paragraphs above the fields, translated."""
        return ()

    def save_label(self) -> str:
        """The text of the button, translated."""
        return _("Save")

    async def save(self, values: Mapping[str, Any]) -> Wrong | None:
        """Save, or say what is wrong. The form stays as it is when something is."""
        raise TypeError(f"{type(self).__name__} says not how it is saved")

    def again(self) -> Callable[[Mapping[str, Any]], FormScreen] | None:
        """How to open this form again after a lock, None when it is not."""
        return None

    # Screen

    def body(self) -> ComposeResult:
        with VerticalScroll(id="form", can_focus=False):
            if texts := self.explanation():
                yield paragraphs(*texts, id="explanation")
            values = {**self.first_values(), **self._typed}
            for spec in self.specs():
                yield Field(spec, values.get(spec.name))
            with Horizontal(id="buttons"):
                yield Button(Content(self.save_label()), id="save", variant="primary", compact=True)
                yield Button("", id="more", compact=True)
        yield Static("", id="wrong", markup=False)
        yield Static("", id="hint", markup=False)

    def begins_at(self) -> str:
        """The field that the cursor is in at first; the first one when there is no such field."""
        return ""

    def on_mount(self) -> None:
        self._begun = {spec.name: None for spec in self.specs()}
        self._begun.update(self.first_values())
        fields = list(self.query(Field))
        first = next((field for field in fields if field.spec.name == self.begins_at()), None)
        self.refit()
        shown = [field for field in fields if field.display]
        if shown:
            (first or shown[0]).asking.focus()

    @property
    def values(self) -> dict[str, Any]:
        """What is filled in now; what does not matter now is as it was at first."""
        fields = list(self.query(Field))
        filled = {field.spec.name: field.value for field in fields}
        for field in fields:
            matters = field.spec.matters
            if matters is not None and not matters(self.facts(filled)):
                filled[field.spec.name] = self._begun.get(field.spec.name)
        return filled

    def facts(self, filled: Mapping[str, Any]) -> Mapping[str, Any]:
        """What decides which fields matter: what is filled in. A subclass may know more."""
        return filled

    def hides(self, field: Field) -> bool:
        """Whether a field that matters has nothing to ask now. A subclass may say so."""
        del field
        return False

    def refit(self) -> None:
        """Show the fields that matter now; empty ones of the second rank wait folded away."""
        fields = list(self.query(Field))
        facts = self.facts({field.spec.name: field.value for field in fields})
        waiting = 0
        for field in fields:
            matters = field.spec.matters is None or field.spec.matters(facts)
            matters = matters and not self.hides(field)
            folded = (
                field.spec.folded
                and not self._unfolded
                and field.value in EMPTY
                and not field.has_class("-wrong")
            )
            waiting += matters and folded
            field.display = matters and not folded
        more = self.query_one("#more", Button)
        more.display = waiting > 0
        more.label = Content(
            ngettext("{count} more field", "{count} more fields", waiting).format(count=waiting)
        )
        self.refresh_bindings()

    @on(Select.Changed)
    @on(ChoiceList.Changed)
    def _chosen_otherwise(self) -> None:
        self._mended()
        self.refit()

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _typed_otherwise(self) -> None:
        self._mended()

    def _mended(self) -> None:
        """What was wrong with a field is not said any longer once the field is changed."""
        wrong = next((field for field in self.query(Field) if field.has_class("-wrong")), None)
        if wrong is not None and wrong.value != self._wrong_value:
            wrong.remove_class("-wrong")
            self.query_one("#wrong", Static).display = False

    @on(Button.Pressed, "#more")
    def _more_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_more()

    @property
    def names_found(self) -> bool:
        """Whether a name that belongs in a vault stands in what is typed."""
        return False

    def action_replace_names(self) -> None:
        """Put labels in the place of names; a form without names has none to replace."""

    def action_save_and_next(self) -> None:
        """Save, and begin another one like it."""
        self.one_more = True
        self.action_save()

    def action_more(self) -> None:
        """Show the fields that wait, and go to the first of them."""
        waiting = [field for field in self.query(Field) if not field.display]
        self._unfolded = True
        self.refit()
        fresh = next((field for field in waiting if field.display), None)
        if fresh is not None:
            fresh.asking.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """More fields are offered while there are some."""
        del parameters
        if action == "save_and_next":
            return self.repeats
        if action == "replace_names":
            return self.names_found
        if action == "more" and self.is_mounted and self.query("#more"):
            return bool(self.query_one("#more").display)
        return True

    @property
    def changes(self) -> dict[str, Any]:
        """What was typed or chosen that differs from what the form began with."""
        return {
            name: value
            for name, value in self.values.items()
            if not _same(value, self._begun.get(name))
        }

    @property
    def changed(self) -> bool:
        """Whether something was typed that is not saved."""
        return bool(self.changes)

    def draft(self) -> Draft | None:
        """What a lock keeps of this form: nothing when nothing was typed."""
        make = self.again()
        changes = self.changes
        return Draft(make, changes) if make is not None and changes else None

    def say_wrong(self, wrong: Wrong) -> None:
        """Show what is wrong and go to the field it is about."""
        line = self.query_one("#wrong", Static)
        about = next((one for one in self.query(Field) if one.spec.name == wrong.field), None)
        label = f"{_(about.spec.label)}: " if about is not None and wrong.named else ""
        line.update(visible(f"! {label}{wrong.text}"))
        line.display = True
        self._wrong_value = about.value if about is not None else None
        for field in self.query(Field):
            field.set_class(field is about, "-wrong")
        self.refit()
        for field in self.query(Field):
            if field.spec.name == wrong.field and field.display:
                field.asking.focus()

    @on(events.DescendantFocus)
    def _hint(self, event: events.DescendantFocus) -> None:
        field = next((a for a in event.widget.ancestors_with_self if isinstance(a, Field)), None)
        hint = _(field.spec.hint) if field is not None else ""
        self.query_one("#hint", Static).update(hint)
        if field is not None and field.spec.replaced and isinstance(event.widget, Input):
            untouched = event.widget.value == self._begun.get(field.spec.name)
            if untouched:
                # The program proposed it: typing takes its place.
                event.widget.action_select_all()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.app.action_focus_next()

    @on(Button.Pressed, "#save")
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_save()

    def action_save(self) -> None:
        if not self._busy:
            self._busy = True
            self.run_worker(self._save(), group="save", exclusive=True)

    async def _save(self) -> None:
        self.query_one("#wrong", Static).display = False
        try:
            values = self.values
            asked = (spec for spec in self.specs() if spec.required)
            missing = next((spec for spec in asked if values.get(spec.name) in EMPTY), None)
            if missing is not None:
                wrong: Wrong | None = Wrong(
                    _("Fill in: {field}.").format(field=_(missing.label)), missing.name
                )
            else:
                wrong = await self.save(values)
        except LocalFault as fault:
            # The disk did not take it: what was typed stays in the form.
            wrong = Wrong(fill(fault.text, fault.blanks))
        finally:
            self._busy = False
        if wrong is not None:
            self.one_more = False
            self.say_wrong(wrong)
        elif self.is_current:
            self.dismiss(True)

    def busy(self, text: str) -> None:
        """Say that something takes a while."""
        hint = self.query_one("#hint", Static)
        hint.update(text)

    def action_back(self) -> None:
        from tui.screens.ask import AskScreen

        if not self.changed:
            self.dismiss(False)
            return
        self.app.push_screen(
            AskScreen(
                _("Throw away what you typed?"),
                _("It is not saved yet. With “no” you go on where you were."),
            ),
            self._leave_if,
        )

    def _leave_if(self, yes: bool | None) -> None:
        if yes:
            self.dismiss(False)


def _same(one: Any, other: Any) -> bool:
    """Whether two values of a field are the same; nothing and empty are, and a number and
    how it is typed, and the same choices in another order."""
    if one in EMPTY or other in EMPTY:
        return one in EMPTY and other in EMPTY
    if isinstance(one, tuple) and isinstance(other, tuple):
        return set(one) == set(other)
    if type(other) is int or type(one) is int:
        return str(one) == str(other)
    return bool(one == other)


def widget_of(screen: FormScreen, name: str) -> Widget:
    """The widget that asks for a field."""
    return screen.query_one(f"#field-{name}", Field).asking
