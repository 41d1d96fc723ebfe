"""Take what files say of young people: what is new is added, and nothing that a worker recorded is overwritten.

An empty cell takes nothing away. What a worker took back is not put back by a file that still has it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from peewee import fn

from topaz_tui import clock
from topaz_tui.rules import people
from topaz_tui.rules.statutory.life import CareEnd, Episode, EventKind, faults
from topaz_tui.rules.statutory.records import RecordSource, Stay
from topaz_tui.services import pairs, search_index
from topaz_tui.services.clients import deaths
from topaz_tui.services.importing import Remark, Source, Taken
from topaz_tui.services.importing import register as registers
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.services.statutory import board_lines, corrected
from topaz_tui.services.statutory.imported_child import ImportedChild, PlacedAt, overlap
from topaz_tui.store import audit
from topaz_tui.store.audit import LoggedAction
from topaz_tui.store.database import transaction
from topaz_tui.store.models import BirthBefore, CareEpisode, CarePlacement, Change, Client, StatutoryEvent, YoungPerson

OF_CLIENT = ("first_name", "last_name", "council")
OF_YOUNG = (
    "category", "legal_status", "team", "social_worker", "personal_adviser", "reviewing_officer", "school",
)  # fmt: skip
AT_ONCE = 500
PLANS = (EventKind.PLAN_SIGNED_OFF.value, EventKind.PLAN_REVIEWED.value)


@dataclass(slots=True)
class ChildrenTaken:
    """What became of the young people of some files, and of whom nothing was taken, with the reasons."""

    import_id: int
    taken: Taken = field(default_factory=Taken)
    refused: list[tuple[ImportedChild, tuple[str, ...]]] = field(default_factory=list)


def take(session: Session, source: Source, children: Sequence[ImportedChild], refused: int) -> ChildrenTaken:
    """Take these young people, as one import; `refused` is how many rows were refused before. To be called within a
    transaction that keeps all of it or nothing."""
    now = clock.now()
    with transaction():
        register = registers.Register(session, source, now)
        done = ChildrenTaken(register.id)
        counts = {"added": 0, "changed": 0, "unchanged": 0}
        remarks: tuple[list[Remark], list[Remark]] = ([], [])
        for start in range(0, len(children), AT_ONCE):
            batch = children[start : start + AT_ONCE]
            taker = _Taker(session, register, source, clock.to_store(now))
            for child in batch:
                if why := taker.take(child):
                    done.refused.append((child, why))
                    refused += len(child.rows)
            for name, number in taker.counts.items():
                counts[name] += number
            remarks[0].extend(taker.warnings)
            remarks[1].extend(taker.conflicts)
            taker.finish()
        done.taken = Taken(**counts, warnings=tuple(remarks[0]), conflicts=tuple(remarks[1]))
        register.count(counts["added"], counts["changed"], counts["unchanged"], 0, refused)
        register.finish()
        board_lines.look_again()
        words = f"import {register.id}: {counts['added']} added, {counts['changed']} changed"
        audit.record(session.worker_id, "read a file about young people", subject=words)
    return done


class _Taker:
    """Takes one batch."""

    def __init__(self, session: Session, register: registers.Register, source: Source, at: str) -> None:
        self.session, self.register, self.source, self.at = session, register, source, at
        self.counts = {"added": 0, "changed": 0, "unchanged": 0}
        self.warnings: list[Remark] = []
        self.conflicts: list[Remark] = []
        self.touched: list[int] = []
        self._kept: set[int] = set()

    def finish(self) -> None:
        """End the batch: who may be the same as somebody, and where all stand in the queue."""
        pairs.look(self.touched, self.session.worker_id)
        queue_status.refresh(self.touched, self.session.settings)

    def take(self, child: ImportedChild) -> tuple[str, ...]:
        """Take one young person; returns why nothing of them was taken, or nothing."""
        client: Any = Client.get_or_none(Client.person_id == child.person_id)
        young: Any = YoungPerson.get_or_none(YoungPerson.client == client.id) if client else None
        if client is not None and (why := self._somebody_else(child, client, young)):
            return (why,)
        born = child.born or (date.fromisoformat(client.born_on) if client and client.born_on else None)
        if born is None and (child.episodes or child.events or child.plan):
            return ("Their date of birth is in none of the files, and not known here: all dates hang on it.",)
        if born is not None and (why_not := tuple(dict.fromkeys(faults(child.life(born), clock.today())))):
            return why_not
        if overlap(child):
            words = "Two of their episodes of care overlap: take back the one that was not (the council knows which)."
            self.warnings.append(Remark(child.rows[0][1], child.person_id, words))
        if client is None:
            self._add(child, born)
            return ()
        self._known(child, client, young)
        return ()

    def _somebody_else(self, child: ImportedChild, client: Any, young: Any) -> str:
        """Why the ID is, or may be, somebody else's here; '' where nothing says so. The same ID and date of birth
        are the same person; an ID alone is not, for another list or another council may have given it."""
        if child.born and str(child.born) == client.born_on:
            return ""
        known = bool(child.born and client.born_on)
        if young is None and known:
            return "Their ID is somebody else's here, with another date of birth: ask the council which it is."
        if young is None:
            return "Their ID is that of somebody here who is no young person, and no date of birth shows who it is."
        council = child.facts.get("council") or self.source.council
        if not (council and client.council):
            return ""
        is_same = people.same_council(council, client.council)
        if is_same is False or (known and not is_same):
            return "Their ID is that of a young person of another council here: nothing was taken."
        return ""

    def _add(self, child: ImportedChild, born: date | None) -> None:
        facts = {name: child.facts[name] for name in OF_CLIENT if child.facts.get(name)}
        facts.setdefault("council", self.source.council or "")
        first, last = facts.get("first_name", ""), facts.get("last_name", "")
        client_id = int(Client.select(fn.COALESCE(fn.MAX(Client.id), 0) + 1).scalar())
        Client.insert(
            id=client_id, person_id=child.person_id, born_on=str(born) if born else None, added_at=self.at,
            name_key=people.sort_name(first, last), **{name: value or None for name, value in facts.items()},
        ).execute()  # fmt: skip
        search_index.write(client_id)
        self._young(client_id, child)
        self._history(client_id, child)
        self.register.added(range(client_id, client_id + 1))
        self._kept.add(client_id)
        self._count("added", child, client_id)

    def _known(self, child: ImportedChild, client: Any, young: Any) -> None:
        """Somebody who is here: what is new of them, and what differs from what a worker recorded."""
        by_hand = {row.field for row in Change.select(Change.field).where(Change.client == client.id)}
        about_client = self._differs(child, client, OF_CLIENT, by_hand)
        about_young = self._differs(child, young, OF_YOUNG, by_hand) if young else {}
        born, before = self._born(child, client, by_hand), None
        changed = bool(about_client or about_young or born) or young is None
        if changed or self._is_new(client.id, child):
            self._before(client.id)
        if young is None:
            self._young(client.id, child)
        if born:
            about_client["born_on"] = str(born)
            if client.born_on:
                before = BirthBefore.create(
                    client=client.id, born_on=client.born_on, corrected_on=str(clock.today()),
                    why=f"In the council's file ({self.source.file})", made_by=self.session.worker_id, made_at=self.at,
                )  # fmt: skip
        if about_client:
            names = [about_client.get(name, getattr(client, name)) or "" for name in ("first_name", "last_name")]
            about_client |= {"name_key": people.sort_name(*names), "sound": None}
            Client.update({**about_client, "version": Client.version + 1}).where(Client.id == client.id).execute()
            search_index.write(client.id)
        if about_young:
            YoungPerson.update({**about_young, "version": YoungPerson.version + 1}).where(
                YoungPerson.client == client.id
            ).execute()
        changed = self._history(client.id, child) or changed
        if before is not None:
            moved = corrected.what_moved(client.id)
            BirthBefore.update(why=f"{before.why}. {moved}").where(BirthBefore.id == before.id).execute()
            words = "The date of birth is another than before: what is due by it was reckoned anew."
            self.warnings.append(Remark(child.rows[0][1], child.person_id, f"{words} {moved}"))
        if changed:
            audit.record(self.session.worker_id, LoggedAction.BY_FILE, client.id, f"import {self.register.id}")
        else:
            self.register.unchanged((client.id,))
        self._count("changed" if changed else "unchanged", child, client.id)

    def _differs(
        self, child: ImportedChild, row: Any, names: Iterable[str], by_hand: Collection[str]
    ) -> dict[str, Any]:
        """What the file says otherwise; what a worker recorded stays, and is listed."""
        found = {}
        for name in names:
            said, kept = child.facts.get(name) or "", getattr(row, name) or ""
            if not said or said == kept:
                continue
            if name in by_hand or (name == "category" and row.category_by_id is not None):
                self._conflict(child, name.replace("_", " "))
            else:
                found[name] = said
        return found

    def _born(self, child: ImportedChild, client: Any, by_hand: Collection[str]) -> date | None:
        """The date of birth that the file has and that is to be kept; None where there is nothing to do."""
        if child.born is None or str(child.born) == client.born_on:
            return None
        if "born_on" in by_hand:
            self._conflict(child, "date of birth")
            return None
        return child.born

    def _young(self, client_id: int, child: ImportedChild) -> None:
        facts = {name: child.facts[name] for name in OF_YOUNG if child.facts.get(name)}
        YoungPerson.insert(client=client_id, made_by=self.session.worker_id, made_at=self.at, **facts).execute()

    def _before(self, client_id: int) -> None:
        """Keep once what stands of them, so that the import can be taken back."""
        if client_id not in self._kept and not self.register.is_new(client_id):
            self._kept.add(client_id)
            self.register.before((client_id,))

    def _is_new(self, client_id: int, child: ImportedChild) -> bool:
        """Would anything of their past be written?"""
        return self._history(client_id, child, write=False)

    def _history(self, client_id: int, child: ImportedChild, *, write: bool = True) -> bool:
        """Write what is new of their care, where they are placed and what happened; True where there was something."""
        models: tuple[Any, ...] = (CareEpisode, CarePlacement, StatutoryEvent)
        there = {model: list(model.select().where(model.client == client_id)) for model in models}
        new = [self._episode(client_id, each, there[CareEpisode], write=write) for each in child.episodes]
        for each, is_new in zip(child.episodes, new, strict=True):
            if write and is_new and each.ended and each.why == CareEnd.DIED:
                deaths.has_died(self.session, client_id, each.ended)
        new += [self._placement(client_id, each, there[CarePlacement], write=write) for each in child.placements]
        happened = {(row.kind, row.happened_on) for row in there[StatutoryEvent]}
        events = [(each.kind.value, str(each.day)) for each in child.events]
        if child.plan and not {(kind, str(child.plan)) for kind in PLANS} & {*happened, *events}:
            stands = {(row.kind, row.happened_on) for row in there[StatutoryEvent] if not row.void_at}
            had = any(kind in PLANS and day < str(child.plan) for kind, day in {*stands, *events})
            events.append((PLANS[had], str(child.plan)))
        fresh = [each for each in dict.fromkeys(events) if each not in happened]
        if write:
            self._ends(child, there)
            for kind, day in fresh:
                self._insert(StatutoryEvent, client_id, kind=kind, happened_on=day)
                if kind == EventKind.PLAN_SIGNED_OFF:
                    self._were_reviews(there[StatutoryEvent], day)
        left = self._left(there, write=write)
        return any(new) or bool(fresh) or left

    def _left(self, there: dict[Any, list[Any]], *, write: bool) -> bool:
        """End where they are placed with the care of that time, where the file says no more of it than that; True where
        there was something to end."""
        found = False
        standing = [row for row in there[CareEpisode] if not row.void_at]
        for care in standing:
            goes_on = care.ended_on is None or any(_covers(row, care.ended_on) for row in standing)
            for row in there[CarePlacement] if not goes_on else ():
                ours = row.source == RecordSource.COUNCIL and row.stay == Stay.LOOKED_AFTER
                if ours and _covers(row, care.ended_on):
                    found = True
                    if write:
                        row.ended_on = care.ended_on
                        row.save()
        return found

    def _were_reviews(self, there: Iterable[Any], day: str) -> None:
        """Keep as reviews what a file said later of the plan that was signed off on this day, and of which nothing
        earlier was known."""
        for row in there:
            council_said = row.source == RecordSource.COUNCIL and not row.void_at
            if council_said and row.kind == EventKind.PLAN_SIGNED_OFF and row.happened_on > day:
                row.kind = EventKind.PLAN_REVIEWED.value
                row.save()

    def _ends(self, child: ImportedChild, there: dict[Any, list[Any]]) -> None:
        """List an end in the file that is another than a worker recorded. Where care goes on under what the worker
        recorded, only the place was another one."""
        goes_on = {(str(each.began), each.status) for each in child.episodes}
        care = any(
            _is_workers(row, each) and (str(each.ended), row.status) not in goes_on
            for each in child.episodes
            for row in there[CareEpisode]
            if (row.began_on == str(each.began) or _covers(row, str(each.began)))
            and (row.status == each.status or "" in (row.status, each.status))
        )
        placed = any(
            _is_workers(row, each)
            for each in child.placements
            for row in there[CarePlacement]
            if row.began_on == str(each.began) and row.stay == Stay.LOOKED_AFTER
        )
        for what in (*["end of care"] * care, *["end of a placement"] * placed):
            self._conflict(child, what)

    def _episode(self, client_id: int, said: Episode, there: list[Any], *, write: bool) -> bool:
        """Write one episode, or more of one that is there; True where there was something to write."""
        began, ended = str(said.began), str(said.ended) if said.ended else None
        same = next((row for row in there if row.began_on == began and said.status in ("", row.status)), None)
        same = same or next((row for row in there if row.began_on == began and row.status == ""), None)
        if same is None and said.status == "":
            same = next((row for row in there if _covers(row, began)), None)
        if same is None and any(_covers(row, began) and row.status == said.status for row in there):
            return False
        if same is not None:
            return self._more_of(_last_of(there, same) if said.status == "" else same, said, ended, write=write)
        if write:
            for row in there:
                if row.source == RecordSource.COUNCIL and row.ended_on is None and row.began_on < began:
                    row.ended_on = began
                    row.save()
            why = said.why.value if said.ended else None
            ended = ended or _next_after(there, began)
            there.append(
                self._insert(CareEpisode, client_id, began_on=began, ended_on=ended, status=said.status, why=why)
            )
        return True

    def _more_of(self, row: Any, said: Episode, ended: str | None, *, write: bool) -> bool:
        """What the file says more of an episode that is there: its end, and under what it was."""
        if row.source != RecordSource.COUNCIL or row.void_at:
            return False
        new: dict[str, str] = {}
        if ended and ended > row.began_on and (ended != row.ended_on or said.why not in (CareEnd.OTHER, row.why)):
            new |= {"ended_on": ended, "why": said.why.value}
        if said.status and not row.status:
            new["status"] = said.status
        if write and new:
            for name, value in new.items():
                setattr(row, name, value)
            row.save()
        return bool(new)

    def _placement(self, client_id: int, said: PlacedAt, there: list[Any], *, write: bool) -> bool:
        began, ended = str(said.began), str(said.ended) if said.ended else None
        placed = [row for row in there if row.stay == Stay.LOOKED_AFTER]
        same = next((row for row in placed if row.began_on == began), None)
        if same is None and said.goes_on:
            same = next((row for row in placed if _covers(row, began)), None)
        if same is not None:
            more = same.source == RecordSource.COUNCIL and not same.void_at and ended and ended != same.ended_on
            if more and write:
                same.ended_on = ended
                same.save()
            return bool(more)
        if write:
            for row in there:
                if row.source == RecordSource.COUNCIL and row.ended_on is None and row.began_on < began:
                    row.ended_on = began
                    row.save()
            ended = ended or _next_after(there, began)
            there.append(
                self._insert(
                    CarePlacement, client_id, stay=Stay.LOOKED_AFTER.value, began_on=began, ended_on=ended,
                    lives=said.lives.value, postcode=said.postcode or None, provider=said.provider or None,
                )
            )  # fmt: skip
        return True

    def _insert(self, model: Any, client_id: int, **values: Any) -> Any:
        made = {"made_by": self.session.worker_id, "made_at": self.at, "source": RecordSource.COUNCIL.value}
        return model.create(client=client_id, **made, **values)

    def _conflict(self, child: ImportedChild, what: str) -> None:
        words = f"The {what} is another in the file than a worker recorded: what stands here stays."
        self.conflicts.append(Remark(child.rows[0][1], child.person_id, words))

    def _count(self, how: str, child: ImportedChild, client_id: int) -> None:
        """Each row counts once: the first as what became of the person, all others as unchanged."""
        self.counts[how] += 1
        self.counts["unchanged"] += len(child.rows) - 1
        if how != "unchanged":
            self.touched.append(client_id)


def _is_workers(row: Any, said: Episode | PlacedAt) -> bool:
    """Did a worker record this, with another end than the file has, or none?"""
    is_workers = row.source != RecordSource.COUNCIL and not row.void_at
    return is_workers and said.ended is not None and str(said.ended) != row.ended_on


def _covers(row: Any, day: str) -> bool:
    return row.began_on <= day and (row.ended_on is None or day < row.ended_on) and not row.void_at


def _last_of(rows: Iterable[Any], row: Any) -> Any:
    """The last of the episodes that follow this one without a day between: what has no status is said of them all."""
    last = row
    for each in sorted((each for each in rows if not each.void_at), key=lambda each: str(each.began_on)):
        if each.began_on == last.ended_on and each.began_on > last.began_on:
            last = each
    return last


def _next_after(rows: Iterable[Any], day: str) -> str | None:
    """The first day after this one on which one of these began: an older file may be read after a newer one."""
    return min((row.began_on for row in rows if row.began_on > day and not row.void_at), default=None)
