"""Put something on the manager's board: the one way in, used by whatever finds that a manager is needed."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules import permissions
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.permissions import Act, Role
from topaz_tui.rules.referrals import EscalationKind, EscalationState, OtherEvent
from topaz_tui.services import access, links
from topaz_tui.services.colleagues import TAKES_WORK
from topaz_tui.store import audit
from topaz_tui.store.database import database
from topaz_tui.store.models import Client, Escalation, Worker
from topaz_tui.store.rows import dicts
from topaz_tui.store.sql import escalations as sql


def event(
    escalation_id: int,
    at: datetime,
    worker_id: int | None,
    move: str,
    body: Mapping[str, object] | None = None,
    *,
    corrects: int | None = None,
) -> None:
    """Add to the history of an escalation: who, when, what, and what they gave for it; and which event of it was a
    mistake, where this one puts it right."""
    said = json.dumps(body or {}, ensure_ascii=False)
    database.run(sql.EVENT, (escalation_id, clock.to_store(at), worker_id, move, said, corrects))


class Asks(StrEnum):
    """The questions that Topaz itself puts to a manager."""

    INTERPRETER = "interpreter"  # which it is to be, where one is booked for another time than the call
    TOLD_OTHERWISE = "told otherwise"  # that somebody tells them, to whom another time was written


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEscalation:
    """An escalation that begins: its kind, whom it is about, what it waits for and until when. `opened_by` is None
    where Topaz begins it; `body` is what its first event says, `call_id` the call whose outcome asks for it,
    `action_id` the action that it is about."""

    kind: str
    client_id: int
    opened_by: int | None
    opened_at: datetime
    state: str
    waiting_for: str
    deadline: datetime | None
    concern_id: int | None = None
    danger: bool = False
    level: str = Role.MANAGER
    council: str | None = None
    owner_id: int | None = None
    body: Mapping[str, object] | None = None
    asks: Asks | None = None
    call_id: int | None = None
    action_id: int | None = None
    support_id: int | None = None
    letter_id: int | None = None


def action_of(kind: str) -> str:
    """What the log says was done by somebody who opens a line of this kind."""
    return f"opened: {kind}"


def open_escalation(new: NewEscalation) -> int:
    """Begin an escalation, with its first event where a person began it; returns its id. Part of the caller's
    transaction."""
    deadline = clock.to_store(new.deadline) if new.deadline else None
    values = (
        new.kind, new.client_id, new.concern_id, new.opened_by, clock.to_store(new.opened_at), int(new.danger),
        new.state, new.waiting_for, deadline, new.level, new.owner_id, new.council, deadline,
        new.asks, new.call_id, new.action_id, new.support_id, new.letter_id,
    )  # fmt: skip
    [(escalation_id,)] = database.run(sql.OPEN, values).fetchall()
    if new.opened_by is not None or new.body:  # what time alone brings about has no history until somebody is told
        event(escalation_id, new.opened_at, new.opened_by, OtherEvent.OPENED, new.body)
    if new.opened_by is not None:
        audit.record(new.opened_by, action_of(new.kind), new.client_id, f"escalation {escalation_id}")
    return int(escalation_id)


def days_of(kind: rules.LineKind, settings: Settings, council: str | None) -> int:
    """The working days until the deadline of a line, by this council's terms where it has its own."""
    section, _, name = kind.term.partition(".")
    terms = settings.terms_of(council).referral if section == "referral" else getattr(settings, section)
    return int(getattr(terms, name))


class Hands:
    """The workers who could own a line, looked up once for any number of lines."""

    def __init__(self) -> None:
        at_work = Worker.select(Worker.id, Worker.role).where(TAKES_WORK).order_by(Worker.id)
        self.roles: dict[int, str] = {worker.id: worker.role for worker in at_work}
        self.lines = dict.fromkeys(self.roles, 0)
        held = Escalation.select(Escalation.owner.alias("owner_id")).where(
            Escalation.closed_at.is_null(), Escalation.owner.is_null(False)
        )
        for line in dicts(held):
            if line["owner_id"] in self.lines:
                self.lines[line["owner_id"]] += 1

    def owner(
        self, kind: rules.LineKind, whose: int | None = None, but: Collection[int] = (), records: Collection[int] = ()
    ) -> int | None:
        """Who owns it: the worker `whose` doing led to it, where it is for a worker to do; else the manager who has
        the fewest lines, or one of those above them. None where no such person is at work, `but` these, who may not
        decide it. Where the person with these `records` is restricted, a worker only where they are named."""
        found = None
        if kind.begins == rules.LEVELS[0]:
            named = access.open_to_by_name(records)
            found = whose if whose in self.roles and self.may_have(whose, records) else self._one_of(named or ())
        found = found or self._manager(but)
        if found is not None:
            self.lines[found] += 1
        return found

    def may_have(self, worker_id: int | None, records: Collection[int]) -> bool:
        """Is this worker at work, and is what is known of the person with these records open to them?"""
        if worker_id is None or worker_id not in self.roles:
            return False
        named = access.open_to_by_name(records)
        return named is None or worker_id in named or permissions.may(self.roles[worker_id], Act.OPEN_RESTRICTED)

    def open_to(self, records: Collection[int]) -> int | None:
        """One of those to whom the restricted person with these records is open: a worker who is named, else a
        manager. None where nobody such is at work."""
        found = self._one_of(access.open_to_by_name(records) or ()) or self._manager(())
        if found is not None:
            self.lines[found] += 1
        return found

    def _one_of(self, named: Collection[int]) -> int | None:
        """Which of these workers, who are at work, has the fewest lines; None where there are none."""
        there = [worker for worker in named if worker in self.roles]
        return min(there, key=lambda worker: (self.lines[worker], worker), default=None)

    def _manager(self, but: Collection[int]) -> int | None:
        for level in rules.LEVELS[1:]:
            there = [worker for worker, role in self.roles.items() if role == level and worker not in but]
            if there:
                return min(there, key=lambda worker: (self.lines[worker], worker))
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A line that is to stand on the board, of another kind than a document. Topaz begins it where `opened_by` is None;
    `by` is its deadline, where that is sooner than its kind's. `whose` doing led to it: who rang them last, wrote the
    letter or has the action; it goes to nobody of `but`. In `danger` it goes up and is told of by real hours."""

    kind: rules.LineKind
    client_id: int
    opened_by: int | None = None
    by: datetime | None = None
    body: Mapping[str, object] | None = None
    whose: int | None = None
    but: Collection[int] = ()
    danger: bool = False
    asks: Asks | None = None
    call_id: int | None = None
    action_id: int | None = None
    letter_id: int | None = None


def put(line: NewLine, now: datetime, settings: Settings, hands: Hands | None = None) -> int:
    """Put the line on the board, with an owner and a deadline; returns its id. Part of the caller's transaction."""
    kind, by = line.kind, line.by
    council = Client.select(Client.council).where(Client.id == line.client_id).scalar()
    records = links.group_of(line.client_id)
    deadline = clock.add_working_days(now, days_of(kind, settings, council), settings.office)
    facts = dict(line.body or {}) | ({"_by": clock.to_store(by)} if by and by < deadline else {})
    owner = (hands or Hands()).owner(kind, line.whose or line.opened_by, line.but, records)
    return open_escalation(
        NewEscalation(
            kind=kind.id,
            client_id=line.client_id,
            opened_by=line.opened_by,
            opened_at=now,
            state=EscalationState.OPEN,
            waiting_for=kind.waiting_for,
            deadline=min(filter(None, (deadline, by))),
            level=kind.begins,
            body=facts,
            danger=line.danger,
            owner_id=owner,
            council=council,
            asks=line.asks,
            call_id=line.call_id,
            action_id=line.action_id,
            letter_id=line.letter_id,
        )
    )


def question(
    client_id: int, worker_id: int, text: str, now: datetime, settings: Settings, call_id: int | None = None
) -> int:
    """Put a worker's question, or what the outcome of this call asks, on the board, until a manager answers; returns
    the line's id."""
    kind, body = rules.KIND[EscalationKind.QUESTION], {"question": text}
    line = NewLine(kind=kind, client_id=client_id, opened_by=worker_id, body=body, call_id=call_id)
    return put(line, now, settings)
