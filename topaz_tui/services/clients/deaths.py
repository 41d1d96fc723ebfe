"""Stop calls to somebody who has died, where that is recorded as something that happened, and not as a call."""

from __future__ import annotations

from datetime import date

from topaz_tui import clock
from topaz_tui.rules.stops import CallStop
from topaz_tui.services import interpreters, links, owing
from topaz_tui.services.clients.changes import client_row, finish, set_facts
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.store.models import Client

STAYS_STOPPED = "and calls stay stopped, as they were said to have died: a manager lets them go on (g)."


def is_stopped_by_it(client_id: int) -> bool:
    """Are calls to the client stopped because they are said to have died? Only a manager takes that back."""
    return bool(Client.select().where(Client.id == client_id, Client.stopped == CallStop.DIED).exists())


def has_died(session: Session, client_id: int, day: date) -> None:
    """Record that the client died on this day: nobody calls or writes to them from now on, and nothing is owed under
    any of their records, as after a call that said so. Part of the caller's transaction."""
    was = client_row(client_id, ("stopped", "died_on"))
    said = {"stopped": CallStop.DIED.value, "died_on": str(day)}
    now = {name: value for name, value in said.items() if value != was[name]}
    if not now:
        return
    set_facts(session, client_id, was, now)
    records = links.group_of(client_id)
    if "stopped" in now:
        at = clock.to_store(clock.now())
        Client.update(stopped_at=at).where(Client.id == client_id).execute()
        owing.end_for_a_stop(records, at)
        interpreters.point_out(session, client_id, clock.now())
    finish(session, client_id, "recorded a death")
    if others := [each for each in records if each != client_id]:
        queue_status.refresh(others, session.settings)
