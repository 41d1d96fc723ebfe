"""Pieces of work over the store: begun for a duty, moved, and what alone meets the duty."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import time

import peewee
import pytest

from tests.support.desks import ON_A_FILE
from tests.support.documents import whole
from tests.support.lives import day
from topaz_tui import clock
from topaz_tui.cli.output import load_list
from topaz_tui.errors import Conflict, Invalid, NotAllowed, NotFound
from topaz_tui.rules.children import signatures
from topaz_tui.rules.children.documents import FORMS
from topaz_tui.rules.children.signatures import Sign
from topaz_tui.rules.children.work_duties import KIND_OF, KIND_OF_REPORT
from topaz_tui.rules.children.work_moves import Count, WorkMoveId
from topaz_tui.rules.children.work_states import WorkState
from topaz_tui.rules.statutory.duties import BY_CODE
from topaz_tui.rules.statutory.language import DueBy
from topaz_tui.rules.statutory.life import EventKind
from topaz_tui.rules.statutory.orders import ReportKind
from topaz_tui.rules.statutory.row import WrittenBy
from topaz_tui.services.statutory import (
    commissions,
    due,
    history,
    load,
    new_orders,
    opened_work,
    orders,
    pieces,
    work,
    writing,
    young_people,
)
from topaz_tui.services.statutory.new_orders import NewOrder
from topaz_tui.store import models

Do = WorkMoveId
TAKEN_ON = [(Do.ACCEPT, {"scope": "A plan", "price": "P1", "due": "2026-12-20"}), (Do.ALLOCATE, {"why": "Knows them"})]
WRITTEN: list[tuple[Do, dict[str, str]]] = [(Do.START, {}), (Do.WRITE, {}), (Do.SUBMIT, {})]
SENT = [(Do.SEND, {"how": "mail", "to": "The council"})]
SIGN_OFF = (Do.SIGN_OFF, {"who": "Ann Lee, team manager", "day": "2026-11-23"})
READ = (Do.READ_ORDER, {"order": "Safe 3"})
FILE = (Do.FILE, {"court": "Central Family Court", "filed_at": "2026-11-23T09:30:00.000Z", "proof": "Receipt 81"})


@pytest.fixture
def desk(session, make_client, manager):
    """A worker, a manager who wrote nothing, and a young person whose plan is to be made."""
    client = make_client(born_on="2010-11-05", recall=None, assessments=(), person_id="K-17", council="Lambeth")
    young_people.take_on(session, client)
    history.begin_care(session, client, day("2025-03-03"), "C2")
    return session, manager, client


def one(id):
    known = pieces.one(id)
    assert known
    return known


def written(id):
    document = writing.of_work(id)
    assert document
    return document


def fill(by, id, sections):
    """Answer every question of these sections of its document."""
    document = writing.of_work(id) or writing.begin(by, id)
    answers = whole(document.kind)
    for section in FORMS[document.kind].sections:
        if sections(section.id):
            typed = {question.id: answers[question.id] for question in section.questions}
            writing.save(by, id, section.id, document.saved.get(section.id, 0), typed)


def go(by, id, moves, gives_to=None):
    """Make these moves one after the other, the document filled in before; returns where the work stands then."""
    known = one(id)
    for move, typed in moves:
        if move == Do.SUBMIT and not writing.of_work(id):
            fill(by, id, lambda section: section != writing.SIGNATURES)
        if move == Do.SEND:
            fill(by, id, lambda section: section == writing.SIGNATURES)
        taker = gives_to if move in (Do.ALLOCATE, Do.HAND_OVER) else None
        known = work.move(by, id, known.version, move, typed, taker)
    return known


def line_of(session, code):
    return next((line for line in due.due(session).lines if line.code == code), None)


def test_what_the_young_person_says_stands_in_the_document_whatever_its_author_had_ticked(desk):
    session, manager, client = desk
    id = work.begin_for_duty(session, client, "PLAN")
    go(manager, id, TAKEN_ON, gives_to=session.worker_id)
    go(session, id, WRITTEN[:-1])
    fill(session, id, lambda section: True)
    go(session, id, WRITTEN[-1:])
    go(manager, id, [(Do.APPROVE, {})])
    go(session, id, [(Do.DISAGREES, {"says": "I want to stay here.", "when": "2026-11-23T09:59:00.000Z"})])
    document = written(id)
    young_person, _, checked_by = signatures.signatures(FORMS[document.kind].signatories, document.answers)
    assert (young_person.sign, young_person.says) == (Sign.DISAGREES, "I want to stay here.")
    assert str(young_person.on) == "2026-11-23" and checked_by.sign == Sign.SIGNED
    assert not document.gaps, "nothing more is asked of the signatures"


@ON_A_FILE
def test_only_the_councils_sign_off_meets_the_duty_of_a_plan(desk):
    session, manager, client = desk
    id = work.begin_for_duty(session, client, "PLAN")
    line = line_of(session, "PLAN")
    assert line.work.id == id and line.owner == "a manager" and line.waits_for.startswith("our yes or no, by 25 Nov")
    go(manager, id, TAKEN_ON, gives_to=session.worker_id)
    assert line_of(session, "NEEDS").owner == session.name, "its assessment is a part of the plan"
    go(session, id, WRITTEN)
    go(manager, id, [(Do.APPROVE, {})])
    go(session, id, [(Do.DISAGREES, {"says": "I want to stay here."}), *SENT])
    assert line_of(session, "PLAN").owner == "Lambeth", "sent is not met"
    go(session, id, [SIGN_OFF])
    assert line_of(session, "PLAN") is None and line_of(session, "PLAN_REV").due == "2027-05-23"
    assert line_of(session, "NEEDS") is None, "the plan has the assessment as its first part"
    assert line_of(session, "PLAN_REV").work is None, "the next review is other work"
    known = go(session, id, [(Do.RETURN, {"who": "Ann Lee", "changes": "Money"})])
    assert known.stands.counts[Count.ROUNDS] == 1 and line_of(session, "PLAN").work.id == id, "it is proof no more"
    assert line_of(session, "NEEDS").work.id == id
    go(session, id, [(Do.RESUBMIT, {"changed": "Money"})])
    go(manager, id, [(Do.APPROVE, {})])
    go(session, id, [(Do.SIGNED, {}), *SENT, SIGN_OFF, (Do.GIVE_COPIES, {"to": "All", "day": "2026-11-23"})])
    assert line_of(session, "PLAN") is None and models.Work.get().state == WorkState.DONE
    done = [row.move for row in models.WorkStep.select().order_by(models.WorkStep.id)]
    assert done.count("sign_off") == 2 and len(done) == models.Work.get().version - 1
    told = [row.action for row in models.Audit.select().where(models.Audit.subject == f"work {id}")]
    assert told.count("kept signatures") == 2 and len(told) == len(done) + 3, "each move, and each time somebody signed"


@ON_A_FILE
def test_pitfall_15_work_about_somebody_in_a_house_of_ours_says_so(desk):
    session, _, client = desk
    session = replace(session, settings=replace(session.settings, organisation="Elm House"))
    id = work.begin_for_duty(session, client, "PLAN")
    history.place(session, client, day("2026-06-01"), home=history.Home(provider="Oak Homes"))
    assert not opened_work.look(session, id).conflict
    history.place(session, client, day("2026-07-01"), home=history.Home(provider="ELM  House"))
    assert opened_work.look(session, id).conflict == opened_work.OUR_HOUSE


@ON_A_FILE
def test_reports_filing_with_time_and_proof_meets_the_order_of_all_its_children(desk):
    session, manager, client = desk
    file_by = DueBy(day("2027-01-15"), time(16))
    new = NewOrder("Central Family Court", "ZC26P1", day("2026-11-02"), "Contact", (client,), file_by)
    order = new_orders.make(session, new).id
    id = work.begin_for_order(session, order)
    with pytest.raises(Conflict):
        work.begin_for_order(session, order)
    accept, allocate = TAKEN_ON
    with pytest.raises(Conflict, match="order read"):
        go(manager, id, [accept, allocate], gives_to=session.worker_id)
    go(manager, id, [READ, allocate], gives_to=session.worker_id)
    go(session, id, WRITTEN)
    assert line_of(session, "S7_DRAFT") is None and line_of(session, "S7").waits_for.startswith("a manager who did not")
    go(manager, id, [(Do.APPROVE_TO_SEND, {})])
    go(session, id, SENT)
    with pytest.raises(Invalid) as lacking:
        go(session, id, [(Do.FILE, {**FILE[1], "proof": ""})])
    assert lacking.value.field == "proof" and line_of(session, "S7").work.id == id
    known = go(session, id, [FILE])
    row = models.FamilyOrder.get_by_id(order)
    assert (row.filed_on, row.filed_time, row.filed_how) == ("2026-11-23", "09:30", "Receipt 81")
    assert line_of(session, "S7") is None and known.met and known.stands.state == WorkState.FILED
    with pytest.raises(Conflict):
        work.begin_for_order(session, order)


@ON_A_FILE
def test_work_on_hold_says_who_looks_again_and_when_and_the_duty_stays(desk):
    session, manager, client = desk
    id = work.begin_for_duty(session, client, "CARE_PLAN" if line_of(session, "CARE_PLAN") else "PLAN")
    code = models.Work.get().code
    go(manager, id, TAKEN_ON, gives_to=session.worker_id)
    hold = {"code": "missing", "why": "Not seen since Friday.", "named": "Pat Lo", "look_again": "2026-11-30"}
    for name in hold:
        with pytest.raises(Invalid):
            go(session, id, [(Do.HOLD, {**hold, name: ""})])
    go(session, id, [(Do.HOLD, hold)])
    line = line_of(session, code)
    assert line.owner == "Pat Lo" and "by 30 Nov" in line.waits_for and "on hold" in line.waits_for
    assert go(session, id, [(Do.RESUME, {"reason": "Found"})]).stands.state == WorkState.ALLOCATED


@ON_A_FILE
def test_what_may_not_be_done_is_refused_and_nothing_is_kept(desk):
    session, manager, client = desk
    id = work.begin_for_duty(session, client, "PLAN")
    with pytest.raises(NotAllowed):
        go(session, id, TAKEN_ON[:1])
    with pytest.raises(Invalid) as nobody:
        go(manager, id, TAKEN_ON)
    assert nobody.value.field == "worker"
    go(manager, id, TAKEN_ON[1:], gives_to=manager.worker_id)
    go(manager, id, WRITTEN)
    with pytest.raises(NotAllowed, match="somebody else has to check it"):
        go(manager, id, [(Do.APPROVE, {})])
    over = {"code": "ABSENC", "left": "All of it"}
    for taker, typed in ((manager.worker_id, over), (999, over), (session.worker_id, {**over, "left": ""})):
        with pytest.raises(Invalid):
            go(manager, id, [(Do.HAND_OVER, typed)], gives_to=taker)
    with pytest.raises(Conflict, match="meanwhile"):
        work.move(manager, id, 1, Do.HAND_OVER, over, session.worker_id)
    for code, error in (("VISIT1", Invalid), ("PLAN_25", Conflict), ("NEEDS", Conflict)):
        with pytest.raises(error):
            work.begin_for_duty(session, client, code)
    kept = models.WorkStep.select().count()
    assert kept == 5 and go(manager, id, [(Do.HAND_OVER, over)], gives_to=session.worker_id).worker == session.name
    with pytest.raises(peewee.IntegrityError, match="cannot be altered"):
        models.WorkStep.update(move="start").execute()


@ON_A_FILE
def test_document_is_kept_section_by_section_and_each_version_begins_from_the_last(desk):
    session, manager, client = desk
    id = work.begin_for_duty(session, client, "PLAN")
    with pytest.raises(Conflict, match="nothing is written"):
        writing.begin(session, id)
    go(manager, id, TAKEN_ON, gives_to=session.worker_id)
    go(session, id, WRITTEN[:2])
    with pytest.raises(Conflict, match="Nothing is written yet"):
        work.move(session, id, one(id).version, Do.SUBMIT, {})
    first = writing.begin(session, id)
    assert first == writing.begin(session, id) and (first.number, first.answers) == (1, {})
    needs = sum(first.open_counts.values())
    sections = FORMS[first.kind].sections
    wishes, name = sections[2].questions[0], sections[0].questions[0]
    assert writing.save(session, id, sections[2].id, 0, {wishes.id: "In her words", "shoe": "42"}) == 1
    assert writing.save(session, id, sections[0].id, 0, {name.id: "Kim"}) == 1, "in any order"
    assert writing.save(session, id, sections[0].id, 1, {name.id: "Kim Roe"}) == 2
    with pytest.raises(Conflict, match="somewhere else"):
        writing.save(session, id, sections[0].id, 1, {name.id: "Kim Row"})
    with pytest.raises(NotAllowed):
        writing.save(manager, id, sections[0].id, 2, {})
    with pytest.raises(Invalid):
        writing.save(session, id, "shoes", 0, {})
    kept = written(id)
    assert kept.answers == {wishes.id: "In her words", name.id: "Kim Roe"} and sum(kept.open_counts.values()) < needs
    with pytest.raises(Conflict, match="answers are missing"):
        work.move(session, id, one(id).version, Do.SUBMIT, {})
    fill(session, id, lambda section: section != writing.SIGNATURES)
    go(session, id, WRITTEN[2:])
    go(manager, id, [(Do.APPROVE, {})])
    go(session, id, [(Do.SIGNED, {})])
    with pytest.raises(Conflict, match="missing"):
        work.move(session, id, one(id).version, *SENT[0])
    go(session, id, [*SENT, (Do.RETURN, {"who": "Ann Lee", "changes": "Money"})])
    second = written(id)
    assert second.number == 2 and {gap.section for gap in second.gaps} == {writing.SIGNATURES}
    assert second.last.keys() > second.answers.keys(), "the last version stands beside, with its signatures"
    go(session, id, [(Do.RESUBMIT, {"changed": "Money"})])
    go(manager, id, [(Do.APPROVE, {})])
    go(session, id, [(Do.SIGNED, {}), *SENT, SIGN_OFF])
    review = work.begin_for_duty(session, client, "PLAN_REV")
    go(manager, review, TAKEN_ON, gives_to=manager.worker_id)
    go(manager, review, WRITTEN[:2])
    begun = writing.begin(manager, review)
    assert begun.number == 1 and begun.answers[name.id] == second.answers[name.id] and begun.last


def test_each_duty_that_is_ours_to_write_for_a_person_has_its_kind_of_work():
    assert all(BY_CODE[code].writer == WrittenBy.US for code in KIND_OF) and set(KIND_OF_REPORT) == set(ReportKind)


@ON_A_FILE
def test_load_is_points_of_what_each_has_against_their_grade_and_hours(desk):
    session, manager, client = desk
    assert load.page(session).workers == () and load.page(session).ok
    id = work.begin_for_duty(session, client, "PLAN")
    assert load.page(session).without_worker == 1
    go(manager, id, TAKEN_ON, gives_to=session.worker_id)
    page = load.page(session)
    assert not page.ok and page.workers[0].hours is None and page.workers[0].load.used == 4, "no hours are on record"
    load.employ(manager, session.account, "newly qualified", 18.5, day("2026-01-05"), "Contract")
    load.employ(manager, session.account, "social worker", 37, day("2027-01-05"), "Qualified for a year")
    (mine,) = load.page(session).workers
    assert (mine.grade, mine.hours, mine.load.available, mine.load.percent) == ("newly qualified", 18.5, 45.0, 9)
    told = json.loads(load_list.load_json(load.page(session)))
    assert told["workers"][0]["points"] == 4 and told["as_of"] == "2026-11-23" and told["without_worker"] == 0
    assert "9 %" in load_list.load_text(load.page(session))
    load.employ(manager, session.account, "social worker", 1, day("2026-11-23"), "Back after illness")
    assert not load.page(session).ok and load_list.load_text(load.page(session)).startswith("1 over")
    for who, typed, error in (
        (session, (session.account, "manager", 37, day("2026-01-05"), "x"), NotAllowed),
        (manager, (session.account, "king", 37, day("2026-01-05"), "x"), Invalid),
        (manager, (session.account, "manager", 61, day("2026-01-05"), "x"), Invalid),
        (manager, (session.account, "manager", 37, day("2026-01-05"), " "), Invalid),
        (manager, ("nobody", "manager", 37, day("2026-01-05"), "x"), NotFound),
    ):
        with pytest.raises(error):
            load.employ(who, *typed)
    assert models.WorkerHours.select().count() == 3
    models.Work.update(kind="x").execute()
    page = load.page(session)
    assert not page.ok and load_list.load_text(page).startswith(f"! {page.aside[0]}") and f"work {id}." in page.aside[0]
    assert commissions.page(manager).aside == page.aside


def sent(desk):
    """A plan that went to the council; returns its id."""
    session, manager, client = desk
    id = work.begin_for_duty(session, client, "PLAN")
    go(manager, id, TAKEN_ON, gives_to=session.worker_id)
    go(session, id, WRITTEN)
    go(manager, id, [(Do.APPROVE, {})])
    go(session, id, [(Do.SIGNED, {}), *SENT])
    return id


def events_that_stand():
    return {row.id for row in models.StatutoryEvent.select().where(models.StatutoryEvent.void_at.is_null())}


@ON_A_FILE
def test_return_takes_back_what_its_own_sign_off_showed_and_nobody_elses(desk):
    session, _, client = desk
    id = sent(desk)
    by_hand = {history.record(session, client, kind, day("2026-11-23"), note="By telephone")
               for kind in (EventKind.NEEDS_ASSESSED, EventKind.PLAN_SIGNED_OFF)}  # fmt: skip
    go(session, id, [SIGN_OFF])
    own = models.Work.get_by_id(id).evidence_id
    assert events_that_stand() == {*by_hand, own}, "what is assessed is not assessed twice"
    go(session, id, [(Do.RETURN, {"who": "Ann Lee", "changes": "Money"})])
    assert events_that_stand() == by_hand


@ON_A_FILE
def test_proof_that_was_taken_back_by_hand_leaves_the_work_open(desk):
    session, _, client = desk
    id = sent(desk)
    go(session, id, [SIGN_OFF])
    assert one(id).met
    (proof,) = (row.id for row in models.StatutoryEvent.select() if row.kind == EventKind.PLAN_SIGNED_OFF)
    assert len(events_that_stand()) == 2, "the needs are assessed with the plan"
    history.void(session, models.StatutoryEvent, proof, "Of another plan.")
    assert not events_that_stand(), "and are not without it"
    assert not one(id).met and line_of(session, "PLAN").work.id == id
    with pytest.raises(Conflict, match="begun already"):
        work.begin_for_duty(session, client, "PLAN")
    models.StatutoryEvent.update(void_at=None).where(models.StatutoryEvent.id != proof).execute()  # an earlier Topaz
    go(session, id, [(Do.RETURN, {"who": "Ann Lee", "changes": "Money"})])
    assert not events_that_stand()


@ON_A_FILE
def test_work_has_to_leave_its_state_by_the_day_of_the_law_or_the_court_wherever_that_is_shown(desk):
    session, manager, client = desk
    plan = work.begin_for_duty(session, client, "PLAN")
    go(manager, plan, TAKEN_ON, gives_to=session.worker_id)
    go(session, plan, [(Do.HOLD, {"code": "missing", "why": "Gone", "named": "Pat Lo", "look_again": "2027-09-01"})])
    hearing = DueBy(day("2026-11-27"))
    new = NewOrder("Court", "ZC26P2", day("2026-11-20"), "Contact", (client,), DueBy(day("2026-11-25")), hearing)
    report = work.begin_for_order(session, new_orders.make(session, new).id)
    accept, allocate = TAKEN_ON
    go(manager, report, [accept, READ, allocate], gives_to=session.worker_id)
    go(session, report, WRITTEN)
    go(manager, report, [(Do.APPROVE_TO_SEND, {})])
    go(session, report, [*SENT, FILE])
    law = next(each.by for each in due.of_client(client, session) if each.code == "PLAN")
    assert law and law.day < day("2027-09-01")
    shown = {each.known.id: each.by for each in opened_work.every(session)}
    assert shown == {plan: law.day, report: hearing.day}
    for id, by in shown.items():
        assert by and f", by {clock.format_day(by)}" in opened_work.look(session, id).stands
    models.Client.update(born_on="2025-06-01").where(models.Client.id == client).execute()
    assert {each.known.id: each.by for each in opened_work.every(session)}[plan] == day("2027-09-01"), "nobody knows it"
    assert "by 1 Sep 2027" in opened_work.look(session, plan).stands


EARLY: tuple[tuple[str, Do, dict[str, str]], ...] = (
    ("sent", Do.ACKNOWLEDGED, {"who": "Ann Lee", "when": "2026-11-22T10:00:00.000Z"}),
    ("sent", Do.SIGN_OFF, {"who": "Ann Lee", "day": "2026-11-22"}),
    ("signed off", Do.GIVE_COPIES, {"to": "All", "day": "2026-11-22"}),
)


@ON_A_FILE
def test_nothing_is_signed_off_or_given_before_it_was_sent_and_no_report_filed_before_it_was_ordered(desk):
    session, _, client = desk
    id = sent(desk)
    for after, move, typed in EARLY:
        if after == "signed off":
            go(session, id, [SIGN_OFF])
        with pytest.raises(Invalid, match="can't have been before") as early:
            go(session, id, [(move, typed)])
        assert early.value.field in typed, move
    new = NewOrder("Court", "ZC26P2", day("2026-11-20"), "Contact", (client,), DueBy(day("2027-01-15")))
    order = new_orders.make(session, new).id
    before, now = day("2026-11-19"), day("2026-11-23")
    for deed in (lambda: orders.drafted(session, order, 1, before),
                 lambda: orders.filed(session, order, 1, DueBy(before), "Receipt"),
                 lambda: orders.filed(session, order, 1, DueBy(now, time(23, 59)), "Receipt"),
                 lambda: orders.withdrawn(session, order, 1, before, "x"),
                 lambda: orders.child_left(session, order, 1, client, before, "x"),
                 lambda: orders.child_left(session, order, 1, client, day("2026-11-24"), "x")):  # fmt: skip
        with pytest.raises(Invalid):
            deed()
    assert models.FamilyOrder.get_by_id(order).version == 1


@ON_A_FILE
def test_day_agreed_with_the_council_is_kept_to_and_moves_when_more_time_is_asked_for(desk):
    session, manager, client = desk
    id = work.begin_for_duty(session, client, "PLAN")
    accept, allocate = TAKEN_ON
    go(manager, id, [(accept[0], {**accept[1], "due": "2026-11-24"}), allocate], gives_to=session.worker_id)
    assert one(id).stands.due() == day("2026-11-24"), "not the five days that a team has by itself"
    assert "by 24 Nov" in one(id).waits_for()
    longer = go(session, id, [(Do.MORE_TIME, {"reason": "Not at home", "until": "2026-12-14"})]).stands
    assert longer.due() == day("2026-12-14") and longer.due(duty=day("2026-12-01")) == day("2026-12-01")
    begun = go(session, id, WRITTEN[:2]).stands
    assert begun.due() == day("2026-12-07") and begun.agreed == day("2026-12-14"), "the next state has its own term"
    go(session, id, WRITTEN[2:])
    go(manager, id, [(Do.APPROVE, {})])
    assert go(session, id, [(Do.SIGNED, {}), *SENT]).stands.agreed is None, "they have it"
