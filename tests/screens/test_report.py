"""The page of the figures: a line a measure, and behind each exactly the people whom it counted."""

from __future__ import annotations

from tests.support.pilot import front, go, rows, settle, shown, until
from topaz_tui.app import Topaz
from topaz_tui.rules.measures import periods
from topaz_tui.rules.measures.measure import Tab
from topaz_tui.rules.measures.table import MEASURES
from topaz_tui.screens.behind import BehindScreen
from topaz_tui.screens.report import ReportScreen, card_of
from topaz_tui.services import workers
from topaz_tui.services.figures import CouncilFeed
from topaz_tui.services.lists import FEEDS
from topaz_tui.widgets.dialogs import ChoiceDialog, FormDialog, TextDialog
from topaz_tui.widgets.record_list import RecordList
from topaz_tui.widgets.tabs import TabLine


async def test_report_shows_each_figure_and_enter_opens_exactly_its_people(app: Topaz) -> None:
    async with app.run_test(size=(120, 60)) as pilot:
        page = await go(pilot, "8", ReportScreen, lambda page: page.report)
        assert page.report and "Referred back:" in shown(app)
        for tab in Tab:
            assert page.tab == tab
            for line in (each for each in page.report.lines if each.measure.tab is tab):
                figures = f"{line.now.numerator:,} / {line.now.denominator:,}"
                assert any(line.measure.words in row and figures in row for row in rows(app)), line.measure.code
            await pilot.press("right")
        assert page.report.team and all(each.name in shown(app) for each in page.report.team)
        line, months = page.report.lines[0], page.report.months
        beside = str(card_of(line, months, 50, 40)).split("\n")
        assert beside[0] == line.measure.words and beside[-13] == "Month by month"
        assert [each.split("  ")[0] for each in beside[-12:]] == [f"{month.first:%b %Y}" for month in months]
        assert len(found := str(card_of(line, months, 50, 4)).split("\n")) == 4 and found[-1] == "… more: d says all"
        await pilot.press("right")
        await until(pilot, lambda: isinstance(page.feed, CouncilFeed))
        await settle(pilot)
        assert page.tab == "returns" and "none is the return" in " ".join(shown(app).split()) and page.feed
        assert len(rows(app)) >= len(FEEDS) and all(words in shown(app) for words in FEEDS.values())
        assert page.disabled_reason("report.people") and page.file == "concerns"
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, TextDialog))
        assert "Counted as they were raised" in shown(app)
        await pilot.press("escape", "down", "x")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        assert f"{FEEDS['requests']}: write" in shown(app) and "topaz-figure-requests-" in shown(app)
        await pilot.press("escape", "right", "d")
        await until(pilot, lambda: isinstance(app.screen, TextDialog))
        assert MEASURES[0].denominator[:30] in shown(app)
        await pilot.press("escape", "p")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        await pilot.press(*["down"] * 5, "enter")
        await until(pilot, lambda: page.report and page.report.period.words.startswith("1 Jan 2026"))
        await settle(pilot)
        page.query_one(TabLine).current = "calls"
        page.show_tab()
        page.query_one(RecordList).stand_on("HIT")
        hits = page.line
        assert hits
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, BehindScreen) and app.screen.people)
        behind = front(app, BehindScreen)
        assert sum(each.times for each in behind.people) == hits.now.numerator > 10
        assert {each.client_id for each in behind.people} == set(hits.now.above)
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        assert f"write {len(behind.people)} rows" in shown(app)
        await pilot.press("escape", "escape")
        assert front(app, ReportScreen).line == hits
        page.query_one(TabLine).current = "team"
        page.show_tab()
        await settle(pilot)
        member = page.member
        assert member
        await pilot.press("enter")
        await until(pilot, lambda: page.report and page.report.worker == member.name)
        assert page.report.now["HIT"].denominator == member.dials and page.tab == "calls"
        page.period, page.worker_id = periods.named("2026-09"), None
        page.look()
        await until(pilot, lambda: page.report and page.report.period == page.period and not page.report.worker)
        await pilot.press("z")
        await until(pilot, lambda: page.frozen)
        await settle(pilot)
        assert " · frozen" in " ".join(shown(app).split()) and page.frozen and page.frozen.whole


async def test_report_shows_a_worker_what_they_did_and_no_more(app: Topaz, monkeypatch) -> None:
    worker = Topaz(workers.current_session(app.session.settings))
    monkeypatch.setattr(worker, "session", type(app.session)(worker.session.worker_id, "x", "X Y", "worker",
                                                              app.session.settings))  # fmt: skip
    async with worker.run_test(size=(80, 24)) as pilot:
        page = await go(pilot, "8", ReportScreen, lambda page: page.report)
        assert page.report and all(line.measure.own for line in page.report.lines)
        assert {each.worker_id for each in page.report.team} == {worker.session.worker_id}
        await pilot.press("f", "o")
        assert worker.screen is page and "manager" in shown(worker)
