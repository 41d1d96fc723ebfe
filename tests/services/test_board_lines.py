"""What is late, at risk, returned or nobody's in children's services, on the manager's board."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

import pytest

from tests.support.desks import ON_A_FILE
from tests.support.lives import day
from topaz_tui import clock
from topaz_tui.errors import Conflict
from topaz_tui.rules.children.work_moves import WorkMoveId as Do
from topaz_tui.rules.escalation_kinds import EscalationKind as Kind
from topaz_tui.rules.statutory.language import DueBy
from topaz_tui.rules.statutory.life import EventKind
from topaz_tui.rules.statutory.schools import PostRole, TrainingKind
from topaz_tui.services import clients, legible, unread
from topaz_tui.services.access import restricting
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations.api import AlarmKind
from topaz_tui.services.session import JobSession
from topaz_tui.services.statutory import (
    board_lines,
    due,
    happenings,
    history,
    new_orders,
    opened_work,
    orders,
    schools,
    weeks,
    work,
    young_people,
)
from topaz_tui.services.statutory.happening_choices import About
from topaz_tui.services.statutory.new_orders import NewOrder
from topaz_tui.store import models
from topaz_tui.store.database import database
from topaz_tui.store.rows import dicts


@pytest.fixture
def desk(session, manager, make_client):
    """A worker and a manager of a team for children, and a young person of 16 whose plan nobody has begun."""
    both = replace(session.settings, services=("calls", "children"))
    client = make_client(born_on="2010-09-05", recall=None, assessments=(), person_id="K-17", council="Lambeth")
    young_people.take_on(session, client)
    history.begin_care(session, client, day("2026-05-04"), "C2")
    return replace(session, settings=both), replace(manager, settings=both), client


def on_board(session):
    """The lines of children's work on the board: of which kind, what, and with whom."""
    escalations.advance_deadlines(JobSession("job", session.settings))
    return [(each.kind, each.waiting_for.partition(",")[0], each.owner) for each in escalations.board(session).items]


def test_what_is_late_is_on_the_board_until_it_was_done(desk, at):
    session, _, client = desk
    late = [line for line in due.due(session).lines if line.overdue]
    assert {line.code for line in late} >= {"LAC_REV1", "HEALTH1"}
    there = on_board(session)
    assert len([each for each in there if each[0] == Kind.DUTY_LATE]) == len(late)
    assert on_board(session) == there, "each stands there once"
    board = escalations.board(session)
    assert not board.ok and board.overdue >= len(late), "the law's day is over, whatever time we give ourselves"
    told = [each.detail for each in clients.open_profile(session, client).timeline if each.kind == "Manager"]
    assert any("First review" in each for each in told), "the timeline says what"
    young_people.give(session, client, session.worker_id)
    at("2026-11-24T10:00:00Z")
    happenings.record(session, About(client), "review_held", {"day": "2026-11-20"})
    assert not any(what == "First review" for _, what, _ in on_board(session)), "at once, and not tomorrow"
    over = models.Escalation.select().where(models.Escalation.closed_at.is_null(False))
    told = [str(escalations.case(session, line.id).history[-1]) for line in over if line.kind == Kind.DUTY_LATE]
    assert told and all("It was done" in each for each in told)
    file_by = DueBy(day("2026-11-20"), time(16))
    new = NewOrder("Central Family Court", "ZC26P1", day("2026-11-02"), "Contact", (client,), file_by)
    order = new_orders.make(session, new).id
    board_lines.look_at(session, (client,))
    last = models.Escalation.select().order_by(models.Escalation.id.desc()).first()
    orders.filed(session, order, 1, DueBy(day("2026-11-23"), time(9)), "Receipt 81")
    board_lines.look_at(session, (client,))
    assert "It was done" in str(escalations.case(session, last.id).history[-1]), "the report is filed"
    calls = replace(session, settings=replace(session.settings, services=("calls",)))
    assert on_board(session) and on_board(calls) == [], "the team does no work for children any more"
    assert not board_lines.is_due(calls, clock.now()) and on_board(session)


def test_what_is_recorded_while_everybody_is_reckoned_counts(desk, at, monkeypatch):
    session, _, client = desk
    assert any(what == "First review" for _, what, _ in on_board(session))
    at("2026-11-24T10:00:00Z")
    reckoned = due.page_of
    meanwhile: list[Callable[[], object]] = [
        lambda: happenings.record(session, About(client), "review_held", {"day": "2026-11-20"})
    ]

    def slow(*args, **more):
        page = reckoned(*args, **more)
        if meanwhile:
            meanwhile.pop()()
        return page

    monkeypatch.setattr(due, "page_of", slow)
    assert not any(what == "First review" for _, what, _ in on_board(session)), "the reckoning is older than the review"
    meanwhile.append(board_lines.look_again)
    board_lines.look_again()
    at("2026-11-24T10:01:00Z")
    board_lines.daily(session, clock.now())
    assert board_lines.is_due(session, clock.now()), "a file that came meanwhile is looked at next"


@ON_A_FILE
def test_work_is_on_the_board_while_it_is_nobodys_at_risk_or_returned(desk, at):
    session, manager, client = desk

    def of(kind):
        return [each[1:] for each in on_board(session) if each[0] == kind]

    board_lines.daily(session, clock.now())
    assert ("Needs assessment complete", manager.name) in of(Kind.WORK_UNOWNED), "due in two weeks, and nobody has it"
    id = work.begin_for_duty(session, client, "PLAN")
    assert of(Kind.WORK_UNOWNED) == [("Pathway plan: requested", manager.name)]
    work.move(manager, id, 1, Do.ACCEPT, {"scope": "A plan", "price": "P1", "due": "2026-12-04"})
    assert of(Kind.WORK_UNOWNED) == [("Pathway plan: accepted", manager.name)], "the line says where it stands now"
    work.move(manager, id, 2, Do.ALLOCATE, {"why": "Knows them"}, session.worker_id)
    assert of(Kind.WORK_UNOWNED) == [] and of(Kind.DUTY_AT_RISK) == [("Needs assessment complete", session.name)]
    models.Work.update(state="returned").execute()
    hold = {"code": "ill", "why": "Ill", "named": "Pat Lo", "look_again": "2026-11-30"}
    work.move(session, id, 3, Do.HOLD, hold)
    assert of(Kind.WORK_ON_HOLD) == []
    at("2026-12-01T10:00:00Z")
    assert of(Kind.WORK_ON_HOLD) == [("Pathway plan: on hold", session.name)]


@ON_A_FILE
def test_work_of_whom_the_record_is_closed_to_or_who_has_left_is_a_managers_to_hand_over(desk, colleague):
    session, manager, client = desk
    id = work.begin_for_duty(session, client, "PLAN")
    work.move(manager, id, 1, Do.ACCEPT, {"scope": "A plan", "price": "P1", "due": "2026-12-04"})
    work.move(manager, id, 2, Do.ALLOCATE, {"why": "Knows them"}, session.worker_id)

    def lost():
        e = models.Escalation
        rows = e.select(e.owner.alias("owner")).where(e.kind == Kind.WORK_UNOWNED, e.closed_at.is_null())
        return [row["owner"] for row in dicts(rows)]

    assert lost() == []
    restricting.restrict(manager, client, "Works with us.", (colleague.worker_id,))
    assert lost() == [manager.worker_id]
    [line] = [each for each in escalations.board(manager).items if each.kind == Kind.WORK_UNOWNED]
    assert session.name in line.waiting_for
    work.move(manager, id, 3, Do.HAND_OVER, {"code": "MANAGE", "left": "All of it"}, colleague.worker_id)
    assert lost() == []
    models.Worker.update(retired_at=clock.to_store(clock.now())).where(
        models.Worker.id == colleague.worker_id
    ).execute()
    board_lines.look_at(session, (client,))
    assert lost() == [manager.worker_id]


@ON_A_FILE
def test_schools_whose_training_is_late_are_an_alarm_and_a_team_of_calls_alone_has_none_of_it(desk):
    session, _, _ = desk
    school = schools.add(session, "Ash Vale", council="Lambeth")
    schools.appoint(session, school, "Jo Bell", PostRole.LEAD, date(2024, 9, 2))
    alarms = {each.kind: each.what for each in escalations.board(session).alarms}
    assert "the training of 1 person is late" in alarms[AlarmKind.TRAINING_LATE]
    calls = replace(session, settings=replace(session.settings, services=("calls",)))
    assert AlarmKind.TRAINING_LATE not in {each.kind for each in escalations.board(calls).alarms}
    assert on_board(calls) == [] and not models.Escalation.select().exists()


@ON_A_FILE
def test_training_that_is_due_in_the_holidays_is_to_be_had_before_them(desk, at):
    session, _, _ = desk
    terms = replace(session.settings.children, school_terms=(("2026-09-01", "2026-12-18"),))
    session = replace(session, settings=replace(session.settings, children=terms))
    school = schools.add(session, "Ash Vale")
    post = schools.appoint(session, school, "Jo Bell", PostRole.LEAD, date(2024, 9, 2))
    schools.trained(session, post, TrainingKind.LEAD, date(2024, 12, 28), whole=True)

    def waits():
        return next(line.waits_for for line in due.due(session).lines if line.code == "DSL")

    assert "18 Dec 2026" in waits()
    at("2026-08-24T10:00:00Z")
    assert "18 Dec 2026" not in waits(), "a term ahead, and no sooner"
    work.begin_for_school(session, school, "DSL")
    assert AlarmKind.SESSION_AT_RISK not in {each.kind for each in escalations.board(session).alarms}
    at("2026-11-23T10:00:00Z")
    models.Work.update(requested_on="2026-11-23").execute()
    assert AlarmKind.SESSION_AT_RISK in {each.kind for each in escalations.board(session).alarms}


@ON_A_FILE
def test_pitfall_19_calendar_counts_each_duty_once_and_the_share_counts_plans_until_a_review_is_late(desk, at):
    session, _, client = desk
    page = due.due(session)
    found = weeks.calendar(page)
    assert found.late == page.overdue > 0 and len(found.weeks) == 12
    assert found.late + sum(each.all for each in found.weeks) + found.later + found.no_day == len(page.lines)
    [needs] = [day for week in found.weeks if week.monday == date(2026, 11, 30) for day in week.days[5:6]]
    assert needs >= 1, "the needs assessment, on a Saturday"
    assert (page.plans_current, page.plans) == (0, 0), "none is wanted yet"
    history.record(session, client, EventKind.PLAN_SIGNED_OFF, day("2026-11-20"))
    assert (due.due(session).plans_current, due.due(session).plans) == (1, 1)
    at("2027-05-21T10:00:00Z")
    assert (due.due(session).plans_current, due.due(session).plans) == (0, 1)


@ON_A_FILE
def test_a_piece_of_work_of_which_a_move_can_not_be_read_is_put_aside_and_is_no_reason_for_the_others(desk, at):
    session, _, client = desk
    history.record(session, client, EventKind.NEEDS_ASSESSED, day("2026-11-03"))
    file_by = DueBy(day("2026-12-01"), time(16))
    new = NewOrder("Croydon", "ZC26P1", day("2026-11-02"), "Contact", (client,), file_by)
    order = new_orders.make(session, new).id
    hurt, other = work.begin_for_duty(session, client, "PLAN"), work.begin_for_order(session, order)
    at("2027-02-01T10:00:00Z")
    stood = on_board(session)
    assert any(kind == Kind.WORK_UNOWNED for kind, _, _ in stood)
    at_moment = clock.to_store(clock.now())
    models.WorkStep.insert(work=hurt, move="accept", at=at_moment, worker=1, answers="{").execute()
    (step,) = (row["id"] for row in dicts(models.WorkStep.select().where(models.WorkStep.answers == "{")))
    board_lines.look_at(session, (client,))
    assert on_board(session) == stood, "nothing of theirs ends because of it"
    (said,) = due.due(session).to_put_right
    assert (said.subject.client_id, said.work) == (client, (hurt,)) and unread.DOCTOR in said.what[-1]
    assert [each.known.id for each in opened_work.every(session)] == [other]
    assert unread.known()["work_step"] == (str(step),) and ("work_step", step) in legible.unreadable(
        lambda sql, *values: database.run(sql, values).fetchall(), ("work_step",)
    )
    with pytest.raises(Conflict):
        work.begin_for_duty(session, client, "PLAN")
    with pytest.raises(Conflict):
        opened_work.opened(session, hurt)


@ON_A_FILE
def test_what_can_not_be_read_of_somebody_is_said_on_due_and_hides_nobody(desk):
    session, _, client = desk
    history.place(session, client, day("2026-05-04"))
    history.record(session, client, EventKind.VISITED, day("2026-05-06"))
    file_by = DueBy(day("2026-12-01"), time(16))
    new_orders.make(session, NewOrder("Croydon", "ZC26P1", day("2026-11-02"), "Contact", (client,), file_by))
    school = schools.add(session, "Ash Vale", council="Lambeth")
    post = schools.appoint(session, school, "Jo Bell", PostRole.LEAD, date(2024, 9, 2))
    schools.trained(session, post, TrainingKind.LEAD, date(2026, 9, 2), whole=True)
    schools.add(session, "Elm Park")
    late = {line.subject.key for line in due.due(session).lines} | {"Elm Park"}
    for model, column, whose, *fewer in (
        (models.School, "made_at", "Ash Vale"), (models.SchoolPost, "began_on", "Ash Vale", "Ash Vale: Jo Bell"),
        (models.Training, "held_on", "Ash Vale"), (models.Client, "born_on", "K-17", "K-17"),
        (models.CareEpisode, "began_on", "K-17", "K-17"), (models.CarePlacement, "began_on", "K-17"),
        (models.StatutoryEvent, "happened_on", "K-17"), (models.FamilyOrder, "made_on", "K-17 (ZC26P1)"),
        (models.FamilyOrder, "report", "K-17 (ZC26P1)"),
    ):  # fmt: skip
        kept, table = getattr(model.get(), column), model._meta.table_name
        model.update({column: "2026-02-30"}).execute()
        page = due.due(session)
        assert any(unread.DOCTOR in each.what[-1] for each in page.to_put_right if each.subject.key == whose), table
        there = {line.subject.key for line in page.lines} | {each.name for each in page.without_lead}
        assert not page.ok and late - there <= {*fewer}, table
        assert table in unread.known(), table
        model.update({column: kept}).execute()
    assert not due.due(session).to_put_right
    made = {"made_by": session.worker_id, "made_at": clock.to_store(clock.now())}
    models.OrderDate.insert(court_order=1, move="varied", made_on="2026-02-30", sealed=1, vacated=0, **made).execute()
    assert [each.subject.order_id for each in due.due(session).to_put_right] == [1]
    assert any(line.code == "S7" for line in due.due(session).lines), "the day before stands"
