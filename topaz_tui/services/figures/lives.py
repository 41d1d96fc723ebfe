"""What was answered in the reviews of a period."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from topaz_tui import clock
from topaz_tui.rules.measures.facts import ReviewFact
from topaz_tui.services.councils import Spellings, of_these
from topaz_tui.services.figures.persons import People
from topaz_tui.store.models import Call, Client, Review, ReviewAnswer
from topaz_tui.store.rows import objects


class _Made(NamedTuple):
    """A review as it is kept."""

    id: int
    client_id: int
    worker_id: int
    rang_at: str


class _Answer(NamedTuple):
    review_id: int
    area: str
    answer: str


def read(*which: Any, written_as: Spellings | None = None) -> tuple[ReviewFact, ...]:
    """The reviews of these calls that stand, under the person whose they are; of one council's people, where it is said
    how the list writes it."""
    stands = (Review.taken_back_at.is_null(), Call.replaced_by.is_null(), *which)
    made = (
        Call.select(Review.id, Review.client.alias("client_id"), Call.worker.alias("worker_id"), Call.rang_at)
        .join(Review, on=Review.call == Call.id).where(*stands)
    )  # fmt: skip
    asked = (
        Call.select(ReviewAnswer.review.alias("review_id"), ReviewAnswer.area, ReviewAnswer.answer)
        .join(Review, on=Review.call == Call.id)
        .join(ReviewAnswer, on=ReviewAnswer.review == Review.id)
        .where(*stands)
    )
    if written_as is not None:
        made, asked = (
            rows.switch(Call).join(Client, on=Call.client == Client.id).where(*of_these(written_as))
            for rows in (made, asked)
        )
    reviews = sorted(objects(made, _Made))
    answers: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for each in objects(asked, _Answer):
        answers[each.review_id][each.area] = each.answer
    people = People(each.client_id for each in reviews)
    return tuple(
        ReviewFact(people.of(each.client_id), each.worker_id, clock.from_store(each.rang_at), answers[each.id],
                   each.client_id)
        for each in reviews
    )  # fmt: skip
