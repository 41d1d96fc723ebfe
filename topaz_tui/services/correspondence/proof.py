"""What became of a letter: each step with who, when and what proves it. The letter itself is never altered."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.rules import correspondence as rules
from topaz_tui.rules.correspondence import StepKind
from topaz_tui.rules.escalation_ends import EndReason, EscalationEnd
from topaz_tui.services import owned
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import Escalation, Letter, LetterStep
from topaz_tui.store.rows import dicts


def settle(letter_id: int, step: StepKind, worker_id: int | None, now: datetime, words: str = "") -> None:
    """Keep a step of a letter. A final step also ends its line on the board. Part of the caller's transaction."""
    at = clock.to_store(now)
    LetterStep.insert(letter=letter_id, at=at, worker=worker_id, step=step, words=words or None).execute()
    if step in rules.ENDS:
        Letter.update(ended_at=at).where(Letter.id == letter_id, Letter.ended_at.is_null()).execute()
        end_lines((letter_id,), now, EscalationEnd(EndReason.LETTER_ENDED, step))


def end_lines(letter_ids: Collection[int], now: datetime, ending: EscalationEnd) -> None:
    """End the board's lines that say that these letters have not gone. Part of the caller's transaction."""
    open_lines = Escalation.select(Escalation.id).where(
        Escalation.letter.in_(list(letter_ids)), Escalation.closed_at.is_null()
    )
    for line in dicts(open_lines):
        owned.end(line["id"], now, ending)


def stand(way: str, step: str | None) -> str:
    """Where a letter stands after this step, in words; None where no step was kept yet."""
    if step is None:
        return rules.WAITS.get(way, "Waits")
    return rules.STEPS.get(step, step)


def last_steps(letter_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """The newest step of each letter that has one."""
    found: dict[int, dict[str, Any]] = {}
    for row in _steps(tuple(letter_ids)) if letter_ids else ():
        found[row["letter_id"]] = row
    return found


@Compiled
def _steps(letter_ids: Any) -> Any:
    s = LetterStep
    return s.select(s.letter.alias("letter_id"), s.at, s.step, s.words).where(s.letter.in_(letter_ids)).order_by(s.id)
