"""The way by keys to what was closed or withdrawn, long after one has left its page: it is taken up again there."""

from __future__ import annotations

from textual.widgets import Input

from tests.support.pilot import front, record, settle, until
from topaz_tui.app import Topaz
from topaz_tui.screens.case import CaseScreen
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.find import FindScreen
from topaz_tui.services.escalations import api as escalations
from topaz_tui.store.models import Escalation
from topaz_tui.widgets.dialogs import FormDialog
from topaz_tui.widgets.record_list import RecordList


async def test_closed_or_withdrawn_case_is_found_and_reopened(
    app: Topaz,
) -> None:
    closed, withdrawn = (
        Escalation.select().where(Escalation.state == state).order_by(Escalation.id).first()
        for state in ("closed", "withdrawn")
    )
    _, year, number = closed.concern.reference.split("-")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(app.screen, FindScreen))
        find = front(app, FindScreen)
        await pilot.press(*f"sc-{year}-{int(number)}", "enter")
        await until(pilot, lambda: isinstance(app.screen, CaseScreen) and app.screen.case)
        assert front(app, CaseScreen).escalation_id == closed.id
        await pilot.press("R")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        app.screen.query_one("#field-reason").focus()
        await pilot.press(*"They rang again")
        await record(pilot)
        await until(pilot, lambda: escalations.case(app.session, closed.id).closed_at is None)
        await until(pilot, lambda: isinstance(app.screen, CaseScreen))
        await settle(pilot)
        assert any(each.id == closed.id for each in escalations.board(app.session).items)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is find)

        # Withdrawn, from whichever line of the client's timeline: Esc comes back to that line.
        find.query_one(Input).value = withdrawn.concern.reference
        await until(pilot, lambda: [each.case for each in find.found.people] == [withdrawn.id])
        await pilot.press("down", "o")
        await until(pilot, lambda: isinstance(app.screen, ClientScreen) and app.screen.page)
        client, lines = front(app, ClientScreen), app.screen.query_one(RecordList)
        assert client.page and client.client_id == withdrawn.client_id
        for kind in ("Referral", "Concern"):
            moment = next(each for each in client.page.timeline if each.kind == kind)
            lines.stand_on(moment.key)
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, CaseScreen) and app.screen.case)
            case = front(app, CaseScreen)
            assert case.escalation_id == withdrawn.id and case.disabled_reason("case.reopen") is None
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is client)
            await settle(pilot)
            assert lines.key == moment.key
