"""The figures of a period, a line each, beside the period before and twelve months: a manager's page.

Nothing is counted here: the figures are those of `topaz report`."""

from __future__ import annotations

from textual.app import ComposeResult

from topaz_tui import clock
from topaz_tui.rules import permissions
from topaz_tui.rules.measures import periods, words
from topaz_tui.rules.measures.periods import Period
from topaz_tui.rules.permissions import Act
from topaz_tui.screens import places
from topaz_tui.screens.base import Page
from topaz_tui.services import figures
from topaz_tui.services.figures import Line, PeriodReport
from topaz_tui.text import sanitize
from topaz_tui.widgets.dialogs import ChoiceDialog, TextDialog
from topaz_tui.widgets.record_list import Column, RecordLine, RecordList

COLUMNS = (
    Column("Measure", 22, grows=1, wraps=True),
    Column("n / of", 13, right=True),
    Column("Now", 12, right=True),
    Column("Before", 12, right=True),
    Column("12 months", 12),
)
PERIODS = (Column("Period", 20), Column("Days", 30, grows=1))
COUNCILS = (Column("Council", 30, grows=1),)
EVERY = "All councils"


class ReportScreen(Page):
    """From everywhere (8). Enter opens exactly the people whom a figure counted."""

    place = "report"
    DEFAULT_CSS = """
    ReportScreen { layout: vertical; }
    ReportScreen #report { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.period: Period = periods.this_quarter(clock.today())
        self.council: str | None = None
        self.report: PeriodReport | None = None

    def body(self) -> ComposeResult:
        yield RecordList(COLUMNS, empty="Counting …", id="report")

    def on_mount(self) -> None:
        self.query_one(RecordList).focus()
        self.look()

    def look(self) -> None:
        """Count anew, of the period and the council that are chosen."""
        self.run(self._look(), group="look")

    async def _look(self) -> None:
        if why_not := self._not_theirs():
            self.query_one(RecordList).fill([], empty=why_not)
            self.looked_up()
            return
        report = await self.call(figures.report, self.app.session, self.period, self.council)
        if self.query(RecordList):  # nothing is left of a page that is being taken down
            self._show(report)

    def _not_theirs(self) -> str | None:
        return None if self.app.session.may(Act.SEE_FIGURES) else permissions.refusal(Act.SEE_FIGURES)

    def _show(self, report: PeriodReport) -> None:
        self.report = report
        lines = [
            RecordLine(line.measure.code, (line.measure.words, words.of_all(line.now),
                                           words.said(line.measure, line.now), words.said(line.measure, line.before),
                                           words.bars(line.measure, line.months)))
            for line in report.lines
        ]  # fmt: skip
        self.query_one(RecordList).fill(lines)
        at = f"as of {clock.format_moment(report.as_of, clock.now())}"
        self.prompt(" · ".join((report.period.words, sanitize(report.council or EVERY), at)))
        self.refresh_frame()
        self.looked_up()

    @property
    def line(self) -> Line | None:
        """The measure under the cursor."""
        key = self.query_one(RecordList).key
        return next((each for each in self.report.lines if each.measure.code == key), None) if self.report else None

    def on_record_list_highlighted(self, _event: RecordList.Highlighted) -> None:
        self.refresh_frame()

    def disabled_reason(self, action_id: str) -> str | None:
        if not action_id.startswith("report."):
            return None
        if why_not := self._not_theirs():
            return why_not
        if action_id in ("report.people", "report.meaning") and self.line is None:
            return "Nothing is counted yet."
        return None

    def on_record_list_chosen(self, _event: RecordList.Chosen) -> None:
        self.action_people()

    def action_people(self) -> None:
        if self.line and self.report:
            title = f"{self.line.measure.words}: {self.line.measure.of}"
            self.app.open(places.BehindPlace(title, self.line.now.above, self.line.measure.unit))

    def action_meaning(self) -> None:
        if self.line:
            self.app.push_screen(TextDialog(self.line.measure.words, words.meaning(self.line.measure, self.line.now)))

    def action_period(self) -> None:
        self.run(self._choose_period())

    async def _choose_period(self) -> None:
        offered = dict(periods.offered(clock.today()))
        lines = [RecordLine(name, (name, period.words)) for name, period in offered.items()]
        chosen = await self.app.push_screen_wait(ChoiceDialog("Which period?", PERIODS, lines, done="Show it"))
        if isinstance(chosen, str):
            self.period = offered[chosen]
            self.look()

    def action_filter(self) -> None:
        self.run(self._choose_council())

    async def _choose_council(self) -> None:
        names = await self.call(figures.councils, self.app.session)
        lines = [RecordLine(EVERY, (EVERY,)), *(RecordLine(name, (name,)) for name in names)]
        chosen = await self.app.push_screen_wait(ChoiceDialog("Which council's people?", COUNCILS, lines, done="Show"))
        if isinstance(chosen, str):
            self.council = None if chosen == EVERY else chosen
            self.look()
