"""Add to a submitted concern, from wherever one reads it."""

from __future__ import annotations

from topaz_tui import actions
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.forms import Question
from topaz_tui.screens.base import Page
from topaz_tui.screens.dialogs.draft_form import ask_and_do
from topaz_tui.services import concerns
from topaz_tui.widgets.dialogs import Answers

ADDITION = Question(
    "text",
    "Addition",
    "text",
    "What is to be put right, or has come up since?",
    needed="Write what is to be added.",
)


async def add_to_concern(page: Page, concern_id: int, reference: str) -> str | None:
    """Ask what is to be added, and add it; what becomes of it, in words, or None where nothing was added. What is
    typed is kept until it is."""
    app, key = page.app, str(concern_id)
    lead = "What was submitted stays as it is. This goes below it, with your name and the time."

    async def add(answers: Answers) -> str:
        return await app.settle(DraftKind.ADDITION, key, concerns.add, app.session, concern_id, str(answers["text"]))

    done = await ask_and_do(
        page, DraftKind.ADDITION, key, f"Add to {reference}", (ADDITION,), add, lead=lead, done="Add it"
    )
    if done is None:
        return None
    app.dispatch_soon()
    return actions.with_keys(done.value, app.session.settings.keys)
