"""What is kept of what is due says what everybody's reckoning says, after whatever was recorded, and holds no longer
than it may."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from functools import partial
from random import Random

import pytest

from tests.support.desks import ON_A_FILE
from tests.support.lives import day
from topaz_tui import clock
from topaz_tui.errors import UserError
from topaz_tui.exchange.young_people.importer import run_import
from topaz_tui.rules.children.work_duties import KIND_OF
from topaz_tui.rules.children.work_moves import WorkMoveId as Do
from topaz_tui.rules.statutory.language import DueBy
from topaz_tui.rules.statutory.life import CareEnd, EventKind
from topaz_tui.rules.statutory.records import ImportKind, Stay
from topaz_tui.services import access, clients, imports, reckoned
from topaz_tui.services.access import restricting
from topaz_tui.services.statutory import board_lines, due, history, kept, new_orders, orders, weeks, work, young_people
from topaz_tui.services.statutory.new_orders import NewOrder
from topaz_tui.store import metadata, models

TODAY = day("2026-11-23")
COUNCILS = ("Lambeth", "Ealing", None)
EVENTS = (
    EventKind.REVIEW_HELD, EventKind.VISITED, EventKind.NEEDS_ASSESSED, EventKind.PLAN_SIGNED_OFF,
    EventKind.HEALTH_ASSESSED, EventKind.SUPPORT_ASKED,
)  # fmt: skip


@pytest.fixture
def desk(session, manager, make_client):
    """A team for children, and young people of all ages, of whom one has no date of birth."""
    both = replace(session.settings, services=("calls", "children"))
    chance, people = Random(14), []
    for number in range(6):
        born = TODAY - timedelta(chance.choice((5, 13, 15, 16, 17, 18, 20)) * 365 + chance.randrange(365))
        id = make_client(born_on=str(born), recall=None, assessments=(), person_id=f"K-{number}",
                         council=COUNCILS[number % 3])  # fmt: skip
        young_people.take_on(session, id)
        began = TODAY - timedelta(chance.randrange(30, 900))
        history.begin_care(session, id, began, chance.choice(("V2", "C2")))
        history.place(session, id, began)
        people.append(id)
    models.Client.update(born_on=None).where(models.Client.id == people[-1]).execute()
    return replace(session, settings=both), replace(manager, settings=both), people


def told(page: due.DuePage) -> object:
    """All that a page says, but that it has more lines than it shows."""
    return replace(page, more=0, by_day=None)


def same(session, *, holds=True):
    """The page says what is reckoned anew of everybody, of all lines and of few, and so does its calendar."""
    assert (kept._mark(session) is not None) == holds
    whole = due.due(session)
    assert told(kept.page(session, None)) == whole and whole.lines
    few = kept.page(session, 5)
    if holds and session.worker_id:
        assert few.more == len(whole.lines) - len(few.lines)
        soonest = [line for line in whole.lines if line.subject.client_id][:5]
        mine = [line for line in whole.lines if line.subject.owner_id == session.worker_id]
        assert [line for line in whole.lines if line in few.lines] == list(few.lines)
        assert all(line in few.lines for line in (*soonest, *mine))
    assert weeks.calendar(few) == weeks.calendar(whole)
    assert (few.overdue, few.due, few.met, few.people) == (whole.overdue, whole.due, whole.met, whole.people)


def daily(session):
    metadata.forget(board_lines.KEY)
    metadata.keep(board_lines.KEY, clock.to_store(clock.now()))
    board_lines.daily(session, clock.now())


def deeds(session, manager, people, chance):
    """What may be recorded, of somebody: each a deed that may be refused."""
    id, other = people[0], people[1]
    some = TODAY - timedelta(chance.randrange(400))
    for kind in EVENTS:
        then = TODAY - timedelta(chance.randrange(90))
        yield partial(history.record, session, chance.choice(people), kind, then)
    yield lambda: history.end_care(session, id, TODAY - timedelta(3), CareEnd.HOME)
    yield lambda: history.begin_care(session, id, TODAY, "V2")
    yield lambda: history.place(session, id, TODAY)
    yield lambda: history.place(session, other, TODAY - timedelta(2), stay=Stay.HOME)
    yield lambda: history.correct_birth(session, other, TODAY - timedelta(16 * 365 + 40), "Another paper")
    yield lambda: history.correct_birth(session, people[-1], TODAY - timedelta(15 * 365), "It is known")
    yield lambda: history.void(session, models.CareEpisode, models.CareEpisode.get(client=people[2]).id, "Another's")
    yield lambda: young_people.give(session, people[3], session.worker_id)
    yield lambda: young_people.confirm(session, people[4], "relevant")
    lines = [(line.subject.client_id or 0, line) for line in due.due(session).lines if line.subject.client_id]
    whose, ended = next((who, line) for who, line in lines if line.code not in KIND_OF)
    yield lambda: history.end_duty(session, whose, ended.code, ended.since, "Abroad")
    file_by = DueBy(TODAY + timedelta(20), time(16))
    yield lambda: new_orders.make(session, NewOrder("Croydon", "Z1", some, "Contact", (id, other), file_by))
    yield lambda: orders.filed(session, 1, 1, DueBy(TODAY, time(9)), "Receipt")
    of, ours = next((who, line) for who, line in lines if line.code in KIND_OF)
    yield lambda: work.begin_for_duty(session, of, ours.code)
    yield lambda: work.move(manager, 1, 1, Do.ACCEPT, {"scope": "A plan", "price": "P1", "due": "2026-12-20"})
    yield lambda: models.WorkStep.insert(work=1, move="x", at="", worker=1, answers="{").execute()
    yield lambda: restricting.restrict(manager, people[5], "Asked for", ())
    yield lambda: restricting.lift(manager, people[5], "No longer")
    yield lambda: history.record(session, people[4], EventKind.DIED, TODAY)
    yield lambda: young_people.take_on(session, models.Client.get(person_id="NEW").id)


@ON_A_FILE
def test_what_is_kept_says_what_is_reckoned_after_each_deed(desk, make_client, colleague):
    session, manager, people = desk
    make_client(born_on="2011-02-01", recall=None, assessments=(), person_id="NEW")
    other, chance, done = replace(colleague, settings=session.settings), Random(3), 0
    same(session, holds=False)
    daily(session)
    same(session)
    for number, deed in enumerate(deeds(session, manager, people, chance)):
        try:
            deed()
            done += 1
        except UserError:
            continue
        same((session, session, other, manager)[number % 4])
        if number % 5 == 0:
            kept.advance(session)
            mark = kept._mark(session)
            assert mark and not reckoned.touched(mark.audit) and kept.page(session, 3).more
            same(session)
    assert done > 16


@ON_A_FILE
def test_what_is_kept_holds_for_its_day_its_rules_and_its_settings_and_until_a_file_comes(desk, at, monkeypatch):
    session, _, people = desk
    daily(session)
    same(session)
    own = replace(session, settings=replace(session.settings, council="Bexley"))
    same(own, holds=False)
    for moment in ("2026-11-23T23:59:30Z", "2026-11-24T00:00:00Z", "2028-05-01T09:00:00Z"):
        at(moment)
        same(session, holds=moment == "2026-11-23T23:59:30Z")
        daily(session)
        same(session)
    with monkeypatch.context() as changed:
        changed.setattr(kept, "program", lambda *_: "another version")
        same(session, holds=False)
    board_lines.look_again()
    same(session, holds=False)
    daily(session)
    models.KeptDuty.update(since_on="2026-02-30").where(models.KeptDuty.client_id == people[0]).execute()
    assert told(kept.page(session, None)) == due.due(session), "a row of it that can't be read"


LIST = "Child ID,DOB,Looked After From,Legal Status,Last Review,Pathway Plan,Council\n"


@ON_A_FILE
def test_what_is_kept_says_what_is_reckoned_after_a_file_its_undo_and_a_link(desk, colleague, tmp_path):
    session, manager, people = desk
    other = replace(colleague, settings=session.settings)
    file = tmp_path / "list.csv"
    rows = "K-0,,2026-06-01,C2,2026-11-02,,Lambeth\nK-5,2010-05-05,2026-06-01,C2,,2026-11-20,\nN-1,2010-11-05,,,,,\n"
    file.write_text(LIST + rows.replace("K-0,,", f"K-0,{models.Client.get_by_id(people[0]).born_on},"))
    daily(session)
    before = told(due.due(session))
    done = run_import([file], session, ImportKind.YOUNG_PEOPLE, yes=True)
    assert done.added == 1 and done.import_id and told(due.due(session)) != before
    for deed in (lambda: None, lambda: imports.undo(session, done.import_id)):
        deed()
        same(session, holds=False)
        daily(session)
        same(session)
    assert told(due.due(session)) == before
    for weeks_ahead in (0, 8):
        assert told(kept.page(session, None, weeks_ahead)) == due.due(session, weeks_ahead)
    clients.judge_duplicate(session, people[0], people[1], "confirmed")
    same(session)
    restricting.restrict(manager, people[1], "Asked for", ())
    assert {people[0], people[1]} <= access.closed(other)
    for whoever in (other, manager, session):
        same(whoever)
    kept.advance(session)
    history.record(session, people[0], EventKind.REVIEW_HELD, TODAY)
    same(other)
    clients.unlink(manager, people[0], people[1])
    same(other)
