"""Go on with the concern that a colleague is writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.forms import Question
from topaz_tui.screens.dialogs.draft_form import ask_and_do
from topaz_tui.services import concerns
from topaz_tui.services.concerns import BeingWritten
from topaz_tui.widgets.dialogs import Answers

if TYPE_CHECKING:
    from topaz_tui.screens.escalations.screen import EscalationsScreen

WHY_TAKE = Question(
    "reason", "Reason", "text", "Why do you go on with it, and not they?", needed="Say why you take it over."
)


async def take_over(page: EscalationsScreen, draft: BeingWritten) -> bool:
    """Ask why, and take it over; whether that was done."""
    lead = (
        f"{draft.author} began it. From now on you write it, and submit it or discard it; they can't"
        " write in it any longer. Who began it, and your reason, stay on record."
    )
    title = f"Take over {draft.reference} about {draft.client}?"
    kind, key = DraftKind.TAKE_OVER, str(draft.id)

    async def take_over(answers: Answers) -> None:
        what = (page.app.session, draft.id, str(answers["reason"]))
        await page.app.settle(kind, key, concerns.take_over, *what)

    return await ask_and_do(page, kind, key, title, (WHY_TAKE,), take_over, lead=lead, done="Take it over") is not None
