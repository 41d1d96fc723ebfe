"""How a test of a screen waits: for what the keys led to, by what the program itself knows of that.

Textual's Pilot waits for a time in which the process does little, and asks every widget in turn whether it is done: a
quarter of the time of these tests, and on a busy machine a guess. `keyboard.Order` knows when no widget has anything
left to do and all that the last key led to is drawn. Apps of other kinds are waited for as Textual does it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from textual import app as textual_app
from textual import pilot as textual_pilot
from textual._context import active_app
from textual.app import App
from textual.events import Key
from textual.pilot import Pilot

from tests.support.waiting import PATIENCE, TURN, until
from topaz_tui.runtime import keyboard
from topaz_tui.runtime.keyboard import Order

NO_END = "what a key led to came to no end: a test that holds it up uses `send`"


async def _wait(holds: Callable[[], object], order: Order) -> None:
    await asyncio.sleep(TURN)  # what was just begun is heard of
    await until(holds, lambda: f"{NO_END}\n{_open_in(order)}")


def _open_in(order: Order) -> str:
    """What is still to come to an end."""
    app = order._app
    pumps = [app, *(widget for screen in app.screen_stack for widget in screen.walk_children(with_self=True))]
    owners = {id(pump._message_queue): pump for pump in pumps}
    said = {
        "held": [message for message, _ in order.held],
        "busy": [owners.get(id(queue), queue.values) for queue in order.busy],
        "work": [(worker.group, worker.name, worker.node, worker.state) for worker in order._work()],
        "asked": order._asked,
        "in front": app.screen,
        "waits for a paint": (app.screen._callbacks, app.screen._update_timer._active.is_set(), app._batch_count),
        "quiet, free, drawn": (order._quiet, order._free, order._drawn),
        "the app": "ends" if app._exit else "goes on",
    }
    return "\n".join(f"{name}: {each!r}" for name, each in said.items())


def send(app: App[Any], *keys: str) -> None:
    """Press these keys and wait for nothing: what they lead to is held up by the test."""
    for key in keys:
        app.post_message(Key(key, key if len(key) == 1 else None))


def event_driven(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have Pilot wait for the program's own word."""
    press, screen_done, idle = Pilot.press, Pilot._wait_for_screen, vars(textual_pilot)["wait_for_idle"]

    def order_of(app: Any) -> Order | None:
        return getattr(app, "order", None)

    async def wait_for_idle(min_sleep: float = 0, max_sleep: float = 1) -> None:
        if (order := order_of(active_app.get(None))) is None:
            await idle(min_sleep, max_sleep)
        else:
            await _wait(lambda: order.all_done, order)

    async def next_key(_min_sleep: float = 0, _max_sleep: float = 1) -> None:
        if order_of(active_app.get(None)) is None:
            await idle(0)
        else:
            await asyncio.sleep(0)

    async def wait_for_screen(self: Pilot[None], timeout: float = 30.0) -> bool:
        if (order := order_of(self.app)) is None:
            return await screen_done(self, timeout)
        await _wait(lambda: not order.busy or self.app._exception, order)
        return not self.app._exception

    async def pressed(self: Pilot[None], *keys: str) -> None:
        """A key may have to wait for what the one before it led to (keyboard.py): who has pressed some waits with
        them."""
        await press(self, *keys)
        if order := order_of(self.app):
            await _wait(lambda: order.all_done or self.app._exception, order)
        await self.pause()

    monkeypatch.setattr(keyboard, "SLOW", PATIENCE)  # a machine may be slow, and no key is let go of for that
    monkeypatch.setattr(keyboard, "ELSEWHERE", PATIENCE)
    monkeypatch.setattr(textual_app, "wait_for_idle", next_key)
    monkeypatch.setattr(textual_pilot, "wait_for_idle", wait_for_idle)
    monkeypatch.setattr(Pilot, "_wait_for_screen", wait_for_screen)
    monkeypatch.setattr(Pilot, "press", pressed)
