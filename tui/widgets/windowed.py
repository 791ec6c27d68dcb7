"""A list that holds a window of its rows: a thousand rows or a million, it asks its
source only for what is near the screen.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, ClassVar, Generic, Self, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.actions import Where, bindings
from tui.widgets.folding import cut
from tui.widgets.safe import fit, wrapped
from tui.widgets.source import PAGE, Line, Source, Window

T = TypeVar("T")

MARK = "›"
"""Stands before the row under the cursor, so that colour is never the only sign."""
_EMPTY_LINES = 4
"""Lines in which an empty list says what to do."""


class WindowedList(ScrollView, Generic[T], can_focus=True, inherit_bindings=False):
    """Rows of equal height, with a cursor.

    A subclass says what a row looks like (`draw`) and what makes it the same row
    after the source has changed (`key`). The text it gives may be anything a user
    typed: every piece is made safe and the line is cut to the width.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.LIST)]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "windowed--cursor",
        "windowed--dim",
        "windowed--strong",
        "windowed--alert",
    }
    DEFAULT_CSS = """
    WindowedList {
        height: 1fr;
        overflow-x: hidden;
        & > .windowed--dim { color: $text-muted; }
        & > .windowed--strong { text-style: bold; }
        & > .windowed--alert { color: $text-warning; text-style: bold; }
        & > .windowed--cursor { background: $boost; }
        &:focus > .windowed--cursor {
            background: $block-cursor-background; color: $block-cursor-foreground;
        }
    }
    """

    OPENS: ClassVar[bool] = True
    """Whether a row can be chosen."""
    MARKS_AWAY: ClassVar[bool] = True
    """Whether the mark stands also while the keys go elsewhere. Not where two lists stand
    beside each other: there the mark says which of them has the keys."""

    cursor = reactive(0, repaint=False)
    """The row under the cursor, from 0."""

    class Highlighted(Message):
        """The cursor stands on another row."""

        def __init__(self, windowed: WindowedList[Any], index: int) -> None:
            super().__init__()
            self.windowed = windowed
            self.index = index

        @property
        def control(self) -> WindowedList[Any]:
            return self.windowed

    class Nothing(Message):
        """A row was to be chosen and there is none."""

        def __init__(self, windowed: WindowedList[Any]) -> None:
            super().__init__()
            self.windowed = windowed

        @property
        def control(self) -> WindowedList[Any]:
            return self.windowed

    class Chosen(Message):
        """The row under the cursor was chosen (enter, or a click on it)."""

        def __init__(self, windowed: WindowedList[Any], index: int) -> None:
            super().__init__()
            self.windowed = windowed
            self.index = index

        @property
        def control(self) -> WindowedList[Any]:
            return self.windowed

    def __init__(
        self, source: Source[T], *, row_height: int = 1, empty: str = "", id: str | None = None
    ) -> None:
        """`empty` is said, translated, when there are no rows."""
        self._window = Window(source)
        super().__init__(id=id)
        self._row_height = row_height
        self.empty = empty

    # What a subclass says

    def draw(self, row: T, width: int) -> Sequence[Line]:
        """At most `row_height` lines of a row, `width` cells wide. They are drawn anew once
        the source was asked again, or the whole list is to be refreshed."""
        raise TypeError(f"{type(self).__name__} says not what a row looks like")

    def key(self, row: T) -> Hashable:
        """What stays the same when the row's text changes."""
        raise TypeError(f"{type(self).__name__} says not what makes a row the same")

    # Rows

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self._window.count

    @property
    def row(self) -> T | None:
        """The row under the cursor, None when the list is empty."""
        return self.row_at(self.cursor)

    def row_at(self, index: int) -> T | None:
        """Row `index`, or None when there is none."""
        return self._window.row_at(index)

    def set_source(self, source: Source[T], row_height: int | None = None) -> None:
        """Show other rows, from the first one on."""
        self._window.source = source
        if row_height is not None:
            self._row_height = row_height
        self._recount()
        self.cursor = 0
        self.scroll_to(y=0, animate=False)
        self._tell()

    def go_to(self, key: Hashable) -> bool:
        """Put the cursor on the row with this key, if it is near the start or the cursor."""
        if not self.count:
            return False
        found = self._find(key, self.cursor)
        row = self.row_at(found)
        if row is None or self.key(row) != key:
            return False
        self.cursor = found
        return True

    def reload(self) -> None:
        """Ask the source again; the cursor stays on the row it was on, if that is near."""
        before = self.row
        at = self.cursor
        self._recount()
        if before is not None and self.count:
            self.cursor = self._find(self.key(before), at)
        self.cursor = max(0, min(self.cursor, self.count - 1))
        self._tell()

    def _find(self, key: Hashable, near: int) -> int:
        for distance in range(2 * PAGE):
            for index in (near - distance, near + distance):
                row = self.row_at(index)
                if row is not None and self.key(row) == key:
                    return index
        return near

    def _recount(self) -> None:
        before = self.count
        self._window.recount()
        self._measure()
        self.refresh()
        if bool(before) is not bool(self.count):
            self.refresh_bindings()

    def _measure(self) -> None:
        width = self.scrollable_content_region.width or self.size.width
        self.virtual_size = Size(width, max(1, self.count * self._row_height))

    def _tell(self) -> None:
        if self.count:
            self.post_message(self.Highlighted(self, self.cursor))

    # Events

    def on_mount(self) -> None:
        self._recount()
        self._tell()

    def on_resize(self) -> None:
        self._measure()
        self._show_cursor()

    def on_focus(self) -> None:
        self._refresh_row(self.cursor)

    def on_blur(self) -> None:
        self._refresh_row(self.cursor)

    def validate_cursor(self, cursor: int) -> int:
        return max(0, min(cursor, self.count - 1))

    def watch_cursor(self, before: int, now: int) -> None:
        if before != now:
            self._refresh_row(before)
            self._refresh_row(now)
            self._show_cursor()
            self._tell()

    def _refresh_row(self, index: int) -> None:
        top = index * self._row_height - self.scroll_offset.y
        self.refresh(Region(0, top, self.size.width, self._row_height))

    def _show_cursor(self) -> None:
        self.scroll_to_region(
            Region(0, self.cursor * self._row_height, 1, self._row_height),
            animate=False,
            force=True,
        )

    def on_click(self, event: events.Click) -> None:
        index = (event.y + self.scroll_offset.y) // self._row_height
        if not 0 <= index < self.count:
            return
        if index == self.cursor:
            self.action_choose()
        else:
            self.cursor = index

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Choosing works where rows open."""
        del parameters
        return self.OPENS if action == "choose" else True

    def fits(self, action: str) -> bool:
        """Whether a key is worth showing: choosing, when there is something to choose."""
        return self.count > 0 if action == "choose" else True

    def action_up(self) -> None:
        self.cursor -= 1

    def action_down(self) -> None:
        self.cursor += 1

    def _screenful(self) -> int:
        return max(1, self.size.height // self._row_height)

    def action_page_up(self) -> None:
        self.cursor -= self._screenful()

    def action_page_down(self) -> None:
        self.cursor += self._screenful()

    def action_half_up(self) -> None:
        self.cursor -= max(1, self._screenful() // 2)

    def action_half_down(self) -> None:
        self.cursor += max(1, self._screenful() // 2)

    def action_first(self) -> None:
        self.cursor = 0

    def action_last(self) -> None:
        self.cursor = self.count - 1

    def action_choose(self) -> None:
        if self.count:
            self.post_message(self.Chosen(self, self.cursor))
        else:
            self.post_message(self.Nothing(self))

    # Drawing

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        if not regions:
            self._window.draw_anew()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_line(self, y: int) -> Strip:
        # The cells beside a scroll bar: what lies under it would be cut without a sign.
        width = self.scrollable_content_region.width or self.size.width
        line_number = y + self.scroll_offset.y
        index, line = divmod(line_number, self._row_height)
        base = self.rich_style
        if not self.count:
            said = wrapped(self.empty, width - 2, _EMPTY_LINES)
            if y >= len(said):
                return Strip.blank(width, base)
            return Strip([Segment(fit(f"  {said[y]}", width), base)], width)
        if index >= self.count:
            return Strip.blank(width, base)
        at_cursor = index == self.cursor
        style = base + self._part("cursor") if at_cursor else base
        drawn = self._window.lines(index, max(0, width - 2), self.draw)
        pieces = drawn[line] if line < len(drawn) else Line()
        marked = at_cursor and line == 0 and (self.MARKS_AWAY or self.has_focus)
        mark = f"{MARK} " if marked else "  "
        return Strip(self._segments(mark, pieces, width, style, at_cursor), width)

    def _segments(
        self, mark: str, pieces: Line, width: int, style: Style, at_cursor: bool
    ) -> list[Segment]:
        segments = [Segment(fit(mark, min(2, width)), style)]
        left = max(0, width - 2)
        for shown, part in cut(pieces, left):
            piece_style = style
            if part:
                own = self._part(part)
                # Under the cursor only weight is taken over: its colours must stay readable.
                piece_style = style + (Style(bold=own.bold) if at_cursor else own)
            segments.append(Segment(shown, piece_style))
            left -= cell_len(shown)
        segments.append(Segment(" " * max(0, left), style))
        return segments

    def _part(self, name: str) -> Style:
        return self.get_component_rich_style(f"windowed--{name}", partial=True)
