"""What was recorded on the board by mistake, put right by keys: which, what did happen, why, and what follows."""

from __future__ import annotations

from textual.widgets import Input

from tests.support.board import an_item, case_of
from tests.support.pilot import front, settle, until, words_in
from topaz_tui.app import Topaz
from topaz_tui.screens.case import CaseScreen
from topaz_tui.services.escalations import api as escalations
from topaz_tui.widgets.dialogs import ConfirmDialog, FormDialog


async def test_move_put_right_by_keys_shows_what_follows_before_it_is_made(app: Topaz) -> None:
    item = an_item(app, "concern", "sent")
    escalations.move(app.session, item.id, item.version, "acknowledge", {"who": "Duty desk", "reference": "LB-1"})
    async with case_of(app, item.id) as pilot:
        assert "z  Put right a mistake" in words_in(app.screen, "#moves")
        await pilot.press("z")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, CaseScreen))
        await pilot.press("z")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("n")
        app.screen.query_one("#field-reason", Input).focus()
        await pilot.press(*"The line above", "f10")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        told = words_in(app.screen, ".says Static")
        assert "Undone:\n    Acknowledged by the council" in told and "It is then sent" in told
        assert escalations.case(app.session, item.id).item.status == "acknowledged", "it is only shown"
        await pilot.press("y")
        await until(pilot, lambda: escalations.case(app.session, item.id).item.status == "sent")
        await until(pilot, lambda: isinstance(app.screen, CaseScreen))
        await settle(pilot)
        case = front(app, CaseScreen).case
        assert case
        shown = [each.words for each in case.history]
        assert "Acknowledged by the council · RECORDED BY MISTAKE" in shown
        assert app.status.tells("Put right")
