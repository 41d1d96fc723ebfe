"""What has not gone stands on the board, with whoever wrote it, and goes up from there: a mail or text at once, what is
to be printed and posted once it has waited too long."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules import correspondence as rules
from topaz_tui.rules import referrals
from topaz_tui.rules.referrals import EscalationKind
from topaz_tui.services import unread
from topaz_tui.services.escalations import opening
from topaz_tui.services.escalations.opening import Hands
from topaz_tui.store.models import Escalation, Letter, LetterStep
from topaz_tui.store.rows import dicts

KIND = referrals.KIND[EscalationKind.LETTER]


def point_out(now: datetime, settings: Settings) -> int:
    """Put what has waited too long on the board, or was held back as it was printed, each letter once; returns how
    many. Part of the caller's transaction."""
    there = Escalation.select(Escalation.letter).where(Escalation.letter.is_null(False), Escalation.closed_at.is_null())
    waits = Letter.select(Letter.id, Letter.made_at).where(Letter.ended_at.is_null(), Letter.id.not_in(there))
    found = [row["id"] for row in dicts(waits.order_by(Letter.id)) if _is_late(row, now, settings)]
    hands = Hands() if found else None
    for letter_id in found:
        put(letter_id, now, settings, hands)
    return len(found)


def _is_late(row: dict[str, Any], now: datetime, settings: Settings) -> bool:
    """Has the letter waited too long, did it fail, or can't it be read since when it waits?"""
    failed = LetterStep.select().where(LetterStep.letter == row["id"]).order_by(LetterStep.id.desc()).first()
    if failed is not None and failed.step == rules.StepKind.FAILED:
        return True
    made_at = unread.value("letter", row["id"], clock.from_store, row["made_at"])
    return made_at is None or clock.add_working_days(made_at, settings.owned.letter_days, settings.office) < now


def put(letter_id: int, now: datetime, settings: Settings, hands: Hands | None = None) -> None:
    """Put this letter on the board, unless it stands there. Part of the caller's transaction."""
    lines = Escalation.select().where(Escalation.letter == letter_id, Escalation.closed_at.is_null())
    if lines.exists():
        return
    letter: Any = Letter.get_by_id(letter_id)
    what = {"_what": f"{rules.NOUNS.get(letter.way, 'Letter')} {letter.reference} to go"}
    last = LetterStep.select().where(LetterStep.letter == letter_id).order_by(LetterStep.id.desc()).first()
    why = {"said": last.words} if last is not None and last.step == rules.StepKind.FAILED and last.words else {}
    line = opening.NewLine(
        kind=KIND, client_id=letter.client_id, body=what | why, whose=letter.made_by_id, letter_id=letter_id
    )
    opening.put(line, now, settings, hands)
