"""What was answered in the reviews of a period."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from topaz_tui import clock
from topaz_tui.rules.measures.facts import ReviewFact
from topaz_tui.services.figures.persons import People
from topaz_tui.store.models import Call, Client, Review, ReviewAnswer
from topaz_tui.store.rows import objects


@dataclass(frozen=True, slots=True)
class _Made:
    """A review as it is kept."""

    id: int
    client_id: int
    worker_id: int
    rang_at: str


@dataclass(frozen=True, slots=True)
class _Answer:
    review_id: int
    area: str
    answer: str


def read(*which: Any) -> tuple[ReviewFact, ...]:
    """The reviews of these calls that stand, under the person whose they are."""
    stands = (Review.taken_back_at.is_null(), Call.replaced_by.is_null(), *which)
    reviews = objects(
        Review.select(Review.id, Review.client.alias("client_id"), Call.worker.alias("worker_id"), Call.rang_at)
        .join(Call).join(Client, on=Call.client == Client.id).where(*stands).order_by(Review.id), _Made,
    )  # fmt: skip
    answers: defaultdict[int, dict[str, str]] = defaultdict(dict)
    asked = (
        ReviewAnswer.select(ReviewAnswer.review.alias("review_id"), ReviewAnswer.area, ReviewAnswer.answer)
        .join(Review)
        .join(Call)
        .join(Client, on=Call.client == Client.id)
        .where(*stands)
    )
    for each in objects(asked, _Answer):
        answers[each.review_id][each.area] = each.answer
    people = People(each.client_id for each in reviews)
    return tuple(
        ReviewFact(people.of(each.client_id), each.worker_id, clock.from_store(each.rang_at), answers[each.id])
        for each in reviews
    )
