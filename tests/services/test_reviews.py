"""Reviews as they are kept and read again."""

from __future__ import annotations

from datetime import date

from topaz_tui import clock
from topaz_tui.rules import reviews as rules
from topaz_tui.rules.reviews import AreaAnswer, ReviewState
from topaz_tui.services import calls, clients, reviews
from topaz_tui.store import models


def kept(session, client, review, when, token):
    """A call with this review."""
    phone = models.Phone.get(models.Phone.client == client)
    call = calls.CallRecord(
        token,
        client,
        "reached",
        when,
        when,
        phone_id=phone.id,
        ticks=("name", "born", "address", "ok"),
        review=review,
    )
    return calls.record(session, call).call_id


def test_review_takes_the_last_answer_however_far_back(session, client, at) -> None:
    first = ReviewState({"nutrition": AreaAnswer("worse", "yes"), "toilet": AreaAnswer("same", "no")}, {"falls": 12})
    kept(session, client, first, clock.now(), "a")
    at("2026-11-30T10:00:00Z")
    second = ReviewState(
        {"nutrition": AreaAnswer("not_asked", None), "toilet": AreaAnswer("better", None)},
        {"hospital": "not_known", "wellbeing": "no"},
    )
    call_id = kept(session, client, second, clock.now(), "b")
    before = reviews.before(client)
    assert before["nutrition"] == reviews.Before("worse", "yes", date(2026, 11, 23))
    assert before["toilet"] == reviews.Before("better", None, date(2026, 11, 30))
    assert (before["falls"].answer, before["hospital"].answer, before["wellbeing"].answer) == (
        12,
        "not_known",
        "no",
    )
    assert reviews.of_call(call_id) == second


def test_review_answer_missing_is_not_one_not_asked(session, client) -> None:
    """An area of which only 'unable' was said keeps just that."""
    call_id = kept(
        session,
        client,
        ReviewState({"work": AreaAnswer(None, "yes"), "toilet": AreaAnswer()}, {"money": None}),
        clock.now(),
        "a",
    )
    assert reviews.of_call(call_id) == ReviewState({"work": AreaAnswer(None, "yes")}, {})
    assert reviews.before(client)["work"].answer is None


def test_review_gaps_are_counted_alike_before_saving_and_after(session, client) -> None:
    review = ReviewState({"toilet": AreaAnswer("worse", "no"), "work": AreaAnswer("same", None)}, {"falls": 1})
    kept(session, client, review, clock.now(), "a")
    [told] = [each.words for each in clients.open_profile(session, client).timeline if each.kind == "Review"]
    assert told == f"Not complete: 1 same, 1 worse, {rules.unanswered(review)}"


def test_review_answers_are_none_before_the_first(session, client) -> None:
    assert reviews.before(client) == {} and reviews.of_call(1) is None
