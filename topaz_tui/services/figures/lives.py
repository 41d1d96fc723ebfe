"""What was answered in the reviews of a period."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from topaz_tui import clock
from topaz_tui.rules.measures.facts import ReviewFact
from topaz_tui.services.figures.persons import People
from topaz_tui.store.models import Call, Client, Review, ReviewAnswer
from topaz_tui.store.rows import dicts


def read(*which: Any) -> tuple[ReviewFact, ...]:
    """The reviews of these calls that stand, under the person whose they are."""
    stands = (Review.taken_back_at.is_null(), Call.replaced_by.is_null(), *which)
    rows = list(dicts(
        Review.select(Review.id, Review.client.alias("client_id"), Call.worker.alias("worker_id"), Call.rang_at)
        .join(Call).join(Client, on=Call.client == Client.id).where(*stands).order_by(Review.id)
    ))  # fmt: skip
    answers: defaultdict[int, dict[str, str]] = defaultdict(dict)
    asked = (
        ReviewAnswer.select(ReviewAnswer.review.alias("review_id"), ReviewAnswer.area, ReviewAnswer.answer)
        .join(Review).join(Call).join(Client, on=Call.client == Client.id).where(*stands)
    )  # fmt: skip
    for row in dicts(asked):
        answers[row["review_id"]][row["area"]] = row["answer"]
    people = People(row["client_id"] for row in rows)
    return tuple(
        ReviewFact(people.of(row["client_id"]), row["worker_id"], clock.from_store(row["rang_at"]), answers[row["id"]])
        for row in rows
    )
