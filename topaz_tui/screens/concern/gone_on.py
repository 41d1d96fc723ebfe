"""What was typed into a concern that had gone on: it was submitted, discarded or taken over meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.forms import Answer
from topaz_tui.services import concerns
from topaz_tui.widgets.dialogs import FormDialog

if TYPE_CHECKING:
    from topaz_tui.screens.concern.screen import ConcernScreen

LEFT = DraftKind.LEFT_OVER  # the kind of the draft kept of what was typed into a concern that had gone on
GONE_ON = "What you typed is not in the concern: it had gone on"


async def leave_to_them(page: ConcernScreen, concern_id: int, answers: dict[str, Answer]) -> str | None:
    """Show what of these answers is not in it, and leave it to whoever has it now; returns what became of it, None
    where nothing was left to them. What they have already is a draft no more."""
    page.app.keep_draft(LEFT, str(concern_id), answers)
    clashes = await page.call(concerns.left_over, page.app.session, concern_id, answers)
    if not clashes:
        await page.app.drop_draft(LEFT, str(concern_id))
        return None
    lead = "\n".join(
        f"{clash.words}\n    Theirs: {clash.theirs or 'nothing'}\n    Yours: {clash.yours}" for clash in clashes
    )
    if await page.app.push_screen_wait(FormDialog(GONE_ON, lead=lead, done="Leave yours to them")) is None:
        return None
    return await page.app.settle(LEFT, str(concern_id), concerns.hand_over, page.app.session, concern_id, answers)
