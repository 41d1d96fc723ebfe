"""A call on a real file: what is known before it, starting to ring, and all that one outcome leads to."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.support.calls import CHECKED, SAME
from topaz_tui import clock
from topaz_tui.errors import Conflict, NotAllowed, UserError
from topaz_tui.rules import call_effects, outcomes, reviews
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.call_effects import EffectCode, effect
from topaz_tui.rules.queue import Cause
from topaz_tui.rules.reviews import AreaAnswer, ReviewState
from topaz_tui.services import calls, clients, drafts, queue
from topaz_tui.services import reviews as kept_reviews
from topaz_tui.services.reasons import NoReason
from topaz_tui.store import models
from topaz_tui.store.database import database

DAY = timedelta(days=1)


def told(client_id, outcome, *, token="t1", **more):
    """A call that began just now and ended so."""
    now = clock.now()
    facts = {
        "phone_id": phones(client_id)[0],
        "rang_at": now - timedelta(seconds=40),
        "ended_at": now,
        **more,
    }
    return calls.CallRecord(token, client_id, outcome, **facts)


def phones(client_id):
    return [row.id for row in models.Phone.select().where(models.Phone.client == client_id).order_by(models.Phone.id)]


def the_client(client_id):
    return models.Client.get_by_id(client_id)


def duties(client_id):
    """The open duties: kind -> (due, reason)."""
    rows = models.Duty.select().where(models.Duty.client == client_id, models.Duty.closed_at.is_null())
    return {row.kind: (clock.from_store(row.due_at), row.reason) for row in rows}


def closed(client_id):
    rows = models.Duty.select().where(models.Duty.client == client_id, models.Duty.closed_at.is_null(False))
    return [(row.kind, row.closed_how) for row in rows.order_by(models.Duty.id)]


def stands(client_id):
    row = models.QueueEntry.get_by_id(client_id)
    return row.reason


def questions(client_id):
    rows = models.Event.select().join(models.Escalation).where(models.Escalation.client == client_id)
    return [json.loads(row.body).get("question") for row in rows]


# Before


def test_the_brief_has_what_the_screen_needs(session, make_client) -> None:
    who = make_client(
        phones=(("+442079460123", "daughter"), "+442079460124", ("+442079460125", "", "wrong")),
        preferred_name="Addie", safe_to_call="times", safe_times="Mon-Fri 10:00-12:00", voicemail_ok=0,
        attempts=(clock.now() - 2 * DAY,), by=session.worker_id,
    )  # fmt: skip
    models.Warning.create(client=who, kind="risk to staff", starts_on="2026-01-01", review_on="2026-12-31",
                          agreed_by=session.worker_id)  # fmt: skip
    models.Note.create(client=who, worker=session.worker_id, kind="next caller", text="Ask about the hip",
                       made_at=clock.to_store(clock.now()))  # fmt: skip
    brief = calls.brief(session, who)
    assert (brief.name, brief.called, brief.age) == ("Mrs Ada (Addie) Stone", "Addie", 82)
    assert brief.identity["born"] == "3 May 1944"
    assert [number.words for number in brief.numbers] == ["020 7946 0123", "020 7946 0124"]
    assert brief.numbers[0].last == "Nobody answered, Sat 21 Nov 10:00"
    assert brief.safety.voicemail_ok is False and brief.safety.sms_ok is None
    assert [kind for kind, *_ in brief.safety.warnings] == ["risk to staff"]
    assert [left.text for left in brief.left] == ["Ask about the hip"]
    assert (brief.why, brief.attempts, brief.stopped, brief.hidden) == ("recall", 1, None, 0)
    assert brief.follow_up_on == date(2027, 1, 4) and brief.next_recall_on == date(2027, 11, 23)


@pytest.mark.parametrize("facts", [{"safe_to_call": "no"}, {"safe_to_call": "times"}])
def test_number_is_hidden_without_a_managers_reason(session, manager, make_client, facts) -> None:
    who = make_client(**facts)
    assert (calls.brief(session, who).numbers, calls.brief(session, who).hidden) == ((), 1)
    with pytest.raises(NotAllowed):
        calls.reveal(session, who, "I want to")
    with pytest.raises(NoReason):
        calls.reveal(manager, who, " ")
    assert len(calls.reveal(manager, who, "The police asked for a welfare call").numbers) == 1
    with pytest.raises(UserError, match="Not safe to call"):
        calls.start(session, who, None, phones(who)[0], revealed=True)
    assert calls.start(manager, who, None, phones(who)[0], revealed=True).held.client_id == who


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"stopped": "died"}, "Has died: never call"),
        ({"stopped": "refused"}, "resume on the client's page"),
        ({"away": "hospital"}, "In hospital, no date known"),
        ({"safe_to_call": "times", "safe_times": "Mon-Fri 14:00-15:00"}, "outside their safe times"),
    ],
)
def test_nobody_is_dialled_by_mistake(session, make_client, facts, words) -> None:
    who = make_client(**facts)
    with pytest.raises(UserError, match=words):
        calls.start(session, who, None, phones(who)[0])
    if "stopped" in facts:
        with pytest.raises(UserError):
            calls.start(session, who, None, phones(who)[0], reason="all the same")
    else:
        calls.start(session, who, None, phones(who)[0], reason="She asked for it")
        assert "She asked for it" in models.Note.get(models.Note.client == who).text


def test_ringing_needs_the_claim(session, colleague, client) -> None:
    held = queue.claim(session, client)
    with pytest.raises(UserError, match="Róisín Kelly is with this person"):
        calls.start(colleague, client, None, phones(client)[0])
    assert calls.start(session, client, held, phones(client)[0]).held.fencing_token == held.fencing_token


def test_a_lapsed_claim_is_found_before_dialling(session, colleague, client, at) -> None:
    held = queue.claim(session, client)
    at("2026-11-23T10:40:00Z")
    queue.claim(colleague, client)
    with pytest.raises(Conflict):
        calls.start(session, client, held, phones(client)[0])


def test_a_retired_number_is_not_rung(session, make_client) -> None:
    who = make_client(phones=(("+442079460123", "", "wrong"), "+442079460124"))
    with pytest.raises(Conflict):
        calls.start(session, who, None, phones(who)[0])


def test_a_link_made_meanwhile_stops_no_call_and_another_safety_is_read_first(session, colleague, make_client) -> None:
    number = ("+442079460123",)
    make_first = {"person_id": "1", "phones": (*number, "+442079460124"), "say_who": 1}
    first, second = make_client(**make_first), make_client(person_id="2", phones=number, say_who=1)
    held = queue.claim(session, second)
    seen, [mine] = calls.brief(session, second).safety, phones(second)
    clients.judge_duplicate(colleague, first, second, "confirmed")
    started = calls.start(session, second, held, mine, seen=seen)
    assert (started.held.client_id, started.phone_id) == (second, phones(first)[0])
    done = calls.record(session, told(second, "no_answer", phone_id=mine, held=started.held))
    assert done.next_number
    assert done.next_number.words == "020 7946 0124", "not the number that was rung, under its other record"

    models.Client.update(say_who=0).where(models.Client.id == first).execute()
    with pytest.raises(UserError, match="How to call them safely has changed"):
        calls.start(session, second, None, phones(first)[1], seen=seen)
    seen = calls.brief(session, second).safety
    assert calls.start(session, second, None, phones(first)[1], seen=seen).phone_id == phones(first)[1]


# After


@pytest.mark.parametrize("outcome", outcomes.OUTCOMES, ids=lambda outcome: outcome.code)
def test_every_outcome_can_be_saved_and_leads_somewhere(session, client, outcome) -> None:
    held = queue.claim(session, client)
    more = {"note": "What was said", "held": held, "ticks": CHECKED}
    more["direction"] = "out" if outcome.outgoing else "in"
    if outcome.needs_time:
        more["when"] = clock.now() + DAY
    done = calls.record(session, told(client, outcome.code, **more))
    row = models.Call.get_by_id(done.call_id)
    assert (row.outcome, row.note, row.why, json.loads(row.ticks or "")) == (
        outcome.code,
        "What was said",
        "recall",
        list(CHECKED),
    )
    assert row.led_to and done.effects and row.next_words is None
    assert (stands(client) == "callable") == outcome.only_incoming, "nobody is dialled again at once"
    assert models.QueueEntry.get_by_id(client).held_by is None
    assert bool(the_client(client).stopped) == outcome.final
    if outcome.final:
        assert not duties(client) and set(closed(client)) == {("recall", "stopped")}
    if outcome.needs_manager:
        assert questions(client) == [f"{outcome.words}. What was said"]


def test_identity_is_not_confirmed_by_what_is_not_on_record(session, make_client) -> None:
    client = make_client(address=None, postcode=" ")
    with pytest.raises(UserError, match="Still to ask: date of birth"):
        calls.record(session, told(client, "reached", ticks=("name", "address", "postcode", "ok"), review=SAME))
    calls.record(session, told(client, "reached", ticks=("name", "born", "ok"), review=SAME))
    nameless = make_client(address=None, postcode=None, born_on="in spring")
    with pytest.raises(UserError, match="Only their name is known"):
        calls.record(session, told(nameless, "reached", token="t2", ticks=CHECKED, review=SAME))


def test_attempt_waits_for_another_day_and_part_of_it(session, client) -> None:
    calls.record(session, told(client, "no_answer", held=queue.claim(session, client)))
    assert the_client(client).not_before is None, "three hours later is no other day"
    row = models.QueueEntry.get_by_id(client)
    assert (row.cause, row.changes_at, row.attempts) == (Cause.TRIED_TODAY, "2026-11-24T00:00:00Z", 1)


def test_attempt_of_engaged_counts_from_the_third_in_a_row(session, client, at) -> None:
    attempts = []
    for turn, moment in enumerate(("10:00", "11:00", "12:00")):
        at(f"2026-11-23T{moment}:00Z")
        done = calls.record(session, told(client, "engaged", token=f"t{turn}"))
        attempts.append(models.Call.get_by_id(done.call_id).is_attempt)
    assert attempts == [0, 0, 1]


@pytest.mark.parametrize(("recall", "code"), [(None, "nothing owed"), ("2026-11-20", "next")])
def test_call_that_nobody_answers_says_that_somebody_tries_again_only_where_one_is_owed(
    session, make_client, recall, code
) -> None:
    who = make_client(recall=recall, assessments=())
    done = calls.record(session, told(who, "no_answer", held=queue.claim(session, who)))
    assert led_to(done)[0].code == code


def test_attempt_by_two_numbers_in_a_row_is_one(session, make_client) -> None:
    who = make_client(phones=("+442079460123", "+442079460124"))
    held = queue.claim(session, who)
    first = calls.record(session, told(who, "no_answer", held=held))
    assert first.next_number and first.next_number.phone_id == phones(who)[1]
    assert stands(who) == "held", "nobody else takes them while the next number rings"
    second = calls.record(session, told(who, "machine", token="t2", phone_id=phones(who)[1], held=held))
    assert second.next_number is None and stands(who) == "waiting"
    assert models.QueueEntry.get_by_id(who).attempts == 1


def test_attempts_that_are_used_up_go_to_a_manager(session, make_client, at) -> None:
    now = clock.now()
    who = make_client(attempts=(now - 4 * DAY, now - 3 * DAY), by=session.worker_id)
    at("2026-11-23T18:00:00Z")
    done = calls.record(session, told(who, "no_answer"))
    assert stands(who) == "tries_used_up" and done.effects[-1].args[0] == "tries_used_up"
    assert models.Escalation.get(models.Escalation.client == who).kind == "tries used up"


def led_to(done):
    kept = models.Call.get_by_id(done.call_id).led_to
    assert kept
    return call_effects.from_json(kept)


def test_a_wrong_number_is_retired_and_the_next_one_offered(session, make_client) -> None:
    who = make_client(phones=("+442079460123", ("+442079460124", "mobile")))
    held = queue.claim(session, who)
    done = calls.record(session, told(who, "wrong_number", held=held))
    assert done.next_number and done.next_number.note == "mobile"
    assert models.Phone.get_by_id(phones(who)[0]).status == "wrong"
    last = calls.record(session, told(who, "unobtainable", token="t2", phone_id=phones(who)[1], held=held))
    assert last.next_number is None and last.effects == (
        effect(EffectCode.NUMBER_RETIRED),
        effect(EffectCode.STANDS, "no_usable_number", "0"),
    )
    assert last.no_number and not done.no_number
    assert [led_to(each) for each in (done, last)] == [
        (effect(EffectCode.NEXT, "wrong_number", ""),),
        (effect(EffectCode.NO_OTHER_NUMBER),),
    ]
    assert stands(who) == "no_usable_number"
    clients.add_phone(session, who, "020 7946 0125")
    now = calls.anew(session, who, last)
    assert now.effects == (effect(EffectCode.NUMBER_RETIRED),) and not now.no_number
    assert now.next_number and now.next_number.words == "020 7946 0125"
    assert calls.start(session, who, None, now.next_number.phone_id).phone_id == now.next_number.phone_id


def test_what_a_call_led_to_is_said_by_its_codes_and_one_from_before_as_it_was_written(session, client) -> None:
    done = calls.record(session, told(client, "engaged"))

    def detail():
        [moment] = [each for each in clients.open_profile(session, client).timeline if each.kind == "Call"]
        return moment.detail

    assert led_to(done) == (effect(EffectCode.TRIES_AGAIN, "30"),)
    assert detail().endswith("Then: Tries again after 30 min")
    for kept in (None, '[["of a later Topaz"]]'):
        models.Call.update(led_to=kept, next_words="Tries again after a while").execute()
        assert detail().endswith("Then: Tries again after a while")


def test_a_complete_review_brings_the_next_recall(session, client) -> None:
    done = calls.record(session, told(client, "reached", ticks=CHECKED, review=SAME, held=queue.claim(session, client)))
    assert closed(client) == [("recall", "done")]
    assert duties(client) == {"recall": (queue_rules.due_moment(date(2027, 11, 23)), None)}
    assert effect(EffectCode.REVIEW_COMPLETE, "2027-11-23") in done.effects
    assert led_to(done) == (effect(EffectCode.REVIEW_COMPLETE, "2027-11-23"),)
    assert done.following == ("Next contact: recall on Tue 23 Nov 2027.",)
    before = kept_reviews.before(client)
    assert (before["nutrition"].answer, before["nutrition"].unable, before["falls"].answer) == (
        "same",
        "no",
        0,
    )
    assert kept_reviews.of_call(done.call_id) == SAME
    assert stands(client) == "not_due" and the_client(client).attempts_since


def test_an_incomplete_review_goes_on_on_the_next_day_on_which_calls_are_made(session, client, at) -> None:
    at("2026-11-28T11:00:00Z")  # a Saturday; of Sundays and Mondays nobody calls
    windows = [None, *[("09:00", "17:00")] * 5, None]
    hours = replace(session.settings.calls.hours, windows=tuple(windows))
    settings = replace(session.settings, calls=replace(session.settings.calls, hours=hours))
    session = replace(session, settings=settings)
    some = ReviewState({reviews.AREAS[0].code: AreaAnswer("same", "no")}, {})
    done = calls.record(session, told(client, "reached", ticks=CHECKED, review=some))
    assert effect(EffectCode.REVIEW_BROKE_OFF, "2026-12-01") in done.effects
    assert done.following == ("Next contact: recall on Tue 1 Dec.",)


def test_an_incomplete_review_is_kept_and_still_owed(session, client) -> None:
    half = replace(SAME, extras={})
    calls.record(session, told(client, "reached", ticks=CHECKED, review=half))
    assert set(duties(client)) == {"recall"} and closed(client) == []
    assert the_client(client).not_before == clock.to_store(queue_rules.due_moment(date(2026, 11, 24)))


def test_answers_of_a_review_that_broke_off_are_kept(session, client) -> None:
    half = ReviewState({"nutrition": AreaAnswer("worse", None)}, {})
    call = told(client, "callback", when=clock.now() + DAY, ticks=CHECKED, review=half)
    done = calls.record(session, call)
    assert kept_reviews.of_call(done.call_id) == half
    with pytest.raises(UserError, match="answers to the review"):
        calls.record(session, told(client, "no_answer", token="t2", ticks=CHECKED, review=half))


def test_callback_follow_up_and_their_ends(session, make_client) -> None:
    now = clock.now()
    who = make_client(callback=now - timedelta(minutes=5), follow_up=now - DAY)
    later = now + 2 * DAY
    calls.record(session, told(who, "callback", when=later, for_me=True))
    assert duties(who)["callback"][0] == later and closed(who) == [("callback", "done")]
    assert (
        models.Duty.get(models.Duty.client == who, models.Duty.due_at == clock.to_store(later)).for_worker_id
        == session.worker_id
    )
    calls.record(
        session,
        told(who, "reached", token="t2", ticks=CHECKED, follow_up_on=date(2026, 12, 7), follow_up_why="Rail?"),
    )
    assert duties(who)["follow-up"] == (queue_rules.due_moment(date(2026, 12, 7)), "Rail?")
    assert "callback" not in duties(who)
    assert closed(who) == [("follow-up", "done"), ("callback", "done"), ("callback", "done")]


def test_a_callback_that_nobody_answers_is_still_owed(session, make_client) -> None:
    now = clock.now()
    who = make_client(recall=now + 200 * DAY, callback=now - timedelta(minutes=1))
    calls.record(session, told(who, "no_answer"))
    assert duties(who)["follow-up"][1] == "Promised callback: nobody answered" and "callback" not in duties(who)
    assert stands(who) == "waiting"


def test_attempt_is_not_counted_for_an_incoming_call(session, client) -> None:
    done = calls.record(session, told(client, "someone_else", direction="in", phone_id=None))
    row = models.Call.get_by_id(done.call_id)
    assert (row.direction, row.is_attempt, row.phone_id) == ("in", 0, None)
    with pytest.raises(UserError, match="came in"):
        calls.record(session, told(client, "engaged", token="t2", direction="in", phone_id=None))


def test_actions_notes_questions_and_who_answered(session, client) -> None:
    old = models.Note.create(
        client=client, worker=session.worker_id, kind="next caller", text="Old", made_at="2026-11-01T09:00:00Z"
    )
    actions = (
        calls.NewAction("advice", "Pendant alarm"),
        calls.NewAction("referral_back", "Two areas unable", by=date(2026, 12, 1)),
    )
    answered = calls.OtherWhoAnswered("Rita Stone", "Daughter", may_be_told="When we ring again", authority_seen="No")
    calls.record(session, told(client, "someone_else", actions=actions, next_note="Ring Rita first",
                            question="Visit?",
                            answered_by=answered, seen=(old.id,)))  # fmt: skip
    kept = {row.kind: row for row in models.ClientAction.select()}
    assert kept["advice"].done_at and not kept["referral_back"].done_at and kept["referral_back"].by_on == "2026-12-01"
    brief = calls.brief(session, client)
    assert [left.text for left in brief.left] == ["Ring Rita first"]
    assert [(c.name, c.relation, c.may_be_told) for c in brief.contacts] == [
        ("Rita Stone", "Daughter", "When we ring again")
    ]
    assert questions(client) == ["Visit?"]
    calls.record(session, told(client, "someone_else", token="t2", answered_by=calls.OtherWhoAnswered("rita stone")))
    assert len(calls.brief(session, client).contacts) == 1


def test_handover_note_stays_until_they_are_reached(session, client) -> None:
    note = models.Note.create(
        client=client, worker=session.worker_id, kind="next caller", text="Hip?", made_at="2026-11-01T09:00:00Z"
    )
    calls.record(session, told(client, "no_answer", seen=(note.id,)))
    assert calls.brief(session, client).left
    calls.record(session, told(client, "reached", token="t2", ticks=CHECKED, seen=(note.id,)))
    assert not calls.brief(session, client).left


def test_call_saved_by_a_second_press_is_saved_once(session, client) -> None:
    first = calls.record(session, told(client, "refused_hard", note="Never again"))
    second = calls.record(session, told(client, "refused_hard", note="Never again"))
    assert second.again and second.call_id == first.call_id
    assert models.Call.select().count() == 1 and len(questions(client)) == 1


def test_a_lapsed_claim_never_costs_the_note(session, colleague, client, at) -> None:
    held = queue.claim(session, client)
    at("2026-11-23T10:40:00Z")
    theirs = queue.claim(colleague, client)
    done = calls.record(session, told(client, "refused_soft", note="Not today", held=held))
    assert done.taken_by == "Tunde Bello" and done.effects[-1] == effect(EffectCode.WITH_COLLEAGUE, "Tunde Bello")
    assert models.Call.get_by_id(done.call_id).note == "Not today"
    assert queue.renew(colleague, theirs), "their claim stands"


def test_saving_drops_the_draft(session, client) -> None:
    drafts.save(session, "call", str(client), {"note": "half"})
    calls.record(session, told(client, "no_answer"))
    assert drafts.load(session, "call", str(client)) is None


def test_a_note_that_is_too_short_is_not_said_to_be_none(session, client) -> None:
    said = {
        note: calls.lacking(told(client, "unable", note=note), clock.now())[0].words.partition(" What")[0]
        for note in ("", "  ", "ok", "Hi 5", "a b", "???")
    }
    short = "The note is too short: 3 letters at least."
    assert said == {"": "A note is needed.", "  ": "A note is needed."} | dict.fromkeys(list(said)[2:], short)
    assert not calls.lacking(told(client, "unable", note="Deaf"), clock.now())
    left = calls.lacking(told(client, "machine_message", note="ok"), clock.now(), voicemail_ok=False)
    assert left[0].words.startswith(short)


@pytest.mark.parametrize(
    ("outcome", "more", "place"),
    [
        ("", {}, "outcome"),
        ("no_answer", {"phone_id": None}, "number"),
        ("reached", {}, "identity"),
        ("reached", {"ticks": ("name", "born", "postcode")}, "safe"),
        ("died", {}, "note"),
        ("machine_message", {}, "note"),
        ("callback", {}, "when"),
        ("callback", {"when": "past"}, "when"),
        ("no_answer", {"actions": (calls.NewAction("support", "Rail", "Council"),)}, "action 0"),
        ("no_answer", {"follow_up_on": date(2026, 11, 23)}, "follow_up"),
        ("no_answer", {"next_recall_on": date(2025, 11, 23)}, "next_recall"),
        ("someone_else", {"answered_by": calls.OtherWhoAnswered(" ")}, "answered"),
    ],
)
def test_call_with_something_missing_says_it_and_saves_nothing(session, client, outcome, more, place) -> None:
    if more.get("when") == "past":
        more = {"when": clock.now() - DAY}
    call = told(client, outcome, **more)
    assert calls.lacking(call, clock.now())[0].code == place
    with pytest.raises(UserError):
        calls.record(session, call)
    assert models.Call.select().count() == 0


def test_saving_a_call_is_one_transaction(session, client, monkeypatch) -> None:
    """Whatever breaks half-way, nothing of it stays."""
    held = queue.claim(session, client)
    monkeypatch.setattr("topaz_tui.services.escalations.opening.question", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        calls.record(session, told(client, "died", note="Son said so", held=held))
    assert not the_client(client).stopped and models.Call.select().count() == 0 and set(duties(client)) == {"recall"}
    assert database.execute_sql("SELECT held_by FROM queue_status").fetchone() == (session.worker_id,)
