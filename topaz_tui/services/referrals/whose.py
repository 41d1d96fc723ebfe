"""Which number it is whose owner is unknown: named on the board, on its page and in its moves."""

from __future__ import annotations

from topaz_tui.services.referrals.kept import Event, Row
from topaz_tui.services.safety import numbers_of
from topaz_tui.store.models import Phone

WHOSE = "whose number"


def number_of(row: Row, events: tuple[Event, ...]) -> str:
    """The number as it is dialled; why it is not shown, where it is not safe to call them; '' where the line is of
    another kind, or names none."""
    phone_id = events[0].facts.get("_phone") if row.kind == WHOSE and events else None
    phone = Phone.get_or_none(Phone.id == phone_id) if isinstance(phone_id, int) else None
    if phone is None:
        return ""
    return numbers_of(row.client_id).said(phone.number, phone.dial_first)
