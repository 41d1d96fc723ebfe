"""The team's settings on screen: in words, changed by keys, and what a second manager has to agree."""

from __future__ import annotations

from dataclasses import replace

from tests.support.pilot import open_page, typed, until
from topaz_tui.rules.permissions import Role
from topaz_tui.screens.team_settings import TeamSettingsScreen
from topaz_tui.services import team_settings, workers
from topaz_tui.store.models import Worker
from topaz_tui.widgets.dialogs import ConfirmDialog, FormDialog


async def test_settings_are_taken_over_changed_and_put_back_by_keys(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        page = await open_page(pilot, TeamSettingsScreen(), lambda page: page.things)

        async def change(*keys: str) -> None:
            await pilot.press(keys[0])
            await until(pilot, lambda: isinstance(app.screen, FormDialog) and app.screen.form.asked)
            await pilot.press(*keys[1:], "f10")
            await until(pilot, lambda: app.screen is page)

        assert page.disabled_reason("settings.change")
        await change("t", *typed("Ours"))
        await until(pilot, lambda: page.is_taken_over)
        page.rows.stand_on("office")
        await change("enter", "ctrl+u", *typed("10 to 4"), *["tab"] * 8, *typed("Staff"))
        await until(pilot, lambda: page.row and not page.row.is_usual)
        assert page.row and page.row.value.startswith('{ mon = ["10:00", "16:00"]') and page.row.set_by
        await change("u", *typed("Back"))
        await until(pilot, lambda: page.row and page.row.is_usual)

        # What moves where something goes waits for another manager.
        workers.add(app.session, "second", "Nadia Rahman", Role.HEAD_OF_SERVICE)
        other = Worker.get(Worker.account == "second")
        page.rows.stand_on("sending.telephone")
        await change("e", *typed("01632 960000"), "tab", *typed("New"))
        await until(pilot, lambda: page.waits)
        assert page.row and page.row.waits == "01632 960000" and page.disabled_reason("settings.agree")
        app.session = replace(app.session, worker_id=other.id, account="second", role=Role.HEAD_OF_SERVICE)
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("y")
        await until(pilot, lambda: not page.waits)
        assert team_settings.in_force(app.session.settings).sending.telephone == "01632 960000"
