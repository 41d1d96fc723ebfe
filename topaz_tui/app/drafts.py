"""What is typed, on its way into the database and back: saved as it is typed, given back where one goes on with it,
dropped with the action that it was for, and brought in again from a recovery file.

A concern goes into its own row, all else is a draft. Both are saved in a thread of their own: a draft that waits for a
lock holds up nobody who reads.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
from collections.abc import Callable
from typing import Any, TypeVar

from topaz_tui.errors import Unavailable, UserError
from topaz_tui.runtime import recovery_file
from topaz_tui.runtime.autosave import AGAIN, Autosaver
from topaz_tui.runtime.recovery_file import RecoveredText, RecoveryFile, UnsavedText
from topaz_tui.runtime.service_thread import ServiceThread
from topaz_tui.services import connection, drafts
from topaz_tui.services.session import Session

T = TypeVar("T")
CONCERN = "concern"  # the kind of what is typed into a concern: its key is the concern's id


class DraftStore:
    """`services` is the thread that reads and does actions. `on_slow` is told as a saving takes long, `on_failed` of
    the error of one that failed, and None when all is saved again, `on_trouble` of what keeps a recovered text out, and
    `on_closed`, from the thread that saves, of what was typed into a concern that takes no more."""

    def __init__(
        self,
        session: Session,
        services: ServiceThread,
        *,
        on_slow: Callable[[bool], None],
        on_failed: Callable[[Exception | None], None],
        on_trouble: Callable[[UserError], None],
        on_closed: Callable[[UnsavedText, UserError], None],
    ) -> None:
        self._session, self._services = session, services
        self._on_trouble, self._on_closed = on_trouble, on_closed
        self.thread = ServiceThread(on_slow, connection.close)
        self.file = RecoveryFile(drafts.place(session))
        self.autosaver = Autosaver(lambda typed: self.thread(self.save, typed), on_failed, self.file)

    async def load(self, kind: str, key: str) -> dict[str, Any] | None:
        """What was typed before, and not saved for good, or None."""
        unsaved = self.autosaver.find(kind, key)
        return await self._services(drafts.load, self._session, kind, key) if unsaved is None else unsaved

    async def drop(self, kind: str, key: str) -> None:
        """Forget a draft whose text is saved. It runs in the thread that saves drafts, behind a saving of it there:
        from another thread that saving could come later, and bring it back."""
        self.autosaver.forget(kind, key)
        await self.thread(drafts.drop, self._session, kind, key)

    async def settle(self, kind: str, key: str, service: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Do what was typed for: the action lands and its draft goes together, or neither. Returns what it returns.

        What is unsaved is saved first: an end in the middle of the action leaves a draft or the action, never both.
        """
        await self.autosaver.flush()
        if self.autosaver.find(kind, key) is not None:
            raise self.autosaver.error or Unavailable("What you typed is not saved yet.", "Try again in a moment.")
        done = functools.partial(service, *args, **kwargs)
        return await self._services(drafts.settle, self._session, kind, key, done)

    def save(self, typed: UnsavedText) -> None:
        """Save a text into the database, in the thread of the caller."""
        if typed.kind != CONCERN:
            drafts.save(self._session, typed.kind, typed.key, typed.body)
            return
        from topaz_tui.services import concerns

        try:
            concerns.save(self._session, int(typed.key), typed.body)
        except concerns.Closed as closed:  # submitted or discarded elsewhere: trying again is of no use
            self._on_closed(typed, closed)

    # What earlier ends left

    async def recover(self, log: Callable[[BaseException], object]) -> None:
        """Save into the database what earlier runs left in recovery files, because it did not answer then. What can't
        be saved is kept for the next start."""
        with recovery_file.recover(drafts.place(self._session)) as recovered:
            for each in recovered:
                try:
                    await self._restore_file(each)
                except Exception as error:
                    log(error)
                else:
                    each.file.unlink(missing_ok=True)

    async def _restore_file(self, recovered: RecoveredText) -> None:
        for typed in recovered.typed:
            while True:
                try:
                    await self.thread(self._restore, typed, recovered.at)
                    break
                except Unavailable as unavailable:
                    self._on_trouble(unavailable)
                    await asyncio.sleep(AGAIN)

    def _restore(self, typed: UnsavedText, at: str) -> None:
        if typed.kind != CONCERN:
            drafts.restore(self._session, typed.kind, typed.key, typed.body, at)
            return
        from topaz_tui.services import concerns

        with contextlib.suppress(concerns.Closed):  # it went off, or a manager goes on with it
            concerns.restore(self._session, int(typed.key), typed.body, at)
