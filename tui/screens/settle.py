"""What two people wrote without knowing of each other, side by side; one key settles it."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shared.casework import verbs
from shared.casework.deleting import check_settling
from shared.casework.model.kinds import DELETED, FIELDS, Form
from shared.casework.model.views import KIND_OF, View
from shared.casework.rules import Broken
from shared.replica.change import Edit, Live, Name
from tui.actions import Where, bindings
from tui.language import _, fill, ngettext
from tui.screens.base import MainScreen
from tui.widgets.case_words import Context, context, field_label, raw_words, title
from tui.widgets.differences import Difference, differences
from tui.widgets.safe import one_line, visible
from tui.widgets.when import moment


class SettleScreen(MainScreen[None]):
    """Goes through the differences of a case."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.SETTLE)]
    AUTO_FOCUS = "#options"

    def __init__(self, circle: bytes) -> None:
        super().__init__()
        self.circle = circle
        self._differences: list[Difference] = []
        self._kept: dict[int, str] = {}
        self._at = 0
        self._about: Context | None = None

    def heading(self) -> str:
        code = self.session.case(self.circle).case.code
        return code + " · " + _("differences to settle")

    def body(self) -> ComposeResult:
        yield Static("", id="settle-head")
        yield VerticalScroll(id="options")
        yield Static("", id="settle-said")

    async def on_mount(self) -> None:
        file = self.session.case(self.circle)
        self._about = context(file, self.session.members(), self.luister.now().date())
        self._differences = differences(list(file.views()))
        await self._show()

    @property
    def _now(self) -> Difference:
        return self._differences[self._at]

    async def _show(self) -> None:
        about = self._about
        assert about is not None
        view, field, options = self._now
        head = Content.assemble(
            _("Difference {number} of {count}").format(
                number=self._at + 1, count=len(self._differences)
            ),
            "\n",
            (f"{_(KIND_OF[type(view)].label)}: {title(view, about)}", "bold"),
            "\n",
            _("“{field}” was changed twice, the one not knowing of the other.").format(
                field=field_label(view, field)
            ),
        )
        self.query_one("#settle-head", Static).update(head)
        holder = self.query_one("#options", VerticalScroll)
        await holder.remove_children()
        columns = [
            Static(self._option(number, lives, about), classes="option")
            for number, lives in enumerate(options)
        ]
        await holder.mount(Container(*columns, classes="beside" if len(columns) == 2 else "below"))
        self._say()
        self.refresh_bindings()

    def _option(self, number: int, lives: tuple[Live, ...], about: Context) -> Content:
        view, field, _options = self._now
        authors = ", ".join(
            dict.fromkeys(
                about.devices.get(live.device) or _("somebody who is not in the list")
                for live in lives
            )
        )
        newest = max(lives, key=lambda live: live.time)
        when = moment(newest.time, self.luister.now())
        if field == DELETED and not lives[0].value:
            text = _("Keep it: it was changed after that, or at the same time")
        else:
            text = raw_words(view, field, lives[0].value, about)
        return Content.assemble(
            (f"{number + 1}  {one_line(authors)}", "bold"),
            f"\n   {when}\n\n" if len(self._now.options) == 2 else f", {when}\n",
            visible(text),
        )

    def _say(self) -> None:
        said = self._kept.get(self._at)
        left = len(self._differences) - len(self._kept)
        if said is not None:
            text = said + " " + _("Press u to choose again.")
        elif len(self._now.options) > 2:
            text = _("Press the number of the one to keep.")
        else:
            text = _("Press 1 or 2 for the one to keep. The other goes away, for everybody.")
        if not left:
            text += " " + _("All is settled. Press esc to go back.")
        self.query_one("#settle-said", Static).update(Content(text))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only the numbers that are on the screen; both only for texts."""
        if not self._differences:
            return True
        settled = self._at in self._kept
        if action == "keep":
            return not settled and int(str(parameters[0])) < len(self._now.options)
        if action == "both":
            return not settled and self._joinable()
        if action == "undo":
            return settled
        if action == "turn":
            return len(self._differences) > 1
        return True

    def _joinable(self) -> bool:
        view, field, _options = self._now
        known = FIELDS[KIND_OF[type(view)]].get(field)
        return known is not None and known.form is Form.TEXT

    async def action_keep(self, number: int) -> None:
        view, field, options = self._now
        name = options[number][0].name
        if self._at not in self._kept and not self._touched():
            file, today = self.session.case(self.circle), self.luister.now().date().isoformat()
            outcome = (
                self._settle_deletion(view, bool(options[number][0].value))
                if field == DELETED
                else verbs.settle(file, view, field, name, today)
            )
        else:
            outcome = self._again(view, field, options[number][0].value)
        await self._save(outcome, _("Number {number} is kept.").format(number=number + 1))

    async def action_both(self) -> None:
        view, field, options = self._now
        text = "\n\n".join(str(lives[0].value) for lives in options if lives[0].value)
        if self._touched():
            await self._save(self._again(view, field, text), _("Both are kept."))
        else:
            file, today = self.session.case(self.circle), self.luister.now().date().isoformat()
            outcome = verbs.change(file, view, {field: text}, today)
            await self._save(outcome, _("Both are kept."))

    def _settle_deletion(self, view: View, delete: bool) -> verbs.Outcome:
        file, today = self.session.case(self.circle), self.luister.now().date().isoformat()
        return (verbs.delete if delete else verbs.undelete)(file, view, today)

    def _touched(self) -> bool:
        """Whether this screen has settled the difference before, and it was undone."""
        view, field, _options = self._now
        current = self.session.case(self.circle).find(view.id)
        known = {live.name for live in view.fields.get(field, ())}
        return current is None or {live.name for live in current.fields.get(field, ())} != known

    def _again(self, view: View, field: str, value: Any) -> verbs.Outcome:
        """Choose otherwise after all: in place of our own choice and of what was shown, but
        not of what somebody else has written since."""
        current = self.session.case(self.circle).find(view.id)
        if current is None:
            return []
        if field == DELETED:
            return self._settle_deletion(current, bool(value))
        shown = {live.name for live in view.fields.get(field, ())}
        names = tuple(
            Name(live.device, live.number)
            for live in current.fields.get(field, ())
            if live.name in shown or live.device == self.session.my_device
        )
        file = self.session.case(self.circle)
        edit = Edit(str(KIND_OF[type(view)]), view.id, field, value, names)
        return check_settling(file, view, field, value) or [edit]

    async def _save(self, outcome: verbs.Outcome, said: str) -> None:
        if isinstance(outcome, Broken):
            self.luister.tell(fill(outcome.rule.text, outcome.blanks), severity="error")
            return
        if outcome and not self.luister.attempt(lambda: self.session.save(self.circle, outcome)):
            return
        self._kept[self._at] = said
        following = [n for n in range(len(self._differences)) if n not in self._kept]
        if following:
            words = ngettext(
                "{count} difference is left.", "{count} differences are left.", len(following)
            )
            self.luister.tell(f"{said} {words.format(count=len(following))}")
        self._say()
        self.refresh_bindings()

    async def action_undo(self) -> None:
        self._kept.pop(self._at, None)
        self._say()
        self.refresh_bindings()

    async def action_turn(self, step: int) -> None:
        self._at = (self._at + step) % len(self._differences)
        await self._show()
