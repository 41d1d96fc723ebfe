"""Whoever sits here may be retired, or be given another role, while their screen is open: then this program ends,
before it does anything more for them. The team's settings may be others: then it goes on by these."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from topaz_tui.config import Settings, team
from topaz_tui.errors import SessionEnded, UserError
from topaz_tui.runtime.textual_compat import run_beside
from topaz_tui.services import team_settings, workers

if TYPE_CHECKING:
    from topaz_tui.app.app import Topaz

LOOK_AT_SESSION = 1.0  # seconds between two looks


class SessionWatch:
    """Of whoever signed in as the program began."""

    def __init__(self, app: Topaz) -> None:
        self._app, self._signed_in = app, app.session
        self._settings: int | None = None  # the version by which it goes on
        self.over = ""  # why they may do no more: said in the terminal once the screen is gone

    def begin(self) -> None:
        """Look from now on, whether anything is done or not."""
        self._app.set_interval(LOOK_AT_SESSION, self._look_soon)

    def require(self) -> None:
        """Raises SessionEnded where they may do no more. Called in the services' thread, before each service."""
        workers.require_still_at_work(self._signed_in)

    def _look_soon(self) -> None:
        if not any(each.group == "session" and not each.is_finished for each in self._app.workers):
            run_beside(self._app, self._look(), group="session", exit_on_error=False)

    async def _look(self) -> None:
        """End the program where they may do no more: what is typed is saved first, and the terminal told why."""
        try:
            await self._app.service_thread(workers.require_still_at_work, self._signed_in)
            await self._look_at_settings()
        except SessionEnded as ended:
            self.over = str(ended)
            self._app.shutdown.session_ended(ended)
        except UserError:  # a database that does not answer now is looked at again
            pass

    async def _look_at_settings(self) -> None:
        """Go on by the team's settings as they are now; what the team does at all stays so until the next start."""
        app = self._app
        number = await app.service_thread(team_settings.number, app.session)
        before, self._settings = self._settings, number
        if before != number:
            app.worker_words = app.session.title + self._whose_settings(number)
        if before not in (None, number):
            new = await app.service_thread(team_settings.in_force, app.session.settings)
            app.session = replace(app.session, settings=replace(new, services=app.session.settings.services))
            app.say("The team's settings were changed: they hold from now on.")

    def _whose_settings(self, number: int) -> str:
        """What the title says beside the name, where somebody's own file decides where concerns go."""
        moved = any(each.moves for each in team.differences(Settings(), self._app.session.settings))
        return " · a file's settings" if moved and not number and not self._app.is_demo else ""
