"""What reviews found: keep one with its call, and look up what was found before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.rules import reviews
from topaz_tui.rules.representatives import SpokeWith
from topaz_tui.rules.reviews import AreaAnswer, ReviewState
from topaz_tui.services import unread
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Review as Kept
from topaz_tui.store.models import ReviewAnswer
from topaz_tui.store.rows import as_json, dicts, ids_in

_ANSWER = (ReviewAnswer.area, ReviewAnswer.answer, ReviewAnswer.unable)


@dataclass(frozen=True, slots=True)
class Before:
    """What was answered last about one area or question, and on which day. `answer` is a code of
    rules/reviews.py, a number for the questions that take one, or None where only `unable` was said."""

    answer: str | int | None
    unable: str | None
    on: date


@dataclass(frozen=True, slots=True)
class Through:
    """With whom a review was made: `spoke_with` is a code of rules/representatives.py, as are `acts_as` and `why` of
    the contact through whom it went; `authority_id` is what was on record then of their authority."""

    spoke_with: str = SpokeWith.PERSON
    contact_id: int | None = None
    acts_as: str | None = None
    why: str | None = None
    authority_id: int | None = None


def keep(
    worker_id: int, client_id: int, call_id: int, review: ReviewState, at: datetime, through: Through = Through()
) -> bool:
    """Keep what a call found, and with whom, as part of its transaction; True where the review is complete and so
    brings the next recall."""
    complete = reviews.is_complete(review)
    answers: list[dict[str, str | None]] = [
        {"area": area, "answer": given.answer or "", "unable": given.unable}
        for area, given in review.areas.items()
        if given.answer is not None or given.unable is not None
    ]
    answers += [
        {"area": code, "answer": str(answer), "unable": None}
        for code, answer in review.extras.items()
        if answer is not None
    ]
    with transaction():
        review_id = Kept.insert(
            client=client_id, call=call_id, worker=worker_id, reviewed_at=clock.to_store(at), complete=int(complete),
            spoke_with=through.spoke_with, contact=through.contact_id, acts_as=through.acts_as,
            why_through=through.why, authority=through.authority_id,
        ).execute()  # fmt: skip
        if answers:
            ReviewAnswer.insert_many([{"review": review_id, **each} for each in answers]).execute()
    return complete


def before(client_id: int) -> dict[str, Before]:
    """The last answer about each area and question, however many reviews ago it was given; 'not asked' does not count
    as one."""

    def read(  # rows come by name
        id: int,  # noqa: ARG001
        area: str,
        answer: str,
        unable: str | None,
        reviewed_at: str,
    ) -> tuple[str, Before]:
        return area, Before(_read(area, answer), unable, clock.local(clock.from_store(reviewed_at)).date())

    return dict(unread.each_named("review", _answered(client_id), read))


@Compiled
def _answered(client_id: Any) -> Any:
    theirs = Kept.client == client_id, Kept.taken_back_at.is_null(), ReviewAnswer.answer != "not_asked"
    found = ReviewAnswer.select(Kept.id, *_ANSWER, Kept.reviewed_at).join(Kept).where(*theirs)
    return found.order_by(Kept.reviewed_at, Kept.id)


def of_call(call_id: int) -> ReviewState | None:
    """The review that was made in a call; None where there was none."""
    rows = list(dicts(ReviewAnswer.select(*_ANSWER).join(Kept).where(Kept.call == call_id)))
    return state_of(rows) if rows else None


def through_of(call_id: int) -> Through:
    """With whom the review of a call was made; the person themself, where the call had no review."""
    return next((Through(**row) for row in _through(call_id) if row["spoke_with"]), Through())


@Compiled
def _through(call_id: Any) -> Any:
    columns = Kept.spoke_with, Kept.contact, Kept.acts_as, Kept.why_through.alias("why"), Kept.authority
    return Kept.select(*columns).where(Kept.call == call_id).limit(1)


def answers_of(review_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """By review, the rows of its answers, for `state_of`."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in _answers(as_json(review_ids)):
        found.setdefault(row["review_id"], []).append(row)
    return found


@Compiled
def _answers(among: Any) -> Any:
    theirs = ReviewAnswer.review.in_(ids_in(among))
    return ReviewAnswer.select(ReviewAnswer.review, *_ANSWER).where(theirs)


def state_of(rows: Iterable[dict[str, Any]]) -> ReviewState:
    """One review, from the rows of its answers."""
    given = {row["area"]: (_read(row["area"], row["answer"]), row["unable"]) for row in rows}
    return ReviewState(
        {code: AreaAnswer(_text(answer), unable) for code, (answer, unable) in given.items() if code in reviews.AREA},
        {code: answer for code, (answer, _) in given.items() if code in reviews.EXTRA},
    )


def _read(area: str, answer: str) -> str | int | None:
    extra = reviews.EXTRA.get(area)
    return int(answer) if extra and not extra.choices and answer.isdigit() else answer or None


def _text(answer: str | int | None) -> str | None:
    return None if answer is None else str(answer)
