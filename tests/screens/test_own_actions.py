"""What one sees to: one key says it of several, another puts it right, on the page of today and on the client's."""

from __future__ import annotations

import pytest

from tests.support.pilot import until
from tests.support.rows import one
from topaz_tui.app import Topaz
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.today import TodayScreen
from topaz_tui.store.models import ClientAction
from topaz_tui.widgets.dialogs import FormDialog
from topaz_tui.widgets.record_list import RecordList
from topaz_tui.widgets.staying import OVER


@pytest.fixture
def mine(app: Topaz) -> list[int]:
    """Three actions that are this worker's, of which the first two are late."""
    me = app.session.worker_id
    ClientAction.update(owner=None).where(ClientAction.owner == me).execute()
    rows = [row.id for row in ClientAction.select().where(ClientAction.done_at.is_null()).order_by(ClientAction.id)][:3]
    for row, by in zip(rows, ("2026-11-02", "2026-11-10", "2026-12-04"), strict=True):
        ClientAction.update(owner=me, by_on=by).where(ClientAction.id == row).execute()
    return rows


def ended(ids: list[int]) -> list[str | None]:
    return [ClientAction.get_by_id(each).ended_as for each in ids]


async def test_several_are_said_by_one_key_and_put_right_by_another(app: Topaz, mine: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("6")
        await until(pilot, lambda: isinstance(app.screen, TodayScreen) and app.screen.own)
        page, rows = app.screen, app.screen.query_one(RecordList)
        assert isinstance(page, TodayScreen)
        await pilot.press("y")  # nothing happens on the agenda
        await pilot.press("right", "space", "space", "y")
        await until(pilot, lambda: len(page.said) == 2)
        assert ended(mine) == ["came", "came", None] and len(page.own) == 1
        await pilot.press("y")  # a burst: what was answered stays under the cursor, and takes no key once more
        await until(pilot, lambda: app.status.tells(OVER))
        assert not {"mark", "came"} & {*page.first_keys()} and page.disabled_reason("today.mark") == OVER
        assert ended(mine) == ["came", "came", None] and page.client_id == ClientAction.get_by_id(mine[1]).client_id
        await pilot.press("down", "n")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press(*"+3w", "f10")
        await until(pilot, lambda: app.screen is page and len(page.said) == 3)
        assert ClientAction.get_by_id(mine[2]).by_on == "2026-12-14"
        first = next(each for each in page.said if each.action_id == mine[0])
        rows.stand_on(("said", first.step_id))
        await pilot.press("z")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("o", "f10")
        await until(pilot, lambda: app.screen is page and len(page.own) == 2)
        assert ended(mine) == [None, "came", None]
        rows.stand_on(("own", mine[0]))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ClientScreen) and app.screen.page)
        app.screen.query_one(RecordList).stand_on(f"action {mine[0]}")
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("e", "tab", *"No stock left", "f10")
        await until(pilot, lambda: isinstance(app.screen, ClientScreen))
        await until(pilot, lambda: ended(mine)[0] == "not done")
        assert one("SELECT ended_why FROM action WHERE id = ?", mine[0]) == "No stock left"
