"""Lists from before Topaz looked for duplicates: the search is made up for some people at a time, while the list is in
use."""

from __future__ import annotations

from topaz_tui import clock
from topaz_tui.services import pairs, twins
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.store.database import transaction


def catch_up(session: Session, at_once: int = pairs.AT_ONCE) -> bool:
    """Look for duplicates of up to `at_once` people for whom nobody has, and put a doubt on records under which nobody
    may be called meanwhile. Returns True where there may be more people left."""
    if not pairs.unmatched(1):
        return False
    with transaction():
        ids = pairs.unmatched(at_once)
        pairs.look(ids, session.worker_id)
        queue_status.refresh(twins.spread(ids, clock.to_store(clock.now())), session.settings)
    return len(ids) == at_once
