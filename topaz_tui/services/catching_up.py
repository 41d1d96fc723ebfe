"""Who may be the same person, in a list from before Topaz looked: it looks for some at a time, as it is used."""

from __future__ import annotations

from topaz_tui import clock
from topaz_tui.services import pairs, twins
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.store.database import transaction


def catch_up(session: Session, at_once: int = pairs.AT_ONCE) -> bool:
    """Look for some of those for whom nobody has, and stop whom nobody may call meanwhile; True where there may be
    more."""
    if not pairs.unmatched(1):
        return False
    with transaction():
        ids = pairs.unmatched(at_once)
        pairs.look(ids, session.worker_id)
        queue_status.refresh(twins.spread(ids, clock.to_store(clock.now())), session.settings)
    return len(ids) == at_once
