"""The manager's board: what is outstanding, immediate danger first, then the soonest deadline, and how
long is left."""

from __future__ import annotations

from collections.abc import Awaitable

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.permissions import Act
from topaz_tui.screens import arrangement
from topaz_tui.screens.arranged import ArrangedPage
from topaz_tui.screens.arrangement import Listing
from topaz_tui.screens.base import Page
from topaz_tui.screens.client import copy_of_client
from topaz_tui.screens.dialogs.exporting import export
from topaz_tui.screens.escalations.card import about, beside, history
from topaz_tui.screens.escalations.chasing import BOARD as CHASE_KEY
from topaz_tui.screens.escalations.chasing import chase, late
from topaz_tui.screens.escalations.disabled import disabled_reason
from topaz_tui.screens.escalations.figures import what_to_do
from topaz_tui.screens.escalations.lines import COLUMNS, Thing, case_of, client_of, everything, left_cells, lines_of
from topaz_tui.screens.escalations.listing import BOARD
from topaz_tui.screens.escalations.opening import open_thing
from topaz_tui.screens.escalations.several import give, move_on, take, write
from topaz_tui.screens.escalations.tabs import NOTHING, SHORT_TABS, SPARE, TABS
from topaz_tui.screens.escalations.taking import take_over
from topaz_tui.screens.tabbed import TabbedPage
from topaz_tui.services import lists
from topaz_tui.services.concerns import BeingWritten
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations.api import Board, Case, Item
from topaz_tui.services.lists import ListTable
from topaz_tui.widgets.record_list import RecordList
from topaz_tui.widgets.staying import OVER, OverKey
from topaz_tui.widgets.tabs import TabLine
from topaz_tui.widgets.update import update_if_changed

OF_A_LINE = ("take", "timeline", "mark", "range", "chase", "give", "move_on", "letter", "client", "copy")
REST = 0.2  # seconds that the cursor stands still before more is looked up


class EscalationsScreen(ArrangedPage, TabbedPage):
    """Refreshes by itself; the cursor stays on its line."""

    place = "escalations"
    CSS_PATH = "escalations.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]

    def __init__(self) -> None:
        super().__init__()
        self.board: Board | None = None
        self.marked: set[int] = set()  # the numbers of the lines to which one thing is to be done
        self._range: tuple[object, set[int]] | None = None  # the line where a range begins, and what was marked before
        self.timeline = False
        self._lines: dict[object, Thing] = {}
        self._case: Case | None = None
        self._rest: Timer | None = None
        self._opened: Page | None = None  # its line is the one that the cursor comes back to

    def body(self) -> ComposeResult:
        yield TabLine(TABS, short=SHORT_TABS, spare=SPARE)
        with Container(id="columns"):
            yield RecordList(COLUMNS, empty="Looking …", id="board")
            yield Static(id="card")

    def on_mount(self) -> None:
        self.query_one(RecordList).focus()
        self.poll(self._refresh)

    def on_screen_resume(self) -> None:
        if self._opened:
            if not (isinstance(self.under, Item) and self.under.opens == self._opened.shows):
                self.query_one(RecordList).stand_on(("item", self._opened.shows))
            self._opened = None

    def look_anew(self) -> None:
        self.refresh_board()

    # What is on show

    @property
    def under(self) -> Thing | None:
        """What the cursor stands on."""
        return self._lines.get(self.query_one(RecordList).key)

    @property
    def client_id(self) -> int | None:
        return client_of(self.under)

    def refresh_board(self) -> None:
        """Look at the board anew."""
        self.run(self._refresh(), group="look")

    def resume_draft(self, kind: str, key: str) -> None:
        if kind == DraftKind.TAKE_OVER:
            self.unhide(lambda thing: isinstance(thing, BeingWritten) and thing.id == int(key))
            self.show_arranged()
            self.query_one(RecordList).stand_on(("draft", int(key)))
            if isinstance(self.under, BeingWritten) and self.under.id == int(key):
                self.run(self._take_over(self.under))
        elif key != CHASE_KEY:
            self.app.say("What you wrote for several is kept: mark them, then press m.")
        elif any(isinstance(thing, Item) and thing.chaseable for thing in self._lines.values()):
            self.app.say("What you wrote for a chase is kept: mark whom it is about, then press c.")

    async def _refresh(self) -> None:
        tab = self.tab
        board = await self.call(escalations.board, self.app.session, tab)
        await self.look_up_origins(everything(board, tab))
        # Nothing is left of a page that is being taken down.
        if self.query(RecordList) and tab == self.tab:
            self.show(board)
            await self._look_closer()

    @property
    def listing(self) -> Listing[Thing]:
        return BOARD

    @property
    def things(self) -> list[Thing]:
        return everything(self.board, self.tab) if self.board else []

    def show_arranged(self) -> None:
        if self.board:
            self.show(self.board)

    def show(self, board: Board) -> None:
        """Show the board as it stands."""
        self.board = board
        things = everything(board, self.tab)
        shown = self.arranged(things)
        self.marked &= {item.id for item in shown if isinstance(item, Item)}
        lines = lines_of(
            board,
            shown,
            self.marked,
            answers_last=self.app.session.may(Act.SEE_OVERDUE),
            sorted_by=arrangement.order_words(self.listing, self.chosen),
        )
        self._lines = {key: thing for key, (thing, _) in lines.items()}
        self.query_one(TabLine).counts = board.counts
        nothing = arrangement.NOTHING if self.chosen.narrows else NOTHING[self.tab]
        rows, stays = self.query_one(RecordList), (self.tab, self.chosen)
        over = left_cells((each for each in rows.lines if not isinstance(each.key, OverKey)), board)
        rows.fill([line for _, line in lines.values()], empty=nothing, of=stays, told=over)
        self._card()
        told = self.arranged_words(len(shown), len(things))
        self.prompt(what_to_do(board, self.tab, len(self.marked), told))
        self.refresh_frame()
        self.looked_up()

    def on_record_list_highlighted(self, _event: RecordList.Highlighted) -> None:
        self._mark_range()
        self._card()
        self.refresh_frame()
        if self.timeline:
            self.run(self._look_closer(), group="closer")
        elif self._beside:
            self._look_closer_soon()

    @property
    def _beside(self) -> bool:
        """Does the card stand beside the board, with room for the history?"""
        return self.has_class("-wide")

    def _look_closer_soon(self) -> None:
        """At what the cursor has come to rest on: whoever goes through the board asks the database nothing."""
        if self._rest:
            self._rest.stop()
        self._rest = self.set_timer(REST, lambda: self.run(self._look_closer(), group="closer"))

    def on_resize(self) -> None:
        self.call_after_refresh(self._look_again)

    def _look_again(self) -> None:
        self._card()
        if self._beside:
            self._look_closer_soon()

    async def _look_closer(self) -> None:
        """The whole history of what the cursor stands on, where that is wanted."""
        thing = self.under
        opens = case_of(thing)
        if not (self.timeline or self._beside) or opens is None:
            self._case = None
            return
        case = await self.call(escalations.case, self.app.session, opens)
        if self.query(RecordList) and self.under == thing:
            self._case = case
            self._card()

    def _card(self) -> None:
        card, thing = self.query_one("#card", Static), self.under
        case = self._case if isinstance(thing, Item) and self._case and self._case.item.id == thing.opens else None
        width, height = card.content_size.width or 76, card.content_size.height or 10
        if self.timeline and case:
            pieces = history(case, width, height)
        elif self._beside:
            pieces = beside(thing, self.app.session, case, width, height)
        else:
            pieces = about(thing, self.app.session)
        update_if_changed(card, Content.assemble(*pieces), layout=False)

    # What can be done

    @property
    def chosen_items(self) -> list[Item]:
        """The lines that are marked, in the board's order; where none is, the one under the cursor."""
        items = [thing for thing in self._lines.values() if isinstance(thing, Item)]
        under = [self.under] if isinstance(self.under, Item) else []
        return [item for item in items if item.id in self.marked] or under

    def disabled_reason(self, action_id: str) -> str | None:
        name = action_id.removeprefix("escalations.")
        if name in OF_A_LINE and not self.chosen_items and isinstance(self.query_one(RecordList).key, OverKey):
            return OVER
        return disabled_reason(name, self.under, self.chosen_items, self.app.session, client=self.client_id is not None)

    def action_timeline(self) -> None:
        self.timeline = not self.timeline
        self.set_class(self.timeline, "timeline")
        self.call_after_refresh(self._show_timeline)

    def _show_timeline(self) -> None:
        self._card()
        self.run(self._look_closer(), group="closer")

    def action_mark(self) -> None:
        if isinstance(self.under, Item):
            self._range = None
            self.marked ^= {self.under.id}
            self.query_one(RecordList).action_down()
            self.refresh_board()

    def action_range(self) -> None:
        self._range = None if self._range else (self.query_one(RecordList).key, set(self.marked))
        self._mark_range()

    def _mark_range(self) -> None:
        """What is outstanding from where a range begins to the cursor."""
        begin, before = self._range or (None, set())
        keys = [*self._lines]
        if self._range is None or begin not in keys or self.query_one(RecordList).key not in keys:
            return
        first, last = sorted((keys.index(begin), keys.index(self.query_one(RecordList).key)))
        within = (self._lines[key] for key in keys[first : last + 1])
        marked = before | {each.id for each in within if isinstance(each, Item)}
        if marked != self.marked:
            self.marked = marked
            self.refresh_board()

    def action_mark_all(self) -> None:
        self._range = None
        chaseable = late(thing for thing in self._lines.values() if isinstance(thing, Item))
        self.marked = set() if chaseable <= self.marked else self.marked | chaseable
        if not chaseable:
            self.app.say("Nothing here waits for the council or a service, is overdue, and was not chased today.")
        self.refresh_board()

    def action_chase(self) -> None:
        if items := self.chosen_items:
            self.run(self._and_look(chase(self, items)))

    def action_move_on(self) -> None:
        if items := self.chosen_items:
            self.run(self._and_look(move_on(self, items)))

    def action_give(self) -> None:
        if items := self.chosen_items:
            self.run(self._and_look(give(self, items)))

    def action_letter(self) -> None:
        things: list[Thing] = [*self.chosen_items] or ([self.under] if self.under else [])
        if any(client_of(thing) is not None for thing in things):
            self.run(self._and_look(write(self, things)))

    async def _and_look(self, work: Awaitable[bool]) -> None:
        self._range = None
        if await work:
            await self._refresh()

    def show_tab(self) -> None:
        self._range = None
        self.refresh_board()

    def action_take(self) -> None:
        if isinstance(self.under, BeingWritten) and not self.marked:
            self.run(self._take_over(self.under))
        elif items := self.chosen_items:
            self.run(self._take(items))

    async def _take_over(self, draft: BeingWritten) -> None:
        if await take_over(self, draft):
            self.app.say("It is yours to write now: Enter goes on with it.")
            await self._refresh()

    async def _take(self, items: list[Item]) -> None:
        self._range = None
        await take(self, items)
        await self._refresh()

    def action_client(self) -> None:
        if self.client_id is not None:
            self.open_client(self.client_id, map(client_of, self._lines.values()))

    def came_back(self, client_id: int) -> None:
        if client_id != self.client_id:
            here = (key for key, thing in self._lines.items() if client_of(thing) == client_id)
            self.query_one(RecordList).stand_on(next(here, None))

    def action_export(self) -> None:
        self.run(export(self, "board", self._table))

    async def _table(self) -> ListTable:
        told = {"List": dict(TABS)[self.tab], **self.arranged_as}
        return await self.call(lists.of_board, self.app.session, [*self._lines.values()], told, self.chosen.typed)

    def action_copy(self) -> None:
        if self.client_id is not None:
            reference = self.under.reference if isinstance(self.under, Item) else None
            self.run(copy_of_client(self, self.client_id, reference))

    def on_record_list_chosen(self, event: RecordList.Chosen) -> None:
        thing = self._lines.get(event.key)
        if thing is None:  # it ended under the cursor, or as the key was pressed
            self.app.hint(OVER)
        elif open_thing(self, thing, list(self._lines.values())):
            self._opened = self.app.page
