"""How the program ends: what was typed is saved, or stays in the recovery file, and nobody is held any more. An end
waits for nothing for long (runtime/shutdown.py)."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from topaz_tui.errors import SessionEnded, Unavailable, UserError
from topaz_tui.runtime import shutdown
from topaz_tui.runtime.recovery_file import UnsavedText
from topaz_tui.runtime.textual_compat import driver_of
from topaz_tui.screens.base import Page
from topaz_tui.services import access, connection, queue

if TYPE_CHECKING:
    from topaz_tui.app.app import Topaz

LEFT_IN_RECOVERY_FILE = (
    "The database did not answer. What you typed last is kept on this machine: "
    "start Topaz again and it is offered to you."
)
GRACE = 1.5  # seconds that an end waits for a database that does not answer; the recovery file has what is typed then


class Shutdown:
    """The end of this app, whoever asks for it: the worker, a signal, a terminal that has gone, or a fault."""

    def __init__(self, app: Topaz) -> None:
        self._app = app
        self._warned = False
        self._under_way: asyncio.Future[None] | None = None
        self._leaving: list[UnsavedText] = []  # taken from the autosaver, and not saved yet
        self._countdown = shutdown.Countdown(self._last_resort)
        self._loop: asyncio.AbstractEventLoop | None = None  # where signals are taken up

    # Told to end

    def hear_signals(self) -> None:
        """End as a signal tells, from now on."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            shutdown.Signals(self._told)

    def _told(self, number: int) -> None:
        """Take up a signal, in a thread of its own: the loop may be stuck."""
        self._begin(128 + number)
        assert self._loop
        with contextlib.suppress(RuntimeError):  # it is over already
            self._loop.call_soon_threadsafe(self._ended, number)

    def terminal_gone(self) -> None:
        """A terminal that has gone sends SIGHUP only to whom it controls, which it does not under 'su -c'."""
        self._begin(128 + signal.SIGHUP, gone=True)
        self._ended(signal.SIGHUP)

    def _begin(self, code: int, *, gone: bool = False, told_at: float | None = None) -> None:
        """From now on it is over in five seconds, whatever hangs; nobody waits long for a lock or a terminal."""
        if self._app.is_headless:
            return
        self._countdown.begin(code, told_at)
        connection.set_lock_timeout(GRACE / 3)
        if told := getattr(driver_of(self._app), "hurry", None):
            told(gone=gone)

    def _last_resort(self, code: int) -> None:
        """The end does not come by itself (runtime/shutdown.py says why)."""
        typed, left = self._app.typed, self._app.autosaver
        shutdown.try_for(shutdown.DISK, lambda: typed.file.write([*self._leaving, *left.left]))
        if give_back := getattr(driver_of(self._app), "give_back", None):
            shutdown.try_for(shutdown.DISK / 2, give_back)
        shutdown.at_once(code)

    def session_ended(self, ended: SessionEnded) -> None:
        """Whoever sits here may do no more: end as told to."""
        self._under_way = self._under_way or asyncio.ensure_future(self._end(ended.exit_code))

    def _ended(self, number: int) -> None:
        """Told to end: keep what was typed, let go of whom we hold, give the terminal back."""
        self._under_way = self._under_way or asyncio.ensure_future(self._end(128 + number))

    async def _end(self, return_code: int) -> None:
        """Save all and end. Where the database does not answer in time, what was typed stays in the recovery file."""
        self._begin(return_code)
        await self.save_all()
        self._app.exit(return_code=return_code)

    # Saving

    async def save_all(self, first: Callable[[], Awaitable[bool]] | None = None) -> bool:
        """Save all that is typed into the database, or at least into the recovery file: a database that does not answer
        keeps nobody here. False where `first`, which runs before, says that somebody stays."""
        from topaz_tui.runtime import editor

        editor.take_back()  # before the fields are asked what stands in them
        for screen in self._app.screen_stack:
            if screen.is_mounted and (take_up := getattr(screen, "take_up", None)):  # a page, or a window with a form
                take_up()
        with contextlib.suppress(TimeoutError, UserError):
            async with asyncio.timeout(self._countdown.left(GRACE)):
                if first and not await first():
                    return False
                await self._app.autosaver.flush()
        if self._app.autosaver.unsaved:
            await self._app.autosaver.write_recovery_file()
        return True

    async def _leave_pages(self) -> bool:
        for page in reversed(self._app.screen_stack):
            if isinstance(page, Page) and not await page.leave():
                return False
        return True

    def after_the_screen(self, code: int) -> str:
        """Save what a crash left unsaved, and release whom this terminal holds, without waiting long for a database
        that does not answer. `code` is the exit code of the process. Returns the sentence to be printed, '' for
        none."""
        self._begin(code)
        app = self._app
        left: list[UnsavedText] = []
        self._leaving = app.autosaver.take()
        for typed in self._leaving:
            try:
                app.typed.thread.wait(0 if left else self._countdown.left(GRACE), app.typed.save, typed)
            except Exception as error:
                app.log_quietly(error)
                left.append(typed)
        told = self._put_aside(left)
        try:
            app.service_thread.wait(self._countdown.left(0.1 if left else GRACE), queue.release_all, app.session)
        except Exception as error:
            app.log_quietly(error)
        app.typed.thread.ask(access.flush)
        for thread in (app.typed.thread, app.service_thread):
            thread.close(self._countdown.left(0.1 if left else GRACE))
        return told

    def _put_aside(self, left: list[UnsavedText]) -> str:
        """Keep what the database did not take in the recovery file for the next start. Returns the sentence about
        that."""
        try:
            self._app.typed.file.write(left)
            self._leaving = []
            self._app.typed.file.close()
        except OSError as error:
            self._app.log_quietly(error)
            return "What you typed last could not be saved: neither the database nor this machine's disk took it."
        return LEFT_IN_RECOVERY_FILE if left else ""

    # The worker leaves

    async def quit(self) -> None:
        """Leave each page, save, and end. A page may refuse; and where something can be saved nowhere, the first asking
        only warns."""
        app = self._app
        app.quitting = True  # a page that is left now asks nothing: what was typed is kept
        self._begin(0, told_at=app.order.heard_quit())
        if not await self.save_all(self._leave_pages):
            self._stay()
            return
        if app.autosaver.unsaved and not app.autosaver.in_recovery_file and not self._warned:
            self._warned = True
            app.trouble(
                Unavailable(
                    "What you typed is not saved yet.", "Wait a moment, or press ctrl+q again to leave without."
                )
            )
            self._stay()
            return
        app.exit()

    def quit_anyway(self) -> None:
        """End though the loop has not come to the key: what holds it up may be what is left."""
        self._begin(0, told_at=self._app.order.heard_quit())
        self._under_way = self._under_way or asyncio.ensure_future(self._end(0))

    def _stay(self) -> None:
        """Go on: a page refused the end, or the worker was warned."""
        self._app.quitting = False
        self._countdown.stop()
        connection.set_lock_timeout(connection.LOCK_TIMEOUT)
