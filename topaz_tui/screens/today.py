"""A worker's day: what is owed today, by its time, what they see to, and what they did."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import Container

from topaz_tui import clock
from topaz_tui.grammar import counted, sentence_case
from topaz_tui.rules.arranged import CHOICE, Said
from topaz_tui.screens import arrangement, listings, own_actions
from topaz_tui.screens.arranged import ARRANGING, ArrangedPage
from topaz_tui.screens.arrangement import Listing
from topaz_tui.screens.dialogs.exporting import cannot_export, export
from topaz_tui.screens.dialogs.put_said_right import put_said_right
from topaz_tui.screens.glance_pane import GlancePane, Whom
from topaz_tui.screens.tabbed import TabbedPage
from topaz_tui.services import actions, agenda, lists
from topaz_tui.services.actions import OwnAction, SaidToday
from topaz_tui.services.agenda import DoneItem, OwedCall
from topaz_tui.services.lists import ListTable
from topaz_tui.widgets.record_list import Column, RecordLine, RecordList
from topaz_tui.widgets.staying import OVER, OverKey
from topaz_tui.widgets.tabs import TabLine

TABS = (("agenda", "Agenda"), ("actions", "Your actions"), ("done", "Done by you"))
COLUMNS = {
    "agenda": (
        Column("", 1),
        Column("When", 12, grows=1, when=True),
        Column("What", 10),
        Column("Name", 20, grows=3, wraps=True),
        Column("Kept for", 12, grows=2),
    ),
    "actions": own_actions.COLUMNS,
    "done": (Column("When", 5), Column("What", 30, grows=2, wraps=True), Column("Name", 20, grows=3, wraps=True)),
}
NOTHING = {
    "agenda": "Nothing is owed today at a time, and no follow-up is due.\n\nF2 is the queue, where n takes the next.",
    "actions": own_actions.NOTHING,
    "done": "Nothing yet today: a call that you save stands here, and whatever else you do.",
}

LISTINGS: Mapping[str, Listing[Any]] = {"agenda": listings.AGENDA, "actions": listings.ACTIONS, "done": listings.DONE}


class TodayScreen(ArrangedPage, TabbedPage):
    """Looks again whenever somebody has written something."""

    place = "today"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]

    def __init__(self) -> None:
        super().__init__()
        self._whom: dict[object, Whom | None] = {}
        self.owed: tuple[OwedCall, ...] | None = None
        self.done: tuple[DoneItem, ...] = ()
        self.own: tuple[OwnAction, ...] = ()
        self.said: tuple[SaidToday, ...] = ()
        self.marked: set[object] = set()

    def body(self) -> ComposeResult:
        yield TabLine(TABS)
        with Container(classes="with-glance"):
            yield RecordList(COLUMNS["agenda"], empty="Looking …", id="today")
            yield GlancePane(self)

    def on_mount(self) -> None:
        self.query_one(RecordList).focus()
        self.poll(self._look)

    def look_anew(self) -> None:
        self.run(self._look(), group="look")

    async def _look(self) -> None:
        owed = await self.call(agenda.agenda, self.app.session)
        done = await self.call(agenda.done_today, self.app.session)
        own = await self.call(actions.mine, self.app.session)
        said = await self.call(actions.said_today, self.app.session)
        if self.query(RecordList):  # nothing is left of a page that is being taken down
            self.owed, self.done, self.own, self.said = owed, done, own, said
            await self.look_up_origins(self.things)
            self.show_arranged()

    @property
    def client_id(self) -> int | None:
        return self.whom.client_id if self.whom else None

    @property
    def _here(self) -> object:
        """What the cursor stands on; of an action that was answered, what was said of it."""
        key = self.query_one(RecordList).key
        said = (("said", each.step_id) for each in self.said if key == OverKey(("own", each.action_id)))
        return next(said, key)

    @property
    def whom(self) -> Whom | None:
        """Who is under the cursor."""
        return self._whom.get(self._here)

    @property
    def listing(self) -> Listing[Any]:
        return LISTINGS[self.tab]

    @property
    def things(self) -> tuple[Any, ...]:
        return {"agenda": self.owed or (), "actions": self.own, "done": self.done}[self.tab]

    def show_tab(self) -> None:
        self.show_or_look(self._look)

    def show_arranged(self) -> None:
        """Show what is owed, what one sees to, or what was done."""
        if self.owed is None:
            return
        counts = {"agenda": len(self.owed), "actions": len(self.own), "done": len(self.done)}
        self.query_one(TabLine).counts = counts
        shown = self.arranged(self.things)
        own = shown if self.tab == "actions" else self.own
        self.marked &= {("own", each.id) for each in own} | {("said", each.step_id) for each in self.said}
        if self.tab == "agenda":
            self._whom = {("due", each.client_id): Whom(each.client_id, each.name, _due_words(each)) for each in shown}
            lines = [_due_line(each) for each in shown]
            words = owed_words(self.owed)
        elif self.tab == "actions":
            self._whom = {("own", each.id): Whom(each.client_id, each.name) for each in shown}
            self._whom |= {("said", each.step_id): Whom(each.client_id, each.name) for each in self.said}
            lines = own_actions.own_lines(shown, self.said, self.marked)
            words = own_actions.own_words(self.own, sum(key[0] == "own" for key in self._marked_keys))
        else:
            self._whom = {each.key: each.client_id and Whom(each.client_id, each.name) for each in shown}
            lines = [_done_line(each) for each in shown]
            words = done_words(self.done)
        empty = arrangement.NOTHING if self.chosen.narrows else NOTHING[self.tab]
        stays = (self.tab, self.chosen) if self.tab == "actions" else None
        told: dict[object, tuple[str, ...]]
        told = {("own", each.action_id): own_actions.said_cells(each) for each in reversed(self.said)}
        self.query_one(RecordList).fill(lines, empty=empty, columns=COLUMNS[self.tab], of=stays, told=told)
        self.prompt(" · ".join(filter(None, (self.arranged_words(len(shown), len(self.things)), words))))
        self._tell()
        self.looked_up()

    def on_record_list_highlighted(self, _event: RecordList.Highlighted) -> None:
        self._tell()

    def _tell(self) -> None:
        """Of whoever the cursor stands on."""
        self.query_one(GlancePane).show(self.whom)
        self.refresh_frame()

    def on_record_list_chosen(self, event: RecordList.Chosen) -> None:
        if event.key == self.query_one(RecordList).key:  # else it went from the list as the key was pressed
            self.action_client()
        else:
            self.app.hint(OVER)

    def first_keys(self) -> tuple[str, ...]:
        if self.tab != "actions":
            return ()
        if self._is_over:
            return ("correct", "client")
        key = self.query_one(RecordList).key
        said = isinstance(key, tuple) and key[0] == "said"
        return ("correct", "mark", "client") if said else ("came", "not_yet", "not_wanted", "not_done")

    def disabled_reason(self, action_id: str) -> str | None:
        place, _, name = action_id.partition(".")
        if place != "today" or name in ("next_tab", "previous_tab", *ARRANGING):
            return None
        if name == "client":
            return "Nobody stands here." if self.client_id is None else None
        if self.tab != "actions":
            return "That is for your actions: → goes there."
        if name == "export":
            return cannot_export(self)
        if name == "correct":
            return None if self._said_chosen() else "Stand on what you said today, below your actions."
        if self._is_over and (name == "mark" or not self._own_chosen()):
            return OVER
        return None if self._own_chosen() or name == "mark" else "Stand on an action that is still to come."

    @property
    def _is_over(self) -> bool:
        """Does the cursor stand on an action that was answered, and is none any more?"""
        return isinstance(self.query_one(RecordList).key, OverKey)

    # What one sees to

    @property
    def _marked_keys(self) -> list[tuple[str, int]]:
        return [key for key in self.marked if isinstance(key, tuple)]

    def _own_chosen(self) -> list[OwnAction]:
        """The actions that are marked, or the one under the cursor."""
        marked = [each for each in self.own if ("own", each.id) in self.marked]
        return marked or [each for each in self.own if ("own", each.id) == self.query_one(RecordList).key]

    def _said_chosen(self) -> list[int]:
        """Of which actions what was said today is marked, or under the cursor."""
        marked = [each for each in self.said if ("said", each.step_id) in self.marked]
        chosen = marked or [each for each in self.said if ("said", each.step_id) == self._here]
        return list(dict.fromkeys(each.action_id for each in chosen))

    def action_mark(self) -> None:
        key = self.query_one(RecordList).key
        if self.tab == "actions" and key in self._whom:
            self.marked ^= {key}
            self.query_one(RecordList).action_down()
            self.show_arranged()

    def action_came(self) -> None:
        self._say(Said.CAME)

    def action_not_yet(self) -> None:
        self._say(Said.NOT_YET)

    def action_not_wanted(self) -> None:
        self._say(Said.NOT_WANTED)

    def action_not_done(self) -> None:
        self._say(Said.NOT_DONE)

    def _say(self, said: Said) -> None:
        if chosen := self._own_chosen():
            self.run(self._and_look(own_actions.say_of(self, chosen, said), chosen))

    def action_give(self) -> None:
        if chosen := self._own_chosen():
            self.run(self._and_look(own_actions.give_to(self, chosen), chosen))

    def action_export(self) -> None:
        self.run(export(self, "actions", self._table))

    async def _table(self) -> ListTable:
        how = self.arranged_as, self.chosen.typed
        return await self.call(lists.of_actions, self.app.session, self.arranged(self.own), *how)

    def action_correct(self) -> None:
        if chosen := self._said_chosen():
            self.run(self._and_look(put_said_right(self, chosen)))

    async def _and_look(self, work: Awaitable[bool], of: Sequence[OwnAction] = ()) -> None:
        """Do it; where it was done nothing is marked any more, and the cursor stands on the last of these: the same key
        once more is for nobody else."""
        if await work:
            self.marked = set()
            if of:
                self.query_one(RecordList).stand_on(("own", of[-1].id))
        await self._look()

    def resume_draft(self, kind: str, key: str) -> None:
        self.query_one(TabLine).current = "actions"
        self.show_tab()
        choice = CHOICE[Said(key)]
        self.app.say(f"What you wrote is kept: stand on the action, or mark several, then press {choice.key}.")

    def action_client(self) -> None:
        if self.client_id is not None:
            self.open_client(self.client_id, (each.client_id for each in self._whom.values() if each))

    def came_back(self, client_id: int) -> None:
        if client_id != self.client_id:
            key = next((key for key, whom in self._whom.items() if whom and whom.client_id == client_id), None)
            self.query_one(RecordList).stand_on(key)


def owed_words(owed: tuple[OwedCall, ...]) -> str:
    """'3 promised and due · next: Mr Amin at 14:30 · 2 follow-ups due'."""
    now = clock.now()
    late = [each for each in owed if each.promised and each.due <= now]
    coming = next((each for each in owed if each.promised and each.due > now), None)
    follow_ups = len(owed) - sum(each.promised for each in owed)
    parts = (
        f"{len(late)} promised and due" if late else "",
        f"next: {coming.name} at {clock.local(coming.due):%H:%M}" if coming else "",
        f"{counted(follow_ups, 'follow-up')} due" if follow_ups else "",
    )
    return sentence_case(" · ".join(filter(None, parts)) or "nothing is owed today at a time")


def done_words(done: tuple[DoneItem, ...]) -> str:
    """'You saved 12 calls today, and did 3 other things'."""
    calls = sum(each.key.startswith("call ") for each in done)
    others = len(done) - calls
    more = f", and did {counted(others, 'other thing')}" if others else ""
    return f"You saved {counted(calls, 'call')} today{more}"


def _due_words(due: OwedCall) -> str:
    now = clock.now()
    when = f"promised for {clock.format_moment(due.due, now)}" if due.promised else clock.format_return(due.due, now)
    return f"{due.words} {when}"


def _due_line(due: OwedCall) -> RecordLine:
    now = clock.now()
    when = clock.format_moment(due.due, now) if due.promised else clock.format_return(due.due, now)
    late = due.promised and due.due < now
    cells = ("!" if late else "", when.removeprefix("today "), due.words, due.name, due.kept_for or "anybody")
    return RecordLine(("due", due.client_id), cells, "late" if late else "")


def _done_line(done: DoneItem) -> RecordLine:
    return RecordLine(done.key, (f"{clock.local(done.at):%H:%M}", done.words, done.name))
