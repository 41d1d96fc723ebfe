"""What goes on beside the screen: what is due is sent, today's backup is made, the concerns that are not submitted are
counted, and what could not be sent is said on whatever screen one is, since nobody looks at the board in the middle of
a call."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from topaz_tui.errors import UserError
from topaz_tui.runtime.background import BackgroundCommand
from topaz_tui.runtime.textual_compat import run_beside

if TYPE_CHECKING:
    from topaz_tui.app.app import Topaz
    from topaz_tui.services.concerns import BeingWritten
    from topaz_tui.services.session import Session


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

    def back_up_soon(self) -> None:
        """Make today's backup, if nobody has."""
        run_beside(self._app, self._back_up(), group="backup", exit_on_error=False)

    async def _back_up(self) -> None:
        with contextlib.suppress(UserError, OSError):  # the board says so, where it goes on
            await self._backing_up.run_if_due()

    async def look_for_unsent(self) -> None:
        """Look up what could not be sent, and say what of it is new."""
        from topaz_tui.services.escalations import api as escalations

        found = await self._app.service_thread(escalations.unsent, self._app.session)
        if self._known is not None:
            new = {key: words for key, words in found.items() if key not in self._known}
            self._new = {key: found[key] for key in self._new if key in found} | new
        self._known = set(found)
        self.tell_unsent()

    def tell_unsent(self) -> None:
        """Show what could not be sent since this program started, until it is sent or was seen on the board."""
        if self._app.screen is self._app.page and self._app.page.place == "escalations":
            self._new.clear()
        words = list(self._new.values())
        more = f" And {len(words) - 1} more." if len(words) > 1 else ""
        self._app.status.stand("unsent", f"NOT SENT: {words[0]}{more}" if words else "")

    def look_at_concerns(self) -> None:
        """Count the concerns that are not submitted, unless they are being counted."""
        if not any(each.group == "unsubmitted" and not each.is_finished for each in self._app.workers):
            self.count_concerns_soon()

    def count_concerns_soon(self) -> None:
        """Count them beside the screen: what was looked up before this is out of date."""
        run_beside(self._app, self.count_concerns(), group="unsubmitted", exclusive=True, exit_on_error=False)

    async def count_concerns(self) -> None:
        """Which concerns this worker has begun and not submitted: the title of every page says so, until they are."""
        with contextlib.suppress(UserError):  # they are counted again
            self._app.unsubmitted = await self._app.service_thread(_not_submitted, self._app.session)

    async def _dispatch_due(self) -> bool:
        from topaz_tui.services.escalations import api as escalations

        return await self._app.service_thread(escalations.dispatch_due, self._app.session)

    async def _backup_due(self) -> bool:
        from topaz_tui.services import backups

        return await self._app.service_thread(backups.due, self._app.session)


def _not_submitted(session: Session) -> tuple[BeingWritten, ...]:
    """In the services' thread: the first screen has no time to import it."""
    from topaz_tui.services import concerns

    return concerns.drafts(session)
