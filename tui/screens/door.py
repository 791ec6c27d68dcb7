"""Which screen the program begins with."""

from __future__ import annotations

from textual.screen import Screen

from tui.ports import HomeState


def door_for(state: HomeState) -> Screen[None]:
    """The screen for what there is to open; only that one is imported."""
    if state is HomeState.empty:
        from tui.screens.welcome import WelcomeScreen

        return WelcomeScreen()
    if state is HomeState.demo:
        from tui.screens.preparing import PreparingScreen

        return PreparingScreen()
    from tui.screens.unlock import UnlockScreen

    return UnlockScreen(joining=state is HomeState.joining)
