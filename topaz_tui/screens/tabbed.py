"""A page with tabs: its keys and a click on the line of tabs go from one to the next."""

from __future__ import annotations

from topaz_tui.screens.base import Page
from topaz_tui.widgets.tabs import TabLine


class TabbedPage(Page):
    """Its body has one TabLine."""

    @property
    def tab(self) -> str:
        """The id of the tab that is open."""
        return self.query_one(TabLine).current

    def show_tab(self) -> None:
        """Show the tab that has just been opened; each page has its own way."""

    def action_next_tab(self) -> None:
        self._go_on(1)

    def action_previous_tab(self) -> None:
        self._go_on(-1)

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        self._go_on(self.query_one(TabLine).steps_to(event.tab))

    def _go_on(self, by: int) -> None:
        self.query_one(TabLine).step(by)
        self.show_tab()
