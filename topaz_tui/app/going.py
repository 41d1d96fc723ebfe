"""Going somewhere: the keys that open a page of its own from anywhere, and the page that is in front."""

from __future__ import annotations

from textual.widget import AwaitMount

from topaz_tui import actions
from topaz_tui.app import way_back
from topaz_tui.app.raising import raise_concern
from topaz_tui.app.routes import page_class, page_of
from topaz_tui.config import CALLS
from topaz_tui.screens import places
from topaz_tui.screens.base import Page
from topaz_tui.screens.queue import QueueScreen
from topaz_tui.screens.shell import Shell


class GoesPlaces(Shell):
    """The part of the app that opens pages; which page a place has is app/routes.py, the way back app/way_back.py."""

    def get_default_screen(self) -> Page:
        return QueueScreen() if self.takes_calls else page_of(places.DuePlace())

    async def to_base(self) -> bool:
        return await way_back.to_base(self)

    def open(self, place: places.Place) -> AwaitMount:
        """Show this place over what is in front (screens/shell.py)."""
        return self.open_page(page_of(place))

    def open_page(self, page: Page) -> AwaitMount:
        """Show this page over what is in front, as `open` says."""
        return way_back.show(self, page)

    async def go(self, place: places.Place) -> None:
        """To a place that a key opens from anywhere (the actions below), unless it is in front already. Esc comes back
        from it."""
        if not isinstance(self.screen, page_class(type(place))):
            await self.open(place)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An action of a service that the team does not have is none: its key does nothing here, and says so."""
        act = actions.BY_ID.get(f"everywhere.{action}")
        if act is None:
            return super().check_action(action, parameters)
        return actions.is_on(act, self.session.settings.services)

    @property
    def takes_calls(self) -> bool:
        return CALLS in self.session.settings.services

    async def action_queue(self) -> None:
        await self.to_base()

    async def action_find(self) -> None:
        await self.go(places.FindPlace())

    async def action_escalations(self) -> None:
        await self.go(places.BoardPlace())

    async def action_team(self) -> None:
        await self.go(places.TeamPlace())

    async def action_imports(self) -> None:
        await self.go(places.ImportsPlace())

    async def action_today(self) -> None:
        await self.go(places.TodayPlace())

    async def action_due(self) -> None:
        """Where the team takes no calls, the program begins with it: it lies below all others."""
        if self.takes_calls:
            await self.go(places.DuePlace())
        else:
            await self.to_base()

    async def action_report(self) -> None:
        await self.go(places.ReportPlace())

    async def action_help(self) -> None:
        from topaz_tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            await self.push_screen(HelpScreen(self.screen, self.client_in_front))

    @property
    def page(self) -> Page:
        """The page in front, a window over it or not."""
        return next(each for each in reversed(self.screen_stack) if isinstance(each, Page))

    @property
    def client_in_front(self) -> int | None:
        """Whom the worker has in front of them."""
        return self.page.client_id

    async def action_concern(self) -> None:
        """Raise a concern about the person in front of the worker, wherever that is."""
        await raise_concern(self)
