"""A batch of rows is one transaction: all of a row lands, or nothing, and others can write between two batches."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

from peewee import fn

from topaz_tui import clock
from topaz_tui.errors import Conflict
from topaz_tui.rules.people import PhoneStatus
from topaz_tui.rules.stops import CallStop
from topaz_tui.services import owing, pairs, unread
from topaz_tui.services.catching_up import catch_up
from topaz_tui.services.importing import contradictions, existing_clients, joining, new_clients
from topaz_tui.services.importing.imported_person import NHS, THEIRS, ImportedPerson, Remark, Source, Taken
from topaz_tui.services.importing.register import Register
from topaz_tui.services.importing.several import PeopleOfOneId, SeveralUnderOneId
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import database, transaction
from topaz_tui.store.models import Client, Doubt, Phone
from topaz_tui.store.rows import dicts
from topaz_tui.store.sql import imports as sql
from topaz_tui.store.statement import tuples

_DIGEST = 16  # letters
_MARKED_WORDS: Mapping[str, str] = {PhoneStatus.WRONG: "is wrong", PhoneStatus.UNOBTAINABLE: "can't be obtained"}


T = TypeVar("T")


class _Undo(Exception):
    pass


@contextmanager
def rehearsal() -> Iterator[None]:
    """Write as ever in the block, and undo all of it at the end. Nobody else can write meanwhile."""
    try:
        with transaction():
            yield
            raise _Undo  # noqa: TRY301  # it undoes the transaction
    except _Undo:
        return


@contextmanager
def at_once() -> Iterator[None]:
    """Keep what the block writes as a whole, or nothing of it where it ends in an error. Nobody else can write
    meanwhile."""
    with transaction():
        yield


def came_before(session: Session) -> dict[str, int]:
    """The digests of rows that may be passed over where they come again as they stand, and whom they are about. None
    is of somebody whose row is spoken of each time: they died or moved, a number is wrong, two have an NHS number."""
    spoken_of = Phone.select(Phone.client).where(Phone.status.in_(tuple(_MARKED_WORDS)))
    shared = Client.select(Client.nhs_number).group_by(Client.nhs_number).having(fn.COUNT(Client.id) > 1)
    rows = (
        Client.select(Client.id, Client.council_row)
        .where(Client.council_row.is_null(False) & Client.id.not_in(spoken_of))
        .where(Client.stopped.is_null() | Client.stopped.not_in((CallStop.DIED, CallStop.MOVED)))
        .where(Client.nhs_number.is_null() | Client.nhs_number.not_in(shared.where(Client.nhs_number.is_null(False))))
    )
    found: dict[str, int] = {}
    for client in tuples(database.execute(rows), sql.DigestRow):
        _, *digests = (client.council_row or "").split(" =")
        found.update((digest[:_DIGEST], client.id) for digest in digests)
    return found


class Importer:
    """Takes the rows of one file, some at a time. Decisions are those of the moment at which it was made. `before` has
    the rows that may come again, as `came_before` found them."""

    def __init__(self, session: Session, source: Source, before: Mapping[str, int] | None = None) -> None:
        self.session = session
        self._before = before or {}
        now = clock.now()
        self._at = clock.to_store(now)
        self._register = Register(session, source, now)
        self.import_id = self._register.id
        self._waited = pairs.waiting()
        self._fresh = new_clients.NewClientWriter(session, now, source, self._register)
        self._known = existing_clients.ClientUpdater(session.worker_id, session.settings, now, source, self._register)
        self.of_several: set[int] = set()  # under whose ID it has more than one person, and nobody has said whose it is
        self._several = SeveralUnderOneId(self._at, self._register, self._known)
        self._added = self._changed = self._unchanged = self._not_taken = self._refused = 0
        self._pairs: set[frozenset[str]] = set()  # of person IDs that were warned about
        self._marked: set[tuple[int, str]] = set()  # phones that were listed

    def take(self, people: Sequence[ImportedPerson], same: Sequence[str] = ()) -> Taken:
        """One batch, in one transaction; `same` are the digests of rows that came before. Raises UserError where the
        database can't be written."""
        if not (people or same):
            return Taken()
        with transaction():
            newest = self._register.newest_doubt()
            self._came_again(same)
            taken = self._take({said.person_id: said for said in people}) if people else Taken()
            taken = replace(taken, unchanged=taken.unchanged + len(same))
            self._took(taken, newest)
            return taken

    def _came_again(self, digests: Sequence[str]) -> None:
        """Note of whoever these rows are about that they were in the file, too, and that nothing is new of them. Raises
        Conflict where another file has changed them meanwhile."""
        ids = {self._before[digest]: digest for digest in digests}
        rows = tuples(database.run(sql.ROWS, (json.dumps(list(ids)),)), sql.DigestRow)
        kept = {client.id: client.council_row for client in rows}
        if any(digest not in (kept.get(client_id) or "") for client_id, digest in ids.items()):
            raise Conflict("Another file was read at the same time.", "Read this one again: nothing is doubled.")
        self._register.unchanged(ids)

    def take_events(self, events: Sequence[tuple[ImportedPerson, T]]) -> tuple[Taken, list[T]]:
        """What rows that are no assessments say of people on the list: a death, a move, open services, a doubt. Those
        about nobody on the list are given back, each as what came with it."""
        if not events:
            return Taken(), []
        with transaction():
            ids = [said.person_id for said, _ in events]
            on_list = {client.person_id: client.id for client in existing_clients.on_list(ids)}
            on_list |= self._joined(said for said, _ in events if said.person_id not in on_list)
            newest = self._register.newest_doubt()
            changed = not_taken = 0
            of_nobody: list[T] = []
            warnings: list[Remark] = []
            for said, with_it in events:  # one by one: there may be several about one person
                client_id = on_list.get(said.person_id)
                if client_id is None:
                    of_nobody.append(with_it)
                    continue
                changed += self._known.update({client_id: said})
                not_taken += self._known.not_taken
                warnings += said.warnings
            count = len(events) - len(of_nobody)
            self._register.unchanged(on_list.values())
            unchanged = count - changed - not_taken
            taken = Taken(0, changed, unchanged, not_taken, tuple(warnings), tuple(self._known.conflicts))
            self._took(taken, newest)
            return taken, of_nobody

    def take_several(self, ids: Sequence[PeopleOfOneId[T]], unknown: Collection[str] = ()) -> tuple[Taken, list[T]]:
        """What the file says under IDs that it gives to more than one person each, and which of such IDs it is not kept
        of who stands under them (`unknown`). Nobody calls whoever has the ID until somebody has said whose it is; what
        nothing is taken of comes back, each as what came with it."""
        if not (ids or unknown):
            return Taken(), []
        with transaction():
            newest = self._register.newest_doubt()
            raised = self._several.take(ids)
            in_doubt = {*raised.client_ids, *self._several.unknown(unknown)}
            self.of_several |= in_doubt
            self._took(raised.taken, newest)
            queue_status.refresh(in_doubt, self.session.settings)
            return raised.taken, raised.back

    def finish(self) -> None:
        """The file is read to its end. In a list from before Topaz looked who may be the same person, it looks now."""
        while catch_up(self.session):
            pass
        with transaction():
            self._count()
            self._register.finish()

    def pairs_found(self) -> int:
        """How many pairs of records wait to be judged since this began, which may be one person's."""
        return max(0, pairs.waiting() - self._waited)

    def refused(self, rows: int) -> None:
        """Say how many rows were refused so far."""
        self._refused = rows

    def _took(self, taken: Taken, newest_doubt: int) -> None:
        """Count what became of some rows, and give the doubts that they raised to whoever imports."""
        self._register.own(newest_doubt)
        self._added += taken.added
        self._changed += taken.changed
        self._unchanged += taken.unchanged
        self._not_taken += taken.not_taken
        self._count()

    def _count(self) -> None:
        self._register.count(self._added, self._changed, self._unchanged, self._not_taken, self._refused)

    def _take(self, batch: dict[str, ImportedPerson]) -> Taken:
        listed = existing_clients.on_list(batch)
        on_list = {client.person_id: (client.id, client.council_row) for client in listed}
        stops = {client.id: client.stopped for client in listed}
        by_hand = self._joined(said for person_id, said in batch.items() if person_id not in on_list)
        on_list |= {person_id: (client_id, None) for person_id, client_id in by_hand.items()}
        warnings = [remark for said in batch.values() if said.warnings for remark in said.warnings]
        warnings += self._same_nhs_number(batch.values())
        new = [said for person_id, said in batch.items() if person_id not in on_list]
        self._fresh.write(new)
        added = len(new)
        changed = sum(len(said.assessed) - 1 for said in new)  # further rows of somebody who was new
        not_taken = 0
        conflicts: list[Remark] = []
        if on_list:
            known = {client_id: batch[person_id] for person_id, (client_id, _) in on_list.items()}
            conflicts += self._marked_phones(known)
            rows = dict(on_list.values())
            self._note_digests(known, rows)
            suspects = {
                i: said
                for i, said in known.items()
                if said.rows > 1 or said.print not in (rows[i] or "") or contradictions.differs(said, stops.get(i))
            }
            changed += self._known.update(suspects)
            not_taken = self._known.not_taken
            conflicts += self._known.conflicts
            conflicts += self._known.contradictions({i: said for i, said in known.items() if i not in suspects})
            queue_status.refresh(owing.never_recalled(known), self.session.settings)
            self._register.unchanged(known)
        count = sum(said.rows for said in batch.values())
        if added or changed:
            first, last = (min(s.row for s in batch.values()), max(s.last_row for s in batch.values()))
            span = f"rows {first} to {last}: {added} added, {changed} changed"
            audit.record(self.session.worker_id, "read the council's file", subject=span)
        unchanged = count - added - changed - not_taken
        return Taken(added, changed, unchanged, not_taken, tuple(sorted(warnings)), tuple(sorted(conflicts)))

    def _note_digests(self, known: Mapping[int, ImportedPerson], rows: Mapping[int, str | None]) -> None:
        """Add the digests of rows that say what is known in other cells, so that they can be passed over the next
        time."""
        new = []
        for client_id, said in known.items():
            kept = rows[client_id] or ""
            if said.same and said.rows == 1 and said.print in kept and said.same not in kept:
                others = (word for word in kept.split() if word[0] != "=")
                new.append((" ".join((*others, f"={said.same}")), client_id))
        new_clients.many(sql.NOTE_DIGESTS, new)

    def _joined(self, new: Iterable[ImportedPerson]) -> dict[str, int]:
        """Whom of those that are new by their ID somebody added by hand: by that ID, which is theirs from now on."""
        joined = joining.join(new, self.session.worker_id, self._at, self._register.before)
        return {said.person_id: id for id, said in joined}

    def _same_nhs_number(self, people: Iterable[ImportedPerson]) -> list[Remark]:
        """Each pair of people with one NHS number once, in this file or against the list."""
        who: dict[str, list[ImportedPerson]] = defaultdict(list)
        for said in people:
            if number := said.facts[NHS]:
                who[str(number)].append(said)
        shared = tuples(database.run(sql.SHARED_NUMBERS, (json.dumps(list(who)),)), sql.SharedNumber)
        listed = {each.nhs_number: (each.first, each.second) for each in shared}
        found: list[Remark] = []
        for number, several in who.items():
            if number not in listed and len(several) == 1:
                continue
            known = [*filter(None, listed.get(number, ())), *(said.person_id for said in several[:2])]
            for said in reversed(several):  # the later row is the one to look at
                other = next((one for one in known if one != said.person_id), said.person_id)
                pair = frozenset((said.person_id, other))
                if len(pair) == 2 and pair not in self._pairs and not _is_theirs(said.person_id, other):
                    self._pairs.add(pair)
                    words = f"The NHS number is also that of {other}."
                    found.append(Remark(said.row, said.person_id, words, names_another=True))
        return found

    def _marked_phones(self, known: dict[int, ImportedPerson]) -> list[Remark]:
        """Phones that a worker found to be no good, and the file has again."""
        found = []
        for marked in tuples(database.run(sql.MARKED, (json.dumps(list(known)),)), sql.Marked):
            said = known[marked.client_id]
            numbers = [phone.number for phone in said.phones]
            if marked.number in numbers and (marked.client_id, marked.number) not in self._marked:
                self._marked.add((marked.client_id, marked.number))
                words = (
                    f"A worker found that phone {numbers.index(marked.number) + 1} {_MARKED_WORDS[marked.status]};"
                    " the file still has it. It is not called."
                )
                found.append(Remark(said.row, said.person_id, words))
        return found


def _is_theirs(person_id: str, other: str) -> bool:
    """Does the file mean the other by this ID? They were put on the list as a person of their own (doubts.py)."""
    whose = Client.get_or_none(Client.person_id == other)
    records = Doubt.select(Doubt.id, Doubt.record).join(Client, on=Doubt.client == Client.id)
    kept = dicts(records.where(Client.person_id == person_id, Doubt.record.is_null(False)))
    means = (unread.value("doubt", each["id"], unread.object_of, each["record"]) or {} for each in kept)
    return whose is not None and any(each.get(THEIRS) == whose.id for each in means)
