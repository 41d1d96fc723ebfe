"""A nudge, on whatever screen one is: a call that was promised for this time."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from topaz_tui import clock
from topaz_tui.errors import UserError

if TYPE_CHECKING:
    from topaz_tui.app.app import Topaz
    from topaz_tui.services.agenda import OwedCall

NAME = "promise"  # of the state that is told


class Promises:
    """Those that came due within the last quarter of an hour, until they are kept, or were seen in the agenda."""

    def __init__(self, app: Topaz) -> None:
        self._app = app
        self._due: tuple[OwedCall, ...] = ()
        self._seen: set[OwedCall] = set()

    async def look(self) -> None:
        """Look up which promises have come due, and say so."""
        from topaz_tui.services import agenda

        if not self._app.takes_calls:
            return
        with contextlib.suppress(UserError):  # it is looked for again
            self._due = await self._app.service_thread(agenda.just_due, self._app.session)
            self.tell()

    def tell(self) -> None:
        """Say the first promise that was not seen in the agenda, unless it is to whoever is in front."""
        page = self._app.page
        if page.place == "today":
            self._seen.update(self._due)
        new = [each for each in self._due if each not in self._seen and each.client_id != page.client_id]
        self._app.status.stand(NAME, words(new, self._app.key_of("everywhere.today")), "busy")


def words(due: list[OwedCall], key: str) -> str:
    """'Due now: callback to Mrs Ada Stone, promised for 14:30, and 2 more (6).'"""
    if not due:
        return ""
    first, more = due[0], len(due) - 1
    others = f", and {more} more" if more else ""
    at = f"{clock.local(first.due):%H:%M}"
    return f"Due now: {first.words.lower()} to {first.name}, promised for {at}{others} ({key})."
