"""The keyboard after the process was stopped, and told to go on."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from types import FrameType
from typing import Any

from textual.app import App

from topaz_tui.runtime.textual_compat import driver_of


def wake_once(app: App[Any], loop: asyncio.AbstractEventLoop, draw_anew: Callable[[], object]) -> None:
    """Textual starts a second reader of the keyboard whenever the process is told to go on, also where it was not
    Textual that stopped it (kill -STOP, a debugger): two readers mix up the letters of what is typed."""
    told_to_go_on = getattr(signal, "SIGCONT", None)
    textual = signal.getsignal(told_to_go_on) if told_to_go_on else None
    if told_to_go_on and callable(textual):

        def go_on(number: int, frame: FrameType | None) -> None:
            if getattr(driver_of(app), "_must_signal_resume", True):
                textual(number, frame)
            else:
                loop.call_soon_threadsafe(draw_anew)

        signal.signal(told_to_go_on, go_on)
