"""What a test of a screen does between keys."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from textual.app import App
from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import WorkerCancelled

from tests.support import waiting
from tests.support.waiting import PATIENCE
from topaz_tui.widgets.dialogs import PromiseDialog

S = TypeVar("S", bound=Screen[Any])


async def settle(pilot: Pilot[None], *, but: str = "") -> None:
    """Let everything that was begun come to its end, `but` the workers of one group."""
    async with asyncio.timeout(PATIENCE):  # what waits for a person never ends by itself
        while going := [each for each in pilot.app.workers if each.group != but and not each.is_finished]:
            with suppress(WorkerCancelled):  # a newer one of its group has taken its place
                await pilot.app.workers.wait_for_complete(going)
            await pilot.pause()
        await pilot.pause()


async def resize(pilot: Pilot[Any], width: int, height: int) -> None:
    """Make the terminal this large, and wait until the screen is drawn so: Textual passes a size on to it only after a
    moment, in which a resize that comes next would take the place of this one."""
    await pilot.resize_terminal(width, height)
    await until(pilot, lambda: pilot.app.screen.size == (width, height))
    await settle(pilot)


async def open_page(pilot: Pilot[Any], page: S, ready: Callable[[S], object] = lambda page: page.is_current) -> S:
    """Put this page on top, and wait until it has what it shows."""
    await pilot.app.push_screen(page)
    await until(pilot, lambda: ready(page))
    await settle(pilot)
    return page


async def go(pilot: Pilot[Any], key: str, kind: type[S], ready: Callable[[S], object]) -> S:
    """Press the key of a page as the program has begun, and wait until it has what it shows."""
    await settle(pilot)
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.screen, kind) and ready(pilot.app.screen))
    assert isinstance(pilot.app.screen, kind)
    return pilot.app.screen


async def until(pilot: Pilot[Any], holds: Callable[..., object], *of: object) -> None:
    """Wait for what a key leads to, until it holds (`of` these); the screen goes on meanwhile. A page that is in front
    and has not yet made the widget that is asked for does not hold."""

    @functools.wraps(holds)
    def holds_once_made(*those: object) -> object:
        try:
            return holds(*those)
        except NoMatches:
            return None

    def saw() -> str:
        return f"{pilot.app.screen!r}, focus on {pilot.app.focused!r}:\n{shown(pilot.app)}"

    await waiting.until(holds_once_made, saw, *of)


def shown(app: App[Any]) -> str:
    """All that the terminal would get."""
    return "\n".join("".join(segment.text for segment in line) for line in app.screen._compositor.render_strips())


def rows(app: App[Any]) -> list[str]:
    """The same, line by line."""
    return shown(app).split("\n")


def front(app: App[Any], kind: type[S]) -> S:
    """The screen in front, which is of this kind."""
    assert isinstance(app.screen, kind)
    return app.screen


def words_in(part: DOMNode, which: str | type[Widget]) -> str:
    """What stands in the one widget of this name or kind that is in the part."""
    return str(part.query_one(which).render())


def typed(text: str) -> list[str]:
    """The keys that write it."""
    return ["space" if each == " " else each for each in text]


async def record(pilot: Pilot[None]) -> str:
    """F10 shows what a move will say, and F10 once more records it. Returns what it said it would."""
    await pilot.press("f10")
    await until(pilot, lambda: isinstance(pilot.app.screen, PromiseDialog))
    told = words_in(pilot.app.screen, ".says Static")
    await pilot.press("f10")
    return told
