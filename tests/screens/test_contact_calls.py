"""Ringing somebody beside the person from the call, and a review through them, by keys."""

from __future__ import annotations

from tests.support.pilot import front, open_page, shown, until
from tests.support.ringing import press
from tests.support.rows import one
from topaz_tui.screens.call import CallScreen
from topaz_tui.screens.call.cards import script
from topaz_tui.screens.call.saved import Unanswered
from topaz_tui.store.models import Call, Review
from topaz_tui.widgets.dialogs import FormDialog
from topaz_tui.widgets.record_list import RecordList

WHO = """SELECT k.client_id FROM contact k JOIN client c ON c.id = k.client_id JOIN queue_status s ON s.client_id = c.id
WHERE k.may_be_told IS NOT NULL AND k.phone IS NOT NULL AND s.reason = 'callable' AND c.safe_to_call = 'yes'
AND c.born_on IS NOT NULL AND c.postcode IS NOT NULL ORDER BY c.id LIMIT 1"""


async def test_contact_is_rung_by_keys_and_a_review_through_them_says_so(app) -> None:
    client = one(WHO)
    through = Review.select().where(Review.client == client, Review.spoke_with == "with_help")
    async with app.run_test(size=(80, 24)) as pilot:
        page = await open_page(pilot, CallScreen(client), lambda page: page.brief and page.held)
        assert page.brief
        contact, before = page.brief.others[0], through.count()
        page.query_one(RecordList).stand_on(("contact", contact.contact_id))
        await until(pilot, lambda: contact.words in shown(app) and "may be told" in shown(app))
        name = f"Ask for {contact.who.partition(',')[0]}"
        await until(pilot, lambda: name in shown(app))  # of whoever has the number that is to be rung
        assert page.brief.called not in " ".join(script(page.brief, contact=contact)[:1])
        await pilot.press("c")
        await until(pilot, lambda: page.draft.rang_at)
        assert "Refused: do not call again" not in shown(app), "that is the person's to say"
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        assert front(app, FormDialog).form.answers["who"] == str(contact.contact_id)
        await press(pilot, "h", "tab", "tab", "c", "tab", "m")
        await pilot.press("f10")
        await until(pilot, lambda: app.screen is page and page.draft.said("spoke_with"))
        await press(pilot, "y", "y", "y", "y", "y", "enter")
        await until(pilot, lambda: page.draft.step in ("review", "arranged"))
        page.go("wrap")
        await until(pilot, lambda: "may be told" in shown(app))  # also once it is said how it ended
        page.go("review")
        await press(pilot, "s", "s", "f10")
        await until(pilot, lambda: isinstance(app.screen, Unanswered))
        await pilot.press("y")
        await until(pilot, lambda: through.count() == before + 1)
    call = Call.select().order_by(Call.id.desc()).get()
    assert (call.contact.id, call.phone, call.is_attempt) == (contact.contact_id, None, 0)
