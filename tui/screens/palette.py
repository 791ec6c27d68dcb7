"""The command palette: every action that works now, by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.widgets.option_list import Option

from tui.actions import Action, Group, action_of
from tui.language import _
from tui.widgets.key_bar import worth_showing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any


class ActionProvider(Provider):
    """Offers the actions of the table whose keys work on the calling screen."""

    def _commands(self) -> Iterator[tuple[str, Action, Callable[[], Any]]]:
        # Some actions have a key for where text is typed and another one elsewhere.
        seen: set[str] = set()
        for active in self.screen.active_bindings.values():
            node, binding = active.node, active.binding
            action = action_of(binding.id)
            if action is None or not worth_showing(active) or action.group is Group.MOVE:
                continue
            if action.description in seen:
                continue
            seen.add(action.description)
            title = f"{_(action.group.value)}: {_(action.label)}"

            async def run(act: str = binding.action, node: Any = node) -> None:
                await self.app.run_action(act, default_namespace=node)

            yield title, action, run

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for title, action, run in self._commands():
            score = max(matcher.match(title), matcher.match(_(action.description)) * 0.8)
            if score > 0:
                yield Hit(score, title, run, text=title, help=_(action.description))

    async def discover(self) -> Hits:
        for title, action, run in self._commands():
            yield DiscoveryHit(title, run, text=title, help=_(action.description))


class Palette(CommandPalette):
    """Textual's palette, with its one English sentence translated."""

    def _start_no_matches_countdown(self, search_value: str) -> None:
        self._stop_no_matches_countdown()

        def say() -> None:
            if search_value:
                self.query_one(CommandList).add_option(
                    Option(Content(_("No such command")), disabled=True, id=self._NO_MATCHES)
                )
            self._list_visible = bool(search_value)

        self._no_matches_timer = self.set_timer(self._NO_MATCHES_COUNTDOWN, say)
