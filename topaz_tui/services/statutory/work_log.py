"""Say in the log what was done to a piece of work: a line for each young person whom it is about."""

from __future__ import annotations

from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.models import OrderChild, Work


def record(session: Session, id: int, action: str) -> None:
    """Write a line into the log for each young person whom the piece of work is about; for a school one about
    nobody."""
    for client in about(id) or (None,):
        audit.record(session.worker_id, action, client, f"work {id}")


def about(id: int) -> list[int]:
    """The clients whom a piece of work is about: of an order all its children, also those who left the case."""
    row = Work.get_by_id(id)
    if row.client_id:
        return [row.client_id]
    children = OrderChild.select().where(OrderChild.court_order == row.court_order_id) if row.court_order_id else ()
    return [each.client_id for each in children]
