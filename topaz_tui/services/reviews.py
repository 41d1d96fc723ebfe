"""What reviews found: keep one with its call, and look up what was found before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from topaz_tui import clock
from topaz_tui.rules import reviews
from topaz_tui.rules.reviews import Answer, Review
from topaz_tui.services import unread
from topaz_tui.store.database import database, deed

_KEEP = """
INSERT INTO review (client_id, call_id, worker_id, reviewed_at, complete) VALUES (?, ?, ?, ?, ?) RETURNING id
"""
_ANSWER = "INSERT INTO review_answer (review_id, area, answer, unable) VALUES (?, ?, ?, ?)"
_BEFORE = """
SELECT r.id, a.area, a.answer, a.unable, r.reviewed_at FROM review r JOIN review_answer a ON a.review_id = r.id
WHERE r.client_id = ? AND r.taken_back_at IS NULL AND a.answer <> 'not_asked' ORDER BY r.reviewed_at, r.id
"""
_OF_CALL = """
SELECT a.area, a.answer, a.unable FROM review r JOIN review_answer a ON a.review_id = r.id WHERE r.call_id = ?
"""
_OF_ID = "SELECT area, answer, unable FROM review_answer WHERE review_id = ?"


@dataclass(frozen=True, slots=True)
class Before:
    """What was answered last about one area or question, and on which day. `answer` is a code of
    rules/reviews.py, a number for the questions that take one, or None where only `unable` was said."""

    answer: str | int | None
    unable: str | None
    on: date


def keep(worker_id: int, client_id: int, call_id: int, review: Review, at: datetime) -> bool:
    """Keep what a call found, as part of its deed; True where the review is complete and so brings the next
    recall."""
    complete = reviews.is_complete(review)
    rows: list[tuple[str, str, str | None]] = [
        (area, given.answer or "", given.unable)
        for area, given in review.areas.items()
        if given.answer is not None or given.unable is not None
    ]
    rows += [(code, str(answer), None) for code, answer in review.extras.items() if answer is not None]
    if review.wellbeing is not None:
        rows.append((reviews.WELLBEING_CODE, review.wellbeing, None))
    with deed():
        values = (client_id, call_id, worker_id, clock.to_store(at), int(complete))
        [(review_id,)] = database.execute_sql(_KEEP, values).fetchall()
        for row in rows:
            database.execute_sql(_ANSWER, (review_id, *row))
    return complete


def before(client_id: int) -> dict[str, Before]:
    """The last answer about each area and question, however many reviews back: 'not asked' answers nothing."""
    rows = database.execute_sql(_BEFORE, (client_id,)).fetchall()

    def read(id: int, area: str, answer: str, unable: str | None, at: str) -> tuple[str, Before]:
        return area, Before(_read(area, answer), unable, clock.local(clock.from_store(at)).date())

    return dict(unread.each("review", rows, read))


def of_call(call_id: int) -> Review | None:
    """The review that a call brought, or None."""
    rows = database.execute_sql(_OF_CALL, (call_id,)).fetchall()
    return _review(rows) if rows else None


def of_id(review_id: int) -> Review:
    """All that one review has."""
    return _review(database.execute_sql(_OF_ID, (review_id,)).fetchall())


def _review(rows: Iterable[tuple[str, str, str | None]]) -> Review:
    given = {area: (_read(area, answer), unable) for area, answer, unable in rows}
    wellbeing, _ = given.get(reviews.WELLBEING_CODE, (None, None))
    return Review(
        {code: Answer(_text(answer), unable) for code, (answer, unable) in given.items() if code in reviews.AREA},
        {code: answer for code, (answer, _) in given.items() if code in reviews.EXTRA},
        _text(wellbeing),
    )


def _read(area: str, answer: str) -> str | int | None:
    extra = reviews.EXTRA.get(area)
    return int(answer) if extra and not extra.choices and answer.isdigit() else answer or None


def _text(answer: str | int | None) -> str | None:
    return None if answer is None else str(answer)
