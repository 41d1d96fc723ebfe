"""Who has how much work of children's services, in points: a manager sees everybody, and gives away what is too much;
whoever is no manager sees their own."""

from __future__ import annotations

from datetime import date

from textual.app import ComposeResult
from textual.widgets import Static

from topaz_tui import clock
from topaz_tui.rules import permissions
from topaz_tui.rules.children.work_moves import MOVES, WorkMoveId
from topaz_tui.rules.children.work_states import STATES
from topaz_tui.rules.permissions import Act
from topaz_tui.screens import places
from topaz_tui.screens.base import Page
from topaz_tui.screens.moving_work import move_on
from topaz_tui.services.statutory import load, opened_work
from topaz_tui.services.statutory.load import LoadPage, WorkersLoad
from topaz_tui.services.statutory.opened_work import WorkLine
from topaz_tui.text import one_line, sanitize
from topaz_tui.widgets.dialogs import ChoiceDialog
from topaz_tui.widgets.record_list import Column, RecordLine, RecordList
from topaz_tui.widgets.update import update_if_changed

COLUMNS = (
    Column("Name", 16, grows=3, wraps=True),
    Column("Grade", 15, grows=1, wraps=True),
    Column("Hours", 5, right=True),
    Column("Pieces", 6, right=True),
    Column("Points", 6, right=True),
    Column("Of", 5, right=True),
    Column("Load", 7, right=True),
)
PIECES = (
    Column("Who", 20, grows=3, wraps=True),
    Column("What", 18, grows=2, wraps=True),
    Column("Where it stands", 18, grows=2, wraps=True),
    Column("Points", 6, right=True),
)
NOBODYS = 0
"""The key of the line of what nobody has."""
SHOWN = 5  # pieces on the card: the rest is counted
NOTHING = "Nobody has hours on record: 'topaz workers hours ACCOUNT --grade … --hours …'."


class LoadScreen(Page):
    """From Due (l)."""

    place = "load"
    DEFAULT_CSS = """
    LoadScreen { layout: vertical; }
    LoadScreen #load { height: 1fr; }
    LoadScreen #card { height: auto; max-height: 8; padding: 0 1; background: $panel; overflow: hidden; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: LoadPage | None = None
        self.work: dict[int, list[WorkLine]] = {}

    def body(self) -> ComposeResult:
        yield RecordList(COLUMNS, empty="Looking …", id="load")
        yield Static(id="card", markup=False)

    def on_mount(self) -> None:
        self.query_one(RecordList).focus()

    def look_anew(self) -> None:
        self.run(self._look(), group="look")

    async def _look(self) -> None:
        found = await self.call(load.page, self.app.session)
        going_on = await self.call(opened_work.every, self.app.session)
        if not self.query(RecordList):  # nothing is left of a page that is being taken down
            return
        self.found, self.work = found, {}
        for each in going_on:
            self.work.setdefault(each.known.stands.worker or NOBODYS, []).append(each)
        self._show(found)
        self.looked_up()

    def _show(self, found: LoadPage) -> None:
        lines = [RecordLine(each.load.worker, _cells(each), "late" if each.load.over else "") for each in found.workers]
        if found.without_worker and self.app.session.may(Act.SEE_LOAD):
            lines.append(RecordLine(NOBODYS, ("Nobody's yet", "", "", f"{found.without_worker}", "", "", "")))
        self.query_one(RecordList).fill(lines, empty=NOTHING)
        over = sum(each.load.over for each in found.workers)
        told = [f"{over:,} with more than they have room for", f"as of {clock.format_day(found.day)}"]
        if not self.app.session.may(Act.SEE_LOAD):
            told.append("yours alone: a manager sees everybody's")
        self.prompt(" · ".join(told), whole=True)
        self._tell()

    @property
    def here(self) -> list[WorkLine]:
        """The work of whoever the cursor stands on, the soonest first; at the end what weighs nothing any more."""
        key = self.query_one(RecordList).key
        work = self.work.get(key, []) if isinstance(key, int) else []
        return sorted(work, key=lambda each: (not load.points(each.known), each.by or date.max, each.known.id))

    def _tell(self) -> None:
        """Say below the list what they have."""
        work = self.here
        lines = [_piece(each) for each in work[:SHOWN]]
        if len(work) > SHOWN:
            lines.append(f"and {len(work) - SHOWN} more")
        update_if_changed(self.query_one("#card", Static), sanitize("\n".join(lines) or "They have no work."))
        self.refresh_frame()

    def on_record_list_highlighted(self, _event: RecordList.Highlighted) -> None:
        self._tell()

    def on_record_list_chosen(self, _event: RecordList.Chosen) -> None:
        if why_not := self.disabled_reason("load.work"):
            self.app.hint(why_not)
        else:
            self.action_work()

    def disabled_reason(self, action_id: str) -> str | None:
        name = action_id.removeprefix("load.")
        if name == "give" and not self.app.session.may(Act.SEE_LOAD):
            return permissions.refusal(Act.SEE_LOAD)
        return "They have no work." if name in ("work", "give") and not self.here else None

    def action_work(self) -> None:
        self.run(self._open())

    async def _open(self) -> None:
        if chosen := await self._choose("Which piece of work?", self.here):
            self.app.open(places.WorkPlace(chosen.known.id))

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

    def resume_draft(self, kind: str, key: str) -> None:
        self.app.open(places.WorkPlace(int(key.partition("/")[0])))


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
