"""What a worker records by hand: every row of the table does what it says, to whom it is for."""

from __future__ import annotations

from datetime import date, time
from functools import partial

import pytest

from tests.support.desks import ON_A_FILE
from tests.support.documents import answer
from tests.support.lives import day
from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid, NotAllowed
from topaz_tui.rules import forms
from topaz_tui.rules.children.happenings import HAPPENINGS, Of
from topaz_tui.rules.statutory.language import DueBy
from topaz_tui.rules.statutory.life import EventKind
from topaz_tui.rules.statutory.orders import OrderMove
from topaz_tui.services import access, drafts
from topaz_tui.services.access import restricting
from topaz_tui.services.statutory import due, happenings, lives, opened_work, orders, schools, work, young_people
from topaz_tui.services.statutory.happening_choices import About
from topaz_tui.store import models
from topaz_tui.store.database import database

LAST = ("care_ended", "died", "transferred", "born", "ended", "take_on", "child_left", "withdrawn", "left_post")
"""What leaves nothing for others to happen to: tried last, in this order."""
SAID = {"hearing_at": "10:00", "file_at": "16:00", "others": "K-2", "postcode": "SE1 7PB", "born": "2010-11-06",
        "status": "C2", "made": "2026-11-03", "about": "2026-11-20"}  # fmt: skip
"""What can't be any words."""


def said(offer, **other):
    """An answer to each question of it."""
    found = {each.id: {**SAID, **other}.get(each.id) or answer(each) for each in offer.needs}
    shown = {each.id for each in forms.visible_questions(offer.needs, found)}
    return {name: given for name, given in found.items() if name in shown}


@pytest.fixture
def child(session, make_client):
    """A young person, of whom a second one is a sibling."""
    ids = [make_client(born_on="2010-11-05", recall=None, assessments=(), person_id=id) for id in ("K-1", "K-2")]
    for id in ids:
        happenings.record(session, About(client_id=id), "take_on", {})
    happenings.record(session, About(client_id=ids[0]), "care_began", {"day": "2025-03-03", "status": "C2"})
    return ids[0]


def everything(session, about, skip=()):
    """Record each thing that may be of this; what was said of each."""
    there = {each.row.code for each in happenings.offered(session, about)}
    told = {}
    for code in sorted(there, key=lambda code: (LAST.index(code) if code in LAST else -1, code)):
        if code not in skip:
            offer = next(each for each in happenings.offered(session, about) if each.row.code == code)
            told[code] = happenings.record(session, about, code, said(offer))
    return told


@ON_A_FILE
def test_each_thing_that_may_happen_is_recorded_of_whom_it_is_for(session, child):
    told = everything(session, About(client_id=child), skip=("ended",))
    known = lives.of(child)
    assert known.life
    assert {each.kind for each in known.life.events} == set(EventKind)
    assert known.life.born == date(2010, 11, 6) and "moved" in told["born"]
    assert known.life.episodes[0].ended and len(known.life.placements) == 1 and known.owner
    order = orders.every()[0]
    assert order.clients[0] == child and len(order.clients) == 2, "the sibling by the ID"
    assert order.stands.file_by == DueBy(day("2026-12-20"), time(16))
    school = schools.add(session, "Ash Vale")
    assert [each.school_id for each in schools.alarms(session)] == [school], "the line from which its lead is recorded"
    of_school = About(school_id=school)
    offered = {each.row.code for each in happenings.offered(session, of_school)}
    assert offered == {"appointed", "school_added"}, "nobody works there yet"
    everything(session, of_school)
    everything(session, of_school, skip=("appointed", "school_added"))
    post = schools.every()[0].posts[0].post
    assert post.attended and post.ended
    about = About(order_id=order.id)
    everything(session, about)
    assert {row.move for row in models.OrderDate.select()} == set(OrderMove)
    assert orders.every()[0].order.withdrawn and len(orders.every()[0].clients) == 1, "one left it before"
    done = {code for code, row in HAPPENINGS.items() if Of.CLIENT in row.of or code in told}
    assert done | {"ended", *offered, "trained", "left_post"} >= HAPPENINGS.keys() - {
        row.code for row in HAPPENINGS.values() if row.of == (Of.ORDER,)
    }


@ON_A_FILE
def test_what_a_duty_waits_for_comes_first_and_meets_it(session, child):
    about = About(client_id=child)
    line = next(each for each in due.due(session).lines if each.code == "LAC_REV1")
    offers = happenings.offered(session, about, line.code)
    assert [each.row.code for each in offers if each.first] == [offers[0].row.code] == ["review_held"]
    with pytest.raises(Invalid) as lacking:
        happenings.record(session, about, "review_held", {})
    assert lacking.value.field == "day"
    happenings.record(session, about, "review_held", {"day": "2025-03-20"})
    assert not any(each.code == "LAC_REV1" for each in due.due(session).lines)
    happenings.take_back(session, "statutory_event", models.StatutoryEvent.get().id, "Another child")
    assert any(each.code == "LAC_REV1" for each in due.due(session).lines), "it counts no more"
    duty = next(each for each in happenings.offered(session, about) if each.row.code == "ended").needs[0]
    code = next(code for code, _ in duty.options if code.startswith("LAC_REV1 "))
    happenings.record(session, about, "ended", {"duty": code, "why": "Moved abroad"})
    assert not any(each.code == "LAC_REV1" for each in due.due(session).lines)
    happenings.take_back(session, "duty_ended", models.DutyEnded.get().id, "Another child")
    assert any(each.code == "LAC_REV1" for each in due.due(session).lines), "it is asked for again"
    with pytest.raises(Conflict):
        happenings.record(session, About(), "review_held", {"day": "2025-03-20"})


@ON_A_FILE
def test_times_and_ids_that_cant_be_are_refused_at_their_question(session, child):
    about = About(client_id=child)
    offer = next(each for each in happenings.offered(session, about) if each.row.code == "order_made")
    for field, wrong in (("file_at", "soon"), ("others", "K-9")):
        with pytest.raises(Invalid) as refused:
            happenings.record(session, about, "order_made", said(offer, **{field: wrong}))
        assert refused.value.field == field
    with pytest.raises(Invalid) as refused:
        happenings.record(session, about, "order_made", {**said(offer), "file_by": None})
    assert refused.value.field == "file_by" and not orders.every()


@ON_A_FILE
def test_page_of_work_says_what_it_is_for_and_who_may_do_what(session, child, manager):
    id = work.begin_for_duty(session, child, "PLAN")
    opened = opened_work.opened(session, id)
    assert opened.clients == (child,) and "now requested" in opened.stands.casefold() and not opened.may_begin
    assert {each.id for each in opened.moves if each.why_not is None} == {"ask", "hold"}, "a manager accepts it"
    found = opened_work.look(manager, id)
    assert "accept" in {each.id for each in found.moves if each.why_not is None}
    scope = {"scope": "A plan", "price": "P1", "due": "2026-12-20"}
    work.move(manager, id, found.known.version, opened.moves[0].id, scope)
    given = next(each for each in opened_work.look(manager, id).moves if each.gives)
    options = dict(next(each.options for each in given.needs if each.id == "worker"))
    assert options[str(session.worker_id)].startswith(session.name)
    assert opened_work.look(manager, id).history[0].said[1] == ("Price reference", "P1")
    choices = opened_work.of_client(session, child)
    assert [each.work.id for each in choices if each.work] == [id]
    assert not any(each.code in ("PLAN", "NEEDS") for each in choices if not each.work), "one plan meets both"
    young_people.give(session, child, session.worker_id)


def offer_of(session, about, code, duty=""):
    return next(each for each in happenings.offered(session, about, duty) if each.row.code == code)


@ON_A_FILE
def test_pitfall_17_an_order_restricts_its_children_by_default_and_a_manager_lifts_that(
    session, colleague, manager, child
):
    about, sibling = About(client_id=child), models.Client.get(person_id="K-2").id
    young_people.give(session, child, colleague.worker_id)
    restricting.restrict(manager, sibling, "Asked for", ())
    offer = offer_of(session, about, "order_made")
    assert offer.row.follows and not HAPPENINGS["placed"].follows
    told = happenings.record(session, about, "order_made", {**said(offer, others="K-2"), "named": []})
    assert "K-2 is restricted already" in told
    (held,) = access.restricted((child,))
    assert set(held.named) == {session.worker_id, colleague.worker_id}
    assert access.restricted((sibling,))[0].named == (), "as a manager left it"
    restricting.change(manager, child, "She has left", (session.worker_id,))
    with pytest.raises(access.RestrictedRecord):
        happenings.offered(colleague, about)
    with pytest.raises(NotAllowed):
        restricting.lift(session, child, "The case is over")
    restricting.lift(manager, child, "The case is over")
    assert happenings.offered(colleague, about)


@ON_A_FILE
def test_days_of_an_order_may_have_gone_by_but_none_lies_before_the_order(session, child):
    about = About(client_id=child)
    offer = offer_of(session, about, "order_made")
    now = clock.now()
    asked = {each.id: each for each in offer.needs if each.id in ("file_by", "hearing")}
    booked = next(each for each in HAPPENINGS["review_booked"].needs if each.id == "set_for")
    for question in (*asked.values(), booked):
        assert forms.meant(question, "20 nov", now) == forms.meant(question, "20 nov 2026", now) == day("2026-11-20")
    for field in asked:
        with pytest.raises(Invalid, match="after that day") as refused:
            happenings.record(session, about, "order_made", said(offer, **{field: "2026-11-02"}))
        assert refused.value.field == field
    happenings.record(session, about, "order_made", said(offer, file_by="2026-11-20"))
    (order,) = orders.every()
    assert order.stands.file_by == DueBy(day("2026-11-20"), time(16))
    of_order = About(order_id=order.id)
    later = said(offer_of(session, of_order, "adjourned"), made="2026-11-20", hearing="2026-11-02")
    with pytest.raises(Invalid, match="after that day") as refused:
        happenings.record(session, of_order, "adjourned", later)
    assert refused.value.field == "hearing"


@ON_A_FILE
def test_another_note_of_the_same_day_is_kept_and_the_same_is_not_kept_twice(session, child):
    about = About(client_id=child)
    for note in ("Seen at home", "", " Seen at home ", "In the evening, too", "In the evening, too"):
        happenings.record(session, about, "visited", {"day": "2026-11-20", "note": note})
    notes = [row.note for row in models.StatutoryEvent.select().order_by(models.StatutoryEvent.id)]
    assert notes == ["Seen at home", "In the evening, too"]


@ON_A_FILE
def test_what_is_to_be_confirmed_is_confirmed_and_is_not_done_again(session, child):
    about = About(client_id=child)
    happenings.record(session, about, "born", {"born": "2011-06-01", "why": "Wrong before"})
    happenings.record(session, about, "needs_assessed", {"day": "2026-11-10"})
    assert happenings.offered(session, about, "NEEDS")[0].row.code == "needs_assessed"
    happenings.record(session, about, "born", {"born": "2010-11-05", "why": "It was right"})
    first = happenings.offered(session, about, "NEEDS")[0]
    assert (first.row.code, first.first, first.known) == ("confirmed", True, {"set_for": "2026-11-10"})
    for field, wrong in (("set_for", "2026-11-09"), ("day", "2026-11-22")):
        typed = {"day": "2026-11-23", "note": "Ann Lee", **first.known, field: wrong}
        with pytest.raises(Invalid) as refused:
            happenings.record(session, about, "confirmed", typed)
        assert refused.value.field == field
    assert any(each.code == "NEEDS" for each in due.due(session).lines)
    happenings.record(session, about, "confirmed", {"day": "2026-11-23", "note": "Ann Lee", **first.known})
    assert not any(each.code == "NEEDS" for each in due.due(session).lines)


@ON_A_FILE
def test_of_the_people_only_what_was_changed_in_the_form_is_written(session, child):
    about = About(client_id=child)
    happenings.record(session, about, "people", {"social_worker": "Ann Lee", "school": "Ash Vale"})
    form = offer_of(session, about, "people").known
    young_people.change(session, child, {"social_worker": "Joe Hill", "team": "North"})
    happenings.record(session, about, "people", {**form, "school": "", "family": "An aunt"}, form)
    row = young_people.row_of(child)
    assert (row.social_worker, row.team, row.school, row.family) == ("Joe Hill", "North", None, "An aunt")


@ON_A_FILE
def test_day_that_begins_no_placement_is_refused(session, child):
    about = About(client_id=child)
    lived = {"day": "2026-11-02", "stay": "looked after", "lives": "foster care"}
    happenings.record(session, about, "placed", said(offer_of(session, about, "placed"), **lived))
    signed = {"day": "2026-11-20", "note": "Ann Lee"}
    with pytest.raises(Invalid, match="No placement began") as refused:
        happenings.record(session, about, "placement_plan_signed", {**signed, "about": "2026-11-03"})
    assert refused.value.field == "about"
    happenings.record(session, about, "placement_plan_signed", {**signed, "about": "2026-11-02"})


@ON_A_FILE
def test_nobody_waits_while_it_is_reckoned_what_may_be_recorded_or_shown(session, child, monkeypatch):
    id = work.begin_for_duty(session, child, "PLAN")
    held = []

    def watched(real):
        def seen(*given):
            held.append(database.in_transaction())
            return real(*given)

        return seen

    monkeypatch.setattr(happenings, "offered", watched(happenings.offered))
    monkeypatch.setattr(due, "of_client", watched(due.of_client))
    monkeypatch.setattr(opened_work, "look", watched(opened_work.look))
    record = partial(happenings.record, session, About(client_id=child), "visited", {"day": "2026-11-20"})
    drafts.settle(session, "happened", f"{child}/visited", record)
    opened_work.opened(session, id)
    assert held and not any(held)


@ON_A_FILE
@pytest.mark.parametrize(
    ("code", "answers"), [("died", {"day": "2026-11-20"}), ("care_ended", {"day": "2026-11-20", "end": "died"})]
)
def test_death_that_is_recorded_stops_all_calls(session, child, code, answers):
    owed = models.Duty.insert(
        client=child, kind="callback", due_at="2026-11-24T10:00:00.000Z", made_at="2026-11-20T10:00:00.000Z"
    ).execute()
    happenings.record(session, About(client_id=child), code, answers)
    row = models.Client.get_by_id(child)
    assert (row.stopped, row.died_on, bool(row.stopped_at)) == ("died", "2026-11-20", True)
    assert models.Duty.get_by_id(owed).closed_how == "stopped"
    assert models.QueueEntry.get(models.QueueEntry.client == child).reason == "died"
    changed = {each.field for each in models.Change.select().where(models.Change.client == child)}
    assert {"stopped", "died_on"} <= changed
    what, id = ("statutory_event", models.StatutoryEvent) if code == "died" else ("episode", models.CareEpisode)
    said = happenings.take_back(session, what, id.select(id.id).order_by(id.id.desc()).scalar(), "Of their sister")
    assert "calls stay stopped" in said and models.Client.get_by_id(child).stopped == "died"
    happenings.record(session, About(client_id=child), "visited", {"day": "2026-11-02"})


@ON_A_FILE
@pytest.mark.parametrize("code", ["review_booked", "ceasing_proposed"])
def test_what_is_to_come_is_refused_where_it_was_read_as_gone_by(session, child, code):
    with pytest.raises(Invalid, match="before the one on which this happened"):
        happenings.record(session, About(client_id=child), code, {"day": "2026-11-20", "set_for": "2026-09-30"})
    happenings.record(session, About(client_id=child), code, {"day": "2026-11-20", "set_for": "2027-09-30"})
    assert models.StatutoryEvent.get().set_for_on == "2027-09-30"
