"""One piece of work: what it is for, what was done with it so far, its document, and what can be done next."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from topaz_tui import clock
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.screens import places
from topaz_tui.screens.document_text import as_text
from topaz_tui.screens.happening import HappenedTo, record
from topaz_tui.screens.moving_work import move_on
from topaz_tui.screens.printing_work import cannot_print, print_out
from topaz_tui.screens.tabbed import TabbedPage
from topaz_tui.services.statutory import opened_work
from topaz_tui.services.statutory.happening_choices import About
from topaz_tui.services.statutory.opened_work import OpenedWork, WorkMoment
from topaz_tui.text import one_line, sanitize, wrap, wrap_hanging
from topaz_tui.widgets.pieces import Piece
from topaz_tui.widgets.tabs import TabLine
from topaz_tui.widgets.text_viewer import TextViewer
from topaz_tui.widgets.update import update_if_changed

TABS = (("history", "History"), ("document", "The document"))
NOTHING_WRITTEN = "Nothing is written yet."
NOTHING_DONE = "It was begun, and nothing was done with it yet."


class WorkScreen(TabbedPage):
    """Opened from what is due, from a young person's page, and from its document."""

    place = "work"
    anew = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    DEFAULT_CSS = """
    WorkScreen { layout: vertical; }
    WorkScreen #head { height: auto; max-height: 5; padding: 0 1; }
    WorkScreen #columns { height: 1fr; layout: vertical; }
    WorkScreen #moves { height: auto; max-height: 8; padding: 0 1; background: $panel; }
    WorkScreen.-wide #columns { layout: horizontal; }
    WorkScreen.-wide #told { width: 1fr; }
    WorkScreen.-wide #moves { width: 40; height: 1fr; max-height: 100%; padding: 1 1; }
    """

    def __init__(self, work_id: int) -> None:
        super().__init__()
        self.work_id = work_id
        self.opened: OpenedWork | None = None
        self._first = True

    @property
    def shows(self) -> object:
        return self.work_id

    @property
    def client_id(self) -> int | None:
        return self.opened.client_id if self.opened else None

    def body(self) -> ComposeResult:
        yield Static(id="head")
        yield TabLine(TABS)
        with Container(id="columns"):
            yield TextViewer(id="told")
            yield Static(id="moves")

    def on_mount(self) -> None:
        self.query_one(TextViewer).focus()
        self.poll(self._look)

    def look_anew(self) -> None:
        self.run(self._look(), group="look")

    async def _look(self) -> None:
        look = opened_work.opened if self._first else opened_work.look
        opened = await self.call(look, self.app.session, self.work_id)
        self._first = False
        if opened != self.opened and self.query(TextViewer):  # nothing is left of a page that is being taken down
            self.opened = opened
            self.show(opened)
        self.looked_up()

    def show(self, opened: OpenedWork) -> None:
        """Show it as it stands."""
        self.title = opened.title
        conflict = (f"\n{opened.conflict}", "$warning") if opened.conflict else ""
        head = Content.assemble((f"{one_line(opened.about)}\n", "bold"), one_line(opened.duty), conflict)
        update_if_changed(self.query_one("#head", Static), head)
        update_if_changed(self.query_one("#moves", Static), self._moves(opened))
        self._tell()
        self.prompt(sanitize(opened.stands), whole=True)
        self.refresh_frame()

    def on_resize(self) -> None:
        if self.opened:
            self.call_after_refresh(self._tell)

    def show_tab(self) -> None:
        self._tell()
        self.query_one(TextViewer).action_first()

    def _tell(self) -> None:
        opened, reading = self.opened, self.query_one(TextViewer)
        if opened is None:
            return
        width = max(50, reading.size.width - 3)
        if self.tab == "document":
            document = opened.document
            text = as_text(document.kind, document.answers, width) if document else NOTHING_WRITTEN
            reading.show(Content(sanitize(text)))
            return
        pieces: list[Piece] = [piece for each in reversed(opened.history) for piece in _moment(each, width)]
        reading.show(Content.assemble(*(pieces or [NOTHING_DONE])))

    def _moves(self, opened: OpenedWork) -> Content:
        """What can be done now, in the words of the choice."""
        can = [each.does for each in opened.moves if each.why_not is None]
        told = ", ".join(can) if can else "nothing, by you"
        room = 36 if self.has_class("-wide") else max(40, self.app.size.width - 4)
        return Content.assemble(("Next: ", "bold $accent"), "\n".join(wrap(told, room - 6)))

    # What can be done

    def disabled_reason(self, action_id: str) -> str | None:
        opened = self.opened
        if not action_id.startswith("work."):
            return None
        if opened is None:
            return "It is being looked up."
        match action_id.removeprefix("work."):
            case "move" if not opened.moves:
                return "It is at its end: nothing more is done with it."
            case "write" if opened.document is None and not opened.may_begin:
                return f"Nothing is written yet, and nothing can be now. {opened.stands}"
            case "print":
                return cannot_print(self, opened)
            case "client" if not opened.clients:
                return "It is about no young person."
        return None

    def action_move(self) -> None:
        self.run(self._move())

    async def _move(self, move: str = "") -> None:
        try:
            await move_on(self, self.work_id, move)
        finally:
            await self._look()

    def action_write(self) -> None:
        self.app.open(places.DocumentPlace(self.work_id))

    def action_print(self) -> None:
        if self.opened:
            self.run(print_out(self, self.opened))

    def action_client(self) -> None:
        if self.opened:
            self.open_client(self.opened.clients[0], self.opened.clients)

    def action_happened(self) -> None:
        if self.opened:
            self.run(self._happened(self.opened))

    async def _happened(self, opened: OpenedWork) -> None:
        known = opened.known
        about = About(known.client_id, known.order_id, known.school_id)
        await record(self, HappenedTo(about, opened.about, known.code))
        await self._look()

    def resume_draft(self, kind: str, key: str) -> None:
        if kind == DraftKind.WORK_MOVE:
            self.run(self._move(key.partition("/")[2]))


def _moment(moment: WorkMoment, width: int) -> list[Piece]:
    when = clock.format_moment(moment.at, clock.now())
    pieces: list[Piece] = [(f"{when:<17} ", "$text-muted"), (moment.words, "bold"), f" · {one_line(moment.who)}\n"]
    for label, words in moment.said:
        pieces += [f"{line}\n" for line in wrap_hanging(f"{label}: {words}", width, at=4)]
    return pieces
