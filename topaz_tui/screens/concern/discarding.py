"""Discard a concern that is not needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.forms import Answer, Question
from topaz_tui.screens.dialogs.draft_form import ask_and_do
from topaz_tui.services import concerns
from topaz_tui.services.concerns import ConcernDraft

if TYPE_CHECKING:
    from topaz_tui.screens.concern.screen import ConcernScreen

WHY = Question(
    "reason",
    "Why not needed",
    "text",
    "Such as: begun about the wrong person; already raised as SC-….",
    needed="Say why it is not needed.",
)
STILL = "Until then it is still to be submitted."


async def discard(page: ConcernScreen, draft: ConcernDraft) -> bool:
    """Ask why, and discard it; whether that was done. What said danger is only proposed."""
    await page.app.autosaver.flush()
    if await page.call(concerns.not_alone, page.app.session, draft.id):
        await propose(page, draft)
        return False
    lead = "It goes to nobody. What is written in it stays on record, with your name and your reason."
    kind, key, title = DraftKind.DISCARD, str(draft.id), f"Discard {draft.reference}?"
    what = page.app.session, draft.id

    async def discard_it(answers: dict[str, Answer]) -> None:
        await page.app.settle(kind, key, concerns.discard, *what, str(answers["reason"]))

    done = await ask_and_do(page, kind, key, title, (WHY,), discard_it, lead=lead, danger=True, done="Discard it")
    return done is not None


async def propose(page: ConcernScreen, draft: ConcernDraft) -> None:
    """Danger that was said is not discarded by whoever said it: another decides."""
    app = page.app
    if there := await page.call(concerns.asked, page.app.session, draft.id):
        app.say(f"That is proposed already, and waits for {there.owner}. {STILL}")
        return
    kind, key, title = DraftKind.DISCARD, str(draft.id), f"Propose to discard {draft.reference}?"
    lead = f"{concerns.NOT_ALONE} A manager decides. Until then its clock goes on, and you can still submit it."
    told: list[concerns.PutAwayProposal] = []

    async def put(answers: dict[str, Answer]) -> None:
        told.append(await app.settle(kind, key, concerns.propose, app.session, draft.id, str(answers["reason"])))

    if await ask_and_do(page, kind, key, title, (WHY,), put, lead=lead, danger=True, done="Propose it"):
        app.say(f"Proposed: it waits for {told[-1].owner}. {STILL}")
