"""Nobody falls between: every outcome, from every kind of duty, in every state of the review, at every hour."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta

import pytest

from tests.support.calls import CHECKED, REVIEWS, SAME, break_off
from tests.support.desks import ON_A_FILE
from tests.support.rows import run
from tests.support.sessions import job
from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.errors import UserError
from topaz_tui.rules import fates, following, outcomes, reviews
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.queue_words import format_status
from topaz_tui.services import calls, nobody, queue
from topaz_tui.services.queue import facts as queue_facts
from topaz_tui.services.queue import status as queue_status
from topaz_tui.store import metadata, models
from topaz_tui.store.database import database

pytestmark = ON_A_FILE
DAY = timedelta(days=1)
CALLS = Settings().calls
HOURS = {
    "Monday morning": "2026-11-23T10:00:00Z",
    "Friday evening": "2026-11-27T19:55:00Z",
    "Sunday night": "2026-11-29T02:00:00Z",
    "Christmas": "2026-12-25T11:00:00Z",
}
DUTIES: dict[str, dict[str, timedelta | None]] = {
    "recall": {"recall": -DAY},
    "follow-up": {"recall": 300 * DAY, "follow_up": -DAY},
    "callback": {"recall": 300 * DAY, "callback": -timedelta(minutes=5)},
    "callback alone": {"recall": None, "callback": -DAY},
    "callback to come": {"recall": None, "callback": DAY},
    "all": {"recall": -DAY, "follow_up": 5 * DAY, "callback": -timedelta(hours=9)},
    "not due": {"recall": 300 * DAY},
    "nothing": {"recall": None},
}


def some(every: tuple[str, ...], times: Iterable[str], one: str, duty: str) -> set[str]:
    """Of the outcomes those that are tried at this one of the times with this duty: each outcome with each duty once,
    and at each of the times with some."""
    times, duties = [*times], [*DUTIES]
    first = times.index(one) + duties.index(duty)
    return {code for place, code in enumerate(every) if (place + first) % len(times) == 0}


CODES = tuple(row.code for row in outcomes.OUTCOMES)


@pytest.mark.parametrize("began", ["", "a review broke off before"])
@pytest.mark.parametrize("duty", DUTIES)
@pytest.mark.parametrize("hour", HOURS)
def test_nobody_falls_between_after_any_call(session, manager, make_client, at, hour, duty, began) -> None:
    """All outcomes in one database, each with somebody of their own: one look at the end says what became of them. By
    the other hours a third of them: each outcome is tried with each duty in one of these, too."""
    if began and (duty in ("not due", "nothing") or hour != "Monday morning"):
        return  # nobody is left so: that is what is shown here; and what began before asks for no hour
    at(HOURS[hour])
    now = clock.now()
    others = [each for each in HOURS if each != "Monday morning"]
    tried = CODES if hour not in others else some(CODES, others, hour, duty)
    with database.atomic():
        made = {
            (row.code, state): make_client(
                **{kind: now + span if span else None for kind, span in DUTIES[duty].items()}
            )
            for row in outcomes.OUTCOMES
            if row.code in tried
            for state in (REVIEWS if row.reached_client and hour == "Monday morning" else ("none",))
        }
        if began:
            for client in made.values():
                break_off(session, client, now - 2 * DAY)
        phones = {each.client_id: each.id for each in models.Phone.select()}
        said = {
            (code, state): calls.record(session, told(code, client, phones[client], REVIEWS[state], now))
            for (code, state), client in made.items()
        }
    people = {id: person for _, id, person in nobody.everybody(nobody.ask_list)}
    for (code, state), client in made.items():
        person, row = people[client], outcomes.BY_CODE[code]
        fate = fates.fate(person)
        where = f"{code}, review {state}: {person}; {said[code, state]}"
        assert fate and said[code, state].following, where
        over = duty in ("nothing", "not due") or (
            code in ("reached", "followed_up") and duty.startswith("callback") and not began
        )
        if row.time in ("agreed", "suggested") or state == "broken off" or not over:
            assert fate != "nothing owed", where
        if code == "reached" and (state == "broken off" or (state == "none" and began)):
            assert person.due_at and person.due_at < now + 7 * DAY, f"it goes on soon: {where}"
        if fate == "callable" and person.why == "callback":
            assert queue_rules.promised_now(person.due_at, now, CALLS) or CALLS.hours.is_open(now), where


SAFE_TIMES = ("Sun 00:00-23:59", "Mon-Sun 20:00-23:59", "Mon-Sun 09:00-12:00")


@pytest.mark.parametrize("times", SAFE_TIMES)
@pytest.mark.parametrize("duty", DUTIES)
def test_nobody_falls_between_with_any_safe_times(session, manager, make_client, at, duty, times) -> None:
    """Every outcome, with each duty at one of the times; then by day and by night, and in a year when it may be called
    done."""
    now = clock.now()
    made = {
        row.code: make_client(
            safe_to_call="times",
            safe_times=times,
            **{kind: now + span if span else None for kind, span in DUTIES[duty].items()},
        )
        for row in outcomes.OUTCOMES
        if row.code in some(CODES, SAFE_TIMES, times, duty)
    }
    phones = {each.client_id: each.id for each in models.Phone.select()}
    for code, client in made.items():
        calls.record(session, told(code, client, phones[client], SAME, now))
    for hour in (now, *(clock.from_store(each) for each in HOURS.values()), now + 400 * DAY):
        at(clock.to_store(hour))
        while queue_status.sweep(Settings()):
            pass
        people = {id: person for _, id, person in nobody.everybody(nobody.ask_list)}
        for code, client in made.items():
            fate = fates.fate(people[client])
            assert fate, f"{code} at {hour}: {people[client]}"
            facts = queue_facts.facts_of(client)
            if facts and fate in ("callable", "waits"):
                then, stands = following.ahead(facts, hour, CALLS)
                had = stands.reason == "callable" or fates.owned_as(stands)
                assert had and then < hour + 500 * DAY, f"{code} at {hour}: {stands}"


def told(code, client, phone, review, now):
    row = outcomes.BY_CODE[code]
    return calls.CallRecord(
        f"call of {client}", client, code, now - timedelta(minutes=1), now, phone_id=phone, note="What was said",
        direction="out" if row.outgoing else "in", ticks=CHECKED, when=now + DAY if row.needs_time else None,
        review=review if row.reached_client else reviews.NOTHING_YET,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("promised", "at_hour", "offered"),
    [
        ("2026-11-28T15:50:00Z", "2026-11-28T16:30:00Z", True),  # Saturday: just past the calling hours
        ("2026-11-28T15:50:00Z", "2026-11-29T02:00:00Z", False),  # Sunday, 02:00
        ("2026-11-28T15:50:00Z", "2026-11-30T09:00:00Z", True),
        ("2026-11-29T11:00:00Z", "2026-11-29T11:30:00Z", True),  # promised for a Sunday
        ("2026-11-29T11:00:00Z", "2026-11-29T12:00:00Z", False),
    ],
)
def test_missed_callback_is_offered_in_the_hours_or_as_promised(
    session, make_client, at, promised, at_hour, offered
) -> None:
    client = make_client(recall=None, callback=clock.from_store(promised))
    at(promised)
    queue_status.sweep(Settings())
    at(at_hour)
    held = queue.claim_next(session)
    assert (held is not None) == offered
    if not offered:
        [person] = queue.list_people(session, "waiting").people
        assert person.client_id == client and format_status(person.stands) == "Callback missed: again 30 Nov 2026 09:00"
        phone = models.Phone.get(models.Phone.client == client)
        with pytest.raises(UserError, match="outside the calling hours"):
            calls.start(session, client, None, phone.id)


def test_coverage_on_the_board_says_the_hour_of_its_count(session, at) -> None:
    """`topaz doctor` counts at this moment, and may say other numbers the same day."""
    at("2026-11-23T10:02:00Z")
    nobody.daily(job(), clock.now())
    at("2026-11-23T15:00:00Z")
    nobody.daily(job(), clock.now())
    found = nobody.kept()
    assert found and found.told(clock.now()) == f"As of 10:02 today: {found.found.words}."
    at("2026-11-24T09:00:00Z")
    assert nobody.due(job(), clock.now()) and found.told(clock.now()) == f"As of 23 Nov 2026: {found.found.words}."


def test_coverage_is_kept_as_counts_by_name(session, make_client, at) -> None:
    at("2026-11-23T10:02:00Z")
    make_client(recall=clock.now())
    lost = make_client(person_id="0099")
    run("DELETE FROM queue_status WHERE client_id = ?", (lost,))
    nobody.daily(job(), clock.now())
    [(text,)] = run("SELECT value FROM metadata WHERE key = ?", (nobody.KEY,)).fetchall()
    told = json.loads(text)
    assert told["counts"]["callable"] == told["counts"]["between"] == 1 and told["between"] == ["0099"]
    assert told["month"]["first"] == "2026-10-01" and " " not in told["at"]
    found = nobody.kept()
    assert found and found.found == nobody.coverage(nobody.ask_list, clock.now()) and not found.found.ok


@pytest.mark.parametrize("text", ['["2026-11-23", true, "300 people", "October: 0 due"]', "{}", "no"])
def test_coverage_that_cannot_be_read_is_counted_anew(session, at, text) -> None:
    metadata.keep(nobody.KEY, text)
    assert nobody.kept() is None and nobody.due(job(), clock.now())
    nobody.daily(job(), clock.now())
    assert nobody.kept() and not nobody.due(job(), clock.now())


def test_promised_is_said_of_a_time_that_somebody_named_alone(session, make_client):
    now = clock.now()
    for token, (outcome, when, promised) in enumerate(
        (
            ("not_safe", None, False),
            ("callback_vague", None, False),
            ("not_safe", 3 * DAY, True),
            ("callback", DAY, True),
        )
    ):
        client = make_client()
        number = calls.brief(session, client).numbers[0].phone_id
        call = calls.CallRecord(
            str(token), client, outcome, now, now, phone_id=number, held=queue.claim(session, client),
            note="Her son came",
            when=now + when if when else None,
        )  # fmt: skip
        assert calls.record(session, call).following[0].endswith(", as promised.") == promised, outcome


@pytest.mark.parametrize("back", [timedelta(hours=1), DAY], ids=["an hour", "a day"])
def test_nobody_falls_between_when_the_clock_is_set_back(session, colleague, make_client, at, back):
    now = clock.now()
    made = {row.code: make_client(recall=-DAY + now) for row in outcomes.OUTCOMES}
    phones = {each.client_id: each.id for each in models.Phone.select()}
    for code, client in made.items():
        calls.record(session, told(code, client, phones[client], reviews.NOTHING_YET, now))
    held, later = make_client(recall=-DAY + now), make_client(recall=-DAY + now)
    queue.claim(colleague, held)
    queue.claim(session, later)
    queue.skip(session, later, "Busy", now + timedelta(hours=2))
    for moment in (now - back, now - back / 2, now, now + 2 * DAY, now + 9 * DAY):
        at(clock.to_store(moment))
        nobody.daily(job(), clock.now())
        queue_status.sweep(Settings())
        people = {id: person for _, id, person in nobody.everybody(nobody.ask_list)}
        for code, client in (*made.items(), ("held", held), ("skipped", later)):
            assert fates.fate(people[client]), f"{code} at {moment}: {people[client]}"
            waits = people[client].changes_at
            assert waits is None or waits < now + 400 * DAY
        kept = nobody.kept()
        assert kept and kept.on == clock.local(moment).date()
    found = {person.client_id for person in queue.list_people(session).people}
    assert {held, later} <= found
