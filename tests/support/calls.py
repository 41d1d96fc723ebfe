"""What is said of a call: who was asked, and what the review found."""

from __future__ import annotations

from topaz_tui import clock
from topaz_tui.rules import reviews
from topaz_tui.rules.reviews import AreaAnswer, ReviewState
from topaz_tui.store import models

CHECKED = ("name", "born", "postcode", "ok")
"""What was ticked of somebody's identity: enough, and they can talk."""
SAME = ReviewState(
    {area.code: AreaAnswer("same", "no") for area in reviews.AREAS},
    {"falls": 0, "hospital": 1, "carer": "well", "money": "no", "loneliness": "hardly"},
)


REVIEWS = {
    "none": reviews.NOTHING_YET,
    "broken off": ReviewState({"nutrition": AreaAnswer("same", None)}, {}),
    "whole": SAME,
}


def break_off(session, client, when):
    at = clock.to_store(when)
    call = models.Call.create(
        client=client, worker=session.worker_id, rang_at=at, ended_at=at, outcome="callback", ticks="[]"
    )
    models.Review.create(client=client, call=call, worker=session.worker_id, reviewed_at=at, complete=0)
