"""The team on screen: who is with whom, and a manager's hand when somebody is away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.pilot import go, settle, until
from topaz_tui import clock
from topaz_tui.errors import SessionEnded
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.team import TeamScreen, given_words
from topaz_tui.services import team, unread, workers
from topaz_tui.services.actions import AllGiven
from topaz_tui.store.database import database
from topaz_tui.store.models import Worker
from topaz_tui.widgets.dialogs import ConfirmDialog, FormDialog
from topaz_tui.widgets.record_list import RecordList


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
async def test_team_shows_who_is_at_work(app, size) -> None:
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        at_work = [line for line in workers.team(app.session) if not line.retired]
        shown = app.screen.query_one(RecordList).lines
        assert [line.key for line in shown] == [line.id for line in at_work]
        held = {line.key: line.cells[2] for line in shown}
        assert held == {line.id: line.holding or "" for line in at_work}
        assert app.screen.query_one(RecordList).has_focus


async def opened(pilot) -> None:
    await go(pilot, "f5", TeamScreen, lambda page: page._team)


async def test_team_lets_a_manager_release_whom_a_colleague_holds(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        busy = next(line for line in workers.team(app.session) if line.holding_id)
        app.screen.query_one(RecordList).stand_on(busy.id)
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, TeamScreen))
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("r", "y")
        await until(pilot, lambda: not any(line.holding_id for line in workers.team(app.session) if line.id == busy.id))


async def test_team_o_opens_the_record_of_whom_they_are_with(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        busy = next(line for line in workers.team(app.session) if line.holding_id)
        app.screen.query_one(RecordList).stand_on(busy.id)
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, ClientScreen))
        assert app.screen.client_id == busy.holding_id


async def test_team_lets_a_manager_move_all_callbacks(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        away = next(line for line in workers.team(app.session) if line.callbacks)
        app.screen.query_one(RecordList).stand_on(away.id)
        await pilot.press("m")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("space", "f10")  # anybody
        await until(pilot, lambda: all(each.kept_for != away.id for each in team.promises(app.session)))


def test_team_says_to_whom_actions_were_given() -> None:
    assert given_words(AllGiven(6), "Asha Verma") == "6 actions given to Asha Verma."
    assert given_words(AllGiven(6, 5), "Asha").startswith("1 action given to Asha. 5 actions given to others:")
    assert given_words(AllGiven(1, 1), "Asha").startswith("1 action given to others:")


async def test_team_tells_a_worker_that_only_a_manager_may(app) -> None:
    app.session = replace(app.session, role="worker")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("m", "r")
        await until(pilot, lambda: app.status.tells("Only a manager"))
        assert isinstance(app.screen, TeamScreen)


async def test_team_shows_a_role_that_the_program_does_not_know(app) -> None:
    database.execute_sql("UPDATE worker SET role = 'king' WHERE id = 3")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        line = next(line for line in app.screen.query_one(RecordList).lines if line.key == 3)
        assert line.cells[1] == workers.UNREADABLE
        assert unread.known() == {"worker": ("3",)}


async def test_team_member_retired_meanwhile_does_nothing_more_and_the_program_ends(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        Worker.update(retired_at=clock.to_store(clock.now())).where(Worker.id == app.session.worker_id).execute()
        with pytest.raises(SessionEnded):
            await app.service_thread(workers.team, app.session)
        await until(pilot, lambda: app.return_code)
    assert app.session_watch.over
    assert app.return_code == SessionEnded.exit_code
