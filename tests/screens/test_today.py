"""A worker's day: what is owed by its time, what they did, and the nudge as a promise comes due."""

from __future__ import annotations

from datetime import timedelta

from tests.support.pilot import go, settle, until
from tests.support.rows import one
from topaz_tui import clock
from topaz_tui.app.promises import words
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.glance_pane import GlancePane
from topaz_tui.screens.today import TodayScreen
from topaz_tui.services import agenda, clients
from topaz_tui.store.models import Call, QueueEntry
from topaz_tui.widgets.record_list import RecordList

SAFE = "SELECT client_id FROM queue_status WHERE reason = 'callable' AND why = 'recall' LIMIT 1"


def test_today_has_what_is_owed_by_its_time_to_oneself_or_anybody(app) -> None:
    owed = agenda.agenda(app.session)
    promised = [each for each in owed if each.promised]
    assert promised and [each.due for each in promised] == sorted(each.due for each in promised)
    assert list(owed[len(promised) :]) == [each for each in owed if each.kind == "follow-up"]
    assert all(clock.local(each.due).date() <= clock.today() for each in owed)
    first = owed[0].client_id
    for worker, there in ((app.session.worker_id, True), (None, True), (app.session.worker_id + 1, False)):
        QueueEntry.update(for_worker=worker).where(QueueEntry.client == first).execute()
        assert (first in {each.client_id for each in agenda.agenda(app.session)}) == there


def test_today_promise_nudges_for_a_quarter_of_an_hour(app, at) -> None:
    due = agenda.agenda(app.session)[0]
    for minutes, there in ((-1, False), (1, True), (14, True), (16, False)):
        moment = clock.to_store(clock.now() - timedelta(minutes=minutes))
        QueueEntry.update(due_at=moment).where(QueueEntry.client == due.client_id).execute()
        assert (due.client_id in {each.client_id for each in agenda.just_due(app.session)}) == there, minutes
    told = words([due, due], "6")
    assert told.startswith(f"Due now: callback to {due.name}, promised for ") and told.endswith(", and 1 more (6).")


async def test_today_is_opened_by_one_key_and_shows_what_one_did(app) -> None:
    whom = one(SAFE)
    now = clock.to_store(clock.now())
    Call.insert(client=whom, worker=app.session.worker_id, rang_at=now, ended_at=now, outcome="engaged").execute()
    clients.add_note(app.session, whom, "Rang the shop below.")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("6")
        await until(pilot, lambda: isinstance(app.screen, TodayScreen) and app.screen.owed)
        today = app.screen
        last = today.owed[1].client_id
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, ClientScreen) and app.screen.page)
        await pilot.press("J")
        await until(pilot, lambda: app.screen.client_id == last)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is today and today.client_id == last)
        await pilot.press("right", "right")
        rows = app.screen.query_one(RecordList)
        done = {line.cells[1] for line in rows.lines}
        assert len(done) == 2 and "Call: Engaged" in done and rows.lines[0].cells[0] == "10:00"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ClientScreen) and app.screen.client_id == whom)


async def test_today_has_beside_its_list_how_to_call_whoever_the_cursor_rests_on(app) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        today = await go(pilot, "6", TodayScreen, lambda page: page.owed)
        pane = today.query_one(GlancePane)
        await until(pilot, lambda: "to ring" in str(pane.content))
        assert today.whom and str(pane.content).startswith(f"{today.whom.name}\nCallback promised for ")
        assert pane.region.x == today.query_one(RecordList).region.right
        await pilot.press("left")  # nothing was done yet: the list has the page
        await until(pilot, lambda: not pane.display and today.query_one(RecordList).region.width == 120)
