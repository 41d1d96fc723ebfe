"""Which number it is whose owner is unknown: named on the board, on its page and in its moves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from topaz_tui.rules.referrals import EscalationKind
from topaz_tui.services.safety import numbers_of
from topaz_tui.store.models import Phone

if TYPE_CHECKING:
    from topaz_tui.services.escalations.entries import EscalationEvent, EscalationRow

WHOSE = EscalationKind.WHOSE_NUMBER
LAST = 4  # figures by which two numbers are told apart in a line


def number_of(row: EscalationRow, events: tuple[EscalationEvent, ...]) -> str:
    """The number as it is dialled; why it is not shown, where it is not safe to call them; '' where the line is of
    another kind, or names none."""
    phone = _phone(row.kind, events[0].facts if events else {})
    return numbers_of(row.client_id).said(phone.number, phone.dial_first) if phone else ""


def waits_for(words: str, kind: str, client_id: int, facts: Mapping[str, object]) -> str:
    """What a line about a number waits for: its kind, with the last figures of the number, so that two such lines
    differ even where a list cuts them. `facts` is what the line was opened with."""
    phone = _phone(kind, facts)
    shown = numbers_of(client_id).words(phone.number) if phone else None
    return f"whose number …{''.join(filter(str.isdigit, shown))[-LAST:]} is" if shown else words


def _phone(kind: str, facts: Mapping[str, object]) -> Phone | None:
    phone_id = facts.get("_phone") if kind == WHOSE else None
    return Phone.get_or_none(Phone.id == phone_id) if isinstance(phone_id, int) else None
