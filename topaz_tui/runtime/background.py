"""Runs a command beside the screen (a dispatch, the daily backup): a process of its own, so that neither its work nor a
fault of it is felt in a key, and so that it goes on to its end when the screen is left."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence

from topaz_tui import clock


class BackgroundCommand:
    """`run_if_due()` starts the command where `due` says that there is something to do, and none is under way."""

    def __init__(self, command: Sequence[str], due: Callable[[], Awaitable[bool]]) -> None:
        self._command, self._due = command, due
        self._under_way = False

    async def run_if_due(self) -> None:
        """Start the command if it is due, and wait for its end. Does nothing without a command."""
        if not self._command or self._under_way:
            return
        self._under_way = True
        try:
            if await self._due():
                await self._run()
        finally:
            self._under_way = False

    async def _run(self) -> None:
        env = dict(os.environ)
        if "TOPAZ_NOW" in env:  # a pretended clock has run on since we started
            env["TOPAZ_NOW"] = clock.pretend(clock.to_store(clock.now()))
        nothing = asyncio.subprocess.DEVNULL
        process = await asyncio.create_subprocess_exec(
            *self._command, stdin=nothing, stdout=nothing, stderr=nothing, env=env, start_new_session=True
        )
        await process.wait()
