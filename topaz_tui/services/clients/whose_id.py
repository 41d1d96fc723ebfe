"""Whose an ID is that one file gives to more than one person: somebody says it, and nobody is dropped. Whoever has it
gets what the file says of them under it; each of the others is put on the list without it, as a person of their own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid, UserError
from topaz_tui.rules import people
from topaz_tui.rules.notes import NoteKind
from topaz_tui.rules.people import Settlement, Verdict
from topaz_tui.rules.permissions import Act
from topaz_tui.services import effects, links, reasons, search_index, twins, unread
from topaz_tui.services.clients import settling
from topaz_tui.services.clients.changes import client_row
from topaz_tui.services.clients.doubts import OF_SEVERAL
from topaz_tui.services.clients.duplicates import judge_duplicate, unlink
from topaz_tui.services.importing import joining, said_in, snapshots
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Call, Client, Doubt, Duplicate, Note, Review

WHOSE = "whose ID"
"""How such an answer is kept with the line of the board that it ends."""
_BEFORE, _VERSION, _CLIENT, _LINKED = "_before", "_version", "_client", "_linked"
_IDENTITY = ("nhs_number", "born_on", "last_name", "first_name")


def settle_whose(session: Session, client_id: int, theirs: Collection[int], seen: Collection[int], reason: str) -> None:
    """Say whose of those the ID is to whom the file gives it: `theirs` are the doubts about the one who has it; all
    of them, where all rows are one person's. `seen` are those that stood there: a row that another file brought
    meanwhile is neither theirs nor another's until somebody has looked. Where what the file says of any keeps
    everybody from calling them, and they are said to be two, a manager says so. Raises UserError where it can't be
    so, or is not what was seen."""
    reason = reasons.given(reason, "Say how you know.")
    moment = clock.now()
    with transaction():
        records = links.group_of(client_id)
        before = effects.with_answers(records)
        rows: list[Any] = list(_waiting(client_id))
        chosen, others = [row for row in rows if row.id in theirs], [row for row in rows if row.id not in theirs]
        if not rows:
            raise Conflict("There is nothing to settle about this ID.", "Somebody else may have done it.")
        if not chosen or len(chosen) != len(theirs) or {row.id for row in rows} != set(seen):
            raise Conflict("The rows are others than those that you saw.", "Look at them again: nothing is settled.")
        if others and any(map(settling.stops_calls, map(_record, rows))):
            session.require(Act.SET_APART_FROM_STOPPED)
        here: Any = Client.get_by_id(client_id)
        _need_one_person(client_id, chosen)
        facts = {_BEFORE: snapshots.take((client_id,))[client_id], _CLIENT: client_id}
        settling.take_over(session, client_id, chosen, moment)
        ids = []
        for row in others:
            other = settling.put_on_the_list(session, here, row, reason)
            ids.append(Client.select(Client.person_id).where(Client.id == other).scalar())
            Doubt.update(settled_at=clock.to_store(moment), settled_by=session.worker_id, how=Settlement.OTHER).where(
                Doubt.id == row.id
            ).execute()
        facts[_LINKED] = alike = _surely_theirs(client_id, chosen)
        twins.settled(client_id, session.worker_id, clock.to_store(moment), Settlement.SAME)
        facts[_VERSION] = Client.get_by_id(client_id).version + 1  # with what `keep` adds
        answer = settling.Answer(client_id, WHOSE, _said(here.person_id, chosen, others, ids), reason, facts)
        settling.keep(session, answer, records, before, moment)
        for each in alike:  # else one person would be called under both
            with suppress(UserError):  # a colleague holds one of them, or it is not open: then they wait as a pair
                judge_duplicate(session, client_id, each, Verdict.CONFIRMED, reason)


def leave_in_doubt(session: Session, client_id: int, reason: str) -> None:
    """Nobody can say yet whose the ID is: that stands on the timeline, and it goes on waiting, with whoever has it and
    by the day that it has."""
    reason = reasons.given(reason, "Say what is known, and who was asked.")
    with transaction():
        if not _waiting(client_id).exists():
            raise Conflict("There is nothing to settle about this ID.", "Somebody else may have done it.")
        Note.insert(
            client=client_id, worker=session.worker_id, kind=NoteKind.NOTE,
            text=f"Whose this ID is stays in doubt. {reason}", made_at=clock.to_store(clock.now()),
        ).execute()  # fmt: skip
        audit.record(session.worker_id, "left in doubt whose an ID is", client_id)


def _waiting(client_id: int) -> Any:
    here = (Doubt.client == client_id) & Doubt.settled_at.is_null()
    return Doubt.select().where(here, OF_SEVERAL).order_by(Doubt.id)


def _record(doubt: Any) -> dict[str, Any]:
    return dict(unread.object_of(doubt.record or "{}"))


def _surely_theirs(client_id: int, chosen: Sequence[Any]) -> list[int]:
    """The records without an ID of the council's that are surely of whoever has this one: such as one that an answer
    made which was put right since."""
    told = [said[0] for row in chosen if (said := said_in(_record(row)))]
    found = {other for said in told if (other := joining.added_by_hand(said)) is not None} - {client_id}
    d = Duplicate
    of_both = (d.client.in_(found) & (d.other == client_id)) | (d.other.in_(found) & (d.client == client_id))
    apart = d.select().where(of_both, d.verdict == Verdict.DISMISSED)  # somebody has said that they are two
    return sorted(found - {id for pair in apart for id in (pair.client_id, pair.other_id)})


def _need_one_person(client_id: int, chosen: Sequence[Any]) -> None:
    """Raise Invalid where what is chosen would make one person of two, with each other or with who is known here."""
    told = [settling.identity_of(_record(row)) for row in chosen]
    if any(people.are_surely_two(one, other) for one in told for other in told):
        raise Invalid("The NHS number differs, and so does more: they are two people.", "Say which of them has the ID.")
    row = client_row(client_id, _IDENTITY)
    nhs, born, last, first = (None if row[name] is None else str(row[name]) for name in _IDENTITY)
    mine = nhs, born, last, first
    if not any(mine):
        return
    if not any(not people.are_two(mine, each) for each in told):
        name = people.full_name(None, first, last)
        raise Invalid(
            f"{name or 'Somebody else'} has this ID here: this row is another's.",
            "Say that the other has it, or put right on their page (o) who has it.",
        )


def _said(person_id: str, chosen: Sequence[Any], others: Sequence[Any], ids: Sequence[str]) -> str:
    """Whose the ID is, in a sentence: 'ID 77 is Sue Tau's. Tim Upsilon is on the list as HAND-12'."""
    whose = people_of(chosen)
    if not others:
        return f"All that the file has under ID {person_id} is one person's: {whose}"
    each = (f"{people_of((row,))} is on the list as {id}" for row, id in zip(others, ids, strict=True))
    return f"ID {person_id} is that of {whose}. {'; '.join(each)}"


def people_of(rows: Sequence[Any]) -> str:
    """The names of those whom these doubts are about."""
    return " and ".join(dict.fromkeys(str(_record(row).get("name") or "somebody without a name") for row in rows))


# Where that was a mistake


def cannot_be_taken_back(facts: Mapping[str, Any]) -> str | None:
    """Why it can't be taken back that this ID was said to be theirs, by what the answer's event keeps; None where it
    can."""
    client_id = facts[_CLIENT]
    changed = Client.select(Client.version).where(Client.id == client_id).scalar() != facts[_VERSION]
    if changed or any(table.select().where(table.client == client_id).exists() for table in (Call, Review)):
        return "Their record was changed or called since: put right on it (o) what is wrong, and link who is one (d)."
    return None


def take_back(session: Session, facts: Mapping[str, Any]) -> None:
    """The record that has the ID is what it was before, and it waits again whose it is. Whoever was put on the list
    stays there: a call is owed to them. Part of the caller's transaction."""
    client_id = facts[_CLIENT]
    for other in facts.get(_LINKED, ()):
        with suppress(Conflict):  # somebody has taken that back already
            unlink(session, client_id, other)
    snapshots.put_back(client_id, facts[_BEFORE])
    search_index.write(client_id)
    queue_status.refresh((client_id,), session.settings)
