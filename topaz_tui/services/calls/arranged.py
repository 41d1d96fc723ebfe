"""What a call learned of the support that was arranged before: kept with the actions, and what is still open is asked
about again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from topaz_tui import clock
from topaz_tui.rules import call_effects
from topaz_tui.rules.arranged import ArrangedAnswer, Said
from topaz_tui.rules.call_effects import CallEffect, EffectCode, effect
from topaz_tui.services import unread
from topaz_tui.services.actions import settling
from topaz_tui.store.models import Call, ClientAction

CODES = {
    EffectCode.CAME: Said.CAME,
    EffectCode.NOT_YET: Said.NOT_YET,
    EffectCode.NOT_WANTED: Said.NOT_WANTED,
}


def take(answers: Iterable[ArrangedAnswer], records: Collection[int], worker_id: int, at: str) -> Iterator[CallEffect]:
    """Keep what each answer says with its action, and give the effects to be said of it. An action that somebody has
    settled meanwhile stays as it is. Part of the caller's transaction."""
    codes = {said: code for code, said in CODES.items()}
    for answer in answers:
        theirs = (ClientAction.id == answer.action_id) & ClientAction.client.in_(list(records))
        row: Any = ClientAction.get_or_none(theirs)
        if row is None or row.done_at or row.taken_back_at:
            yield effect(EffectCode.SETTLED_BEFORE, row.detail if row else "")
            continue
        day = (answer.by.isoformat(), *filter(None, (row.by_on,))) if answer.by else ()
        settling.settle(row.id, answer.said, worker_id, clock.from_store(at), answer.by)
        yield effect(codes[answer.said], str(row.id), row.detail, *day)


def still_open(records: Collection[int]) -> list[tuple[str, date | None]]:
    """The open actions of a person with these records: what each is, and the day by which it is to be done; None
    without one."""
    rows = ClientAction.select(ClientAction.id, ClientAction.detail, ClientAction.by_on).where(
        ClientAction.client.in_(list(records)), ClientAction.done_at.is_null(), ClientAction.taken_back_at.is_null()
    )
    return [(row.detail, unread.value("action", row.id, date.fromisoformat, row.by_on)) for row in rows]


def of_call(call: Call) -> dict[ArrangedAnswer, str]:
    """What was said in this call of what was arranged before it, each with what the action is."""
    found = {}
    for each in call_effects.from_json(call.led_to) if call.led_to else ():
        if each.code in CODES:
            action, detail, *day = each.args
            by = date.fromisoformat(day[0]) if day else None
            found[ArrangedAnswer(int(action), CODES[each.code], by)] = detail
    return found


def reason(details: Iterable[str]) -> str:
    """Why a call is owed that asks again, in words."""
    return f"Has it come: {'; '.join(details)}"
