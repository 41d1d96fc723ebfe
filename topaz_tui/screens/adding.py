"""Add to a submitted concern, from wherever one reads it."""

from __future__ import annotations

from typing import Any

from topaz_tui.rules.forms import Question
from topaz_tui.screens.base import Page
from topaz_tui.services import concerns, drafts
from topaz_tui.widgets.ask import Ask

ADDITION = Question(
    "text", "Addition", "text", "What is to be put right, or has come up since?",
    needed="Write what is to be added.",
)  # fmt: skip


async def add_to_concern(page: Page, concern_id: int, reference: str) -> str | None:
    """Ask what is to be added, and add it; what becomes of it, in words, or None where nothing was added. What is
    typed is kept until it is."""
    app, key = page.app, str(concern_id)
    await app.keeper.flush()
    typed: Any = await page.ask(drafts.load, app.desk, "addition", key)
    answers = await app.push_screen_wait(
        Ask(
            f"Add to {reference}",
            (ADDITION,),
            lead="What was submitted stays as it is. This goes below it, with your name and the time.",
            answers=typed,
            keep=lambda said: app.keep_draft("addition", key, said),
            done="Add it",
        )
    )
    if not answers:
        return None
    told = await page.ask(concerns.add, app.desk, concern_id, str(answers["text"]))
    await app.drop_draft("addition", key)
    app.dispatch_soon()
    return told
