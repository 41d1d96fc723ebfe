"""`x` writes the list on show into a file, as it is narrowed, after a name and a reason; of the team any list."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import Input

from tests.support.pilot import front, settle, shown, until, words_in
from tests.support.sessions import desk_of, employ
from topaz_tui.app import Topaz
from topaz_tui.rules.queue import Reason
from topaz_tui.screens.dialogs.exporting import cannot_export
from topaz_tui.screens.escalations import EscalationsScreen
from topaz_tui.screens.escalations.disabled import disabled_reason as of_board
from topaz_tui.screens.queue import QueueScreen
from topaz_tui.screens.queue.disabled import disabled_reason as of_queue
from topaz_tui.screens.team import TeamScreen
from topaz_tui.services import whole_files
from topaz_tui.services.queue import Filters
from topaz_tui.widgets.dialogs import ChoiceDialog, FormDialog
from topaz_tui.widgets.tabs import TabLine


async def test_x_writes_the_narrowed_list_and_overwrites_nothing(app: Topaz, tmp_path) -> None:
    file = tmp_path / "list.csv"

    async def write(file: str, why: str) -> None:
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        for field, words in zip(app.screen.query(Input), (file, why), strict=True):
            field.value = words
        await pilot.pause()
        await pilot.press("f10")

    async with app.run_test(size=(100, 40)) as pilot:
        page = front(app, QueueScreen)
        page.query_one(TabLine).current = "not_callable"
        page.filters = Filters(reason=Reason.NO_USABLE_NUMBER)
        page.refresh_list()
        await until(pilot, lambda: page.look and page.look.people and page.query_one(TabLine).counts)
        await settle(pilot)
        await write(str(file), "a list on paper for today")
        await until(pilot, file.exists)
        await until(pilot, lambda: app.screen is page)
        assert page.look and file.read_text("utf-8-sig").count("No usable number") == len(page.look.people) + 1
        await write(str(file), "a list on paper for today")
        await until(pilot, lambda: "nothing is overwritten" in words_in(app.screen, ".wrong"))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is page)
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, EscalationsScreen) and app.screen.board)
        await settle(pilot)
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("escape", "f5")
        await until(pilot, lambda: isinstance(app.screen, TeamScreen) and app.screen.worker)
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("w", "tab", "w", "f10")  # wishes about calls, what is open
        await until(pilot, lambda: app.screen.query(Input))
        app.screen.query(Input).first().value = str(file.with_name("wishes.csv"))
        app.screen.query(Input).last().value = "a meeting"
        await pilot.pause()
        await pilot.press("f10")
        await until(pilot, lambda: "a second person has to say yes" in words_in(app.screen, ".wrong"))
        [asked] = whole_files.waiting()
        employ("hm", "Helen Marsh", "manager")
        whole_files.decide(desk_of("hm", app.session.settings), asked.id, True)
        await pilot.press("f10")
        await until(pilot, file.with_name("wishes.csv").exists)
        await until(pilot, lambda: isinstance(app.screen, TeamScreen))
        with pytest.raises(whole_files.NeedsSecondPerson):
            whole_files.permitted(desk_of("hm", app.session.settings), "Phone list: List Callable", "an audit", 812)
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog) and "Phone list" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("n", "f10")
        await until(pilot, lambda: not whole_files.waiting())

        app.session = replace(app.session, role="worker")
        words = "Only a manager may write a list of people into a file."
        assert cannot_export(page) == of_queue("export", None, app.session, nobody=False) == words
        assert of_board("export", None, (), app.session, client=False) == words
