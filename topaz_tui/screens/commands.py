"""What can be done from where one is: help and palette offer it. What is done elsewhere, or can't be done now, is told
in words: where, with which key, or why not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from topaz_tui import actions
from topaz_tui.actions import Action
from topaz_tui.screens.base import Page
from topaz_tui.widgets.window import OVER

if TYPE_CHECKING:
    from topaz_tui.screens.shell import Shell

PALETTE = "everywhere.command_palette"
WITH_A_PLACE = {act.place for act in actions.ACTIONS} - {"list", "form", "text", "choice", "confirm"}
"""Where an action has a name of its own; the others are what keys do to a widget."""


def offered(screen: Screen[Any], app: Shell) -> Iterator[Action]:
    """What can be done from this page or window, now."""
    services = app.session.settings.services
    for act in _here(screen):
        if actions.is_on(act, services) and not (_leads_nowhere(act, screen, app) or _why_not(act, screen)):
            yield act


def told(act: Action, screen: Screen[Any], app: Shell) -> str:
    """Where an action is done that can't be taken from this page or window, or why not now."""
    if act in _here(screen):
        return f"{act.words}, not now: {_why_not(act, screen) or 'you are there.'}"
    if act.place not in WITH_A_PLACE:
        return f"{act.words}: press {app.key_of(act.id)} {actions.PLACES[act.place].lower()}."
    return f"{act.words}: press {app.key_of(act.id)} there ({actions.PLACES[act.place]})."


def _here(screen: Screen[Any]) -> list[Action]:
    """The actions of this place, and those of everywhere that act in it."""
    everywhere = [act for act in actions.of("everywhere") if act.id != PALETTE]
    if isinstance(screen, Page):
        return [*actions.of(screen.place), *everywhere]
    return [act for act in everywhere if act.id in OVER or act.everywhere_else]


def _why_not(act: Action, screen: Screen[Any]) -> str | None:
    return screen.disabled_reason(act.id) if isinstance(screen, Page) and act.place == screen.place else None


def _leads_nowhere(act: Action, screen: Screen[Any], app: Shell) -> bool:
    """To the place where one is, or back from the first page."""
    if act.place != "everywhere" or not isinstance(screen, Page):
        return False
    is_first = screen is app.screen_stack[0]
    return act.name == screen.place or (act.name == "back" and is_first) or (act.name == "queue" and is_first)
