"""The people behind the Month line of the board: what became of each to whom a call fell due, and who falls between."""

from __future__ import annotations

from textual.app import ComposeResult

from topaz_tui import clock
from topaz_tui.screens import arrangement, listings
from topaz_tui.screens.arranged import ArrangedPage
from topaz_tui.screens.arrangement import Listing
from topaz_tui.screens.tabbed import TabbedPage
from topaz_tui.services import month
from topaz_tui.services.month import MonthPeople, MonthPerson
from topaz_tui.widgets.record_list import Column, RecordLine, RecordList
from topaz_tui.widgets.tabs import TabLine

TABS = (
    ("between", "Fall between"),
    ("owned", "Owned"),
    ("waiting", "Still to call"),
    ("called", "Called"),
    ("closed", "Closed"),
    ("stopped", "Stopped"),
)
SHORT_TABS = {"between": "Between", "waiting": "To call"}
COLUMNS = (
    Column("Name", 20, grows=2, wraps=True),
    Column("ID", 10),
    Column("Where they stand now", 30, grows=1, wraps=True),
)
NOTHING = {
    "between": "Nobody falls between: everybody is called, or is to be called, or is somebody's, or a reason ends it.",
    "owned": "Nobody of them is on the board.",
    "waiting": "Nobody of them is still to be called.",
    "called": "Nobody of them was called.",
    "closed": "Nobody's call was closed with a reason.",
    "stopped": "Nobody of them was stopped.",
}


class MonthScreen(ArrangedPage, TabbedPage):
    """From the board. It shows what the last look at everybody found, and says when that was."""

    place = "month"
    CSS_PATH = "month.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.found: MonthPeople | None = None

    def body(self) -> ComposeResult:
        yield TabLine(TABS, short=SHORT_TABS)
        yield RecordList(COLUMNS, empty="Looking …", id="month")

    def on_mount(self) -> None:
        self.query_one(RecordList).focus()
        self.run(self._look(), group="look")

    async def _look(self) -> None:
        tab = self.tab
        found = await self.call(month.look, self.app.session, tab)
        await self.look_up_origins(found.people)
        if self.query(RecordList) and tab == self.tab:  # nothing is left of a page that is being taken down
            self.found = found
            self._show(found)

    @property
    def person(self) -> MonthPerson | None:
        """The one under the cursor."""
        here = self.found.people if self.found else ()
        return next((each for each in here if each.client_id == self.query_one(RecordList).key), None)

    @property
    def client_id(self) -> int | None:
        return self.person.client_id if self.person else None

    def show_tab(self) -> None:
        self.run(self._look(), group="look")

    @property
    def listing(self) -> Listing[MonthPerson]:
        return listings.MONTH

    @property
    def things(self) -> tuple[MonthPerson, ...]:
        return self.found.people if self.found else ()

    def show_arranged(self) -> None:
        if self.found:
            self._show(self.found)

    def _show(self, found: MonthPeople) -> None:
        """Show the people of the tab, and the sum that they are part of."""
        self.query_one(TabLine).counts = dict(found.counts)
        shown = self.arranged(found.people)
        lines = [RecordLine(each.client_id, (each.name, each.person_id, each.words)) for each in shown]
        empty = arrangement.NOTHING if self.chosen.narrows else NOTHING[found.kind]
        self.query_one(RecordList).fill(lines, empty=empty)
        more = found.counts[found.kind] - len(found.people)
        first = f"the first {len(found.people):,} by name" if more else ""
        at = f"as of {clock.format_moment(found.at, clock.now())}"
        self.prompt(
            " · ".join(
                filter(None, (self.arranged_words(len(shown), len(found.people)), found.found.month.words, at, first))
            ),
            whole=True,
        )
        self.refresh_frame()
        self.looked_up()

    def on_record_list_highlighted(self, _event: RecordList.Highlighted) -> None:
        self.refresh_frame()

    def on_record_list_chosen(self, _event: RecordList.Chosen) -> None:
        self.action_client()

    def disabled_reason(self, action_id: str) -> str | None:
        return "Nobody stands here." if action_id == "month.client" and self.person is None else None

    def action_client(self) -> None:
        if self.person and self.found:
            self.open_client(self.person.client_id, (each.client_id for each in self.found.people))

    def came_back(self, client_id: int) -> None:
        self.query_one(RecordList).stand_on(client_id)
