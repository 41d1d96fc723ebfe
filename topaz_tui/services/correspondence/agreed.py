"""What was agreed with somebody, from what was put in place for them and has not come yet: what a letter says of it,
until whoever writes it says it better."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from topaz_tui import clock
from topaz_tui.rules import correspondence as rules
from topaz_tui.rules.reading import Reading
from topaz_tui.services import access, links, unread
from topaz_tui.services.actions import OPEN
from topaz_tui.services.session import AnySession
from topaz_tui.store.models import ClientAction
from topaz_tui.store.rows import dicts


def agreed_with(session: AnySession, client_id: int) -> str:
    """What was agreed with somebody, one line for each open action; '' where none is open."""
    access.opened(session, Reading.AGREED, client_id)
    return "\n".join(lines_of(links.group_of(client_id)))


def lines_of(records: Sequence[int]) -> Iterator[str]:
    """A line for each open action of these records, with its day where that is not past: a day that is past is no
    promise any more."""
    today = clock.today()
    for row, day in _open(records):
        who = f" ({row['who']})" if row["who"] else ""
        by = f", by {rules.day_words(day)}" if day and day >= today else ""
        yield f"- {' '.join(row['detail'].split())}{who}{by}"


def late_of(records: Sequence[int]) -> tuple[str, ...]:
    """The open actions of these records that are late."""
    today = clock.today()
    return tuple(" ".join(row["detail"].split()) for row, day in _open(records) if day and day < today)


def _open(records: Sequence[int]) -> Iterator[tuple[dict[str, Any], date | None]]:
    """The open actions of these records, each with the day by which it is to be done."""
    a = ClientAction
    rows = a.select(a.id, a.detail, a.who, a.by_on).where(a.client.in_(list(records)), *OPEN).order_by(a.id)
    for row in dicts(rows):
        day = unread.value("action", row["id"], date.fromisoformat, row["by_on"]) if row["by_on"] else None
        yield row, day
