"""What goes on beside the screen: what is due is sent, today's backup is made, and what could not be sent is said on
whatever screen one is, since nobody looks at the board in the middle of a call."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from topaz_tui.errors import UserError
from topaz_tui.runtime.background import BackgroundCommand

if TYPE_CHECKING:
    from topaz_tui.app.app import Topaz


class BesideTheScreen:
    """`dispatch` is the command that sends what is due, `backup` the one that makes today's backup; without one this
    terminal does no such thing."""

    def __init__(self, app: Topaz, dispatch: Sequence[str], backup: Sequence[str]) -> None:
        self._app = app
        self._dispatching = BackgroundCommand(dispatch, self._dispatch_due)
        self._backing_up = BackgroundCommand(backup, self._backup_due)
        self._known: set[tuple[int, str]] | None = None  # what was not sent as one came stands on the first screen
        self._new: dict[tuple[int, str], str] = {}

    async def dispatch(self) -> None:
        """Send what is due, if something is."""
        with contextlib.suppress(UserError, OSError):  # the board's first line says so, where it goes on
            await self._dispatching.run_if_due()
            await self.look_for_unsent()

    async def back_up(self) -> None:
        """Make today's backup, if nobody has."""
        with contextlib.suppress(UserError, OSError):  # the board says so, where it goes on
            await self._backing_up.run_if_due()

    async def look_for_unsent(self) -> None:
        """Look what could not be sent, and say what of it is new."""
        from topaz_tui.services import referrals

        found = await self._app.service_thread(referrals.unsent, self._app.desk)
        if self._known is not None:
            new = {key: words for key, words in found.items() if key not in self._known}
            self._new = {key: found[key] for key in self._new if key in found} | new
        self._known = set(found)
        self.tell_unsent()

    def tell_unsent(self) -> None:
        """What could not be sent since one came, until it is sent, or seen on the board."""
        if self._app.screen is self._app.page and self._app.page.place == "escalations":
            self._new.clear()
        words = list(self._new.values())
        more = f" And {len(words) - 1} more." if len(words) > 1 else ""
        self._app.status.stand("unsent", f"NOT SENT: {words[0]}{more}" if words else "")

    async def _dispatch_due(self) -> bool:
        from topaz_tui.services import referrals

        return await self._app.service_thread(referrals.dispatch_due, self._app.desk.settings)

    async def _backup_due(self) -> bool:
        from topaz_tui.services import backups

        return await self._app.service_thread(backups.due, self._app.desk.settings)
