"""The figures of a period, a line each, beside the period before and twelve months: a manager sees the team's, a worker
their own.

Nothing is counted here: the figures are those of `topaz report`."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from topaz_tui import clock
from topaz_tui.errors import UserError
from topaz_tui.rules import permissions
from topaz_tui.rules.measures import contract, periods, words
from topaz_tui.rules.measures.facts import WorkerFact
from topaz_tui.rules.measures.frozen import Frozen, Was, restated_words
from topaz_tui.rules.measures.measure import Tab
from topaz_tui.rules.measures.periods import Period
from topaz_tui.rules.permissions import Act
from topaz_tui.screens import places, returns_tab
from topaz_tui.screens.dialogs.exporting import cannot_export, export
from topaz_tui.screens.tabbed import TabbedPage
from topaz_tui.services import figures, lists
from topaz_tui.services.figures import CouncilFeed, Line, PeriodReport
from topaz_tui.services.lists import ListTable
from topaz_tui.text import sanitize, wrap
from topaz_tui.widgets.dialogs import ChoiceDialog, TextDialog
from topaz_tui.widgets.record_list import Column, RecordLine, RecordList
from topaz_tui.widgets.tabs import TabLine
from topaz_tui.widgets.update import update_if_changed

COLUMNS = (
    Column("Measure", 22, grows=1, wraps=True),
    Column("n / of", 13, right=True),
    Column("Now", 12, right=True),
    Column("Before", 12, right=True),
    Column("12 months", 12),
)
TEAM = (
    Column("Worker", 16, grows=1, wraps=True),
    Column("Dials", 7, right=True),
    Column("Reached", 8, right=True),
    Column("Minutes", 8, right=True),
    Column("Reviews", 8, right=True),
    Column("Concerns", 9, right=True),
    Column("Promised", 9, right=True),
    Column("Days", 5, right=True),
)
ON_TEAM, ON_RETURNS = "team", "returns"
TABS = (*((tab.value, tab.capitalize()) for tab in Tab), (ON_TEAM, "Team"), (ON_RETURNS, "Returns"))
PERIODS = (Column("Period", 20), Column("Days", 30, grows=1, wraps=True))
COUNCILS = (Column("Council", 30, grows=1, wraps=True),)
EVERY = "All councils"


class ReportScreen(TabbedPage):
    """From everywhere (8). Enter opens exactly the people whom a figure counted; on a worker, their figures."""

    place = "report"
    DEFAULT_CSS = """
    ReportScreen { layout: vertical; }
    ReportScreen #columns { height: 1fr; layout: horizontal; }
    ReportScreen #report { width: 1fr; height: 1fr; }
    ReportScreen #card { display: none; width: 35%; min-width: 42; max-width: 60; height: 1fr; padding: 1 2;
                         background: $panel; overflow: hidden; }
    ReportScreen.-wide #card.-there { display: block; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (144, "-wide")]  # beside the card no measure needs a second line

    def __init__(self) -> None:
        super().__init__()
        self.period: Period = periods.this_quarter(clock.today())
        self.council: str | None = None
        self.worker_id: int | None = None  # whose figures alone are shown
        self.report: PeriodReport | None = None
        self.frozen: Frozen | None = None  # what was frozen last of the period
        self.feed: CouncilFeed | str | None = None  # what is for the council's returns, or why there is none

    def body(self) -> ComposeResult:
        yield TabLine(TABS)
        with Container(id="columns"):
            yield RecordList(COLUMNS, empty="Counting …", id="report")
            yield Static(id="card")

    def on_mount(self) -> None:
        if self._not_theirs():
            self.worker_id = self.app.session.worker_id
        self.query_one(RecordList).focus()
        self.look()

    def look(self) -> None:
        """Count anew, of the period and the council that are chosen."""
        self.run(self._look(), group="look")

    async def _look(self) -> None:
        report = await self.call(figures.report, self.app.session, self.period, self.council, self.worker_id)
        frozen = None
        if self.worker_id is None:
            frozen = await self.call(figures.last, self.app.session, self.period, self.council)
        if self.query(RecordList):  # nothing is left of a page that is being taken down
            self.report, self.frozen, self.feed = report, frozen, None
            self.show_tab()
            self.looked_up()

    async def _look_at_returns(self) -> None:
        if (why_not := self._not_theirs()) or self.worker_id is not None:
            self.feed = why_not or "What is for the council is the team's: f shows all again."
        else:
            try:
                self.feed = await self.call(figures.for_council, self.app.session, self.period, self.council)
            except UserError as error:
                self.feed = str(error)
        if self.query(RecordList) and self.tab == ON_RETURNS:
            self.show_tab()

    @property
    def file(self) -> str | None:
        """The file for the council under the cursor: its code."""
        key = self.query_one(RecordList).key if self.tab == ON_RETURNS else None
        return str(key) if key in lists.FEEDS else None

    def _not_theirs(self) -> str | None:
        return None if self.app.session.may(Act.SEE_FIGURES) else permissions.refusal(Act.SEE_FIGURES)

    def show_tab(self) -> None:
        report = self.report
        if not report:
            return
        if self.tab == ON_TEAM:
            rows = [RecordLine(f"worker {each.worker_id}", _load(each)) for each in report.team]
            self.query_one(RecordList).fill(rows, empty="Nobody called in these days.", columns=TEAM)
        elif self.tab == ON_RETURNS:
            feed = self.feed
            found = returns_tab.lines(feed) if isinstance(feed, CouncilFeed) else []
            self.query_one(RecordList).fill(
                found, empty=feed if isinstance(feed, str) else "Looking …", columns=returns_tab.COLUMNS
            )
            if feed is None:
                self.run(self._look_at_returns(), group="returns")
        else:
            now = words.said_together((line.measure, line.now) for line in report.lines)
            before = words.said_together((line.measure, line.before) for line in report.lines)
            lines = [
                RecordLine(line.measure.code, (line.measure.words, words.of_all(line.now),
                                               now[line.measure.code], before[line.measure.code],
                                               words.bars(line.measure, line.months)))
                for line in report.lines
                if line.measure.tab == self.tab
            ]  # fmt: skip
            nothing = "What stands here is the whole team's, and a manager's to see."
            self.query_one(RecordList).fill(lines, empty=nothing, columns=COLUMNS)
        at = f"as of {clock.format_moment(report.as_of, clock.now())}"
        who = report.council or (EVERY if report.worker is None else "")
        said = [report.period.words, *(sanitize(each) for each in (report.worker, who) if each), at]
        if self.tab == Tab.SUMMARY and (room := contract.in_words(report.now, self.app.session.settings.contract)):
            said.append(room)
        if self.tab == ON_RETURNS:
            said.append(returns_tab.SAID)
        elif self.frozen:
            restated = len(self._restated())
            said.append(f"frozen{f', {restated} restated since' if restated else ''}")
        self.prompt(" · ".join(said), whole=True)
        self._card()
        self.refresh_frame()

    def _card(self) -> None:
        """Beside the figures, where there is room: what the one under the cursor counts, and each of its months."""
        card, line = self.query_one("#card", Static), self.line
        card.set_class(line is not None, "-there")
        if line is None or self.report is None or not self.has_class("-wide"):
            return
        told = card_of(line, self.report.months, card.content_size.width or 38, card.content_size.height or 30)
        update_if_changed(card, told, layout=False)

    def on_resize(self) -> None:
        self.call_after_refresh(self._card)

    @property
    def line(self) -> Line | None:
        """The measure under the cursor."""
        key = self.query_one(RecordList).key
        return next((each for each in self.report.lines if each.measure.code == key), None) if self.report else None

    def on_record_list_highlighted(self, _event: RecordList.Highlighted) -> None:
        self._card()
        self.refresh_frame()

    def disabled_reason(self, action_id: str) -> str | None:
        if not action_id.startswith("report."):
            return None
        why_not = self._not_theirs()
        if why_not and (
            action_id in ("report.filter", "report.freeze") or (action_id == "report.people" and self.tab != ON_TEAM)
        ):
            return why_not
        if action_id == "report.export" and (why_not := why_not or cannot_export(self)):
            return why_not
        if action_id == "report.freeze":
            return None if self.report else "Nothing is counted yet."
        if action_id == "report.people" and self.tab == ON_TEAM:
            return None if self.member else "Nobody stands here."
        if self.tab == ON_RETURNS and action_id == "report.people":
            return "Nobody is opened here: x writes the file, d says what is in it."
        if action_id in ("report.meaning", "report.export") and self.file:
            return None
        if action_id in ("report.people", "report.meaning", "report.export") and self.line is None:
            return "Nothing is counted here."
        return None

    @property
    def member(self) -> WorkerFact | None:
        """The worker under the cursor."""
        key = self.query_one(RecordList).key
        return (
            next((each for each in self.report.team if f"worker {each.worker_id}" == key), None)
            if self.report
            else None
        )

    def on_record_list_chosen(self, _event: RecordList.Chosen) -> None:
        self.action_people()

    def action_people(self) -> None:
        if self.member:
            self.worker_id = self.member.worker_id
            self.query_one(TabLine).current = Tab.CALLS
            self.look()
        elif self.line and self.report:
            title = f"{self.line.measure.words}: {self.line.measure.numerator}"
            measure = self.line.measure
            self.app.open(places.BehindPlace(title, self.line.now.above, measure.unit, self.report.told))

    def action_export(self) -> None:
        self.run(export(self, f"figure-{self.file}" if self.file else "figure", self._table))

    async def _table(self) -> ListTable:
        if self.file and isinstance(self.feed, CouncilFeed):
            return await self.call(lists.of_feed, self.app.session, self.feed, self.file)
        assert self.line and self.report
        return await self.call(lists.of_figure, self.app.session, self.report, self.line.measure.code)

    def action_meaning(self) -> None:
        if self.file and isinstance(self.feed, CouncilFeed):
            told = returns_tab.meaning(self.feed, self.file)
            self.app.push_screen(TextDialog(lists.FEEDS[self.file], told))
        elif self.line:
            measure, said = self.line.measure, [words.meaning(self.line.measure, self.line.now)]
            if self.frozen:
                was = self._restated().get(measure.code)
                said += [f"{self.frozen.in_words}.", f"Restated: {restated_words(measure, was)}." if was else ""]
            self.app.push_screen(TextDialog(measure.words, "\n\n".join(filter(None, said))))

    def _restated(self) -> dict[str, Was]:
        return self.frozen.restated(self.report.now) if self.frozen and self.report else {}

    def action_freeze(self) -> None:
        self.run(self._freeze())

    async def _freeze(self) -> None:
        if self.report:
            self.frozen = await self.call(figures.freeze, self.app.session, self.report)
            self.app.say(f"{self.frozen.in_words}.")
            self.show_tab()

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
            self.council, self.worker_id = None if chosen == EVERY else chosen, None
            self.look()


def card_of(line: Line, months: Sequence[Period], width: int, height: int) -> Content:
    """A measure in so many columns and lines: what it counts, and what it came to in each month. Where that is too
    much, the months go, and `d` says all of the rest."""
    measure = line.measure
    about = [
        Content.styled(measure.words, "bold"),
        *(Content(part) for each in words.meaning(measure, line.now).split("\n\n") for part in wrap(each, width)),
    ]
    most = max(map(len, map(words.of_all, line.months)), default=0)
    by_month = [
        Content(f"{month.first:%b %Y}  {words.of_all(counted):>{most}}  {words.said(measure, counted)}")
        for month, counted in zip(months, line.months, strict=True)
    ]
    if len(about) + len(by_month) + 2 <= height:
        about += [Content(""), Content.styled("Month by month", "bold $accent"), *by_month]
    if len(about) > height:
        about = [*about[: height - 1], Content.styled("… more: d says all", "$text-muted")]
    return Content("\n").join(about)


def _load(each: WorkerFact) -> tuple[str, ...]:
    done = (each.dials, each.reached, each.minutes, each.reviews, each.concerns, each.promises, each.days)
    return each.name, *(f"{number:,}" for number in done)
