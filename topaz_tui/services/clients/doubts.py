"""What a council's file says of a person and nobody can tell: it stops calls until somebody has looked, and settled it.

A doubt that is settled stays settled: only other words in a later file raise it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from topaz_tui import clock
from topaz_tui.errors import Trouble
from topaz_tui.rules import people
from topaz_tui.services import standing, unread
from topaz_tui.services.desk import Desk
from topaz_tui.store import audit
from topaz_tui.store.database import deed
from topaz_tui.store.models import Change, Client, Doubt, Duty, Note

SETTLED = {
    "call": "May be called",
    "died": "Has died",
    "moved": "Has moved away",
    "nobody": "A record of nobody",
    "same": "The same person: the next file changes what stands here",
}
"""How a doubt is settled, in words."""
STOPS = frozenset(("died", "moved", "nobody"))


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
    death, a move or a record of nobody stops calls, as a call's outcome does, and a manager can take it back."""
    if how not in SETTLED:
        raise Trouble("Say what is right.", f"Choose one of: {', '.join(SETTLED.values())}.")
    reason = people.clean(reason)
    if not reason:
        raise Trouble("It needs a reason.", "Say how you know.")
    now = clock.to_store(clock.now())
    with deed():
        open_here = (Doubt.client == client_id) & Doubt.settled_at.is_null()
        settled = Doubt.update(settled_at=now, settled_by=desk.worker_id, how=how).where(open_here).execute()
        if not settled:
            raise Trouble("There is nothing to settle about this person.", "Somebody else may have done it.")
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
        standing.refresh((client_id,), desk.settings)
        audit.note(desk.worker_id, f"doubt settled: {how}", client_id)
