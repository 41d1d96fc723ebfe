"""A call that was saved by mistake, put right by keys: right after saving, and from the client's page."""

from __future__ import annotations

from datetime import timedelta

from textual.widgets import Input

from tests.support.calls import CHECKED
from tests.support.pilot import front, settle, until, words_in
from topaz_tui import clock
from topaz_tui.app import Topaz
from topaz_tui.screens.call.saved import SavedDialog
from topaz_tui.screens.client import ClientScreen
from topaz_tui.services import calls, clients
from topaz_tui.store import models
from topaz_tui.widgets.dialogs import ConfirmDialog, FormDialog


async def test_correction_shows_what_it_undoes_and_does_before_it_is_made(app: Topaz) -> None:
    client = models.QueueEntry.get(models.QueueEntry.reason == "callable", models.QueueEntry.why == "recall").client_id
    phone = models.Phone.get(models.Phone.client == client, models.Phone.status == "usable")
    now = clock.now()
    record = calls.CallRecord("t", client, "died", now - timedelta(minutes=1), now, phone_id=phone.id,
                              note="So her son says.", ticks=CHECKED)  # fmt: skip
    done = calls.record(app.session, record)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.push_screen(SavedDialog("Mrs Stone", done))
        await until(pilot, lambda: isinstance(app.screen, SavedDialog) and app.screen.query(".keys"))
        await until(pilot, lambda: "put it right" in words_in(app.screen, ".keys"))
        await pilot.press("escape")
        await app.push_screen(ClientScreen(client))
        await settle(pilot)
        await pilot.press("z")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("e")
        app.screen.query_one("#field-reason", Input).focus()
        await pilot.press(*"The key beside", "f10")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        told = words_in(app.screen, ".says Static")
        assert "Undone:\n    Calls are no longer stopped." in told and "The call ended: Engaged." in told
        assert clients.open_profile(app.session, client).reason == "died", "it is only shown"
        await pilot.press("y")
        await until(pilot, lambda: clients.open_profile(app.session, client).reason != "died")
        await until(pilot, lambda: isinstance(app.screen, ClientScreen))
        await settle(pilot)
        page = front(app, ClientScreen).page
        assert page and "Has died · SAVED BY MISTAKE" in {each.words for each in page.timeline}
        await pilot.press("g")
        await settle(pilot)
        assert isinstance(app.screen, ClientScreen), "nothing stops calls any more"
