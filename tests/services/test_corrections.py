"""What was saved of a call by mistake, put right: beside the record, with all that followed undone and done anew."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise, product

import pytest

from tests.support.calls import CHECKED, SAME
from tests.support.council import row
from tests.support.desks import ON_A_FILE
from tests.support.tally import tally_wrong
from topaz_tui import clock
from topaz_tui.errors import Invalid, NotAllowed, UserError
from topaz_tui.rules import outcomes
from topaz_tui.rules.arranged import Said
from topaz_tui.rules.call_effects import EffectCode, effect
from topaz_tui.rules.referrals import KIND
from topaz_tui.rules.reviews import ReviewState
from topaz_tui.services import actions, bookings, calls, clients, links, missed_bookings
from topaz_tui.services.calls import IntendedOutcome, NewAction
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations import opening
from topaz_tui.services.importing import Importer, Source, prepare
from topaz_tui.services.reasons import NoReason
from topaz_tui.store import database as store
from topaz_tui.store import models

NOW = clock.from_store("2026-11-23T10:00:00Z")
HOUR = timedelta(hours=1)
WORDS = "Her son said so at the door."
STANDS = ("state", "reason", "why", "rank", "due_at", "attempts", "cause", "until", "about", "record")
OURS = [each.code for each in outcomes.offered(incoming=False)]


@pytest.fixture(autouse=True)
def still(monkeypatch):
    """The clock stands: what is compared was saved at one moment."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setenv("TOPAZ_NOW", clock.to_store(NOW))


def save(session, client, outcome, *, token="t1", review=None, **more):
    """A call that has just ended so."""
    [first, *_] = models.Phone.select().where(models.Phone.client == client).order_by(models.Phone.id)
    meant = outcomes.BY_CODE[outcome]
    facts = {"note": WORDS, "ticks": CHECKED, "when": NOW + 2 * HOUR if meant.needs_time else None} | more
    if review:
        facts["review"] = review
    record = calls.CallRecord(token, client, outcome, NOW - HOUR / 60, NOW - HOUR / 90, phone_id=first.id, **facts)
    return calls.record(session, record).call_id


def right(session, call_id, outcome, reason="The key beside it.", **more):
    meant = outcomes.BY_CODE[outcome]
    when = NOW + 2 * HOUR if meant.needs_time else None
    return calls.correct(session, call_id, IntendedOutcome(outcome, **{"note": WORDS, "when": when} | more), reason)


def forget_changes():
    """As if the calls had been saved before it was kept what each changed."""
    models.Effect.delete().execute()
    models.Call.update(led_to=None).execute()


def newest(client):
    return models.Call.select().where(models.Call.client == client).order_by(models.Call.id.desc()).first()


def state(client):
    """All by which somebody is called or not, and what is owed to them."""
    row = models.Client.get_by_id(client)
    stands = models.QueueEntry.get_by_id(client)
    fields = (
        "not_before",
        "not_before_cause",
        "not_before_why",
        "away",
        "away_until",
        "attempts_since",
        "put_first",
        "stopped",
        "stopped_at",
    )
    owed = models.Duty.select().where(models.Duty.client == client, models.Duty.closed_at.is_null())
    waits = models.Escalation.select().where(models.Escalation.client == client, models.Escalation.closed_at.is_null())
    phones = models.Phone.select().where(models.Phone.client == client).order_by(models.Phone.position)
    actions = models.ClientAction.select().where(
        models.ClientAction.client == client, models.ClientAction.taken_back_at.is_null()
    )
    warnings = models.Warning.select().where(models.Warning.client == client, models.Warning.ended_at.is_null())
    return {
        "stands": [getattr(stands, name) for name in STANDS],
        "client": {name: getattr(row, name) for name in fields},
        "owed": sorted((duty.kind, duty.due_at, duty.reason or "") for duty in owed),
        "phones": [phone.status for phone in phones],
        "waits": sorted(each.kind for each in waits),
        "by when": sorted((each.kind, each.deadline, each.state) for each in waits),
        "actions": sorted((each.detail, each.done_at) for each in actions),
        "warnings": sorted(each.kind for each in warnings),
    }


@pytest.fixture
def person(make_client, session):
    """Makes people who are alike: a recall, a follow-up and a callback are due, they were tried twice, an interpreter
    is to be booked, support is to come, and there is a warning."""

    def make():
        client = make_client(
            phones=("+442079460001", "+442079460002"), follow_up=NOW.date(), callback=NOW - HOUR,
            attempts=(NOW - 100 * HOUR, NOW - 75 * HOUR), by=session.worker_id, put_first=1,
        )  # fmt: skip
        tried = models.Call.get(models.Call.client == client)
        at, today = clock.to_store(NOW - 75 * HOUR), NOW.date().isoformat()
        models.ClientAction.create(
            client=client, call=tried, kind="support", detail="A rail", made_by=session.worker_id, made_at=at
        )
        models.Warning.create(
            client=client, kind="staff", starts_on=today, review_on="2027-06-01", agreed_by=session.worker_id
        )
        line = opening.NewLine(kind=KIND["interpreter"], client_id=client, opened_by=session.worker_id)
        opening.put(line, NOW - 75 * HOUR, session.settings)
        return client

    return make


ENDS_MUCH = ("died", "refused_hard", "moved", "callback", "language", "wrong_number", "reached", "hospital")
PAIRS = {(a, b) for a, b in product(ENDS_MUCH, ENDS_MUCH) if a != b} | {
    (a, OURS[(place + step) % len(OURS)]) for place, a in enumerate(OURS) for step in (1, -1, 7, -7)
}
"""What was saved and what was meant: each of those that end much with each other, and each outcome with four others.
What is taken back is the one's alone, and what is done anew is the other's: all 462 pairs would say no more."""


def every_pair():
    """A walk in which each of the pairs is once."""
    left = {code: [b for a, b in sorted(PAIRS) if a == code] for code in OURS}
    way, stack = [], [OURS[0]]
    while stack:
        if left[stack[-1]]:
            stack.append(left[stack[-1]].pop())
        else:
            way.append(stack.pop())
    return way[::-1]


@ON_A_FILE
def test_correction_leaves_the_person_as_if_the_right_outcome_had_been_saved(session, person):
    as_meant = {}
    for number, code in enumerate(OURS):
        client = person()
        save(session, client, code, token=f"m{number}")
        as_meant[code] = state(client)
    walk = every_pair()
    assert {*pairwise(walk)} == PAIRS
    client = person()
    save(session, client, walk[0], token="walk")
    with store.transaction():  # one for all: a disk that is waited for four hundred times proves no more
        for was, meant in pairwise(walk):
            right(session, newest(client).id, meant)
            assert state(client) == as_meant[meant], f"{was} was saved, {meant} was meant"


def test_correction_keeps_the_call_and_the_history_shows_both(session, manager, client):
    call_id = save(session, client, "died")
    assert state(client)["stands"][1] == "died"
    was = models.Call.get_by_id(call_id).__data__
    told = right(session, call_id, "no_answer", reason="Wrong line.")
    now = models.Call.get_by_id(call_id).__data__
    assert {name for name in was if was[name] != now[name]} == {"replaced_by"}
    assert {EffectCode.CALLS_GO_ON, EffectCode.OWED_AGAIN} <= {each.code for each in told.undone}
    assert effect(EffectCode.OFF_THE_BOARD, "question") in told.undone
    assert told.done[0] == effect(EffectCode.MEANT, "no_answer")
    assert len(told.said(NOW).done) == len(told.done) + len(told.following)
    first, second = [each for each in clients.open_profile(manager, client).timeline if each.kind == "Call"]
    assert first.words == "Nobody answered" and "Put right by Róisín Kelly, today 10:00: Wrong line." in first.detail
    assert second.words == "Has died · SAVED BY MISTAKE" and WORDS in second.detail
    assert escalations.board(manager).outstanding == 0
    assert tally_wrong() == () and session.worker_id == newest(client).worker_id


@pytest.mark.parametrize("how", ["as it is kept", "saved before its changes were kept"])
def test_correction_takes_the_handover_note_back_and_brings_the_one_before(session, client, how):
    clients.leave_handover_note(session, client, "Ask after the dog.")
    models.Note.update(made_at=clock.to_store(NOW - HOUR)).execute()

    def shown():
        brief, page = calls.brief(session, client), clients.open_profile(session, client)
        words = [each.text for each in brief.left]
        assert [each.text for each in page.left] == words
        return words

    [before] = models.Note.select()
    call_id = save(session, client, "died", next_note="She has died: send flowers.", seen=(before.id,))
    assert shown() == ["She has died: send flowers."]
    if how != "as it is kept":
        forget_changes()
    told = right(session, call_id, "no_answer")
    assert effect(EffectCode.NOTE_TAKEN_BACK) in told.undone
    assert shown() == ["Ask after the dog."]
    words = str(clients.open_profile(session, client).timeline)
    assert "send flowers" in words and "Ask after the dog" in words
    assert models.Note.select().where(models.Note.kind == "next caller").count() == 2


def test_correction_tells_what_it_will_undo_and_do_before_it_is_made(session, client):
    call_id = save(session, client, "wrong_number")
    before = state(client)
    told = calls.preview(session, call_id, IntendedOutcome("engaged"))
    assert effect(EffectCode.NUMBER_AGAIN, "020 7946 0001") in told.undone and state(client) == before
    assert calls.correct(session, call_id, IntendedOutcome("engaged"), "Slipped.") == told


@pytest.mark.parametrize("kind", ["a call", "a note"])
def test_correction_by_a_clock_set_back_is_not_on_the_same_day(
    session, colleague, manager, make_client, monkeypatch, kind
):
    first, other = make_client(), make_client()
    call_id = save(session, first, "refused_hard")

    def at(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)
        monkeypatch.setenv("TOPAZ_NOW", clock.to_store(moment))

    at(NOW + 24 * HOUR)
    if kind == "a call":
        phone, now = models.Phone.get(models.Phone.client == other).id, clock.now()
        calls.record(colleague, calls.CallRecord("t2", other, "no_answer", now, now, phone_id=phone, ticks=CHECKED))
    else:
        clients.add_note(colleague, other, "She rang back.")
    at(NOW + 2 * HOUR)
    assert calls.last_of(session, first) == call_id, "the key says why"
    with pytest.raises(NotAllowed, match="clock stands before what was recorded"):
        right(session, call_id, "engaged")
    assert models.Client.get_by_id(first).stopped == "refused"
    right(manager, call_id, "engaged")
    assert models.Client.get_by_id(first).stopped is None


def test_correction_allows_clocks_that_differ_a_little(session, colleague, make_client, monkeypatch):
    first, other = make_client(), make_client()
    call_id = save(session, first, "refused_hard")
    monkeypatch.setattr(clock, "now", lambda: NOW + HOUR / 15)
    save(colleague, other, "no_answer", token="t2")
    monkeypatch.setattr(clock, "now", lambda: NOW)
    right(session, call_id, "engaged")


def test_correction_finds_a_call_under_whichever_linked_record(session, make_client):
    here, other, nobody = make_client(), make_client(), make_client()
    clients.judge_duplicate(session, here, other, "confirmed")
    call_id = save(session, other, "no_answer")
    assert calls.last_of(session, here) == calls.last_of(session, other) == call_id
    assert calls.last_of(session, nobody) is None


def test_correction_is_made_that_day_by_who_saved_it_and_later_by_a_manager(
    session, colleague, manager, client, monkeypatch
):
    call_id = save(session, client, "refused_hard")
    said = [clients.open_profile(each, client).own_stop for each in (session, colleague, manager)]
    assert said == [clients.OwnStop.CALL, None, None]
    with pytest.raises(NotAllowed, match="Róisín Kelly saved it"):
        right(colleague, call_id, "engaged")
    monkeypatch.setattr(clock, "now", lambda: NOW + 24 * HOUR)
    assert calls.last_of(session, client) is None and calls.stopped_by(session, client) == call_id
    with pytest.raises(NotAllowed, match="before today"):
        right(session, call_id, "engaged")
    with pytest.raises(NoReason):
        right(manager, call_id, "engaged", reason=" ")
    right(manager, call_id, "no_answer")
    with pytest.raises(Invalid, match="put right already"):
        right(manager, call_id, "engaged")
    with pytest.raises(UserError, match="what was saved"):
        right(manager, newest(client).id, "no_answer")
    with pytest.raises(UserError, match="When are they to be called back"):
        right(manager, newest(client).id, "callback", when=None)


def test_correction_keeps_a_review_only_where_they_were_spoken_with(session, client):
    action = NewAction("support", "A rail by the bath", "Lambeth OT", clock.today() + timedelta(days=9))
    call_id = save(session, client, "reached", review=SAME, actions=(action,))
    done = models.ClientAction.get(models.ClientAction.client == client)
    models.ClientAction.update(done_at=clock.to_store(NOW), done_by=session.worker_id).execute()
    told = right(session, call_id, "callback")
    [kept] = models.ClientAction.select().where(models.ClientAction.taken_back_at.is_null())
    assert kept.id != done.id and kept.done_at and kept.call_id == newest(client).id
    assert effect(EffectCode.ANSWERS_TAKEN_BACK) in told.undone
    assert [duty[0] for duty in state(client)["owed"]] == ["callback", "recall"]
    right(session, newest(client).id, "no_answer")
    assert not models.ClientAction.select().where(models.ClientAction.taken_back_at.is_null()).exists()
    assert not models.Review.select().where(models.Review.taken_back_at.is_null()).exists()
    assert isinstance(SAME, ReviewState)


def test_correction_leaves_what_others_changed_since(session, manager, client, monkeypatch):
    call_id = save(session, client, "wrong_number")
    [phone] = models.Phone.select().where(models.Phone.client == client)
    clients.change_phone(manager, phone.id, "unobtainable")
    later = NOW + 3 * HOUR
    monkeypatch.setattr(clock, "now", lambda: later)
    incoming = calls.CallRecord(
        "t2", client, "callback", later - HOUR, later - HOUR / 2, direction="in", note=WORDS, when=later + HOUR
    )
    calls.record(session, incoming)
    told = right(session, call_id, "no_answer")
    assert state(client)["phones"] == ["unobtainable"] and not any(
        each.code == EffectCode.NUMBER_AGAIN for each in told.undone
    )
    assert [duty[0] for duty in state(client)["owed"]] == ["callback", "recall"], "the promise made since is kept"


def test_correction_of_a_call_without_kept_changes_goes_by_its_times(session, client):
    call_id = save(session, client, "died")
    forget_changes()
    right(session, call_id, "engaged")
    assert state(client)["stands"][1] == "waiting" and [duty[0] for duty in state(client)["owed"]] == ["recall"]


@ON_A_FILE
def test_correction_of_a_call_that_changed_nothing_undoes_nothing_of_another(session, client):
    save(session, client, "hospital")
    again = save(session, client, "hospital", token="t2")
    assert not models.Effect.select().where(models.Effect.call == again).exists()
    right(session, again, "no_answer")
    assert models.Client.get_by_id(client).away == "hospital"


def test_correction_leaves_a_question_of_the_callers_own(session, client):
    text = f"{outcomes.BY_CODE['unable'].words}. {WORDS}"
    call_id = save(session, client, "unable", question=text)
    asked = models.Escalation.select().where(models.Escalation.kind == "question")
    own = asked.where(models.Escalation.call.is_null()).get()
    told = right(session, call_id, "no_answer")
    assert effect(EffectCode.OFF_THE_BOARD, "question") in told.undone
    assert [row.id for row in asked.where(models.Escalation.closed_at.is_null())] == [own.id]


def test_correction_makes_nothing_owed_that_nobody_set(session, client):
    models.Duty.create(client=client, kind="callback", due_at=clock.to_store(NOW - HOUR), made_at=clock.to_store(NOW))
    models.Duty.update(due_at=clock.to_store(NOW + 900 * HOUR)).where(models.Duty.kind == "recall").execute()
    call_id = save(session, client, "no_answer")
    assert "Promised callback: nobody answered" in [reason for *_, reason in state(client)["owed"]]
    told = right(session, call_id, "reached")
    assert EffectCode.FOLLOW_UP not in {each.code for each in told.done}
    assert "Promised callback: nobody answered" not in [reason for *_, reason in state(client)["owed"]]


def test_correction_that_gives_attempts_back_takes_the_line_off_the_board(session, manager, make_client):
    attempts = (NOW - 100 * HOUR, NOW - 68 * HOUR)
    client = make_client(attempts=attempts, by=session.worker_id)
    call_id = save(session, client, "no_answer")
    assert state(client)["waits"] == ["tries used up"]
    right(session, call_id, "engaged")
    assert state(client)["waits"] == []
    [row] = models.Escalation.select().where(models.Escalation.client == client)
    assert escalations.case(manager, row.id).item.status == "closed"


@ON_A_FILE
def test_correction_leaves_each_action_as_it_stood_with_what_was_said_of_it(session, client):
    two = [NewAction("support", "Handrail", who, NOW.date() + timedelta(days=8)) for who in ("OT", "Age UK")]
    call = save(session, client, "reached", review=SAME, actions=tuple(two))
    came, waits = (row.id for row in models.ClientAction.select().order_by(models.ClientAction.id))
    actions.say(session, [came], Said.CAME)
    actions.say(session, [waits], Said.NOT_YET, NOW.date() + timedelta(days=20))
    right(session, call, "reached", note="Of the same words another one.")
    there = models.ClientAction.select().where(models.ClientAction.taken_back_at.is_null())
    stand = [(row.who, row.by_on, row.ended_as) for row in there.order_by(models.ClientAction.id)]
    assert stand == [("OT", "2026-12-01", "came"), ("Age UK", "2026-12-13", None)]
    assert actions.take_back(session, [said.action_id for said in actions.said_today(session)], "answer") == 2
    assert [(row.by_on, row.done_at) for row in there] == [("2026-12-01", None)] * 2


@ON_A_FILE
def test_correction_opens_again_what_became_of_the_interpreter(session, make_client):
    client = make_client(language="Tigrinya", interpreter="yes")
    bookings.keep(session, client, {"answer": "Language Line", "at": clock.to_store(NOW + HOUR / 2), "call": "then"})
    call = save(session, client, "reached", review=SAME)
    assert models.Booking.get().ended_how == "held"
    assert effect(EffectCode.INTERPRETER_AGAIN) in right(session, call, "no_answer").undone
    assert models.Booking.get().ended_how is None, "nobody spoke with them: they may be missed yet"


@ON_A_FILE
def test_correction_of_a_callback_opens_again_an_interpreter_who_counted_as_there(session, make_client):
    client = make_client(language="Tigrinya", interpreter="yes")
    bookings.keep(session, client, {"answer": "Language Line", "at": clock.to_store(NOW + HOUR / 2), "call": "then"})
    call = save(session, client, "callback")
    models.Booking.update(made_at=clock.to_store(NOW - HOUR)).execute()
    missed_bookings.look_after(NOW + 5 * HOUR, session.settings)
    assert models.Booking.get().ended_how == "held"
    assert effect(EffectCode.INTERPRETER_AGAIN) in right(session, call, "no_answer").undone
    assert models.Booking.get().ended_how is None


@ON_A_FILE
@pytest.mark.parametrize(
    ("saved", "meant"), [("reached", "reached"), ("callback", "no_answer"), ("reached", "engaged")]
)
def test_correction_leaves_an_interpreter_who_interpreted_all_the_same(session, make_client, saved, meant):
    client = make_client(language="Tigrinya", interpreter="yes")
    bookings.keep(session, client, {"answer": "Language Line", "at": clock.to_store(NOW + HOUR / 2), "call": "then"})
    call = save(session, client, saved, review=SAME if saved == "reached" else None)
    if meant != saved:  # another call, in which they interpreted, stands
        save(session, client, "reached", token="t2", review=SAME)
    told = right(session, call, meant, note="It was her sister's.")
    assert effect(EffectCode.INTERPRETER_AGAIN) not in told.undone and models.Booking.get().ended_how == "held"


@ON_A_FILE
def test_correction_that_leaves_call_and_interpreter_at_one_time_asks_nobody_which_it_is(session, make_client):
    client = make_client(language="Tigrinya", interpreter="yes")
    bookings.keep(session, client, {"answer": "Language Line", "at": clock.to_store(NOW + 28 * HOUR), "call": "then"})
    call = save(session, client, "callback")
    assert models.Escalation.get(models.Escalation.asks == "interpreter").closed_at is None
    right(session, call, "no_answer")
    assert models.Escalation.get(models.Escalation.asks == "interpreter").closed_at


@ON_A_FILE
def test_correction_leaves_an_interpreter_still_to_be_booked(session, person):
    client = person()
    save(session, client, "callback")
    assert models.Escalation.get(models.Escalation.client == client).closed_at is None


def test_correction_brings_back_a_line_that_the_call_ended(session, manager, person):
    client = person()
    [line] = models.Escalation.select().where(models.Escalation.client == client)
    before = escalations.case(manager, line.id).item
    call_id = save(session, client, "reached")
    assert models.Escalation.get_by_id(line.id).closed_at
    told = right(session, call_id, "no_answer")
    assert effect(EffectCode.ON_THE_BOARD, "interpreter") in told.undone
    case = escalations.case(manager, line.id)
    assert (case.item.deadline, case.item.status, case.closed_at) == (before.deadline, "open", None)
    assert [each.words for each in case.history][1:] == [
        "Over: it is so no longer · RECORDED BY MISTAKE", "Put right: it was recorded by mistake",
    ]  # fmt: skip
    language = right(session, newest(client).id, "language")
    right(session, newest(client).id, "engaged")
    assert not any(each.code == EffectCode.OFF_THE_BOARD for each in language.undone) and state(client)["waits"] == [
        "interpreter"
    ]


@ON_A_FILE
@pytest.mark.parametrize("which", [0, 1])
def test_correction_under_one_linked_record_holds_for_both(session, manager, person, which):
    def linked(token):
        two = (person(), person())
        clients.judge_duplicate(manager, *two, "confirmed")
        save(session, two[which], "engaged", token=token)
        return two

    def stand(two):
        return [{**state(each), "stands": state(each)["stands"][:-1]} for each in two]  # the last names the record

    as_meant, two = stand(linked("meant")), linked("walk")
    assert links.group_of(two[0]) == two and stand(two) == as_meant
    with store.transaction():
        for saved in ENDS_MUCH:
            right(session, newest(two[which]).id, saved)
            assert stand(two) != as_meant
            right(session, newest(two[which]).id, "engaged")
            assert stand(two) == as_meant, saved


def read_of(session, client, **said):
    """A council's file that has this person."""
    record = models.Client.get_by_id(client)
    found = row(
        person_id=record.person_id, last_name=record.last_name, first_name=record.first_name,
        born_on=record.born_on or "", phones=["+442079460777"], **said,
    )  # fmt: skip
    columns = frozenset(("died_on", "deceased", "moved", "phone_1"))
    importer = Importer(session, Source("a mark", columns, "people.csv"))
    importer.take(prepare([found._replace(row=2)]))
    importer.finish()


@ON_A_FILE
@pytest.mark.parametrize(
    ("outcome", "meant"),
    [("reached", "no_answer"), ("reached", "reached"), ("died", "no_answer"), ("refused_hard", "reached")],
)
def test_correction_leaves_the_recall_of_a_later_assessment(session, manager, make_client, outcome, meant):
    client = make_client()
    call_id = save(session, client, outcome, review=SAME if outcome == "reached" else None)
    read_of(manager, client, assessed_on="2026-12-01")
    right(manager, call_id, meant, note="She said so herself.")
    assert ("recall", "2027-12-01T00:00:00Z") in [each[:2] for each in state(client)["owed"]]
    [_] = [kind for kind, *_ in state(client)["owed"] if kind == "recall"]
    assert models.QueueEntry.get_by_id(client).reason == "not_due"


@ON_A_FILE
def test_recall_that_a_stop_ended_is_owed_as_the_council_assessed_them_since(manager, make_client):
    ada, rose = make_client(), make_client()
    for client, band in ((ada, "low"), (rose, "critical")):
        save(manager, client, "moved", token=f"t{client}")
        read_of(manager, client, assessed_on="2026-12-01", eligibility=band)
        clients.resume_calls(manager, client, "She is back")
    assert state(ada)["owed"] == [("recall", "2027-12-01T00:00:00Z", "")]
    assert (state(rose)["owed"], models.QueueEntry.get_by_id(rose).reason) == ([], "no_recall")


@ON_A_FILE
def test_what_a_stop_ended_is_not_owed_beside_another_of_its_kind(manager, make_client):
    """An earlier call that was put right owes its duty again while calls are stopped: the simulated year found it."""
    client = make_client()
    save(manager, client, "refused_hard")
    first, d = models.Duty.get(models.Duty.client == client), models.Duty
    later = {"due_at": first.due_at, "made_at": first.made_at, "closed_at": first.closed_at, "closed_how": "stopped"}
    d.insert(client=client, kind=first.kind, **later).execute()
    d.update(closed_at=None, closed_how=None).where(d.id == first.id).execute()
    clients.resume_calls(manager, client, "She rang us")
    assert [duty.id for duty in d.select().where(d.client == client, d.closed_at.is_null())] == [first.id]


@ON_A_FILE
def test_recall_that_a_linked_stop_ended_is_owed_as_the_council_assessed_them_since(manager, make_client):
    ada, hers = make_client(), make_client()
    clients.judge_duplicate(manager, ada, hers, "confirmed")
    call_id = save(manager, hers, "refused_hard")
    read_of(manager, ada, assessed_on="2025-11-17", open_to_services=True)
    read_of(manager, ada, assessed_on="2026-12-01", open_to_services=True)
    right(manager, call_id, "no_answer")
    assert ("recall", "2027-12-01T00:00:00Z", "") in state(ada)["owed"]


@ON_A_FILE
@pytest.mark.parametrize("outcome", ["died", "refused_hard", "resumed"])
def test_services_that_ended_while_calls_were_stopped_leave_a_recall(manager, make_client, outcome):
    client = make_client(recall=None, open_to_services=1)
    call_id = save(manager, client, "refused_hard" if outcome == "resumed" else outcome, direction="in")
    read_of(manager, client, assessed_on="2025-11-20", open_to_services=False)
    assert state(client)["owed"] == []
    if outcome == "resumed":
        clients.resume_calls(manager, client, "She rang")
    else:
        right(manager, call_id, "refused_soft")
    assert [each for each in state(client)["owed"] if each[0] == "recall"] == [("recall", "2026-11-20T00:00:00Z", "")]


@pytest.mark.parametrize(
    ("outcome", "said", "code"),
    [
        ("died", {"died": True, "died_on": "2026-11-20", "ended": "Date of death: 20/11/2026"}, "died_again"),
        ("died", {"died": True, "ended": "Deceased: Y"}, "died_again"),
        ("moved", {"moved": True, "ended": "Moved: Y"}, "moved_again"),
        ("refused_hard", {"moved": True, "ended": "Moved: Y"}, "moved_again"),
    ],
)
def test_correction_leaves_what_the_councils_file_says_by_itself(session, colleague, make_client, outcome, said, code):
    client = make_client()
    call_id = save(session, client, outcome)
    read_of(colleague, client, assessed_on="2026-11-20", **said)
    put_right = right(session, call_id, "no_answer")
    assert models.QueueEntry.get_by_id(client).reason == "doubt", "nobody calls them until somebody has looked"
    assert [(each.code, each.file_has) for each in clients.open_doubts(client)] == [(code, said["ended"])]
    assert EffectCode.CALLS_GO_ON not in {each.code for each in put_right.undone}
