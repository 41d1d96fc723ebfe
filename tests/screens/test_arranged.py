"""A follow-up by keys alone: what was arranged, one key a line, a day for what has not come, then saved."""

from __future__ import annotations

import pytest

from tests.support.pilot import settle, until, words_in
from tests.support.ringing import needs, opened, press, ring, saved
from tests.support.rows import one
from topaz_tui.screens.call.action_list import ActionList
from topaz_tui.screens.call.arranged import ArrangedPane
from topaz_tui.screens.call.draft import CallDraft
from topaz_tui.services.clients.timeline import timeline
from topaz_tui.store import models
from topaz_tui.widgets.dialogs import ConfirmDialog, FormDialog

CHECKS = ("m", "d", "p", "o", "enter")
OWED = """
    SELECT duty.client_id FROM duty JOIN queue_status ON queue_status.client_id = duty.client_id
    JOIN client ON client.id = duty.client_id
    WHERE duty.kind = 'follow-up' AND duty.closed_at IS NULL AND queue_status.state = 'ready' AND safe_to_call = 'yes'
    ORDER BY duty.id LIMIT 1
"""


@pytest.fixture
def who(app):
    """Somebody in the demo to be followed up, for whom three things are open."""
    client = one(OWED)
    models.ClientAction.update(done_at="2026-11-01T09:00:00Z").where(models.ClientAction.client == client).execute()
    made = {"made_by": app.session.worker_id, "made_at": "2026-10-01T09:00:00Z", "kind": "support", "who": "OT"}
    for detail, by in (("Handrail", "2026-11-02"), ("Pendant alarm", "2026-11-30"), ("Lunch club", "2026-11-16")):
        models.ClientAction.create(client=client, detail=detail, by_on=by, **made)
    return client


async def to_what_was_arranged(pilot, who):
    """The call, past its checks."""
    await settle(pilot)
    screen = await opened(pilot, who)
    await ring(pilot, screen)
    await press(pilot, "F", *CHECKS)
    return screen


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
async def test_arranged_action_is_answered_by_one_key(app, demo_db, who, size) -> None:
    async with app.run_test(size=size) as pilot:
        screen = await to_what_was_arranged(pilot, who)
        assert screen.draft.step == "arranged"
        pane = words_in(screen, "#arranged")
        assert "21 days late" in pane and "by 30 Nov" in pane and "“Has it come: Handrail?”" in pane
        await press(pilot, "y", "n", *"+2")
        assert "By when is it to come now? +2_" in words_in(screen, "#arranged")
        await press(pilot, "w", "enter", "b")
        assert "Not yet, 7 Dec" in words_in(screen, "#arranged")
        await press(pilot, "x")
        assert "All asked" in words_in(screen, "#arranged")
        await press(pilot, "f7")
        assert "Empty: 8 Dec 2026, to ask again." in words_in(screen, "#hint-follow_up")
        done = await saved(pilot)
        assert "Not yet: Pendant alarm, was to come by 30 Nov 2026, now by 7 Dec 2026." in words_in(done, "#saved")
        assert "Next contact: follow-up on Tue 8 Dec" in words_in(done, "#following")
        ended = [row.ended_as for row in models.ClientAction.select().order_by(models.ClientAction.id.desc()).limit(3)]
        assert ended == ["not wanted", None, "came"]
        moments, _ = await app.service_thread(timeline, [who], 40)
        assert any(each.detail.startswith("It came, ") for each in moments)


async def test_arranged_answer_is_taken_back_and_half_a_one_not_saved(app, demo_db, who) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await to_what_was_arranged(pilot, who)
        await press(pilot, "n", "q", "enter")
        assert screen.draft.step == "arranged" and screen.draft.arranged
        await press(pilot, "f10")
        await until(pilot, lambda: "by when" in needs(screen))
        first = screen.brief.actions[0].action_id
        await press(pilot, "backspace", *"fri", "f10")
        await until(pilot, lambda: screen.draft.arranged[str(first)]["by"] == "2026-11-27")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await press(pilot, "escape", "backspace")
        assert not screen.draft.arranged and isinstance(screen.focused, ArrangedPane)


async def test_arranged_follow_up_goes_on_to_a_review_with_one_key(app, demo_db, who) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await to_what_was_arranged(pilot, who)
        await press(pilot, "y", "r")
        assert (screen.draft.outcome, screen.draft.step) == ("reached", "review")
        await press(pilot, "left")
        assert screen.draft.step == "arranged"


async def test_arranged_answer_that_is_wrong_is_put_right_among_corrections(app, demo_db, who) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await to_what_was_arranged(pilot, who)
        await press(pilot, "y", "y", "y")
        await saved(pilot)
        await press(pilot, "z")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await press(pilot, "F", "tab", "tab", "x", "tab", "tab", "tab", *"Misheard", "f10")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await press(pilot, "y")
        await until(pilot, lambda: not isinstance(app.screen, ConfirmDialog | FormDialog))
        made = models.ClientAction.select().where(models.ClientAction.client == who)
        ended = [row.ended_as for row in made.order_by(models.ClientAction.id)]
        assert ended[-3:] == ["not wanted", "came", "came"]


async def test_arranged_step_is_passed_over_where_nothing_is_open(app, demo_db, who) -> None:
    models.ClientAction.update(done_at="2026-11-01T09:00:00Z").where(models.ClientAction.client == who).execute()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await to_what_was_arranged(pilot, who)
        assert screen.draft.step == "wrap" and screen.draft.outcome == "followed_up"


def test_list_of_actions_stands_on_what_is_not_finished_so_that_enter_opens_it() -> None:
    actions = ActionList()
    actions.show(CallDraft(actions=[{"kind": "support", "detail": "Rails", "saved": saved} for saved in (1, 1, 0, 0)]))
    actions.stand_on_unfinished()
    assert actions._at == 2
