"""Restricted records: others see the name and the ID, and nobody falls between; whoever needs one opens it all the
same, and somebody else looks at it."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.support.calls import CHECKED
from tests.support.concerns import WHOLE
from tests.support.desks import ON_A_FILE
from tests.support.sessions import job
from topaz_tui import clock
from topaz_tui.errors import Invalid, NotAllowed, UserError
from topaz_tui.rules import access as rules
from topaz_tui.rules import fates, reading
from topaz_tui.rules.children.work_moves import WorkMoveId
from topaz_tui.rules.children.work_states import WorkKind
from topaz_tui.rules.correspondence import address_lines
from topaz_tui.rules.queue import Reason
from topaz_tui.rules.reading import Reading
from topaz_tui.services import (
    access,
    access_log,
    actions,
    agenda,
    calls,
    clients,
    concerns,
    links,
    lists,
    month,
    queue,
    support,
    team,
    written_times,
)
from topaz_tui.services.access import glass, restricting
from topaz_tui.services.correspondence import agreed, post, writing
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations import correct as put_right
from topaz_tui.services.escalations import several
from topaz_tui.services.imports import waiting
from topaz_tui.services.session import Session
from topaz_tui.services.statutory import due, happenings, kept, opened_work, pieces, prints
from topaz_tui.services.statutory import work as works
from topaz_tui.services.statutory import writing as documents
from topaz_tui.services.statutory.happening_choices import About
from topaz_tui.store import audit, models
from topaz_tui.store.models import Audit, BrokenGlass, Escalation, QueueEntry, Restriction

WHY = "Works with us: her aunt is on the team."
KINDS = {"restricted", "broken glass"}


def reason_of(client: int) -> str:
    return str(QueueEntry.get(QueueEntry.client == client).reason)


def lines(client: int) -> dict[str, int | None]:
    found: Any = Escalation.select().where(Escalation.client == client, Escalation.closed_at.is_null())
    return {each.kind: each.owner_id for each in found}


def is_open(session: Session, client: int) -> bool:
    return not access.is_closed(session, client)


def test_restricted_record_is_open_to_managers_and_those_named_and_they_call(session, colleague, manager, client):
    with pytest.raises(NotAllowed):
        restricting.restrict(session, client, WHY, ())
    with pytest.raises(Invalid):
        restricting.restrict(manager, client, "-", ())
    restricting.restrict(manager, client, WHY, (colleague.worker_id,))
    assert [is_open(each, client) for each in (session, colleague, manager)] == [False, True, True]
    assert access.is_closed(job(), client), "nobody knows who reads what a job prints"
    assert reason_of(client) == Reason.RESTRICTED and lines(client) == {"restricted": colleague.worker_id}
    assert queue.counts(session)["restricted"] == 1 and queue.claim_next(session) is None
    with pytest.raises(access.RestrictedRecord) as refused:
        queue.claim(session, client)
    assert refused.value.client_id == client and "Tunde Bello" in refused.value.hint
    queue.release(colleague, queue.claim(colleague, client))

    restricting.change(manager, client, "She is back at work.", (session.worker_id,))
    assert [is_open(each, client) for each in (session, colleague, manager)] == [True, False, True]
    assert lines(client) == {"restricted": session.worker_id}, "what one can't see to any more is another's"
    restricting.lift(manager, client, "Her aunt has left.")
    assert is_open(colleague, client) and reason_of(client) == Reason.CALLABLE and lines(client) == {}
    kept = [
        (each.made_by_id, each.ended_by_id, each.ended_why) for each in Restriction.select().order_by(Restriction.id)
    ]
    me = manager.worker_id
    assert kept == [(me, me, "She is back at work."), (me, me, "Her aunt has left.")]
    assert client in {each.client_id for each in queue.list_people(session).people}


@ON_A_FILE
def test_promise_to_somebody_restricted_is_somebodys_at_once_and_by_its_time(session, manager, make_client):
    at = clock.now() + timedelta(hours=3)
    client = make_client(recall=None, callback=at, for_worker=session.worker_id)
    restricting.restrict(manager, client, WHY, ())
    line: Any = Escalation.get(Escalation.client == client)
    assert (line.kind, line.owner_id, line.deadline) == ("restricted", manager.worker_id, clock.to_store(at))
    assert [each.client_id for each in agenda.agenda(manager)] == [client] and agenda.agenda(session) == ()
    facts = fates.FateFacts(reason_of(client), owned=frozenset(lines(client)), owes=True)
    assert fates.fate(facts) == fates.Fate.OWNED and fates.fate(replace(facts, owned=frozenset())) is None


def test_danger_shows_what_an_ambulance_asks_and_a_manager_is_told(session, manager, client):
    address = concerns.emergency(session, client).address
    restricting.restrict(manager, client, WHY, ())
    concern = concerns.open(session, client).id
    assert address not in str(concerns.emergency(session, client))
    concerns.save(session, concern, {"danger": "no"})
    assert address not in str(concerns.emergency(session, client)) and "broken glass" not in lines(client)
    concerns.save(session, concern, {"danger": "yes"})
    assert concerns.emergency(session, client).address == address
    assert concerns.emergency(session, client).address == address
    assert lines(client)["broken glass"] == manager.worker_id and BrokenGlass.select().count() == 1


def test_linked_records_are_restricted_together_and_undone_without_a_trace(session, colleague, manager, make_client):
    one, other = make_client(), make_client(first_name="Adah")
    restricting.restrict(manager, one, WHY, (session.worker_id, colleague.worker_id))
    clients.judge_duplicate(manager, one, other, "confirmed")
    restricting.restrict(manager, other, WHY, (colleague.worker_id,))
    assert [is_open(session, each) for each in (one, other)] == [False, False]
    assert is_open(colleague, one) and is_open(colleague, other)
    assert reason_of(one) == reason_of(other) == Reason.RESTRICTED
    restricting.lift(manager, other, "Not needed.")
    assert is_open(session, other) and reason_of(other) == Reason.RESTRICTED
    clients.unlink(manager, one, other)
    assert reason_of(other) == Reason.CALLABLE and reason_of(one) == Reason.RESTRICTED
    assert not access.open_to_by_name(links.group_of(other))


def test_glass_is_broken_with_a_reason_on_record_and_closes_with_the_call(session, manager, client, at):
    restricting.restrict(manager, client, WHY, ())
    with pytest.raises(UserError):
        glass.break_glass(session, client, " ")
    assert BrokenGlass.select().count() == 0
    until = glass.break_glass(session, client, "She rings us now.")
    assert until == clock.now() + rules.OPEN_FOR and is_open(session, client)
    line: Any = Escalation.get(Escalation.kind == "broken glass")
    assert (line.owner_id, line.opened_by_id) == (manager.worker_id, session.worker_id)
    assert Audit.select().where(Audit.action == "opened a restricted record all the same").count() == 1
    with pytest.raises(UserError):
        glass.break_glass(session, client, "Again.")
    assert clients.open_profile(session, client).phones

    models.Worker.update(role="manager").where(models.Worker.id == session.worker_id).execute()
    promoted = replace(session, role="manager")
    for each in (
        lambda: escalations.take(promoted, line.id),
        lambda: several.give(manager, line.id, session.worker_id),
    ):
        with pytest.raises(UserError):
            each()
    refused = [each.why_not for each in escalations.case(promoted, line.id).moves]
    assert all(refused) and len(refused) == 2, "whoever opened it does not decide it"
    escalations.move(manager, line.id, line.version, "was_right", {})
    assert "broken glass" not in lines(client)

    moment = clock.now()
    phone = models.Phone.get(models.Phone.client == client).id
    call = calls.CallRecord("t", client, "no_answer", moment, moment, phone_id=phone, ticks=CHECKED)
    calls.record(session, call)
    assert not is_open(session, client), "it is closed as the call is saved"
    glass.break_glass(session, client, "She rings again.")
    at(clock.to_store(clock.now() + rules.OPEN_FOR))
    assert not is_open(session, client), "and after an hour"


@ON_A_FILE
def test_glass_stays_open_for_a_number_that_is_rung_at_once(session, manager, make_client):
    client = make_client(phones=(("+442079460991", "", "usable"), ("+442079460992", "", "usable")))
    restricting.restrict(manager, client, WHY, ())
    glass.break_glass(session, client, "She rings us now.")
    held, moment = queue.claim(session, client), clock.now()
    for token, more in (("a", True), ("b", False)):
        phone = next(each.phone_id for each in calls.brief(session, client).numbers if not each.rung_today)
        call = calls.CallRecord(token, client, "no_answer", moment, moment, phone_id=phone, ticks=CHECKED, held=held)
        assert bool(calls.record(session, call).next_number) is more
        assert is_open(session, client) is more


@ON_A_FILE
def test_concern_about_somebody_restricted_is_with_one_to_whom_the_record_is_open(
    session, colleague, manager, make_client
):
    before, since = make_client(), make_client()
    for client in (before, since):
        if client == since:
            restricting.restrict(manager, client, WHY, (colleague.worker_id,))
            glass.break_glass(session, client, "She rings us now.")  # which closes with their call
        concerns.submit(session, concerns.open(session, client).id, WHOLE)
    assert lines(before)["concern"] is None, "it is with who raised it"
    restricting.restrict(manager, before, WHY, ())
    assert [lines(before)["concern"], lines(since)["concern"]] == [manager.worker_id, colleague.worker_id]
    owner = next(
        each for each in escalations.board(colleague).every if each.client_id == since and each.kind == "concern"
    )
    assert owner.with_id == colleague.worker_id


@ON_A_FILE
def test_what_was_put_in_place_is_seen_to_by_one_to_whom_the_record_is_open(session, colleague, manager, make_client):
    client, other = make_client(), make_client(first_name="Adah")
    made = {"made_by": manager.worker_id, "made_at": clock.to_store(clock.now()), "kind": "support", "detail": "Rail"}
    rail, lunch = (
        models.ClientAction.create(client=each, owner=colleague.worker_id, **made).id for each in (client, other)
    )
    restricting.restrict(manager, client, WHY, (session.worker_id,))

    def sees_to():
        return [models.ClientAction.get_by_id(each).owner_id for each in (rail, lunch)]

    assert sees_to() == [session.worker_id, colleague.worker_id], "as the lines of the board"
    with pytest.raises(Invalid, match="not open to Tunde Bello"):
        actions.give(session, (rail,), colleague.worker_id)
    actions.give(session, (rail,), manager.worker_id)
    restricting.change(manager, client, "She has moved teams.", ())
    actions.take_back(session, (rail,), "line")
    assert sees_to() == [manager.worker_id, colleague.worker_id], "nothing goes back to whom it is closed"
    restricting.change(manager, client, "She is back.", (colleague.worker_id,))
    models.ClientAction.update(owner=colleague.worker_id).execute()
    assert actions.give_all(manager, colleague.worker_id, session.worker_id) == actions.AllGiven(1)
    assert sees_to() == [colleague.worker_id, session.worker_id], "of those named nobody else is there"
    models.ClientAction.update(owner=manager.worker_id).execute()
    assert actions.give_all(manager, manager.worker_id, session.worker_id) == actions.AllGiven(2, 1)
    assert sees_to() == [colleague.worker_id, session.worker_id]


@ON_A_FILE
def test_own_call_behind_broken_glass_is_put_right_and_leaves_nothing_with_who_sees_no_more(
    session, colleague, manager, client
):
    restricting.restrict(manager, client, WHY, (colleague.worker_id,))
    glass.break_glass(session, client, "She rings us now.")
    phone, moment = models.Phone.get(models.Phone.client == client).id, clock.now()
    new = calls.NewAction("support", "Rail", "OT", clock.today())
    call = calls.CallRecord("t", client, "no_answer", moment, moment, phone_id=phone, ticks=CHECKED, actions=(new,))
    made = calls.record(session, call).call_id
    assert not is_open(session, client) and actions.mine(session) == ()
    assert [each.detail for each in models.ClientAction.select()] == ["Rail"]
    assert models.ClientAction.get().owner_id == colleague.worker_id
    assert calls.last_of(session, client) == made and calls.saved(session, made).why_not is None
    calls.correct(session, made, calls.IntendedOutcome("engaged"), "The wrong key")
    assert models.Call.get_by_id(made).replaced_by and not is_open(session, client)


# What others see


SECRET = re.compile(r"SECRET|7946 ?0999|SE99|1931")


class World(NamedTuple):
    """Somebody restricted, of whom there is everything; who looks; and the ids of what there is."""

    session: Session
    manager: Session
    client: int
    ids: dict[str, int]


@pytest.fixture
def world(session, colleague, manager, make_client) -> World:
    number = ("+442079460999", "SECRET note", "usable")
    client = make_client(
        last_name="Cole", born_on="1931-05-03", address="SECRET Road", postcode="SE99 9ZZ", gp="SECRET GP",
        household="SECRET", what_to_say="SECRET", code_word="SECRET", language="SECRET", phones=(number,),
        callback=clock.now() + timedelta(hours=1),
    )  # fmt: skip
    other, _ = make_client(last_name="Coles"), make_client(first_name="Third")
    at, me = clock.to_store(clock.now()), session.worker_id
    made = {"made_by": manager.worker_id, "made_at": at}
    said = {"client": client, "worker": me}
    rang = {"rang_at": at, "ended_at": at, "outcome": "no_answer", "ticks": "[]", "note": "SECRET"}
    models.Call.create(**rang, **said)
    call = models.Call.create(client=client, worker=colleague.worker_id, **rang)
    models.Note.create(kind="next caller", text="SECRET", made_at=at, **said)
    models.Warning.create(client=client, kind="staff", detail="SECRET", starts_on=at[:10], review_on=at[:10],
                          agreed_by=manager.worker_id)  # fmt: skip
    models.Contact.create(client=client, name="SECRET son", source="worker", added_at=at)
    action = models.ClientAction.create(client=client, kind="support", detail="SECRET", owner=me, **made)
    models.ActionStep.create(client=client, action=action, worker=me, at=at, said="not yet")
    models.Doubt.create(client=client, code="twin", words="SECRET", made_at=at)
    models.Duplicate.create(client=client, other=other, verdict="open", worker=me, judged_at=at, evidence='["phone"]')
    concern = concerns.submit(session, concerns.open(session, client).id, WHOLE | {"what": "SECRET"})
    writes = concerns.open(colleague, client).id
    asked = clients.ask_manager(session, client, "SECRET?")
    row = Escalation.get(Escalation.id == asked)
    escalations.move(manager, asked, row.version, "answer", {"answer": "SECRET"})
    home = models.Client.get_by_id(client)
    to = "\n".join(address_lines("Mrs Ada Cole", home.address or "", home.postcode or ""))
    letter = models.Letter.create(reference="LT-2026-00001", client=client, kind="agreed", way="print",
                                  subject="SECRET", sent_to=to, language="english", text="SECRET", **made)  # fmt: skip
    document = '[["A", [["B", "SECRET"]]]]'
    referral = models.SupportReferral.create(reference="RF-2026-00001", client=client, document=document, **made)
    models.YoungPerson.create(client=client, legal_status="C2", **made)
    work = models.Work.create(kind=WorkKind.PATHWAY_PLAN, client=client, code="NEEDS", anchor_on=at[:10],
                              requested_on=at[:10], state="requested", **made)  # fmt: skip
    line = Escalation.get(Escalation.id == concern.escalation_id)
    restricting.restrict(manager, client, "SECRET", ())
    ids = {"other": other, "call": call.id, "concern": line.concern_id, "line": line.id, "writes": writes,
           "letter": letter.id, "support": referral.id, "work": work.id, "action": action.id}  # fmt: skip
    return World(session, manager, client, ids)


def test_restricted_pair_is_judged_by_nobody_to_whom_it_is_closed(world):
    for who in (world.client, world.ids["other"]):
        with pytest.raises(access.RestrictedRecord):
            clients.judge_duplicate(world.session, who, world.client + world.ids["other"] - who, "confirmed")
    assert links.group_of(world.client) == (world.client,)
    models.Duplicate.create(client=world.client, other=world.ids["other"] + 1, verdict="open", worker=1,
                            judged_at=clock.to_store(clock.now()))  # fmt: skip
    models.Duplicate.update(evidence=None).execute()  # judged before it was kept: no look takes it away
    names = [each.one.name for each in clients.open_pairs(world.session).pairs]
    assert [name.count("(restricted)") for name in names] == [1, 1]


def work_of(w: World) -> pieces.KnownWork:
    known = pieces.one(w.ids["work"])
    assert known
    return known


Asked = Callable[[World], Any]
LETTER = {"kind": "agreed", "way": "print", "agreed": "x"}
ASKED: dict[str, Asked] = {
    "actions.own.mine": lambda w: actions.mine(w.session),
    "actions.own.said_today": lambda w: actions.said_today(w.session),
    "agenda.agenda": lambda w: agenda.agenda(w.session),
    "agenda.just_due": lambda w: agenda.just_due(w.session),
    "agenda.done_today": lambda w: agenda.done_today(w.session),
    "calls.briefing.brief": lambda w: calls.brief(w.session, w.client),
    "calls.concerns_about.open_concerns": lambda w: calls.open_concerns(w.session, w.client),
    "calls.correct.saved": lambda w: calls.saved(w.session, w.ids["call"]),
    "clients.adding.candidates": lambda w: clients.candidates(w.session, {"last_name": "Cole", "phone": "02079460999"}),
    "clients.glances.glance": lambda w: clients.glance(w.session, w.client),
    "clients.pair_list.open_pairs": lambda w: clients.open_pairs(w.session),
    "clients.profile.open_profile": lambda w: clients.open_profile(w.session, w.client),
    "clients.profile.refresh_profile": lambda w: clients.refresh_profile(w.session, w.client),
    "clients.search.find": lambda w: clients.find(w.session, "cole"),
    "concerns.drafts.drafts": lambda w: concerns.drafts(w.session),
    "concerns.drafts.unfinished": lambda w: concerns.unfinished(w.session),
    "concerns.editing.open": lambda w: concerns.open(w.session, w.client),
    "concerns.editing.load": lambda w: concerns.load(w.session, w.ids["writes"]),
    "concerns.emergency.emergency": lambda w: concerns.emergency(w.session, w.client),
    "concerns.viewing.view": lambda w: concerns.view(w.session, w.ids["concern"]),
    "correspondence.agreed.agreed_with": lambda w: agreed.agreed_with(w.session, w.client),
    "correspondence.post.waiting": lambda w: post.waiting(w.session),
    "correspondence.post.doubtful": lambda w: post.doubtful(w.session, [w.ids["letter"]]),
    "correspondence.post.sheets": lambda w: post.sheets(w.session),
    "correspondence.writing.prepare": lambda w: writing.prepare(w.session, [w.client], LETTER),
    "escalations.board.board": lambda w: escalations.board(w.session),
    "escalations.case.case": lambda w: escalations.case(w.session, w.ids["line"]),
    "escalations.correct.recorded": lambda w: put_right.recorded(w.session, w.ids["line"]),
    "escalations.letters.letter": lambda w: escalations.letter(w.session, w.ids["line"]),
    "escalations.several.common_moves": lambda w: several.common_moves(w.session, [w.ids["line"]]),
    "escalations.to_read.answers": lambda w: escalations.board(w.session).answers,
    "imports.waiting.decisions": lambda w: waiting.decisions(w.session),
    "imports.waiting.beside": lambda w: waiting.beside(w.session, waiting.decisions(w.manager)[0]),
    "lists.tables.of_queue": lambda w: [lists.of_queue(w.session, tab) for tab in queue.TABS],
    "lists.tables.of_board": lambda w: lists.of_board(w.session, escalations.board(w.session).items, {}),
    "lists.tables.of_actions": lambda w: lists.of_actions(w.session, actions.mine(w.session), {}),
    "month.look": lambda w: month.look(w.session, "owned"),
    "queue.view.list_people": lambda w: [queue.list_people(w.session, tab) for tab in queue.TABS],
    "statutory.due.due": lambda w: due.due(w.session),
    "statutory.kept.page": lambda w: kept.page(w.session),
    "statutory.happenings.offered": lambda w: happenings.offered(w.session, About(w.client)),
    "statutory.opened_work.look": lambda w: opened_work.look(w.session, w.ids["work"]),
    "statutory.opened_work.of_client": lambda w: opened_work.of_client(w.session, w.client),
    "statutory.opened_work.every": lambda w: opened_work.every(w.session),
    "statutory.prints.taken_out": lambda w: prints.taken_out(w.session, work_of(w), prints.Paper.WHOLE),
    "statutory.writing.begin": lambda w: documents.begin(w.session, w.ids["work"]),
    "support.referring.begin": lambda w: support.begin(w.session, w.client),
    "support.viewing.view": lambda w: support.view(w.session, w.ids["support"]),
    "team.promises": lambda w: team.promises(w.session),
    "written_times.to_tell": lambda w: written_times.to_tell(w.session, w.client),
}
"""What answers with people, and how it is asked by somebody to whom the record is not open."""


@ON_A_FILE
def test_nobody_else_is_told_more_than_the_name_by_any_service(world):
    told = {}
    for name, ask in ASKED.items():
        try:
            told[name] = repr(ask(world))
        except access.RestrictedRecord as refused:
            told[name] = str(refused)
    assert {name: found[0] for name, words in told.items() if (found := SECRET.findall(words))} == {}
    marked = {name for name, words in told.items() if "Cole (restricted)" in words or "is restricted" in words}
    assert {"queue.view.list_people", "escalations.board.board", "clients.search.find"} <= marked
    w = world
    for typed in ("02079460999", "se99", "3 may 1931"):
        assert all(each.client_id != w.client for each in clients.find(w.session, typed).people), typed
        assert any(each.client_id == w.client for each in clients.find(w.manager, typed).people), typed
    assert SECRET.search(repr(clients.open_profile(w.manager, w.client)))
    models.Doubt.update(settled_at=clock.to_store(clock.now())).execute()  # a doubt holds back whatever is written
    assert SECRET.search(repr(post.sheets(job()))), "what is on its way goes on"
    document = concerns.view(job(), concerns.submit(w.session, concerns.open(w.session, w.client).id, WHOLE).id).text()
    assert "SECRET GP" in document and "SECRET Road" in document, "a concern goes its way untouched"


LOOKS = {
    "actions.own.mine": Reading.TODAY,
    "calls.briefing.brief": Reading.CALL,
    "calls.correct.saved": Reading.CALL_MADE,
    "clients.glances.glance": Reading.GLANCE,
    "clients.pair_list.open_pairs": Reading.PAIRS,
    "clients.profile.open_profile": Reading.PAGE,
    "clients.search.find": Reading.FIND,
    "concerns.editing.load": Reading.CONCERN_WRITTEN,
    "concerns.emergency.emergency": Reading.ADDRESS,
    "concerns.viewing.view": Reading.CONCERN,
    "correspondence.agreed.agreed_with": Reading.AGREED,
    "escalations.board.board": Reading.BOARD,
    "escalations.case.case": Reading.LINE,
    "escalations.correct.recorded": Reading.LINE_RECORDED,
    "imports.waiting.beside": Reading.FILE,
    "month.look": Reading.MONTH,
    "queue.view.list_people": Reading.QUEUE,
    "statutory.due.due": Reading.DUE,
    "statutory.kept.page": Reading.DUE,
    "statutory.happenings.offered": Reading.HAPPENINGS,
    "statutory.opened_work.look": Reading.WORK,
    "statutory.opened_work.of_client": Reading.WORK_OF,
    "support.referring.begin": Reading.SUPPORT_WRITTEN,
    "support.viewing.view": Reading.SUPPORT,
}
"""What the log says of each that shows somebody, or a list."""


@ON_A_FILE
def test_every_service_that_shows_somebody_is_a_look_in_the_log(world):
    w = world._replace(session=world.manager)
    access.flush()
    logged = {}
    for name, look in LOOKS.items():
        before = Audit.select().count()
        with suppress(UserError), audit.coming_from(name):
            ASKED[name](w)
        at_once = Audit.select().count() - before
        access.flush()
        rows = Audit.select().where(Audit.place == name, Audit.action == look, Audit.worker == w.manager.worker_id)
        logged[name] = {(row.client_id == w.client, at_once > 0) for row in rows}
    of_list = {name for name, look in LOOKS.items() if look in reading.OF_LIST}
    assert {name for name in of_list if logged[name] != {(False, False)}} == set(), "a list is not about somebody"
    assert {name for name in LOOKS.keys() - of_list if (True, True) not in logged[name]} == set(), "before it is shown"


def test_look_is_one_line_while_it_goes_on_and_waits_for_others(db, session, make_client, at):
    client, other = make_client(), make_client()

    def lines() -> list[tuple[str, str | None]]:
        access.flush()
        return [(row.action, row.subject) for row in Audit.select().where(Audit.action.in_(tuple(Reading)))]

    for moment in ("2026-11-23T10:00:00Z", "2026-11-23T10:01:30Z", "2026-11-23T10:03:00Z"):
        at(moment)
        clients.glance(session, client)
        assert access.waits() or moment != "2026-11-23T10:00:00Z"
    assert lines() == [(Reading.GLANCE, None)]
    clients.glance(session, other)
    at("2026-11-23T10:06:00Z")
    clients.glance(session, client)
    for typed in ("s", "st", "sto", "zzz"):
        clients.find(session, typed)
    assert lines() == [(Reading.GLANCE, None)] * 3 + [(Reading.FIND, "0")]
    assert concerns.view(job(), concerns.submit(session, concerns.open(session, client).id, WHOLE).id)
    assert len(lines()) == 4, "a job reads for nobody"


def test_refusal_is_in_the_log_with_what_was_asked_and_from_where(db, session):
    with pytest.raises(NotAllowed):
        access.from_place(session, "team", partial(access_log.lines, session))
    [line] = Audit.select().where(Audit.action == "refused")
    assert (line.worker.id, line.subject, line.place) == (session.worker_id, "access_log.lines", "team")


@ON_A_FILE
def test_page_of_another_tells_no_number_that_somebody_restricted_has_too(world, make_client):
    door = (("+442079460999", "", "usable"),)
    other = make_client(first_name="Zbigniew", last_name="Quayle", born_on="1950-01-01", postcode=None, phones=door)
    told = [
        world.client in {each.client_id for each in clients.open_profile(who, other).duplicates}
        for who in (world.manager, world.session)
    ]
    assert told == [True, False]


@ON_A_FILE
def test_work_about_somebody_restricted_is_given_to_nobody_who_would_not_see_it(world):
    agreed = {"scope": "x", "price": "x", "due": (clock.today() + 30 * clock.DAY).isoformat()}
    kept = works.move(world.manager, world.ids["work"], work_of(world).version, WorkMoveId.ACCEPT, agreed)
    whom = next(each.needs for each in opened_work.look(world.manager, kept.id).moves if each.gives)
    offered = {id for question in whom if question.id == "worker" for id, _ in question.options}
    assert offered == {str(world.manager.worker_id)}
    with pytest.raises(Invalid) as refused:
        works.move(world.manager, kept.id, kept.version, WorkMoveId.ALLOCATE, {"why": "x"}, world.session.worker_id)
    assert refused.value.field == "worker"


# Is every service there?

SERVICES = Path(__file__).resolve().parents[2] / "topaz_tui" / "services"
ASKS = re.compile(r"^def ([a-z]\w*)\(\s*_?session: (?:Any)?Session\b(?:.|\n)*?\) -> (.+):$", re.M)
"""A service's name, and what it answers."""
SAYS_NOTHING = {"None", "int", "bool", "int | None", "dict[str, int]", "Mapping[str, int]"}
"""What a service may answer that is nothing about anybody."""
OTHERWISE = {
    "of those in ASKED": """
        calls.correct.preview calls.correct.correct calls.starting.reveal calls.starting.start
        clients.reveal.reveal_numbers
        clients.profile.read_profile clients.search.found_of concerns.viewing.find concerns.records.adult_for
        correspondence.writing.make correspondence.post.not_printed escalations.correct.preview
        escalations.correct.correct escalations.letters.letter_about escalations.letters.mail_letter
        escalations.board.board queue.claims.claim statutory.happenings.record statutory.opened_work.opened
        support.referring.refer support.viewing.find
        statutory.prints.find statutory.prints.write""",
    "of what one did oneself, or writes": """
        actions.steps.say actions.steps.give calls.concerns_about.raised calls.result.colleague_calls_since
        calls.result.anew calls.saving.record clients.duplicates.last_judged clients.duplicates.judged
        concerns.handover.left_over concerns.handover.hand_over concerns.discarding.asked
        concerns.discarding.propose concerns.discarding.take_up_again concerns.submission.submit
        concerns.submission.add drafts.settle drafts.load drafts.pending escalations.board.unsent nobody.following
        statutory.happenings.take_back statutory.work.move statutory.new_orders.make access.glass.break_glass
        access.restricting.for_court""",
    "a part of another, which asks": """
        access.reading.from_place access.seen.closed access.seen.shown access.seen.left_out
        clients.lifting.reason_to_lift
        clients.no_call.why_no_call clients.own_stop.own_stop corrections.not_theirs
        escalations.case.moves escalations.item.cannot_take
        escalations.moves.meanwhile escalations.taking_back.take_back escalations.withdrawing.tell
        escalations.withdrawing.tell_of_refusal escalations.withdrawing.tell_of_closing interpreters.point_out
        lists.writing.write statutory.history.correct_birth statutory.opened_work.writable statutory.orders.change""",
    "of several, each asked for by itself": """
        escalations.several.move_all escalations.several.take_all escalations.several.give_all""",
    "for managers, to whom each is open": """
        figures.behind.people_behind figures.behind.councils figures.evidence.for_evidence figures.freezing.freeze
        figures.freezing.last access_log.lines lists.support.of_support
        figures.report.report figures.feed.for_council lists.for_council.of_feed lists.tables.of_figure
        lists.tables.of_counted team.left_open""",
    "what is on its way": """
        correspondence.post.to_post correspondence.post.settle_doubtful
        correspondence.post.named statutory.due.whole statutory.due.page_of statutory.due.everything
        statutory.due.of_lives statutory.due.of_orders statutory.due.of_schools
        statutory.board_lines.wanted_lines statutory.outward.parcel
        escalations.delivery.ways escalations.outbox.waiting
        escalations.health.status""",
    "counts, or of nobody on the list": """
        team_settings.propose team_settings.put team_settings.versions team_settings.one team_settings.standing
        team_settings.take_over team_settings.take_over_own team_settings.refuse team_settings.agree
        actions.steps.give_all log_cut.cut log_proof.seal log_proof.verify backups.daily backups.told drafts.place
        importing.stopped.where_they_stand importing.stopped.stopped_since imports.past.past imports.left.left_out
        imports.undo.undo statutory.many.known statutory.many.changed_since statutory.many.expected_to_go
        queue.changes.change_token queue.changes.gate_now queue.claims.claim_next queue.claims.renew queue.claims.holder
        councils.named councils.of_children queue.filters.narrowing clients.origins.origins team.sees_to
        statutory.commissions.options statutory.commissions.page
        whole_files.asked whole_files.decide sign_in.give sign_in.begin_for_all workers.job_of
        statutory.importing.take statutory.lieu.page statutory.load.page statutory.schools.leave
        statutory.schools.alarms support.directory.lines team.stands_with workers.team""",
}
"""Every other service, and why it needs no row there."""


def answering() -> set[str]:
    """The services that answer whoever asks with something."""
    found = set()
    for path in SERVICES.rglob("*.py"):
        module = ".".join(path.relative_to(SERVICES).with_suffix("").parts)
        for name, answers in ASKS.findall(path.read_text("utf-8")):
            if answers not in SAYS_NOTHING:
                found.add(f"{module}.{name}")
    return found


def test_every_service_that_answers_is_asked_or_said_why_not():
    otherwise = {name for names in OTHERWISE.values() for name in names.split()}
    assert answering() - otherwise - set(ASKED) == set(), "does it say more than a name of somebody restricted?"
    assert (otherwise | set(ASKED)) - answering() == set()
