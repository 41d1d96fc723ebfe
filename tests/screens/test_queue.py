"""The queue on screen: what it says, that its cursor stays on its person, and each of its keys."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from textual.widgets import Input

from tests.harness.waits import send
from tests.support.pilot import front, settle, until, words_in
from topaz_tui import clock
from topaz_tui.app import Topaz
from topaz_tui.rules import outcomes
from topaz_tui.rules.queue import REASON_WORDS
from topaz_tui.runtime import keyboard
from topaz_tui.screens.call import CallScreen
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.find import FindScreen
from topaz_tui.screens.queue import QueueScreen
from topaz_tui.screens.queue.columns import CELLS, COLUMNS
from topaz_tui.screens.queue.gone import Gone
from topaz_tui.screens.queue.skipping import SKIPS
from topaz_tui.screens.queue.words import calls_and_people, empty
from topaz_tui.services import queue, workers
from topaz_tui.widgets.dialogs import FormDialog
from topaz_tui.widgets.frame import KeyBar, PromptLine
from topaz_tui.widgets.record_list import RecordList
from topaz_tui.widgets.tabs import TabLine


def screen(app: Topaz) -> QueueScreen:
    return front(app, QueueScreen)


def person(app: Topaz) -> queue.QueuePerson:
    """Whom the cursor stands on."""
    found = screen(app).person
    assert found
    return found


def key(app: Topaz) -> int:
    """Their number."""
    found = screen(app).query_one(RecordList).key
    assert isinstance(found, int)
    return found


async def test_queue_opens_on_those_to_call_in_order(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        look = queue.list_people(app.session)
        rows = screen(app).query_one(RecordList)
        assert [line.key for line in rows.lines] == [person.client_id for person in look.people]
        assert "to call" in screen(app).query_one(PromptLine).words
        assert rows.has_focus
        shown = screen(app).query_one(TabLine).counts
        assert shown["callable"] == look.counts["callable"]


async def test_queue_tabs_go_round_and_every_person_has_a_reason(app) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        for tab in ("callbacks", "waiting", "not_callable", "done", "callable"):
            await pilot.press("right")
            await settle(pilot)
            assert screen(app).tab == tab
            why = {"callbacks": 1, "waiting": 3, "done": 1}.get(tab, 0)
            assert all(line.cells[why] for line in screen(app).query_one(RecordList).lines)
        await pilot.press("left")
        await settle(pilot)
        assert screen(app).tab == "done"


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ((1, 1, False), "1 call today, with 1 person"),
        ((9, 9, False), "9 calls today, with 9 people"),
        ((10, 9, False), "10 calls today, with 9 people: each stands here once"),
        ((1200, 200, True), "1,200 calls today, with 200+ people: each stands here once"),
    ],
)
def test_queue_tells_the_calls_of_today_and_whom_they_were_with(figures, told) -> None:
    calls, people, more = figures
    assert calls_and_people(calls, people, more=more) == told


async def test_queue_refresh_leaves_the_cursor_on_its_person(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("down", "down", "down")
        standing_on = screen(app).query_one(RecordList).key
        first = screen(app).query_one(RecordList).lines[0].key
        await app.service_thread(queue.skip, app.session, first, "at the dentist", clock.now() + clock.DAY)
        await until(pilot, lambda: screen(app).query_one(RecordList).lines[0].key != first)
        assert screen(app).query_one(RecordList).key == standing_on


async def test_queue_says_who_was_taken_from_under_the_cursor(app, at) -> None:
    def says(part: str) -> bool:
        return part in screen(app).query_one(PromptLine).words

    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        other = next(
            line for line in workers.team(app.session) if line.id != app.session.worker_id and not line.retired
        )
        colleague = replace(app.session, worker_id=other.id, account=other.account, name=other.name, holding={})
        held = await app.service_thread(queue.claim, colleague, person(app).client_id)
        await until(pilot, lambda: says(f"{other.name} has taken"))
        await app.service_thread(queue.release, colleague, held)
        await until(pilot, lambda: not says(other.name))
        await app.service_thread(queue.claim, colleague, person(app).client_id)
        await until(pilot, lambda: says(f"{other.name} has taken"))
        at("2026-11-23T10:05:00Z")
        await until(pilot, lambda: not says(other.name))


async def test_queue_says_no_more_who_went_before_ones_own_call() -> None:
    async def nobody_holds(*_: object) -> None:
        return None

    old = Gone(1, "Ann Smyth is no longer in this list", False, clock.now())
    page: Any = SimpleNamespace(call=nobody_holds, app=SimpleNamespace(session=None), look=None, _mine={2}, _gone=old)
    page.app.session = SimpleNamespace(name="Helen Marsh")
    called: Any = SimpleNamespace(client_id=2, name="Ann Smith")
    await QueueScreen._say_gone(page, called)
    assert page._gone is None


async def test_queue_n_holds_the_next_person_and_opens_the_call(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        first = key(app)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, CallScreen))
        assert app.screen.client_id == first
        assert queue.holder(app.session, first) == app.session.name
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen))
        await until(pilot, lambda: queue.holder(app.session, first) is None)


async def test_queue_opens_a_record_by_enter_and_calls_by_c(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        first = key(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ClientScreen) and app.screen.client_id == first)
        assert queue.holder(app.session, first) is None
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen))
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, CallScreen))
        assert queue.holder(app.session, first) == app.session.name
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen))
        await pilot.press("right", "right", "right")
        await settle(pilot)
        people = screen(app)._people  # who is in doubt is decided about on a page of its own
        screen(app).query_one(RecordList).stand_on(next(key for key, each in people.items() if each.reason != "doubt"))
        await pilot.press("c")
        assert app.status.tells("not to be called now")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ClientScreen))


async def test_skip_asks_why_and_until_when(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        first = screen(app).query_one(RecordList).key
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("f10")
        assert isinstance(app.screen, FormDialog)  # nothing said yet
        await pilot.press("space", "tab", *"rubbish", "f10")
        assert isinstance(app.screen, FormDialog)
        await pilot.press("ctrl+u", *"+2w", "f10")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen))
        await until(pilot, lambda: all(line.key != first for line in screen(app).query_one(RecordList).lines))
        [person] = [each for each in queue.list_people(app.session, "waiting").people if each.client_id == first]
        assert person.stands.about == "Interpreter to be booked"


async def test_queue_marks_a_range_to_skip_it_at_once_and_sorts_by_name(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        rows = screen(app).query_one(RecordList)
        three = {line.key for line in rows.lines[:3]}
        await pilot.press("v", "down", "down", "v", "down")
        assert rows.marked == three and [rows.render_line(y).text[:2] for y in range(1, 5)] == [" ●", " ●", " ●", "› "]
        await pilot.press("escape")
        assert not rows.marked
        await pilot.press("home", "space", "v", "down", "s")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        assert "Skip 3 people for now" in words_in(app.screen, ".title")
        await pilot.press("space", "tab", *"+2w", "f10")
        await until(pilot, lambda: app.status.tells("Skipped until"))
        waiting = queue.list_people(app.session, "waiting").people
        assert three <= {each.client_id for each in waiting if each.stands.about == "Interpreter to be booked"}
        await pilot.press("S", "down", "f10")
        await until(pilot, lambda: (look := screen(app).look) and look.order == "name")
        by_name = [each.client_id for each in queue.list_people(app.session, order="name").people]
        assert [line.key for line in rows.lines] == by_name
        assert {line.group for line in rows.lines} == {""} and rows.columns[0].title == "Why now"
        await pilot.press("escape")
        await until(pilot, lambda: (look := screen(app).look) and look.order is None)


async def test_queue_is_narrowed_by_typing_and_esc_shows_all_again(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        every = len(screen(app).query_one(RecordList).lines)
        name = next(iter(screen(app)._people.values())).name.split()[-1]
        await pilot.press("slash", *name.lower())
        await settle(pilot)
        assert screen(app).query_one("#narrow", Input).has_focus
        assert 0 < len(screen(app).query_one(RecordList).lines) < every
        await pilot.press("enter", "escape")
        await settle(pilot)
        assert len(screen(app).query_one(RecordList).lines) == every
        assert screen(app).query_one(RecordList).has_focus


async def test_queue_key_that_cannot_act_is_dimmed_and_says_why(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("right", "right", "right")
        await settle(pilot)
        items = {words: can for _, words, can in screen(app).query_one(KeyBar).items}
        assert items["Skip"] is False
        await pilot.press("s")
        await until(pilot, lambda: app.status.tells("skipped"))


async def test_queue_that_is_empty_shows_where_everybody_stands(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        while await app.service_thread(queue.claim_next, app.session):
            pass
        screen(app).refresh_list()
        await until(pilot, lambda: not screen(app).query_one(RecordList).lines)
        drawn = "\n".join(screen(app).query_one(RecordList).render_line(y).text for y in range(16))
        assert "Nobody can be called now" in drawn and "With a colleague" in drawn


@pytest.mark.parametrize(("total", "words"), [(0, "topaz import FILE"), (3, "Where everybody stands")])
def test_queue_says_on_the_first_day_how_people_come_onto_it(total, words) -> None:
    counts = dict.fromkeys(REASON_WORDS, 0) | {"total": total}
    nobody = queue.QueuePage(counts, 0, 0, (), more=False, gate=None, at=clock.now())
    assert words in empty(nobody, "callable", queue.Filters())


@pytest.mark.parametrize("from_their_page", [False, True])
async def test_queue_holds_nobody_for_who_went_elsewhere_meanwhile(app, monkeypatch, from_their_page) -> None:
    monkeypatch.setattr(keyboard, "SLOW", 0.05)
    monkeypatch.setattr(keyboard, "ELSEWHERE", 0.05)
    monkeypatch.setattr(keyboard, "PAUSE", 0.0)  # each by hand
    answers, held = threading.Event(), []

    def late(claim):
        def claimed(*args):
            answers.wait()
            held.append(claim(*args))
            return held[-1]

        return claimed

    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        if from_their_page:
            await pilot.press("o")
            await settle(pilot)
        monkeypatch.setattr(queue, "claim_next", late(queue.claim_next))
        monkeypatch.setattr(queue, "claim", late(queue.claim))
        send(app, "c" if from_their_page else "n", "x", "f3", *"amin")
        await until(pilot, lambda: isinstance(app.screen, FindScreen) and app.screen.query_one(Input).value == "amin")
        assert app.status.tells("One key that you pressed before that did nothing")
        answers.set()
        await until(pilot, lambda: held and queue.holder(app.session, held[0].client_id) is None)
        await settle(pilot)
        assert isinstance(app.screen, FindScreen)


async def test_queue_o_opens_the_record_and_holds_nobody(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("down", "down")
        standing_on = key(app)
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, ClientScreen))
        assert app.screen.client_id == standing_on
        assert queue.holder(app.session, standing_on) is None
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen))
        await settle(pilot)
        assert screen(app).query_one(RecordList).key == standing_on


async def test_skip_takes_own_words_too(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        first = screen(app).query_one(RecordList).key
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        app.screen.form.answers["reason"] = "other"
        app.screen.form.answers["own"] = "At the dentist"
        app.screen.form.answers["until"] = "+2w"
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen))
        await until(
            pilot, lambda: any(each.client_id == first for each in queue.list_people(app.session, "waiting").people)
        )
        [person] = [each for each in queue.list_people(app.session, "waiting").people if each.client_id == first]
        assert person.stands.about == "At the dentist"


def test_skip_has_a_key_for_each_reason() -> None:
    assert len({words[0].lower() for _, words in SKIPS}) == len(SKIPS)


# Each tab has what one looks for there


def test_queue_tabs_say_no_time_twice_and_no_midnight(app) -> None:
    """Over every line of the demo, in the morning and outside the calling hours."""
    for moment in ("2026-11-23T10:00:00Z", "2026-11-23T22:00:00Z", "2026-11-28T12:00:00Z"):
        now = clock.from_store(moment)
        for tab in queue.TABS:
            for person in queue.list_people(app.session, tab).people:
                cells = CELLS[tab](person, now)
                assert len(cells) == len(COLUMNS[tab])
                assert not [cell for cell in cells if "00:00" in cell]
                times = [time for cell in cells for time in re.findall(r"\d\d:\d\d", cell)]
                assert tab == "done" or len(times) == len(set(times)), cells


@pytest.mark.parametrize(("tab", "column"), [("waiting", 3), ("not_callable", 0)])
async def test_queue_reason_is_not_cut_beside_empty_cells(app, tab, column) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press(*["right"] * list(COLUMNS).index(tab))
        listed = app.screen.query_one(RecordList)
        await until(pilot, lambda: listed.columns == COLUMNS[tab] and listed.lines)
        for place, line in enumerate(listed.lines):
            listed.stand_on(line.key)
            first, last = listed._rows.span(place)
            rows = range(listed.caret().y, listed.caret().y + 1 + last - first)
            told = "".join(listed.render_line(row).text for row in rows)
            assert {*line.cells[column].split()} <= {*told.split()} or re.search(r"… (\S|$)", told), told


def test_queue_callback_whose_time_has_come_says_how_late_it_is(app) -> None:
    look = queue.list_people(app.session, "callbacks")
    due = [person for person in look.people if person.reason == "callable"]
    assert len(due) == look.callbacks_due > 0
    for person in due:
        assert CELLS["callbacks"](person, look.at)[1].endswith("over")
    assert [column.title for column in COLUMNS["callbacks"]][:3] == ["Call back", "That is", "Name"]


async def test_queue_done_tab_says_outcome_time_and_who(app, at) -> None:
    at("2026-11-20T16:30:00Z")  # a Friday's calls
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("left")
        await until(pilot, lambda: screen(app).tab == "done" and screen(app).query_one(RecordList).lines)
        last = {person.client_id: person for person in queue.list_people(app.session, "done").people}
        for line in screen(app).query_one(RecordList).lines:
            assert isinstance(line.key, int)
            called = last[line.key]
            assert called.last_call
            when, outcome, _ = called.last_call
            assert line.cells[0] == f"{clock.local(when):%H:%M}"
            assert line.cells[1] == outcomes.BY_CODE[outcome].words
            assert line.cells[3] == called.last_by
        calls = screen(app).query_one(TabLine).counts["done"]
        assert screen(app).query_one(PromptLine).words == calls_and_people(calls, len(last), more=False)


async def test_queue_tells_a_manager_of_a_callback_and_who_comes_first(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        first = next(each for each in screen(app)._people.values() if each.why == "recall" and not each.put_first)
        screen(app).query_one(RecordList).stand_on(first.client_id)
        await pilot.press("p")
        await until(pilot, lambda: app.status.tells(f"{first.name} comes before the other recalls now."))
        await pilot.press("right")
        await until(pilot, lambda: screen(app).tab == "callbacks" and screen(app).query_one(RecordList).lines)
        promised = person(app)
        await pilot.press("m")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        to, name = app.screen.form.questions[0].options[-1]
        app.screen.form.answers["to"] = to
        await pilot.press("f10")
        await until(pilot, lambda: app.status.tells(f"The callback to {promised.name} is kept for {name} now."))


async def test_queue_filter_lists_each_reason_with_its_count(app) -> None:
    there = queue.narrowing(app.session, "not_callable")
    assert len(there.reasons) > 3
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("right", "right", "right")
        await settle(pilot)
        for reason, count in (there.reasons[0], there.reasons[-1]):
            await pilot.press("f")
            await until(pilot, lambda: isinstance(app.screen, FormDialog))
            offered = dict(app.screen.form.questions[0].options)
            assert all(f"({those:,})" in offered[each] for each, those in there.reasons)
            app.screen.form.answers["reason"] = reason
            await pilot.press("f10")
            await until(pilot, lambda: isinstance(app.screen, QueueScreen))
            await until(pilot, lambda count: len(screen(app).query_one(RecordList).lines) == count, count)
            assert {person.reason for person in screen(app)._people.values()} == {reason}
            assert f"{count:,}" in screen(app).query_one(PromptLine).words
        await pilot.press("left")
        await until(pilot, lambda: screen(app).tab == "waiting")
        assert not screen(app).filters, "the reason is one of the tab that one left"


def test_queue_filter_offers_only_what_the_list_has(app) -> None:
    for tab in queue.TABS:
        there = queue.narrowing(app.session, tab)
        if tab == "done":
            continue
        for band in there.bands:
            assert queue.list_people(app.session, tab, queue.Filters(band=band)).people
        for why in there.whys:
            assert queue.list_people(app.session, tab, queue.Filters(why=why)).people
        for reason, count in there.reasons:
            look = queue.list_people(app.session, tab, queue.Filters(reason=reason))
            assert len(look.people) == count


async def test_queue_says_at_its_last_line_that_there_are_more(app, demo_db, monkeypatch):
    monkeypatch.setattr("topaz_tui.services.queue.WINDOW", 20)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = app.screen
        screen._limit = 20
        screen.refresh_list()
        await until(pilot, lambda: screen.look and len(screen.look.people) == 20)
        await settle(pilot)
        await pilot.press("end")
        await until(pilot, lambda: app.status.tells("20 are shown, and there are more: End again goes on."))
        await until(pilot, lambda: len(screen.look.people) == 40)
