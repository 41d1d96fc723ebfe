"""Take the last import back, whole, as long as nothing was built on it.

Whom it added is taken off the list, whom it changed is as they were before. The log says of everybody whose record
anybody changed, called under or decided about since, or one that is linked with it: then nothing is taken back. A link
that was undone is none of these. A record of somebody new that was only opened, or that stood on the board, stays there
for ever, so that it stays on the list too, emptied, as a record of nobody.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from peewee import JOIN

from topaz_tui import clock
from topaz_tui.config import CHILDREN
from topaz_tui.errors import Conflict, Invalid, NotFound, Unavailable
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.people import WAITS, Verdict
from topaz_tui.rules.permissions import Act
from topaz_tui.rules.reading import Reading
from topaz_tui.rules.referrals import KIND_WORDS
from topaz_tui.rules.stops import CallStop
from topaz_tui.services import drafts, links, pairs, search_index
from topaz_tui.services.escalations import opening
from topaz_tui.services.figures import kept
from topaz_tui.services.importing import snapshots
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.audit import JUDGED, READING, WAITED, LoggedAction
from topaz_tui.store.database import transaction
from topaz_tui.store.models import (
    MODELS,
    Audit,
    Brought,
    Client,
    Doubt,
    Duplicate,
    Escalation,
    Event,
    Import,
    Judgement,
    QueueEntry,
    SearchEntry,
    Worker,
)
from topaz_tui.store.rows import dicts, ids_as_one

_SHOWN = 20
_AT_ONCE = 500
_STILL = timedelta(minutes=10)  # without new rows, after which an import has broken off
_MADE: tuple[Any, ...] = (QueueEntry, SearchEntry, *snapshots.TABLES, *snapshots.IN_CARE)
"""What a file makes of somebody new, besides the record itself."""
_PAIRS: tuple[Any, ...] = (Duplicate, Judgement)
"""What Topaz found by itself of two records that may be one person's."""
_NOT_THEIRS = (DraftKind.ADDITION, DraftKind.TAKE_OVER, DraftKind.DISCARD)
"""Kinds of drafts whose key is a concern's number."""


@dataclass(frozen=True, slots=True)
class Undone:
    """How many people were taken off the list, put back as they were, and kept as records of nobody."""

    import_id: int
    file: str
    removed: int
    restored: int
    emptied: int


class BuiltOn(Conflict):
    """Something was built on the import: `lines` say what, `count` how much there is in all."""

    def __init__(self, import_id: int, lines: tuple[str, ...], count: int) -> None:
        self.lines, self.count = lines, count
        listed = "\n".join(f"  {line}" for line in lines)
        more = f"\n  and {count - len(lines):,} more" if count > len(lines) else ""
        super().__init__(
            f"Import {import_id} can't be taken back, and nothing was changed: work was built on it.",
            f"Since then:\n{listed}{more}\nPut right what is wrong on the people's own pages, or read a better file.",
        )


def undo(session: Session, import_id: int) -> Undone:
    """Take the import of this number back, in one transaction. Raises UserError where it is not the last, was taken
    back before, is still being read, or is somebody else's and no manager sits here; BuiltOn where work was built on
    it."""
    with transaction():
        row = _last(session, import_id)
        ours = Brought.select(Brought.client).where(Brought.import_ == import_id)
        touched = ours.where(Brought.how != "unchanged")  # what was done for others does not rest on the file
        built = tuple(dict.fromkeys(_built(row, touched)))
        if built:
            raise BuiltOn(import_id, built[:_SHOWN], len(built))
        new, changed = (_column(ours.where(Brought.how == how)) for how in ("added", "changed"))
        if ours.where((Brought.how == "changed") & Brought.snapshot.is_null()).exists():
            raise Invalid(f"What stood there before import {import_id} is kept no more.", "It can't be taken back.")
        doubted = _drop_doubts(import_id, ours.where(Brought.how == "added"))
        for client_id in changed:
            here = (Brought.import_ == import_id) & (Brought.client == client_id)
            snapshots.put_back(client_id, json.loads(Brought.select(Brought.snapshot).where(here).scalar()))
            search_index.write(client_id)
            audit.record(session.worker_id, LoggedAction.PUT_BACK, client_id, f"import {import_id}")
        Brought.delete().where(Brought.import_ == import_id).execute()
        emptied = _remove(new, import_id)
        pairs.look(changed, session.worker_id)
        now = clock.to_store(clock.now())
        Import.update(undone_at=now, undone_by=session.worker_id).where(Import.id == import_id).execute()
        queue_status.refresh([*changed, *emptied, *doubted.difference(new, changed)], session.settings)
        kept.left(session.settings, new)
        removed = len(new) - len(emptied)
        words = f"import {import_id}: {removed} taken off, {len(changed)} put back, {len(emptied)} emptied"
        audit.record(session.worker_id, "took back the council's file", subject=words)
        if CHILDREN in session.settings.services:
            from topaz_tui.services.statutory import board_lines  # it stands above what is imported here

            board_lines.look_again()
        return Undone(import_id, row.file, removed, len(changed), len(emptied))


def _last(session: Session, import_id: int) -> Any:
    """The import, which must be the last that stands, and this session's to take back."""
    row: Any = Import.get_or_none(Import.id == import_id)
    if row is None:
        raise NotFound(f"There is no import {import_id}.", "'topaz import --list' has them all.")
    if row.undone_at:
        raise Conflict(f"Import {import_id} was taken back before.", "There is nothing to do.")
    last = Import.select(Import.id).where(Import.undone_at.is_null()).order_by(Import.id.desc()).limit(1).scalar()
    if last != import_id:
        raise Conflict(f"Only the last import can be taken back: that is {last}.", "What came later may rest on this.")
    if not row.ended_at and clock.now() - clock.from_store(row.read_at) < _STILL:
        raise Unavailable(f"Import {import_id} is being read at this moment.", "Wait until it has ended.")
    if row.worker_id != session.worker_id:
        session.require(Act.UNDO_IMPORT_OF_ANOTHER)
    return row


# What was built

ON_RECORD = {
    "action": "an action", "action_step": "what was said of an action", "addition": "an addition to a concern",
    "assessment": "an assessment", "authority": "an authority",
    "booking": "an interpreter who is booked", "broken_glass": "a restricted record opened all the same",
    "call": "a call",
    "change": "a change", "concern": "a concern", "contact": "somebody beside them",
    "council_answer": "what the council found", "correction": "a correction",
    "doubt": "something to be settled", "duty": "a call that is owed", "note": "a note", "outbox": "a message",
    "born_before": "a corrected date of birth", "call_wish": "a wish about calls",
    "duty_ended": "a duty that was ended", "episode": "time in care", "letter": "a letter",
    "order_child": "a court order", "placement": "where they live", "statutory_event": "what happened in care",
    "young_person": "a young person's record",
    "phone": "a number", "restriction": "that it is restricted", "review": "a review",
    "queue_status": "a place in the queue", "support": "a referral",
    "warning": "a warning", "work": "a piece of work",
}  # fmt: skip
"""What a row of each table is, in words."""


_ON_BOARD = {opening.action_of(kind): f"on the board: {words.lower()}" for kind, words in KIND_WORDS.items()}
"""What the log says was done, of a line that came onto the board."""


def _built(row: Any, ours: Any) -> Iterator[str]:
    """What was built on the import since, each in words."""
    now, waits_again, linked = clock.now(), _waits_again(row), ids_as_one(_linked(ours))
    log: Any = (
        Audit.select(Audit.at, Audit.action, Client.person_id, Worker.name.alias("who"), Audit.client, Audit.subject)
        .join(Client, on=Audit.client == Client.id)
        .join_from(Audit, Worker, JOIN.LEFT_OUTER, on=Audit.worker == Worker.id)
        .where(
            (Audit.id > row.audit_mark) & (Audit.client.in_(ours) | Audit.client.in_(linked)),
            Audit.action.not_in((*READING, *Reading)),
        )
        .order_by(Audit.id)
    )
    for line in dicts(log):
        what = line["action"]
        if what in JUDGED and _pair(line) in waits_again:
            continue
        when = clock.format_moment(clock.from_store(line["at"]), now)
        yield f"{line['person_id']}: {_ON_BOARD.get(what, what)} ({line['who'] or 'Topaz'}, {when})"
    for person_id in _people(Doubt, (Doubt.import_ == row.id) & Doubt.settled_at.is_null(False)):
        yield f"{person_id}: a doubt was settled"
    held = (QueueEntry.client.in_(ours) | QueueEntry.client.in_(linked)) & (QueueEntry.held_until > clock.to_store(now))
    for person_id in _people(QueueEntry, held):
        yield f"{person_id}: somebody is with them now"
    keys = Client.select(Client.id.cast("TEXT")).where(Client.id.in_(ours) | Client.id.in_(linked))
    d = drafts.of_everybody()
    typing = _column(d.select(d.key).where(d.key.in_(keys) & d.kind.not_in(_NOT_THEIRS)))
    for person_id in _column(Client.select(Client.person_id).where(Client.id.in_(ids_as_one(map(int, typing))))):
        yield f"{person_id}: somebody is typing about them"
    judged = Judgement.worker.is_null(False) & (Judgement.judged_at >= row.began_at)
    for side in (Judgement.client, Judgement.other):
        both: Any = Judgement.select(side.alias("ours"), Judgement.client, Judgement.other)
        rows = dicts(both.where(judged & side.in_(ours)))
        told = [row["ours"] for row in rows if frozenset((row["client"], row["other"])) not in waits_again]
        for person_id in _column(Client.select(Client.person_id).where(Client.id.in_(ids_as_one(told)))):
            yield f"{person_id}: somebody judged whether another record is theirs"
    new = ours.where(Brought.how == "added")
    tables: Iterable[Any] = MODELS
    for table in tables:
        if table is Escalation:  # a line that is there because nobody can be called is nobody's work
            acted = Event.select(Event.escalation).where(Event.worker.is_null(False))
            for person_id in _people(Escalation, Escalation.client.in_(new) & Escalation.id.in_(acted)):
                yield f"{person_id}: on the board, and somebody saw to it"
        elif "client" in table._meta.fields and table not in (*_MADE, *_PAIRS, Audit, Brought):
            for person_id in _people(table, table.client.in_(new)):
                yield f"{person_id}: {ON_RECORD.get(table._meta.table_name, 'something')} is on their record"


def _linked(ours: Any) -> list[int]:
    """The records that are linked with one of these: a call under one of them holds for all."""
    d = Duplicate
    sides = (d.select(side).where(d.verdict == Verdict.CONFIRMED, side.in_(ours)) for side in (d.client, d.other))
    return sorted(links.groups({id for side in sides for id in _column(side)}))


def _pair(line: Mapping[str, Any]) -> frozenset[int]:
    """The two records that a line of the log about one of them speaks of."""
    return frozenset((line["client"], audit.read_other_client(line["subject"])))


def _waits_again(row: Any) -> set[frozenset[int]]:
    """The pairs that somebody has judged since the import, and that wait now as they did then: a link that was undone
    is no more."""
    judged: Any = Audit.select(Audit.client, Audit.subject, Audit.action).where(Audit.action.in_(JUDGED))
    since = {_pair(line) for line in dicts(judged.where(Audit.id > row.audit_mark))}
    ids = ids_as_one({id for pair in since for id in pair})
    earlier = judged.where(Audit.id <= row.audit_mark, Audit.client.in_(ids)).order_by(Audit.id)
    before = {_pair(line): line["action"] for line in dicts(earlier)}
    settled: Any = Duplicate.select(Duplicate.client, Duplicate.other).where(
        Duplicate.client.in_(ids), Duplicate.verdict.not_in(WAITS)
    )
    now = {frozenset((pair["client"], pair["other"])) for pair in dicts(settled)}
    return {pair for pair in since - now if before.get(pair, LoggedAction.UNDONE) in WAITED}


def _column(query: Any) -> list[Any]:
    """What a query of one column finds."""
    return list(query.scalars())


def _people(table: Any, where: Any) -> list[str]:
    """The person IDs of the clients of some rows."""
    return _column(Client.select(Client.person_id).join(table, on=table.client == Client.id).where(where).distinct())


# Taking back


def _drop_doubts(import_id: int, new: Any) -> set[int]:
    """Let go the doubts that the import raised, about people in the file and others, and what the records that it added
    brought to others since; whom they were about."""
    raised = ((Doubt.import_ == import_id) & Doubt.settled_at.is_null()) | Doubt.twin.in_(new)
    about = set(_column(Doubt.select(Doubt.client).where(raised)))
    Doubt.delete().where(raised).execute()
    return about


def _remove(new: list[int], import_id: int) -> list[int]:
    """Take these people off the list; those whom the log names stay, emptied."""
    emptied: list[int] = []
    for start in range(0, len(new), _AT_ONCE):
        ids = new[start : start + _AT_ONCE]
        for table in _MADE:
            table.delete().where(table.client.in_(ids)).execute()
        for table in _PAIRS:
            table.delete().where(table.client.in_(ids) | table.other.in_(ids)).execute()
        told = Event.select(Event.escalation)
        Escalation.delete().where(Escalation.client.in_(ids) & Escalation.id.not_in(told)).execute()
        named = set(_column(Audit.select(Audit.client).where(Audit.client.in_(ids))))
        named |= set(_column(Escalation.select(Escalation.client).where(Escalation.client.in_(ids))))
        Client.delete().where(Client.id.in_([client_id for client_id in ids if client_id not in named])).execute()
        emptied += sorted(named)
    for client_id in emptied:
        _empty(client_id, import_id)
    return emptied


def _empty(client_id: int, import_id: int) -> None:
    """Make of a record that was opened a record of nobody; its ID is free for whoever comes with a later file."""
    person_id = Client.select(Client.person_id).where(Client.id == client_id).scalar()
    facts: dict[str, Any] = dict.fromkeys(snapshots.COLUMNS) | {"name_key": "", "open_to_services": 0}
    facts |= {
        "person_id": f"{person_id} (import {import_id} taken back)",
        "stopped": CallStop.NOBODY,
        "stopped_at": clock.to_store(clock.now()),
        "version": Client.version + 1,
    }
    Client.update(facts).where(Client.id == client_id).execute()
    search_index.write(client_id)
