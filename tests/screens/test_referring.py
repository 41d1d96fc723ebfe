"""Referring somebody for support by keys, and the page of the services."""

from __future__ import annotations

from tests.support.pilot import front, go, open_page, shown, until
from tests.support.ringing import press
from tests.support.rows import one
from topaz_tui import actions
from topaz_tui.rules.call_effects import EffectCode, effect
from topaz_tui.screens.call.saved import SavedDialog
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.services import ServicesScreen
from topaz_tui.screens.team import TeamScreen
from topaz_tui.services import support
from topaz_tui.services.calls import SavedCall
from topaz_tui.store.models import SupportReferral
from topaz_tui.widgets.dialogs import ConfirmDialog, FormDialog, PromiseDialog
from topaz_tui.widgets.record_list import RecordList

WHO = "SELECT id FROM client WHERE stopped IS NULL AND id NOT IN (SELECT client_id FROM escalation) LIMIT 1"


def test_call_that_ended_in_a_referral_back_offers_its_form() -> None:
    for code, offered in ((EffectCode.REFERRED_BACK, True), (EffectCode.SPOKE, False)):
        window = SavedDialog("Ada Stone", SavedCall(1, (effect(code),)), client_id=1)
        assert ((("f",), "Write the referral to the council") in window._keys(False)) == offered


async def test_client_is_referred_by_keys_and_never_without_consent(app) -> None:
    client = one(WHO)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_page(pilot, ClientScreen(client), lambda page: page.page)
        await pilot.press("f")
        await _in_front(pilot, app, FormDialog)
        await press(pilot, "down", "tab", *"An assessment", "tab", *"Washing", "tab", "tab", "down", "tab")
        await press(pilot, "n", "f10")  # not asked yet
        await until(pilot, lambda: "Ask them first" in shown(app))
        await press(pilot, "g", "tab", *"none", "f10")
        await _in_front(pilot, app, PromiseDialog)
        assert "What is asked for: An assessment" in shown(app)
        await pilot.press("f10")
        await until(pilot, lambda: SupportReferral.select().where(SupportReferral.client == client).exists())


async def _in_front(pilot, app, kind):
    await until(pilot, lambda: isinstance(app.screen, kind))
    return front(app, kind)


async def test_services_are_added_and_retired_on_their_page(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await go(pilot, "f5", TeamScreen, lambda page: page._team)
        page = await go(pilot, "s", ServicesScreen, lambda page: page._lines)
        await pilot.press("a")
        await _in_front(pilot, app, FormDialog)
        await press(pilot, *"Lunch club", "tab", "v", "tab", "b", "f10")
        await until(pilot, lambda: "Lunch club" in {each.name for each in support.lines(app.session)})
        await until(pilot, lambda: "Lunch club" in shown(app))
        [made] = [each for each in support.lines(app.session) if each.name == "Lunch club"]
        assert (made.kind, made.channel) == ("voluntary", "by hand")
        page.query_one(RecordList).stand_on(made.id)
        await pilot.press("x")
        await _in_front(pilot, app, ConfirmDialog)
        await pilot.press("y")
        await until(pilot, lambda: "Lunch club" not in {each.name for each in support.lines(app.session)})
        assert actions.BY_ID["services.retire"].danger and page.is_attached
