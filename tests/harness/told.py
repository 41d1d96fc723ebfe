"""Topaz that says when it has dealt with all that was typed: python -m tests.harness.told WORD …

It is asked in the line of what is typed, as by a terminal's answer that nobody waits for (`question`), so that the
question comes after every key before it; and it answers in the line of what it paints (`ANSWER`), so that the answer
comes after all of it. Its clock stands still, it runs nothing beside the screen, no word of it or of the
palette comes or goes with the time, and no key gives up waiting: what is on the screen depends on the keys alone.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any
from unittest.mock import patch

ANSWER = re.compile(r"\x1b\]7777;(?P<number>\d+)\x07")
_ASKED = re.compile(r"\x1b\[\?7777;(\d+)n")


def question(number: int) -> bytes:
    """Is all done that was typed before this?"""
    return f"\x1b[?7777;{number}n".encode()


async def _nothing(_self: object) -> None:
    """No process beside it."""


def main() -> None:
    """Run the command line so."""
    from topaz_tui import cli, clock, status
    from topaz_tui.runtime import background, keyboard, terminal_input

    async def tell(driver: Any, number: str) -> None:
        for _ in range(2):  # what was painted last may have begun something
            while not _done(driver._app):
                await asyncio.sleep(0.002)
            drawn = asyncio.Event()
            driver._app.screen.call_after_refresh(drawn.set)
            await drawn.wait()
        while driver._app.is_held_back:
            await asyncio.sleep(0.002)
        driver.write(f"\x1b]7777;{number}\x07")

    def _done(running: Any) -> bool:
        order = running.order
        working = [each for each in running.workers if not each.is_finished]
        return bool(order.all_done) and all(order._windows.get(each) in running.screen_stack for each in working)

    class Driver(terminal_input.Driver):
        def answered(self, text: str) -> None:
            if asked := _ASKED.fullmatch(text):
                asyncio.run_coroutine_threadsafe(tell(self, asked[1]), self._loop)

    now = clock.now()
    clock.now = lambda: now
    keyboard.SLOW = keyboard.ELSEWHERE = keyboard.LONGEST = 1e9
    patch.object(terminal_input, "Driver", Driver).start()
    status.AT_LEAST.update(done=1e9, trouble=1e9)
    patch.object(background.BackgroundCommand, "run_if_due", _nothing).start()
    cli.main()


if __name__ == "__main__":
    main()
