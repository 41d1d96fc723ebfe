"""Who has how much work of children's services, in points: a manager sees everybody, and gives away what is too much;
whoever is no manager sees their own."""

from __future__ import annotations

from datetime import date

from textual.app import ComposeResult
from textual.widgets import Static

from topaz_tui import clock
from topaz_tui.rules import forms, permissions
from topaz_tui.rules.children import lieu_hours
from topaz_tui.rules.children.lieu_hours import LieuState
from topaz_tui.rules.children.work_moves import MOVES, WorkMoveId
from topaz_tui.rules.children.work_states import STATES
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.permissions import Act
from topaz_tui.screens import places
from topaz_tui.screens.dialogs.draft_form import ask_and_do
from topaz_tui.screens.moving_work import move_on
from topaz_tui.screens.tabbed import TabbedPage
from topaz_tui.services.statutory import lieu, load, opened_work
from topaz_tui.services.statutory.lieu import KnownLieu, WorkersLieu
from topaz_tui.services.statutory.load import LoadPage, WorkersLoad
from topaz_tui.services.statutory.opened_work import WorkLine
from topaz_tui.text import one_line, sanitize
from topaz_tui.widgets.dialogs import Answers, ChoiceDialog
from topaz_tui.widgets.record_list import Column, RecordLine, RecordList
from topaz_tui.widgets.tabs import TabLine
from topaz_tui.widgets.update import update_if_changed

COLUMNS = (
    Column("Name", 16, grows=3, wraps=True),
    Column("Grade", 15, grows=1, wraps=True),
    Column("Hours", 5, right=True),
    Column("Pieces", 6, right=True),
    Column("Points", 6, right=True),
    Column("Of", 5, right=True),
    Column("Load", 7, right=True, when=True),
)
PIECES = (
    Column("Who", 20, grows=3, wraps=True),
    Column("What", 18, grows=2, wraps=True),
    Column("Where it stands", 18, grows=2, wraps=True),
    Column("Points", 6, right=True),
)
NEW = "new"
"""The key of the draft of hours that one puts down; else it is their number."""
NOBODYS = 0
"""The key of the line of what nobody has."""
SHOWN = 5  # pieces on the card: the rest is counted
NOTHING = "Nobody has hours on record: 'topaz workers hours ACCOUNT --grade … --hours …'."


TABS = (("load", "Load"), ("lieu", "Hours in lieu"))
HOURS = (
    Column("Name", 16, grows=2, wraps=True),
    Column("In lieu", 14, right=True),
    Column("Oldest", 12),
    Column("To agree", 8, right=True),
    Column("To see to", 20, grows=3, wraps=True, when=True),
)
OF_LIEU, OF_LOAD = ("hours", "decide"), ("work", "give")
NO_HOURS = "Nobody has put down hours in lieu: e does."


class LoadScreen(TabbedPage):
    """From Due (l)."""

    place = "load"
    DEFAULT_CSS = """
    LoadScreen { layout: vertical; }
    LoadScreen #load, LoadScreen #lieu { height: 1fr; }
    LoadScreen.-lieu #load, LoadScreen #lieu { display: none; }
    LoadScreen.-lieu #lieu { display: block; }
    LoadScreen #card { height: auto; max-height: 8; padding: 0 1; background: $panel; overflow: hidden; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: LoadPage | None = None
        self.work: dict[int, list[WorkLine]] = {}
        self.hours: dict[object, WorkersLieu] = {}

    def body(self) -> ComposeResult:
        yield TabLine(TABS)
        yield RecordList(COLUMNS, empty="Looking …", id="load")
        yield RecordList(HOURS, empty="Looking …", id="lieu")
        yield Static(id="card", markup=False)

    def on_mount(self) -> None:
        self.open_list.focus()

    @property
    def open_list(self) -> RecordList:
        """The list of the tab that is open."""
        return self.query_one(f"#{self.tab}", RecordList)

    def show_tab(self) -> None:
        self.set_class(self.tab == "lieu", "-lieu")
        self.open_list.focus()
        if self.found:
            self._show(self.found)

    def look_anew(self) -> None:
        self.run(self._look(), group="look")

    async def _look(self) -> None:
        found = await self.call(load.page, self.app.session)
        going_on = await self.call(opened_work.every, self.app.session)
        hours = await self.call(lieu.page, self.app.session)
        if not self.query(RecordList):  # nothing is left of a page that is being taken down
            return
        self.found, self.work, self.hours = found, {}, {each.worker: each for each in hours}
        for each in going_on:
            self.work.setdefault(each.known.stands.worker or NOBODYS, []).append(each)
        self._show(found)
        self.looked_up()

    def _show(self, found: LoadPage) -> None:
        lines = [RecordLine(each.load.worker, _cells(each), "late" if each.load.over else "") for each in found.workers]
        if found.without_worker and self.app.session.may(Act.SEE_LOAD):
            lines.append(RecordLine(NOBODYS, ("Nobody's yet", "", "", f"{found.without_worker}", "", "", "")))
        self.query_one("#load", RecordList).fill(lines, empty=NOTHING)
        in_lieu = [
            RecordLine(each.worker, _of_lieu(each), "late" if each.alarms or each.aside else "")
            for each in self.hours.values()
        ]
        self.query_one("#lieu", RecordList).fill(in_lieu, empty=NO_HOURS)
        over = sum(each.load.over for each in found.workers)
        told = [*found.aside, f"{over:,} with more than they have room for", f"as of {clock.format_day(found.day)}"]
        if not self.app.session.may(Act.SEE_LOAD):
            told.append("yours alone: a manager sees everybody's")
        self.prompt(" · ".join(told), whole=True)
        self._tell()

    @property
    def here(self) -> list[WorkLine]:
        """The work of whoever the cursor stands on, the soonest first; at the end what weighs nothing any more."""
        key = self.open_list.key
        work = self.work.get(key, []) if isinstance(key, int) else []
        return sorted(work, key=lambda each: (not load.points(each.known), each.by or date.max, each.known.id))

    def _tell(self) -> None:
        """Say below the list what they have."""
        if self.tab == "lieu":
            theirs = self.hours.get(self.open_list.key)
            told = [each.words for each in theirs.entries[:SHOWN]] if theirs else []
            update_if_changed(self.query_one("#card", Static), sanitize("\n".join(map(one_line, told))))
            self.refresh_frame()
            return
        work = self.here
        lines = [_piece(each) for each in work[:SHOWN]]
        if len(work) > SHOWN:
            lines.append(f"and {len(work) - SHOWN} more")
        update_if_changed(self.query_one("#card", Static), sanitize("\n".join(lines) or "They have no work."))
        self.refresh_frame()

    def on_record_list_highlighted(self, _event: RecordList.Highlighted) -> None:
        self._tell()

    def on_record_list_chosen(self, _event: RecordList.Chosen) -> None:
        if self.tab == "lieu":
            return
        self.take("work")

    def disabled_reason(self, action_id: str) -> str | None:
        name = action_id.removeprefix("load.")
        if name in (OF_LOAD if self.tab == "lieu" else OF_LIEU):
            return "That is done on the other tab."
        if name == "billing" and not self.app.session.may(Act.KEEP_COMMISSIONS):
            return permissions.refusal(Act.KEEP_COMMISSIONS)
        if name == "decide" and not self.app.session.may(Act.AGREE_LIEU):
            return permissions.refusal(Act.AGREE_LIEU)
        if name == "decide" and not self._to_agree:
            return "Nothing of theirs waits to be agreed by you."
        if name == "give" and not self.app.session.may(Act.SEE_LOAD):
            return permissions.refusal(Act.SEE_LOAD)
        return "They have no work." if name in ("work", "give") and not self.here else None

    def action_work(self) -> None:
        self.run(self._open())

    async def _open(self) -> None:
        if chosen := await self._choose("Which piece of work?", self.here):
            self.app.open(places.WorkPlace(chosen.known.id))

    def action_billing(self) -> None:
        self.app.open(places.BillingPlace())

    def action_give(self) -> None:
        self.run(self._give())

    async def _give(self) -> None:
        """To whom, and why, is asked by the move itself, whose choice says who has room."""
        can = [each for each in self.here if _given_by(each)]
        if not can:
            self.app.hint("Nothing of it can be given to anybody now: it is to be accepted first, or is with others.")
            return
        chosen = await self._choose("Which piece is given to somebody else?", can)
        if chosen is None:
            return
        try:
            await move_on(self, chosen.known.id, _given_by(chosen))
        finally:
            await self._look()

    async def _choose(self, title: str, work: list[WorkLine]) -> WorkLine | None:
        lines = [RecordLine(each.known.id, _about(each)) for each in work]
        chosen = await self.app.push_screen_wait(ChoiceDialog(title, PIECES, lines, done="Go on"))
        return next((each for each in work if each.known.id == chosen), None)

    @property
    def _to_agree(self) -> list[KnownLieu]:
        """What waits to be agreed of whoever the cursor stands on: nobody agrees their own."""
        theirs = self.hours.get(self.open_list.key)
        if theirs is None or theirs.worker == self.app.session.worker_id:
            return []
        return [each for each in theirs.entries if each.entry.state == LieuState.ASKED]

    def action_hours(self) -> None:
        self.run(self._hours())

    async def _hours(self) -> None:
        app = self.app

        async def put_down(answers: Answers) -> int:
            day = forms.day_of(answers["day"])
            assert day is not None  # the question asks for it
            what = (str(answers["kind"]), day, int(str(answers["minutes"])), str(answers.get("why") or ""))
            return await app.settle(DraftKind.LIEU, NEW, lieu.ask, app.session, *what)

        lead = "Somebody else agrees them. None expires."
        done = await ask_and_do(
            self, DraftKind.LIEU, NEW, "Hours in lieu", lieu_hours.ASK, put_down, lead=lead, done="Put them down"
        )
        if done:
            app.say("Put down: somebody else agrees them.")
            await self._look()

    async def _resume(self, id: int) -> None:
        """Go on with what was being said of hours: stand on whose they are first."""
        await self._look()
        whose = next((each for each in self.hours.values() if any(known.id == id for known in each.entries)), None)
        if whose:
            self.open_list.stand_on(whose.worker)
            await self._decide(id)

    def action_decide(self) -> None:
        self.run(self._decide())

    async def _decide(self, id: int | None = None) -> None:
        app, waiting = self.app, self._to_agree
        if id is None and len(waiting) > 1:
            lines = [RecordLine(each.id, (each.words,)) for each in waiting]
            chosen = await app.push_screen_wait(
                ChoiceDialog("Which hours?", (Column("Which", 40, grows=1, wraps=True),), lines)
            )
            id = chosen if isinstance(chosen, int) else None
        elif id is None and waiting:
            id = waiting[0].id
        entry = next((each for each in waiting if each.id == id), None)
        if entry is None:
            return

        async def said(answers: Answers) -> None:
            agreed = answers["said"] == lieu_hours.YES
            what = (app.session, entry.id, agreed, str(answers.get("why") or ""))
            await app.settle(DraftKind.LIEU, f"{entry.id}", lieu.decide, *what)

        done = await ask_and_do(self, DraftKind.LIEU, f"{entry.id}", "Are they agreed?", lieu_hours.DECIDE, said,
                                lead=one_line(entry.words), done="Record it")  # fmt: skip
        if done:
            app.say("Recorded.")
            await self._look()

    def resume_draft(self, kind: str, key: str) -> None:
        if kind == DraftKind.LIEU:
            self.query_one(TabLine).current = "lieu"
            self.show_tab()
            self.run(self._hours() if key == NEW else self._resume(int(key)))
            return
        self.app.open(places.WorkPlace(int(key.partition("/")[0])))


def _of_lieu(each: WorkersLieu) -> tuple[str, ...]:
    stands = each.stands
    oldest = clock.format_day(stands.oldest) if stands.oldest else "-"
    asked = f"{len(stands.asked) or ''}"
    return one_line(each.name), lieu_hours.hours(stands.minutes), oldest, asked, " ".join((*each.aside, *each.alarms))


def _given_by(line: WorkLine) -> str:
    """The move that gives it to a worker as it stands; '' where none does."""
    state = line.known.stands.state
    moves = (WorkMoveId.ALLOCATE, WorkMoveId.HAND_OVER)
    return next((each for each in moves if state in MOVES[each].from_states), "")


def _cells(each: WorkersLoad) -> tuple[str, ...]:
    used = each.load
    hours = "-" if each.hours is None else f"{each.hours:g}"
    percent = "-" if used.percent is None else f"{'!' if used.over else ''}{used.percent} %"
    return (each.name, each.grade or "not said", hours, f"{each.pieces}", f"{used.used}", f"{used.available:.0f}",
            percent)  # fmt: skip


def _about(line: WorkLine) -> tuple[str, ...]:
    state = STATES[line.known.stands.state].words
    return one_line(line.subject.name), line.title, state, f"{load.points(line.known)}"


def _piece(line: WorkLine) -> str:
    who, what, state, points = _about(line)
    by = f", by {clock.format_day(line.by)}" if line.by else ""
    return f"{who} · {what}: {state}{by} · {points} {'point' if points == '1' else 'points'}"
