"""Hours in lieu: put down by whoever worked or takes them, agreed by somebody else, and never gone in silence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.errors import Conflict, Invalid, NotAllowed, NotFound
from topaz_tui.rules import people
from topaz_tui.rules.children import lieu_hours as rules
from topaz_tui.rules.children.lieu_hours import (
    LieuBalance,
    LieuEntry,
    LieuKind,
    LieuState,
    LieuTerms,
)
from topaz_tui.rules.permissions import Act
from topaz_tui.services import unread
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import LieuHours, Worker
from topaz_tui.store.rows import dicts

TABLE = "lieu_hours"


@dataclass(frozen=True, slots=True)
class KnownLieu:
    """Hours on record by their number; `decided_by` is the name of who agreed or refused them, and `decided_why` why
    they were refused."""

    id: int
    entry: LieuEntry
    decided_by: str = ""
    decided_why: str = ""

    @property
    def words(self) -> str:
        """'20 Nov 2026: earned 2 h, agreed by Helen Marsh. Court ran late.'"""
        entry = self.entry
        by = f" by {self.decided_by}" if self.decided_by else ""
        told = f"{clock.format_day(entry.day)}: {entry.kind} {rules.hours(entry.minutes)}, {entry.state}{by}"
        refused = f"Refused: {self.decided_why}" if self.decided_why else ""
        return " ".join(filter(None, (f"{told}.", entry.why, refused)))


@dataclass(frozen=True, slots=True)
class WorkersLieu:
    """How a worker stands, with all that is on record of theirs, the newest first, and what a manager has to see;
    `aside` says which of their hours can't be read, and are not counted."""

    worker: int
    name: str
    stands: LieuBalance
    alarms: tuple[str, ...]
    entries: tuple[KnownLieu, ...]
    aside: tuple[str, ...] = ()


def page(session: Session) -> tuple[WorkersLieu, ...]:
    """How everybody stands who has had hours in lieu; one's own where one may not agree others'."""
    found = list(_every(session.settings))
    if not session.may(Act.AGREE_LIEU):
        found = [each for each in found if each.worker == session.worker_id]
    return tuple(found)


def over(settings: Settings) -> Iterator[WorkersLieu]:
    """The workers whose hours are beyond the team's limits."""
    return (each for each in _every(settings) if each.alarms)


def ask(session: Session, kind: str, day: date, minutes: int, why: str) -> int:
    """Keep that one worked so long over and above, or asks to take it off, on a day; returns its number. Raises
    Invalid for what can't be."""
    if kind not in list(LieuKind):
        raise Invalid("Say whether they were earned, or are taken.", "", "kind")
    today = clock.today()
    if kind == LieuKind.EARNED and day > today:
        raise Invalid(
            "That day is yet to come: hours are earned once they were worked.",
            "",
            "day",
        )
    entry = LieuEntry(LieuKind(kind), day, minutes, session.worker_id, people.clean(why))
    with transaction():
        before = [each.entry for each in _entries().get(session.worker_id, ())]
        if wrong := rules.hindrance(entry, before):
            raise Invalid(
                wrong.words,
                "",
                "hours" if "hours" not in wrong.words or minutes % 15 else "why",
            )
        id = int(
            LieuHours.insert(
                worker=session.worker_id, kind=kind, day_on=str(day), minutes=minutes, why=entry.why,
                state=LieuState.ASKED.value, made_at=clock.to_store(clock.now()),
            ).execute()
        )  # fmt: skip
        audit.record(session.worker_id, f"asked for hours in lieu: {kind}", subject=f"lieu {id}")
    return id


def decide(session: Session, id: int, agreed: bool, why: str = "") -> None:
    """Agree to hours, or refuse them with a reason. Raises NotAllowed for one's own, and for whoever is no manager,
    Conflict where they are decided."""
    session.require(Act.AGREE_LIEU)
    said = people.clean(why)
    if not agreed and not said:
        raise Invalid("Say why they are refused.", "", "why")
    with transaction():
        row: Any = LieuHours.get_or_none(LieuHours.id == id)
        if row is None:
            raise NotFound("There are no such hours.", "Look at the list again.")
        if row.state != LieuState.ASKED:
            raise Conflict("They are decided already.", "Look at the list again.")
        entries = _entries().get(row.worker_id, [])
        entry = next((each.entry for each in entries if each.id == id), None)
        if entry is None:
            raise Invalid("These hours can't be read.", "Tell whoever looks after Topaz: topaz doctor names the row.")
        before = [each.entry for each in entries if each.id != id]
        wrong = rules.hindrance(entry, before, session.worker_id) if agreed else None
        if row.worker_id == session.worker_id:
            raise NotAllowed("Somebody else has to agree your hours.", "Ask another manager.")
        if wrong:
            raise Conflict(wrong.words, "Look at the list again.")
        state = LieuState.AGREED if agreed else LieuState.REFUSED
        LieuHours.update(
            state=state.value,
            decided_by=session.worker_id,
            decided_at=clock.to_store(clock.now()),
            decided_why=said or None,
        ).where(LieuHours.id == id).execute()
        audit.record(session.worker_id, f"hours in lieu: {state}", subject=f"lieu {id}")


def _terms(settings: Settings) -> LieuTerms:
    own = settings.children
    return LieuTerms(
        own.lieu_hours,
        own.lieu_weeks,
        own.lieu_earned_hours,
        own.lieu_earned_weeks,
        own.lieu_asked_days,
    )


def _every(settings: Settings) -> Iterator[WorkersLieu]:
    today, terms = clock.today(), _terms(settings)
    names = {row.id: row.name for row in Worker.select().where(Worker.retired_at.is_null()).order_by(Worker.name)}
    with unread.meeting() as met:
        entries = _entries()
    damaged = _damaged(met)
    for worker, name in names.items():
        theirs, aside = entries.get(worker, []), damaged.get(worker, ())
        if theirs or aside:
            stands = rules.balance((each.entry for each in theirs), today, terms)
            told = tuple(rules.alarms(stands, today, terms))
            yield WorkersLieu(worker, name, stands, told, tuple(reversed(theirs)), aside)


def _damaged(met: Collection[tuple[str, str]]) -> dict[int, tuple[str, ...]]:
    """What of their hours can't be read, in a sentence, by worker."""
    whose: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for row in dicts(LieuHours.select(LieuHours.id, LieuHours.worker)) if met else ():
        if (TABLE, str(row["id"])) in met:
            whose[row["worker"]].add((TABLE, str(row["id"])))
    return {worker: unread.told(theirs, (TABLE,)) for worker, theirs in whose.items()}


def _entries() -> dict[int, list[KnownLieu]]:
    """All hours on record, by worker, the oldest first. Peewee gives the id of who decided under the name of the
    field."""
    names = {row.id: row.name for row in Worker.select(Worker.id, Worker.name)}
    found: dict[int, list[KnownLieu]] = defaultdict(list)
    for row in dicts(LieuHours.select().order_by(LieuHours.day_on, LieuHours.id)):
        with unread.aside(TABLE, row["id"]):
            entry = LieuEntry(
                LieuKind(row["kind"]), date.fromisoformat(row["day_on"]), row["minutes"], row["worker"], row["why"],
                str(row["work"] or ""), LieuState(row["state"]), row["decided_by"],
            )  # fmt: skip
            found[row["worker"]].append(
                KnownLieu(row["id"], entry, names.get(row["decided_by"] or 0, ""), row["decided_why"] or "")
            )
    return found
