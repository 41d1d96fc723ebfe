"""What a council's file says of a person and nobody can tell: it stops calls until somebody has looked, and settled it.

A doubt that is settled stays settled: only other words in a later file raise it again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid
from topaz_tui.rules import people
from topaz_tui.services import twins, unread
from topaz_tui.services.clients import adding
from topaz_tui.services.desk import Desk
from topaz_tui.services.intake.said import KEPT, THEIRS
from topaz_tui.services.queue import status as queue_status
from topaz_tui.store import audit
from topaz_tui.store.database import deed
from topaz_tui.store.models import Change, Client, Doubt, Duty, Note

SETTLED = {
    "call": "May be called",
    "died": "Has died",
    "moved": "Has moved away",
    "nobody": "A record of nobody",
    "other": "Somebody else: on the list as a person of their own",
    "same": "The same person: the next file changes what stands here",
}
"""How a doubt is settled, in words."""
STOPS = frozenset(("died", "moved", "nobody"))
OF_TWO = ("other", "same")
"""How only that is settled which speaks of somebody else."""


@dataclass(frozen=True, slots=True)
class OpenDoubt:
    """Something to settle: `words` says what it is, `file_has` what stands in the council's file."""

    doubt_id: int
    code: str
    words: str
    file_has: str
    since: datetime


def _since(row: Doubt) -> datetime:
    return unread.value("doubt", row.id, clock.from_store, row.made_at) or clock.now()


def open_doubts(client_id: int) -> tuple[OpenDoubt, ...]:
    """What is to be settled about this person, the oldest first."""
    rows = Doubt.select().where((Doubt.client == client_id) & Doubt.settled_at.is_null()).order_by(Doubt.id)
    return tuple(
        OpenDoubt(row.id, row.code, people.DOUBTS.get(row.code, row.code), clock.days_in_words(row.words), _since(row))
        for row in rows
    )


def settle_doubts(desk: Desk, client_id: int, how: str, reason: str) -> None:
    """Say how all that is open about this person is settled (a key of SETTLED), and why. Whoever looked may do so: a
    death, a move or a record of nobody stops calls, as a call's outcome does, and a manager can take it back.
    'other' puts whom the file means on the list, as the file says of them, and later files under this ID go to them;
    the person here stays as they are. Raises UserError for 'same' where everything says that they are two."""
    if how not in SETTLED:
        raise Invalid("Say what is right.", f"Choose one of: {', '.join(SETTLED.values())}.")
    reason = people.clean(reason)
    if not reason:
        raise Invalid("It needs a reason.", "Say how you know.")
    now = clock.to_store(clock.now())
    with deed():
        open_here = (Doubt.client == client_id) & Doubt.settled_at.is_null()
        if how in OF_TWO:
            open_here &= Doubt.code == "somebody_else"
            for doubt in Doubt.select().where(open_here):
                _of_two(desk, client_id, how, doubt, reason)
        settled = Doubt.update(settled_at=now, settled_by=desk.worker_id, how=how).where(open_here).execute()
        if not settled:
            raise Conflict("There is nothing to settle about this person.", "Somebody else may have done it.")
        if how in STOPS:
            was = Client.select(Client.stopped).where(Client.id == client_id).scalar()
            Client.update(stopped=how, stopped_at=now).where(Client.id == client_id).execute()
            Duty.update(closed_at=now, closed_how="stopped").where(
                (Duty.client == client_id) & Duty.closed_at.is_null()
            ).execute()
            Change.insert(
                client=client_id, worker=desk.worker_id, field="stopped", was=was, now=how, changed_at=now
            ).execute()
        Note.insert(
            client=client_id, worker=desk.worker_id, kind="note", text=f"{SETTLED[how]}. Reason: {reason}", made_at=now
        ).execute()
        Client.update(version=Client.version + 1).where(Client.id == client_id).execute()
        person_id = Client.select(Client.person_id).where(Client.id == client_id).scalar()
        others = twins.settled(str(person_id), desk.worker_id, now, how)
        queue_status.refresh((client_id, *others), desk.settings)
        audit.note(desk.worker_id, f"doubt settled: {how}", client_id)


def _of_two(desk: Desk, client_id: int, how: str, doubt: Doubt, reason: str) -> None:
    """Whom the file means under this ID is somebody else, or is not."""
    record: Mapping[str, Any] = unread.object_of(doubt.record or "{}")
    here = Client.get_by_id(client_id)
    name = people.split_name(str(record.get("name") or ""))
    theirs = record.get("nhs_number") or None, record.get("born_on") or None, name.last, name.first
    if how == "same":
        if people.are_surely_two((here.nhs_number, here.born_on, here.last_name, here.first_name), theirs):
            raise Invalid(
                "The NHS number differs, and so does more: they are two people.",
                "Choose 'Somebody else'; their page can be put right where it is wrong.",
            )
        return
    if not record.get("name"):
        raise Invalid("What the file says of them was not kept.", "Add them by hand: + where you look for somebody.")
    numbers = record.get("phones") or ("",)
    typed = {
        "first_name": name.first or "", "last_name": name.last or "", "born_on": theirs[1] or "",
        "nhs_number": theirs[0] or "", "phone": numbers[0], "address": record.get("address") or "",
        "postcode": record.get("postcode") or "",
        "how": f"The council's file has them under ID {here.person_id}, which is somebody else's. {reason}",
    }  # fmt: skip
    seen = tuple(each.client_id for each in adding.candidates(desk, typed))
    stopped = next((stop for stop in ("died", "moved") if record.get(stop)), None)
    to_call = not (stopped or record.get("open_to_services"))
    other = adding.add(desk, typed, seen, to_call=to_call)
    now = clock.to_store(clock.now())
    facts: dict[str, Any] = {name: record[name] for name in KEPT if record.get(name) not in (None, "")}
    facts |= {"open_to_services": 1} if record.get("open_to_services") else {}
    facts |= {"stopped": stopped, "stopped_at": now} if stopped else {}
    if facts:
        Client.update(facts).where(Client.id == other).execute()
    for code, words in () if stopped else record.get("doubts") or ():
        Doubt.insert(
            client=other, code=code, words=words, made_at=now, owner=desk.worker_id, due_at=doubt.due_at,
            import_=doubt.import_, record=doubt.record,
        ).execute()  # fmt: skip
    Doubt.update(record=json.dumps({**record, THEIRS: other})).where(Doubt.id == doubt.id).execute()
    queue_status.refresh((other,), desk.settings)
