"""Add to a submitted concern, from wherever one reads it."""

from __future__ import annotations

from topaz_tui.rules.forms import Question
from topaz_tui.screens.base import Page
from topaz_tui.screens.kept import kept_ask
from topaz_tui.services import concerns

ADDITION = Question(
    "text", "Addition", "text", "What is to be put right, or has come up since?",
    needed="Write what is to be added.",
)  # fmt: skip


async def add_to_concern(page: Page, concern_id: int, reference: str) -> str | None:
    """Ask what is to be added, and add it; what becomes of it, in words, or None where nothing was added. What is
    typed is kept until it is."""
    app, key = page.app, str(concern_id)
    lead = "What was submitted stays as it is. This goes below it, with your name and the time."
    ask = await kept_ask(page, "addition", key, f"Add to {reference}", (ADDITION,), lead=lead, done="Add it")
    answers = await app.push_screen_wait(ask)
    if not answers:
        return None
    told = await app.settle("addition", key, concerns.add, app.desk, concern_id, str(answers["text"]))
    app.dispatch_soon()
    return told
