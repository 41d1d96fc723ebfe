"""A form is left by whoever fills it in and by nothing else: what is refused stands in it, with why, and no key that
follows reaches the page below."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from textual.pilot import Pilot

from tests.support.answers import sample
from tests.support.pages import PHONE
from tests.support.pilot import front, settle, until, words_in
from tests.support.places import PACKAGE
from topaz_tui import clock
from topaz_tui.app import Topaz
from topaz_tui.errors import UserError
from topaz_tui.rules import forms
from topaz_tui.screens.case import CaseScreen
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.client.asking import ask_and_save
from topaz_tui.screens.client.edit_form import GROUPS
from topaz_tui.screens.client.forms import call_again
from topaz_tui.screens.client.judging import judge
from topaz_tui.screens.dialogs import add_to_concern
from topaz_tui.screens.making_a_move import make_move
from topaz_tui.screens.new_person import add_person
from topaz_tui.screens.queue import QueueScreen
from topaz_tui.services import clients
from topaz_tui.store.database import database
from topaz_tui.widgets.dialogs import ConfirmDialog, FormDialog

NO = "That was refused. Say it otherwise."
KEPT = "Kept from before"
ESCALATION = "SELECT id FROM escalation WHERE kind = 'concern' AND closed_at IS NULL ORDER BY id LIMIT 1"


async def asked(pilot: Pilot[None]) -> FormDialog:
    await until(pilot, lambda: isinstance(pilot.app.screen, FormDialog))
    await pilot.pause()
    assert isinstance(pilot.app.screen, FormDialog)
    return pilot.app.screen


async def refused(pilot: Pilot[None], name: str) -> None:
    """Answer the form in front, have it refused, and see that it is there as it was, with why."""
    app = pilot.app
    assert isinstance(app, Topaz)
    ask = await asked(pilot)
    assert KEPT not in words_in(app.screen, ".hint"), f"{name}: nothing was kept from before"
    for question in ask.form.questions:
        if question.kind in ("time", "day"):
            when = clock.now() + timedelta(days=30 if question.sense == "ahead" else 0)
            ask.form.answers[question.id] = clock.to_store(when) if question.kind == "time" else when.date().isoformat()
        elif question.needed and forms.unanswered(ask.form.answers.get(question.id)):
            ask.form.answers[question.id] = sample(question)
    given = {key: answer for key, answer in ask.form.answers.items() if not forms.unanswered(answer)}
    await pilot.press("f10")
    await until(pilot, lambda: app.screen is not ask or words_in(app.screen, ".wrong"))
    assert app.screen is not ask, f"{name}: {words_in(app.screen, '.wrong')}"
    if isinstance(app.screen, ConfirmDialog):
        await pilot.press("f10" if "form.done" in str(app.screen.yes) else "y")
    again = await asked(pilot)
    assert NO in words_in(app.screen, ".wrong") and again.has_class("amiss"), name
    kept = {key: answer for key, answer in again.form.answers.items() if not forms.unanswered(answer)}
    assert kept == given and again.form.asked is not None, name
    assert KEPT not in words_in(app.screen, ".hint") and not app.status.tells(NO), name
    await pilot.press("escape")
    await until(pilot, lambda: not isinstance(app.screen, FormDialog))
    await settle(pilot)


def _edit(page: ClientScreen, group: str) -> None:
    page.run(page._edit_group(group))


def of_a_client(page: ClientScreen, phone: int) -> dict[str, Callable[[], object]]:
    likely = clients.Likely(1, "C1", "Mr A B", None, "", "open")
    return {
        "note": page.action_note, "question": page.action_question, "word left": page.action_leave_word,
        "a number more": lambda: page._phone(None), "a number": lambda: page._phone(phone),
        "a contact": lambda: page._contact(None), "a warning": lambda: page._warning(None),
        "may be called again": lambda: page.run(ask_and_save(page, call_again(()))), "numbers": page.action_reveal,
        "what the file says": page.action_settle, "two records": lambda: page.run(judge(page, likely)),
        **{f"change {group}": partial(_edit, page, group) for group in GROUPS},
    }  # fmt: skip


async def test_refused_form_stays_open_with_why_and_what_was_typed(app, monkeypatch) -> None:
    async def no(*_what: Any, **_how: Any) -> None:
        raise UserError(NO)

    who, phone = database.execute_sql(PHONE).fetchone()
    [case_id] = database.execute_sql(ESCALATION).fetchone()
    monkeypatch.setattr(app, "settle", no)
    monkeypatch.setattr(clients, "judge_duplicate", lambda *_: (_ for _ in ()).throw(UserError(NO)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        board = front(app, QueueScreen)
        assert board.person
        board.run(board._skip([board.person]))
        await refused(pilot, "skip")
        page = ClientScreen(who)
        await app.push_screen(page)
        await until(pilot, lambda: page.page)
        for name, opens in of_a_client(page, phone).items():
            opens()
            await refused(pilot, name)
        page.run(add_to_concern.add_to_concern(page, 1, "SC-1"))
        await refused(pilot, "an addition")
        page.run(add_person(page, "Zed Zebedee", "client"))
        await refused(pilot, "somebody new")
        screen = CaseScreen(case_id)
        await app.push_screen(screen)
        await until(pilot, lambda: screen.case)
        case = screen.case
        assert case
        move = next(each for each in case.moves if each.needs and each.why_not is None)
        screen.run(make_move(screen, case, move))
        await refused(pilot, f"the move {move.id}")


async def test_refused_number_is_mended_by_typing_on(app) -> None:
    who = database.execute_sql(PHONE).fetchone()[0]
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        page = ClientScreen(who)
        await app.push_screen(page)
        await until(pilot, lambda: page.page)
        await pilot.press("p")
        await asked(pilot)
        await pilot.press(*"12", "f10", "end", *"0 7946")  # typed on at once
        ask = await asked(pilot)
        await until(pilot, lambda: ask.form.answers.get("number") == "120 7946")
        assert ask.form.asked and ask.form.asked.id == "number" and app.screen is ask


ASKED_ALONE = {
    "screens/dialogs/draft_form.py", "screens/new_person.py", "screens/correcting.py", "screens/client/correcting.py",
    "screens/dialogs/writing.py",
    "screens/call/windows.py",  # part of the call, which is refused where it is saved
}  # fmt: skip
NOTHING_TO_REFUSE = {"ask_filters", "which", "_beside", "leave_to_them", "_edit", "resume"}


def test_refused_forms_are_asked_where_they_stay_open_alone() -> None:
    for path in sorted((PACKAGE / "screens").rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                called = {ast.unparse(n.func) for n in ast.walk(function) if isinstance(n, ast.Call)}
                if called & {"Ask", "kept_ask"} and str(path.relative_to(PACKAGE)) not in ASKED_ALONE:
                    assert function.name in NOTHING_TO_REFUSE, f"{path.name}:{function.name}"
