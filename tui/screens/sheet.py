"""The options side by side: what speaks for and against each, and what it keeps."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shared.casework.choice.weighing import Weighed, weighed
from shared.casework.model.views import Consequence
from shared.wording import N_
from tui.actions import Where, bindings
from tui.language import _, ngettext
from tui.screens.base import WIDE, MainScreen
from tui.widgets.case_words import Context, context, value_words
from tui.widgets.safe import one_line, visible
from tui.widgets.values import joined, on_day, words
from tui.widgets.weighing_heads import weight

_ANSWERS = (
    ("feasibility", N_("Can be done")),
    ("keeps_anonymity", N_("Keeps anonymity")),
    ("keeps_control", N_("Keeps control")),
    ("reversible", N_("Can be undone")),
    ("cost", N_("Cost")),
    ("raised_by", N_("Brought up by")),
)
_SIDES = (
    ("positive", "+", N_("What speaks for it")),
    ("negative", "-", N_("What speaks against it")),
    ("neutral", "○", N_("What may follow besides")),
)


class Columns(VerticalScroll, inherit_bindings=False):
    """Scrolls by the keys of the sheet, which the foot shows; not by keys of its own."""


class SheetScreen(MainScreen[None]):
    """Two or three options beside each other; arrows go on to the next."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.SHEET)]
    AUTO_FOCUS = "#columns"

    def __init__(self, circle: bytes) -> None:
        super().__init__()
        self.circle = circle
        self._first = 0

    def heading(self) -> str:
        return self.session.case(self.circle).case.code + " · " + _("Options sheet")

    def body(self) -> ComposeResult:
        yield Static("", id="sheet-head", markup=False)
        with Columns(id="columns"), Horizontal():
            for number in range(3):
                yield Static("", id=f"column-{number}", classes="column")

    def on_mount(self) -> None:
        self._show()

    def on_resize(self) -> None:
        self._show()

    def session_changed(self) -> None:
        super().session_changed()
        self._show()

    @property
    def _across(self) -> int:
        return 3 if self.app.size.width >= WIDE else 2

    def _show(self) -> None:
        file = self.session.case(self.circle)
        options = weighed(file)
        about = context(file, self.session.members(), self.luister.now().date())
        self._first = max(0, min(self._first, len(options) - self._across))
        shown = options[self._first : self._first + self._across]
        for number in range(3):
            column = self.query_one(f"#column-{number}", Static)
            column.display = number < max(1, len(shown))
            column.update(option_column(shown[number], about) if number < len(shown) else "")
        self.query_one("#sheet-head", Static).update(self._where(len(options), len(shown)))
        self.refresh_bindings()

    def _where(self, count: int, shown: int) -> str:
        if not count:
            return _("There are no options yet. Go back, and press n on the tab “Options”.")
        if shown == count:
            return ngettext("{count} option", "{count} options", count).format(count=count)
        where = _("Options {first} to {last} of {count}").format(
            first=self._first + 1, last=self._first + shown, count=count
        )
        # In the same words as at the foot.
        turns = ((1, "→", _("Next")), (-1, "←", _("Previous")))
        keys = [f"{key}: {said}" for step, key, said in turns if self._may_turn(step, count)]
        return joined(where, *keys)

    def _may_turn(self, step: int, count: int) -> bool:
        return 0 <= self._first + step <= count - self._across

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Turning is offered where there is more."""
        if action == "turn" and self.is_mounted:
            step = parameters[0] if parameters else 1
            count = len(weighed(self.session.case(self.circle)))
            return self._may_turn(step if isinstance(step, int) else 1, count)
        return True

    def action_turn(self, step: int) -> None:
        self._first += step
        self._show()

    def action_up(self) -> None:
        self.query_one("#columns", VerticalScroll).scroll_page_up(animate=False)

    def action_down(self) -> None:
        self.query_one("#columns", VerticalScroll).scroll_page_down(animate=False)

    def action_decide(self) -> None:
        from shared.casework.model.kinds import Kind
        from tui.screens.act_forms import DecideForm

        self.app.push_screen(
            DecideForm(self.circle, Kind.DECISION), lambda _done: self.session_changed()
        )

    def action_print(self) -> None:
        from tui.screens.export_form import SheetForm

        self.app.push_screen(SheetForm(self.circle))


def option_column(one: Weighed, about: Context) -> Content:
    """One option as a column: its title, its answers, and both sides of it."""
    option = one.option
    kind = words(about, option.option_type)
    parts: list[str | tuple[str, str]] = [(one_line(option.title or kind), "bold underline"), "\n"]
    under = joined(kind if option.title else "", words(about, option.status))
    parts.append((f"{under}\n\n" if under else "\n", "dim"))
    for name, label in _ANSWERS:
        said = value_words(None, getattr(option, name), about)
        parts.append(f"{_(label)}: {one_line(said) or '—'}\n")
    if option.deadline:
        parts.append(_("Deadline") + f": {on_day(option.deadline, about)}\n")
    for side, sign, label in _SIDES:
        found: tuple[Consequence, ...] = getattr(one, side)
        if not found and side == "neutral":
            continue
        parts.append((f"\n{sign} {_(label)}\n", "bold"))
        if not found:
            parts.append(("  " + _("nothing written down yet") + "\n", "dim"))
        for consequence in found:
            parts.extend(_consequence(consequence, about))
    return Content.assemble(*parts)


def _consequence(view: Consequence, about: Context) -> list[str | tuple[str, str]]:
    who = joined(words(about, view.for_whom), weight(view, about))
    parts: list[str | tuple[str, str]] = [f"  {visible(view.text)}\n"]
    if who:
        parts.append((f"  {who}\n", "dim"))
    if view.mitigation:
        softer = _("Softened by: {what}").format(what=visible(view.mitigation))
        parts.append((f"  {softer}\n", "italic"))
    return parts
