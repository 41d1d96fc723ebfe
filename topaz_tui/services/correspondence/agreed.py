"""What was agreed with somebody, from what was put in place for them and has not come yet: what a letter says of it,
until whoever writes it says it better."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from topaz_tui import clock
from topaz_tui.rules import correspondence as rules
from topaz_tui.rules.correspondence import LetterWay
from topaz_tui.rules.reading import Reading
from topaz_tui.services import access, links, unread
from topaz_tui.services.actions import OPEN
from topaz_tui.services.correspondence import templates
from topaz_tui.services.safety import safety_of
from topaz_tui.services.session import AnySession
from topaz_tui.store.models import ClientAction
from topaz_tui.store.rows import dicts


def agreed_with(session: AnySession, client_id: int) -> str:
    """What was agreed with somebody, one line for each open action, its day as the letter to them says days; '' where
    none is open."""
    access.opened(session, Reading.AGREED, client_id)
    records = links.group_of(client_id)
    spoken = rules.language_of(safety_of(records, clock.today()).language)
    language = templates.language_in(session.settings, rules.KIND["agreed"], LetterWay.PRINT, spoken)
    return "\n".join(lines_of(records, language))


def lines_of(records: Sequence[int], language: str = rules.ENGLISH) -> Iterator[str]:
    """A line for each open action of these records, in a letter of this language, with its day where that is not past:
    a day that is past is no promise any more."""
    today = clock.today()
    before = ", by" if language == rules.ENGLISH else ","
    for row, day in _open(records):
        who = f" ({row['who']})" if row["who"] else ""
        by = f"{before} {rules.day_words(day, language)}" if day and day >= today else ""
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
