"""In which tables there is anything about a person: asked once, since most people have nothing in most of them, and
their page would ask each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_
from typing import Any

from peewee import SQL, fn

from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import (
    Assessment,
    Authority,
    BirthBefore,
    Booking,
    Call,
    CallWish,
    CareEpisode,
    CarePlacement,
    Change,
    Client,
    ClientAction,
    Concern,
    Contact,
    CouncilAnswer,
    Doubt,
    Duty,
    DutyEnded,
    Escalation,
    Judgement,
    Letter,
    Note,
    Review,
    StatutoryEvent,
    Warning,
)

Filled = Mapping[int, frozenset[str]]
"""For each record of a person, the names (as TABLES has them) of what there is about it."""

TABLES: Mapping[str, tuple[Any, ...]] = {
    "action": (ClientAction.client,), "assessment": (Assessment.client,), "authority": (Authority.client,),
    "booking": (Booking.client,), "born_before": (BirthBefore.client,), "call": (Call.client,),
    "call_wish": (CallWish.client,), "change": (Change.client,),
    "concern": (Concern.client,), "contact": (Contact.client,), "council_answer": (CouncilAnswer.client,),
    "duty_ended": (DutyEnded.client,), "episode": (CareEpisode.client,),
    "escalation": (Escalation.client,), "judgement": (Judgement.client, Judgement.other), "letter": (Letter.client,),
    "note": (Note.client,), "placement": (CarePlacement.client,), "review": (Review.client,),
    "statutory_event": (StatutoryEvent.client,), "warning": (Warning.client,),
}  # fmt: skip
"""The columns in which a record stands. What is open counts alone of 'doubt' and 'duty', and 'stopped' says that
something stops calls."""


def filled(records: Iterable[int]) -> Filled:
    """What there is about each of these records."""
    return {id: frozenset(name for row in _filled(id) for name, is_there in row.items() if is_there) for id in records}


@Compiled
def _filled(client: Any) -> Any:
    open_ones = {
        "doubt": _there(Doubt, (Doubt.client == client) & Doubt.settled_at.is_null()),
        "duty": _there(Duty, (Duty.client == client) & Duty.closed_at.is_null()),
        "stopped": Client.stopped.is_null(False),
    }
    found = {
        name: reduce(or_, (_there(column.model, column == client) for column in columns))
        for name, columns in TABLES.items()
    }
    return Client.select(*(each.alias(name) for name, each in (found | open_ones).items())).where(Client.id == client)


def _there(model: Any, where: Any) -> Any:
    return fn.EXISTS(model.select(SQL("1")).where(where))
