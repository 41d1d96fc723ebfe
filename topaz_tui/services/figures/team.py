"""What each worker did in a period, and what they have promised."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from peewee import fn

from topaz_tui.rules.duties import DutyKind
from topaz_tui.rules.measures.facts import CallFact, Facts, WorkerFact
from topaz_tui.services import councils
from topaz_tui.store.models import Client, Duty, Worker
from topaz_tui.store.rows import dicts

Done = Mapping[int, Mapping[str, int]]
"""By worker how many calls, dials, calls that reached, seconds of calls, days with any, reviews and concerns."""


def done(facts: Facts) -> Done:
    """What each worker did, of the facts of a period."""
    calls: defaultdict[int, list[CallFact]] = defaultdict(list)
    for call in facts.calls:
        calls[call.worker_id].append(call)
    reviews = Counter(each.worker_id for each in facts.reviews)
    raised = Counter(each.worker_id for each in facts.raised if each.worker_id is not None)
    return {
        who: _done(calls[who]) | {"reviews": reviews[who], "concerns": raised[who]}
        for who in {*calls, *reviews, *raised}
    }


def _done(calls: Sequence[CallFact]) -> dict[str, int]:
    ours = [each for each in calls if not (each.incoming or each.another)]
    return {
        "dials": len(ours), "reached": sum(each.reached_client for each in ours),
        "seconds": sum(each.seconds for each in calls), "days": len({each.day for each in calls}),
    }  # fmt: skip


def of(done: Done, worker_id: int | None = None, council: str | None = None) -> tuple[WorkerFact, ...]:
    """Those who did anything in the period, raised a concern in it, or have promised a call, by name; one of them,
    where they are named. It is no ranking."""
    names = {row["id"]: row for row in dicts(Worker.select(Worker.id, Worker.account, Worker.name))}
    names = names if worker_id is None else {worker_id: names[worker_id]}
    promised = _promised(council)
    every = (_worker(row, done.get(id, {}), promised.get(id, 0)) for id, row in names.items())
    did = (each for each in every if worker_id or each.days or each.reviews or each.concerns or each.promises)
    return tuple(sorted(did, key=lambda each: (each.name.casefold(), each.worker_id)))


def _worker(row: Mapping[str, Any], done: Mapping[str, int], promises: int) -> WorkerFact:
    dials, reached, seconds, days, reviews, concerns = (
        done.get(each, 0) for each in ("dials", "reached", "seconds", "days", "reviews", "concerns")
    )
    return WorkerFact(
        row["id"], row["account"], row["name"], dials=dials, reached=reached, minutes=round(seconds / 60), days=days,
        reviews=reviews, concerns=concerns, promises=promises,
    )  # fmt: skip


def _promised(council: str | None) -> dict[int, int]:
    """How many calls each has promised and not made by now, to people of this council."""
    rows = (
        Duty.select(Duty.for_worker.alias("worker_id"), fn.COUNT(Duty.id).alias("promises"))
        .join(Client)
        .where(Duty.kind == DutyKind.CALLBACK, Duty.closed_at.is_null(), Duty.for_worker.is_null(False))
        .where(*councils.of(council))
        .group_by(Duty.for_worker)
    )
    return {row["worker_id"]: row["promises"] for row in dicts(rows)}
