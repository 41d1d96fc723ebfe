"""Whatever can be typed is kept: every window and field that takes words, by keys; and none is added that is not."""

from __future__ import annotations

import ast
import asyncio
import shutil
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from itertools import chain, permutations
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlcipher3 import dbapi2 as sqlite
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from tests.support.pilot import front, typed, until
from tests.support.places import PACKAGE
from tests.support.rows import one
from topaz_tui.app import Topaz
from topaz_tui.config import Settings
from topaz_tui.rules.children.work_moves import WorkMoveId
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.runtime import autosave
from topaz_tui.screens.base import Page
from topaz_tui.screens.billing import BillingScreen
from topaz_tui.screens.call import CallScreen
from topaz_tui.screens.call.action_list import ActionList
from topaz_tui.screens.case import CaseScreen
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.client.forms import FORMS
from topaz_tui.screens.concern import ConcernScreen
from topaz_tui.screens.dialogs import resume_drafts
from topaz_tui.screens.document import DocumentScreen
from topaz_tui.screens.escalations import EscalationsScreen
from topaz_tui.screens.find import FindScreen
from topaz_tui.screens.load import LoadScreen
from topaz_tui.screens.queue import QueueScreen
from topaz_tui.screens.services import ServicesScreen
from topaz_tui.screens.team_settings import TeamSettingsScreen
from topaz_tui.screens.today import TodayScreen
from topaz_tui.screens.work import WorkScreen
from topaz_tui.services import drafts, team_settings, workers
from topaz_tui.services.statutory import history, work, young_people
from topaz_tui.store import database as store
from topaz_tui.store.models import Work
from topaz_tui.widgets.dialogs import ChoiceDialog, FormDialog
from topaz_tui.widgets.form import Form
from topaz_tui.widgets.record_list import RecordList

SIZE = (80, 24)
TYPED = "xq 17"
IN_TIME = 2.0  # seconds until it is on its way to the disk

# The structure: a widget that takes words is made in one of these places, or a test fails.

FIELDS = {
    "FormDialog", "Form", "Input", "TextArea", "LineText", "LongText", "NoteField", "DayField", "MaskedInput",
    "kept_ask", "ask_and_do", "asked_and_shown", "ask_over", "ClientForm", "ChangeForm",
}  # fmt: skip
KEPT = {
    "screens/imports.py:_settle": "the kind that it is given",
    "screens/whose_id.py:say_whose": "the kind that it is given",
    "screens/whose_id.py:_leave": "the kind that it is given",
    "screens/pairs.py:_set_apart": "the kind that it is given",
    "screens/new_person.py:add_person": "new person",
    "screens/client/over.py:ask_over": "the kind that it is given",
    "screens/client/in_care.py:_take_back": "happened",
    "screens/happening.py:_ask": "happened",
    "screens/moving_work.py:_make": "work move",
    "screens/billing.py:_keep": "commission",
    "screens/billing.py:_order": "commission",
    "screens/billing.py:_bill": "commission",
    "screens/load.py:_hours": "lieu",
    "screens/load.py:_decide": "lieu",
    "screens/document/screen.py:_page_of": "document",
    "screens/dialogs/draft_form.py:kept_ask": "the draft of whoever calls it",
    "screens/dialogs/add_to_concern.py:add_to_concern": "addition",
    "screens/making_a_move.py:make_move": "move",
    "screens/correcting.py:_asked": "move",
    "screens/escalations/chasing.py:_record": "chase",
    "screens/escalations/taking.py:take_over": "take over",
    "screens/concern/screen.py:_page_of": "concern",
    "screens/concern/discarding.py:discard": "put away",
    "screens/concern/discarding.py:propose": "put away",
    "screens/queue/skipping.py:skip": "skip",
    "screens/call/wrap.py:compose": "call",
    "screens/call/windows.py:_aside": "call",
    "screens/call/windows.py:_action": "call",
    "screens/call/ringing.py:_ring": "ring",
    "screens/call/ringing.py:_reveal": "reveal",
    "screens/client/asking.py:ask_and_save": "the kind of the form",
    "screens/client/asking.py:ask_and_change": "the kind of the form",
    "screens/client/forms.py:leave_word": "word left",
    "screens/client/forms.py:note": "note",
    "screens/client/forms.py:question": "question",
    "screens/client/forms.py:phone": "phone",
    "screens/client/forms.py:warning": "warning",
    "screens/client/forms.py:end_warning": "end warning",
    "screens/client/forms.py:settle": "settle",
    "screens/client/forms.py:resume": "resume",
    "screens/client/forms.py:mark_done": "action",
    "screens/own_actions.py:say_of": "actions",
    "screens/dialogs/exporting.py:export": "export",
    "screens/client/forms.py:wish": "wish",
    "screens/client/forms.py:authority": "authority",
    "screens/client/forms.py:interpreter": "booking",
    "screens/client/changes.py:of_facts": "edit",
    "screens/client/changes.py:of_phone": "phone",
    "screens/client/changes.py:of_contact": "contact",
    "screens/client/revealing.py:reveal": "show numbers",
    "screens/client/forms.py:restrict": "restrict",
    "screens/client/held_back.py:_break_glass": "the kind that tests/screens/test_restricted.py tries",
    "screens/client/referring.py:refer": "referral",
    "screens/dialogs/writing.py:write_to": "letter",
    "screens/services.py:_add": "service",
    "screens/services.py:_change": "service",
    "screens/team_settings.py:_ask": "team setting",
    "screens/client/correcting.py:put_right": "put right",
    "screens/dialogs/draft_form.py:asked_and_shown": "the kind that it is given",
    "widgets/form.py:_field": "the form's",
    "widgets/form.py:_cells": "the form's",
    "widgets/dialogs.py:__init__": "the window's",
}
NOT_KEPT = {
    "screens/dialogs/draft_form.py:ask_and_do": "without a kind: choices, no words",
    "screens/arranged.py:_ask_filter": "what the list is narrowed to is no record",
    "screens/arranged.py:_ask_order": "how the list is sorted is no record",
    "screens/imports.py:_ask_whom": "one choice, no words",
    "screens/dialogs/exporting.py:export_of_team": "choices, no words",
    "screens/dialogs/exporting.py:answer_whole_files": "yes or no",
    "screens/dialogs/writing.py:_ask_of_each": "in the post or taken out: one choice of each letter, no words",
    "screens/printing_work.py:print_out": "the name of a file, which is proposed",
    "screens/find.py:body": "what is looked for is no record, and is typed again in a second",
    "screens/queue/screen.py:body": "what the list is narrowed to is no record",
    "screens/queue/narrowing.py:ask_filters": "what the list is narrowed to is no record",
    "screens/queue/sorting.py:ask_order": "how the list is sorted is no record",
    "screens/queue/managing.py:move_callback": "one choice, no words",
    "screens/team.py:_move_callbacks": "one choice, no words",
    "screens/team.py:_give_actions": "one choice, no words",
    "screens/own_actions.py:give_to": "one choice, no words",
    "screens/escalations/several.py:give": "one choice, no words",
    "screens/dialogs/put_said_right.py:put_said_right": "one choice, no words",
    "screens/dialogs/conflict.py:which": "choices, no words",
    "screens/making_a_move.py:_beside": "yes or no",
    "screens/beginning.py:_is_meant": "yes or no",
    "screens/document/screen.py:_say_left": "yes or no",
    "screens/concern/gone_on.py:leave_to_them": "yes or no",
    "screens/client/screen.py:_edit": "one choice, no words",
    "screens/client/judging.py:judge": "one choice, no words",
    "screens/client/resuming.py:resume": "one choice, no words",
}


@cache
def places() -> frozenset[str]:
    """Where widgets that take words are made: file and function, or row of the table of a client's forms."""
    found = {f"screens/client/forms.py:{action}" for action in FORMS}
    for folder in ("screens", "widgets"):
        for path in sorted((PACKAGE / folder).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            for function in ast.walk(tree):
                if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    for node in ast.walk(function):
                        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in FIELDS:
                            found.add(f"{path.relative_to(PACKAGE)}:{function.name}")
    return frozenset(found)


def test_each_kind_of_draft_is_named_where_it_is_offered_again() -> None:
    assert set(resume_drafts.KINDS) == set(DraftKind)


def test_draft_exists_for_every_field_or_a_reason_why_not() -> None:
    assert not KEPT.keys() & NOT_KEPT.keys()
    assert places() == KEPT.keys() | NOT_KEPT.keys()
    assert all(KEPT[f"screens/client/forms.py:{form.action}"] == form.kind for form in FORMS.values())


def test_draft_of_a_window_outside_of_kept_ask_is_its_own() -> None:
    for path in sorted((PACKAGE / "screens").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Ask":
                keeps = any(word.arg == "keep" for word in node.keywords)
                inside = [place for place in places() if place.startswith(f"{path.relative_to(PACKAGE)}:")]
                assert keeps or set(inside) & NOT_KEPT.keys(), f"{path}:{node.lineno}"


# Each of them, by keys: the kind of its draft, how one comes to its window, and what to press where the start leads to
# the page alone.


CALLABLE = "SELECT client_id FROM queue_status WHERE reason = 'callable' ORDER BY client_id"
CALLED = """
    SELECT client_id FROM queue_status WHERE reason = 'callable' AND client_id IN (SELECT client_id FROM call)
    AND client_id NOT IN (SELECT client_id FROM escalation WHERE client_id IS NOT NULL) ORDER BY client_id
"""
"""Whose history begins with a call, and not with what somebody decided."""
UNSAFE = "SELECT id FROM client WHERE safe_to_call = 'no' AND stopped IS NULL"
STOPPED = "SELECT id FROM client WHERE stopped IS NOT NULL"
IN_DOUBT = "SELECT client_id FROM doubt WHERE settled_at IS NULL"
WARNED = "SELECT client_id FROM warning WHERE ended_at IS NULL"
SUBMITTED = "SELECT id FROM concern WHERE submitted_at IS NOT NULL"
WITH_COUNCIL = "SELECT id FROM escalation WHERE kind = 'concern' AND closed_at IS NULL"
THEIRS = "SELECT id FROM concern WHERE submitted_at IS NULL AND discarded_at IS NULL AND opened_by <> 1"


class Hand:
    """A hand on the keyboard, which waits until what it did is done."""

    def __init__(self, app: Topaz, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot
        self.at = ""  # the field, where it is not the first

    async def until(self, holds: Callable[[], object]) -> None:
        await until(self.pilot, holds)
        await self.pilot.pause()

    async def push(self, page: Page, ready: Callable[[], object]) -> None:
        self.app.push_screen(page)
        await self.until(lambda: page.is_current and ready())

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()

    async def ask(self, *keys: str) -> None:
        """Press these, the last of which opens a window."""
        await self.press(*keys)
        await self.until(lambda: isinstance(self.app.screen, FormDialog) and self.app.screen.query("Input, TextArea"))

    def fields(self) -> list[Input | TextArea]:
        """The fields in sight that take words."""
        found = self.app.screen.query("Input, TextArea")
        return [field for field in found if isinstance(field, Input | TextArea) and field.region.area]

    @property
    def words(self) -> str:
        """What stands in them."""
        return " ".join(field.text if isinstance(field, TextArea) else field.value for field in self.fields())

    async def home(self) -> None:
        """Leave all that was opened as it is: nothing of it is saved or discarded."""
        for left in [self.app.pop_screen() for _ in self.app.screen_stack[1:]]:
            await left

    async def type(self) -> None:
        await self.until(self.fields)
        (self.app.screen.query_one(self.at) if self.at else self.fields()[0]).focus()
        self.at = ""
        await self.pilot.pause()
        await self.pilot.press(*typed(TYPED))

    async def client(self, sql: str = CALLABLE) -> ClientScreen:
        page = ClientScreen(one(sql))
        await self.push(page, lambda: page.page)
        return page

    async def call(self, sql: str = CALLABLE) -> CallScreen:
        page = CallScreen(one(sql))
        await self.push(page, lambda: page.brief and self.app.order.all_done)
        return page

    async def board(self, key: Callable[[EscalationsScreen], object]) -> EscalationsScreen:
        page = EscalationsScreen()
        await self.push(page, lambda: page._lines)
        page.query_one(RecordList).stand_on(key(page))
        return page


def _client(*keys: str, sql: str = CALLABLE) -> Callable[[Hand], Awaitable[None]]:
    async def way(hand: Hand) -> None:
        await hand.client(sql)
        await hand.ask(*keys)

    return way


def _call(*keys: str, sql: str = CALLABLE) -> Callable[[Hand], Awaitable[None]]:
    async def way(hand: Hand) -> None:
        await hand.call(sql)
        await hand.ask(*keys)

    return way


async def _note_of_a_call(hand: Hand) -> None:
    await hand.call()
    await hand.press("f7")


async def _call_back(hand: Hand) -> None:
    page = await hand.call()
    await hand.press("c")
    await hand.until(lambda: page.draft.rang_at)
    await hand.press("n")  # nobody answered
    await hand.until(lambda: page.draft.step == "wrap")
    hand.at = "#follow_up"


async def _action(hand: Hand) -> None:
    page = await hand.call()
    await hand.press("c")
    await hand.until(lambda: page.draft.rang_at)
    await hand.press("n")
    await hand.until(lambda: page.draft.outcome)
    await hand.press("ctrl+r")
    await hand.until(lambda: isinstance(page.focused, ActionList))
    await hand.ask("a", "enter")


async def _ring(hand: Hand) -> None:
    store.database.execute_sql("UPDATE client SET away = 'in hospital', away_until = '2026-12-01T09:00:00Z'")
    await hand.call()
    await hand.ask("c")


async def _edit(hand: Hand) -> None:
    page = await hand.client()
    await hand.press("e")
    await hand.until(lambda: isinstance(hand.app.screen, FormDialog))
    await hand.press("right", "right", "f10")  # language
    await hand.until(lambda: isinstance(hand.app.screen, FormDialog) and hand.fields())
    assert page.page


async def _concern(hand: Hand) -> None:
    page = ConcernScreen(one(CALLABLE))
    await hand.push(page, lambda: page.query(Form))
    await hand.press("f7")
    await hand.until(hand.fields)


async def _addition(hand: Hand) -> None:
    concern = one(SUBMITTED)
    page = ConcernScreen(one(f"SELECT client_id FROM concern WHERE id = {concern}"), concern)
    await hand.push(page, lambda: page.draft and page.query(".reading"))
    await hand.ask("a")


async def _discard(hand: Hand) -> None:
    page = ConcernScreen(one(CALLABLE))
    await hand.push(page, lambda: page.query(Form))
    await hand.ask("f9")


async def _move(hand: Hand) -> None:
    page = CaseScreen(one(WITH_COUNCIL))
    await hand.push(page, lambda: page.case)
    assert page.case
    texts = ("line", "text")
    move = next(
        move for move in page.case.moves if move.why_not is None and any(need.kind in texts for need in move.needs)
    )
    await hand.ask(move.key)


def _chaseable(page: EscalationsScreen) -> object:
    return next(key for key, thing in page._lines.items() if getattr(thing, "chaseable", False))


async def _chase(hand: Hand) -> None:
    await hand.board(_chaseable)
    await hand.ask("c")


async def _take_over(hand: Hand) -> None:
    await hand.board(lambda page: ("draft", one(THEIRS)))
    await hand.ask("t")


async def _skip(hand: Hand) -> None:
    await hand.until(lambda: front(hand.app, QueueScreen).person)
    await hand.ask("s")


async def _new_person(hand: Hand) -> None:
    page = FindScreen()
    await hand.push(page, lambda: page.query("Input"))
    await hand.ask("ctrl+n")


async def _service(hand: Hand) -> None:
    page = ServicesScreen()
    await hand.push(page, lambda: page.query(RecordList) and page.service)
    await hand.ask("a")


async def _team_setting(hand: Hand) -> None:
    if not team_settings.number(hand.app.session):
        team_settings.propose(hand.app.session, {"organisation": "Duty"}, "Ours")
    page = TeamSettingsScreen()
    await hand.push(page, lambda: page.query(RecordList) and page.row)
    await hand.ask("e")


async def _again_on_the_board(hand: Hand) -> None:
    page = hand.app.screen
    assert isinstance(page, EscalationsScreen)
    await hand.until(lambda: page._lines)
    page.query_one(RecordList).stand_on(_chaseable(page))
    await hand.ask("c")


def _young_person(app: Topaz) -> tuple[int, int]:
    """A young person, and the work whose document whoever sits here writes."""
    app.session = session = replace(app.session, settings=Settings(services=("calls", "children")))
    client = one(CALLABLE)
    if known := [row.id for row in Work.select(Work.id)]:
        return client, known[0]
    store.database.execute_sql("UPDATE client SET born_on = '2010-11-05' WHERE id = ?", (client,))
    young_people.take_on(session, client)
    history.begin_care(session, client, date(2025, 3, 3), "C2")
    id = work.begin_for_duty(session, client, "PLAN")
    manager = replace(session, role="manager")
    accept = {"scope": "A plan", "price": "P1", "due": "2026-12-20"}
    known_work = work.move(manager, id, 1, WorkMoveId.ACCEPT, accept)
    for move, needs, to in (
        (WorkMoveId.ALLOCATE, {"why": "Knows them"}, session.worker_id),
        (WorkMoveId.START, {}, None),
        (WorkMoveId.WRITE, {}, None),
    ):
        known_work = work.move(manager, id, known_work.version, move, needs, to)
    return client, id


async def _happened(hand: Hand) -> None:
    client, _ = _young_person(hand.app)
    await hand.client(f"SELECT {client}")
    await hand.press("h")
    await hand.until(lambda: isinstance(hand.app.screen, ChoiceDialog) and hand.app.screen.query(RecordList))
    await hand.ask("enter")


async def _work_move(hand: Hand) -> None:
    page = WorkScreen(_young_person(hand.app)[1])
    await hand.push(page, lambda: page.opened)
    await hand.press("m")
    await hand.until(lambda: isinstance(hand.app.screen, ChoiceDialog) and hand.app.screen.query(RecordList))
    await hand.ask("enter")


async def _document(hand: Hand) -> None:
    page = DocumentScreen(_young_person(hand.app)[1])
    await hand.push(page, lambda: page.query(Form))


async def _lieu(hand: Hand) -> None:
    _young_person(hand.app)
    page = LoadScreen()
    await hand.push(page, lambda: page.found)
    await hand.press("right")
    await hand.ask("e")
    hand.at = "TextArea"


async def _commission(hand: Hand) -> None:
    _young_person(hand.app)
    page = BillingScreen()
    await hand.push(page, lambda: page.found)
    await hand.ask("n")


def _press(*keys: str) -> Callable[[Hand], Awaitable[None]]:
    async def way(hand: Hand) -> None:
        page = hand.app.screen
        await hand.until(lambda: getattr(page, "brief", True) and hand.app.order.all_done)
        await hand.press(*keys)

    return way


async def _authority(hand: Hand) -> None:
    page = await hand.client("SELECT client_id FROM contact LIMIT 1")
    assert page.page
    await hand.press("right")
    page.query_one(RecordList).stand_on(f"contact {page.page.contacts[0].id}")
    await hand.press("A")
    await hand.until(lambda: isinstance(hand.app.screen, FormDialog))
    await hand.press("a", "tab", "d")  # an attorney, of whom a document was seen


async def _became(hand: Hand) -> None:
    page = await hand.client("SELECT client_id FROM action WHERE done_at IS NULL")
    assert page.page
    page.query_one(RecordList).stand_on(f"action {page.page.actions[0].id}")
    await hand.press("x")
    await hand.until(lambda: isinstance(hand.app.screen, FormDialog))
    await hand.press("e", "tab")  # not done: why?
    await hand.until(hand.fields)


async def _letter(hand: Hand) -> None:
    await _client("L")(hand)
    await hand.press("w", "w", "tab", "tab")  # what was agreed, in words
    await hand.until(hand.fields)


async def _not_yet(hand: Hand) -> None:
    page = TodayScreen()
    await hand.push(page, lambda: page.own)
    await hand.ask("right", "e")


async def _into_a_file(hand: Hand) -> None:
    page = TodayScreen()
    await hand.push(page, lambda: page.own)
    await hand.ask("right", "X")


async def _again_into_a_file(hand: Hand) -> None:
    page = hand.app.screen
    assert isinstance(page, TodayScreen)
    await hand.until(lambda: page.own)
    await hand.ask("right", "X")


async def _again_today(hand: Hand) -> None:
    page = hand.app.screen
    assert isinstance(page, TodayScreen)
    await hand.until(lambda: page.own and page.tab == "actions")
    await hand.ask("e")


@dataclass(frozen=True)
class Way:
    kind: str
    come: Callable[[Hand], Awaitable[None]]
    again: Callable[[Hand], Awaitable[None]] | None = None


WAYS = {
    "call: the note": Way("call", _note_of_a_call, _press("f7")),
    "call: a time": Way("call", _call_back, _press("f7")),
    "call: an action": Way("call", _action, _press("ctrl+r", "enter")),
    "call: for the next caller": Way("call", _call("ctrl+n"), _press("ctrl+n")),
    "call: a question to the manager": Way("call", _call("ctrl+a"), _press("ctrl+a")),
    "call: who answered": Way("call", _call("ctrl+o"), _press("ctrl+o")),
    "why one rings": Way("ring", _ring, _press("c")),
    "why numbers are shown, in a call": Way("reveal", _call("v", sql=UNSAFE), _press("v")),
    "why numbers are shown": Way("show numbers", _client("v", sql=UNSAFE)),
    "why a record is restricted": Way("restrict", _client("R")),
    "for the next caller": Way("word left", _client("n")),
    "note": Way("note", _client("t")),
    "question": Way("question", _client("a")),
    "edit": Way("edit language", _edit),
    "a new number": Way("phone", _client("p")),
    "a number": Way("phone ", _client("right", "p")),
    "contact": Way("contact", _client("o")),
    "warning": Way("warning", _client("w")),
    "the end of a warning": Way("end warning ", _client("right", "right", "right", "w", sql=WARNED)),
    "what became of an action": Way("action ", _became),
    "by when several come": Way("actions", _not_yet, _again_today),
    "what a list is in a file for": Way("export", _into_a_file, _again_into_a_file),
    "how a call did end": Way("put right", _client("z", sql=CALLED)),
    "an interpreter who is booked": Way("booking", _client("I")),
    "what was seen of an authority": Way("authority ", _authority),
    "what somebody asks about calls": Way("wish", _client("N")),
    "a referral for support": Way("referral", _client("f")),
    "what is written to somebody": Way("letter", _letter),
    "a service": Way("service", _service),
    "a setting of the team": Way("team setting", _team_setting),
    "why calls go on": Way("resume", _client("g", sql=STOPPED)),
    "what was found out": Way("settle", _client("l", sql=IN_DOUBT)),
    "concern": Way("concern", _concern),
    "an addition": Way("addition", _addition),
    "why a concern is discarded": Way("put away", _discard),
    "why a concern is taken over": Way("take over", _take_over),
    "a move": Way("move", _move),
    "a chase": Way("chase", _chase, _again_on_the_board),
    "why somebody is skipped": Way("skip", _skip),
    "somebody new": Way("new person", _new_person),
    "what happened": Way("happened", _happened),
    "a move of work": Way("work move", _work_move),
    "a document": Way("document", _document),
    "hours in lieu": Way("lieu", _lieu),
    "a commission": Way("commission", _commission),
}


CALLS = [name for name, way in WAYS.items() if way.kind == "call"]
OTHERS = [name for name, way in WAYS.items() if way.kind != "call"]
TOGETHER = [(call, *OTHERS[n :: len(CALLS)]) for n, call in enumerate(CALLS)]
"""Those that are begun in one program: one draft of a call each, as there is one of a client."""


def test_draft_of_each_kind_is_tried() -> None:
    kinds = {kind for kind in KEPT.values() if not kind.startswith("the ")}
    assert {
        way.kind.split(" ")[0] if way.kind.startswith("edit") else way.kind.strip() for way in WAYS.values()
    } == kinds
    assert sorted(chain.from_iterable(TOGETHER)) == sorted(WAYS)
    for names in TOGETHER:
        assert not any(WAYS[a].kind.startswith(WAYS[b].kind) for a, b in permutations(names, 2)), "not told apart"


def on_disk(file: Path, kind: str) -> bool:
    """Are the words in the database, under a draft of this kind (its name, or how it begins)?"""
    with closing(sqlite.connect(str(file))) as database:
        if kind == "concern":
            found = database.execute("SELECT answers FROM concern").fetchall()
        else:
            found = database.execute(
                "SELECT body FROM draft WHERE kind = ?1 OR kind GLOB ?1 || '*'", (kind,)
            ).fetchall()
        return any(TYPED in body for (body,) in found)


def test_draft_waits_no_longer_than_in_time() -> None:
    assert autosave.PAUSE <= autosave.LONGEST <= IN_TIME


@pytest.mark.parametrize("names", TOGETHER, ids=[names[0] for names in TOGETHER])
async def test_draft_typed_is_on_disk_and_offered_again(
    names: tuple[str, ...], app: Topaz, demo_db: Path, offered: None
) -> None:
    left = demo_db.with_name("left.db")
    async with app.run_test(size=SIZE) as pilot:
        hand = Hand(app, pilot)
        for name in names:
            if WAYS[name].kind == "skip":
                await hand.home()
            await WAYS[name].come(hand)
            await hand.type()
            await hand.until(partial(on_disk, demo_db, WAYS[name].kind))
        for part in ("", "-wal"):  # as a kill leaves it now
            shutil.copy(f"{demo_db}{part}", f"{left}{part}")
    store.close()
    store.open_database(left)
    again = Topaz(workers.current_session(Settings()))
    async with again.run_test(size=SIZE) as pilot:
        hand = Hand(again, pilot)
        for name in names:
            if name != names[0]:  # as at the start
                await hand.home()
                again.run_worker(resume_drafts.offer(again))
            await gone_on_with(hand, WAYS[name])
            assert TYPED in hand.words, name


async def gone_on_with(hand: Hand, way: Way) -> None:
    """Choose its draft of those that are offered, and wait until its words are there again."""
    app = hand.app
    await hand.until(lambda: isinstance(app.screen, ChoiceDialog) and app.screen.query("RecordList"))
    rows = app.screen.query_one(RecordList)
    await hand.until(lambda: rows.lines)
    wanted = way.kind.strip()
    begun: list[Any] = [line.key for line in rows.lines]
    rows.stand_on(next(
        key for key in begun
        if (key.kind == wanted or key.kind.startswith(way.kind))
        and (way.kind != "concern" or key.client_id == one(CALLABLE))
    ))  # fmt: skip
    await hand.press("enter")
    await hand.until(lambda: isinstance(app.screen, (Page, FormDialog)))
    if way.again:
        await way.again(hand)
    if way.kind == "concern":
        await hand.until(lambda: app.screen.query(Form))
        await hand.press("f7")
    await hand.until(lambda: TYPED in hand.words)


async def test_draft_deleted_again_is_gone(app: Topaz, demo_db: Path) -> None:
    async with app.run_test(size=SIZE) as pilot:
        hand = Hand(app, pilot)
        await _client("t")(hand)
        await hand.type()
        await hand.until(lambda: on_disk(demo_db, "note"))
        await hand.press(*["backspace"] * len(TYPED))
        await hand.until(lambda: not app.autosaver.unsaved)
        assert not on_disk(demo_db, "note")
        assert store.database.execute_sql("SELECT count(*) FROM draft WHERE kind = 'note'").fetchone()[0] == 0


async def test_draft_ends_in_the_transaction_of_its_action(app: Topaz, demo_db: Path) -> None:
    """An action that is refused leaves the draft; one that lands takes it along."""
    async with app.run_test(size=SIZE) as pilot:
        hand = Hand(app, pilot)
        await _client("t")(hand)
        await hand.type()
        await hand.press("f10")
        await hand.until(lambda: not isinstance(app.screen, FormDialog))
        await hand.until(lambda: not on_disk(demo_db, "note") and not app.autosaver.unsaved)
        notes = "SELECT count(*) FROM note WHERE text = ?"
        assert store.database.execute_sql(notes, (TYPED,)).fetchone()[0] == 1


async def test_draft_dropped_while_it_is_being_saved_stays_dropped(app: Topaz) -> None:
    """Drafts are saved in a thread of their own: the drop waits behind a saving that has begun."""
    async with app.run_test(size=SIZE) as pilot:
        free = Event()
        held = asyncio.create_task(app.typed.thread(free.wait))
        app.keep_draft("chase", "board", {"who": TYPED})
        saving = asyncio.create_task(app.autosaver.flush())
        await pilot.pause()
        dropping = asyncio.create_task(app.drop_draft("chase", "board"))
        await app.service_thread(bool)  # whatever waits for the services is done; the drafts still wait
        free.set()
        await asyncio.gather(held, saving, dropping)
        assert drafts.pending(app.session, "chase") == ()
