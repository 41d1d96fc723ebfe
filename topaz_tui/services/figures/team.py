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


def of(facts: Facts, worker_id: int | None = None, council: str | None = None) -> tuple[WorkerFact, ...]:
    """Those who did anything in the period, or have promised a call, by name; one of them, where they are named. It is
    no ranking."""
    names = {row["id"]: row for row in dicts(Worker.select(Worker.id, Worker.account, Worker.name))}
    names = names if worker_id is None else {worker_id: names[worker_id]}
    promised = _promised(council)
    calls: defaultdict[int, list[CallFact]] = defaultdict(list)
    for call in facts.calls:
        calls[call.worker_id].append(call)
    reviews = Counter(each.worker_id for each in facts.reviews)
    raised = Counter(each.worker_id for each in facts.raised)
    every = (
        _worker(row, calls[id], reviews=reviews[id], concerns=raised[id], promises=promised.get(id, 0))
        for id, row in names.items()
    )
    did = (each for each in every if worker_id or each.days or each.reviews or each.concerns or each.promises)
    return tuple(sorted(did, key=lambda each: (each.name.casefold(), each.worker_id)))


def _worker(row: Mapping[str, Any], calls: Sequence[CallFact], **done: int) -> WorkerFact:
    ours = [each for each in calls if _is_dial(each)]
    return WorkerFact(
        row["id"], row["account"], row["name"], dials=len(ours), reached=sum(each.reached_client for each in ours),
        minutes=round(sum(each.minutes for each in calls)),
        days=len({each.day for each in calls}), **done,
    )  # fmt: skip


def _is_dial(call: CallFact) -> bool:
    return not (call.incoming or call.another)


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
