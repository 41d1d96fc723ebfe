"""Whoever can't be called is somebody's, by name, with a deadline; and what is overdue climbs and is told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.rows import run
from tests.support.sessions import employ, job
from topaz_tui import clock
from topaz_tui.config import Mail, Sending, Settings
from topaz_tui.errors import UserError
from topaz_tui.rules import safety_sentences
from topaz_tui.rules.call_effects import EffectCode, effect
from topaz_tui.rules.queue_words import format_status
from topaz_tui.services import calls, clients, imports, nobody, owned, queue, workers
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations import history_words, opening, outbox
from topaz_tui.services.escalations.api import AlarmKind
from topaz_tui.services.queue import status as queue_status
from topaz_tui.store import models
from topaz_tui.store.database import transaction

SUNDAYS = "Sun 00:00-23:59"
HOSPITAL = "2026-12-07T10:00:00Z"


def line(client):
    """The one open line about somebody, as the board has it."""
    [item] = [item for item in escalations.board(job()).every if item.client_id == client]
    return item


def lines(client):
    return [item.kind for item in escalations.board(job()).every if item.client_id == client]


@pytest.mark.parametrize(
    ("facts", "kind", "waits"),
    [
        ({"phones": ()}, "no number", "a number, or another way"),
        ({"safe_to_call": "no"}, "not safe", "a safe way to reach them"),
        (
            {"safe_to_call": "times", "safe_times": SUNDAYS},
            "outside hours",
            "a call agreed for Sundays",
        ),
        ({"safe_to_call": "yes", "safe_times": "not Tuesdays"}, "unread times", 'what "not Tuesdays" means'),
        ({"away": "hospital"}, "away", "the day when they are back"),
        ({"away": "hospital", "away_until": HOSPITAL}, None, None),
        ({"open_to_services": 1}, None, None),
        ({"open_to_services": 1, "callback": clock.from_store(HOSPITAL)}, "promise", "their worker to be told"),
        ({"phones": (), "recall": clock.from_store(HOSPITAL)}, None, None),
        ({}, None, None),
    ],
)
def test_owner_and_deadline_are_given_to_whoever_cannot_be_called(manager, make_client, facts, kind, waits):
    client = make_client(**facts)
    if kind is None:
        assert lines(client) == []
        return
    item = line(client)
    assert (item.kind, item.waiting_for, item.owner, item.owner_id) == (kind, waits, manager.name, manager.worker_id)
    assert item.deadline > clock.now() and not item.overdue


def test_owner_is_given_from_the_day_on_which_something_falls_due(manager, make_client, at):
    client = make_client(phones=(), recall=clock.from_store(HOSPITAL))
    at("2026-12-07T11:00:00Z")
    assert queue_status.sweep(Settings()) is False and line(client).kind == "no number"


def test_owned_line_goes_with_its_reason_and_comes_anew(manager, make_client, at):
    client = make_client(phones=())
    first = line(client).id
    clients.add_phone(manager, client, "020 7946 0555")
    assert lines(client) == []
    case = escalations.case(manager, first)
    assert case.closed_at and case.history[-1].words.startswith("Over")
    assert dict(case.history[-1].said) == {"Now": "Recall due 16 Nov 2026"}
    over = models.Event.get(models.Event.escalation == first, models.Event.move == "ended")
    assert json.loads(over.body)["_stands"]["reason"] == "callable" and "Recall due" not in over.body
    older = escalations.EscalationEvent(clock.now(), None, "Topaz", "ended", {"now": "As it was kept"})
    assert history_words.answers_as_text("no number", older) == (("Now", "As it was kept"),)
    run("UPDATE phone SET status = 'wrong' WHERE client_id = ?", (client,))
    queue_status.refresh((client,), Settings())
    assert line(client).id != first


def test_owner_is_the_manager_with_the_fewest_and_another_as_one_leaves(manager, make_client):
    employ("okeefe", "Oona Keefe", "manager")
    first, second = make_client(phones=()), make_client(phones=())
    assert {line(first).owner, line(second).owner} == {manager.name, "Oona Keefe"}
    workers.retire(manager, "okeefe")
    assert {line(first).owner, line(second).owner} == {manager.name}


def test_owner_who_cannot_be_found_is_said_on_the_board(session, make_client, at):
    client = make_client(safe_to_call="no")
    board = escalations.board(session)
    assert any(alarm.kind == AlarmKind.NOBODYS for alarm in board.alarms)
    employ("hmarsh", "Helen Marsh", "manager")
    escalations.advance_deadlines(job())
    assert line(client).owner == "Helen Marsh" and not escalations.board(session).alarms


def test_owned_line_that_is_overdue_climbs_and_tells_each_once(manager, make_client, at):
    settings = Settings(sending=Sending(mail=Mail(server="mail.test", sender="topaz@team.test")))
    workers.change(manager, "hmarsh", mail="helen@team.test")
    employ("nrahman", "Nadia Rahman", "head of service", mail="nadia@team.test")
    late = [make_client(safe_to_call="no"), make_client(safe_to_call="no")]
    opening.question(late[0], manager.worker_id, "May I?", clock.now(), settings)

    def mails():
        rows = run("SELECT recipient FROM outbox WHERE kind = 'notice' ORDER BY id").fetchall()
        return [name for (name,) in rows]

    assert escalations.advance_deadlines(job(settings)) == 0 and mails() == []
    at("2026-11-24T17:30:00Z")  # the question is overdue
    assert (escalations.advance_deadlines(job(settings)), mails()) == (1, ["helen@team.test"])
    at("2026-11-25T17:30:00Z")  # the others are, too, and the question has climbed
    assert escalations.advance_deadlines(job(settings)) == 3
    assert sorted(mails()[1:]) == ["helen@team.test", "nadia@team.test"], "one mail for all that fell due then"
    assert escalations.advance_deadlines(job(settings)) == 0
    assert [line.level for line in escalations.board(job(settings)).every] == ["head of service", "manager", "manager"]
    assert outbox.counts() == {"due": 3}


def test_owned_line_that_was_decided_rests_and_comes_back_to_its_owner(manager, make_client, at):
    client = make_client(safe_to_call="no")
    item = line(client)
    escalations.move(manager, item.id, item.version, "later", {"reason": "Her sister is asked", "days": "2"})
    assert line(client).resting and escalations.advance_deadlines(job()) == 0
    at("2026-11-26T09:00:00Z")
    assert not line(client).resting and line(client).owner == manager.name


def test_safe_times_outside_the_hours_are_a_managers_to_agree(manager, make_client, at):
    client = make_client(safe_to_call="times", safe_times=SUNDAYS)
    item = line(client)
    offered = {each.id: each.then for each in escalations.case(manager, item.id).moves}
    assert offered["agreed"].startswith("Safe to call only Sun 00:00-23:59\n"), "they are in sight where it is agreed"
    with pytest.raises(UserError, match="outside their safe times"):
        escalations.move(manager, item.id, item.version, "agreed", {"at": "2026-11-28T11:00:00Z"})
    escalations.move(manager, item.id, item.version, "agreed", {"at": "2026-11-29T11:00:00Z"})
    assert lines(client) == []
    assert nobody.following(manager, client) == ("Next contact: Sun 29 Nov, 11:00, as promised.",)
    at("2026-11-29T11:05:00Z")
    held = queue.claim_next(manager)
    assert held and held.client_id == client
    phone = models.Phone.get(models.Phone.client == client)
    calls.start(manager, client, held, phone.id)
    queue.release(manager, held)
    at("2026-11-29T12:01:00Z")  # nobody made it
    queue_status.sweep(Settings())
    assert line(client).kind == "outside hours" and line(client).owner == manager.name


@pytest.mark.parametrize("how", ["on the board", "on their page", "emptied"])
def test_safe_times_that_nobody_can_read_are_put_right_and_then_called(session, manager, make_client, how):
    client = make_client(safe_to_call="yes", safe_times="not Tuesdays", recall=clock.now() - timedelta(days=7))
    page, item = clients.open_profile(session, client), line(client)
    words = 'Safe times can\'t be read: "not Tuesdays"'
    assert format_status(page.stands) == words and page.safety.said[0].words.startswith(words)
    assert page.safety.hides_numbers and page.facts["safe_times"] == "not Tuesdays"
    assert nobody.following(manager, client)[0].endswith('what "not Tuesdays" means.')
    assert escalations.case(manager, item.id).moves[0].then.startswith(f"{words}\n")
    [waits] = imports.decisions(job())
    assert (waits.client_id, waits.file_has, waits.line_id, waits.owner_id, waits.due) == (
        client, ("not Tuesdays",), item.id, manager.worker_id, item.deadline,
    )  # fmt: skip
    assert imports.waits() == imports.Waits(1, 0)
    with pytest.raises(UserError, match="manager"):
        escalations.move(session, item.id, item.version, "set_times", {"times": "Mon-Fri 9-12"})
    version = models.Client.get_by_id(client).version
    if how == "on the board":
        with pytest.raises(UserError, match="can't be read either"):
            escalations.move(manager, item.id, item.version, "set_times", {"times": "not Tuesdays"})
        escalations.move(manager, item.id, item.version, "set_times", {"times": "Mon-Fri 9-12"})
    else:
        change = {"safe_times": "Mon-Fri 9-12" if how == "on their page" else ""}
        with pytest.raises(UserError, match="Only a manager may say that it is safe"):
            clients.edit(session, client, version, change, reason="She says so.")
        clients.edit(manager, client, version, change, reason="She says so.")
    now = models.Client.get_by_id(client)
    kept = ("yes", None) if how == "emptied" else ("times", "Mon-Fri 09:00-12:00")
    assert (now.safe_to_call, now.safe_times) == kept
    assert lines(client) == [] and imports.decisions(job()) == ()
    held = queue.claim_next(session)
    assert held and held.client_id == client


def test_safe_times_that_nobody_can_read_are_put_right_on_their_record(manager, make_client):
    one = make_client(safe_to_call="times", safe_times="Mon-Fri 09:00-17:00")
    other = make_client(safe_to_call="yes", safe_times="ask her sister")
    clients.judge_duplicate(manager, one, other, "confirmed", "The same person")
    [item] = list(escalations.board(job()).every)
    assert item.kind == "unread times" and "ask her sister" in item.waiting_for
    escalations.move(manager, item.id, item.version, "set_times", {"times": "Mon 9-12"})
    assert [models.Client.get_by_id(each).safe_times for each in (one, other)] == [
        "Mon-Fri 09:00-17:00", "Mon 09:00-12:00",
    ]  # fmt: skip
    assert escalations.board(job()).every == ()


def test_safe_times_that_nobody_can_read_keep_from_being_taken(session, make_client):
    client = make_client(safe_to_call="yes", recall=clock.now() - timedelta(days=7))
    run("UPDATE client SET safe_times = 'not Tuesdays' WHERE id = ?", (client,))
    assert queue.claim_next(session) is None
    assert models.QueueEntry.get_by_id(client).reason == "unread_times"


@pytest.mark.parametrize("what", ["their times", "the calling hours"])
def test_safe_times_that_never_meet_the_hours_are_owned_until_they_do(manager, make_client, at, what):
    client = make_client(safe_to_call="times", safe_times=SUNDAYS)
    at("2026-11-29T11:00:00Z")
    queue_status.sweep(Settings())
    assert lines(client) == ["outside hours"], "in one of their safe times, too"
    settings = Settings()
    if what == "their times":
        version = models.Client.get_by_id(client).version
        clients.edit(manager, client, version, {"safe_times": "Mon-Fri 10-12"}, reason="Her daughter says so.")
    else:
        settings = replace(settings, calls=replace(settings.calls, hours=clock.Week((("09:00", "20:00"),) * 7)))
        at("2026-11-30T00:01:00Z")
        queue_status.sweep(settings)
    assert lines(client) == [] and models.QueueEntry.get_by_id(client).reason == "waiting"


def test_owned_line_closed_while_its_reason_goes_on_comes_again(manager, make_client):
    client = make_client(safe_to_call="no", callback=clock.now() + timedelta(days=1), follow_up=clock.now())
    first = line(client)
    assert first.deadline == clock.now() + timedelta(days=1), "by the time that was promised"
    close = {"reason": "The council sees to them"}
    escalations.move(manager, first.id, first.version, "close", close)
    assert lines(client) == [], "every call that was owed has ended"
    with transaction():
        models.Duty.create(
            client=client, kind="callback", due_at=clock.to_store(clock.now()), made_at=clock.to_store(clock.now())
        )
        queue_status.refresh((client,), Settings())
    assert lines(client) == ["not safe"]


def test_number_that_is_not_theirs_is_not_used_again(manager, client):
    phone = models.Phone.get(models.Phone.client == client)
    owned.put_once("whose number", client, manager.worker_id, clock.now(), Settings(), body={"_phone": phone.id})
    owned.put_once("whose number", client, manager.worker_id, clock.now(), Settings(), body={"_phone": phone.id})
    item = line(client)
    assert item.owner == manager.name
    escalations.move(manager, item.id, item.version, "not_theirs", {"reason": "A shop answers"})
    assert lines(client) == ["no number"]


def test_numbers_of_unknown_owner_are_named_unless_it_is_not_safe(manager, make_client):
    client = make_client(phones=("+442079460101", "+442079460102"))
    phones = models.Phone.select().where(models.Phone.client == client).order_by(models.Phone.position)
    for phone in (*phones, *phones):
        body = {"number": phone.number, "note": "A child", "_phone": phone.id}
        owned.put_once("whose number", client, manager.worker_id, clock.now(), Settings(), body=body)

    def told(item):
        case = escalations.case(manager, item.id)
        return item.number, " ".join((str(case.history), case.moves[0].then, case.moves[1].then, item.last))

    for item, number in zip(
        sorted(escalations.board(job()).every, key=lambda item: item.number),
        ("020 7946 0101", "020 7946 0102"),
        strict=True,
    ):
        assert told(item)[0] == number and told(item)[1].count(f"The number: {number}\n") == 2
        assert item.waiting_for == f"whose number …{number[-4:]} is"
        assert f": {item.waiting_for}." in " ".join(nobody.following(manager, client))
    models.Client.update(safe_to_call="no").where(models.Client.id == client).execute()
    items = [item for item in escalations.board(job()).every if item.kind == "whose number"]
    for item in items:
        number, words = told(item)
        assert number == "not shown (not safe to call)" and "0101" not in words and "0102" not in words
        assert item.waiting_for == "somebody to find out whose number it is"
    assert "010" not in " ".join(nobody.following(manager, client))


def test_interpreter_not_booked_is_said_on_card_and_queue(session, make_client):
    client = make_client(language="Urdu", interpreter="yes")
    other = make_client(person_id="2")
    clients.judge_duplicate(session, client, other, "confirmed")

    def told():
        [listed] = queue.list_people(session).people
        safeties = (listed.safety, calls.brief(session, client).safety, calls.brief(session, other).safety)
        assert len({each.no_interpreter_booked for each in safeties}) == 1
        return safeties[0].no_interpreter_booked, "NOT BOOKED" in str(clients.open_profile(session, client).safety.said)

    assert told() == (False, False)
    owned.put_once("interpreter", other, session.worker_id, clock.now(), Settings())
    assert told() == (True, True)
    clients.judge_duplicate(session, client, other, "dismissed")
    owned.put_once("interpreter", client, session.worker_id, clock.now(), Settings())
    assert [each.safety.no_interpreter_booked for each in queue.list_people(session).people] == [True, True]
    [item] = [each for each in escalations.board(job()).every if each.client_id == client]
    booked = {"answer": "Mrs Iqbal", "at": "tomorrow 10:00", "call": "then"}
    escalations.move(session, item.id, item.version, "booked", booked)
    assert not calls.brief(session, client).safety.no_interpreter_booked


def test_interpreter_that_is_booked_binds_the_call_to_their_time(session, manager, make_client):
    client = make_client(language="Urdu", callback=clock.now() + timedelta(days=1), for_worker=session.worker_id)

    def book(at, call):
        owned.put_once("interpreter", client, session.worker_id, clock.now(), session.settings)
        [item] = [each for each in escalations.board(job(session.settings)).every if each.kind == "interpreter"]
        escalations.move(session, item.id, item.version, "booked", {"answer": "Mrs Iqbal", "at": at, "call": call})
        asked = [each for each in escalations.board(job(session.settings)).every if each.kind == "question"]
        said = [each for each in clients.open_profile(session, client).safety.said if "Interpreter" in each.words]
        on_the_card = safety_sentences.sentences(calls.brief(session, client).safety, clock.now())
        assert set(said) <= set(on_the_card)
        return [(each.owner, clock.local(each.deadline)) for each in asked], said[0]

    asked, said = book("wed 14:00", "stays")
    assert asked == [(manager.name, clock.local(clock.now() + timedelta(days=1)))], "before the first of the two"
    assert said.alarm and said.words == (
        "Interpreter booked for Wed 25 Nov, 14:00: Mrs Iqbal; the call is set for Tue 24 Nov, 10:00"
    )
    assert "a manager's answer" in " ".join(nobody.following(session, client))
    assert len(book("wed 14:00", "stays")[0]) == 1, "asked once"
    text = "The interpreter is booked for Wednesday; may I come along?"
    with transaction():
        own = opening.question(client, session.worker_id, text, clock.now(), session.settings)
    asked, said = book("thu 15:00", "then")
    assert len(asked) == 1 and not said.alarm, "what a worker asked in such words is not answered by it"
    assert models.Escalation.get_by_id(own).closed_at is None
    [duty] = models.Duty.select().where(models.Duty.kind == "callback", models.Duty.closed_at.is_null())
    assert (duty.due_at[:16], duty.for_worker_id) == ("2026-11-26T15:00", session.worker_id)
    now = clock.now()
    held, number = queue.claim(session, client), calls.brief(session, client).numbers[0].phone_id
    call = calls.CallRecord("y", client, "callback", now, now, when=now + timedelta(days=4), phone_id=number, held=held)
    done = calls.record(session, call)
    apart = clock.from_store("2026-11-26T15:00:00Z"), now + timedelta(days=4)
    assert effect(EffectCode.INTERPRETER_APART, *map(clock.to_store, apart)) in done.effects
    assert len([each for each in escalations.board(job(session.settings)).every if each.kind == "question"]) == 2


def test_line_that_went_up_names_who_has_it_now_in_what_follows(manager, make_client, at):
    client = make_client(phones=())
    employ("ecastle", "Ewan Castle", "director")
    assert "Ewan Castle" not in (first := nobody.following(manager, client)[0]) and "see" in first
    at("2026-12-20T10:00:00Z")
    assert line(client).owner == "Ewan Castle"
    assert nobody.following(manager, client)[0].startswith("Ewan Castle sees to it, late since")
