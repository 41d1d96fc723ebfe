"""Take back what was said of actions by mistake: one choice, for one or for several at once."""

from __future__ import annotations

from collections.abc import Collection

from topaz_tui.grammar import counted
from topaz_tui.rules.arranged import MISTAKES
from topaz_tui.rules.forms import Question
from topaz_tui.screens.base import Page
from topaz_tui.screens.dialogs.draft_form import ask_and_do
from topaz_tui.services import actions
from topaz_tui.widgets.dialogs import Answers

WHY = Question(
    "why", "What was wrong", "choice", "It stands on the timeline, with your name.", tuple(MISTAKES.items()),
    needed="Say what was wrong.",
)  # fmt: skip


async def put_said_right(page: Page, action_ids: Collection[int]) -> bool:
    """Ask what was wrong, and let the actions stand as they did before; whether it was done."""

    async def take_back(answers: Answers) -> int:
        return await page.call(actions.take_back, page.app.session, tuple(action_ids), str(answers["why"]))

    several = len(action_ids) > 1
    title = f"Put right what was said of {counted(len(action_ids), 'action') if several else 'it'}"
    done = await ask_and_do(page, "", "", title, (WHY,), take_back, done="Put right")
    if done:
        page.app.say("Put right: they stand as they did before." if several else "Put right: it stands as before.")
    return done is not None
