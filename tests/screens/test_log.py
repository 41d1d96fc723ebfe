"""The log on screen: who looked at somebody, from their page; and all of it, from Team."""

from __future__ import annotations

from tests.support.pilot import go, until
from topaz_tui.rules.reading import Reading
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.log import LogScreen
from topaz_tui.screens.team import TeamScreen
from topaz_tui.services import access
from topaz_tui.widgets.record_list import RecordList


async def test_log_says_who_looked_at_somebody_and_from_where(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        queue = app.page
        await go(pilot, "o", ClientScreen, lambda page: page.page)
        person = app.screen.page.person_id
        await go(pilot, "H", LogScreen, lambda page: page.lines)
        assert {line.person_id for line in app.screen.lines} == {person}
        me = app.session.account
        await queue.call(access.looked, app.session, Reading.TODAY, "", 1)
        assert (me, Reading.PAGE, "client") in {(line.account, line.action, line.place) for line in app.screen.lines}
        await go(pilot, "f5", TeamScreen, lambda page: page._team)
        await go(pilot, "l", LogScreen, lambda page: len({line.person_id for line in page.lines}) > 1)
        page = app.screen
        asked_from = {(line.action, line.place) for line in page.lines}
        assert asked_from > {(Reading.QUEUE, "queue"), (Reading.TODAY, "queue")}, "from the one in front?"
        page.query_one(RecordList).stand_on(next(line.id for line in page.lines if line.person_id == person))
        await pilot.press("p")
        await until(pilot, lambda: {line.person_id for line in page.lines} == {person})
