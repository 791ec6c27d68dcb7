"""The fields of a form: what can be asked, and the widgets that ask it."""

from __future__ import annotations

import enum
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from rich.highlighter import Highlighter
from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Label, Select, TextArea

from tui.actions import Where, bindings
from tui.language import _
from tui.widgets.safe import one_line, same_length
from tui.widgets.source import Line, Listed
from tui.widgets.windowed import WindowedList


class Kind(enum.Enum):
    """How a field is filled in."""

    LINE = "line"
    SECRET = "secret"  # noqa: S105
    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    CHOICES = "choices"


class FieldSpec(NamedTuple):
    """One field. `label` and `hint` are source strings; `choices` are (value, text to
    show) with the text already in the language of the screen, as it may be a user's."""

    name: str
    label: str
    kind: Kind = Kind.LINE
    hint: str = ""
    choices: Callable[[], list[tuple[Any, str]]] | None = None
    required: bool = False
    lines: int = 6
    folded: bool = False
    """Whether it waits behind “more fields” while it is empty."""
    matters: Callable[[Mapping[str, Any]], bool] | None = None
    """From the values of the form, whether it is asked at all; None: always."""
    replaced: bool = False
    """Whether typing takes the place of what the program proposed."""
    whole: bool = False
    """Whether a text is shown in as many lines as it has, up to `WHOLE_LINES`."""


WHOLE_LINES = 12
"""The most lines of a text that is shown whole."""

EMPTY = (None, "", ())
"""What a field holds in which nothing is filled in. A “no” is an answer: False is not here."""


class _Signs(Highlighter):
    """Shows control characters of a line as signs; the value itself is not changed."""

    def __call__(self, text: str | Text) -> Text:
        return Text(same_length(str(text)), no_wrap=True, overflow="ignore", end="")

    def highlight(self, text: Text) -> None:
        """Nothing is coloured."""


class LineInput(Input):
    """One line of text, safe to show whatever it holds."""

    def __init__(self, value: str = "", *, password: bool = False, **named: Any) -> None:
        super().__init__(
            value,
            highlighter=_Signs(),
            password=password,
            compact=True,
            select_on_focus=False,
            **named,
        )

    def _on_paste(self, event: events.Paste) -> None:
        """All lines of what is pasted, one after the other: none is left out in silence."""
        event.prevent_default()
        event.stop()
        self.replace(" ".join(event.text.splitlines()), *self.selection)


class NoteArea(TextArea):
    """More lines of text, safe to show whatever they hold. Tab leaves the field."""

    def __init__(self, text: str = "", **named: Any) -> None:
        super().__init__(
            text, soft_wrap=True, tab_behavior="focus", compact=True, show_line_numbers=False,
            **named,
        )  # fmt: skip

    def get_line(self, line_index: int) -> Text:
        line = same_length(self.document.get_line(line_index))
        return Text(line, end="", no_wrap=True)


class ChoiceList(WindowedList[tuple[Any, str]]):
    """Several of a list. What is chosen has a cross between its brackets, whatever the
    colours of the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.CHOICES)]
    OPENS = False
    MOST_LINES = 10

    class Changed(Message):
        """Something was chosen, or not any more."""

    def __init__(self, choices: Sequence[tuple[Any, str]], chosen: Iterable[Any]) -> None:
        nothing = _("There is nothing to choose from yet. It may stay empty.")
        super().__init__(Listed(choices), empty=nothing)
        self._choices = choices
        self._chosen = set(chosen)
        self._fit_lines()

    def _fit_lines(self) -> None:
        self.styles.height = max(1, min(len(self._choices), self.MOST_LINES))

    @property
    def chosen(self) -> tuple[Any, ...]:
        """What is chosen, in the order of the list."""
        return tuple(choice for choice, _text in self._choices if choice in self._chosen)

    @chosen.setter
    def chosen(self, chosen: Iterable[Any]) -> None:
        self._chosen = set(chosen)
        self.refresh()

    def offer(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Offer other choices; those chosen before stay if they can."""
        self._choices = choices
        self._fit_lines()
        self.set_source(Listed(choices))

    def draw(self, row: tuple[Any, str], width: int) -> Sequence[Line]:
        del width
        choice, text = row
        if choice in self._chosen:
            return [Line([("[x] ", "strong"), (text, "strong")])]
        return [Line([("[ ] ", ""), (text, "")])]

    def key(self, row: tuple[Any, str]) -> Hashable:
        return str(row[0])

    def action_mark(self) -> None:
        if self.row is not None:
            self._chosen ^= {self.row[0]}
            self.refresh()
            self.post_message(self.Changed())


class Field(Widget):
    """A label and the widget that asks, side by side."""

    def __init__(self, spec: FieldSpec, value: Any) -> None:
        super().__init__(id=f"field-{spec.name}")
        self.spec = spec
        self._first = value

    def compose(self) -> ComposeResult:
        mark = " *" if self.spec.required else ""
        with Horizontal():
            yield Label(Content(_(self.spec.label) + mark), classes="field-label")
            yield self._asking()

    def on_mount(self) -> None:
        self._count()

    @on(ChoiceList.Changed)
    def _count(self) -> None:
        """Below the label of a list that is longer than two: how many are chosen, of how many."""
        asking = self.asking
        if isinstance(asking, ChoiceList) and asking.count > 2:
            mark = " *" if self.spec.required else ""
            said = _("{count} of {all} chosen").format(count=len(asking.chosen), all=asking.count)
            label = self.query_one(".field-label", Label)
            label.update(Content.assemble(_(self.spec.label) + mark, "\n", (said, "dim")))

    def _asking(self) -> Widget:
        spec, value = self.spec, self._first
        if spec.kind is Kind.TEXT:
            area = NoteArea(value or "")
            if spec.whole:
                area.styles.height = "auto"
                area.styles.min_height = spec.lines
                area.styles.max_height = WHOLE_LINES
            else:
                area.styles.height = spec.lines
            return area
        if spec.kind in (Kind.CHOICE, Kind.CHOICES):
            if spec.kind is Kind.CHOICES:
                return ChoiceList(self._choices(), value or ())
            # Rich text and no Content: only in that does the list find the letters typed.
            choices = [(Text(one_line(text)), choice) for choice, text in self._choices()]
            known = any(choice == value for _text, choice in choices)
            return Select[Any](
                [(text, choice) for text, choice in choices],
                prompt=_("Choose"),
                value=value if known else Select.NULL,
                compact=True,
            )
        shown = "" if value is None else str(value)
        return LineInput(
            shown, password=spec.kind is Kind.SECRET,
        )  # fmt: skip

    def _choices(self) -> list[tuple[Any, str]]:
        return self.spec.choices() if self.spec.choices else []

    @property
    def asking(self) -> Widget:
        """The widget that takes the focus."""
        return self.query_one("Input, TextArea, Select, ChoiceList")

    @property
    def value(self) -> Any:
        """What is filled in: text, a choice or None, or a tuple of choices."""
        asking = self.asking
        if isinstance(asking, ChoiceList):
            return asking.chosen
        if isinstance(asking, Select):
            return None if asking.is_blank() else asking.value
        if isinstance(asking, TextArea):
            return asking.text
        assert isinstance(asking, Input)
        return asking.value

    @value.setter
    def value(self, value: Any) -> None:
        asking = self.asking
        if isinstance(asking, ChoiceList):
            asking.chosen = value or ()
            self._count()
        elif isinstance(asking, Select):
            asking.value = Select.NULL if value is None else value
        elif isinstance(asking, TextArea):
            asking.text = value or ""
        elif isinstance(asking, Input):
            asking.value = value or ""

    def offer(self, choices: list[tuple[Any, str]]) -> None:
        """Offer other choices in a field of several; away while there are none."""
        asking = self.asking
        assert isinstance(asking, ChoiceList)
        asking.offer(choices)
        self._count()
        self.display = bool(choices)

    def forget(self) -> None:
        """Empty a field that held a secret."""
        if isinstance(self.asking, Input):
            self.asking.value = ""
