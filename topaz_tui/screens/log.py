"""The log: who looked at whom, did what, from where, and when; of everybody, of one person, or of one worker."""

from __future__ import annotations

from textual.app import ComposeResult

from topaz_tui import clock
from topaz_tui.rules import permissions
from topaz_tui.rules.permissions import Act
from topaz_tui.screens import arrangement, listings
from topaz_tui.screens.arranged import ArrangedPage
from topaz_tui.screens.arrangement import Listing
from topaz_tui.services import access_log
from topaz_tui.services.access_log import LogLine
from topaz_tui.text import sanitize
from topaz_tui.widgets.record_list import Column, RecordLine, RecordList

COLUMNS = (
    Column("When", 17),
    Column("Who", 9, grows=True, wraps=True),
    Column("Did", 18, grows=2, wraps=True),
    Column("About", 12),
    Column("From", 11),
)
AT_FIRST = 500  # lines; the end of the list offers as many more


class LogScreen(ArrangedPage):
    """From Team, the palette, or of one person from their page (`person_id`)."""

    place = "log"
    DEFAULT_CSS = """
    LogScreen { layout: vertical; }
    LogScreen #log { height: 1fr; }
    """

    def __init__(self, person_id: str = "") -> None:
        super().__init__()
        self.lines: tuple[LogLine, ...] = ()
        self._person_id, self._account, self._most = person_id, "", AT_FIRST

    @property
    def shows(self) -> object:
        return self._person_id

    def body(self) -> ComposeResult:
        yield RecordList(COLUMNS, empty="Looking …", id="log")

    def on_mount(self) -> None:
        self.query_one(RecordList).focus()
        if self.app.session.may(Act.READ_LOG):
            self._look_soon()
        else:
            self.query_one(RecordList).fill([], empty=permissions.refusal(Act.READ_LOG))

    def _look_soon(self) -> None:
        self.run(self._look(), group="look")

    async def _look(self) -> None:
        found = await self.call(
            access_log.lines,
            self.app.session,
            person_id=self._person_id or None,
            account=self._account or None,
            most=self._most,
        )
        await self.look_up_origins(found)
        if self.query(RecordList):  # nothing is left of a page that is being taken down
            self.lines = found
            self.show_arranged()

    @property
    def listing(self) -> Listing[LogLine]:
        return listings.LOG

    @property
    def things(self) -> tuple[LogLine, ...]:
        return self.lines

    def show_arranged(self) -> None:
        now = clock.now()
        shown = self.arranged(self.lines)
        lines = [
            RecordLine(each.id, (
                clock.format_moment(each.at, now) if each.at else "?", each.account, each.told,
                each.person_id, each.place,
            ))
            for each in shown
        ]  # fmt: skip
        self.query_one(RecordList).fill(lines, empty=arrangement.NOTHING if self.chosen.narrows else "No such line.")
        of = (
            f"about {sanitize(self._person_id)}" if self._person_id else "",
            f"by {sanitize(self._account)}" if self._account else "",
            f"the newest {len(self.lines):,}: m shows older ones" if len(self.lines) == self._most else "",
        )
        told = self.arranged_words(len(shown), len(self.lines)) or f"Lines of the log: {len(self.lines):,}"
        self.prompt(" · ".join(filter(None, (told, *of))), whole=True)
        self.refresh_frame()
        self.looked_up()

    @property
    def line(self) -> LogLine | None:
        """The one under the cursor."""
        key = self.query_one(RecordList).key
        return next((each for each in self.lines if each.id == key), None)

    @property
    def client_id(self) -> int | None:
        return self.line.client_id if self.line else None

    def on_record_list_highlighted(self, _event: RecordList.Highlighted) -> None:
        self.refresh_frame()

    def on_record_list_chosen(self, _event: RecordList.Chosen) -> None:
        self.take("client")

    def disabled_reason(self, action_id: str) -> str | None:
        name, line = action_id.removeprefix("log."), self.line
        if not self.app.session.may(Act.READ_LOG) and name != action_id:
            return permissions.refusal(Act.READ_LOG)
        if name in ("client", "of_person") and (line is None or line.client_id is None):
            return "This line is about nobody."
        if name == "of_worker" and (line is None or not line.account):
            return "Nobody who works here did this: it is a job of the machine's."
        if name == "more" and len(self.lines) < self._most:
            return "These are all."
        if name == "whole" and not (self._person_id or self._account):
            return "This is all of the log."
        return None

    def action_client(self) -> None:
        if self.client_id is not None:
            self.open_client(self.client_id, ())

    def action_of_person(self) -> None:
        """All that was done about whom the line is about."""
        if self.line and self.line.person_id:
            self._person_id = self.line.person_id
            self._look_soon()

    def action_of_worker(self) -> None:
        """All that whoever did this has done."""
        if self.line and self.line.account:
            self._account = self.line.account
            self._look_soon()

    def action_whole(self) -> None:
        self._person_id, self._account = "", ""
        self._look_soon()

    def action_more(self) -> None:
        self._most += AT_FIRST
        self._look_soon()
