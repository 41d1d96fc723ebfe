"""Say in the log what was done to a piece of work: a line for each young person whom it is about."""

from __future__ import annotations

from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.models import OrderChild, Work


def record(session: Session, id: int, deed: str) -> None:
    """Write the lines; of an order there is one for each of its children."""
    row = Work.get_by_id(id)
    children = OrderChild.select().where(OrderChild.court_order == row.court_order_id)
    whom = [row.client_id] if row.client_id else [each.client_id for each in children]
    for client in whom:
        audit.record(session.worker_id, deed, client, f"work {id}")
