"""A worker's day: what is owed today, by its time, and what they did."""

from __future__ import annotations

from textual.app import ComposeResult

from topaz_tui import clock
from topaz_tui.grammar import sentence_case
from topaz_tui.screens.tabbed import TabbedPage
from topaz_tui.services import agenda
from topaz_tui.services.agenda import Done, Due
from topaz_tui.widgets.record_list import Column, RecordLine, RecordList
from topaz_tui.widgets.tabs import TabLine

TABS = (("agenda", "Agenda"), ("done", "Done by you"))
COLUMNS = {
    "agenda": (
        Column("When", 12, grows=1),
        Column("What", 9),
        Column("Name", 20, grows=3),
        Column("Kept for", 12, grows=2),
    ),
    "done": (Column("When", 5), Column("What", 30, grows=2), Column("Name", 20, grows=3)),
}
NOTHING = {
    "agenda": "Nothing is owed today at a time, and no follow-up is due.\n\nF2 is the queue, where n takes the next.",
    "done": "Nothing yet today: a call that you save stands here, and whatever else you do.",
}


class TodayScreen(TabbedPage):
    """Looks again whenever somebody has written something."""

    place = "today"
    CSS_PATH = "today.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._whom: dict[object, int | None] = {}
        self.owed: tuple[Due, ...] | None = None
        self.done: tuple[Done, ...] = ()

    def body(self) -> ComposeResult:
        yield TabLine(TABS)
        yield RecordList(COLUMNS["agenda"], empty="Looking …", id="today")

    def on_mount(self) -> None:
        self.query_one(RecordList).focus()
        self.poll(self._look)

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.run(self._look(), group="look")

    async def _look(self) -> None:
        owed = await self.call(agenda.agenda, self.app.session)
        done = await self.call(agenda.done_today, self.app.session)
        if self.query(RecordList):  # nothing is left of a page that is being taken down
            self.owed, self.done = owed, done
            self.show_tab()

    @property
    def client_id(self) -> int | None:  # type: ignore[override]
        return self._whom.get(self.query_one(RecordList).key)

    def show_tab(self) -> None:
        """Show what is owed, or what was done."""
        if self.owed is None:
            return
        self.query_one(TabLine).counts = {"agenda": len(self.owed), "done": len(self.done)}
        if self.tab == "agenda":
            self._whom = {("due", each.client_id): each.client_id for each in self.owed}
            lines = [_due_line(each) for each in self.owed]
        else:
            self._whom = {each.key: each.client_id for each in self.done}
            lines = [_done_line(each) for each in self.done]
        self.query_one(RecordList).fill(lines, empty=NOTHING[self.tab], columns=COLUMNS[self.tab])
        self.prompt(owed_words(self.owed) if self.tab == "agenda" else done_words(self.done))
        self.refresh_frame()
        self.looked_up()

    def on_record_list_highlighted(self, _event: RecordList.Highlighted) -> None:
        self.refresh_frame()

    def on_record_list_chosen(self, _event: RecordList.Chosen) -> None:
        self.action_client()

    def disabled_reason(self, action_id: str) -> str | None:
        return "Nobody stands here." if action_id == "today.client" and self.client_id is None else None

    def action_client(self) -> None:
        if self.client_id is not None:
            self.open_client(self.client_id, self._whom.values())

    def came_back(self, client_id: int) -> None:
        if client_id != self.client_id:
            key = next((key for key, whom in self._whom.items() if whom == client_id), None)
            self.query_one(RecordList).stand_on(key)


def owed_words(owed: tuple[Due, ...]) -> str:
    """'3 promised and due · next: Mr Amin at 14:30 · 2 follow-ups due'."""
    now = clock.now()
    late = [each for each in owed if each.promised and each.due <= now]
    coming = next((each for each in owed if each.promised and each.due > now), None)
    follow_ups = len(owed) - sum(each.promised for each in owed)
    parts = (
        f"{len(late)} promised and due" if late else "",
        f"next: {coming.name} at {clock.local(coming.due):%H:%M}" if coming else "",
        f"{follow_ups} follow-up{'' if follow_ups == 1 else 's'} due" if follow_ups else "",
    )
    return sentence_case(" · ".join(filter(None, parts)) or "nothing is owed today at a time")


def done_words(done: tuple[Done, ...]) -> str:
    """'You saved 12 calls today, and did 3 other things'."""
    calls = sum(each.key.startswith("call ") for each in done)
    others = len(done) - calls
    more = f", and did {others} other thing{'' if others == 1 else 's'}" if others else ""
    return f"You saved {calls} call{'' if calls == 1 else 's'} today{more}"


def _due_line(due: Due) -> RecordLine:
    now = clock.now()
    when = clock.format_moment(due.due, now) if due.promised else clock.format_return(due.due, now)
    cells = (when.removeprefix("today "), due.words, due.name, due.kept_for or "anybody")
    return RecordLine(("due", due.client_id), cells)


def _done_line(done: Done) -> RecordLine:
    return RecordLine(done.key, (f"{clock.local(done.at):%H:%M}", done.words, done.name))
