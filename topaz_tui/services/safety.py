"""How somebody can be called safely, by all records that are theirs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from topaz_tui.rules import linked
from topaz_tui.rules.safety import Safety
from topaz_tui.services import unread
from topaz_tui.store.database import database

_SAFETY = """
SELECT safe_to_call, safe_times, voicemail_ok, sms_ok, say_who, what_to_say, code_word, language, interpreter,
       communication FROM client WHERE id = ?
"""
_WARNINGS = "SELECT id, kind, detail, review_on FROM warning WHERE client_id = ? AND ended_at IS NULL ORDER BY id"


def safety_of(records: Sequence[int], today: date) -> Safety:
    """What is stricter in any of the records, and each warning."""
    return linked.safety([_one(id, today) for id in records])


def _one(client_id: int, today: date) -> Safety:
    [(safe, times, voicemail, sms, say_who, *rest)] = database.execute_sql(_SAFETY, (client_id,)).fetchall()
    warned = tuple(
        (kind, detail, unread.value("warning", id, date.fromisoformat, on) or today)
        for id, kind, detail, on in database.execute_sql(_WARNINGS, (client_id,)).fetchall()
    )
    what_to_say, code_word, language, interpreter, communication = rest
    return Safety(
        safe, times, _truth(voicemail), _truth(sms), _truth(say_who), what_to_say, code_word, language, interpreter,
        communication, warned,
    )  # fmt: skip


def _truth(value: int | None) -> bool | None:
    return None if value is None else bool(value)
