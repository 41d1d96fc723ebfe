"""The lines of a timeline about a young person's care: events, time in care, placements, and duties that somebody
ended. Duties are reckoned from the first three, each on its day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from peewee import JOIN

from topaz_tui import clock
from topaz_tui.rules.statutory.duties import BY_CODE
from topaz_tui.rules.statutory.life import CareEnd, EventKind, Lives
from topaz_tui.rules.statutory.records import RecordSource, Stay
from topaz_tui.rules.statutory.return_codes import LEGAL_STATUSES
from topaz_tui.services.clients.moment import Moment, under
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import BirthBefore, CareEpisode, CarePlacement, DutyEnded, StatutoryEvent, Worker

STAYS: Mapping[Stay, str] = {
    Stay.LOOKED_AFTER: "Placed: {lives}",
    Stay.HOME: "At home again",
    Stay.PROVIDED: "In accommodation after care",
}


@Compiled
def events(client: Any, limit: Any) -> Any:
    """The events of the young person's life, the newest first; those that were taken back too."""
    kept = StatutoryEvent.kind, StatutoryEvent.set_for_on, StatutoryEvent.note, StatutoryEvent.source
    return _newest(StatutoryEvent, client, limit, StatutoryEvent.happened_on, *kept)


@Compiled
def episodes(client: Any, limit: Any) -> Any:
    """The spans of care, the newest first."""
    kept = CareEpisode.ended_on, CareEpisode.status, CareEpisode.why, CareEpisode.source
    return _newest(CareEpisode, client, limit, CareEpisode.began_on, *kept)


@Compiled
def placements(client: Any, limit: Any) -> Any:
    """The placements, the newest first, without their addresses: somebody may have to be kept from them."""
    kept = CarePlacement.ended_on, CarePlacement.stay, CarePlacement.lives, CarePlacement.source
    return _newest(CarePlacement, client, limit, CarePlacement.began_on, *kept)


@Compiled
def duties_ended(client: Any, limit: Any) -> Any:
    """Duties that somebody ended."""
    return _newest(DutyEnded, client, limit, DutyEnded.made_at, DutyEnded.code, DutyEnded.anchor_on, DutyEnded.why)


@Compiled
def births_before(client: Any, limit: Any) -> Any:
    """Dates of birth that were corrected, by hand or by a file, the newest first."""
    row = BirthBefore
    found = row.select(row.id, row.made_at, Worker.name.alias("who"), row.born_on, row.why)
    found = found.join(Worker, JOIN.LEFT_OUTER, on=Worker.id == row.made_by)
    return found.where(row.client == client).order_by(row.made_at.desc(), row.id.desc()).limit(limit)


def _newest(model: Any, client: Any, limit: Any, at: Any, *kept: Any) -> Any:
    about = (model.id, at, Worker.name.alias("who"), *kept, model.void_at, model.void_why)
    about = about if at is model.made_at else (*about, model.made_at)
    found = model.select(*about).join(Worker, JOIN.LEFT_OUTER, on=Worker.id == model.made_by)
    return found.where(model.client == client).order_by(at.desc(), model.id.desc()).limit(limit)


def event(
    id: int,
    happened_on: str,
    who: str | None,
    kind: str,
    set_for_on: str | None,
    note: str | None,
    source: str,
    made_at: str,
    void_at: str | None,
    void_why: str | None,
) -> Moment:
    """The line of an event: it stands on the day on which it happened, and says when it was recorded."""
    words = EventKind(kind).capitalize()
    words += f", for {_day(set_for_on)}" if set_for_on else ""
    more = under(note), _taken_back(void_at, void_why), _recorded(made_at, source)
    return _moment(f"statutory_event {id}", _at(happened_on), words, void_at, more, who)


def episode(
    id: int,
    began_on: str,
    who: str | None,
    ended_on: str | None,
    status: str,
    why: str | None,
    source: str,
    made_at: str,
    void_at: str | None,
    void_why: str | None,
) -> Moment:
    """The line of a span of care: it stands on the day on which it began."""
    words = f"Looked after: {LEGAL_STATUSES.get(status, status)}"
    words += f", up to {_day(ended_on)}" if ended_on else ""
    ended = f"Ended: {CareEnd(why)}" if ended_on and why else ""
    more = ended, _taken_back(void_at, void_why), _recorded(made_at, source)
    return _moment(f"episode {id}", _at(began_on), words, void_at, more, who)


def placement(
    id: int,
    began_on: str,
    who: str | None,
    ended_on: str | None,
    stay: str,
    lives: str,
    source: str,
    made_at: str,
    void_at: str | None,
    void_why: str | None,
) -> Moment:
    """The line of a placement: it stands on the day on which it began."""
    words = STAYS[Stay(stay)].format(lives=Lives(lives))
    words += f", up to {_day(ended_on)}" if ended_on else ""
    more = _taken_back(void_at, void_why), _recorded(made_at, source)
    return _moment(f"placement {id}", _at(began_on), words, void_at, more, who)


def duty_ended(
    id: int,
    made_at: str,
    who: str | None,
    code: str,
    anchor_on: str,
    why: str,
    void_at: str | None,
    void_why: str | None,
) -> Moment:
    """The line of a duty that somebody ended, at the moment at which they did."""
    known = BY_CODE.get(code)
    words = f"Asked for no more: {known.words if known else code}"
    more = under(why), f"Reckoned from {_day(anchor_on)}", _taken_back(void_at, void_why)
    return _moment(f"duty_ended {id}", clock.from_store(made_at), words, void_at, more, who)


def birth_before(id: int, made_at: str, who: str | None, born_on: str, why: str) -> Moment:
    """The line of a date of birth that was corrected, at the moment at which it was."""
    words = f"Date of birth corrected: it was {_day(born_on)}"
    return _moment(f"born_before {id}", clock.from_store(made_at), words, None, (under(why),), who)


def _moment(key: str, at: datetime, words: str, void_at: str | None, more: Iterable[str], who: str | None) -> Moment:
    words += " \u00b7 TAKEN BACK" if void_at else ""
    return Moment(key, at, "Care", words, "\n".join(filter(None, more)), who or "Topaz")


def _at(day: str) -> datetime:
    return clock.at(date.fromisoformat(day), "00:00")


def _day(text: str) -> str:
    return clock.format_day(date.fromisoformat(text))


def _recorded(made_at: str, source: str) -> str:
    of_file = " from the council's file" if source == RecordSource.COUNCIL else ""
    return f"Recorded {clock.format_moment(clock.from_store(made_at), clock.now())}{of_file}"


def _taken_back(void_at: str | None, void_why: str | None) -> str:
    return f"Taken back: {under(void_why)}" if void_at else ""
