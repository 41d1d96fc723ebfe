"""The page of what is due for young people, courts and schools."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import pytest

from tests.support.people import maker
from tests.support.pilot import front, go, rows, settle, shown, until
from tests.support.sessions import desk_of, employ
from topaz_tui.app import Topaz
from topaz_tui.config import Settings
from topaz_tui.rules.statutory.language import DueBy
from topaz_tui.rules.statutory.schools import PostRole
from topaz_tui.screens import arrangement
from topaz_tui.screens.arrangement import Chosen
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.due import NOBODY, NOTHING, DueScreen
from topaz_tui.screens.due_rows import DUE, LATE, NO_DAY, rows_of
from topaz_tui.screens.find import FindScreen
from topaz_tui.screens.help import HelpScreen
from topaz_tui.services.escalations.api import board
from topaz_tui.services.session import Session
from topaz_tui.services.statutory import history, new_orders, schools, young_people
from topaz_tui.services.statutory.due import DueLine, DuePage, Subject, due
from topaz_tui.services.statutory.new_orders import NewOrder
from topaz_tui.store import database as store
from topaz_tui.widgets.record_list import RecordList

BOTH = Settings(services=("calls", "children"))


@pytest.fixture
def session(tmp_path: Path, new_file: Path) -> Iterator[Session]:
    """A worker of a team that does both, on a database of their own."""
    file = tmp_path / "t.db"
    shutil.copy(new_file, file)
    store.open_database(file)
    employ("rkelly", "Róisín Kelly")
    yield desk_of("rkelly", BOTH)
    store.close()


def take_on(session: Session) -> tuple[int, int]:
    """A brother and a sister in care, one of them this worker's, of whom a court wants a report; and a school that has
    no lead."""
    make = maker(BOTH)
    began = date(2026, 11, 2)
    ann, ben = (
        make(first_name=name, person_id=id, council=council, born_on="2010-12-05", recall=None, assessments=())
        for name, id, council in (("Ann", "K-1", "Lambeth"), ("Ben", "K-2", "Ealing"))
    )
    for child in (ann, ben):
        young_people.take_on(session, child)
        history.begin_care(session, child, began, "C2")
        history.place(session, child, began)
    young_people.give(session, ann, session.worker_id)
    file_by = DueBy(date(2027, 1, 15), time(16))
    new_orders.make(
        session,
        NewOrder("Family Court at Croydon", "ZW26P1", began, "Where they live.", (ann, ben), file_by),
    )
    school = schools.add(session, "Ash Vale", council="Lambeth")
    post = schools.appoint(session, school, "Jo Bell", PostRole.LEAD, date(2024, 9, 2))
    schools.leave(session, post, date(2026, 11, 20), "Another school")
    return ann, ben


async def test_due_shows_what_the_service_says_and_enter_opens_the_young_person(session: Session) -> None:
    ann, ben = take_on(session)
    page_of = due(session)
    app = Topaz(session)
    async with app.run_test(size=(80, 24)) as pilot:
        page = await go(pilot, "9", DueScreen, lambda page: page.found)
        assert [each.what for each in page.rows][1:] == [line.words for line in page_of.lines]
        assert f"{page_of.overdue} late, {page_of.due} to come" in shown(app) and "Ash Vale" in rows(app)[4]
        await pilot.press("enter")
        assert front(app, DueScreen) and "no young person's page" in shown(app), "a school has none"
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.page.of_client == page.rows[1].clients[0])
        await pilot.press("escape", "right", "right")
        await until(pilot, lambda: app.screen is page and page.tab == "mine")
        assert {each.owner for each in page.things} == {session.name}
        page.query_one(RecordList).stand_on(next(each.key for each in page.things if each.key[1] == "S7"))
        await until(pilot, lambda: "due 15 Jan 2027 16:00" in shown(app))
        assert page.client_id is None, "a concern is about one of them"
        await pilot.press("enter")
        await until(pilot, lambda: app.page.of_client == ann)
        await pilot.press("J")
        await until(pilot, lambda: app.page.of_client == ben)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is page)
        app.arrangements["due"] = Chosen({"council": "Southwark"})
        page.show_arranged()
        await settle(pilot)
        assert arrangement.NOTHING[:40] in shown(app)
        assert page.disabled_reason("due.happened") == arrangement.NOTHING
        page.found = None
        assert str(page.disabled_reason("due.happened")).startswith("Still looking")


async def test_due_is_there_where_children_are_on_and_says_in_words_that_nothing_is_due(session: Session) -> None:
    app = Topaz(replace(session, settings=Settings()))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("9")
        await until(pilot, lambda: "9 does nothing here" in shown(app))
        app.session = session
        page = await go(pilot, "9", DueScreen, lambda page: page.found)
        assert page._nothing() == NOBODY and NOBODY[:40] in shown(app)
        assert page.disabled_reason("due.happened") is None, "a school is new"
        assert page.found
        page.found = replace(page.found, people=1)
        assert page._nothing() == NOTHING["all"]


async def test_team_that_takes_no_calls_begins_with_due_and_sees_nothing_of_calls(session: Session) -> None:
    session = replace(session, settings=Settings(services=("children",)))
    take_on(session)
    assert board(session).everybody is None
    app = Topaz(session)
    async with app.run_test(size=(80, 24)) as pilot:
        page = front(app, DueScreen)
        await until(pilot, lambda: page.found and "No designated lead" in shown(app))
        await pilot.press("f2")
        await until(pilot, lambda: "F2 does nothing here" in shown(app))
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(app.screen, FindScreen))
        assert "Type their name" in shown(app) and "on the phone" not in shown(app)
        await pilot.press("escape", "down", "enter")
        await until(pilot, lambda: isinstance(app.screen, ClientScreen) and app.screen.page)
        await pilot.press("c")
        await until(pilot, lambda: "c does nothing here" in shown(app))
        assert "c calls them" not in shown(app) and "Call" not in rows(app)[-1] and "Note" in rows(app)[-1]
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        there = {line.key for line in app.screen.query_one(RecordList).lines}
        await pilot.press("f1", "9")
        await until(pilot, lambda: app.screen is page)
        assert app.screen_stack == [page], "it lies below all others, once"
        assert {"client.note", "everywhere.due"} <= there and not there & {"client.call", "everywhere.queue"}


MONDAY = datetime.fromisoformat("2026-11-23T10:00:00+00:00")
HEADINGS = {
    None: NO_DAY,
    "2026-11-23": "This week",
    "2026-11-29": "This week",
    "2026-11-30T16:00": "Next week",
    "2026-12-07": "In 2 weeks: from 7 Dec 2026",
    "2027-02-14": "In 11 weeks: from 8 Feb 2027",
    "2027-02-15": "Later",
}


@pytest.mark.parametrize("typed", ["k-1", "ann", "29 nov", "the signature"])
def test_line_is_found_by_all_that_stands_in_it(typed: str) -> None:
    subject = Subject("K-1", "Ann", "", "", 1)
    line = DueLine(subject, "S7", "x", "2026-11-29", False, "us", "the signature", "law", date(2026, 11, 1))
    page = DuePage(MONDAY, 0, 1, 0, (line,), (), (), 1, {})  # type: ignore[typeddict-item]
    assert len(arrangement.narrow(DUE, rows_of(page), Chosen(typed=typed), {})) == 1
    assert arrangement.narrow(DUE, rows_of(page), Chosen(typed=f"{typed} ben"), {}) == []


@pytest.mark.parametrize(("day", "heading"), HEADINGS.items())
def test_line_stands_under_its_week(day: str | None, heading: str) -> None:
    line = DueLine(Subject("K-1", "Ann", "", "", 1), "S7", "x", day, False, "us", "y", "law", date(2026, 11, 1))
    page = DuePage(MONDAY, 0, 1, 0, (line, replace(line, overdue=True)), (), (), 1, {})  # type: ignore[typeddict-item]
    assert [each.group for each in rows_of(page)] == [heading, LATE]
