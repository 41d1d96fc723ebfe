"""A page that is one list, with a card below it on what the cursor stands on: it is looked up anew as one comes back to
it, and whenever anybody has written something."""

from __future__ import annotations

from typing import Any, ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from topaz_tui.screens.base import Page
from topaz_tui.widgets.record_list import Column, RecordList
from topaz_tui.widgets.update import update_if_changed

T = TypeVar("T")


class ListPage(Page, Generic[T]):
    """Below it: `columns` of the list; `find` looks up what it shows, `show` draws it and then calls `shown`; `card` is
    what lies open of the line under the cursor, None without one; `enter` is the action that Enter does."""

    columns: ClassVar[tuple[Column, ...]] = ()
    enter: ClassVar[str] = ""
    card_grows: ClassVar[bool] = False  # with what stands in it: then the page is laid out anew for it
    DEFAULT_CSS = """
    ListPage { layout: vertical; }
    ListPage > RecordList { height: 1fr; }
    ListPage.-wide > RecordList { height: auto; min-height: 8; max-height: 60%; }
    ListPage > #card { height: 5; padding: 0 1; background: $panel; overflow: hidden; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]

    def body(self) -> ComposeResult:
        yield RecordList(self.columns, empty="Looking …", id=self.place)
        yield Static(id="card")

    @property
    def rows(self) -> RecordList:
        """The list."""
        return self.query_one(RecordList)

    def on_mount(self) -> None:
        self.rows.focus()
        self.poll(self.look)

    def look_anew(self) -> None:
        self.run(self.look(), group="look")

    async def find(self) -> T:
        """Look up what the page shows."""
        raise NotImplementedError

    def show(self, found: T) -> None:
        """Draw what was looked up."""
        raise NotImplementedError

    def card(self) -> Content | None:
        """What lies open of the line under the cursor; None where there is none."""
        raise NotImplementedError

    async def look(self) -> None:
        """Look up what the page shows, and show it."""
        found = await self.find()
        if self.query(RecordList):  # nothing is left of a page that is being taken down
            self.show(found)

    def shown(self) -> None:
        """Draw what follows from the list: the card, the title and the line of keys."""
        self.show_card()
        self.refresh_frame()
        self.looked_up()

    def show_card(self) -> None:
        """Draw the card of the line under the cursor."""
        update_if_changed(self.query_one("#card", Static), self.card() or "", layout=self.card_grows)

    def on_record_list_highlighted(self, _event: Any) -> None:
        self.show_card()
        self.refresh_frame()

    def on_record_list_chosen(self, _event: Any) -> None:
        self.take(self.enter)
