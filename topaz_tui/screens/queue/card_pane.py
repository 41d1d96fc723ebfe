"""The pane of the card: below the list, or beside it, where there is room for more of a person than the list has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.timer import Timer
from textual.widgets import Static

from topaz_tui import clock
from topaz_tui.screens.queue.card import card_of, height_of
from topaz_tui.widgets.record_list import RecordList
from topaz_tui.widgets.update import update_if_changed

if TYPE_CHECKING:
    from topaz_tui.screens.queue.screen import QueueScreen
    from topaz_tui.services.clients import Glance

REST = 0.2  # seconds that the cursor stands still before more is looked up


class QueueCard(Static):
    """The card of the person under the cursor of this page."""

    def __init__(self, page: QueueScreen) -> None:
        super().__init__(id="card")
        self._page = page
        self._height = ""
        self._glance: Glance | None = None  # at whom the cursor rests on, where the card has room for it
        self._rest: Timer | None = None

    @property
    def _wide(self) -> bool:
        return self._page.has_class("-wide")

    def show(self) -> None:
        """Show who is under the cursor now."""
        person = self._page.person
        if person is None:
            update_if_changed(self, "", layout=False)
            return
        now, wide = clock.now(), self._wide
        width = self.content_size.width or self.app.size.width - 2
        height = height_of(person, now, width=width, wide=wide)
        if self._height != height:
            self._height = self.styles.height = height
        glance = self._glance if wide and self._glance and self._glance.client_id == person.client_id else None
        shown = card_of(person, now, width=width, wide=wide, glance=glance, height=self.content_size.height)
        update_if_changed(self, shown, layout=False)
        if wide and not glance:
            self.look_closer_soon()

    def look_closer_soon(self) -> None:
        """At whom the cursor has come to rest on: whoever goes through the list asks the database nothing."""
        if self._rest:
            self._rest.stop()
        self._rest = self.set_timer(REST, lambda: self._page.run(self._look_closer(), group="closer"))

    async def _look_closer(self) -> None:
        """Beside the list there is room for more of them than it has."""
        from topaz_tui.services import clients

        page = self._page
        if (person := page.person) is None or not self._wide:
            return
        glance = await page.call(clients.glance, page.app.session, person.client_id)
        if page.query(RecordList) and page.person and page.person.client_id == glance.client_id:
            self._glance = glance
            self.show()
