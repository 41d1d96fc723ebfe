"""What can't be read ends no screen: the program starts, offers what it can, and opens what is damaged."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.support.pilot import settle, until, words_in
from topaz_tui.app import Topaz
from topaz_tui.screens.call import CallScreen
from topaz_tui.screens.call.cards import UNKNOWN, why_facts
from topaz_tui.screens.case import CaseScreen
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.escalations import EscalationsScreen
from topaz_tui.screens.queue import QueueScreen
from topaz_tui.services import calls, drafts, queue
from topaz_tui.services.escalations.api import Item
from topaz_tui.store.database import database
from topaz_tui.store.models import Escalation
from topaz_tui.widgets.dialogs import ChoiceDialog
from topaz_tui.widgets.record_list import RecordList

SIZE = (100, 34)
BODIES = ["{", "[1]", "null", json.dumps({"areas": {"x": 5}, "ticks": {"a": 1}, "step": [1], "rang_at": {}, "note": 7})]


def damage(app: Topaz) -> int:
    """A draft of a call to the first on the list that says nothing, beside one that does; whose it is."""
    client = queue.list_people(app.session).people[0].client_id
    drafts.save(app.session, "call", str(client), {"note": "typed"})
    drafts.save(app.session, "note", "12", {"text": "typed, too"})
    return client


@pytest.mark.parametrize("body", BODIES, ids=["no JSON", "a list", "null", "other shapes"])
async def test_unreadable_draft_ends_no_start_and_no_call(app, body, offered):
    client = damage(app)
    database.execute_sql("UPDATE draft SET body = ? WHERE kind = 'call' AND key = ?", (body, str(client)))
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen))
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, CallScreen))
        await settle(pilot)
        assert isinstance(app.screen, CallScreen)


async def test_unreadable_events_stand_on_the_board_and_the_others_open(app, offered):
    database.execute_sql("DROP TRIGGER event_stands")
    database.execute_sql("UPDATE event SET body = '{' WHERE id % 5 = 0")
    database.execute_sql("UPDATE event SET at = 'soon' WHERE id % 7 = 0")
    no_time = Escalation.get((Escalation.closed_at.is_null()) & (Escalation.kind == "tries used up"))
    database.execute_sql("UPDATE escalation SET opened_at = 'soon' WHERE id = ?", (no_time.id,))
    database.execute_sql("UPDATE client SET born_on = 'spring'")
    database.execute_sql("UPDATE client SET away_until = 'later' WHERE id % 3 = 0")
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog | QueueScreen))
        await settle(pilot)
        if isinstance(app.screen, ChoiceDialog):
            await pilot.press("escape")
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(board := app.screen, EscalationsScreen) and bool(board._lines))
        board = app.screen
        assert isinstance(board, EscalationsScreen)
        lines = board.query_one(RecordList)
        spoilt = {
            "its newest event": next(e.id for e in board._lines.values() if isinstance(e, Item) and e.unread),
            "its own row": no_time.id,
        }
        for id in spoilt.values():
            lines.stand_on(("item", id))
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(case := app.screen, CaseScreen) and bool(case.case))
            await settle(pilot)
            case = app.screen
            assert isinstance(case, CaseScreen) and case.case and case.case.item.unread and case.case.item.id == id
            await until(pilot, lambda: "can't be read" in words_in(app.screen, "#head"))
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is board)
        await pilot.press("f2", "enter")
        await until(pilot, lambda: isinstance(app.screen, ClientScreen | CallScreen))
        await settle(pilot)


async def test_unreadable_reason_action_and_outcome_leave_a_call_open(app):
    client = next(
        person.client_id
        for tab in queue.TABS
        for person in queue.list_people(app.session, tab, limit=500).people
        if calls.brief(app.session, person.client_id).actions and calls.brief(app.session, person.client_id).why
    )
    brief = calls.brief(app.session, client)
    bad = replace(brief, why="king", actions=tuple(replace(each, kind="king") for each in brief.actions))
    assert UNKNOWN in " ".join(words for _, words, _ in why_facts(bad))
    database.execute_sql("UPDATE call SET outcome = 'king'")
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog | QueueScreen))
        await settle(pilot)
        if isinstance(app.screen, ChoiceDialog):
            await pilot.press("escape")
        for _ in queue.TABS:
            await settle(pilot)
            await pilot.press("right", "down")
        await settle(pilot)
        assert isinstance(app.screen, QueueScreen)
