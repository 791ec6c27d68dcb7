"""The list holds a window of its rows, whatever their number."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.app import App, ComposeResult

from tui.widgets.source import Line, Listed
from tui.widgets.windowed import WindowedList


class Numbers:
    """A source that counts what it is asked."""

    def __init__(self, count: int) -> None:
        self.amount = count
        self.asked: list[tuple[int, int]] = []

    def count(self) -> int:
        return self.amount

    def rows(self, offset: int, limit: int) -> Sequence[int]:
        self.asked.append((offset, limit))
        return range(offset, min(offset + limit, self.amount))


class NumberList(WindowedList[int]):
    """Rows of two lines; it remembers which it drew."""

    drawn: ClassVar[list[int]] = []

    def draw(self, row: int, width: int) -> Sequence[Line]:
        self.drawn.append(row)
        return [Line([(f"row {row} [/b]", "strong")]), Line([("\x1b[31m漢" * width, "dim")])]

    def key(self, row: int) -> Hashable:
        return row


class Holder(App[None]):
    """Only the list."""

    def __init__(self, source: Numbers | Listed[int]) -> None:
        super().__init__()
        self.numbers = NumberList(source, row_height=2, empty="nothing here")
        self.chosen: list[int] = []

    def compose(self) -> ComposeResult:
        yield self.numbers

    def on_windowed_list_chosen(self, event: WindowedList.Chosen) -> None:
        self.chosen.append(event.index)


def _drawn(app: Holder) -> list[str]:
    return [
        "".join(segment.text for segment in app.numbers.render_line(y))
        for y in range(app.numbers.size.height)
    ]


async def test_a_million_rows_are_never_all_asked_for() -> None:
    """From first to last row, only what is near the screen is fetched and kept."""
    source = Numbers(1_000_000)
    app = Holder(source)
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("end", "home", "G", "g", "pagedown", "pageup", "ctrl+d", "ctrl+u"):
            await pilot.press(key)
            await pilot.pause()

        assert sum(limit for _offset, limit in source.asked) < 5_000
        assert len(app.numbers._window._pages) <= 8


async def test_a_row_is_drawn_once_until_something_may_have_changed() -> None:
    """Not for each of its lines, nor when the cursor moves; but when the list is refreshed,
    and when its source is asked again."""
    app = Holder(Numbers(50))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.numbers.drawn.clear()
        await pilot.press("down", "down")
        _drawn(app)
        assert app.numbers.drawn == []

        for change in (app.numbers.refresh, app.numbers.reload):
            change()
            _drawn(app)
            await pilot.pause()
            assert sorted(app.numbers.drawn) == list(range(12))
            app.numbers.drawn.clear()


async def test_keys_move_the_cursor_and_keep_it_on_the_screen() -> None:
    """Arrows, hjkl's j and k, g and G, pages: all lead where they say."""
    app = Holder(Numbers(10_000))
    async with app.run_test(size=(80, 24)) as pilot:
        moves = (
            ("down", 1), ("j", 2), ("k", 1), ("up", 0), ("up", 0), ("G", 9_999), ("down", 9_999),
            ("g", 0), ("pagedown", 12), ("ctrl+d", 18), ("ctrl+u", 12), ("pageup", 0),
        )  # fmt: skip
        for key, expected in moves:
            await pilot.press(key)
            await pilot.pause()

            assert app.numbers.cursor == expected, key
            drawn = _drawn(app)
            assert any(line.startswith("› ") and f"row {expected} " in line for line in drawn)


async def test_rows_are_drawn_without_markup_and_never_too_wide() -> None:
    """Brackets, escapes and wide characters stay inside their line."""
    app = Holder(Numbers(50))
    async with app.run_test(size=(41, 11)) as pilot:
        await pilot.pause()
        drawn = _drawn(app)

        assert "row 0 [/b]" in drawn[0]
        assert "\x1b" not in "".join(drawn)
        assert {cell_len(line) for line in drawn} == {app.numbers.size.width - 2}


async def test_what_is_cut_ends_with_a_sign_that_no_scroll_bar_covers() -> None:
    """The last cells before the bar hold the ellipsis."""
    app = Holder(Numbers(50))
    async with app.run_test(size=(41, 11)) as pilot:
        await pilot.pause()

        assert app.numbers.show_vertical_scrollbar
        assert _drawn(app)[1].endswith("…")


async def test_the_cursor_stays_on_its_row_when_others_come_before_it() -> None:
    """What a colleague adds does not move the row from under the cursor."""
    app = Holder(Listed(list(range(100, 200))))
    async with app.run_test(size=(80, 24)) as pilot:
        app.numbers.cursor = 40
        app.numbers._window.source = Listed([1, 2, 3, *range(100, 200)])
        app.numbers.reload()
        await pilot.pause()

        assert app.numbers.row == 140


async def test_the_cursor_goes_to_a_row_that_is_there_when_its_own_is_gone() -> None:
    """A list that became short leaves the cursor on its last row."""
    app = Holder(Listed(list(range(30))))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end")
        app.numbers._window.source = Listed([0, 1])
        app.numbers.reload()
        await pilot.pause()

        assert app.numbers.row == 1


async def test_an_empty_list_says_what_to_do_and_chooses_nothing() -> None:
    """No row, no choice, and a sentence instead."""
    app = Holder(Listed([]))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "down", "end")
        await pilot.pause()

        assert "nothing here" in _drawn(app)[0]
        assert app.chosen == []


async def test_enter_and_a_second_click_choose() -> None:
    """A click puts the cursor there; only a click on the cursor's row opens it."""
    app = Holder(Numbers(20))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(NumberList, offset=(5, 6))
        await pilot.pause()
        assert (app.numbers.cursor, app.chosen) == (3, [])

        await pilot.click(NumberList, offset=(5, 6))
        await pilot.press("enter")
        await pilot.pause()
        assert app.chosen == [3, 3]
