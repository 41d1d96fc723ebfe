"""Record what happened to a young person: events, time in care, where they live, and a corrected date of birth.

Whatever is recorded is held against all that is known first: a life that can't be so is refused, in words. What was
recorded in error is voided, with who and why, and stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid, NotFound
from topaz_tui.rules import people
from topaz_tui.rules.statutory import corrections, return_codes
from topaz_tui.rules.statutory.corrections import Moved
from topaz_tui.rules.statutory.council import NO_COUNCIL, CouncilRules
from topaz_tui.rules.statutory.duties import BY_CODE
from topaz_tui.rules.statutory.life import (
    CareEnd,
    Episode,
    EventKind,
    Life,
    LifeEvent,
    Lives,
    Placement,
    Span,
    faults,
    holds,
    periods,
)
from topaz_tui.rules.statutory.records import RecordSource, Stay
from topaz_tui.services.clients import changes
from topaz_tui.services.session import Session
from topaz_tui.services.statutory import chains, lives, proofs
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import (
    BaseModel,
    BirthBefore,
    CareEpisode,
    CarePlacement,
    Client,
    DutyEnded,
    StatutoryEvent,
    Work,
)

VOIDABLE: tuple[type[BaseModel], ...] = (StatutoryEvent, CareEpisode, CarePlacement, DutyEnded)


def record(
    session: Session,
    client_id: int,
    kind: EventKind,
    day: date,
    *,
    set_for: date | None = None,
    about: date | None = None,
    note: str = "",
    apart: bool = False,
) -> int:
    """Keep that this happened on a day; returns its id. The same of the same day twice is one row, where the second has
    no other note; but `apart` it has its own, to be taken back alone. Raises Invalid where it can't have been."""
    said = people.clean(note) or None
    with transaction():
        _allow(client_id, lambda life: replace(life, events=(*life.events, LifeEvent(kind, day, set_for, about))))
        _begins_a_placement(client_id, about)
        same = StatutoryEvent.get_or_none(
            StatutoryEvent.client == client_id, StatutoryEvent.kind == kind, StatutoryEvent.happened_on == str(day),
            StatutoryEvent.void_at.is_null(), _same(StatutoryEvent.set_for_on, set_for),
            _same(StatutoryEvent.about_on, about), *((StatutoryEvent.note == said,) if said else ()),
        )  # fmt: skip
        if same is not None and not apart:
            return int(same.id)
        return _keep(
            session, StatutoryEvent, client_id, f"recorded: {kind}", kind=kind.value, happened_on=str(day),
            set_for_on=_text(set_for), about_on=_text(about), note=said,
        )  # fmt: skip


def begin_care(
    session: Session,
    client_id: int,
    began: date,
    status: str,
    ended: date | None = None,
    why: CareEnd = CareEnd.OTHER,
) -> int:
    """Keep that they are looked after from a day on under a legal status, up to `ended` where that is given. What goes
    on then ends on that day, where they lived after care as well; what began later stands, and the new one goes up to
    it at the longest. Returns its id."""
    if status not in return_codes.LEGAL_STATUSES:
        known = ", ".join(return_codes.LEGAL_STATUSES)
        raise Invalid(f"{status!r} is no legal status.", f"The codes are {known}.", "status")
    with transaction():
        new = Episode(began, ended, status, why)
        _allow(client_id, lambda life: replace(life, episodes=(*life.episodes, new)))
        up_to, because = chains.make_room(CareEpisode, client_id, str(began))
        if ended and (up_to is None or str(ended) < up_to):
            up_to, because = str(ended), why.value
        _end_open(CarePlacement, client_id, began, CarePlacement.stay != Stay.LOOKED_AFTER)
        return _keep(
            session, CareEpisode, client_id, "recorded time in care", began_on=str(began), status=status,
            ended_on=up_to, why=because,
        )  # fmt: skip


def end_care(session: Session, client_id: int, ended: date, why: CareEnd) -> None:
    """Keep that they are looked after no longer from a day on, and why; where they are placed ends with it. What began
    later is another time in care, and stands. Raises Conflict where they are in no care, Invalid where they are placed
    later, and looked after no more then."""
    with transaction():
        day, there = str(ended), chains.live(CareEpisode, client_id)
        going_on = [row for row in there if chains.covers(row, day)] or [row for row in there if row.ended_on is None]
        if not going_on:
            raise Conflict("They are in no care.", "Open the person again.")
        begun = {row.began_on for row in going_on}
        _allow(client_id, lambda life: replace(life, episodes=tuple(_ended(e, ended, begun) for e in life.episodes)))
        source = RecordSource.WORKER.value
        CareEpisode.update(ended_on=day, why=why.value, source=source).where(
            CareEpisode.id.in_([row.id for row in going_on])
        ).execute()
        life = lives.of(client_id).life
        for row in chains.live(CarePlacement, client_id, CarePlacement.stay == Stay.LOOKED_AFTER):
            if chains.covers(row, day):
                CarePlacement.update(ended_on=day).where(CarePlacement.id == row.id).execute()
            elif row.began_on > day and life and not _in_care(life, date.fromisoformat(row.began_on)):
                placed = clock.format_day(date.fromisoformat(row.began_on))
                raise Invalid(f"They are placed from {placed}, after that day.", "Take that back first.", "ended")
        audit.record(session.worker_id, "recorded the end of care", client_id)


@dataclass(frozen=True, slots=True)
class Home:
    """Where it is that somebody lives; `kept_from` names the party that must not learn the address."""

    address: str = ""
    postcode: str = ""
    provider: str = ""
    kept_from: str = ""


def place(
    session: Session,
    client_id: int,
    began: date,
    lives_at: Lives = Lives.FOSTER,
    stay: Stay = Stay.LOOKED_AFTER,
    *,
    to_18: bool = False,
    agreed: date | None = None,
    home: Home | None = None,
) -> int:
    """Keep where they live from a day on; where they lived ends on that day, and the next place stands. Returns the
    id."""
    home = home or Home()
    with transaction():
        span = Placement(began, None, lives_at, to_18, agreed)

        def moved(life: Life) -> Life:
            if stay == Stay.LOOKED_AFTER:
                return replace(life, placements=(*life.placements, span))
            if stay == Stay.HOME:
                return replace(life, homes=(*life.homes, Span(began)))
            return replace(life, provided=(*life.provided, Span(began)))

        _allow(client_id, moved)
        up_to, _ = chains.make_room(CarePlacement, client_id, str(began))
        life = lives.of(client_id).life
        over = chains.end_of_care(life, began) if life and stay == Stay.LOOKED_AFTER else None
        if over and (up_to is None or str(over) < up_to):
            up_to = str(over)
        return _keep(
            session, CarePlacement, client_id, "recorded where they live", stay=stay.value, began_on=str(began),
            ended_on=up_to,
            lives=lives_at.value, to_18=int(to_18), agreed_on=_text(agreed),
            address=people.clean(home.address) or None,
            postcode=people.postcode(home.postcode) if home.postcode else None,
            provider=people.clean(home.provider) or None,
            kept_from=people.clean(home.kept_from) or None,
        )  # fmt: skip


def what_moves(client_id: int, born: date, council: CouncilRules = NO_COUNCIL) -> tuple[Moved, ...]:
    """What another date of birth would move; nothing is kept."""
    life = lives.of(client_id).life
    today = clock.today()
    return tuple(corrections.moved(corrections.correct(life, born, today), today, council)) if life else ()


def correct_birth(session: Session, client_id: int, born: date, why: str) -> tuple[Moved, ...]:
    """Correct a date of birth, with the reason; returns each duty that it moved. What is done only by the new date is
    to be confirmed by a worker, and is not met. Raises Invalid for one that can't be."""
    said = people.clean(why)
    if not said:
        raise Invalid("Say why it is corrected.", "Such as: age assessment of 3 March.", "why")
    today = clock.today()
    with transaction():
        known = lives.of(client_id)
        if known.life and known.life.born == born:
            raise Conflict("That is their date of birth.", "There is nothing to correct.")
        if known.life is None:
            _refuse(faults(Life(born), today), ())
        else:
            _allow(client_id, lambda life: replace(life, born=born))
        moved = what_moves(client_id, born)
        was = str(known.life.born) if known.life else None
        Client.update(born_on=str(born)).where(Client.id == client_id).execute()
        changes.keep_change(session, client_id, "born_on", was, str(born))
        if was:
            BirthBefore.insert(
                client=client_id, born_on=was, corrected_on=str(today), why=said, made_by=session.worker_id,
                made_at=clock.to_store(clock.now()),
            ).execute()  # fmt: skip
        changes.finish(session, client_id, "corrected a date of birth")
        return moved


def end_duty(session: Session, client_id: int, code: str, anchor: date, why: str) -> int:
    """End a duty for a reason: it is asked for no more, and stays with what was said. It is never met by this."""
    said = people.clean(why)
    if code not in BY_CODE:
        raise Invalid(f"There is no duty {code!r}.")
    if not said:
        raise Invalid("Say why it ends.", "It stays on record with the reason.", "why")
    with transaction():
        lives.of(client_id)
        return _keep(session, DutyEnded, client_id, f"ended a duty: {code}", code=code, anchor_on=str(anchor), why=said)


def void(session: Session, model: type[BaseModel], id: int, why: str) -> None:
    """Take back what was recorded in error (a row of VOIDABLE), with the reason: what it ended goes on again, what it
    proved of a piece of work is open, and what was shown beside it is taken back. Raises NotFound where it is not
    there, Conflict where it was taken back before."""
    said = people.clean(why)
    if not said:
        raise Invalid("Say why it is taken back.", "It stays on record with the reason.", "why")
    table: Any = model
    with transaction():
        row = table.get_or_none(table.id == id)
        if row is None or model not in VOIDABLE:
            raise NotFound("There is no such record.", "Open the person again.")
        if row.void_at:
            raise Conflict("It was taken back before.", "Open the person again.")
        at = clock.to_store(clock.now())
        table.update(void_at=at, void_by=session.worker_id, void_why=said).where(table.id == id).execute()
        if model is StatutoryEvent:
            for work in list(Work.select(Work.id).where(Work.evidence == id)):
                for each in proofs.beside(work.id, row.client_id):
                    void(session, StatutoryEvent, each, said)
            Work.update(evidence=None, version=Work.version + 1).where(Work.evidence == id).execute()
        if model in (CareEpisode, CarePlacement):
            chains.reopen(row, lives.of(row.client_id).life)
        if model is CareEpisode:
            chains.reopen_homes(row, lives.of(row.client_id).life)
        audit.record(session.worker_id, "took back a record", row.client_id, f"{table._meta.table_name} {id}")


def _allow(client_id: int, with_it: Any) -> None:
    """Raises Invalid where the life would have a fault that it hasn't now."""
    life = lives.of(client_id).life
    if life is None:
        raise Invalid("Their date of birth is not known.", "Record that first: all dates hang on it.", "born_on")
    today = clock.today()
    _refuse(faults(with_it(life), today), faults(life, today))


def _begins_a_placement(client_id: int, day: date | None) -> None:
    """Raises Invalid for the first day of a placement on which none began: what is about it would meet nothing."""
    life = lives.of(client_id).life if day else None
    if day and life and day not in {each.began for each in life.placements}:
        begun = ", ".join(clock.format_day(each.began) for each in life.placements)
        raise Invalid(
            f"No placement began on {clock.format_day(day)}.",
            f"These are the first days: {begun}." if begun else "Record where they live first.",
            "about",
        )


def _refuse(found: Iterable[str], before: Iterable[str]) -> None:
    known = set(before)
    if new := [each for each in found if each not in known]:
        raise Invalid(" ".join(new), "Nothing was saved.")


def _ended(episode: Episode, ended: date, begun: Collection[str]) -> Episode:
    return replace(episode, ended=ended) if str(episode.began) in begun else episode


def _in_care(life: Life, day: date) -> bool:
    return any(holds(care, day) for care in periods(life))


def _end_open(model: Any, client_id: int, day: date, *more: Any) -> None:
    """End what goes on of this client on a day, where it began before it."""
    model.update(ended_on=str(day)).where(
        model.client == client_id, model.ended_on.is_null(), model.void_at.is_null(), model.began_on <= str(day), *more
    ).execute()


def _keep(session: Session, model: Any, client_id: int, action: str, **values: Any) -> int:
    if "source" in model._meta.fields:
        values["source"] = RecordSource.WORKER.value
    id = model.insert(
        client=client_id, made_by=session.worker_id, made_at=clock.to_store(clock.now()), **values
    ).execute()
    audit.record(session.worker_id, action, client_id, f"{model._meta.table_name} {id}")
    return int(id)


def _same(field: Any, day: date | None) -> Any:
    return field.is_null() if day is None else field == str(day)


def _text(day: date | None) -> str | None:
    return str(day) if day else None
