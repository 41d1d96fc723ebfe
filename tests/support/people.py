"""Invented clients, with what is owed to them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Literal

from tests.support.rows import insert
from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules import people
from topaz_tui.services import search_index
from topaz_tui.services.queue import status as queue_status
from topaz_tui.store import database as store
from topaz_tui.store import models

MakeClient = Callable[..., int]


def maker(settings: Settings) -> MakeClient:
    """`make_client(**facts)` makes an invented client and returns the id. Facts are columns of the client,
    and:

    phones       numbers ('+44…'), or (number, note), or (number, note, status); else one usable number
    assessments  (day, band) each; else one of 'moderate', 53 weeks ago
    recall       when it is due, a day or a moment; None for none owed; else a week ago
    follow_up, callback   likewise, none unless given; the callback is for `for_worker`
    attempts        moments of calls that nobody answered, made by the worker `by`
    """
    count = 0

    def moment(when: date | datetime) -> str:
        return clock.to_store(when if isinstance(when, datetime) else clock.at(when, "00:00"))

    def make(
        *,
        phones: tuple[str | tuple[str | None, ...], ...] | None = None,
        assessments: tuple[tuple[date, str], ...] | None = None,
        recall: date | datetime | Literal["a week ago"] | None = "a week ago",
        follow_up: date | datetime | None = None,
        callback: date | datetime | None = None,
        for_worker: int | None = None,
        attempts: tuple[datetime, ...] = (),
        by: int | None = None,
        **facts: Any,
    ) -> int:
        nonlocal count
        count += 1
        now, today = clock.to_store(clock.now()), clock.today()
        facts = {
            "person_id": f"P{1000 + count}",
            "title": "Mrs",
            "first_name": "Ada",
            "last_name": f"Stone{'' if count == 1 else count}",
            "born_on": "1944-05-03",
            "address": "14 Pellan Road, London",
            "postcode": "SE24 9ZZ",
            "added_at": now,
            **facts,
        }
        facts.setdefault("name_key", people.sort_name(facts["first_name"], facts["last_name"]))
        with store.transaction():
            client = insert(models.Client, **facts)
            rows = (f"+442079460{count % 1000:03}",) if phones is None else phones
            for position, row in enumerate(rows, 1):
                number, note, status, *_ = (*((row,) if isinstance(row, str) else row), None, None)
                insert(
                    models.Phone, client=client, number=number, note=note, position=position, source="council",
                    status=status or "usable", status_at=now if status else None,
                )  # fmt: skip
            if assessments is None:
                assessments = ((today - timedelta(weeks=53), "moderate"),)
            for day, band in assessments:
                insert(models.Assessment, client=client, assessed_on=day.isoformat(), eligibility=band)
            due = today - timedelta(weeks=1) if isinstance(recall, str) else recall
            for kind, when in (("recall", due), ("follow-up", follow_up), ("callback", callback)):
                if when is not None:
                    insert(
                        models.Duty, client=client, kind=kind, due_at=moment(when), made_at=now,
                        for_worker=for_worker if kind == "callback" else None,
                    )  # fmt: skip
            number_of = models.Phone.select().where(models.Phone.client == client).order_by(models.Phone.id)
            first_phone = number_of.first() if attempts else None
            for rang in attempts:
                insert(
                    models.Call, client=client, worker=by, why="recall", phone=first_phone,
                    rang_at=clock.to_store(rang), ended_at=clock.to_store(rang + timedelta(minutes=1)),
                    outcome="no_answer", is_attempt=1, ticks=json.dumps([]),
                )  # fmt: skip
            search_index.write(client)
            queue_status.refresh((client,), settings)
        return client

    return make
