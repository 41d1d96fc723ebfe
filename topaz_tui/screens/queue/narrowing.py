"""Which of the queue are to be shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from topaz_tui.rules import duties, forms, letters, people
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.forms import Question
from topaz_tui.services import queue, workers
from topaz_tui.services.queue import Filters
from topaz_tui.text import sanitize
from topaz_tui.widgets.dialogs import Answers, FormDialog

if TYPE_CHECKING:
    from topaz_tui.screens.queue.screen import QueueScreen


async def ask_filters(page: QueueScreen) -> Filters | None:
    """Ask who is to be shown; None where it was left."""
    team = [line for line in await page.call(workers.team, page.app.session) if line.takes_work]
    there = await page.call(queue.narrowing, page.app.session, page.tab)
    reasons = tuple((code, f"{queue_rules.REASON_WORDS[code]} ({count:,})") for code, count in there.reasons)
    councils = tuple((name, sanitize(name)) for name in there.councils)
    picked = (
        Question("reason", "Why not", "choice", options=reasons, letters=letters.of(code for code, _ in reasons)),
        Question("why", "Why", "choice", options=tuple((why, duties.WORDS[why]) for why in there.whys)),
        Question("band", "Band", "choice", options=tuple((band, people.BANDS[band]) for band in there.bands)),
    )
    questions = (
        *(question for question in picked if question.options),
        *([Question("council", "Council", "choice", options=councils)] if councils else []),
        Question("language", "Language", "line", "The first letters will do."),
        Question("worker_id", "Worker", "choice", "Held by them, or kept for them.",
                 options=tuple((str(line.id), line.name) for line in team)),
        Question("due_from", "Due from", "day", "A day, such as 3 nov or 03/11/2026.", sense="either"),
        Question("due_to", "Due until", "day", "A day, such as 3 nov or 03/11/2026.", sense="either"),
    )  # fmt: skip
    kept = page.filters
    now: Answers = {
        "reason": kept.reason if kept.reason in dict(reasons) else None,
        "why": kept.why if kept.why in there.whys else None,
        "band": kept.band if kept.band in there.bands else None,
        "council": kept.council if kept.council in there.councils else None,
        "language": kept.language,
        "worker_id": str(kept.worker_id) if kept.worker_id else None,
        "due_from": kept.due_from.isoformat() if kept.due_from else None,
        "due_to": kept.due_to.isoformat() if kept.due_to else None,
    }
    answers = await page.app.push_screen_wait(FormDialog("Show only", questions, answers=now, done="Show"))
    if answers is None:
        return None
    worker = answers.get("worker_id")
    return replace(
        page.filters,
        reason=answers.get("reason"),
        why=answers.get("why"),
        band=answers.get("band"),
        council=answers.get("council"),
        language=answers.get("language"),
        worker_id=int(str(worker)) if worker else None,
        due_from=forms.day_of(answers.get("due_from")),
        due_to=forms.day_of(answers.get("due_to")),
    )
