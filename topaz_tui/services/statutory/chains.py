"""Rows that follow each other in time, of care and of where somebody lives: what a new one ends, until when it lasts
itself, and what goes on again where it is taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

from topaz_tui.rules.statutory.life import CareEnd, Life, holds, periods
from topaz_tui.rules.statutory.records import RecordSource, Stay
from topaz_tui.store.models import CareEpisode, CarePlacement

End = tuple[str | None, str | None]
"""The day on which a row ends, None where it goes on, and why, where it has a reason."""


def live(model: Any, client_id: int, *which: Any) -> list[Any]:
    """The rows of this client that were not voided, in order."""
    rows = model.select().where(model.client == client_id, model.void_at.is_null(), *which)
    return list(rows.order_by(model.began_on, model.id))


def covers(row: Any, day: str) -> bool:
    """Is the day part of the row?"""
    return bool(row.began_on <= day and (row.ended_on is None or day < row.ended_on))


def make_room(model: Any, client_id: int, began: str) -> End:
    """End what goes on on the day on which a new row begins. Returns the end of the new one: it lasts as long as what
    it takes the place of, and to the next that begins at the longest, so that what is recorded late stays in the
    past."""
    rows = live(model, client_id)
    ended, why = None, None
    for row in rows:
        if covers(row, began):
            ended, why = row.ended_on, _why(row)
            _end(row, began, None)
    following = min((row.began_on for row in rows if row.began_on > began), default=None)
    if following is not None and (ended is None or following < ended):
        ended, why = following, None
    return ended, why


def reopen(row: Any, life: Life | None) -> None:
    """Let what this row ended go on as long as that did, now that it was taken back. `life` is without it. An end that
    somebody recorded with its reason stays."""
    model, day = type(row), row.began_on
    there = live(model, row.client_id)
    if any(each.began_on == day != each.ended_on for each in there):
        return  # another one ended it as well
    before = [each for each in there if each.ended_on == day and _only_followed(each)]
    if not before:
        return
    ended, why = row.ended_on, _why(row)
    if model is CarePlacement:
        care = _care(life, before[-1].began_on if before[-1].stay == Stay.LOOKED_AFTER else day)
        if before[-1].stay != Stay.LOOKED_AFTER and care is not None:
            return  # who is in care lives at no such place
        if before[-1].stay == Stay.LOOKED_AFTER and care and care < (ended or "9999"):
            ended = care
    _end(before[-1], ended, why)


def reopen_homes(episode: Any, life: Life | None) -> None:
    """Let where they lived after care go on, where this episode alone, which was taken back, ended it."""
    if _care(life, episode.began_on) is not None:
        return
    there = live(CarePlacement, episode.client_id)
    following = min((each.began_on for each in there if each.began_on >= episode.began_on), default=None)
    for each in there:
        if each.stay != Stay.LOOKED_AFTER and each.ended_on == episode.began_on != following:
            _end(each, following, None)


def end_of_care(life: Life, day: date) -> date | None:
    """The recorded end of the care that includes this day; None where it goes on, or there is none."""
    care = next((each for each in periods(life) if holds(each, day)), None)
    return care.ended if care and any(each.ended == care.ended for each in life.episodes) else None


def _care(life: Life | None, day: str) -> str | None:
    """The end of the care of a day, far ahead where it goes on; None where they are in none."""
    if life is None or not any(holds(each, date.fromisoformat(day)) for each in periods(life)):
        return None
    ended = end_of_care(life, date.fromisoformat(day))
    return str(ended) if ended else "9999"


def _only_followed(row: Any) -> bool:
    """Did it end because another one began? A council's file has no better reason for that than 'left care'."""
    why = _why(row)
    return why is None or (row.source == RecordSource.COUNCIL and why == CareEnd.OTHER)


def _why(row: Any) -> str | None:
    return row.why if isinstance(row, CareEpisode) else None


def _end(row: Any, ended: str | None, why: str | None) -> None:
    model = type(row)
    values = {"ended_on": ended} | ({"why": why} if model is CareEpisode else {})
    model.update(values).where(model.id == row.id).execute()
