"""What every screen has: title, notice, status, keys, and a word for small terminals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen, Screen, ScreenResultType
from textual.widget import Widget
from textual.widgets import Static

from tui.actions import Where, bindings
from tui.language import _
from tui.widgets.key_bar import KeyBar
from tui.widgets.safe import one_line

if TYPE_CHECKING:
    from tui.app import LuisterApp
    from tui.local.port import SessionPort
    from tui.widgets.windowed import WindowedList

LEAST_WIDTH = 70
LEAST_HEIGHT = 20
"""Below this the screen says that it is too small; the design size is 80 by 24."""
WIDE = 100
"""From this width on there is room for a second pane."""
TALL = 32
"""From this height on there is room for air between fields."""


class TitleBar(Widget):
    """The first line: where you are. `text` may hold what users typed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def say(self, text: str) -> None:
        """Show another title."""
        self._text = text
        self.refresh()

    def render(self) -> Content:
        return Content(one_line(self._text))


class TooSmall(Static):
    """Covers a screen that has not room enough; what is below keeps its focus and text."""

    def __init__(self) -> None:
        super().__init__(markup=False)

    def on_mount(self) -> None:
        self.update(
            _(
                "This window is too small: {width} columns and {height} lines are needed."
                " Make it larger and everything is back. Nothing that you typed is lost."
            ).format(width=LEAST_WIDTH, height=LEAST_HEIGHT)
        )


class LuisterScreen(Screen[ScreenResultType]):
    """A full screen. A subclass gives `heading` and `body`."""

    HORIZONTAL_BREAKPOINTS = [
        (0, "-too-narrow"),
        (LEAST_WIDTH, "-narrow"),
        (WIDE, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [
        (0, "-too-low"),
        (LEAST_HEIGHT, "-high"),
        (TALL, "-tall"),
    ]
    ESCAPE_TO_MINIMIZE = False

    @property
    def luister(self) -> LuisterApp:
        """The program."""
        return cast("LuisterApp", self.app)

    def heading(self) -> str:
        """The title, translated."""
        return "Luister"

    def definitions(self) -> Sequence[str]:
        """What help says about the work that is done here, as source texts."""
        return ()

    def body(self) -> ComposeResult:
        """The widgets between title and foot."""
        yield from ()

    def compose(self) -> ComposeResult:
        session = self.luister.session
        yield TitleBar(self.heading())
        if session is not None:
            from tui.widgets.notices import NoticeBar

            yield NoticeBar(lambda: session.status().notices)
        with Vertical(id="body"):
            yield from self.body()
        if session is not None:
            from tui.widgets.status_line import StatusLine

            yield StatusLine(session.status, self.luister.now)
        yield KeyBar()
        yield TooSmall()

    def session_changed(self) -> None:
        """Something that is shown may differ: look again. A subclass adds its own part."""
        if self.luister.session is None:
            return
        from tui.widgets.notices import NoticeBar
        from tui.widgets.status_line import StatusLine

        for bar in self.query(NoticeBar):
            bar.show()
        for line in self.query(StatusLine):
            line.show()


class DoorScreen(LuisterScreen[None]):
    """A screen before anything is open."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.DOOR)]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """From the first door there is nowhere to go back to."""
        del parameters
        return len(self.app.screen_stack) > 2 if action == "back" else True

    def action_back(self) -> None:
        if len(self.app.screen_stack) > 2:
            self.dismiss()


class MainScreen(LuisterScreen[ScreenResultType]):
    """A screen of an open home on which no text is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.MAIN)]

    @property
    def session(self) -> SessionPort:
        """The open home."""
        session = self.luister.session
        if session is None:
            raise RuntimeError("a screen of an open home without a session")
        return session

    def action_back(self) -> None:
        if len(self.app.screen_stack) > 2:
            self.dismiss()

    def on_windowed_list_nothing(self, event: WindowedList.Nothing) -> None:
        """An empty list says, when asked, what it says already where it is empty."""
        if event.windowed.empty:
            self.luister.tell(event.windowed.empty)

    def action_dismiss_notice(self) -> None:
        """Put the notice in the bar away; an alarm is read on the status page first."""
        from shared.replica.notice import Tone
        from tui.widgets.notices import NoticeBar

        first = self.query_one(NoticeBar).shown
        if first is None:
            return
        read = first
        if read.told.tone is Tone.alarm:
            self.luister.action_show("status")
        elif self.luister.attempt(lambda: self.session.dismiss(read)):
            self.luister.tell_change()


class Dialog(ModalScreen[ScreenResultType]):
    """A box over a screen."""

    ESCAPE_TO_MINIMIZE = False

    @property
    def luister(self) -> LuisterApp:
        """The program."""
        return cast("LuisterApp", self.app)

    def box(self) -> ComposeResult:
        """The widgets in the box."""
        yield from ()

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield from self.box()
        yield KeyBar()


def paragraphs(*texts: str, id: str | None = None) -> Static:
    """Text of the program, one blank line between paragraphs; never markup."""
    return Static("\n\n".join(texts), markup=False, id=id)
