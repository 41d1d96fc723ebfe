"""Put a person off, for a reason and a time."""

from __future__ import annotations

from datetime import datetime

from topaz_tui import clock
from topaz_tui.errors import Trouble
from topaz_tui.grammar import does
from topaz_tui.services import links
from topaz_tui.services.desk import Desk
from topaz_tui.services.queue import status
from topaz_tui.services.queue.claims import holder
from topaz_tui.store import audit
from topaz_tui.store.database import database, deed


def skip(desk: Desk, client_id: int, reason: str, until: datetime) -> None:
    """Leave a person for later, with a reason and a time to come back; lets go of them."""
    reason = reason.strip()
    now = clock.now()
    if not reason:
        raise Trouble("A skip needs a reason.", "Say in a few words why not now.")
    if until <= now:
        raise Trouble("The time to come back must be still to come.", "Give a later time.")
    with deed():
        client_id = links.lead_of(client_id)
        database.hold("standing", "client_id", (client_id,))  # claims go beside this deed
        theirs = database.execute_sql(
            "SELECT 1 FROM standing WHERE client_id = ? AND held_by <> ? AND held_until > ?",
            (client_id, desk.worker_id, clock.to_store(now)),
        ).fetchone()
        if theirs:
            raise Trouble(f"{does(holder(client_id) or 'Nobody', 'is')} with this person now.", "Leave it to them.")
        database.execute_sql(
            "UPDATE client SET not_before = ?, not_before_why = ? WHERE id = ?",
            (clock.to_store(until), f"Skipped ({reason})", client_id),
        )
        database.execute_sql(
            "INSERT INTO note (client_id, worker_id, kind, text, made_at) VALUES (?, ?, 'skipped', ?, ?)",
            (client_id, desk.worker_id, f"{reason} (until {clock.moment_words(until, now)})", clock.to_store(now)),
        )
        database.execute_sql("UPDATE standing SET held_by = NULL, held_until = NULL WHERE client_id = ?", (client_id,))
        status.refresh((client_id,), desk.settings)
        audit.note(desk.worker_id, "skipped", client_id)
