"""The questions of the call screen to the store about one record of a client. Each query is built once."""

from __future__ import annotations

from typing import Any

from peewee import JOIN, fn

from topaz_tui.rules.notes import NoteKind
from topaz_tui.services.actions import on_its_way
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import (
    Call,
    Client,
    ClientAction,
    Concern,
    Escalation,
    Note,
    QueueEntry,
    Worker,
)
from topaz_tui.store.models import Contact as Person
from topaz_tui.store.models import Duty as Owed


@Compiled
def client_rows(client: Any) -> Any:
    """The facts about the client and what is owed to them, under the leading record where they have several."""
    own, led = QueueEntry.alias(), QueueEntry.alias()
    return (
        Client.select(
            Client.person_id, Client.title, Client.first_name, Client.last_name, Client.preferred_name, Client.born_on,
            Client.address, Client.postcode, Client.household, Client.stopped, Client.away, Client.away_until, led.why,
            led.due_at, led.attempts,
        )
        .join(own, JOIN.LEFT_OUTER, on=own.client == Client.id)
        .join(led, JOIN.LEFT_OUTER, on=led.client == fn.COALESCE(own.lead, Client.id))
        .where(Client.id == client)
    )  # fmt: skip


@Compiled
def left_notes(client: Any) -> Any:
    """The handover notes for the next caller that nobody has read yet."""
    found = Note.select(Note.id, Note.text, Worker.name.alias("by"), Note.made_at.alias("at")).join(Worker)
    return found.where(Note.client == client, Note.kind == NoteKind.HANDOVER, Note.seen_at.is_null())


@Compiled
def contact_rows(client: Any) -> Any:
    """The contacts of the client."""
    columns = Person.id, Person.name, Person.relation, Person.phone, Person.may_be_told, Person.authority_seen
    return Person.select(*columns).where(Person.client == client).order_by(Person.id)


@Compiled
def last_call_rows(client: Any) -> Any:
    """The last call with the client that was saved."""
    found = (
        Call.select(Call.id, Call.rang_at, Call.outcome, Call.note, Worker.name.alias("by"), Person.name.alias("rung"))
        .join(Worker)
        .join_from(Call, Person, JOIN.LEFT_OUTER, on=Person.id == Call.contact)
    )
    return found.where(Call.client == client).order_by(Call.rang_at.desc(), Call.id.desc()).limit(1)


@Compiled
def duty_rows(client: Any) -> Any:
    """The calls that are owed to the client, the one due first first."""
    found = Owed.select(Owed.id, Owed.kind, Owed.due_at, Owed.reason, Owed.cause)
    return found.where(Owed.client == client, Owed.closed_at.is_null()).order_by(Owed.due_at)


@Compiled
def action_rows(client: Any) -> Any:
    """The client's actions that are open, each with the referral that sees to it, in the order of their making."""
    theirs = ClientAction.client == client, ClientAction.done_at.is_null(), ClientAction.taken_back_at.is_null()
    of_action = ClientAction.id, ClientAction.kind, ClientAction.detail, ClientAction.who, ClientAction.by_on
    return ClientAction.select(*of_action, on_its_way()).where(*theirs).order_by(ClientAction.id)


@Compiled
def concern_rows(client: Any) -> Any:
    """The concerns about a client that are being written, or still wait for somebody; the newest first."""
    not_over = Concern.submitted_at.is_null() | Escalation.closed_at.is_null()
    return (
        Concern.select(
            Concern.id, Concern.reference, Worker.name.alias("author"), Concern.submitted_at, Escalation.state,
            Escalation.waiting_for, Escalation.deadline,
        )
        .join(Worker, on=Concern.opened_by == Worker.id)
        .join(Escalation, JOIN.LEFT_OUTER, on=Escalation.concern == Concern.id)
        .where(Concern.client == client, Concern.discarded_at.is_null(), not_over)
        .order_by(Concern.id.desc())
    )  # fmt: skip


@Compiled
def try_rows(client: Any, since: Any) -> Any:
    """An attempt since this moment, at most one row. A call that was put right does not count."""
    theirs = Call.client == client, Call.is_attempt == 1, Call.replaced_by.is_null(), Call.rang_at >= since
    return Call.select(Call.id).where(*theirs).limit(1)
