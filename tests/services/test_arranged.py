"""A follow-up about what was arranged: kept with the actions, asked about again while open, undone with the call."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.support.calls import CHECKED, REVIEWS
from topaz_tui import clock
from topaz_tui.errors import UserError
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.arranged import ArrangedAnswer, Said
from topaz_tui.rules.call_effects import EffectCode
from topaz_tui.services import calls
from topaz_tui.services.calls import IntendedOutcome
from topaz_tui.store import models

NOW = clock.from_store("2026-11-23T10:00:00Z")
DAY = timedelta(days=1)
LATE, SOON = date(2026, 11, 2), date(2026, 12, 4)


@pytest.fixture(autouse=True)
def still(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setenv("TOPAZ_NOW", clock.to_store(NOW))


@pytest.fixture
def who(make_client):
    """Somebody whose follow-up is due, and for whom two things were arranged."""
    return make_client(recall=NOW + 200 * DAY, follow_up=NOW - DAY)


@pytest.fixture
def rail(session, who):
    return action(session, who, "Handrail", LATE)


@pytest.fixture
def alarm(session, who):
    return action(session, who, "Pendant alarm", LATE)


def action(session, client_id, detail, by):
    made = {"made_by": session.worker_id, "made_at": "2026-10-01T09:00:00Z", "by_on": by.isoformat()}
    return models.ClientAction.create(client=client_id, kind="support", detail=detail, who="OT", **made).id


def save(session, client_id, *answers, outcome="followed_up", **more):
    phone = models.Phone.get(models.Phone.client == client_id).id
    facts = {"phone_id": phone, "ticks": CHECKED, "arranged": answers, "token": "t1"} | more
    record = calls.CallRecord(
        client_id=client_id, outcome=outcome, rang_at=NOW - timedelta(minutes=2), ended_at=NOW, **facts
    )
    return calls.record(session, record)


def kept(action_id):
    row = models.ClientAction.get_by_id(action_id)
    return row.ended_as, bool(row.done_at), row.by_on


def follow_up(client_id):
    duty = models.Duty.get_or_none(
        models.Duty.client == client_id, models.Duty.kind == "follow-up", models.Duty.closed_at.is_null()
    )
    return duty and (clock.from_store(duty.due_at), duty.reason, duty.cause)


def test_what_came_and_what_is_not_wanted_ends_and_with_it_the_follow_up(session, who, rail, alarm) -> None:
    done = save(session, who, ArrangedAnswer(rail, Said.CAME), ArrangedAnswer(alarm, Said.NOT_WANTED))
    assert (kept(rail), kept(alarm)) == (("came", True, str(LATE)), ("not wanted", True, str(LATE)))
    assert follow_up(who) is None and not calls.brief(session, who).actions
    assert [each.code for each in done.effects] == [EffectCode.SPOKE, EffectCode.CAME, EffectCode.NOT_WANTED]


def test_what_has_not_come_is_asked_about_the_day_after_its_new_day(session, who, rail, alarm) -> None:
    done = save(session, who, ArrangedAnswer(rail, Said.NOT_YET, SOON), ArrangedAnswer(alarm, Said.CAME))
    assert kept(rail) == (None, False, str(SOON))
    assert (str(rail), "Handrail", str(SOON), str(LATE)) in [each.args for each in done.effects]
    monday = SOON + 3 * DAY  # nobody is at the office on the day after it
    assert follow_up(who) == (queue_rules.due_moment(monday), "Has it come: Handrail", "arranged")


def test_what_was_not_asked_about_is_asked_the_next_day(session, who, rail, alarm) -> None:
    save(session, who, ArrangedAnswer(alarm, Said.CAME))
    assert follow_up(who)[:2] == (queue_rules.due_moment(date(2026, 11, 24)), "Has it come: Handrail")


def test_a_day_that_the_worker_sets_is_kept(session, who, rail) -> None:
    save(session, who, ArrangedAnswer(rail, Said.NOT_YET, SOON), follow_up_on=date(2026, 12, 21))
    assert follow_up(who) == (queue_rules.due_moment(date(2026, 12, 21)), None, None)


@pytest.mark.parametrize(
    ("typed", "called"),
    [(date(2026, 12, 20), date(2026, 12, 21)), (date(2026, 12, 25), date(2026, 12, 29))],
)
def test_follow_up_is_on_a_day_on_which_somebody_calls(session, who, rail, typed, called) -> None:
    """A Sunday is none, nor Christmas Day with the days after it."""
    done = save(session, who, ArrangedAnswer(rail, Said.NOT_YET, SOON), follow_up_on=typed)
    assert follow_up(who)[0] == queue_rules.due_moment(called)
    assert (EffectCode.FOLLOW_UP, (called.isoformat(),)) in [(each.code, each.args) for each in done.effects]


def test_a_review_that_broke_off_before_is_not_forgotten(session, who, rail) -> None:
    before = save(session, who, outcome="reached", review=REVIEWS["broken off"], token="before")
    assert before and follow_up(who)[2] == "broke off"
    models.Duty.update(due_at=clock.to_store(NOW - DAY)).where(models.Duty.cause == "broke off").execute()
    save(session, who, ArrangedAnswer(rail, Said.CAME))
    due, reason, cause = follow_up(who)
    assert (due, cause) == (queue_rules.due_moment(date(2026, 11, 24)), "broke off") and "review" in reason


def test_what_a_colleague_settled_meanwhile_stays_so(session, who, rail) -> None:
    models.ClientAction.update(done_at="2026-11-22T09:00:00Z", done_by=session.worker_id).execute()
    done = save(session, who, ArrangedAnswer(rail, Said.NOT_WANTED))
    assert kept(rail) == (None, True, str(LATE))
    assert EffectCode.SETTLED_BEFORE in [each.code for each in done.effects]


@pytest.mark.parametrize(
    ("answer", "outcome", "code"),
    [
        ((Said.NOT_YET, None), "followed_up", "by when"),
        ((Said.NOT_YET, date(2026, 11, 23)), "followed_up", "not still to come"),
        ((Said.CAME, None), "no_answer", "what was arranged"),
    ],
    ids=["no day", "a day that is no longer to come", "nobody was reached"],
)
def test_half_an_answer_is_not_saved(session, who, rail, answer, outcome, code) -> None:
    with pytest.raises(UserError, match=code):
        save(session, who, ArrangedAnswer(rail, *answer), outcome=outcome)
    assert kept(rail) == (None, False, str(LATE))


def test_a_stranger_hears_nothing_of_what_was_arranged(session, who, rail) -> None:
    with pytest.raises(UserError):
        save(session, who, ArrangedAnswer(rail, Said.CAME), ticks=())


def test_a_call_put_right_opens_the_actions_again(session, who, rail, alarm) -> None:
    wrong = save(session, who, ArrangedAnswer(rail, Said.CAME), ArrangedAnswer(alarm, Said.NOT_YET, SOON)).call_id
    calls.correct(session, wrong, IntendedOutcome("no_answer"), "The key beside it.")
    assert (kept(rail), kept(alarm)) == ((None, False, str(LATE)), (None, False, str(LATE)))
    assert follow_up(who)[0] == NOW - DAY, "the one that was due is owed again"


def test_a_call_put_right_keeps_what_was_said_where_they_were_spoken_with(session, who, rail, alarm) -> None:
    wrong = save(session, who, ArrangedAnswer(rail, Said.CAME), ArrangedAnswer(alarm, Said.NOT_YET, SOON)).call_id
    calls.correct(session, wrong, IntendedOutcome("reached"), "They answered the review, too.")
    assert (kept(rail), kept(alarm)) == (("came", True, str(LATE)), (None, False, str(SOON)))
    assert follow_up(who)[0] == queue_rules.due_moment(SOON + 3 * DAY)


def test_an_answer_given_by_mistake_is_put_right(session, who, rail, alarm) -> None:
    wrong = save(session, who, ArrangedAnswer(rail, Said.CAME), ArrangedAnswer(alarm, Said.NOT_YET, SOON)).call_id
    told = (ArrangedAnswer(rail, Said.NOT_WANTED), ArrangedAnswer(alarm, Said.NOT_YET, SOON + DAY))
    with pytest.raises(UserError, match="what was saved"):
        calls.correct(
            session,
            wrong,
            IntendedOutcome("followed_up", arranged=tuple(calls.saved(session, wrong).arranged)),
            "As it was.",
        )
    calls.correct(session, wrong, IntendedOutcome("followed_up", arranged=told), "The line above it.")
    assert (kept(rail), kept(alarm)) == (("not wanted", True, str(LATE)), (None, False, str(SOON + DAY)))
