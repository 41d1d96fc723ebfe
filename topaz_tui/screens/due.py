"""What is due for young people, courts and schools, soonest first: what, who, by when, and what stands in the way."""

from __future__ import annotations

from dataclasses import replace

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from topaz_tui import clock
from topaz_tui.grammar import counted
from topaz_tui.rules import permissions
from topaz_tui.rules.permissions import Act
from topaz_tui.screens import arrangement, places
from topaz_tui.screens.arranged import ARRANGING, ArrangedPage
from topaz_tui.screens.arrangement import Chosen, Listing
from topaz_tui.screens.beginning import begin_for_duty, begin_for_order, begin_for_school, go_on
from topaz_tui.screens.due_rows import DUE, TO_PUT_RIGHT, DueRow, rows_of, rows_of_work
from topaz_tui.screens.due_weeks import as_text
from topaz_tui.screens.happening import HappenedTo, record, subject_of
from topaz_tui.screens.tabbed import TabbedPage
from topaz_tui.services.statutory import kept, opened_work
from topaz_tui.services.statutory.due import DuePage
from topaz_tui.services.statutory.happening_choices import About
from topaz_tui.text import sanitize
from topaz_tui.widgets.record_list import Column, RecordLine, RecordList
from topaz_tui.widgets.tabs import TabLine
from topaz_tui.widgets.text_viewer import TextViewer
from topaz_tui.widgets.update import update_if_changed

TABS = (("all", "All"), ("late", "Late"), ("mine", "Yours"), ("work", "Work"), ("weeks", "12 weeks"))
COLUMNS = (
    Column("By", 12, grows=4, when=True, wraps=True),
    Column("Who", 20, grows=5, wraps=True),
    Column("What", 27, grows=4, wraps=True),
    Column("Done by", 13, grows=1),
    Column("Waits for", 30, grows=3, drop=1, wraps=True),
)
SORTED = (Column("", 1), *COLUMNS)
"""Where no line stands under a heading that says that it is late."""
NOBODY = "There is no young person on the list: 'topaz import FILE --as young-people' reads a council's file."
NOTHING = {
    "all": "Nothing is due: all that follows from what is known is done.",
    "late": "Nothing is late.",
    "work": "No work goes on: w on a line of what is due begins it.",
    "weeks": "Nothing is due.",
    "mine": "Nothing is yours: what is due is the councils', or a colleague's, or nobody's yet.",
}


def _subject(row: DueRow | None) -> HappenedTo:
    """Of what something is recorded on a line: of an order, of whoever it is about, of a school; anywhere else a school
    that is new."""
    found = row.subject if row else None
    if row is None or found is None:
        return HappenedTo(About(), "")
    about = About(found.client_id, found.order_id, found.school_id)
    if about.order_id is not None:
        about = About(order_id=about.order_id)
    return HappenedTo(about, row.who, row.code)


class DueScreen(ArrangedPage, TabbedPage):
    """From everywhere (9), where the team works for children; the program begins with it where that is all it
    does. It is reckoned as it is opened and come back to, and says when that was."""

    place = "due"
    DEFAULT_CSS = """
    DueScreen { layout: vertical; }
    DueScreen #due { height: 1fr; }
    DueScreen #weeks { display: none; }
    DueScreen.-weeks #weeks { display: block; }
    DueScreen.-weeks #due, DueScreen.-weeks #card { display: none; }
    DueScreen #card { height: auto; max-height: 7; padding: 0 1; background: $panel; overflow: hidden; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: DuePage | None = None
        self.rows: tuple[DueRow, ...] = ()
        self.work: tuple[DueRow, ...] = ()

    def body(self) -> ComposeResult:
        yield TabLine(TABS)
        yield RecordList(COLUMNS, empty="Looking …", id="due")
        yield TextViewer(id="weeks")
        yield Static(id="card", markup=False)

    def on_mount(self) -> None:
        self.query_one(RecordList).focus()

    def look_anew(self) -> None:
        self.run(self._look(), group="look")

    async def _look(self) -> None:
        found = await self.call(kept.page, self.app.session, kept.MOST)
        if self._wants_more(found):
            found = await self.call(kept.page, self.app.session, None)
        going_on = await self.call(opened_work.every, self.app.session)
        rows = rows_of(found)
        work = rows_of_work(going_on, clock.local(found.at).date())
        await self.look_up_origins((*rows, *work))
        if self.query(RecordList):  # nothing is left of a page that is being taken down
            self.found, self.rows, self.work = found, rows, work
            self.show_arranged()
            self.looked_up()

    @property
    def row(self) -> DueRow | None:
        """The one under the cursor; none in the calendar."""
        if self.tab == "weeks":
            return None
        key = self.query_one(RecordList).key
        return next((each for each in (*self.rows, *self.work) if each.key == key), None)

    @property
    def client_id(self) -> int | None:
        """Of an order of several children none is in front of anybody."""
        clients = self.row.clients if self.row else ()
        return clients[0] if len(clients) == 1 else None

    def _wants_more(self, found: DuePage) -> bool:
        """Is more asked for than the soonest lines, which are read at first?"""
        late = sum(line.overdue for line in found.lines)
        return found.more > 0 and (bool(self.chosen) or (self.tab == "late" and late < found.overdue))

    def _look_for_more(self) -> None:
        if self.found and self._wants_more(self.found):
            self.look_anew()

    def _choose(self, chosen: Chosen) -> None:
        super()._choose(chosen)
        self._look_for_more()

    def show_tab(self) -> None:
        self.show_arranged()
        self._look_for_more()
        self.query_one(TextViewer if self.tab == "weeks" else RecordList).focus()

    @property
    def listing(self) -> Listing[DueRow]:
        return DUE

    @property
    def things(self) -> tuple[DueRow, ...]:
        return self._of(self.tab)

    def _of(self, tab: str) -> tuple[DueRow, ...]:
        """The lines of a tab."""
        mine = self.app.session.name
        if tab == "work":
            return *(each for each in self.rows if each.aside), *self.work
        return tuple(each for each in self.rows if tab == "all" or (each.late if tab == "late" else each.owner == mine))

    def show_arranged(self) -> None:
        if self.found is None:
            return
        things = self.things
        shown = self.arranged(things)
        grouped = not self.chosen.order
        lines = [
            RecordLine(each.key, (each.by, each.who, each.what, each.owner, each.waits_for),
                       "late" if each.late or each.group == TO_PUT_RIGHT else "", each.group)
            for each in shown
        ]  # fmt: skip
        if not grouped:
            lines = [replace(line, cells=("!" if line.tone else "", *line.cells), group="") for line in lines]
        counts = {tab: len(self._of(tab)) for tab, _ in TABS if tab != "weeks"}
        counts["all"] += self.found.more
        counts["late"] = max(counts["late"], self.found.overdue)
        self.query_one(TabLine).counts = counts
        self.set_class(self.tab == "weeks", "-weeks")
        self.query_one(TextViewer).show(Content(as_text(self.found, self.app.session.settings.children.plans_percent)))
        self.query_one(RecordList).fill(lines, empty=self._nothing(), columns=COLUMNS if grouped else SORTED)
        words = "" if self.tab == "weeks" else self.arranged_words(len(shown), len(things))
        if self.found.more and self.tab == "all":
            words = f"The soonest {kept.MOST:,} and yours are listed: sorting or narrowing the list reads all"
        told = f"{self.found.overdue:,} late, {self.found.due:,} to come, {self.found.met:,} done"
        held = f"{counted(self.found.held, 'young person')} held back" if self.found.held else ""
        at = f"as of {clock.format_moment(self.found.at, clock.now())}"
        self.prompt(" · ".join(filter(None, (words, told, held, at))), whole=True)
        self._tell()

    def _nothing(self) -> str:
        """Why no line stands here."""
        if self.chosen.narrows:
            return arrangement.NOTHING
        return NOTHING[self.tab] if self.found and (self.found.people or self.rows) else NOBODY

    def _tell(self) -> None:
        """Say all of the line under the cursor below the list."""
        card = "\n".join(self.row.card) if self.row else ""
        update_if_changed(self.query_one("#card", Static), sanitize(card))
        self.refresh_frame()

    def on_record_list_highlighted(self, _event: RecordList.Highlighted) -> None:
        self._tell()

    def on_record_list_chosen(self, _event: RecordList.Chosen) -> None:
        """Enter opens the work, where some is begun, else the young person."""
        if self.row and self.row.work:
            go_on(self, self.row.work)
        else:
            self.action_client()

    def disabled_reason(self, action_id: str) -> str | None:
        row = self.row
        if action_id == "due.billing" and not self.app.session.may(Act.KEEP_COMMISSIONS):
            return permissions.refusal(Act.KEEP_COMMISSIONS)
        if self.tab == "weeks" and action_id.removeprefix("due.") in (*ARRANGING, "client", "work", "happened"):
            return "The calendar counts all that is due: the tabs before it have the lines."
        if row is None:
            if action_id == "due.happened":
                return self._no_line_for_what_happened()
            return "Nobody stands here." if action_id in ("due.client", "due.work") else None
        match action_id:
            case "due.client" if not row.clients:
                return "This line is about a school: no young person's page is behind it."
            case "due.work" if not (row.work or row.can_begin):
                return "No work of ours is for this: h records what happened."
        return None

    def _no_line_for_what_happened(self) -> str | None:
        """Where nothing is due a school may be new; while there may be lines, what happened is of one of them."""
        if self.found is None:
            return "Still looking: h records what happened on a line."
        return arrangement.NOTHING if self.chosen.narrows else None

    def action_work(self) -> None:
        row = self.row
        if row and row.work:
            go_on(self, row.work)
        elif row and row.can_begin:
            self.run(self._begin(row))

    async def _begin(self, row: DueRow) -> None:
        assert row.subject
        title = f"{row.what}: {row.who}"
        if row.subject.school_id is not None:
            await begin_for_school(self, row.subject.school_id, row.code, title)
        elif row.subject.order_id is not None:
            await begin_for_order(self, row.subject.order_id, title)
        else:
            await begin_for_duty(self, row.clients[0], row.code, title)

    def action_happened(self) -> None:
        self.run(self._happened(_subject(self.row)))

    async def _happened(self, subject: HappenedTo, code: str = "") -> None:
        if await record(self, subject, code):
            self.look_anew()  # not awaited: until it is over, no key would begin anything else

    def resume_draft(self, kind: str, key: str) -> None:
        self.run(self._happened(subject_of(kind, key), key.partition("/")[2]))

    def action_billing(self) -> None:
        self.app.open(places.BillingPlace())

    def action_load(self) -> None:
        self.app.open(places.LoadPlace())

    def action_client(self) -> None:
        row = self.row
        if row and row.clients:
            others = (
                row.clients
                if len(row.clients) > 1
                else [id for each in self.arranged(self.things) for id in each.clients]
            )
            self.open_client(row.clients[0], others)
        elif why := self.disabled_reason("due.client"):
            self.app.hint(why)

    def came_back(self, client_id: int) -> None:
        """Stand on a line of whoever was looked at last; on the one that was left, where that is theirs."""
        if self.row and client_id in self.row.clients:
            return
        theirs = next((each for each in self.arranged(self.things) if client_id in each.clients), None)
        if theirs:
            self.query_one(RecordList).stand_on(theirs.key)
