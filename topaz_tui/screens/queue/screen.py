"""The phone list: whom to call now, and why the others wait."""

from __future__ import annotations

from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Input

from topaz_tui import clock
from topaz_tui.errors import Invalid
from topaz_tui.rules.queue import Reason
from topaz_tui.screens import places
from topaz_tui.screens.queue.card_pane import QueueCard
from topaz_tui.screens.queue.columns import COLUMNS, TABS, cells_of, columns_of, heading, tone
from topaz_tui.screens.queue.disabled import FOR_SEVERAL, disabled_reason, first_keys
from topaz_tui.screens.queue.figures import figures
from topaz_tui.screens.queue.gone import Gone, gone, is_past
from topaz_tui.screens.queue.words import empty, todo
from topaz_tui.screens.tabbed import TabbedPage
from topaz_tui.services import queue
from topaz_tui.services.queue import Filters, QueuePage, QueuePerson
from topaz_tui.widgets.line_text import LineText
from topaz_tui.widgets.record_list import RecordLine, RecordList
from topaz_tui.widgets.tabs import TabLine


class QueueScreen(TabbedPage):
    """Opens at the start. Refreshes by itself; the cursor stays on its person."""

    place = "queue"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]

    def __init__(self) -> None:
        super().__init__()
        self.filters = Filters()
        self.order: str | None = None  # that was asked for, in place of the queue's own
        self.look: QueuePage | None = None
        self._limit = queue.WINDOW  # lines that are looked up: more of them, as one comes to the last
        self._people: dict[object, QueuePerson] = {}
        self._gone: Gone | None = None
        self._shown: object = None  # the tab and the filters of what is on show
        self._opened: int | None = None  # whom the cursor goes back to
        self._board_again = False  # the figures of the board are to be looked up
        self._mine: set[int] = set()  # those with whom whoever sits here did something from here

    def body(self) -> ComposeResult:
        yield TabLine(TABS)
        yield LineText(placeholder="Type part of a name, postcode or number; Enter or Esc when done", id="narrow")
        with Container(id="columns"):
            yield RecordList(COLUMNS["callable"], empty="Looking …", id="people")
            yield QueueCard(self)

    def on_mount(self) -> None:
        self.query_one("#narrow").display = False
        self.query_one(RecordList).moved = self._moved
        self.query_one(RecordList).focus()
        self.poll(self._refresh)

    def look_anew(self) -> None:
        self.refresh_list()

    def came_back(self, client_id: int) -> None:
        self._opened = client_id

    # What is on show

    @property
    def person(self) -> QueuePerson | None:
        """The person under the cursor."""
        return self._people.get(self.query_one(RecordList).key)

    @property
    def client_id(self) -> int | None:
        return self.person.client_id if self.person else None

    def refresh_list(self) -> None:
        """Look at the list anew."""
        self.run(self._refresh(), group="look")

    async def _refresh(self) -> None:
        tab, filters, order = self.tab, self.filters, self.order
        look = await self.call(queue.list_people, self.app.session, tab, filters, self._limit, order=order)
        if (tab, filters, order) == (self.tab, self.filters, self.order):
            before, shown = self.person, self._shown
            self._shown = tab, filters, order
            self.show(look)
            if before and shown == self._shown and before.client_id not in self._people:
                await self._say_gone(before)
            elif self._gone and await is_past(self, self._gone, self._people):
                self._say_no_more()
            self._look_at_the_board()

    async def _say_gone(self, person: QueuePerson) -> None:
        """A colleague took whom the cursor stood on, or called them: it stands on their neighbour now."""
        self._gone = await gone(self, person, self._mine)  # what was said before is old news beside it
        if self.look:
            self.prompt(self._what_to_do(self.look))

    def _say_no_more(self) -> None:
        self._gone = None
        if self.look:
            self.prompt(self._what_to_do(self.look))

    def resume_draft_once_shown(self, kind: str, key: str) -> None:
        """Somebody was being skipped: they may have moved in the list, or be in none."""
        self.query_one(RecordList).stand_on(int(key))
        if self.person and self.person.client_id == int(key) and self.disabled_reason("queue.skip") is None:
            self.action_skip()
        else:
            self.app.say("What you wrote is kept: stand on them in the list, and press s.")

    def show(self, look: QueuePage) -> None:
        """Show the list as it stands."""
        self.look = look
        self._people = {person.client_id: person for person in look.people}
        counts = {tab: sum(look.counts[reason] for reason in reasons) for tab, reasons in queue.TABS.items()}
        counts |= {"callbacks": counts["callbacks"] + look.callbacks_due, "done": look.done_today}
        self.query_one(TabLine).counts = counts
        lines = [self._line(look, person) for person in look.people]
        self.query_one(RecordList).fill(
            lines, empty=empty(look, self.tab, self.filters), columns=columns_of(self.tab, look)
        )
        if self._opened in self._people and self.is_current:
            self.query_one(RecordList).stand_on(self._opened)
            self._opened = None
        card = self.query_one(QueueCard)
        card.show()
        if self.has_class("-wide"):
            card.look_closer_soon()
        self.prompt(self._what_to_do(look))
        self.refresh_frame()

    def _line(self, look: QueuePage, person: QueuePerson) -> RecordLine:
        now, group = clock.now(), heading(self.tab, look, person, narrowed=bool(self.filters))
        return RecordLine(person.client_id, cells_of(self.tab, look, person, now), tone(person, now), group)

    def _look_at_the_board(self) -> None:
        """Beside the list, which is on show already; a look that is under way is not broken off, but done again."""
        self._board_again = True
        if not any(each.group == "board" and each.node is self and not each.is_finished for each in self.workers):
            self.run(self._tell_figures(), group="board")

    async def _tell_figures(self) -> None:
        """What waits for a manager, where one sits here, or somebody is in danger, or was not heard of."""
        while self._board_again:
            self._board_again = False
            self.note = await self.call(figures, self.app.session)
            self.refresh_frame()

    def _what_to_do(self, look: QueuePage) -> str:
        words = todo(look, self.tab, self.filters, self.order)
        if marked := len(self.query_one(RecordList).marked):
            return f"{marked} marked: s skips, L writes, Esc unmarks · {words}"
        return f"{self._gone.words} · {words}" if self._gone else words

    def _moved(self) -> None:
        if self._gone:
            self._say_no_more()
        if self.query_one(RecordList).marked:
            self._tell_marked()
        if self.look and self.look.more and self.person and self.person == self.look.people[-1]:
            self.app.hint(f"{len(self.look.people):,} are shown, and there are more: End again goes on.")
            self._limit += queue.WINDOW  # the list has no end where the first look ended
            self.refresh_list()
        self.query_one(QueueCard).show()
        self.keys()

    # What can be done

    def first_keys(self) -> tuple[str, ...]:
        return first_keys(self.tab, self.person, self.app.session)

    def disabled_reason(self, action_id: str) -> str | None:
        nobody = self.look is not None and not self.look.counts[Reason.CALLABLE]
        name = action_id.removeprefix("queue.")
        if name in FOR_SEVERAL and len(people := self.chosen) > 1:
            each = ((one, disabled_reason(name, one, self.app.session, nobody=nobody)) for one in people)
            return next((f"{one.name} is marked: {why}" for one, why in each if why), None)
        return disabled_reason(name, self.person, self.app.session, nobody=nobody)

    def show_tab(self) -> None:
        self._limit = queue.WINDOW
        self.query_one(RecordList).unmark()
        self.filters = replace(self.filters, reason=None)  # it is one of the tab's that one leaves
        self.refresh_list()

    def action_take_next(self) -> None:
        self.run(self._take_next())

    async def _take_next(self) -> None:
        if self.filters:  # of those who are shown
            person = next((each for each in self._people.values() if each.reason == Reason.CALLABLE), None)
            if person is None:
                raise Invalid("Nobody who is shown can be called now.", "Esc shows the whole list.")
            await self._open(person.client_id, await self.hold(queue.claim, self.app.session, person.client_id))
            return
        held = await self.hold(queue.claim_next, self.app.session)
        if held is None:
            await self._refresh()
            raise Invalid("Nobody can be called now.", "The list shows where everybody stands.")
        await self._open(held.client_id, held)

    def on_record_list_chosen(self, event: RecordList.Chosen) -> None:
        """Enter looks, and holds nobody."""
        person = self._people.get(event.key)
        if person is not None and person.reason == Reason.DOUBT:
            self.app.open(places.ImportsPlace(person.client_id))
        elif person is not None:
            self._look_at(person)

    def action_call(self) -> None:
        if person := self.person:
            self.run(self._call(person))

    async def _call(self, person: QueuePerson) -> None:
        await self._open(person.client_id, await self.hold(queue.claim, self.app.session, person.client_id))

    def action_client(self) -> None:
        """To look is not to take: the person stays free for whoever calls them."""
        if self.person:
            self._look_at(self.person)

    def _look_at(self, person: QueuePerson) -> None:
        self.open_client(person.client_id, (each.client_id for each in self._people.values()))

    async def _open(self, client_id: int, held: queue.Claim) -> None:
        self._opened = client_id
        self._mine |= {client_id, held.client_id}
        self._gone = None  # who went before that is old news
        self.app.open(
            places.CallPlace(held.client_id, held)
        )  # not awaited: a page that is left at once would never answer

    def action_copy(self) -> None:
        if person := self.person:
            self.run(self._copy(person))

    async def _copy(self, person: QueuePerson) -> None:
        from topaz_tui.screens.client import copy_of_client

        await copy_of_client(self, person.client_id)

    def action_export(self) -> None:
        self.run(self._export())

    async def _export(self) -> None:
        from topaz_tui.screens.dialogs.exporting import export
        from topaz_tui.services import lists

        what = self.app.session, self.tab, self.filters, self.order
        await export(self, self.tab, lambda: self.call(lists.of_queue, *what))

    def action_pairs(self) -> None:
        self.app.open(places.PairsPlace())

    def action_skip(self) -> None:
        if people := self.chosen:
            self._mine |= {each.client_id for each in people}
            self.run(self._skip(people))

    async def _skip(self, people: list[QueuePerson]) -> None:
        from topaz_tui.screens.queue.skipping import skip

        await self._done(await skip(self, people))

    async def _done(self, words: str | None) -> None:
        """Say what was done, if it was, and show it."""
        if words:
            self.app.say(words)
            await self._refresh()

    def action_letter(self) -> None:
        if people := self.chosen:
            self.run(self._write(people))

    async def _write(self, people: list[QueuePerson]) -> None:
        from topaz_tui.screens.dialogs.writing import write_to

        done = await write_to(self, {each.client_id: each.name for each in people})
        if done:
            self.query_one(RecordList).unmark()
        await self._done(done)

    def action_put_first(self) -> None:
        if people := self.chosen:
            self.run(self._put_first(people))

    async def _put_first(self, people: list[QueuePerson]) -> None:
        from topaz_tui.screens.queue.managing import put_first

        await self._done(await put_first(self, people))

    def action_free(self) -> None:
        if people := self.chosen:
            self.run(self._release(people))

    async def _release(self, people: list[QueuePerson]) -> None:
        from topaz_tui.screens.queue.managing import release

        await self._done(await release(self, people))

    def action_move_callback(self) -> None:
        if people := self.chosen:
            self.run(self._move_callback(people))

    async def _move_callback(self, people: list[QueuePerson]) -> None:
        from topaz_tui.screens.queue.managing import move_callback

        await self._done(await move_callback(self, people))

    # Several at once

    @property
    def chosen(self) -> list[QueuePerson]:
        """Those who are marked, in the list's order; where nobody is, whoever the cursor stands on."""
        marked = self.query_one(RecordList).marked
        return [each for key, each in self._people.items() if key in marked] or [*filter(None, [self.person])]

    def action_mark(self) -> None:
        self.query_one(RecordList).mark()
        self._tell_marked()

    def action_range(self) -> None:
        self.query_one(RecordList).mark_range()
        self._tell_marked()

    def _tell_marked(self) -> None:
        if self.look:
            self.prompt(self._what_to_do(self.look))
        self.keys()

    # Narrowing

    def action_narrow(self) -> None:
        box = self.query_one("#narrow", Input)
        box.display = True
        box.focus()

    def on_resize(self) -> None:
        self.call_after_refresh(self.query_one(QueueCard).show)

    def on_input_changed(self, event: Input.Changed) -> None:
        self._show_only(replace(self.filters, text=event.value))

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        self._end_typing()

    def _end_typing(self) -> None:
        box = self.query_one("#narrow", Input)
        box.display = bool(box.value)
        self.query_one(RecordList).focus()

    def _show_only(self, filters: Filters) -> None:
        self.filters = filters
        self.refresh_list()

    def action_filter(self) -> None:
        self.run(self._ask_filters())

    async def _ask_filters(self) -> None:
        from topaz_tui.screens.queue.narrowing import ask_filters

        filters = await ask_filters(self)
        if filters is not None:
            self._show_only(filters)

    def action_sort(self) -> None:
        self.run(self._sort())

    async def _sort(self) -> None:
        from topaz_tui.screens.queue.sorting import ask_order

        order = await ask_order(self)
        if order is not None:
            self.order = order or None
            await self._refresh()

    async def leave(self) -> bool:
        return True

    def key_escape(self) -> None:
        """Back from typing; then nobody is marked; then to the whole list, in its own order."""
        if isinstance(self.focused, Input):
            self._end_typing()
        elif self.query_one(RecordList).marked:
            self.query_one(RecordList).unmark()
            self._tell_marked()
        elif self.filters or self.order:
            self.order = None
            self.query_one("#narrow", Input).value = ""
            self.query_one("#narrow").display = False
            self._show_only(Filters())
